import { describe, expect, test } from "vitest";
import { gradients, inspect, ones, parameter, scalar, summary, tensor, toDot, toMermaid } from "../index.ts";

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
        "4 nodes (1 parameter), 17 elements, longest path 2",
        "2 input, 1 mul, 1 sum",
      ].join("\n"),
    );
  });

  test("shows derivatives as graphs", () => {
    const y = scalar(2);
    const [dy] = gradients(y.square(), [y]);
    expect(summary(dy)).toContain("mul");
  });

  test("of more nodes than a stack has room for leaves out the middle", () => {
    let y = scalar(0);
    for (let k = 0; k < 200_000; k++) y = y.add(1);
    const lines = summary(y, { limit: 4 }).split("\n");
    expect(lines[2]).toMatch(/^\.\.\. \d+ more \.\.\.$/);
    expect(lines[lines.length - 2]).toContain("longest path 200000");
  });

  test("mentions names", () => {
    const w = parameter(2);
    expect(summary(w.exp(), { names: { W: w } }).split("\n")[0]).toBe('%0 = parameter "W" -> float64 []');
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

test("drawings number the inputs where their order matters, and escape names", () => {
  const a = scalar(1);
  const names = { 'a "<b>" \\': a };
  expect(toMermaid(a.sub(2), { names })).toBe(
    [
      "flowchart TD",
      '  n0(["data 1 &#34;a &#34;&#60;b&#62;&#34; \\&#34;<br>float64 []"])',
      '  n1(["data 2<br>float64 []"])',
      '  n2["sub<br>float64 []"]',
      "  n0 -->|1| n2",
      "  n1 -->|2| n2",
    ].join("\n"),
  );
  const dot = toDot(a.sub(2), { names });
  expect(dot).toContain(String.raw`label="data 1 \"a \"<b>\" \\\"\nfloat64 []"`);
  expect(dot).toContain('  n1 -> n2 [label="2"];');
});

describe("inspect", () => {
  test("shows that long chains of steps are written out once, side by side", () => {
    const divisions = (size: number): number =>
      (inspect(ones([size]).sigmoid()).wasm.match(/f64x2\.div/g) ?? []).length;
    // Four vectors of two elements in each pass; what is left over is written out as well.
    expect([2, 8, 16, 24, 22].map(divisions)).toEqual([1, 4, 4, 4, 7]);
  });

  test("shows that a sigmoid and its derivatives share their steps", () => {
    const at = parameter([1, 2]);
    const [first] = gradients(at.sigmoid().sum(), [at]);
    const [second] = gradients(first.sum(), [at]);
    const [third] = gradients(second.sum(), [at]);
    const { wasm } = inspect([at.sigmoid(), first, second, third]);
    expect(wasm.match(/f64x2\.div/g)).toHaveLength(1);
  });

  test("shows that a hyperbolic tangent and its derivatives share their steps", () => {
    const at = parameter([1, 2]);
    const [first] = gradients(at.tanh().sum(), [at]);
    const [second] = gradients(first.sum(), [at]);
    const { wasm } = inspect([at.tanh(), first, second]);
    expect(wasm.match(/f64x2\.nearest/g)).toHaveLength(1);
  });

  test("does not depend on what is computed already", () => {
    const y = x.exp().sum();
    const before = inspect(y);
    y.item();
    expect(inspect(y)).toEqual(before);
    expect(before.plan).toContain(" bytes");
  });

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
    "an unknown option",
    () => toDot(x, { size: 1 } as never),
    'toDot: there is no option "size", only limit, names.',
  ],
  [
    "names that are not an object",
    () => summary(x, { names: 3 as never }),
    "summary: names must be an object of tensors, got 3.",
  ],
  [
    "names of something else",
    () => summary(x, { names: { a: 3 as never } }),
    'summary: names must be tensors by name, got 3 for "a".',
  ],
  [
    "too large a graph",
    () => toMermaid(x.mul(2), { limit: 2 }),
    "toMermaid: the graph has 3 nodes, more than the limit of 2. Raise limit, or print a summary().",
  ],
] as const)("%s is refused", (_, f, text) => {
  expect(f).toThrow(expect.objectContaining({ message: text }));
});
