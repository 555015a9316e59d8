/** Workload 12: whole fits, from the start to the end, again and again: L-BFGS, and the method of Levenberg and Marquardt. */
import { type Tensor, tensor } from "@chainrule/autograd";
import { leastSquares, minimize } from "@chainrule/optim";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { uniform } from "../data.ts";
import { load as loadFmin } from "../peer/fmin.ts";
import { python } from "../peer/python.ts";

/** A step is a fit; what it found is kept. */
function fitter(
  name: string,
  make: () => Promise<() => ArrayLike<number>> | (() => ArrayLike<number>),
): Contestant {
  return {
    name,
    dtype: "float64",
    async prepare() {
      const fit = await make();
      let found: ArrayLike<number> = [];
      return stepper(
        () => {
          found = fit();
        },
        () => found,
      );
    },
  };
}

const [samples, features] = [1000, 20];
/** The weight of the penalty: half of it times the square of the norm. */
const penalty = 0.01;

/** Rows of numbers around 0, and labels that a plane mostly separates. */
function classes(): { readonly x: Float64Array; readonly labels: Float64Array } {
  const [x, noise] = uniform(11, [samples * features, samples]) as [Float64Array, Float64Array];
  const centered = x.map((value) => 2 * value - 1);
  const labels = noise.map((value, i) => {
    let z = 0;
    for (let k = 0; k < features; k++) z += (centered[i * features + k] as number) * (k % 2 === 0 ? 1 : -0.5);
    return z + value - 0.5 > 0 ? 1 : 0;
  });
  return { x: centered, labels };
}

export const logistic = fitter("chainrule", () => {
  const { x, labels } = classes();
  const [points, classOf] = [tensor(x).reshape([samples, features]), tensor(labels)];
  const start = new Array<number>(features).fill(0);
  const loss = (w: Tensor<[number]>): Tensor => {
    const z = points.matmul(w as Tensor) as Tensor;
    return z
      .softplus()
      .sub(z.mul(classOf))
      .mean()
      .add(
        w
          .square()
          .sum()
          .mul(penalty / 2),
      );
  };
  return () => minimize(loss, start).x;
});

/** Value of the same loss, and its gradient, as one writes them by hand. */
function byHand(): (w: readonly number[], gradient: number[]) => number {
  const { x, labels } = classes();
  return (w, gradient) => {
    let value = 0;
    for (let k = 0; k < features; k++) gradient[k] = penalty * (w[k] as number);
    for (let i = 0; i < samples; i++) {
      let z = 0;
      for (let k = 0; k < features; k++) z += (x[i * features + k] as number) * (w[k] as number);
      value += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - z * (labels[i] as number);
      const error = (1 / (1 + Math.exp(-z)) - (labels[i] as number)) / samples;
      for (let k = 0; k < features; k++) {
        gradient[k] = (gradient[k] as number) + error * (x[i * features + k] as number);
      }
    }
    return value / samples + (penalty / 2) * w.reduce((sum, v) => sum + v * v, 0);
  };
}

/** It ends at a gradient of 1e-5, which cannot be set: of a thousand times the loss, so that it comes as near as the others. */
export const fminGradients = fitter("fmin, gradient by hand", async () => {
  const { conjugateGradient } = await loadFmin();
  const f = byHand();
  const thousandfold = (w: number[], gradient: number[]): number => {
    const value = f(w, gradient);
    for (const [k, slope] of gradient.entries()) gradient[k] = 1000 * slope;
    return 1000 * value;
  };
  return () =>
    conjugateGradient(thousandfold, new Array<number>(features).fill(0), { maxIterations: 1000 }).x;
});

const times = 250;

/** A decay with two peaks, as NIST's Gauss1, with a disturbance: eight unknowns. */
const model = (b: readonly number[], t: number): number => {
  const [scale, rate, h1, c1, w1, h2, c2, w2] = b as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return (
    scale * Math.exp(-rate * t) +
    h1 * Math.exp(-(((t - c1) / w1) ** 2)) +
    h2 * Math.exp(-(((t - c2) / w2) ** 2))
  );
};
const truth = [98.8, 0.0109, 100.5, 67.5, 23.1, 72, 179, 18.4];
const start = [94, 0.0105, 99, 63, 25, 71, 180, 20];

function curve(): { readonly t: number[]; readonly y: number[] } {
  const [noise] = uniform(12, [times]) as [Float64Array];
  const t = Array.from({ length: times }, (_, k) => k + 1);
  return { t, y: t.map((at, k) => model(truth, at) + 5 * ((noise[k] as number) - 0.5)) };
}

export const curveFit = fitter("chainrule", () => {
  const { t, y } = curve();
  const [at, measured] = [tensor(t), tensor(y)];
  const peak = (height: Tensor, center: Tensor, width: Tensor): Tensor =>
    at.sub(center).div(width).square().neg().exp().mul(height);
  const residuals = (b: Tensor<[number]>): Tensor => {
    const [scale, rate, h1, c1, w1, h2, c2, w2] = b.split(8) as unknown as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    return at
      .mul(rate)
      .neg()
      .exp()
      .mul(scale)
      .add(peak(h1, c1, w1))
      .add(peak(h2, c2, w2))
      .sub(measured);
  };
  return () => leastSquares(residuals, start).x;
});

export const mlCurveFit = fitter("ml-levenberg-marquardt", async () => {
  const { levenbergMarquardt } = await import("ml-levenberg-marquardt");
  const { t, y } = curve();
  return () =>
    levenbergMarquardt({ x: t, y }, (b: number[]) => (at: number) => model(b, at), {
      initialValues: start,
      damping: 1e-2,
      gradientDifference: 1e-6,
      centralDifference: true,
      maxIterations: 200,
      errorTolerance: 1e-8,
      improvementThreshold: 0,
    }).parameterValues;
});

export const logisticScipy = python("scipy", "float64", "logistic", { samples, features, penalty });
export const curveFitScipy = python("scipy", "float64", "curve_fit", { times, truth, begin: start });

const peers = ["fmin, gradient by hand", "ml-levenberg-marquardt"];

export const fits: readonly Contest[] = [
  {
    title: `Logistic regression by L-BFGS, ${samples} rows of ${features}, float64, a whole fit`,
    contestants: [logistic, logisticScipy, fminGradients],
    bars: [
      { of: "chainrule", against: ["SciPy"], atMost: 1.2 },
      { of: "chainrule", against: peers, atMost: 1 },
    ],
  },
  {
    title: `A decay with two peaks by Levenberg–Marquardt, ${times} points, 8 unknowns, float64, a whole fit`,
    contestants: [curveFit, curveFitScipy, mlCurveFit],
    bars: [
      { of: "chainrule", against: ["SciPy"], atMost: 1.2 },
      { of: "chainrule", against: peers, atMost: 1 },
    ],
  },
];
