// Builds the packages: declarations, and one file of JavaScript each, since loading 160 small modules takes longer than
// running them. Output whose source is gone is removed first.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { leftOut } from "./left-out.mjs";
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

for (const folder of packages) {
  await build({
    entryPoints: [join(root, folder, "src/index.ts")],
    outdir: join(root, folder, "dist/bundle"),
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    packages: "external",
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
    plugins: [leftOut],
  });
}
