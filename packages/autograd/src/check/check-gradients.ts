import type { AllGiven } from "../api/argument-type.ts";
import type { TensorFunction } from "../api/functions.ts";
import type { Tree } from "../api/tree.ts";
import { describe } from "../error/describe.ts";
import { ArgumentError, DerivativeError } from "../error/error.ts";
import { materialize } from "../evaluate/materialize.ts";
import { aliasOf } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import { listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { isFloat, type TypedArray } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { optionsArgument } from "../tensor/argument.ts";
import { mt19937 } from "../tensor/mt19937.ts";
import type { TensorLike } from "../tensor/tensor.ts";
import { floatsOf, isChecked, requireInputs, requireResult } from "./admission.ts";
import { adviceFor } from "./advice.ts";
import { concatenated, elementsIn, gradientOf, type NodeFunction } from "./derivation.ts";
import type { GradientEntry } from "./entry.ts";
import { largest, Measurer, type Measuring, scalesOf } from "./measurement.ts";
import { GradientReport } from "./report.ts";
import { type Result, Subject } from "./subject.ts";
import { withoutBlame } from "./zero-root.ts";

/** How closely gradients are checked. */
export interface CheckOptions {
  /** 2: the gradient of the gradient is checked as well. Default: 1. */
  readonly order?: 1 | 2 | undefined;
  /** Which mode of differentiation. Default: both. */
  readonly mode?: "both" | "reverse" | "forward" | undefined;
  /** The largest relative error to accept. Default: 1e-6. */
  readonly tolerance?: number | undefined;
  /** Whether to accept kinks, if the analytic value lies between both slopes. Default: false. */
  readonly allowKinks?: boolean | undefined;
  /** If there are more derivatives than this, only a sample of them is checked, at each order. Default: 1000. */
  readonly maxElements?: number | undefined;
  /** The seed of the sample; by default 0. */
  readonly seed?: number | undefined;
}

type Settings = Omit<Measuring, "order" | "sizes" | "inner"> & { readonly order: 1 | 2 };

const op = "checkGradients";
const mostInnerElements = 1_000_000;

/**
 * Compares the derivatives of a function with finite differences.
 *
 * Every element of the Jacobian is checked, in reverse and in forward mode, against central differences extrapolated to
 * step 0, which are good to about 10 digits: a relative error of 1e-4 in a rule is always found. Floating-point arguments are checked;
 * others are passed through. A parameter among them is changed in place while `f` runs, so that
 * `f` may also use it without taking it as an argument; parameters that are not given are not checked.
 * @param f - A function of tensors or trees that returns a tensor of any shape, or a tree. It has to be deterministic.
 * @param xs - Its arguments, as an array: where to check. Tensors, parameters, numbers, nested arrays, or trees of these; float64.
 * @param options - See {@link CheckOptions}.
 * @returns A report: `ok`, `maxError`, one entry for each derivative, and a text.
 * @throws {DtypeError} for float32, which has too few digits; {@link ArgumentError} if `f` uses one of `xs` itself
 *   instead of its argument; {@link DerivativeError} if nothing is floating-point.
 * @remarks At a kink, such as relu at 0, the slopes on both sides differ and the analytic value is a convention: the entry is
 *   marked and not ok, unless `allowKinks`.
 * @example checkGradients((x, y) => x.mul(y).sin(), [[1, 2], 0.5]).ok // => true
 */
export function checkGradients(
  f: TensorFunction,
  xs: readonly TensorLike[],
  options?: CheckOptions,
): GradientReport;
export function checkGradients<Xs extends readonly unknown[]>(
  f: (...xs: Xs) => Tree,
  xs: Readonly<AllGiven<Xs>>,
  options?: CheckOptions,
): GradientReport;
export function checkGradients(f: unknown, xs: unknown, options?: CheckOptions): GradientReport {
  const settings = settingsOf(options);
  const subject = new Subject(op, f, xs);
  materialize(subject.inputs.map(({ node }) => node));
  requireInputs(subject);
  const aliases = subject.inputs.map((input) =>
    aliasOf(subject.leaf(input, input.node.value ?? new Float64Array(0))),
  );
  const result = subject.call(aliases);
  requireResult(result, aliases, subject);

  const values = concatenated(result.nodes);
  const first: NodeFunction = (inputs) => floatsOf(sameForm(subject.call(inputs), result)).nodes;
  const repeats = (): boolean => {
    const again = concatenated(sameForm(subject.call(subject.inputs.map(({ node }) => node)), result).nodes);
    return again.every((value, k) => Object.is(value, values[k]));
  };
  if (!repeats()) return unrepeatable(settings, valueDiffers);

  const { names, nodes } = floatsOf(result);
  const sizes = new Float64Array(elementsIn(nodes));
  const hasRule = result.nodes.some((node) => node.hasRule);
  if (hasRule) {
    const gradient = gradientOf(first, new Float64Array(sizes.length).fill(1));
    const [once, again] = [0, 1].map(() => concatenated(gradient(subject.inputs.map(({ node }) => node))));
    if (again?.some((value, k) => !Object.is(value, once?.[k]))) return unrepeatable(settings, ruleDiffers);
  }
  const inner = largestWithin(nodes);
  const measurements = [
    new Measurer(subject, first, names, { ...settings, order: 1, sizes, inner }).measure(),
  ];
  if (settings.order === 2) {
    const second = gradientOf(first, cotangentFor(sizes.length, settings.seed));
    const checked = subject.inputs.filter(isChecked);
    const gradientNames = checked.map(({ name }) => `∂f/∂${name}`);
    const most = largest(concatenated(nodes));
    const slopes = Float64Array.from(
      checked.flatMap(({ node }) => Array.from(scalesOf(node.value as TypedArray), (scale) => most / scale)),
    );
    const steepest = (largest(slopes) / Math.max(most, Number.MIN_VALUE)) * inner;
    measurements.push(
      new Measurer(subject, second, gradientNames, {
        ...settings,
        order: 2,
        sizes: slopes,
        inner: steepest,
      }).measure(),
    );
  }
  if (!repeats()) return unrepeatable(settings, valueDiffers);

  const found = measurements.flatMap((measurement) => measurement.entries);
  const entries = withoutBlame(found, result.nodes);
  const total = measurements.reduce((sum, measurement) => sum + measurement.total, 0);
  return new GradientReport({
    entries,
    total,
    tolerance: settings.tolerance,
    deterministic: true,
    advice: adviceFor(entries, hasRule),
    notes: notesOn(subject, result, entries, total, settings),
  });
}

/**
 * Like {@link checkGradients}, but throws unless all is well: one line for a test.
 * @param f - A function of tensors or trees that returns a tensor of any shape, or a tree. It has to be deterministic.
 * @param xs - Its arguments, as an array: where to check.
 * @param options - See {@link CheckOptions}.
 * @throws {DerivativeError} with the report as its text; and what `checkGradients` throws.
 * @example assertGradients((x) => x.softmax(), [[1, 2, 3]], { order: 2 }) // => undefined
 */
export function assertGradients(f: TensorFunction, xs: readonly TensorLike[], options?: CheckOptions): void;
export function assertGradients<Xs extends readonly unknown[]>(
  f: (...xs: Xs) => Tree,
  xs: Readonly<AllGiven<Xs>>,
  options?: CheckOptions,
): void;
export function assertGradients(f: unknown, xs: unknown, options?: CheckOptions): void {
  const report = checkGradients(f as TensorFunction, xs as readonly TensorLike[], options);
  if (!report.ok) throw new DerivativeError(op, report.message);
}

function settingsOf(options: unknown): Settings {
  const known = ["order", "mode", "tolerance", "allowKinks", "maxElements", "seed"] as const;
  const given = optionsArgument(op, options, known);
  const {
    order = 1,
    mode = "both",
    tolerance = 1e-6,
    allowKinks = false,
    maxElements = 1000,
    seed = 0,
  } = given as { readonly [Key in (typeof known)[number]]?: unknown };
  if (order !== 1 && order !== 2)
    throw new ArgumentError(op, `order must be 1 or 2, got ${describe(order)}.`);
  if (mode !== "both" && mode !== "reverse" && mode !== "forward") {
    throw new ArgumentError(op, `mode must be "both", "reverse" or "forward", got ${describe(mode)}.`);
  }
  if (typeof tolerance !== "number" || !(tolerance > 0 && tolerance < 1)) {
    throw new ArgumentError(op, `tolerance must be a number between 0 and 1, got ${describe(tolerance)}.`);
  }
  if (typeof allowKinks !== "boolean") {
    throw new ArgumentError(op, `allowKinks must be true or false, got ${describe(allowKinks)}.`);
  }
  if (typeof maxElements !== "number" || !Number.isSafeInteger(maxElements) || maxElements < 1) {
    throw new ArgumentError(op, `maxElements must be a positive integer, got ${describe(maxElements)}.`);
  }
  if (typeof seed !== "number") throw new ArgumentError(op, `seed must be a number, got ${describe(seed)}.`);
  return { order, mode, tolerance, allowKinks, maxElements, seed };
}

function sameForm(result: Result, like: Result): Result {
  if (result.form === like.form) return result;
  throw new ArgumentError(
    op,
    `f must return the same shapes and dtypes at every point, got ${like.form} at first and ${result.form} later.`,
  );
}

/** Weights of the results whose gradient is differentiated once more; 1 for a single number. */
function cotangentFor(size: number, seed: number): Float64Array {
  if (size === 1) return Float64Array.of(1);
  return Float64Array.from(mt19937(seed).uniform([size], { low: 0.5, high: 1.5 }).data());
}

/** The largest finite number in a graph: what is small beside it may be no more than its rounding. */
function largestWithin(outputs: readonly Node[]): number {
  // As built, since known values hide what they were made of.
  const floats = listing(outputs).nodes.filter(({ dtype }) => isFloat(dtype));
  // Not worth the memory of all the values of a huge graph.
  if (floats.reduce((sum, { shape }) => sum + sizeOf(shape), 0) > mostInnerElements) return 0;
  return interpret(evaluationOrder(floats)).reduce((most, elements) => Math.max(most, largest(elements)), 0);
}

const valueDiffers =
  "Called again at the same point, it returned another value, so differences say nothing. Draw random numbers outside " +
  "f, or from a generator seeded inside it, and keep no state.";
const ruleDiffers =
  "Called again at the same point, a pullback given to customGradient returned another cotangent, so that there is no one " +
  "derivative to check. Draw random numbers in the function around the pullback, and keep no state.";

function unrepeatable({ tolerance }: Settings, advice: string): GradientReport {
  return new GradientReport({
    entries: [],
    total: 0,
    tolerance,
    deterministic: false,
    advice: [advice],
    notes: [],
  });
}

function notesOn(
  { inputs }: Subject,
  result: Result,
  entries: readonly GradientEntry[],
  total: number,
  { seed }: Settings,
): string[] {
  const notes: string[] = [];
  for (const { node, name } of inputs) {
    if (!isFloat(node.dtype)) notes.push(`${name} is ${node.dtype} and has no derivative.`);
    const own = entries.filter((entry) => entry.name === name);
    if (
      own.length > 0 &&
      own.every(({ analytic, numeric, verdict }) => verdict === "agrees" && analytic === 0 && numeric === 0)
    ) {
      notes.push(`f does not depend on ${name}, or is flat there.`);
    }
  }
  for (const [k, { dtype }] of result.nodes.entries()) {
    if (!isFloat(dtype)) notes.push(`${result.names[k]} is ${dtype} and has no derivative.`);
  }
  if (entries.length < total) {
    notes.push(
      `Of ${total} derivatives, a sample was checked (seed ${seed}). Raise { maxElements } for more.`,
    );
  }
  return notes;
}
