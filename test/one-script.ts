import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { build } from "esbuild";
import type { Plugin } from "vitest/config";
import { root } from "../scripts/stage.mjs";
import { sources } from "./sources.ts";

/** A source, and the file that takes its place wherever another one imports it; paths from the root of the repository. */
export interface Replacement {
  readonly source: string;
  readonly by: string;
}

/** By the path of its file, a function for each module, which evaluates it and what it imports unless that has been done. */
type Modules = Record<string, () => object>;

interface Script {
  readonly path: string;
  readonly modules: Modules;
}

const anew = "\0modules";

/**
 * Gives tests the sources of the packages as one script: a function, compiled once in a process and called once for each file
 * of tests. Each file has modules of its own all the same, evaluated when something imports them. But nobody finds, transforms
 * and compiles hundreds of them for each, and they use each other without the test runner's getters in between.
 */
export function oneScript(replacement?: Replacement): Plugin {
  let isWatching = false;
  let written: Promise<Script> | undefined;
  return {
    name: "one-script",
    enforce: "pre",
    configureVitest({ vitest }) {
      // What a change concerns is known only of modules that are files.
      isWatching = vitest.config.watch;
    },
    resolveId(path, importer) {
      return path === anew ? path : placeTaker(replacement, path, importer);
    },
    async load(id) {
      if (isWatching || (id !== anew && !(id.startsWith(root) && id.endsWith(".ts")))) return;
      written ??= scriptOf(replacement);
      const { path, modules } = await written;
      if (id === anew) {
        return `
          import { createRequire } from "node:module";
          export const modules = {};
          createRequire(import.meta.url)(${JSON.stringify(path)})(modules);`;
      }
      const name = relative(root, id);
      const module = modules[name];
      if (module === undefined) return;
      return `
        import { modules } from ${JSON.stringify(anew)};
        export const { ${Object.keys(module()).join(", ")} } = modules[${JSON.stringify(name)}]();`;
    },
  };
}

/** What is imported instead of what a path leads to. */
function placeTaker(
  replacement: Replacement | undefined,
  path: string,
  importer: string | undefined,
): string | undefined {
  if (replacement === undefined || importer === undefined) return;
  const by = join(root, replacement.by);
  const isReplaced = resolve(importer, "..", path) === join(root, replacement.source);
  return isReplaced && importer !== by ? by : undefined;
}

async function scriptOf(replacement: Replacement | undefined): Promise<Script> {
  const files = sources();
  if (replacement !== undefined) files.push(replacement.by);
  const folder = mkdtempSync(join(tmpdir(), "chainrule-sources-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "sources.cjs");
  await build({
    stdin: {
      contents: files.map((file) => `exports["${file}"] = () => require("./${file}");`).join("\n"),
      resolveDir: root,
    },
    outfile: path,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "es2022",
    conditions: ["source"],
    sourcemap: true,
    // Modules are strict.
    banner: { js: 'module.exports = (exports) => { "use strict";' },
    footer: { js: "};" },
    logLevel: "warning",
    plugins: [
      {
        name: "replacement",
        setup(build) {
          build.onResolve({ filter: /\.ts$/ }, ({ path, importer }) => {
            const taken = placeTaker(replacement, path, importer);
            return taken === undefined ? undefined : { path: taken };
          });
        },
      },
    ],
  });
  const modules: Modules = {};
  (createRequire(import.meta.url)(path) as (modules: Modules) => void)(modules);
  return { path, modules };
}
