import {
  type AttributeTexts,
  attributeText,
  call,
  type Formula,
  formulaBuilder,
  symbol,
} from "../packages/autograd/src/inspect/formula.ts";
import { FormulaStep } from "../packages/autograd/src/inspect/formula-step.ts";
import type { Attributes } from "../packages/autograd/src/op/definition.ts";
import type { Facts, Sample, SampleInput } from "../packages/autograd/src/op/facts/facts.ts";
import { type DType, isFloat } from "../packages/autograd/src/shape/dtype.ts";
import type { Shape } from "../packages/autograd/src/shape/shape.ts";

/** The derivative of an elementwise operation by each argument, as its own rules print it; `["0"]` if it has none. */
export function derivativeTexts({ op, samples }: Facts): string[] {
  if (op.derivative.noSlope !== null) return ["0"];
  const sample = typical(samples());
  return inputsOf(sample).map(([, dtype], k) =>
    isFloat(dtype) ? (received(op, sample, (like) => b.constant(1, like), k)?.text ?? "0") : "none",
  );
}

/** What each argument receives from the cotangent ȳ, as the rule of any operation prints it. */
export function ruleTexts({ op, samples }: Facts): string[] {
  const { noSlope, rules } = op.derivative;
  if (noSlope !== null) return [`none: ${noSlope}`];
  if (op.meaning.kind === "body") return ["that of its graph, step by step"];
  if (rules.length === 0) return ["that of the operations it expands to"];
  const [first, ...others] = samples();
  if (first === undefined) {
    // What has no samples takes anything.
    const inputs = Array.from({ length: op.arity as number }, (): SampleInput => ({ shape: [], data: [] }));
    return texts(op, { name: "", inputs, attributes: {} });
  }
  const sample = typical([first, ...others]);
  if (Object.keys(sample.attributes).length === 0) return texts(op, sample);
  // At some samples there is nothing to do; the longest text shows what is done in general.
  const candidates = [first, ...others].filter((each) => each.attributes["keepDims"] !== false);
  return [
    candidates.map((each) => texts(op, each)[0] ?? "").reduce((a, c) => (c.length > a.length ? c : a), "ȳ"),
  ];
}

/** A sample that shows the rule and not how it broadcasts. */
function typical(samples: readonly Sample[]): Sample {
  const float64 = samples.filter(({ inputs }) => inputs.every(({ dtype }) => dtype !== "int32"));
  const isPlain = ({ inputs }: Sample): boolean => {
    const [first, ...others] = inputs;
    return others.every(({ shape }) => shape.length === first?.shape.length);
  };
  return (float64.find(isPlain) ?? samples[0]) as Sample;
}

/** Shapes and axes differ from case to case: only that a reduction is over some axes is said, and a dtype. */
const saying: AttributeTexts = ({ keepDims, dtype }) =>
  keepDims !== undefined ? ["axes"] : dtype !== undefined ? [attributeText(dtype)] : [];
const b = formulaBuilder(saying);

type Op = Facts["op"];

function texts(op: Op, sample: Sample): string[] {
  return inputsOf(sample).map(([, dtype], k) => {
    if (!isFloat(dtype)) return "none";
    return received(op, sample, (like) => symbol("ȳ", like.shape, like.dtype), k)?.text ?? "none";
  });
}

function inputsOf({ inputs }: Sample): (readonly [Shape, DType])[] {
  return inputs.map(({ shape, dtype = "float64" }) => [shape, dtype]);
}

function received(
  op: Op,
  sample: Sample<Attributes>,
  cotangent: (like: Formula) => Formula,
  k: number,
): Formula | null {
  const names = sample.inputs.length === 1 ? ["x"] : ["a", "b", "c"];
  const inputs = inputsOf(sample).map(([shape, dtype], i) => symbol(names[i] ?? "…", shape, dtype));
  const { attributes } = sample;
  const shape = op.shape(
    inputs.map((input) => input.shape),
    attributes,
  );
  const dtype = op.dtype(
    inputs.map((input) => input.dtype),
    attributes,
  );
  const result = symbol("y", shape, dtype);
  const unwritten = { expansion: call("pullback", [result]), given: symbol("as its author says") };
  const applied = { op, attributes, inputs, result };
  return new FormulaStep(b, applied, cotangent(result), (i) => i === k, unwritten).received();
}
