// Installs the bench package, which alone brings the peers to measure against, and runs it as plain JavaScript on the
// built packages: no loader takes part. It runs on the newest Node that it finds, since one peer needs it;
// `--this-node` keeps to the one that runs this.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { install, pnpm, root, run } from "./stage.mjs";

install();

const bench = join(root, "bench");
const frozen = existsSync(join(bench, "pnpm-lock.yaml")) ? ["--frozen-lockfile"] : [];
const args = process.argv.slice(2);
const newer = join(bench, "node_modules/node/bin/node");

const bundle = [
  "esbuild",
  "index.ts",
  "first.ts",
  "grown.ts",
  "--bundle",
  "--packages=external",
  "--format=esm",
  "--outdir=dist",
];
let code =
  run(["npm", "run", "build"]) ||
  run([...pnpm, "install", "--ignore-workspace", ...frozen], bench) ||
  run([...bundle, "--splitting", "--log-level=warning"], bench) ||
  run(
    [existsSync(newer) && !args.includes("--this-node") ? newer : process.execPath, "dist/index.js", ...args],
    bench,
  );
// The page is checked like any other.
if (code === 0 && existsSync(join(root, "docs/benchmarks.md")))
  code = run(["biome", "check", "--write", "docs/benchmarks.md"]);
process.exit(code);
