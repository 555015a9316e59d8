// Installs the bench package, which alone brings the peers to measure against, and runs it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { install, pnpm, root, run, typescript } from "./stage.mjs";

install();

const bench = join(root, "bench");
const frozen = existsSync(join(bench, "pnpm-lock.yaml")) ? ["--frozen-lockfile"] : [];
const code =
  run([...pnpm, "install", "--ignore-workspace", ...frozen], bench) ||
  run([...typescript, join(bench, "index.ts"), ...process.argv.slice(2)]);
process.exit(code);
