import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { materialize } from "../../packages/autograd/src/evaluate/materialize.ts";
import { apply, constantNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { isFloat, type TypedArray } from "../../packages/autograd/src/shape/dtype.ts";
import { gradientNodes } from "../../packages/autograd/src/transform/gradient.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { flowsOf, valuesOf } from "../conformance/subject.ts";
import { apart } from "../numeric/closeness.ts";
import { concatenated, largest } from "../numeric/vector.ts";
import { programPairs, programs } from "./arbitrary.ts";
import { completed, type Instance, instantiate, on } from "./loss.ts";
import { runs } from "./runs.ts";

const anyProgram = fc.oneof(programs(), programs({ dtype: "float32" }));
const smallProgram = fc.oneof(
  programs({ maxInstructions: 6 }),
  programs({ dtype: "float32", maxInstructions: 6 }),
);
const seed = constantNode(1, "float64");
const anySalt = fc.nat({ max: 1000 });

/** Everything there is to compute: all values, the loss, its gradient. */
function everything(instance: Instance): Node[] {
  return [...instance.values, instance.loss, ...gradientOf(instance)];
}

function gradientOf({ loss, leaves }: Instance): Node[] {
  return completed(reverse([loss], [constantNode(1, loss.dtype)], leaves), leaves);
}

/** One scalar of which all parts of a gradient are part. */
function slopeOf(gradient: readonly Node[]): Node[] {
  const sums = gradient.map((part) => {
    return apply(operationNamed("sum"), [part], { axes: part.shape.map((_, axis) => axis), keepDims: false });
  });
  return [sums.reduce((a, b) => apply(operationNamed("add"), [a, b]))];
}

function secondOrder(gradient: readonly Node[], leaves: readonly Node[]): Node[] {
  const [slope] = slopeOf(gradient) as [Node];
  return completed(reverse([slope], [constantNode(1, slope.dtype)], leaves), leaves);
}

function bits(arrays: readonly (TypedArray | null)[]): string[] {
  return arrays.map((array) => {
    return array === null
      ? ""
      : Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("hex");
  });
}

function computed(nodes: readonly Node[]): string[] {
  materialize(nodes);
  return bits(nodes.map(({ value }) => value));
}

/**
 * The gradient of a scalar, and the largest flow that any value receives on the way: where flows cancel, as those of `x - x` do,
 * rounding errors of that size are left.
 */
function received(
  of: Node,
  { leaves, values }: Instance,
): { readonly gradient: Float64Array; readonly largest: number } {
  // Masks and integers receive none, and the packed results of a loop or branch only by way of their parts.
  const within = values.filter(
    (node) => !leaves.includes(node) && isFloat(node.dtype) && node.op.meaning.kind !== "body",
  );
  const all = [...leaves, ...within];
  const flows = flowsOf(reverse([of], [seed], all), all);
  return {
    gradient: concatenated(flows.slice(0, leaves.length)),
    largest: largest(concatenated(flows)),
  };
}

describe("of every program", () => {
  test("the gradient of a sum of two graphs is the sum of their gradients", () => {
    fc.assert(
      fc.property(programPairs(), anySalt, ([first, second], salt) => {
        const one = instantiate(first, salt);
        const two = on(one.leaves, second);
        const joined = apply(operationNamed("add"), [one.loss, two.loss]);
        const together = concatenated(flowsOf(reverse([joined], [seed], one.leaves), one.leaves));
        const [left, right] = [received(one.loss, one), received(two.loss, two)];
        const sum = left.gradient.map((x, i) => x + (right.gradient[i] as number));
        expect(apart(together, sum, 1e-12, Math.max(1e-3, left.largest, right.largest))).toBeNull();
      }),
      { numRuns: runs },
    );
  });

  test("the results of one graph contribute to the gradient independently", () => {
    fc.assert(
      fc.property(programs(), anySalt, (program, salt) => {
        const instance = instantiate(program, salt);
        const { leaves, parts, loss } = instance;
        const together = concatenated(flowsOf(reverse([loss], [seed], leaves), leaves));
        const several = concatenated(
          flowsOf(
            reverse(
              parts,
              parts.map(() => seed),
              leaves,
            ),
            leaves,
          ),
        );
        const single = parts.map((part) => received(part, instance));
        const sum = together.map((_, i) =>
          single.reduce((total, { gradient }) => total + (gradient[i] as number), 0),
        );
        const scale = Math.max(1e-3, ...single.map(({ largest }) => largest));
        expect(apart(together, sum, 1e-12, scale)).toBeNull();
        expect(apart(several, together, 1e-12, scale)).toBeNull();
      }),
      { numRuns: runs },
    );
  });

  test("gradients written out when needed are the same, whenever and with whatever they are computed", () => {
    fc.assert(
      fc.property(smallProgram, anySalt, (program, salt) => {
        const plain = instantiate(program, salt);
        const gradient = gradientOf(plain);
        const expected = computed([plain.loss, ...gradient, ...secondOrder(gradient, plain.leaves)]);
        // Several times, since a plan that has seen the same again foresees the gradient.
        for (const together of [true, false, false, false]) {
          const { loss, leaves } = instantiate(program, salt);
          const deferred = gradientNodes(loss, leaves);
          const [slope] = slopeOf(deferred);
          const second = gradientNodes(slope as Node, leaves);
          const all = [loss, ...deferred, ...second];
          if (!together) for (const part of [[loss], deferred, second]) materialize(part);
          expect(computed(all)).toEqual(expected);
        }
      }),
      { numRuns: runs },
    );
  });

  test("computing intermediates first, one by one and in any order, or all of it again, changes nothing", () => {
    fc.assert(
      fc.property(anyProgram, anySalt, fc.infiniteStream(fc.nat()), (program, salt, order) => {
        const expected = computed(everything(instantiate(program, salt)));
        const instance = instantiate(program, salt);
        const half = instance.values.filter(() => (order.next().value as number) % 2 === 0);
        for (const node of half) materialize([node]);
        const nodes = everything(instance);
        const shuffled = nodes
          .map((node) => ({ node, place: order.next().value as number }))
          .sort((a, b) => a.place - b.place);
        for (const { node } of shuffled) materialize([node]);
        expect(computed(nodes)).toEqual(expected);

        // Interpreted, twice, and as one whole that has come back.
        const again = everything(instantiate(program, salt));
        expect(bits(valuesOf(again))).toEqual(expected);
        expect(bits(valuesOf(again))).toEqual(expected);
        expect(computed(again)).toEqual(expected);
      }),
      { numRuns: runs },
    );
  });
});
