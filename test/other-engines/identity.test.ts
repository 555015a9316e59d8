import { describe, expect, test } from "vitest";
import { materialize } from "../../packages/autograd/src/evaluate/materialize.ts";
import { apply, deferredNode, inputNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { gradientNodes } from "../../packages/autograd/src/transform/gradient.ts";
import { byReverse, leaf, number, numbers, op, opWith, total } from "./graph.ts";

describe("equal-valued leaves stay apart", () => {
  test("in the gradient of a sum of products", () => {
    const [a, b, c] = [leaf(2), leaf(2), leaf(2)];
    const y = op("add", op("mul", a, b), op("square", c));
    expect(numbers(...byReverse(y, a, b, c))).toEqual([[2], [2], [4]]);
    expect(numbers(...byReverse(op("mul", a, a), a, b))).toEqual([[4], [0]]);
  });

  test("also when the graph is compiled and run again with other data", () => {
    for (const [left, right] of [
      [2, 2],
      [2, 2],
      [2, 5],
      [5, 2],
      [3, 3],
    ] as const) {
      const [a, b] = [leaf(left), leaf(right)];
      const y = op("mul", op("exp", op("sub", a, b)), op("sub", a, number(1)));
      const gradients = gradientNodes(y, [a, b]);
      materialize([y, ...gradients]);
      const rise = Math.exp(left - right);
      const expected = [rise * (left - 1), rise * left, -rise * (left - 1)];
      for (const [k, node] of [y, ...gradients].entries()) {
        expect(node.value?.[0]).toBeCloseTo(expected[k] as number, 12);
      }
    }
  });

  test("and so do equal subgraphs of them", () => {
    const [a, b] = [leaf([1, 2]), leaf([1, 2])];
    const y = total(op("mul", op("sin", a), op("sin", b)));
    const [da, db] = numbers(...byReverse(y, a, b)) as [number[], number[]];
    const [onlyA] = numbers(...byReverse(y, a)) as [number[]];
    expect(da).toEqual(db);
    expect(da).toEqual(onlyA);
    expect(da[0]).toBeCloseTo(Math.sin(1) * Math.cos(1), 15);
  });
});

describe("a node used in several places", () => {
  test("collects what flows to each of them", () => {
    const x = leaf(3);
    const y = op("add", op("mul", x, x), op("add", x, op("neg", x)));
    expect(numbers(...byReverse(y, x))).toEqual([[6]]);
  });

  test("is computed once in a ladder of doublings, which has 2⁶⁰ paths", () => {
    const x = leaf(1);
    let y: Node = x;
    for (let k = 0; k < 60; k++) y = op("add", y, y);
    expect(numbers(y, ...byReverse(y, x))).toEqual([[2 ** 60], [2 ** 60]]);
  });
});

describe("derivatives written out only when they are needed", () => {
  test("keep the order of evaluation right, wherever they stand in it", () => {
    const x = leaf(0.5);
    const s = op("sin", x);
    const y = op("square", s);
    const slope = deferredNode(
      {
        request: { of: y, outputs: [y], wrt: [x], nodes: [], epoch: 0, position: 0, history: 0 },
        index: 0,
        expand: () => byReverse(y, x)[0] as Node,
      },
      x.kind.type,
    );
    // y is listed first, then the slope, whose writing out walks y again.
    const exact = Math.sin(0.5) ** 2 + 2 * Math.sin(0.5) * Math.cos(0.5);
    expect(numbers(op("add", y, slope)).flat()[0]).toBeCloseTo(exact, 15);
  });

  test("can be differentiated again, together with what they are of", () => {
    const x = leaf([0.5, -1]);
    const y = total(op("mul", x, op("exp", x)));
    const [first] = gradientNodes(y, [x]) as [Node];
    const [second] = gradientNodes(op("add", y, total(op("square", first))), [x]) as [Node];
    const [values] = numbers(second) as [number[]];
    for (const [k, at] of [0.5, -1].entries()) {
      const [d1, d2] = [(1 + at) * Math.exp(at), (2 + at) * Math.exp(at)];
      expect(values[k]).toBeCloseTo(d1 + 2 * d1 * d2, 13);
    }
  });
});

test("a second derivative is that of its own function, though all that is left of the first be its value", () => {
  // Compiled plans are found again by the structure of the graph: these two must not be taken for each other.
  const functions = [
    { f: (x: Node): Node => op("mul", x, number(2)), second: (): number => 0 },
    { f: (x: Node): Node => op("mul", x, op("square", x)), second: (at: number): number => 6 * at },
  ];
  for (let run = 0; run < 4; run++) {
    for (const { f, second } of functions) {
      const x = leaf(0.5 + run);
      const y = f(x);
      const [first] = gradientNodes(y, [x]) as [Node];
      for (const node of [y, first]) materialize([node]);
      const [found] = gradientNodes(opWith("sum", { axes: [], keepDims: false }, first), [x]) as [Node];
      materialize([found]);
      expect(found.value?.[0]).toBeCloseTo(second(0.5 + run), 14);
    }
  }
});

describe("results that are not computed at all", () => {
  test("constants as results stay constants when the plan runs again", () => {
    for (let run = 0; run < 4; run++) {
      const x = leaf(0.5 + run);
      const y = op("mul", x, number(2));
      const [slope] = byReverse(y, x) as [Node];
      const folded = op("add", number(3), number(4));
      materialize([y, slope, folded]);
      expect([y, slope, folded].map(({ value }) => value?.[0])).toEqual([1 + 2 * run, 2, 7]);
    }
  });

  test("a value that is known already is data to a later plan, whatever computed it", () => {
    for (let run = 0; run < 4; run++) {
      const x = leaf([1 + run, -2]);
      const known = op("neg", x);
      const constant = number(0.25);
      materialize([known, constant]);
      const y = op("mul", op("neg", known), constant);
      const z = opWith("reshape", { shape: [2, 1] }, known);
      materialize([y, z]);
      expect([...(y.value ?? [])]).toEqual([(1 + run) / 4, -0.5]);
      expect([...(z.value ?? [])]).toEqual([-1 - run, 2]);
    }
  });
});

test("a float32 intermediate of one element is rounded like any other", () => {
  for (const shape of [[], [1], [2]]) {
    const data = Float64Array.from({ length: shape[0] ?? 1 }, () => 0.1);
    const x = inputNode(data, shape, "float64");
    const narrow = apply(operationNamed("cast"), [x], { dtype: "float32" });
    const back = apply(operationNamed("cast"), [narrow], { dtype: "float64" });
    expect(numbers(back)[0]?.[0]).toBe(Math.fround(0.1));
  }
});
