import { linspace, tensor } from "@chainrule/autograd";
import type { LeastSquaresResult } from "@chainrule/optim";
import * as Plot from "@observablehq/plot";
import { colours, type Panel, picture } from "../report/picture.ts";
import type { Problem } from "./problem.ts";

interface Fit {
  readonly problem: Problem;
  readonly fromFirst: LeastSquaresResult;
}

/** The data of each problem, and the curve that fits them. */
export function drawing(fits: readonly Fit[]): string {
  return picture(fits.map(panel), {
    title: "NIST's problems of nonlinear regression, and their fits",
    columns: 4,
  });
}

function panel({ problem, fromFirst }: Fit): Panel {
  const b = tensor(fromFirst.x);
  const observed = problem.observed.toArray();
  // A problem with two predictors has no curve; there the model is drawn at the data.
  const x = problem.x2 === undefined ? linspaceOver(problem.first.toArray()) : problem.first;
  const fitted = problem
    .predict(b, x, tensor(problem.x2 ?? []))
    .reshape([x.size])
    .toArray();
  const curve = x.toArray().map((x, k) => ({ x, y: fitted[k] }));
  const data = problem.first.toArray().map((x, k) => ({ x, y: observed[k] }));
  return {
    heading: problem.name,
    height: 170,
    marginLeft: 40,
    marginTop: 8,
    marginBottom: 24,
    style: { fontSize: "11px" },
    x: { label: null, ticks: 3 },
    y: { label: null, ticks: 4, nice: true },
    marks: [
      Plot.dot(data, { x: "x", y: "y", r: 2, stroke: colours.blue, strokeWidth: 1 }),
      problem.x2 === undefined
        ? Plot.line(curve, { x: "x", y: "y", stroke: colours.orange, strokeWidth: 1.5 })
        : Plot.dot(curve, { x: "x", y: "y", symbol: "times", r: 2.5, stroke: colours.orange }),
    ],
  };
}

function linspaceOver(values: readonly number[]) {
  return linspace(Math.min(...values), Math.max(...values), 120);
}
