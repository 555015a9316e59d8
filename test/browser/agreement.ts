import fc from "fast-check";
import { constantNode } from "../../packages/autograd/src/graph/build.ts";
import { allFacts } from "../../packages/autograd/src/op/table.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { differences, operationDifferences } from "../compiled/run.ts";
import { programs } from "../programs/arbitrary.ts";
import { directionsFor, instantiate } from "../programs/loss.ts";
import { build, leafNodes } from "../programs/program.ts";

/** What was compared, and where compiled code and the interpreter differ. */
export interface Agreement {
  readonly compared: number;
  readonly differences: readonly string[];
}

/** Every operation at its samples, with derivatives of both modes. */
export function operationsAgree(): Agreement {
  let compared = 0;
  const found: string[] = [];
  for (const { op, samples } of allFacts.values()) {
    for (const sample of samples()) {
      compared += 1;
      found.push(...operationDifferences(op, sample).map((text) => `${op.name}, ${sample.name}: ${text}`));
    }
  }
  return { compared, differences: found };
}

/** Random programs: all values of half of them, derivatives of both modes of the others. */
export function programsAgree(seed: number, numRuns: number): Agreement {
  let compared = 0;
  const require = (found: readonly string[]): boolean => {
    compared += 1;
    if (found.length > 0) throw new Error(found.join("\n"));
    return true;
  };
  const values = fc.property(
    fc.constantFrom("float64" as const, "float32" as const).chain((dtype) => programs({ dtype })),
    fc.nat({ max: 1000 }),
    (program, salt) => require(differences(build(program, leafNodes(program, salt)))),
  );
  const derivatives = fc.property(programs(), fc.nat({ max: 1000 }), (program, salt) => {
    const { leaves, loss } = instantiate(program, salt);
    const gradient = reverse([loss], [constantNode(1, program.dtype)], leaves);
    const known = gradient.filter((node) => node !== null);
    const curved = forward(known, leaves, directionsFor(leaves, salt)).filter((node) => node !== null);
    return require(differences([loss, ...known, ...curved]));
  });
  const failures = [values, derivatives].flatMap((property) => {
    const details = fc.check(property as fc.IProperty<unknown>, { seed, numRuns: Math.ceil(numRuns / 2) });
    return details.failed ? [fc.defaultReportMessage(details as fc.RunDetails<unknown>) ?? "failed"] : [];
  });
  return { compared, differences: failures };
}
