import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isInstalled, noteInstalled } from "./installation.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** The package manager, without asking anybody to install it; its version is fixed by major only. */
export const pnpm = ["npx", "--yes", "--prefer-offline", "pnpm@10"];

/** Node's arguments for running TypeScript from the sources of the packages, unbuilt. */
export const typescript = ["node", "--conditions=source", "--import", "tsx"];

/**
 * Runs a command at the root of the repository, its output passed through; returns its exit code.
 * @param {readonly string[]} command
 * @param {string} directory
 * @returns {number}
 */
export function run(command, directory = root) {
  const [program = "", ...rest] = command;
  const { status, error } = spawnSync(program, rest, {
    cwd: directory,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` },
  });
  if (error) console.error(error.message);
  return status ?? 1;
}

/**
 * Runs commands under a headline, and tells how they ended and how long it took.
 * @param {string} name
 * @param {...readonly string[]} commands
 */
export function stage(name, ...commands) {
  console.log(`\n=== ${name}`);
  const start = performance.now();
  const code = commands.reduce((failed, command) => failed || run(command), 0);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`=== ${name}: ${code === 0 ? "ok" : `failed (exit code ${code})`}, ${seconds} s`);
  return code === 0;
}

/** Installs what the lockfile names, unless it is there; everything else needs that, so a failure ends the process. */
export function install() {
  if (isInstalled(root)) return;
  if (!stage("install", [...pnpm, "install", "--frozen-lockfile", "--reporter=append-only"])) process.exit(1);
  noteInstalled(root);
}
