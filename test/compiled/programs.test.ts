import fc from "fast-check";
import { expect, test } from "vitest";
import { constantNode } from "../../packages/autograd/src/graph/build.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { programs } from "../programs/arbitrary.ts";
import { directionsFor, instantiate } from "../programs/loss.ts";
import { build, leafNodes } from "../programs/program.ts";
import { runs } from "../programs/runs.ts";
import { differences } from "./run.ts";

const present = <T>(list: readonly (T | null)[]): T[] => list.filter((item) => item !== null);

test.each(["float64", "float32"] as const)("compiled programs of %s have the interpreter's bits", (dtype) => {
  fc.assert(
    fc.property(programs({ dtype }), fc.nat({ max: 1000 }), (program, salt) => {
      // Every value is a result here, so that each is compared, fused or not.
      expect(differences(build(program, leafNodes(program, salt)))).toEqual([]);
    }),
    { numRuns: 2 * runs },
  );
});

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
