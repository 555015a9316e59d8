/** Every public function and method, with arguments that it takes. */
import * as autograd from "@chainrule/autograd";
import {
  compile,
  grad,
  jacobian,
  mt19937,
  type Parameter,
  parameter,
  type Tensor,
  tensor,
  vmap,
} from "@chainrule/autograd";
import * as fft from "@chainrule/autograd/fft";
import * as linalg from "@chainrule/autograd/linalg";
import * as random from "@chainrule/autograd/random";
import * as nn from "@chainrule/nn";
import * as optim from "@chainrule/optim";
import { Planted } from "./values.ts";

export interface Call {
  readonly name: string;
  /** Arguments that it takes, made anew for each call. */
  readonly good: () => unknown[];
  readonly run: (...args: unknown[]) => unknown;
  /** Whether the arguments are only a guess, since nobody said which ones it takes. */
  readonly isGuess?: boolean;
  /** What a refused call must leave as it was. */
  readonly state?: () => unknown;
}

type Arguments = () => unknown[];

const x = (): Tensor =>
  tensor([
    [1, 2],
    [3, 4],
  ]);
const vector = (): Tensor => tensor([1, 2]);
const integers = (): Tensor => tensor([1, 2], { dtype: "int32" });
const mask = (): Tensor => tensor([true, false]);
const scalarOf = (t: Tensor): Tensor => expected(t).square().sum();
const double = (t: Tensor): Tensor => expected(t).mul(2);

/** What a function of a user's does with an argument that it does not expect: an error of its own. */
function expected(t: Tensor): Tensor {
  if (!autograd.isTensor(t)) throw new Planted("not what the function is for");
  return t;
}

const unary: Arguments = () => [x()];
const binary: Arguments = () => [x(), [1, 2]];
const reduction: Arguments = () => [x(), [0], { keepDims: true }];
const moment: Arguments = () => [x(), [0], { keepDims: true, correction: 1 }];
const prediction: Arguments = () => [tensor([[0.2, 0.8]]), [[0, 1]]];

/** Of functions, by name; those not named here are elementwise. */
const arguments_: Readonly<Record<string, Arguments>> = {
  minimize: () => [
    scalarOf,
    [1, 2],
    {
      method: "l-bfgs",
      bounds: { lower: -5, upper: [3, 4] },
      tolerance: 1e-6,
      maxIterations: 10,
      onStep: () => {},
    },
  ],
  leastSquares: () => [
    double,
    [1, 2],
    { loss: "huber", scale: 2, bounds: { lower: -3, upper: [3, 4] }, acceleration: true, maxIterations: 10 },
  ],
  tensor: () => [[[1, 2]], { dtype: "float32" }],
  scalar: () => [1, { dtype: "float32" }],
  zeros: () => [[2, 3], { dtype: "int32" }],
  ones: () => [[2, 3], { dtype: "int32" }],
  full: () => [[2], 5, { dtype: "int32" }],
  eye: () => [2, 3, { dtype: "int32" }],
  arange: () => [1, 5, 2, { dtype: "int32" }],
  linspace: () => [0, 1, 3, { dtype: "float32" }],
  parameter: () => [[1, 2], { dtype: "float32" }],
  mt19937: () => [1],
  dim: () => ["batch", 3],
  isTensor: () => [x()],
  isParameter: () => [x()],
  where: () => [mask(), vector(), 0],
  polygamma: () => [1, vector()],
  nonzero: () => [x(), { size: 2, fill: -1 }],
  booleanMask: () => [x(), mask(), { size: 2, fill: -1 }],
  unfold: () => [autograd.ones([1, 1, 2, 2]), [1, 2], { stride: 1, padding: [0, 1], dilation: 1 }],
  fold: () => [autograd.ones([1, 2, 6]), [2, 2], [1, 2], { stride: 1, padding: [0, 1], dilation: 1 }],
  tril: () => [x(), 1],
  triu: () => [x(), 1],
  diagonal: () => [x(), 1, 0, 1],
  diag: () => [x(), 1],
  roll: () => [x(), [1, 1], [0, 1]],
  repeat: () => [x(), [1, 2], 1],
  tile: () => [x(), [2, 1]],
  meshgrid: () => [[vector(), vector()], { indexing: "ij" }],
  gelu: () => [x(), { approximate: "tanh" }],
  leakyRelu: () => [x(), 0.5],
  elu: () => [x(), 2],
  celu: () => [x(), 2],
  lerp: () => [x(), [1, 2], 0.5],
  nanToNum: () => [x(), { nan: 1, posinf: 2, neginf: 3 }],
  clip: () => [x(), 0, [1, 2]],
  sum: reduction,
  mean: reduction,
  max: reduction,
  min: reduction,
  prod: reduction,
  logsumexp: reduction,
  norm: reduction,
  variance: moment,
  var: moment,
  std: moment,
  softmax: () => [x(), [1]],
  logSoftmax: () => [x(), [1]],
  cumsum: () => [x(), 0, { reverse: true }],
  cumprod: () => [x(), 0, { reverse: true }],
  cummax: () => [x(), 0, { reverse: true }],
  cummin: () => [x(), 0, { reverse: true }],
  logcumsumexp: () => [x(), 0, { reverse: true }],
  median: reduction,
  quantile: () => [x(), [0.5, 1], [0], { keepDims: true }],
  nanSum: reduction,
  nanMean: reduction,
  nanMax: reduction,
  nanMin: reduction,
  average: () => [x(), vector(), [0], { keepDims: true }],
  moments: moment,
  cosineSimilarity: () => [x(), vector(), 1, { epsilon: 1e-6 }],
  cdist: () => [x(), x(), { p: 3 }],
  argmax: () => [x(), 1, { keepDims: true }],
  argmin: () => [x(), 1, { keepDims: true }],
  sort: () => [x(), 1, { descending: true }],
  argsort: () => [x(), 1, { descending: true }],
  topK: () => [x(), 1, 0],
  cholesky: () => [
    tensor([
      [4, 2],
      [2, 5],
    ]),
  ],
  solveTriangular: () => [x(), x(), { lower: false, transpose: true, unitDiagonal: true }],
  take: () => [x(), [1, 0], 1],
  scatterAdd: () => [x(), [1, 0], [1, 2], 1],
  scatterSet: () => [x(), [1, 0], [1, 2], 1],
  scatterMax: () => [x(), [1, 0], [1, 2], 1],
  scatterMin: () => [x(), [1, 0], [1, 2], 1],
  takeAlongAxis: () => [x(), [[1], [0]], 1],
  at: () => [x(), [1, 0], { start: 0, stop: 1 }],
  setAt: () => [x(), [0, { start: 0 }], [1, 2]],
  addAt: () => [x(), [[1, 0], { start: 0 }], [1, 2]],
  gather: () => [x(), [[1, 0], 1]],
  oneHot: () => [[1, 0], 2, { dtype: "float32" }],
  segmentSum: () => [x(), [1, 0], 2],
  bincount: () => [[1, 0], 2, { weights: [1, 2] }],
  searchSorted: () => [[1, 2], x(), { side: "right" }],
  flip: () => [x(), [1]],
  reshape: () => [x(), [4]],
  transpose: () => [x(), [1, 0]],
  permute: () => [x(), [1, 0]],
  expandDims: () => [x(), [0]],
  squeeze: () => [tensor([[1, 2]]), [0]],
  broadcastTo: () => [x(), [3, 2, 2]],
  slice: () => [x(), [{ start: 0, stop: 2, step: 1 }, 0]],
  pad: () => [
    x(),
    [
      [1, 0],
      [0, 1],
    ],
    0,
  ],
  cast: () => [x(), "float32"],
  split: () => [x(), [1, 1], 0],
  concat: () => [[x(), x()], 0],
  stack: () => [[x(), x()], 0],
  matmul: () => [x(), x()],
  einsum: () => ["ij,jk->ik", x(), x()],
  tensordot: () => [x(), x(), [[0], [1]]],
  kron: () => [x(), vector()],
  any: reduction,
  all: reduction,
  countNonzero: reduction,
  conv1d: () => [
    autograd.ones([1, 2, 4]),
    autograd.ones([2, 1, 2]),
    { stride: [1], padding: 1, dilation: 1, groups: 2 },
  ],
  conv3d: () => [
    autograd.ones([1, 1, 2, 2, 2]),
    autograd.ones([1, 1, 2, 2, 2]),
    { stride: [1, 1, 1], padding: 1 },
  ],
  convTranspose1d: () => [
    autograd.ones([1, 2, 4]),
    autograd.ones([2, 1, 2]),
    { stride: [2], padding: 1, outputPadding: 1, dilation: 1, groups: 2 },
  ],
  convTranspose2d: () => [
    autograd.ones([1, 2, 2, 2]),
    autograd.ones([2, 1, 2, 2]),
    { stride: [2, 1], padding: 1 },
  ],
  maxPool1d: () => [autograd.ones([1, 2, 4]), [2], { stride: [1], padding: 1, dilation: 1, ceilMode: true }],
  maxPool2d: () => [
    autograd.ones([1, 2, 4, 4]),
    [2, 2],
    { stride: 1, padding: 1, dilation: 1, ceilMode: true },
  ],
  avgPool1d: () => [
    autograd.ones([1, 2, 4]),
    [2],
    { stride: [1], padding: 1, ceilMode: true, countIncludePad: false },
  ],
  avgPool2d: () => [autograd.ones([1, 2, 4, 4]), [2, 2], { stride: 1, padding: 1, countIncludePad: false }],
  adaptiveAvgPool1d: () => [autograd.ones([1, 2, 4]), [2]],
  adaptiveAvgPool2d: () => [autograd.ones([1, 2, 4, 4]), [2, 3]],
  convTranspose3d: () => [
    autograd.ones([1, 1, 2, 2, 1]),
    autograd.ones([1, 1, 2, 1, 1]),
    { stride: [2, 1, 1], padding: [1, 0, 0] },
  ],
  maxPool3d: () => [
    autograd.ones([1, 1, 2, 2, 2]),
    [2, 2, 1],
    { stride: 1, padding: [1, 0, 0], ceilMode: true },
  ],
  avgPool3d: () => [autograd.ones([1, 1, 2, 2, 2]), [2, 2, 1], { stride: 1, countIncludePad: false }],
  adaptiveAvgPool3d: () => [autograd.ones([1, 1, 2, 2, 2]), [2, 1, 1]],
  adaptiveMaxPool1d: () => [autograd.ones([1, 2, 4]), 3],
  adaptiveMaxPool2d: () => [autograd.ones([1, 2, 4, 4]), [2, 3]],
  adaptiveMaxPool3d: () => [autograd.ones([1, 1, 2, 2, 2]), [2, 1, 1]],
  resize: () => [autograd.ones([1, 2, 4, 4]), [2, 3], { method: "cubic", alignCorners: true }],
  gridSample: () => [
    autograd.ones([1, 2, 4, 4]),
    autograd.zeros([1, 2, 2, 2]),
    { method: "cubic", padding: "border", alignCorners: true },
  ],
  conv2d: () => [
    autograd.zeros([1, 2, 3, 3]),
    autograd.ones([2, 1, 2, 2]),
    { stride: [1, 2], padding: 1, dilation: 1, groups: 2 },
  ],
  dot: () => [vector(), vector()],
  outer: () => [vector(), vector()],
  logicalAnd: () => [mask(), mask()],
  logicalOr: () => [mask(), mask()],
  logicalXor: () => [mask(), mask()],
  logicalNot: () => [mask()],
  bitwiseAnd: () => [integers(), 3],
  bitwiseOr: () => [integers(), 3],
  bitwiseXor: () => [integers(), 3],
  bitwiseNot: () => [integers()],
  leftShift: () => [integers(), 3],
  rightShift: () => [integers(), 3],
  unsignedRightShift: () => [integers(), 3],
  evaluate: () => [[x().add(1)]],
  isEvaluated: () => [x()],
  dependsOn: () => dependent((w) => [scalarOf(w), [w]]),
  gradients: () => dependent((w) => [scalarOf(w), [w], { unused: "zero" }]),
  grad: () => [scalarOf],
  valueAndGrad: () => [(w: Tensor) => [scalarOf(w), w], { hasAux: true }],
  hessian: () => [scalarOf],
  jacobian: () => [double, { mode: "forward" }],
  hvp: () => [scalarOf, vector(), vector()],
  vjp: () => [double, vector()],
  jvp: () => [double, [vector()], [vector()]],
  vmap: () => [double, { in: 0, out: 0 }],
  cond: () => [true, (row: Tensor) => row, (row: Tensor) => row, x()],
  scan: () => [
    (sum: Tensor, row: Tensor) => [sum, row],
    0,
    x(),
    { length: 2, reverse: true, checkpoint: true },
  ],
  whileLoop: () => [() => tensor(false), (row: Tensor) => row, vector()],
  fixedPoint: () => [(row: Tensor) => row, vector(), { tolerance: 1e-9, maxIterations: 100 }],
  root: () => [(row: Tensor) => row, vector(), { tolerance: 1e-9, maxIterations: 100 }],
  odeint: () => [(row: Tensor) => row, vector(), [0, 1], { rtol: 1e-3, atol: 1e-3, maxSteps: 20 }],
  odeintEvent: () => [
    (row: Tensor) => row,
    vector(),
    [0, 1],
    (_: Tensor, t: Tensor) => t.sub(0.5),
    { rtol: 1e-3, atol: 1e-3, maxSteps: 20, direction: 1 },
  ],
  quadrature: () => [() => tensor(1), 0, 1, { rtol: 1e-3, atol: 1e-3, maxIntervals: 2 }],
  associativeScan: () => [(row: Tensor) => row, vector(), { reverse: true }],
  compile: () => [double, { fastMath: false }],
  checkpoint: () => [double],
  customGradient: () => [(t: Tensor) => [t.mul(2), (u: Tensor) => u.mul(2)]],
  checkGradients: () => [
    scalarOf,
    [vector()],
    { order: 1, mode: "both", tolerance: 1e-6, allowKinks: true, maxElements: 10, seed: 1 },
  ],
  assertGradients: () => [scalarOf, [vector()], { order: 1 }],
  trace: () => [scalarOf, [vector()]],
  summary: () => [[x().add(1)], { limit: 10, names: { x: x() } }],
  toDot: () => [[x().add(1)], { limit: 10, names: { x: x() } }],
  toMermaid: () => [[x().add(1)], { limit: 10, names: { x: x() } }],
  inspect: () => [[x().add(1)]],
  explain: () => dependent((w) => [scalarOf(w), w, { element: [0], limit: 3, names: { w } }]),
  Linear: () => [2, 1, { bias: [1], weight: [[1], [2]], dtype: "float32" }],
  Embedding: () => [
    3,
    2,
    {
      weight: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      dtype: "float32",
    },
  ],
  Dropout: () => [0.25, { seed: 1 }],
  LayerNorm: () => [2, { epsilon: 1e-3, affine: false, dtype: "float32" }],
  BatchNorm: () => [2, { axis: -1, decay: 0.5, epsilon: 1e-3, affine: false, dtype: "float32" }],
  setTraining: () => [new nn.Dropout(), false],
  mlp: () => [[2, 3, 1], { activation: "tanh", output: "identity", bias: true, dtype: "float32", seed: 1 }],
  sequential: () => [new nn.Linear(2, 1), "tanh"],
  namedParameters: () => [{ w: parameter(1) }],
  parameters: () => [{ w: parameter(1) }],
  batches: () => [
    { x: x(), y: [1, 2] },
    { size: 1, dropLast: true, seed: 1 },
  ],
  partition: () => [[1, 2], [0.5, 0.5], { stratify: [1, 1], seed: 1 }],
  standardization: () => [x()],
  categories: () => [["a", "b"]],
  padded: () => [[[1, 2], [3]], { length: 3, value: 1, dtype: "float32" }],
  decodeNpy: () => [npy()],
  accuracy: prediction,
  confusionMatrix: prediction,
  topKAccuracy: () => [...prediction(), 1],
  areaUnderCurve: () => [
    [1, 2],
    [0, 1],
  ],
  rSquared: () => [
    [1, 2],
    [0, 1],
  ],
  meanAbsoluteError: prediction,
  stateOf: () => [{ w: parameter(1) }],
  loadState: () => [
    { w: parameter(1) },
    { w: tensor(2) },
    { unused: "skip", narrow: true, names: { w: "w" } },
  ],
  encodeSafetensors: () => [{ w: tensor(2) }, { metadata: { a: "b" }, dtypes: "float32" }],
  decodeSafetensors: () => [nn.encodeSafetensors({ w: tensor(2) })],
  modelSummary: () => [{ w: parameter(1) }],
  uniform: () => [-1, 1],
  normal: () => [0, 1],
  xavierUniform: () => [],
  xavierNormal: () => [],
  heUniform: () => [],
  heNormal: () => [],
  binaryCrossEntropy: prediction,
  binaryCrossEntropyWithLogits: prediction,
  categoricalCrossEntropy: prediction,
  categoricalCrossEntropyWithLogits: prediction,
  halfSquaredError: prediction,
  meanSquaredError: prediction,
  hinge: () => [tensor([[0.2, 0.8]]), [[-1, 1]]],
  huber: () => [...prediction(), { delta: 1 }],
};

/** A file of no numbers. */
function npy(): Uint8Array {
  const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }";
  return Uint8Array.from(`\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`, (c) =>
    c.charCodeAt(0),
  );
}

const key = (): Tensor => random.key(1);

/** Of functions that draw random numbers. */
const drawing: Readonly<Record<string, Arguments>> = {
  key: () => [1],
  split: () => [key(), 3],
  foldIn: () => [key(), 7],
  uniform: () => [key(), [2, 3], { low: -1, high: 1, dtype: "float64" }],
  normal: () => [key(), [2, 3], { mean: 1, std: [1, 2, 3], dtype: "float64" }],
  bernoulli: () => [key(), 0.5, [2]],
  categorical: () => [key(), [0, 1], 0, [3]],
  bits: () => [key(), [2, 3]],
  gamma: () => [key(), [1, 2, 3], [2, 3]],
  logGamma: () => [key(), [1, 2, 3], [2, 3]],
  beta: () => [key(), [1, 2, 3], 2, [2, 3]],
  dirichlet: () => [key(), [1, 2, 3], [2]],
  studentT: () => [key(), [1, 2, 3], [2, 3]],
  poisson: () => [key(), [1, 2, 3], [2, 3]],
  binomial: () => [key(), 5, [0.5, 0.25], [3, 2]],
  multinomial: () => [key(), 5, [0.5, 0.25], [3]],
  dropout: () => [key(), [1, 2, 3], 0.5],
  nextKey: () => [key(), parameter(0)],
  logProbability: () => ["gamma", { alpha: 2, scale: [1, 2] }, [1, 2]],
  entropy: () => ["gamma", { alpha: 2, scale: [1, 2] }],
  integers: () => [key(), [2, 3], { low: -1, high: [1, 2, 3] }],
  truncatedNormal: () => [key(), [2, 3], { low: -1, high: [1, 2, 3], mean: 0, std: 2, dtype: "float64" }],
  exponential: () => [key(), [2, 3], { scale: [1, 2, 3], dtype: "float64" }],
  gumbel: () => [key(), [2, 3], { loc: 1, scale: [1, 2, 3], dtype: "float64" }],
  laplace: () => [key(), [2, 3], { loc: 1, scale: [1, 2, 3], dtype: "float64" }],
  permutation: () => [key(), 3],
  shuffle: () => [key(), [[1, 2, 3]], 1],
  choice: () => [key(), [[1, 2, 3]], [2], { replace: false, p: [1, 2, 3], axis: 1 }],
};

const matrix = (): Tensor =>
  tensor([
    [4, 2],
    [1, 5],
  ]);

/** Of linear algebra. */
const ofMatrices: Readonly<Record<string, Arguments>> = {
  trace: () => [matrix()],
  det: () => [matrix()],
  slogdet: () => [matrix()],
  logdet: () => [matrix()],
  inv: () => [matrix()],
  solve: () => [matrix(), vector()],
  lu: () => [matrix()],
  qr: () => [matrix()],
  eigh: () => [matrix()],
  eigvalsh: () => [matrix()],
  svd: () => [matrix()],
  svdvals: () => [matrix()],
  pinv: () => [matrix()],
  lstsq: () => [matrix(), vector()],
  expm: () => [matrix()],
  matrixPower: () => [matrix(), 3],
  matrixNorm: () => [matrix(), "fro"],
  vectorNorm: () => [matrix(), 3, [0], { keepDims: true }],
};

/** Of Fourier transforms. */
const ofFrequencies: Readonly<Record<string, Arguments>> = {
  complex: () => [vector(), vector()],
  conj: () => [{ re: vector(), im: vector() }],
  multiply: () => [{ re: vector(), im: vector() }, vector()],
  magnitude: () => [{ re: vector(), im: vector() }],
  angle: () => [{ re: vector(), im: vector() }],
  fft: () => [
    { re: vector(), im: vector() },
    { n: 3, axis: 0, norm: "ortho" },
  ],
  ifft: () => [
    { re: vector(), im: vector() },
    { n: 3, axis: 0, norm: "ortho" },
  ],
  rfft: () => [vector(), { n: 3, axis: 0, norm: "ortho" }],
  irfft: () => [
    { re: vector(), im: vector() },
    { n: 3, axis: 0, norm: "ortho" },
  ],
  fftn: () => [x(), { axes: [0, 1], norm: "forward" }],
  ifftn: () => [x(), { axes: [0, 1], norm: "forward" }],
  fft2: () => [x(), { axes: [0, 1], norm: "forward" }],
  ifft2: () => [x(), { axes: [0, 1], norm: "forward" }],
  fftfreq: () => [4, 0.5],
  rfftfreq: () => [4, 0.5],
  fftshift: () => [x(), [0]],
  ifftshift: () => [x(), [0]],
  fftconvolve: () => [vector(), vector(), "same"],
};

function dependent(of: (w: Parameter<[number]>) => unknown[]): unknown[] {
  return of(parameter([1, 2] as number[]));
}

/**
 * Not called: optimisers of other rules, which differ in nothing that matters here; `assertGradients`, which is `checkGradients` with
 * an error at its end; and `save`, `load` and `fit`, which answer later, and write files.
 */
const leftOut = new Set(["optimizer", "eachParameter", "save", "load", "fit", "assertGradients"]);

const binaries = new Set([
  "add",
  "sub",
  "mul",
  "div",
  "pow",
  "atan2",
  "hypot",
  "logaddexp",
  "copysign",
  "fmod",
  "remainder",
  "mod",
  "floorDivide",
  "xlogy",
  "xlog1py",
  "beta",
  "lbeta",
  "maximum",
  "minimum",
  "equal",
  "notEqual",
  "less",
  "lessEqual",
  "greater",
  "greaterEqual",
]);

function argumentsOf(name: string): Arguments {
  const known = arguments_[name];
  if (known !== undefined) return known;
  return binaries.has(name) ? binary : unary;
}

function isClass(value: unknown): boolean {
  return typeof value === "function" && value.toString().startsWith("class");
}

const optimiser: Arguments = () => [[parameter([1])], { learningRate: 0.1 }];

function functions(): Call[] {
  return [autograd, fft, linalg, random, nn, optim].flatMap((names) =>
    Object.entries(names).flatMap(([name, value]): Call[] => {
      if (typeof value !== "function" || leftOut.has(name) || name.endsWith("Error")) return [];
      const run = isClass(value)
        ? (...args: unknown[]): unknown => new (value as new (...args: unknown[]) => unknown)(...args)
        : (value as Call["run"]);
      const drawn =
        (names as object) === random
          ? drawing[name]
          : (names as object) === linalg
            ? ofMatrices[name]
            : (names as object) === fft
              ? ofFrequencies[name]
              : undefined;
      const good =
        (names as object) === optim ? (arguments_[name] ?? optimiser) : (drawn ?? argumentsOf(name));
      return [{ name, good, run, isGuess: drawn === undefined && arguments_[name] === undefined }];
    }),
  );
}

/** A method with its own arguments; the first argument of the call is what it is called on. */
function method(
  name: string,
  owner: () => object,
  args: Arguments,
  state?: (owner: object) => unknown,
): Call {
  let latest: object = owner();
  const call: Call = {
    name: `.${name}`,
    good: () => {
      latest = owner();
      return [latest, ...args()];
    },
    run: (receiver, ...given) => {
      const body: unknown = Reflect.get(latest, name);
      return (body as (...args: unknown[]) => unknown).apply(receiver, given);
    },
  };
  return state === undefined ? call : { ...call, state: () => state(latest) };
}

/** A method that is called on what it belongs to. */
function methodsOfTensors(): Call[] {
  const prototype = Object.getPrototypeOf(tensor(1)) as object;
  return Object.getOwnPropertyNames(prototype).flatMap((name): Call[] => {
    const example: unknown = Reflect.get(x(), name === "length" ? "rank" : name);
    if (name === "constructor" || typeof example !== "function") return [];
    if (["item", "backward"].includes(name))
      return [
        method(
          name,
          () => parameter(2).square(),
          () => [],
        ),
      ];
    if (["toArray", "data", "toString", "toJSON"].includes(name)) return [method(name, x, () => [])];
    const [receiver] = argumentsOf(name)() as [Tensor];
    return [
      method(
        name,
        () => receiver,
        () => argumentsOf(name)().slice(1),
      ),
    ];
  });
}

function model(): nn.Mlp<[2, 1]> {
  return nn.mlp([2, 1], { activation: "tanh" });
}

function valueOf(owner: object): unknown {
  const { parameters } = owner as { readonly parameters: readonly Parameter[] };
  return parameters.map((w) => [w.toArray(), w.grad?.toArray()]);
}

function descent(): optim.GradientDescent {
  const w = parameter([1, 2]);
  scalarOf(w).backward();
  return optim.gradientDescent([w], { learningRate: 0.1 });
}

function methodsOfObjects(): Call[] {
  const cell = (w: object): unknown => [(w as Parameter).toArray(), (w as Parameter).grad?.toArray()];
  const shapes: Arguments = () => [[2], { dtype: "float32" }];
  return [
    method(
      "assign",
      () => parameter([1, 2]),
      () => [[3, 4]],
      cell,
    ),
    method(
      "takeGradient",
      () => parameter([1, 2]),
      () => [],
    ),
    method("forward", model, () => [[[1, 2]]]),
    method("parameters", model, () => []),
    method(
      "forward",
      () => nn.sequential("tanh"),
      () => [[[1, 2]]],
    ),
    method(
      "forward",
      () => new nn.Linear(2, 1),
      () => [[[1, 2]]],
    ),
    method(
      "parameters",
      () => new nn.Linear(2, 1),
      () => [],
    ),
    method(
      "forward",
      () => new nn.Embedding(3, 2),
      () => [[0, 2]],
    ),
    method(
      "forward",
      () => new nn.Dropout(0.5, { seed: 1 }),
      () => [[1, 2]],
    ),
    method(
      "forward",
      () => new nn.LayerNorm(2),
      () => [[1, 2]],
    ),
    method(
      "forward",
      () => new nn.BatchNorm(2),
      () => [
        [
          [1, 2],
          [3, 5],
        ],
      ],
    ),
    method(
      "load",
      () => new nn.BatchNorm(2).running,
      () => [{ mean: [1, 2], variance: [3, 4] }],
    ),
    method(
      "load",
      () => new nn.Dropout(0.5, { seed: 1 }),
      () => [{ key: [1, 2], calls: 3 }],
    ),
    method("uniform", () => mt19937(1), shapes),
    method("normal", () => mt19937(1), shapes),
    method(
      "integers",
      () => mt19937(1),
      () => [[2], { low: 1, high: 5 }],
    ),
    method(
      "permutation",
      () => mt19937(1),
      () => [3],
    ),
    method(
      "state",
      () => mt19937(1),
      () => [],
    ),
    method(
      "load",
      () => mt19937(1),
      () => [mt19937(2).state()],
      (random) => (random as autograd.RandomGenerator).state()["words"]?.toArray(),
    ),
    method("step", descent, () => [[[1, 1]].map((g) => tensor(g))], valueOf),
    method("zeroGrad", descent, () => []),
  ];
}

/** Calls of functions that a function returned, and functions that return something hostile. */
function inner(): Call[] {
  const returning = (
    name: string,
    of: (f: () => never) => unknown,
    good: Arguments = () => [vector()],
  ): Call => ({
    name: `${name}, what the function returns`,
    good,
    run: (value) => of(() => value as never),
  });
  const scalars: Arguments = () => [tensor(1)];
  const w = parameter([1, 2]);
  const applied = (name: string, f: (...args: never[]) => unknown): Call => ({
    name: `${name}, its arguments`,
    good: () => [vector()],
    run: f as Call["run"],
  });
  return [
    returning("grad", (f) => grad(f)(1), scalars),
    returning("jacobian", (f) => jacobian(f)(vector())),
    returning("vjp", (f) => autograd.vjp(f, vector())),
    returning("jvp", (f) => autograd.jvp(f, [vector()], [vector()])),
    returning("hvp", (f) => autograd.hvp(f, vector(), vector()), scalars),
    returning("vmap", (f) => vmap(f)(vector())),
    returning(
      "scan",
      (f) => autograd.scan(f, vector(), vector()),
      () => [[vector(), vector()]],
    ),
    returning("cond", (f) => autograd.cond(false, f, f, vector())),
    returning("whileLoop", (f) => autograd.whileLoop((t) => t.sum().greater(100), f, vector())),
    returning(
      "whileLoop, its predicate",
      (f) => autograd.whileLoop(f, (t) => t, vector()),
      () => [tensor(false)],
    ),
    returning("fixedPoint", (f) => autograd.fixedPoint(f, vector())),
    returning("root", (f) => autograd.root(f, vector())),
    returning("odeint", (f) => autograd.odeint(f, vector(), [0, 1], { rtol: 1e3, atol: 1e3, maxSteps: 5 })),
    returning("odeintEvent", (f) =>
      autograd.odeintEvent(f, vector(), [0, 1], (_, t) => t.sub(0.5), { rtol: 1e3, atol: 1e3, maxSteps: 9 }),
    ),
    returning("quadrature", (f) => autograd.quadrature(f, 0, 1, { maxIntervals: 1 })),
    returning("associativeScan", (f) => autograd.associativeScan(f, vector()), scalars),
    returning("compile", (f) => compile(f)()),
    returning("checkpoint", (f) => autograd.checkpoint(f)(vector())),
    returning(
      "customGradient",
      (f) => autograd.customGradient(f)(vector()),
      () => [[vector(), double]],
    ),
    returning("customGradient, the pullback", (f) =>
      grad((t: Tensor) =>
        autograd
          .customGradient((u: Tensor) => [u, f])(t)
          .sum(),
      )(vector()),
    ),
    returning("checkGradients", (f) => autograd.checkGradients(f, [vector()])),
    applied("grad", grad(scalarOf)),
    applied("jacobian", jacobian(double)),
    applied("vmap", vmap(double)),
    applied("compile", compile(double)),
    applied("the pullback of vjp", autograd.vjp(double, vector())[1]),
    {
      name: "grad, as it is set",
      good: () => [vector()],
      run: (value) => {
        w.grad = value as never;
      },
    },
    {
      name: "learningRate, as it is set",
      good: () => [1],
      run: (value) => {
        descent().learningRate = value as never;
      },
    },
    {
      name: "minimize",
      good: () => [w.square().sum()],
      run: (value) => optim.gradientDescent([w], { learningRate: 0.1 }).minimize(value as never),
    },
  ];
}

export const calls: readonly Call[] = [
  ...functions(),
  ...methodsOfTensors(),
  ...methodsOfObjects(),
  ...inner(),
];
