import { describe, expect, test } from "vitest";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { apart } from "../numeric/closeness.ts";
import { byForward, byReverse, leaf, modes, nestings, number, numbers, op } from "./graph.ts";

/** [base, exponent, value, first, second and third derivative with respect to the base]. */
const rows: readonly (readonly [number, number, number, number, number, number])[] = [
  [0, 0, 1, 0, 0, 0],
  [-2, 0, 1, 0, 0, 0],
  [3, 0, 1, 0, 0, 0],
  [0, 1, 0, 1, 0, 0],
  [-2, 1, -2, 1, 0, 0],
  [0, 2, 0, 0, 2, 0],
  [-2, 2, 4, -4, 2, 0],
  [0, 3, 0, 0, 0, 6],
  [-2, 3, -8, 12, -12, 6],
  [0, 0.5, 0, Infinity, -Infinity, Infinity],
  [4, 0.5, 2, 0.25, -0.03125, 0.01171875],
  [-2, 0.5, Number.NaN, Number.NaN, Number.NaN, Number.NaN],
  [-2, -1, -0.5, -0.25, -0.25, -0.375],
];

describe.each(rows)("pow(%d, %d)", (base, exponent, value, ...derivatives) => {
  test(`is ${value}`, () => {
    expect(numbers(op("pow", leaf(base), leaf(exponent)))).toEqual([[value]]);
  });

  describe.each([1, 2, 3])("derivative of order %i with respect to the base", (order) => {
    test.each(nestings(order))("by %s", (_, derive) => {
      const expected = derivatives[order - 1] as number;
      for (const power of [leaf(exponent), number(exponent)]) {
        const x = leaf(base);
        const [[found]] = numbers(derive(op("pow", x, power), x)) as [[number]];
        expect(apart([found], [expected], 1e-14, 0)).toBeNull();
      }
    });
  });
});

describe("a cotangent of exactly zero stays zero", () => {
  test.each(rows)("at pow(%d, %d), in base and exponent", (base, exponent) => {
    const [x, y] = [leaf(base), leaf(exponent)];
    const nothing = op("mul", leaf(0), op("pow", x, y));
    const gradients = byReverse(nothing, x, y);
    expect(
      numbers(...gradients)
        .flat()
        .map(Math.abs),
    ).toEqual([0, 0]);
    const second = gradients.flatMap((gradient) => byReverse(gradient, x, y));
    expect(
      numbers(...second)
        .flat()
        .map(Math.abs),
    ).toEqual([0, 0, 0, 0]);
  });
});

test.each(Object.entries(modes))(
  "the derivative with respect to the exponent is that of exp, by %s",
  (_, derive) => {
    const y = leaf(3);
    const [[found]] = numbers(derive(op("pow", leaf(2), y), y)) as [[number]];
    expect(found).toBeCloseTo(8 * Math.LN2, 14);
  },
);

test("x² as pow(x, 2), as square and as x · x have the same derivatives at 0 and below", () => {
  for (const at of [0, -0, -3, 5]) {
    const found = [
      (x: Node) => op("pow", x, number(2)),
      (x: Node) => op("square", x),
      (x: Node) => op("mul", x, x),
    ].map((f) => {
      const x = leaf(at);
      const y = f(x);
      const [first] = byReverse(y, x) as [Node];
      return numbers(first, byForward(first, x, number(1)))
        .flat()
        .map((value) => value + 0);
    });
    expect(found).toEqual([
      [2 * at + 0, 2],
      [2 * at + 0, 2],
      [2 * at + 0, 2],
    ]);
  }
});
