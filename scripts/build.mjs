// Builds the packages. Output whose source is gone is removed first, since all of `dist` is published.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
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

process.exit(run(["tsc", "-b", ...packages]));
