import { describe, expect, test } from "vitest";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { apart } from "../numeric/closeness.ts";
import { byForward, byReverse, leaf, nestings, number, numbers, op } from "./graph.ts";

/** Functions whose second derivative other engines got wrong: [x, f', f'', f'''], from mpmath, 50 digits before rounding. */
const references: Readonly<
  Record<string, { readonly f: (x: Node) => Node; readonly rows: readonly (readonly number[])[] }>
> = {
  "sigmoid²": {
    f: (x) => op("square", op("sigmoid", x)),
    rows: [
      [-1.7, 0.04034810265313678, 0.06199906419047022, 0.07945894046855774],
      [0, 0.25, 0.125, -0.125],
      [0.3, 0.2808544956463221, 0.07770470128181704, -0.18447289746300882],
      [2, 0.18495608645965958, -0.11881416860435907, 0.01806757239975284],
      [40, 8.496708510583178e-18, -8.496708510583178e-18, 8.496708510583178e-18],
    ],
  },
  "x · exp x": {
    f: (x) => op("mul", x, op("exp", x)),
    rows: [
      [-1.7, -0.12787846683691426, 0.05480505721582041, 0.23748858126855507],
      [0, 1, 2, 3],
      [0.3, 1.754816449848804, 3.104675257424807, 4.45453406500081],
      [2, 22.16716829679195, 29.5562243957226, 36.945280494653254],
      [40, 9.650795940317819e18, 9.88618120715484e18, 10121566473991860000],
    ],
  },
  "x · tanh x": {
    f: (x) => op("mul", x, op("tanh", x)),
    rows: [
      [-1.7, -1.1479258506799581, -0.14756050621162292, 0.010945252234307411],
      [0, 0, 2, 0],
      [0.3, 0.5658537009995797, 1.6703193601928221, -2.0088374664347],
      [2, 1.1053292297821458, -0.13113572514789715, 0.09665206791478634],
      [40, 1, -5.631136330077696e-33, 1.1117884549127757e-32],
    ],
  },
};

describe.each(Object.entries(references))("derivatives of %s", (_, { f, rows }) => {
  describe.each([1, 2, 3])("of order %i", (order) => {
    test.each(nestings(order))("by %s", (_name, derive) => {
      for (const row of rows) {
        const x = leaf(row[0] as number);
        const [[value]] = numbers(derive(f(x), x)) as [[number]];
        expect(apart([value], [row[order] as number], order < 3 ? 2e-15 : 1e-14, 1e-300)).toBeNull();
      }
    });
  });
});

describe("perturbations are not confused", () => {
  test.each(nestings(1))("d/dx [x · d/dy (x + y)] = 1, the outer one by %s", (_, outer) => {
    for (const [, inner] of nestings(1)) {
      const [x, y] = [leaf(1), leaf(1)];
      const product = op("mul", x, inner(op("add", x, y), y));
      expect(numbers(outer(product, x))).toEqual([[1]]);
    }
  });

  test("d/dx [x · d/dy (x · y²)] = 4xy", () => {
    const [x, y] = [leaf(3), leaf(5)];
    const inner = byForward(op("mul", x, op("square", y)), y, number(1));
    const [outer] = byReverse(op("mul", x, inner), x) as [Node];
    expect(numbers(outer, byForward(op("mul", x, inner), x, number(1)))).toEqual([[60], [60]]);
  });
});
