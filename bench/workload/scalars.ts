/** Workload 3: a 2-16-16-1 network of scalar nodes, hinge loss over 100 points of two moons, forward and backward. */
import { compile, evaluate, type Parameter, parameter, type Tensor } from "@chainrule/autograd";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { uniform } from "../data.ts";
import { closures, Value } from "../peer/closures.ts";
import { Tape } from "../peer/tape.ts";

const sizes = [2, 16, 16, 1] as const;
const decay = 1e-4;
const weightCount = 16 * 3 + 16 * 17 + 17;

interface Point {
  readonly at: readonly [number, number];
  readonly side: 1 | -1;
}

function data(): { points: Point[]; weights: Float64Array } {
  const [weights, noise] = uniform(3, [weightCount, 200], -1, 1) as [Float64Array, Float64Array];
  const points = Array.from({ length: 100 }, (_, i): Point => {
    const angle = (Math.PI * Math.floor(i / 2)) / 49;
    const upper = i % 2 === 0;
    const x = upper ? Math.cos(angle) : 1 - Math.cos(angle);
    const y = upper ? Math.sin(angle) : 0.5 - Math.sin(angle);
    return {
      at: [x + 0.1 * (noise[2 * i] as number), y + 0.1 * (noise[2 * i + 1] as number)],
      side: upper ? -1 : 1,
    };
  });
  return { points, weights };
}

/** How one engine writes scalars: the network is the same code for all of them. */
interface Scalars<T> {
  readonly mul: (a: T, b: T) => T;
  readonly add: (a: T, b: T) => T;
  readonly scale: (a: T, constant: number) => T;
  readonly shift: (a: T, constant: number) => T;
  readonly relu: (a: T) => T;
}

function lossOf<T>(
  { mul, add, scale, shift, relu }: Scalars<T>,
  weights: readonly T[],
  points: readonly Point[],
): T {
  const sum = (terms: readonly T[]): T => terms.reduce((total, term) => add(total, term));
  const losses = points.map(({ at, side }) => {
    let next = 0;
    const weight = (): T => weights[next++] as T;
    let values: T[] = Array.from({ length: sizes[1] }, () => {
      const products = at.map((x) => scale(weight(), x));
      return relu(add(sum(products), weight()));
    });
    for (const size of sizes.slice(2)) {
      values = Array.from({ length: size }, () => {
        const products = values.map((value) => mul(value, weight()));
        const z = add(sum(products), weight());
        return size === 1 ? z : relu(z);
      });
    }
    return relu(shift(scale(values[0] as T, -side), 1));
  });
  const squares = weights.map((w) => mul(w, w));
  return add(scale(sum(losses), 1 / points.length), scale(sum(squares), decay));
}

const tensors: Scalars<Tensor> = {
  mul: (a, b) => a.mul(b),
  add: (a, b) => a.add(b),
  scale: (a, constant) => a.mul(constant),
  shift: (a, constant) => a.add(constant),
  relu: (a) => a.relu(),
};

function chainrule(
  name: string,
  make: (weights: Parameter[], points: readonly Point[]) => () => Tensor,
): Contestant {
  return {
    name,
    dtype: "float64",
    prepare() {
      const { points, weights } = data();
      const parameters: Parameter[] = Array.from(weights, (w) => parameter(w));
      const step = make(parameters, points);
      let loss: Tensor | null = null;
      return stepper(
        () => {
          loss = step();
        },
        () => [(loss as Tensor).item(), ...parameters.map((w) => w.grad?.item() ?? Number.NaN)],
      );
    },
  };
}

const compiled = chainrule("chainrule compiled", (weights, points) =>
  compile(() => {
    for (const w of weights) w.grad = null;
    const loss = lossOf(tensors, weights, points);
    loss.backward();
    return loss;
  }),
);

export const plain = chainrule("chainrule plain", (weights, points) => () => {
  for (const w of weights) w.grad = null;
  const loss = lossOf(tensors, weights, points);
  loss.backward();
  evaluate([loss, ...weights.map((w) => w.grad as Tensor)]);
  return loss;
});

/** The network written out as loops around the tape. */
function lossOnTape(t: Tape, weights: Float64Array, points: readonly Point[]): number {
  t.length = 0;
  for (let k = 0; k < weightCount; k++) t.leaf(weights[k] as number);
  let total = -1;
  for (const { at, side } of points) {
    let next = 0;
    let width = 0;
    for (let layer = 1; layer < sizes.length; layer++) {
      const size = sizes[layer] as number;
      const from = current;
      const to = (current = current === first ? second : first);
      for (let j = 0; j < size; j++) {
        let z = layer === 1 ? t.scale(next++, at[0]) : t.mul(from[0] as number, next++);
        if (layer === 1) z = t.add(z, t.scale(next++, at[1]));
        for (let k = 1; k < width; k++) z = t.add(z, t.mul(from[k] as number, next++));
        z = t.add(z, next++);
        to[j] = layer === sizes.length - 1 ? z : t.relu(z);
      }
      width = size;
    }
    const loss = t.relu(t.shift(t.scale(current[0] as number, -side), 1));
    total = total < 0 ? loss : t.add(total, loss);
  }
  let squares = t.mul(0, 0);
  for (let k = 1; k < weightCount; k++) squares = t.add(squares, t.mul(k, k));
  return t.add(t.scale(total, 1 / points.length), t.scale(squares, decay));
}

/** The values of two layers in turn, as positions on the tape. */
const first = new Int32Array(16);
const second = new Int32Array(16);
let current = first;

export const tape: Contestant = {
  name: "tape",
  dtype: "float64",
  prepare() {
    const { points, weights } = data();
    const t = new Tape(1 << 17);
    let loss = 0;
    return stepper(
      () => {
        loss = lossOnTape(t, weights, points);
        t.backward(loss);
      },
      () => [t.values[loss] as number, ...t.cotangents.subarray(0, weightCount)],
    );
  },
};

const closureEngine = closures("float64", () => {
  const { points, weights } = data();
  const leaves = Array.from(weights, (w) => new Value(w));
  const scalars: Scalars<Value> = {
    mul: (a, b) => a.mul(b),
    add: (a, b) => a.add(b),
    scale: (a, constant) => a.mul(constant),
    shift: (a, constant) => a.add(constant),
    relu: (a) => a.relu(),
  };
  let loss = new Value(0);
  return stepper(
    () => {
      for (const leaf of leaves) leaf.grad = 0;
      loss = lossOf(scalars, leaves, points);
      loss.backward();
    },
    () => [loss.data, ...leaves.map((leaf) => leaf.grad)],
  );
});

export const scalars: Contest = {
  title: "2-16-16-1 network of scalar nodes, hinge loss, 100 points, forward and backward",
  contestants: [tape, compiled, plain, closureEngine],
  bars: [
    { of: "chainrule plain", against: ["closure engine"], atMost: 1 / 5 },
    { of: "chainrule compiled", against: ["tape"], atMost: 1 },
  ],
};
