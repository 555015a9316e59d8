import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import { factsOf, operationNamed } from "../../packages/autograd/src/op/table.ts";
import { broadcastsTo, reducedShape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { Choices } from "./choices.ts";
import { controlled, type Inner } from "./control-flow.ts";
import { indexed } from "./indexing.ts";
import { moved } from "./movement.ts";
import { domainOf, elementwiseRange, extremeRange, hull, magnitude, reducedRange } from "./range.ts";
import { factored, graded, solved, transposed } from "./triangular.ts";
import type { ProgramWriter, Value } from "./writer.ts";

/**
 * An instruction as fast-check generates and shrinks it: bare numbers that mean something wherever they stand, so that
 * any instruction can be dropped and the others still make a program.
 */
export interface Instruction {
  /** Which operation, modulo how many there are. */
  readonly op: number;
  /** Which of the values so far, counted back from the latest. */
  readonly picks: readonly number[];
  /** Axes, shapes, and whatever else an operation lets one choose. */
  readonly choices: readonly number[];
  /** What is done within an operation that has a body. */
  readonly body?: readonly Instruction[];
}

/** Appends what an instruction says, or nothing where it does not fit. `inner` performs its body. */
export function perform(
  writer: ProgramWriter,
  op: Operation,
  { picks, choices }: Instruction,
  inner: Inner,
): void {
  const choose = new Choices(choices);
  const pick = (from: readonly Value[], k: number): Value => {
    return from[from.length - 1 - ((picks[k] ?? 0) % from.length)] as Value;
  };
  const first = pick(writer.floats, 0);
  switch (op.family) {
    case "arithmetic":
    case "elementary":
    case "special":
    case "select":
      elementwise(writer, op, first, pick);
      return;
    case "comparison": {
      const second = pick(partners(writer.floats, first), 1);
      writer.emit(op, [first, second], { low: 0, high: 1 });
      return;
    }
    case "logical": {
      const left = pick(masks(writer, first), 0);
      const inputs = op.arity === 1 ? [left] : [left, pick(partners(writer.masks, left), 1)];
      writer.emit(op, inputs, { low: 0, high: 1 });
      return;
    }
    case "bitwise":
    case "random": {
      if (op.family === "random" && !op.name.startsWith("threefry")) break;
      const left = integer(writer, pick(masks(writer, first), 0));
      if (left === null) return;
      const others = [1, 2].map((k) => pick(partners(writer.integers, left), k));
      writer.emit(op, [left, ...others].slice(0, op.arity as number), { low: -8, high: 8 });
      return;
    }
    case "reduce": {
      const axes = first.shape.flatMap((_, axis) => (choose.yes() ? [axis] : []));
      const keepDims = choose.yes();
      const count = sizeOf(first.shape) / Math.max(1, sizeOf(reducedShape(first.shape, axes, true)));
      const x = op.name === "sum" ? first : writer.fitted(first, domainOf(op)[0] ?? first);
      writer.emit(op, [x], reducedRange(op, x, count), { axes, keepDims });
      return;
    }
    case "movement":
      if (!moved(writer, op, first, pick, choose)) break;
      return;
    case "contraction":
      matrices(writer, op, first, pick);
      return;
    case "indexing": {
      if (!["take", "scatterAdd", "scatterMax", "checkedIndex"].includes(op.name)) break;
      const mask = pick(masks(writer, first), 2);
      const any =
        choose.yes() && writer.integers.length > 0 ? pick(writer.integers, 2) : integer(writer, mask);
      if (any !== null) indexed(writer, op, first, any, pick(writer.floats, 1), choose);
      return;
    }
    case "linear algebra": {
      if (op.name === "triangle") break;
      const matrix = asMatrices(writer, first);
      if (matrix === null) return;
      if (op.name === "cholesky") factored(writer, op, matrix);
      else if (op.name === "solveTriangular") solved(writer, op, matrix, pick(writer.floats, 1), choose);
      else graded(writer, op, matrix, pick(writer.floats, 1), choose);
      return;
    }
    case "control flow":
      controlled(writer, op, pick, choose, inner);
      return;
    case "leaf":
      writer.emit(op, [first, pick(writer.floats, 1)].slice(0, op.arity as number), first);
      return;
    case "cumulative":
    case "sorting":
    case "conversion":
      break;
  }
  sampled(writer, op, pick, choose);
}

type Pick = (from: readonly Value[], k: number) => Value;

/** Values that broadcast with this one, to a shape that one of the two has already: the value itself at least. */
function partners(values: readonly Value[], { shape }: Value): readonly Value[] {
  return values.filter((other) => broadcastsTo(other.shape, shape) || broadcastsTo(shape, other.shape));
}

/** The masks that broadcast with a value, at least one. */
function masks(writer: ProgramWriter, value: Value): readonly Value[] {
  if (partners(writer.masks, value).length === 0) {
    writer.emit(operationNamed("greater"), [value, writer.constant(0)], { low: 0, high: 1 });
  }
  return partners(writer.masks, value);
}

function elementwise(writer: ProgramWriter, op: Operation, first: Value, pick: Pick): void {
  const another = (k: number): Value => pick(partners(writer.floats, first), k);
  const inputs =
    op.name === "where"
      ? [pick(masks(writer, first), 2), first, another(1)]
      : [first, another(1), another(2)].slice(0, op.arity as number);
  const fitted = inputs.map((value, k) => {
    return value.dtype === "bool" ? value : writer.fitted(value, domainOf(op)[k] ?? value);
  });
  const range = op.name === "where" ? hull(fitted.slice(1)) : elementwiseRange(op, fitted);
  writer.emit(op, fitted, range);
}

function integer(writer: ProgramWriter, mask: Value): Value | null {
  return writer.emit(operationNamed("cast"), [mask], mask, { dtype: "int32" });
}

function asMatrices(writer: ProgramWriter, value: Value): Value | null {
  return value.shape.length >= 2 ? value : writer.reshaped(value, [1, sizeOf(value.shape)]);
}

function matrices(writer: ProgramWriter, op: Operation, first: Value, pick: Pick): void {
  const a = asMatrices(writer, first);
  if (a === null) return;
  const inner = a.shape[a.shape.length - 1];
  const fitting = writer.floats.filter(({ shape }) => shape.length >= 2 && shape[shape.length - 2] === inner);
  const b = fitting.length > 0 ? pick(fitting, 1) : transposed(writer, a);
  if (b === null) return;
  const most = Math.max(1, inner as number) * magnitude(a) * magnitude(b);
  writer.emit(op, [a, b], { low: -most, high: most });
}

const smoothSamples = new Map<Operation, readonly Sample[]>();

function smoothSamplesOf(op: Operation): readonly Sample[] {
  let samples = smoothSamples.get(op);
  if (samples === undefined) {
    samples = factsOf(op.name)
      .samples()
      .filter(({ kink, inputs }) => {
        return (
          kink !== true &&
          inputs.every(({ dtype = "float64", data }) => dtype === "float64" && data.every(Number.isFinite))
        );
      });
    smoothSamples.set(op, samples);
  }
  return samples;
}

/** For operations that nothing is known of here: the attributes and shapes of one of their samples. */
function sampled(writer: ProgramWriter, op: Operation, pick: Pick, choose: Choices): void {
  const samples = smoothSamplesOf(op);
  const sample = samples[choose.below(samples.length)];
  if (sample === undefined) return;
  const inputs: Value[] = [];
  for (const [k, { shape }] of sample.inputs.entries()) {
    const value = writer.coerced(pick(writer.floats, k), shape);
    if (value === null) return;
    inputs.push(writer.fitted(value, domainOf(op)[k] ?? value));
  }
  writer.emit(op, inputs, extremeRange(op, inputs, sample.attributes), sample.attributes);
}
