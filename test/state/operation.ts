import { type Tensor, take, where } from "@chainrule/autograd";
import * as model from "./scalar.ts";
import { broadcast, gathered, given, type Value, valueOf, zipped } from "./value.ts";

type Shape = readonly number[];

/** What programs calculate with: as the engine does it, and as the model does. */
export interface Operation {
  readonly arity: 1 | 2;
  /** Whether it takes operands of these shapes. */
  fits(...shapes: readonly Shape[]): boolean;
  real(a: Tensor, b: Tensor): Tensor;
  model(a: Value, b: Value): Value;
}

const always = (): boolean => true;

function unary(real: (a: Tensor) => Tensor, element: (a: model.Scalar) => model.Scalar): Operation {
  return { arity: 1, fits: always, real, model: (a) => zipped(element, a) };
}

function binary(
  real: (a: Tensor, b: Tensor) => Tensor,
  element: (a: model.Scalar, b: model.Scalar) => model.Scalar,
): Operation {
  const fits = (a: Shape, b: Shape): boolean => broadcast(a, b) !== null;
  return { arity: 2, fits, real, model: (a, b) => zipped(element, a, b) };
}

function rearranged(
  fits: (shape: Shape) => boolean,
  real: (a: Tensor) => Tensor,
  shapeOf: (shape: Shape) => Shape,
  source: (index: Shape, shape: Shape) => Shape,
): Operation {
  const moved = (a: Value): Value =>
    gathered(
      a,
      shapeOf(a.shape),
      (index) => source(index, a.shape),
      (x) => model.renamed(x),
    );
  return { arity: 1, fits, real, model: moved };
}

const isMatrix = (shape: Shape): boolean => shape.length === 2;
const hasAxis = (shape: Shape): boolean => shape.length > 0;

function sumOf(elements: readonly model.Scalar[]): model.Scalar {
  return elements.reduce((sum, element) => model.plus(sum, element), model.number(0));
}

export const operations = {
  neg: unary(
    (a) => a.neg(),
    (a) => model.times(model.number(-1), a),
  ),
  sin: unary((a) => a.sin(), model.sine),
  tanh: unary((a) => a.tanh(), model.hyperbolicTangent),
  square: unary(
    (a) => a.square(),
    (a) => model.times(a, a),
  ),
  half: unary(
    (a) => a.mul(0.5),
    (a) => model.times(a, model.number(0.5)),
  ),
  shifted: unary(
    (a) => a.sub(0.75),
    (a) => model.minus(a, model.number(0.75)),
  ),
  relu: unary(
    (a) => a.relu(),
    (a) => model.select(a, a, model.number(0)),
  ),
  add: binary((a, b) => a.add(b as never), model.plus),
  sub: binary((a, b) => a.sub(b as never), model.minus),
  mul: binary((a, b) => a.mul(b as never), model.times),
  where: binary(
    (a, b) => where(a.greater(0.3), a, b as never),
    (a, b) => model.select(model.flat(a, a.value - 0.3), a, b),
  ),
  // Without a derivative.
  round: unary(
    (a) => a.round(),
    (a) => model.flat(a, roundedToEven(a.value)),
  ),
  whole: unary(
    (a) => a.cast("int32").cast("float64"),
    (a) => model.flat(a, Math.trunc(a.value) + 0),
  ),
  above: unary(
    (a) => a.greater(0.2).cast("float64"),
    (a) => model.flat(a, a.value > 0.2 ? 1 : 0),
  ),
  stop: unary(
    (a) => a.stopGradient(),
    (a) => model.flat(a, a.value),
  ),
  // Reductions.
  sum: {
    arity: 1,
    fits: always,
    real: (a) => a.sum(),
    model: ({ elements }) => valueOf([], [sumOf(elements)]),
  },
  mean: {
    arity: 1,
    fits: always,
    real: (a) => a.mean(),
    model: ({ elements }) => valueOf([], [model.averaged(sumOf(elements), elements.length)]),
  },
  sumOfRows: {
    arity: 1,
    fits: isMatrix,
    real: (a) => a.sum(-1),
    model: ({ shape: [m, n], elements }) =>
      valueOf(
        [m as number],
        Array.from({ length: m as number }, (_, i) =>
          sumOf(elements.slice(i * (n as number), (i + 1) * (n as number))),
        ),
      ),
  },
  // Views.
  transpose: rearranged(
    isMatrix,
    (a) => a.transpose(),
    ([m, n]) => [n, m] as Shape,
    ([i, j]) => [j, i] as Shape,
  ),
  first: rearranged(
    hasAxis,
    (a) => a.slice([{ start: 0, stop: 1 }]),
    ([, ...rest]) => [1, ...rest],
    (index) => index,
  ),
  reversed: rearranged(
    hasAxis,
    (a) => a.slice([{ step: -1 }]),
    (shape) => shape,
    ([i, ...rest], [n]) => [(n as number) - 1 - (i as number), ...rest],
  ),
  column: rearranged(
    (shape) => shape.length === 1,
    (a) => a.reshape([-1, 1]),
    ([n]) => [n as number, 1],
    ([i]) => [i as number],
  ),
  /** What an index picks, or nothing if it is out of range. */
  element: {
    arity: 2,
    fits: hasAxis,
    real: (a, b) => take(a, b.sum().round().cast("int32") as never),
    model: ({ shape: [n, ...rest], elements }, b) => {
      const [count, size] = [n as number, elements.length / (n as number)];
      const index = roundedToEven(sumOf(b.elements).value);
      const isInRange = -count <= index && index < count;
      const from = isInRange ? ((index + count) % count) * size : 0;
      const found = elements.slice(from, from + size).map((s) => model.taken(s, b.elements));
      if (!isInRange) for (const s of found) s.state = "refused";
      return valueOf(rest, found);
    },
  },
  matmul: {
    arity: 2,
    fits: (a, b) => isMatrix(a) && isMatrix(b) && a[1] === b[0],
    real: (a, b) => a.matmul(b as never),
    model: (a, b) => {
      const [m, n, p] = [a.shape[0], a.shape[1], b.shape[1]] as [number, number, number];
      const element = (i: number, j: number): model.Scalar =>
        sumOf(
          Array.from({ length: n }, (_, k) =>
            model.times(a.elements[i * n + k] as model.Scalar, b.elements[k * p + j] as model.Scalar),
          ),
        );
      return valueOf(
        [m, p],
        Array.from({ length: m * p }, (_, k) => element(Math.floor(k / p), k % p)),
      );
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

export const operationNames: readonly OperationName[] = Object.keys(operations) as OperationName[];

function roundedToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** Numbers of a shape, as both know them. */
export function constant(shape: Shape, elements: readonly number[]): Value {
  return given(shape, elements);
}
