import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { layersFile } from "../../scripts/generate-layers.ts";
import { below, layers } from "../../scripts/layers.ts";
import { root } from "../../scripts/stage.mjs";

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly message: string;
}

/** What the linter, with the project's own settings, says about some planted files. */
function lint(files: Readonly<Record<string, string>>): Diagnostic[] {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-lint-"));
  try {
    const settings = JSON.parse(readFileSync(`${root}.oxlintrc.json`, "utf8"));
    settings.options.typeAware = false;
    writeFileSync(join(folder, ".oxlintrc.json"), JSON.stringify(settings));
    copyFileSync(`${root}${layersFile().path}`, join(folder, layersFile().path));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["--format=json"], {
      cwd: folder,
      encoding: "utf8",
    });
    return JSON.parse(stdout).diagnostics;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the layers of autograd", () => {
  it("are all folders that there are", () => {
    const folders = readdirSync(`${root}packages/autograd/src`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(layers).toEqual(expect.arrayContaining(folders));
  });

  it("are in the linter's settings; if not, `npm run generate`", () => {
    const { path, text } = layersFile();
    expect(readFileSync(`${root}${path}`, "utf8")).toBe(text);
  });

  it("import downwards only, types too, from any depth", () => {
    const files: Record<string, string> = {};
    const expected: string[] = [];
    for (const from of layers) {
      for (const to of layers) {
        if (from === to) continue;
        const path = `packages/autograd/src/${from}/imports-${to}.ts`;
        const deep = `packages/autograd/src/${from}/family/imports-${to}.ts`;
        files[path] = `export { name } from "../${to}/name.ts";\n`;
        files[deep] = `import type { name } from "../../${to}/name.ts";\nexport type Name = typeof name;\n`;
        if (!below(from).includes(to)) expected.push(path, deep);
      }
      const index = `packages/autograd/src/${from}/imports-index.ts`;
      files[index] = 'export { name } from "../index.ts";\n';
      const itself = `packages/autograd/src/${from}/imports-itself.ts`;
      files[itself] = 'export { name } from "@chainrule/autograd";\n';
      expected.push(index, itself);
    }
    const reported = lint(files).filter(({ code }) => code === "eslint(no-restricted-imports)");
    expect(reported.map(({ filename }) => filename).sort()).toEqual(expected.sort());
  });

  it("leave nn and optim apart", () => {
    const reported = lint({
      "packages/nn/src/a.ts": 'export { gradientDescent } from "@chainrule/optim";\n',
      "packages/optim/src/a.ts": 'export { mlp } from "@chainrule/nn";\n',
      "packages/optim/src/b.ts": 'export { grad } from "@chainrule/autograd";\n',
    });
    expect(reported.map(({ code, filename }) => `${code} ${filename}`).sort()).toEqual([
      "eslint(no-restricted-imports) packages/nn/src/a.ts",
      "eslint(no-restricted-imports) packages/optim/src/a.ts",
    ]);
  });

  it("have no cycles, of types neither", () => {
    const reported = lint({
      "packages/autograd/src/op/a.ts": 'import type { B } from "./b.ts";\nexport type A = B | 1;\n',
      "packages/autograd/src/op/b.ts": 'import type { A } from "./a.ts";\nexport type B = A | 2;\n',
    });
    expect(reported.map(({ code, filename }) => `${code} ${filename}`).sort()).toEqual([
      "import(no-cycle) packages/autograd/src/op/a.ts",
      "import(no-cycle) packages/autograd/src/op/b.ts",
    ]);
  });
});
