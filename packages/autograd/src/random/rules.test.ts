import { describe, expect, it } from "vitest";
import { compile, grad, isTensor, type Tensor, tensor } from "../index.ts";
import {
  bernoulli,
  beta,
  binomial,
  categorical,
  choice,
  type Distributions,
  dirichlet,
  entropy,
  exponential,
  gamma,
  gumbel,
  key,
  laplace,
  logGamma,
  logProbability,
  multinomial,
  normal,
  poisson,
  studentT,
  truncatedNormal,
  uniform,
} from "./index.ts";

type Name = keyof Distributions;
type Given = number | readonly number[] | Tensor;
type Parameters = Readonly<Record<string, Given>>;

const k = key(1);
const withoutEntropy: readonly Name[] = ["truncatedNormal", "poisson", "binomial", "multinomial"];

/** One draw for each distribution; of a gamma distribution there is none with a scale. */
const draws: Readonly<Record<Name, (parameters: never) => Tensor>> = {
  uniform: (p) => uniform(k, [], p),
  normal: (p) => normal(k, [], p),
  truncatedNormal: (p) => truncatedNormal(k, [], p),
  exponential: (p) => exponential(k, [], p),
  gumbel: (p) => gumbel(k, [], p),
  laplace: (p) => laplace(k, [], p),
  gamma: (p: { alpha: Tensor }) => gamma(k, p.alpha),
  beta: (p: { a: Tensor; b: Tensor }) => beta(k, p.a, p.b),
  dirichlet: (p: { alpha: Tensor }) => dirichlet(k, p.alpha),
  studentT: (p: { df: Tensor }) => studentT(k, p.df),
  bernoulli: (p: { p: Tensor }) => bernoulli(k, p.p),
  categorical: (p: { logits: Tensor }) => categorical(k, p.logits),
  poisson: (p: { rate: Tensor }) => poisson(k, p.rate),
  binomial: (p: { n: Tensor; p: Tensor }) => binomial(k, p.n, p.p),
  multinomial: (p: { n: Tensor; p: Tensor }) => multinomial(k, p.n, p.p),
};

/** What can be drawn, where densities are asked for. */
const inside: Readonly<Record<Name, readonly [parameters: Parameters, x: number | readonly number[]]>> = {
  uniform: [{ low: 1, high: 2 }, 1],
  normal: [{ mean: 0, std: 1 }, 0],
  truncatedNormal: [{ low: -1, high: 1, mean: 0, std: 1 }, 0],
  exponential: [{ scale: 1 }, 1],
  gumbel: [{ loc: 0, scale: 1 }, 0],
  laplace: [{ loc: 0, scale: 1 }, 0],
  gamma: [{ alpha: 1, scale: 1 }, 1],
  beta: [{ a: 1, b: 1 }, 0.5],
  dirichlet: [{ alpha: [1, 2] }, [0.5, 0.5]],
  studentT: [{ df: 3 }, 1],
  bernoulli: [{ p: 0.5 }, 1],
  categorical: [{ logits: [0, 1] }, 1],
  poisson: [{ rate: 1 }, 0],
  binomial: [{ n: 3, p: 0.5 }, 3],
  multinomial: [{ n: 1, p: [2, 1] }, [1, 0]],
};

/** The rule of a parameter, numbers that break it, and those at its ends that do not. */
const rules: readonly (readonly [
  name: Name,
  parameter: string,
  rule: string,
  outside: readonly Given[],
  edges: readonly Given[],
])[] = [
  ["normal", "std", "std must be finite and not negative", [-1, NaN, Infinity], [5e-324]],
  ["exponential", "scale", "scale must be finite and not negative", [-1, NaN, Infinity], [5e-324]],
  ["gumbel", "scale", "scale must be finite and not negative", [-1, NaN, Infinity], [5e-324]],
  ["laplace", "scale", "scale must be finite and not negative", [-1, NaN, Infinity], [5e-324]],
  ["truncatedNormal", "std", "std must be above 0 and finite", [0, -1, NaN, Infinity], [1e-100]],
  ["truncatedNormal", "high", "high - low must be above 0", [-1, -2, NaN], [-1 + 2 ** -53]],
  ["uniform", "high", "high - low must be finite and not negative", [0, NaN, Infinity], [1 + 2 ** -52]],
  ["gamma", "alpha", "alpha must be above 0 and finite", [0, -0.5, NaN, Infinity], [5e-324]],
  ["beta", "a", "a must be above 0 and finite", [0, -0.5, NaN, Infinity], [1e-300]],
  ["beta", "b", "b must be above 0 and finite", [0, -0.5, NaN, Infinity], [1e-300]],
  [
    "dirichlet",
    "alpha",
    "alpha must be above 0 and finite",
    [
      [0, 2],
      [-1, 2],
      [NaN, 2],
      [Infinity, 2],
    ],
    [[1e-300, 2]],
  ],
  ["studentT", "df", "df must be above 0 and finite", [0, -3, NaN, Infinity], [1e-10]],
  ["bernoulli", "p", "p must be from 0 to 1", [-0.1, 1.5, NaN, 1 + 2 ** -52, -5e-324], [0, 1]],
  [
    "categorical",
    "logits",
    "the largest of the logits must be finite",
    [
      [Infinity, 0],
      [NaN, 0],
      [-Infinity, -Infinity],
    ],
    [[-Infinity, 0]],
  ],
  ["poisson", "rate", "rate must be from 0 to 2³⁰", [-1, NaN, Infinity], [0]],
  ["binomial", "n", "n must not be negative", [-1], [0]],
  ["binomial", "p", "p must be from 0 to 1", [-0.1, 1.5, NaN], [0, 1]],
  ["multinomial", "n", "n must not be negative", [-1], [0]],
  [
    "multinomial",
    "p",
    "weights must be finite and not negative",
    [
      [2, -1],
      [NaN, 1],
      [1, Infinity],
    ],
    [[0, 1]],
  ],
  [
    "multinomial",
    "p",
    "the sum of the weights must be finite and above 0",
    [
      [0, 0],
      [1e308, 1e308],
    ],
    [[1, 0]],
  ],
];
const broken = rules.flatMap(([name, parameter, rule, outside]) =>
  outside.map((value) => [name, parameter, value, rule] as const),
);

const dtypeOf = (parameter: string): "int32" | "float64" => (parameter === "n" ? "int32" : "float64");

/** With trials as integers, as draws take them. */
function given(name: Name, parameter: string, value: unknown): Parameters {
  const [parameters] = inside[name];
  const whole = { ...parameters, [parameter]: value } as Record<string, Given>;
  return "n" in whole ? { ...whole, n: wholeNumber(whole["n"]) } : whole;
}

function wholeNumber(n: Given | undefined): Tensor {
  return isTensor(n) ? n : tensor(n as number, { dtype: "int32" });
}

describe("numbers that a parameter cannot be", () => {
  it("are tried for each parameter that a rule says something of", () => {
    expect(new Set(rules.map(([name]) => name))).toEqual(new Set(Object.keys(draws)));
  });

  it.each(broken)(
    "%s, %s %j: NaN as density and entropy, also beyond what can be drawn",
    (name, parameter, value) => {
      const [parameters, x] = inside[name];
      const own = { ...parameters, [parameter]: value } as never;
      const beyond = Array.isArray(x) ? x.map(() => -1) : -1;
      const isBounded = name !== "normal" && name !== "laplace" && name !== "gumbel" && name !== "studentT";
      for (const at of isBounded ? [x, beyond] : [x])
        expect(logProbability(name, own, at as number).item()).toBeNaN();
      const slope = grad((by: Tensor) =>
        logProbability(name, { ...parameters, [parameter]: by }, x as number).sum(),
      );
      expect([...slope(value as never).data()].some(Number.isNaN)).toBe(true);
      if (!withoutEntropy.includes(name)) expect(entropy(name as never, own).item()).toBeNaN();
    },
  );

  it.each(broken)(
    "%s, %s %j is refused by draws, known or not, compiled or not: %s",
    (name, parameter, value, rule) => {
      const draw = (by: unknown): unknown => draws[name](given(name, parameter, by) as never).toArray();
      const dtype = dtypeOf(parameter);
      const known = tensor(value as number, { dtype });
      const refusal = new RegExp(`^${name}: ${rule.replace("(", "\\(")}, got [^ ]+( at \\[\\d+\\])?\\.$`);
      expect(() => draw(known)).toThrow(refusal);
      expect(() => draw(known.add(tensor(0, { dtype })))).toThrow(refusal);
      const compiled = compile((by: Tensor) => draws[name](given(name, parameter, by) as never));
      const fine = tensor(inside[name][0][parameter] as number, { dtype });
      // Once recorded and once run.
      for (let call = 0; call < 2; call++) expect(() => compiled(fine).toArray()).not.toThrow();
      expect(() => compiled(known).toArray()).toThrow(refusal);
      if (dtype === "float64" && Number.isFinite(value)) expect(() => draw(value)).toThrow(refusal);
    },
  );

  it.each(rules)(
    "%s, %s: %s, and what is at the ends of that is taken",
    (name, parameter, _rule, _outside, edges) => {
      const [parameters, x] = inside[name];
      for (const value of edges) {
        const known = tensor(value as number, { dtype: dtypeOf(parameter) });
        for (const by of [known, known.add(tensor(0, { dtype: dtypeOf(parameter) }))]) {
          expect(draws[name](given(name, parameter, by) as never).toArray()).not.toBeNaN();
        }
        expect(logProbability(name, { ...parameters, [parameter]: value }, x as number).item()).not.toBeNaN();
      }
    },
  );
});

describe("what is one number", () => {
  it.each([
    ["normal", { mean: 3, std: 0 }, 3],
    ["exponential", { scale: 0 }, 0],
    ["gumbel", { loc: 3, scale: 0 }, 3],
    ["laplace", { loc: 3, scale: 0 }, 3],
    ["uniform", { low: 3, high: 3 }, 3],
  ] as const)("%s %j is drawn, and has no density", (name, parameters, value) => {
    expect(draws[name](parameters as never).item() + 0).toBe(value);
    expect(logProbability(name, parameters as never, value).item()).toBeNaN();
    expect(entropy(name, parameters as never).item()).toBeNaN();
  });
});

it("what float32 would round to ∞ leaves out ∞ all the same", () => {
  const huge = tensor([1, 3e38], { dtype: "float32" }).mul(2);
  const refusal = "must be above 0 and finite, got Infinity at [1].";
  expect(() => gamma(k, huge).toArray()).toThrow(`gamma: alpha ${refusal}`);
  expect(() => logGamma(k, huge).toArray()).toThrow(`logGamma: alpha ${refusal}`);
  expect(() => uniform(k, [], { low: -3e38, high: 3e38, dtype: "float32" })).toThrow(
    "uniform: high - low must be finite and not negative, got Infinity.",
  );
  expect(logProbability("gamma", { alpha: huge }, 1).toArray()).toEqual([expect.closeTo(-1), NaN]);
});

it("density asks for no bound that only draws have", () => {
  expect(logProbability("poisson", { rate: 2 ** 40 }, 2 ** 40).item()).toBeCloseTo(-14.78, 2);
  expect(() => poisson(k, 2 ** 40)).toThrow("poisson: rate must be from 0 to 2³⁰, got 1099511627776.");
  expect(logProbability("binomial", { n: 2 ** 40, p: 0.5 }, 2 ** 39).item()).toBeCloseTo(-14.09, 2);
});

it("draws look at what they use once the numbers are known, in choices as well", () => {
  const weights = tensor([1e308, 1e308]);
  expect(() => choice(k, 2, [1], { p: weights }).toArray()).toThrow(
    "choice: the sum of the weights must be finite and above 0, got Infinity.",
  );
});
