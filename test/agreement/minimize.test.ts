/** Minima of the classic functions, and the evaluations they take, beside SciPy's: data/minimize.json, which minimize.py writes. */
import { readFileSync } from "node:fs";
import { arange, atan2, type Tensor, tensor } from "@chainrule/autograd";
import { type MinimizationMethod, minimize } from "@chainrule/optim";
import { describe, expect, it } from "vitest";

interface Case {
  readonly problem: string;
  readonly start: readonly number[];
  readonly method: MinimizationMethod;
  /** Null where SciPy does not come as near. */
  readonly evaluations: number | null;
  /** Of the Hessian and a vector. */
  readonly products: number;
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8")) as T;
}

/** A minimum within bounds, and how many evaluations L-BFGS-B takes to it. */
interface Bounded {
  readonly problem: string;
  readonly start: readonly number[];
  readonly bounds: { readonly lower: number | number[]; readonly upper: number | number[] };
  readonly x: readonly number[];
  readonly evaluations: number;
}

interface Table {
  readonly cases: readonly Case[];
  readonly bounded: readonly Bounded[];
  readonly logistic: readonly number[];
}

const table = read<Table>("minimize");
const iris = read<{ readonly rows: number[][]; readonly labels: number[] }>("iris-two");

/** A function of so many numbers. */
const of =
  (count: number, f: (...x: Tensor<[]>[]) => Tensor) =>
  (x: Tensor<[number]>): Tensor =>
    f(...Array.from({ length: count }, (_, k) => x.slice([k])));

const rosenbrock = (x: Tensor<[number]>): Tensor => {
  const [before, after]: [Tensor, Tensor] = [x.slice([{ stop: -1 }]), x.slice([{ start: 1 }])];
  return after.sub(before.square()).square().mul(100).add(before.sub(1).square()).sum();
};

/** The function, and the values that x may have at its end: minima of Himmelblau's function are equally deep. */
interface Problem {
  readonly f: (x: Tensor<[number]>) => Tensor;
  readonly minimum: readonly number[];
  /** How near it comes where the gradient is 1e-8: Powell's function is flat to the third order. */
  readonly within?: number;
}

const ones = (count: number): number[] => new Array<number>(count).fill(1);

const problems: Readonly<Record<string, Problem>> = {
  rosenbrock: { f: rosenbrock, minimum: ones(2) },
  "rosenbrock of 10": { f: rosenbrock, minimum: ones(10) },
  beale: {
    f: of(2, (a, b) => {
      const term = (wanted: number, power: number): Tensor => a.mul(b.pow(power).sub(1)).add(wanted).square();
      return term(1.5, 1).add(term(2.25, 2)).add(term(2.625, 3));
    }),
    minimum: [3, 0.5],
  },
  "powell singular": {
    f: of(4, (a, b, c, d) =>
      a
        .add(b.mul(10))
        .square()
        .add(c.sub(d).square().mul(5))
        .add(b.sub(c.mul(2)).pow(4))
        .add(a.sub(d).pow(4).mul(10)),
    ),
    minimum: [0, 0, 0, 0],
    within: 2e-3,
  },
  wood: {
    f: of(4, (a, b, c, d) =>
      b
        .sub(a.square())
        .square()
        .mul(100)
        .add(a.sub(1).square())
        .add(d.sub(c.square()).square().mul(90))
        .add(c.sub(1).square())
        .add(b.add(d).sub(2).square().mul(10))
        .add(b.sub(d).square().div(10)),
    ),
    minimum: ones(4),
  },
  "helical valley": {
    f: of(3, (a, b, c) =>
      c
        .sub(atan2(b, a).mul(5 / Math.PI))
        .square()
        .add(a.square().add(b.square()).sqrt().sub(1).square())
        .mul(100)
        .add(c.square()),
    ),
    minimum: [1, 0, 0],
  },
  himmelblau: {
    f: of(2, (a, b) => a.square().add(b).sub(11).square().add(a.add(b.square()).sub(7).square())),
    minimum: [3, 2],
  },
  booth: {
    f: of(2, (a, b) => a.add(b.mul(2)).sub(7).square().add(a.mul(2).add(b).sub(5).square())),
    minimum: [1, 3],
  },
  "brown badly scaled": {
    f: of(2, (a, b) => a.sub(1e6).square().add(b.sub(2e-6).square()).add(a.mul(b).sub(2).square())),
    minimum: [1e6, 2e-6],
  },
  "quadratic of 20": {
    f: (x) => x.sub(1).square().mul(arange(1, 21)).sum(),
    minimum: ones(20),
  },
  logistic: {
    f: (x) => {
      const [weights, bias] = x.split([4, 1]);
      const z: Tensor = tensor(iris.rows).matmul(weights).add(bias);
      return z.softplus().sub(z.mul(iris.labels)).mean().add(weights.square().sum().mul(0.005));
    },
    minimum: table.logistic,
  },
};

/** 1.2 times as many, and five for good measure. */
const most = (count: number): number => 1.2 * count + 5;

describe.each(table.cases.map((row) => [`${row.problem}, ${row.method}`, row] as const))("%s", (_, row) => {
  const { f, minimum, within = 1e-6 } = problems[row.problem] as Problem;

  it("finds the minimum, with no more evaluations", () => {
    const { x, reason, evaluations, derivatives } = minimize(f, row.start, { method: row.method });
    for (const [k, wanted] of minimum.entries()) {
      expect(Math.abs((x[k] as number) - wanted) / Math.max(1, Math.abs(wanted))).toBeLessThan(within);
    }
    // A gradient of 1e-8 is there only at exactly 1e6.
    if (row.evaluations === null && row.problem === "brown badly scaled") return;
    expect(reason).toBe("converged");
    if (row.evaluations === null) return;
    expect(evaluations).toBeLessThanOrEqual(most(row.evaluations));
    expect(derivatives - evaluations).toBeLessThanOrEqual(most(row.products));
  });
});

it.each(table.bounded.map((row) => [row.problem, row] as const))("%s, within bounds", (_, row) => {
  const { f } = problems[row.problem] as Problem;
  const { x, reason, evaluations } = minimize(f, row.start, { bounds: row.bounds });
  expect(x).toEqual(row.x.map((value) => expect.closeTo(value, 7) as number));
  expect(reason).toBe("converged");
  expect(evaluations).toBeLessThanOrEqual(most(row.evaluations));
});

it("has each of the functions with each of the methods", () => {
  expect(table.cases.map(({ problem }) => problem)).toEqual(
    Object.keys(problems).flatMap((name) => new Array(4).fill(name)),
  );
});
