import type { Cond } from "../../packages/autograd/src/op/cond.ts";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { partOf } from "../../packages/autograd/src/op/part.ts";
import { resultsOf, type Scan, scan } from "../../packages/autograd/src/op/scan.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { sameShape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import type { Choices } from "./choices.ts";
import { hull, type Range, within } from "./range.ts";
import { ProgramWriter, type Value } from "./writer.ts";

/** What a body does, in the order of its instructions or backwards. */
export type Inner = (writer: ProgramWriter, isReversed: boolean) => void;

type Pick = (from: readonly Value[], k: number) => Value;

/** Between what the inputs of a body lie, as leaves do. */
const bound: Range = { low: -2, high: 2 };
const longest = 6;

export function controlled(
  writer: ProgramWriter,
  op: Operation,
  pick: Pick,
  choose: Choices,
  inner: Inner,
): void {
  if (op === (scan as unknown as Operation)) looped(writer, op, pick, choose, inner);
  else branched(writer, op, pick, choose, inner);
}

/** Appends a loop whose steps stay within bounds, however many there are. */
function looped(writer: ProgramWriter, op: Operation, pick: Pick, choose: Choices, inner: Inner): void {
  const latest = pick(writer.floats, 0);
  const isGiven = choose.yes() && latest.shape.length > 0 && (latest.shape[0] as number) <= longest;
  const length = isGiven ? (latest.shape[0] as number) : choose.below(4);
  const beside = writer.floats.filter(({ shape }) => shape.length > 0 && shape[0] === length);
  const given = isGiven ? [latest, ...(choose.yes() ? [pick(beside, 1)] : [])] : [];
  const constants = choose.yes() ? [pick(writer.floats, 2)] : [];
  const carried = [pick(writer.floats, 1), ...(choose.yes() ? [pick(writer.floats, 2)] : [])];
  const inputs = [...constants, ...carried, ...given].map((value) => writer.fitted(value, bound));
  const shapes = inputs.map(({ shape }, k) =>
    k < constants.length + carried.length ? shape : shape.slice(1),
  );
  const step = new ProgramWriter(writer.dtype, shapes);
  inner(step, false);
  const results = carried.map(({ shape }, k) => {
    const fitting = step.floats.filter((value) => within(value, bound) && sameShape(value.shape, shape));
    // As it is, perhaps: what was given, or what something else was before.
    if (choose.yes()) return fitting[choose.below(fitting.length)] as Value;
    const value = step.coerced(recent(step.floats, k), shape) as Value;
    const tamed = step.emit(operationNamed("tanh"), [step.fitted(value, { low: -1.5, high: 1.5 })], {
      low: -1,
      high: 1,
    }) as Value;
    return step.emit(operationNamed("mul"), [tamed, step.constant(2)], bound) as Value;
  });
  for (let k = choose.below(3); k > 0; k--)
    results.push(recent(step.values, choose.below(step.values.length)));
  const { row, attributes } = writer.emitRow(
    op,
    inputs,
    { constants: constants.length, carried: carried.length, length, reverse: choose.yes() },
    { body: { program: step.program(), outputs: results.map(({ index }) => index) } },
  );
  for (const [k, range] of results.entries()) {
    const isStacked = k >= carried.length;
    const own = partOf(resultsOf(attributes as unknown as Scan), k, isStacked);
    // Without a step, what is carried is what it was.
    writer.emit(operationNamed("part"), [row], isStacked || length > 0 ? range : bound, own);
  }
}

/** Appends a choice between the instructions and the same backwards. */
function branched(writer: ProgramWriter, op: Operation, pick: Pick, choose: Choices, inner: Inner): void {
  const operands = Array.from({ length: 1 + choose.below(3) }, (_, k) => pick(writer.floats, k));
  const condition = truth(writer, pick(writer.floats, 2));
  if (condition === null) return;
  const inputs = operands.map((value) => writer.fitted(value, bound));
  const shapes = inputs.map(({ shape }) => shape);
  const wanted = shapes.slice(0, 1 + choose.below(2));
  const branches = [false, true].map((isReversed) => {
    const branch = new ProgramWriter(writer.dtype, shapes);
    inner(branch, isReversed);
    const results = wanted.map((shape, k) => branch.coerced(recent(branch.floats, k), shape) as Value);
    return { results, body: { program: branch.program(), outputs: results.map(({ index }) => index) } };
  });
  const [whenTrue, whenFalse] = branches as [(typeof branches)[0], (typeof branches)[0]];
  const { row, attributes } = writer.emitRow(
    op,
    [condition, ...inputs],
    {},
    { whenTrue: whenTrue.body, whenFalse: whenFalse.body },
  );
  const { outputs } = (attributes as unknown as Cond).whenTrue;
  for (const [k] of wanted.entries()) {
    const range = hull([whenTrue.results[k] as Value, whenFalse.results[k] as Value]);
    writer.emit(operationNamed("part"), [row], range, partOf(outputs, k, false));
  }
}

/** Whether the elements of a value are more than 0 together. */
function truth(writer: ProgramWriter, { index, shape, ...value }: Value): Value | null {
  const count = sizeOf(shape);
  const range = { low: Math.min(0, count * value.low), high: Math.max(0, count * value.high) };
  const axes = shape.map((_, axis) => axis);
  const sum = writer.emit(operationNamed("sum"), [{ index, shape, ...value }], range, {
    axes,
    keepDims: false,
  });
  if (sum === null) return null;
  return writer.emit(operationNamed("greater"), [sum, writer.constant(0)], { low: 0, high: 1 });
}

function recent(values: readonly Value[], k: number): Value {
  return values[Math.max(0, values.length - 1 - k)] as Value;
}
