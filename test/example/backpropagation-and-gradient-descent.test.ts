import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root, typescript } from "../../scripts/stage.mjs";

const folder = join(root, "examples/backpropagation-and-gradient-descent");
const copies: string[] = [];
afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

function run(directory: string): { code: number | null; text: string } {
  const [node = "", ...options] = typescript;
  const { status, stdout, stderr } = spawnSync(node, [...options, join(directory, "index.ts")], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return { code: status, text: stdout + stderr };
}

/** The example with one piece of its program replaced. */
function changed(from: string, to: string): { code: number | null; text: string } {
  const copy = mkdtempSync(join(tmpdir(), "chainrule-example-"));
  copies.push(copy);
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.includes("node_modules") });
  symlinkSync(join(folder, "node_modules"), join(copy, "node_modules"));
  const path = join(copy, "index.ts");
  const program = readFileSync(path, "utf8");
  expect(program.split(from)).toHaveLength(2);
  writeFileSync(path, program.replace(from, to));
  return run(copy);
}

describe("the main job", () => {
  const { code, text } = run(folder);
  const numbers = (line: string): number[] => [...line.matchAll(/-?\d+\.\d{8}/g)].map(Number);

  it("ends well", () => {
    expect(text).toContain("All agree to the eighth digit.");
    expect(code).toBe(0);
  });

  it("fits into 80 columns", () => {
    expect(text.split("\n").filter((line) => Array.from(line).length > 80)).toEqual([]);
    expect(text.split("\n").filter((line) => line.endsWith(" "))).toEqual([]);
  });

  it("shows NumPy's starting weights", () => {
    const start = text.slice(0, text.indexOf("Backpropagation"));
    expect(numbers(start)).toEqual([
      0.77132064, 0.02075195, 0.63364823, 0.74880388, 0.49850701, 0.22479665, 0.19806286, 0.76053071,
      0.16911084, 0.08833981, 0.68535982, 0.95339335, 0.00394827, 0.51219226, 0.81262096, 0.61252607,
    ]);
  });

  it("shows what backpropagation found, and for one weight how", () => {
    const half = text.slice(text.indexOf("1. Backpropagation"), text.indexOf("2. Gradient descent"));
    expect(half).toContain("∂L/∂W₁ =");
    expect(half).toContain("∂L/∂W₂ =");
    const rows = half.split("\n").map((line) => [line, numbers(line)] as const);
    const names = ["∂L/∂ŷ", "∂ŷ/∂z₂", "∂z₂/∂h", "∂h/∂z₁", "∂z₁/∂w"];
    const factors = names.map((name) => rows.find(([line]) => line.includes(`${name} `))?.[1] ?? []);
    const products = rows.find(([line]) => line.startsWith("  = "))?.[1] ?? [];
    for (const [row, product] of products.entries()) {
      const slopes = factors.map((factor) => factor[row] ?? Number.NaN);
      expect(slopes.reduce((a, b) => a * b)).toBeCloseTo(product, 7);
    }
    expect(products).toHaveLength(4);
    const [sum] = numbers(half.slice(half.indexOf("added up")));
    expect(products.reduce((a, b) => a + b)).toBeCloseTo(sum ?? Number.NaN, 7);
    // The row ∂L/∂W₁[0, ...] of the table of gradients, third column.
    expect(numbers(half.slice(half.indexOf("∂L/∂W₁ =")))[2]).toBe(sum);
  });

  it("shows apart from that what gradient descent did with it", () => {
    const half = text.slice(text.indexOf("2. Gradient descent"), text.indexOf("Both in turn"));
    const [before, slope, after] = numbers(half);
    expect([before, slope]).toEqual([0.63364823, -0.00716831]);
    expect(after).toBeCloseTo(0.63364823 + 0.00716831, 7);
  });

  it("shows progress, a curve, and predictions beside what is expected", () => {
    expect(text).toContain("10000 / 10000");
    expect(text).toMatch(/0\.657508 ┼/);
    for (const prediction of ["0.00572029", "0.99442052", "0.99527493", "0.00467507"]) {
      expect(text).toContain(`${prediction}   ${prediction}  ✓`);
    }
  });
});

describe("the exit code is not 0 if", () => {
  it.each([
    ["an expected number differs in the eighth digit", "0.00572029", "0.00572030"],
    ["there is one iteration less", "10_000", "9_999"],
  ])("%s", (_, from, to) => {
    const { code, text } = changed(from, to);
    expect(text).toContain("✗ differs");
    expect(code).toBe(1);
  });
});
