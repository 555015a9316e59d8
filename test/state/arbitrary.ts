import fc from "fast-check";
import { operationNames } from "./operation.ts";
import type { Body, Instruction, Pick } from "./program.ts";
import { pressures, ways } from "./world.ts";

const pick: fc.Arbitrary<Pick> = fc.nat({ max: 40 });
const picks = fc.array(pick, { minLength: 1, maxLength: 3 });

/** Numbers of few digits: a failure is read by people. */
const element = fc.integer({ min: -20, max: 20 }).map((n) => n / 8);

const shapes = [[], [3], [2, 3], [2]] as const;

export const constants: fc.Arbitrary<Extract<Instruction, { readonly do: "constant" }>> = fc
  .constantFrom(...shapes)
  .chain((shape) => {
    const size = shape.reduce((product: number, n) => product * n, 1);
    const elements = fc.array(element, { minLength: size, maxLength: size });
    return elements.map((elements) => ({ do: "constant", shape, elements }) as const);
  });

/** Operations that have a derivative are met four times as often as those that have none. */
const operation = fc.constantFrom(...operationNames);
const smooth = fc.constantFrom("neg", "sin", "tanh", "square", "half", "shifted", "relu" as const);

const apply = fc.record({ do: fc.constant("apply" as const), name: operation, a: pick, b: pick });

const custom = fc.record({ do: fc.constant("custom" as const), name: smooth, slope: smooth, x: pick });

/** What functions do that may be called any number of times: effects would be repeated. */
const pureInstruction: fc.Arbitrary<Instruction> = fc.oneof(
  { weight: 8, arbitrary: apply },
  { weight: 1, arbitrary: constants },
  { weight: 1, arbitrary: custom },
);

const pureBody: fc.Arbitrary<Body> = fc.array(pureInstruction, { minLength: 1, maxLength: 3 });

/** Operations only: a rule that a user gave for one call has no place in a loop. */
const loopBody: fc.Arbitrary<Body> = fc.array(fc.oneof({ weight: 8, arbitrary: apply }, constants), {
  minLength: 1,
  maxLength: 3,
});

const loop = fc.record({
  do: fc.constantFrom("scan" as const, "scan" as const, "cond" as const, "whileLoop" as const),
  body: loopBody,
  other: loopBody,
  xs: fc.array(pick, { minLength: 2, maxLength: 4 }),
});

const transformed: fc.Arbitrary<Instruction> = fc.oneof(
  loop,
  fc.record({ do: fc.constantFrom("grad" as const, "vmap" as const), body: pureBody, xs: picks }),
  fc.record({ do: fc.constant("checkpoint" as const), body: pureBody, xs: picks }),
);

/** What has effects on parameters, and is refused where that cannot be. */
const effect: fc.Arbitrary<Instruction> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("assign" as const), parameter: pick, x: pick }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("backward" as const), y: pick, isOfAll: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("step" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("minimize" as const, "step along" as const), y: pick }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("zeroGrad" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("gradient" as const), parameter: pick }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("set gradient" as const),
      parameter: pick,
      x: fc.option(pick, { nil: null }),
    }),
  },
);

const derived = fc.record({
  do: fc.constant("gradients" as const),
  y: pick,
  xs: picks,
  isZeroAsked: fc.boolean(),
});

const bodyInstruction: fc.Arbitrary<Instruction> = fc.oneof(
  { weight: 8, arbitrary: apply },
  { weight: 1, arbitrary: constants },
  { weight: 1, arbitrary: custom },
  { weight: 2, arbitrary: transformed },
  { weight: 4, arbitrary: effect },
  { weight: 2, arbitrary: derived },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("call" as const),
      function: pick,
      xs: picks,
      turns: fc.constant([0]),
      flag: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("read" as const), x: pick, way: fc.constantFrom(...ways) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "throw" } as const) },
);

const body: fc.Arbitrary<Body> = fc.array(bodyInstruction, { minLength: 1, maxLength: 5 });

const called = fc.record({
  do: fc.constant("call" as const),
  function: pick,
  xs: picks,
  turns: fc.array(pick, { minLength: 1, maxLength: 5 }),
  flag: fc.boolean(),
  after: fc.constantFrom(null, null, "backward" as const, "gradients" as const),
});

const compiled = fc.record({
  do: fc.constant("compile" as const),
  body,
  captured: fc.array(pick, { maxLength: 2 }),
  isRead: fc.boolean(),
  returned: fc.array(pick, { maxLength: 2 }),
  xs: fc.option(picks, { nil: null }),
});

/** What is done at the top level. */
export const instructions: readonly fc.Arbitrary<Instruction>[] = [
  apply,
  apply,
  apply,
  constants,
  custom,
  transformed,
  transformed,
  loop,
  effect,
  effect,
  effect,
  derived,
  derived,
  fc.record({ do: fc.constant("read" as const), x: pick, way: fc.constantFrom(...ways) }),
  fc.record({ do: fc.constant("read" as const), x: pick, way: fc.constantFrom(...ways) }),
  fc.record({ do: fc.constant("read together" as const), xs: picks }),
  fc.record({ do: fc.constant("gradient" as const), parameter: pick }),
  fc.record({ do: fc.constant("set gradient" as const), parameter: pick, x: fc.option(pick, { nil: null }) }),
  fc.record({ do: fc.constant("set gradient without value" as const), parameter: pick, x: pick }),
  fc.record({ do: fc.constant("rate" as const), rate: fc.constantFrom(0.5, 0.25, 0.125) }),
  compiled,
  compiled,
  compiled,
  called,
  called,
  called,
  // Functions with effects, under a transformation.
  fc.record({ do: fc.constantFrom("grad" as const, "vmap" as const, "vmap" as const), body, xs: picks }),
  fc.record({
    do: fc.constant("leak" as const),
    by: fc.constantFrom("compile" as const, "vmap" as const),
    body,
    x: pick,
    kept: pick,
  }),
  fc.record({ do: fc.constant("press" as const), pressure: fc.constantFrom(...pressures) }),
];
