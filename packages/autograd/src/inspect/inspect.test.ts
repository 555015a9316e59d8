import { describe, expect, test } from "vitest";
import {
  explain,
  gradients,
  inspect,
  parameter,
  scalar,
  summary,
  tensor,
  toDot,
  toMermaid,
} from "../index.ts";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("summary", () => {
  test("has a line for each node, and totals", () => {
    const w = parameter([1, 2, 3]);
    expect(summary(x.mul(w).sum(1))).toBe(
      [
        "%0 = data -> float64 [2, 3]",
        "%1 = parameter -> float64 [3]",
        "%2 = mul %0 %1 -> float64 [2, 3]",
        "%3 = sum axes=[1] keepDims=false %2 -> float64 [2]  (asked for)",
        "",
        "4 nodes (1 parameters), 17 elements, longest path 2",
        "2 input, 1 mul, 1 sum",
      ].join("\n"),
    );
  });

  test("shows derivatives as graphs", () => {
    const y = scalar(2);
    const [dy] = gradients(y.square(), [y]);
    expect(summary(dy)).toContain("mul");
  });

  test("of a million nodes leaves out the middle", () => {
    let y = scalar(0);
    for (let k = 0; k < 1_000_000; k++) y = y.add(1);
    const lines = summary(y, { limit: 4 }).split("\n");
    expect(lines[2]).toMatch(/^\.\.\. \d+ more \.\.\.$/);
    expect(lines[lines.length - 2]).toContain("longest path 1000000");
  });

  test("computes nothing", () => {
    const y = x.mul(2);
    summary(y);
    expect(summary(y)).toContain("%2 = mul");
  });
});

describe("drawings", () => {
  test("in Mermaid", () => {
    expect(toMermaid(scalar(2).mul(x))).toBe(
      [
        "flowchart TD",
        '  n0(["data 2<br>float64 []"])',
        '  n1(["data<br>float64 [2, 3]"])',
        '  n2["mul<br>float64 [2, 3]"]',
        "  n0 --> n2",
        "  n1 --> n2",
      ].join("\n"),
    );
  });

  test("in DOT", () => {
    expect(toDot(x.neg())).toBe(
      [
        "digraph {",
        "  node [shape=box];",
        '  n0 [label="data\\nfloat64 [2, 3]", shape=ellipse];',
        '  n1 [label="neg\\nfloat64 [2, 3]"];',
        "  n0 -> n1;",
        "}",
      ].join("\n"),
    );
  });
});

describe("explain", () => {
  test("multiplies along each path and adds the paths up", () => {
    const t = scalar(2);
    expect(explain(t.square().mul(t), t)).toBe(
      [
        "∂y/∂x = 12, over 2 paths",
        "path 1: ∂mul/∂square · ∂square/∂x = 2 · 4 = 8",
        "path 2: ∂mul/∂x = 4",
      ].join("\n"),
    );
  });

  test("takes an input that is used twice in one step as one", () => {
    const t = scalar(3);
    expect(explain(t.mul(t), t)).toBe("∂y/∂x = 6, over 1 path\npath 1: ∂mul/∂x = 6");
  });

  test("says how large factors between tensors are", () => {
    const t = tensor([1, -2]);
    expect(explain(t.square().sum(), t)).toBe(
      "∂y/∂x = of shape [2], over 1 path\npath 1: ∂sum/∂square · ∂square/∂x, at most 1 · 4",
    );
  });

  test("refuses what has no answer", () => {
    const t = scalar(1);
    expect(() => explain(tensor([1]), t)).toThrow("explain: y must be a scalar, got shape [1].");
    expect(() => explain(scalar(1), t)).toThrow(
      "explain: y does not depend on x. Build y from that very tensor.",
    );
    let y = t.add(0);
    for (let k = 0; k < 10; k++) y = y.exp().add(y.sin());
    expect(() => explain(y, t)).toThrow("explain: y depends on x along more than 20 paths.");
  });
});

describe("inspect", () => {
  test("shows every stage of compilation", () => {
    const w = parameter([1, 2, 3]);
    const { graph, plan, loops, wasm } = inspect(x.mul(w).exp().sum());
    expect(graph).toContain("%3 = exp %2 -> float64 [2, 3]");
    expect(plan).toContain("loop over [2, 3]: mul, exp");
    expect(loops).toContain("for j in 0..3");
    expect(loops).toContain("%0[3·i + j]");
    expect(wasm).toContain("(module");
    expect(wasm).toContain("f64x2.mul");
  });

  test("reads views by index arithmetic and says so", () => {
    expect(inspect(x.transpose().add(1)).loops).toContain("%0[i + 3·j]");
  });

  test("of several tensors that share a graph", () => {
    const y = x.square();
    expect(inspect([y, y.sum()]).plan).toMatch(/results %\d+, %\d+;/);
  });
});

test.each([
  ["a number", () => summary(3 as never), "summary: takes a tensor or an array of tensors, got 3."],
  ["text", () => toDot("x" as never), 'toDot: takes a tensor or an array of tensors, got "x".'],
  [
    "a fractional limit",
    () => summary(x, { limit: 1.5 }),
    "summary: limit must be a positive integer, got 1.5.",
  ],
  [
    "too large a graph",
    () => toMermaid(x.mul(2), { limit: 2 }),
    "toMermaid: the graph has 3 nodes, more than the limit of 2. Raise limit, or print a summary().",
  ],
] as const)("%s is refused", (_, f, text) => {
  expect(f).toThrow(expect.objectContaining({ message: text }));
});
