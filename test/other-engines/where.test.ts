import { describe, expect, test } from "vitest";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { byForward, byReverse, leaf, nestings, number, numbers, op, total } from "./graph.ts";

/** Functions with a guarded branch: below 0 (or at 0) the branch not taken has no derivative, or no value at all. */
const guarded: Readonly<Record<string, (x: Node) => Node>> = {
  "where(x > 0, √x, 0)": (x) => op("where", op("greater", x, number(0)), op("sqrt", x), number(0)),
  "where(x > 0, ln x, 0)": (x) => op("where", op("greater", x, number(0)), op("log", x), number(0)),
  "where(x > 0, 1/x, 0)": (x) => op("where", op("greater", x, number(0)), op("reciprocal", x), number(0)),
  "where(x > 0, x^1.5, 0)": (x) =>
    op("where", op("greater", x, number(0)), op("pow", x, number(1.5)), number(0)),
  "where(x ≤ 0, 0, x · ln x)": (x) =>
    op("where", op("lessEqual", x, number(0)), number(0), op("mul", x, op("log", x))),
  "where(x > 0, √(x · |x|) / x, 0)": (x) =>
    op("where", op("greater", x, number(0)), op("div", op("sqrt", op("mul", x, op("abs", x))), x), number(0)),
};

describe.each(Object.entries(guarded))("%s", (_, f) => {
  describe.each([1, 2, 3])("derivative of order %i", (order) => {
    test.each(nestings(order))("by %s is 0 where the branch is not taken", (_name, derive) => {
      for (const at of [0, -0, -1, -Infinity]) {
        const x = leaf(at);
        expect(
          numbers(derive(f(x), x))
            .flat()
            .map(Math.abs),
        ).toEqual([0]);
      }
    });
  });

  test("keeps its derivative where the branch is taken", () => {
    const x = leaf(2.25);
    const [first] = byReverse(f(x), x) as [Node];
    expect(numbers(byForward(f(x), x, number(1)))).toEqual(numbers(first));
    expect(
      numbers(first, byForward(first, x, number(1)))
        .flat()
        .every(Number.isFinite),
    ).toBe(true);
  });
});

test("elements taken and not taken do not disturb each other", () => {
  const x = leaf([-1, 0, 4, -9, 0.25]);
  const y = total(op("where", op("greater", x, number(0)), op("sqrt", x), op("mul", number(3), x)));
  const [first] = byReverse(y, x) as [Node];
  expect(numbers(first)).toEqual([[3, 3, 0.25, 3, 1]]);
  expect(
    numbers(byReverse(total(first), x)[0] as Node)
      .flat()
      .map((v) => v + 0),
  ).toEqual([0, 0, -0.03125, 0, -2]);
});

test("the norm of zeros and √(x²) at 0 have derivative 0 behind a guard", () => {
  const x = leaf([0, 0, 3]);
  const root = op("sqrt", op("square", x));
  const y = total(op("where", op("equal", x, number(0)), number(0), root));
  expect(
    numbers(...byReverse(y, x))
      .flat()
      .map(Math.abs),
  ).toEqual([0, 0, 1]);
});

test("a loss masked by where does not see what is masked, though it be NaN", () => {
  const x = leaf([1, Number.NaN, 2, Infinity]);
  const mask = op("less", op("abs", x), number(100));
  const y = total(op("where", mask, op("square", op("exp", x)), number(0)));
  const [gradient] = byReverse(y, x) as [Node];
  const [values] = numbers(gradient) as [number[]];
  expect([values[1], values[3]].map((v) => Math.abs(v as number))).toEqual([0, 0]);
  expect(values[0]).toBeCloseTo(2 * Math.exp(2), 12);
});
