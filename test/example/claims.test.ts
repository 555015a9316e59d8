import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { claim } from "../../examples/report/claim.ts";
import { root } from "../../scripts/stage.mjs";

// The first network has a test of its own, and so have the figures.
const others = ["backpropagation-and-gradient-descent", "figures"];
const folder = join(root, "examples");
const names = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, "index.ts")) && !others.includes(name))
  .sort();

let said = "";
let complained = "";
beforeEach(() => {
  said = "";
  complained = "";
  vi.spyOn(console, "log").mockImplementation((line: string) => void (said += `${line}\n`));
  vi.spyOn(console, "error").mockImplementation((line: string) => void (complained += `${line}\n`));
  process.exitCode = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

describe("the example", () => {
  it.each(names)("%s draws a picture, and what it claims holds", async (name) => {
    await import(join(folder, name, "index.ts"));
    expect(complained).toBe("");
    expect(process.exitCode).toBe(0);
    expect(said).toMatch(/^✓ /m);
    const path = /^picture: (.*)$/m.exec(said)?.[1] ?? "";
    expect(readFileSync(path, "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
    expect(readFileSync(path, "utf8")).not.toMatch(/NaN|undefined|Infinity/);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(`| \`${name}\` `);
  });
});

describe("a claim", () => {
  it("that holds is said", () => {
    claim(true, "two is even", "it is");
    expect([said, complained, process.exitCode]).toEqual(["\n✓ two is even: it is.\n", "", 0]);
  });

  it("that does not hold is one sentence, and the exit code is 1", () => {
    claim(false, "three is even", "it is odd");
    expect([said, complained]).toEqual(["", "\n✗ Not so: three is even. Found instead: it is odd.\n"]);
    expect(process.exitCode).toBe(1);
  });
});
