/** Fits beside SciPy's least_squares: data/least-squares.json, which least_squares.py writes. */
import { readFileSync } from "node:fs";
import { atan2, stack, type Tensor, tensor } from "@chainrule/autograd";
import { leastSquares, type RobustLoss } from "@chainrule/optim";
import { expect, it } from "vitest";

interface Case {
  readonly problem: string;
  readonly start: readonly number[];
  readonly options: {
    readonly loss?: RobustLoss;
    readonly scale?: number;
    readonly bounds?: { readonly lower: number | number[]; readonly upper: number | number[] };
  };
  readonly x: readonly number[];
  readonly value: number;
  readonly evaluations: number;
  readonly covariance?: readonly (readonly number[])[];
}

interface Table {
  readonly times: number[];
  readonly decay: number[];
  readonly cases: readonly Case[];
}

interface Regression {
  readonly name: string;
  readonly x: number[];
  readonly y: number[];
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as T;
}

const table = read<Table>("data/least-squares.json");
const { problems: regressions } = read<{ readonly problems: readonly Regression[] }>(
  "../../examples/nist/data/nist-strd.json",
);

/** Residuals of so many numbers. */
const of =
  (count: number, f: (...x: Tensor<[]>[]) => Tensor) =>
  (x: Tensor<[number]>): Tensor =>
    f(...Array.from({ length: count }, (_, k) => x.slice([k])));

/** Residuals of a model for data of NIST's. */
const regression = (name: string, count: number, model: (t: Tensor, ...b: Tensor<[]>[]) => Tensor) => {
  const { x, y } = regressions.find((data) => data.name === name) as Regression;
  return of(count, (...b) => model(tensor(x), ...b).sub(y));
};

const problems: Readonly<Record<string, (x: Tensor<[number]>) => Tensor>> = {
  decay: of(3, (scale, rate, rest) =>
    tensor(table.times).mul(rate).neg().exp().mul(scale).add(rest).sub(table.decay),
  ),
  rosenbrock: of(2, (a, b) => stack([b.sub(a.square()).mul(10), a.neg().add(1)])),
  "helical valley": of(3, (a, b, c) =>
    stack([c.sub(atan2(b, a).mul(5 / Math.PI)).mul(10), a.square().add(b.square()).sqrt().sub(1).mul(10), c]),
  ),
  misra: regression("Misra1a", 2, (t, a, b) => t.mul(b).neg().exp().neg().add(1).mul(a)),
  mgh09: regression("MGH09", 4, (t, a, b, c, d) =>
    t
      .square()
      .add(t.mul(b))
      .mul(a)
      .div(t.square().add(t.mul(c)).add(d)),
  ),
};

const rows = table.cases.map((row) => {
  const { loss = "linear", scale, bounds } = row.options;
  const extra = `${scale === undefined ? "" : ` beyond ${scale}`}${bounds === undefined ? "" : ", within bounds"}`;
  return [`${row.problem} from [${row.start.join(", ")}], ${loss}${extra}`, row] as const;
});

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, k) => Math.abs(value - (b[k] as number)) / Math.max(1e-3, Math.abs(value))));

it.each(rows)("%s", (_, { problem, start, options, x, value, evaluations, covariance }) => {
  const residuals = problems[problem] as (x: Tensor<[number]>) => Tensor;
  const fit = leastSquares(residuals, start, options);
  const found = [fit];
  if (Object.keys(options).length === 0) found.push(leastSquares(residuals, start, { acceleration: true }));
  for (const fit of found) {
    expect(distance(x, fit.x)).toBeLessThan(1e-7);
    expect(Math.abs(fit.value - value)).toBeLessThanOrEqual(1e-9 * Math.max(value, 1e-9));
    expect(fit.reason).toBe("converged");
  }
  for (const [i, row] of (covariance ?? []).entries()) {
    for (const [j, entry] of row.entries()) {
      expect(Math.abs((fit.covariance[i] as number[])[j] as number) / Math.abs(entry)).toBeCloseTo(1, 5);
    }
  }
  // SciPy stops where x changes by 1e-10 of its whole length, which leaves more of small elements.
  const asNear = leastSquares(residuals, start, { ...options, tolerance: 1e-8 });
  expect(distance(fit.x, asNear.x)).toBeLessThanOrEqual(Math.max(1e-9, distance(fit.x, x)));
  expect(asNear.evaluations).toBeLessThanOrEqual(1.2 * evaluations + 5);
});
