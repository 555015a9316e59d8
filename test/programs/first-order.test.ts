import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { constantNode } from "../../packages/autograd/src/graph/build.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { flowsOf } from "../conformance/subject.ts";
import { apart } from "../numeric/closeness.ts";
import { concatenated, dot, dotScale } from "../numeric/vector.ts";
import { programs } from "./arbitrary.ts";
import { changeAlong } from "./change.ts";
import { directionsFor, instantiate } from "./loss.ts";
import { runs } from "./runs.ts";

describe("of every program", () => {
  let compared = 0;
  let passedOver = 0;

  test("reverse mode, forward mode and finite differences agree", () => {
    fc.assert(
      fc.property(programs(), fc.nat({ max: 1000 }), (program, salt) => {
        const { leaves, loss } = instantiate(program, salt);
        const along = directionsFor(leaves, salt);
        const gradient = reverse([loss], [constantNode(1, program.dtype)], leaves);
        const carried = forward([loss], leaves, along);
        const received = concatenated(flowsOf(gradient, leaves));
        const direction = concatenated(along.map(({ value }) => value ?? []));
        const scale = Math.max(1e-3, dotScale(received, direction));
        const slope = dot(received, direction);
        const [tangent] = flowsOf(carried, [loss]) as [Float64Array];
        expect(apart(tangent, [slope], 1e-10, scale)).toBeNull();

        const change = changeAlong(loss, gradient, leaves, along);
        if (change === null) {
          passedOver += 1;
          return;
        }
        compared += 1;
        expect(apart([slope], [change], 1e-6, scale)).toBeNull();
      }),
      { numRuns: runs },
    );
  });

  test("nearly all could be compared with finite differences", () => {
    expect(passedOver).toBeLessThan(0.05 * (compared + passedOver));
  });
});
