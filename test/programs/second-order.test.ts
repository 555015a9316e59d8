import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { constantNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { flowsOf } from "../conformance/subject.ts";
import { apart } from "../numeric/closeness.ts";
import { concatenated, dot, dotScale, largest } from "../numeric/vector.ts";
import { programs } from "./arbitrary.ts";
import { completed, directionsFor, type Instance, instantiate } from "./loss.ts";
import { runs } from "./runs.ts";

/** The gradient of the loss, with zeros where nothing flows. */
function gradientOf({ loss, leaves }: Instance): Node[] {
  return completed(reverse([loss], [constantNode(1, loss.dtype)], leaves), leaves);
}

describe("of every program", () => {
  test("the Hessian is symmetric and its products do not depend on the order of modes", () => {
    fc.assert(
      fc.property(programs({ maxInstructions: 12 }), fc.nat({ max: 1000 }), (program, salt) => {
        const instance = instantiate(program, salt);
        const { leaves, loss } = instance;
        const gradient = gradientOf(instance);
        const [v, w] = [directionsFor(leaves, salt), directionsFor(leaves, salt + 100)];
        const [vs, ws] = [v, w].map((nodes) => concatenated(nodes.map(({ value }) => value ?? [])));

        const reverseOverReverse = concatenated(flowsOf(reverse(gradient, w, leaves), leaves));
        const forwardOverReverse = concatenated(flowsOf(forward(gradient, leaves, w), leaves));
        const along = forward([loss], leaves, w);
        const carried = along.filter((node) => node !== null);
        const reverseOverForward = concatenated(
          flowsOf(reverse(carried, [constantNode(1, loss.dtype)], leaves), leaves),
        );
        const scale = Math.max(1e-3, largest(reverseOverReverse));
        expect(apart(forwardOverReverse, reverseOverReverse, 1e-10, scale)).toBeNull();
        expect(apart(reverseOverForward, reverseOverReverse, 1e-10, scale)).toBeNull();

        const other = concatenated(flowsOf(reverse(gradient, v, leaves), leaves));
        const [left, right] = [dot(vs ?? [], reverseOverReverse), dot(ws ?? [], other)];
        const terms = Math.max(scale, dotScale(vs ?? [], reverseOverReverse), dotScale(ws ?? [], other));
        expect(apart([left], [right], 1e-10, terms)).toBeNull();

        const twice = forward(carried, leaves, v);
        const [curvature] = flowsOf(twice.length === 0 ? [null] : twice, [loss]) as [Float64Array];
        expect(apart(curvature, [left], 1e-10, terms)).toBeNull();
      }),
      { numRuns: runs },
    );
  });
});
