import { ArgumentError } from "../error/error.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import type { Builder, Operation } from "./definition.ts";
import { derivativeOf } from "./derivative/form.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { settledSamples } from "./facts/settled-samples.ts";
import { batchShape, routine, vector } from "./routine.ts";
import { filledWith, sumTo } from "./sum.ts";

/** For whom a loop has to come to an end, and how a refusal begins and ends. */
export type SettledAttributes = {
  readonly caller: string;
  /** The largest error. */
  readonly most: number;
  readonly rule: string;
  readonly remedy: string;
};

function received<V>(b: Builder<V>, cotangent: V, x: V, error: V): readonly [V, V] {
  return [sumTo(b, cotangent, b.shapeOf(x)), filledWith(b, 0, error)];
}

const cores = { inputs: [vector, []], output: vector };

export const settled: Operation<SettledAttributes> = /* @__PURE__ */ routine<SettledAttributes>({
  name: "settled",
  family: "control flow",
  arity: 2,
  dtype: (inputs) => numericDtype("settled", "floats", inputs),
  shape: (inputs) => [...batchShape("settled", inputs, cores.inputs), (inputs[0] as Shape).at(-1) as number],
  derivative: /* @__PURE__ */ derivativeOf([received] as const, ([rule]) => ({
    // The error is asked for its size, not for its change.
    push: (step) => step.applied([step.tangent(0) ?? step.zero(step.input(0)), step.input(1)]),
    pull: (step) => {
      // Refused as the value is, which nobody may have asked for.
      const cotangent = step.b(settled, step.cotangent, step.input(1), step.attributes);
      const parts = rule(step.b, cotangent, step.input(0), step.input(1));
      for (const [k, part] of parts.entries()) if (step.wants(k)) step.receive(k, part);
    },
  })),
  isInternal: true,
  meaning: {
    cores: () => cores,
    run: (m, { input, output }, { most }) => {
      const [x, error, y] = [input(0), input(1), output(0)];
      const lane = m.lane(x.dtype);
      const got = error.read();
      m.refuse(lane.not(lane.le(got, lane.constant(most))), got, error);
      m.range(0, x.sizes[0] as number, (i) => y.write(x.read(i), i));
    },
    refusal: ({ index, value }, _inputs, { caller, rule, remedy }) => {
      const where = index.length === 0 ? "" : ` at ${formatShape(index)}`;
      const advice = Number.isNaN(value) ? "What it is computed from is not finite." : remedy;
      return new ArgumentError(caller, `${rule}, got ${value}${where}.${advice === "" ? "" : ` ${advice}`}`);
    },
  },
});

export const settledFacts: Facts<SettledAttributes> = /* @__PURE__ */ facts(settled, {
  summary: "What a loop has arrived at, provided that its error is small.",
  formula: "x",
  domain: "Floating-point vectors, an error for each, of at most a given size; others are refused.",
  convention: "The derivative by the error is 0.",
  source: "docs/architecture.md",
  example: "fixedPoint((x) => x.cos(), 1).item() // => 0.73908513321…",
  samples: settledSamples,
});
