import fc from "fast-check";
import { expect, test } from "vitest";
import { constantNode, inputNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { allocate, type TypedArray } from "../../packages/autograd/src/shape/dtype.ts";
import { sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { programs } from "../programs/arbitrary.ts";
import { directionsFor, instantiate } from "../programs/loss.ts";
import { build, leafNodes, type Program, results } from "../programs/program.ts";
import { runs } from "../programs/runs.ts";
import { differences } from "./run.ts";

/** Where rounding, signs and comparisons go wrong: the ends of each range, subnormals, both zeros, ties, no number. */
const ordinary = [0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity];
const extremes = [
  5e-324,
  -5e-324,
  1e-310,
  2 ** -1022,
  Number.MAX_VALUE,
  2 ** -149,
  2 ** -126,
  3.4028234663852886e38,
];
const thresholds = [88.7, -104, 709.8, -745.2, 2 ** 31, -(2 ** 31)];
const specials: readonly number[] = [...ordinary, ...extremes, ...thresholds];

function specialLeaves(program: Program, choose: () => number): Node[] {
  return leafNodes(program, choose() % 1000).map((leaf) => {
    // Half of the elements stay ordinary, so that not everything is NaN at once.
    const value = Array.from(leaf.value as TypedArray, (x) => {
      const k = choose() % (2 * specials.length);
      return specials[k] ?? x;
    });
    const data = allocate(program.dtype, value.length);
    data.set(value);
    return inputNode(data, leaf.shape, program.dtype);
  });
}

const present = <T>(list: readonly (T | null)[]): T[] => list.filter((item) => item !== null);

test.each(["float64", "float32"] as const)("compiled programs of %s have the interpreter's bits", (dtype) => {
  fc.assert(
    fc.property(programs({ dtype }), fc.nat({ max: 1000 }), (program, salt) => {
      // Every value is a result here, so that each is compared, fused or not.
      expect(differences(build(program, leafNodes(program, salt)))).toEqual([]);
    }),
    // Of all values as results there are as many again below, with derivatives.
    { numRuns: Math.ceil(runs / 2) },
  );
});

test.each(["float64", "float32"] as const)(
  "so have those of special values of %s, and their derivatives",
  (dtype) => {
    fc.assert(
      fc.property(programs({ dtype }), fc.infiniteStream(fc.nat()), (program, choices) => {
        const leaves = specialLeaves(program, () => choices.next().value as number);
        const values = build(program, leaves);
        const gradients = results(program).flatMap((k) => {
          const y = values[k] as Node;
          const cotangent = inputNode(allocate(dtype, sizeOf(y.shape)).fill(1), y.shape, dtype);
          return present(reverse([y], [cotangent], leaves));
        });
        expect(differences([...values, ...gradients])).toEqual([]);
      }),
      { numRuns: runs },
    );
  },
);

test("so have compiled derivatives, where only the ends are results", () => {
  fc.assert(
    fc.property(programs(), fc.nat({ max: 1000 }), (program, salt) => {
      const { leaves, loss } = instantiate(program, salt);
      const gradient = reverse([loss], [constantNode(1, program.dtype)], leaves);
      const curved = forward(present(gradient), leaves, directionsFor(leaves, salt));
      expect(differences([loss, ...present(gradient), ...present(curved)])).toEqual([]);
    }),
    { numRuns: runs },
  );
});
