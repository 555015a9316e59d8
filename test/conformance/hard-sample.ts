import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample, SampleInput } from "../../packages/autograd/src/op/facts/facts.ts";
import { isElementwise } from "../../packages/autograd/src/op/operation.ts";

const hard: readonly number[] = [
  -Infinity,
  -2,
  -1,
  -0.5,
  -5e-324,
  -0,
  0,
  5e-324,
  0.3,
  1,
  1.5,
  2,
  1000,
  Infinity,
  NaN,
];

/** Hard values in all combinations, for operations whose derivative is a rule about single elements. */
export function hardSamples(op: Operation, samples: readonly Sample[]): Sample[] {
  const [typical] = samples;
  if (typical === undefined) return [];
  if (op.family === "reduce" && op.derivative.rules.length > 0) return [rows(typical)];
  if (isElementwise(op) && op.meaning.kind !== "cast") return [grid(typical)];
  return [];
}

/** Every combination of values of the inputs. */
function grid({ inputs }: Sample): Sample {
  const values = inputs.map(({ dtype }) =>
    dtype === "bool" ? [0, 1] : dtype === "int32" ? [-1, 0, 2] : hard,
  );
  const count = values.reduce((product, { length }) => product * length, 1);
  let repeat = count;
  const columns = inputs.map(({ dtype = "float64" }, k): SampleInput => {
    const own = values[k] as readonly number[];
    repeat /= own.length;
    const block = repeat;
    const data = Array.from({ length: count }, (_, i) => own[Math.floor(i / block) % own.length] as number);
    return { shape: [count], data, dtype };
  });
  return { name: "hard values", inputs: columns, attributes: {} };
}

/** Every triple of values as a row to be reduced. */
function rows({ attributes }: Sample): Sample {
  const data = hard.flatMap((a) => hard.flatMap((b) => hard.flatMap((c) => [a, b, c])));
  const input: SampleInput = { shape: [hard.length ** 3, 3], data };
  return { name: "hard rows", inputs: [input], attributes: { ...attributes, axes: [1], keepDims: false } };
}
