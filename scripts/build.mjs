// Builds the packages: declarations, and bundles of JavaScript, since loading 200 small modules takes longer than
// running them. Output whose source is gone is removed first.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root, run } from "./stage.mjs";

const packages = ["autograd", "nn", "optim"].map((name) => `packages/${name}`);

for (const folder of packages) {
  const dist = join(root, folder, "dist");
  if (!existsSync(dist)) continue;
  for (const file of readdirSync(dist, { recursive: true }).map(String)) {
    const source = file.replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
    if (source !== file && !existsSync(join(root, folder, "src", source))) rmSync(join(dist, file));
  }
}

const failed = run(["tsc", "-b", ...packages]);
if (failed !== 0) process.exit(failed);

/**
 * The files that packages are entered by, by the name of their bundle; other packages have one.
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
const entries = {
  "packages/autograd": {
    index: "src/index.ts",
    gears: "src/gears.ts",
    fft: "src/fft/index.ts",
    linalg: "src/linalg/index.ts",
    random: "src/random/index.ts",
  },
};

/**
 * Two bundles each: `index.js` keeps the marks that tell another bundler which calls it may leave out when nobody uses what they
 * make, and these are comments; `index.min.js`, for pages that load it as it is, has none. What several entries of a package have
 * in common is in a file that they import, since there may be only one of it.
 */
const bundles = {
  "": { minifyIdentifiers: true, minifySyntax: true },
  ".min": { minify: true },
};
for (const folder of packages) {
  rmSync(join(root, folder, "dist/bundle"), { recursive: true, force: true });
  mkdirSync(join(root, folder, "dist/bundle"), { recursive: true });
  for (const [suffix, minification] of Object.entries(bundles)) {
    const { outputFiles } = await build({
      entryPoints: Object.entries(entries[folder] ?? { index: "src/index.ts" }).map(([name, file]) => ({
        in: join(root, folder, file),
        out: `${name}${suffix}`,
      })),
      outdir: join(root, folder, "dist/bundle"),
      chunkNames: `shared-[hash]${suffix}`,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "neutral",
      target: "es2022",
      packages: "external",
      sourcemap: true,
      logLevel: "warning",
      write: false,
      ...minification,
    });
    for (const { path, text } of outputFiles) writeFileSync(path, ascii(text));
  }
}

/**
 * Escapes in comments too what is not ASCII, as esbuild does in strings: a single such character makes engines keep the whole
 * file as UTF-16, twice as large, and slower to load.
 * @param {string} text
 */
function ascii(text) {
  return text.replaceAll(/[^\0-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
