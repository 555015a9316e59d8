import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isInstalled, noteInstalled } from "../../scripts/installation.mjs";

let root = "";

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "chainrule-installation-"));
  write("package.json", '{ "devDependencies": { "tool": "1" } }');
  write("packages/a/package.json", '{ "dependencies": { "library": "1" } }');
  write("packages/b/package.json", "{}");
  write("pnpm-lock.yaml", "version: 1");
  write("node_modules/.pnpm/tool@1/node_modules/tool/package.json", "{}");
  write("node_modules/.pnpm/library@1/node_modules/library/package.json", "{}");
  write("node_modules/.pnpm/lock.yaml", "version: 1");
  write("node_modules/tool/package.json", "{}");
  write("packages/a/node_modules/library/package.json", "{}");
});

afterEach(() => rmSync(root, { recursive: true }));

test("a clean clone is not installed, an installation that is left alone is", () => {
  expect(isInstalled(root)).toBe(false);
  noteInstalled(root);
  expect(isInstalled(root)).toBe(true);
});

describe("it is no longer installed", () => {
  beforeEach(() => noteInstalled(root));

  test.each<readonly [what: string, change: () => void]>([
    ["another lockfile", () => write("pnpm-lock.yaml", "version: 2")],
    ["no lockfile", () => rmSync(join(root, "pnpm-lock.yaml"))],
    ["another manifest", () => write("packages/b/package.json", '{ "version": "2" }')],
    ["a new project", () => write("examples/c/package.json", "{}")],
    ["a manifest of all examples", () => write("examples/package.json", "{}")],
    ["another workspace", () => write("pnpm-workspace.yaml", "packages: []")],
    [
      "a package removed from the store",
      () => rmSync(join(root, "node_modules/.pnpm/tool@1"), { recursive: true }),
    ],
    ["a dependency removed", () => rmSync(join(root, "packages/a/node_modules"), { recursive: true })],
    ["everything removed", () => rmSync(join(root, "node_modules"), { recursive: true })],
    ["a note half written", () => write("node_modules/.chainrule-installation.json", '{ "asked"')],
  ])("after %s", (_, change) => {
    change();
    expect(isInstalled(root)).toBe(false);
  });
});
