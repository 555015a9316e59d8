import type { Attributes, Operation } from "../op/definition.ts";
import type { ChainBuilder } from "../transform/chain.ts";
import type { ScalarSteps } from "./scalar-steps.ts";

const scalarShape: readonly number[] = [];

/** Rules run on this builder add the steps that compute what they build; they are given places, and give places. */
export function scalarBuilder(steps: ScalarSteps): ChainBuilder<number> {
  const constants = new Map<number, number>();
  const { dtype } = steps.lane;
  // Two arguments at most are looked for by name: gathering them in a list takes longer than most operations.
  const applied = (op: Operation, a: number, b?: number | Attributes, c?: number | Attributes): number => {
    const { arity } = op;
    // Operations with attributes move, reduce or cast: scalars of one dtype to scalars of that dtype.
    if (arity === 1 ? b !== undefined : arity === 2 && c !== undefined) return a;
    return steps.step(op, a, typeof b === "number" ? b : a, typeof c === "number" ? c : a);
  };
  return Object.assign(applied as ChainBuilder<number>, {
    constantOf: (place: number) => steps.constantAt(place),
    shapeOf: () => scalarShape,
    dtypeOf: () => dtype,
    constant(value: number) {
      // 0 and -0 do not differ for a map.
      if (value === 0) return steps.constant(value);
      let known = constants.get(value);
      if (known === undefined) constants.set(value, (known = steps.constant(value)));
      return known;
    },
  });
}
