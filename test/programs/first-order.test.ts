import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { mul } from "../../packages/autograd/src/op/mul.ts";
import { factsOf, operationNamed } from "../../packages/autograd/src/op/table.ts";
import { isFloat } from "../../packages/autograd/src/shape/dtype.ts";
import { mutantsOf } from "../conformance/mutant.ts";
import { agreement } from "./agreement.ts";
import { programOperations, programs } from "./arbitrary.ts";
import type { Lookup, Program } from "./program.ts";
import { runs } from "./runs.ts";

const anySalt = fc.nat({ max: 1000 });

describe("of every program", () => {
  let compared = 0;
  let passedOver = 0;

  test("reverse mode, forward mode and finite differences agree", () => {
    fc.assert(
      fc.property(programs(), anySalt, (program, salt) => {
        const { finding, compared: told } = agreement(program, salt);
        if (told) compared += 1;
        else passedOver += 1;
        expect(finding).toBeNull();
      }),
      { numRuns: runs },
    );
  });

  test("nearly all could be compared with finite differences", () => {
    expect(passedOver).toBeLessThan(0.05 * (compared + passedOver));
  });
});

/** Small defects: a derivative that is off by a thousandth, or is 1 where it should be none. */
function defects(op: Operation): Operation[] {
  // What a composite expands to is its value too: a defect there leaves value and derivative in agreement.
  const expands = op.meaning.kind === "composite" && op.derivative.rules.length === 0;
  if (op.meaning.kind === "body") return [withLargerCotangents(op)];
  if (expands || !isFloatValued(op)) return [];
  const wanted = ["factor 1.001", "slope 1"];
  return mutantsOf(op, factsOf(op.name).samples())
    .filter(({ name }) => wanted.some((part) => name.includes(part)))
    .map((mutant) => mutant.op);
}

/** An operation whose inputs receive a thousandth too much. */
function withLargerCotangents(op: Operation): Operation {
  const pull: Operation["derivative"]["pull"] = (step) => {
    const receive: typeof step.receive = (k, contribution) => {
      const factor = contribution === null ? null : step.b.constant(1.001, contribution);
      step.receive(k, factor === null || contribution === null ? null : step.b(mul, contribution, factor));
    };
    const get = (_: object, name: keyof typeof step): unknown => {
      const own = step[name];
      // The builder is a function too, with methods of its own.
      if (name === "b" || typeof own !== "function") return own;
      return name === "receive" ? receive : own.bind(step);
    };
    op.derivative.pull(new Proxy(step, { get: get as ProxyHandler<typeof step>["get"] & object }));
  };
  return { ...op, derivative: { ...op.derivative, pull } };
}

/** Whether it computes what has derivatives, from anything: integers and masks have none that could be off. */
function isFloatValued(op: Operation): boolean {
  return factsOf(op.name)
    .samples()
    .some(({ inputs, attributes }) => {
      return isFloat(
        op.dtype(
          inputs.map(({ dtype = "float64" }) => dtype),
          attributes,
        ),
      );
    });
}

describe("random programs notice a defect", () => {
  const planted = programOperations.flatMap((op) =>
    defects(op).map((defect, k) => [op.name, k, defect] as const),
  );

  // The same programs in every run: of others, an unlucky thousand would not notice one of some hundred defects.
  const sample = fc.sample(fc.tuple(programs(), anySalt), { numRuns: 1000, seed: 1 });

  test.each(planted)("of %s, rule %i", (name, _, defect) => {
    const lookup: Lookup = (each) => (each === name ? defect : operationNamed(each));
    const notices = ([program, salt]: readonly [Program, number]): boolean =>
      program.steps.some(({ op }) => op === name) && agreement(program, salt, lookup).finding !== null;
    expect(sample.some(notices)).toBe(true);
  });
});
