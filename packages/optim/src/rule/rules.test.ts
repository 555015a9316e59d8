import { compile, mt19937, type Parameter, parameter, type Tensor, tensor, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import * as optim from "../index.ts";

type Make = (parameters: readonly Parameter[], options?: object) => optim.Optimizer;

/** Every optimiser that has a rule, with the hyperparameters it must be given. */
const makers = Object.entries(optim)
  .filter(([name]) => `${name}Rule` in optim)
  .map(([name, make]): [string, Make] => [
    name,
    (parameters, options) =>
      (make as Make)(parameters, name === "gradientDescent" ? { learningRate: 0.02, ...options } : options),
  ]);

/** ½ of a quadratic form of a matrix, well conditioned. */
function bowl(w: Tensor): Tensor<[]> {
  return w
    .sub([
      [1, -2],
      [0.5, 3],
    ])
    .square()
    .sum();
}

const start = [
  [0.5, 1],
  [-1.5, 2],
];

/** In which of ten steps a parameter has a gradient. */
const hasGradient = [0, 0, 1, 1, 0, 1, 0, 0, 1, 1].map(Boolean);

/** Where a parameter goes beside another one, which has a gradient in each step. */
function movedBeside(make: Make, isCompiled: boolean): unknown {
  const [v, w] = [parameter(start), parameter(start)];
  const descent = make([v, w]);
  const plain = (both: boolean): void => {
    (both ? bowl(v).add(bowl(w)) : bowl(v)).backward();
    descent.step();
  };
  const step = isCompiled ? compile(plain) : plain;
  for (const both of hasGradient) {
    const before = w.toArray();
    step(both);
    if (!both) expect(w.toArray()).toEqual(before);
  }
  return w.toArray();
}

function movedAlone(make: Make): unknown {
  const w = parameter(start);
  const descent = make([w]);
  for (const both of hasGradient) if (both) descent.minimize(bowl(w));
  return w.toArray();
}

it.each<[string, Make]>([
  ["dampening", (ps) => optim.gradientDescent(ps, { learningRate: 0.1, momentum: 0.9, dampening: 0.5 })],
  ["accumulate", (ps) => optim.optimizer(ps, optim.accumulate(optim.adamRule, 2))],
  ["lookahead", (ps) => optim.optimizer(ps, optim.lookahead(optim.adamRule, 2))],
])("a parameter moves as if steps in which it has no gradient were none, with %s", (_, make) => {
  expect([movedBeside(make, false), movedBeside(make, true)]).toEqual([movedAlone(make), movedAlone(make)]);
});

describe.each(makers)("%s", (name, make) => {
  it("goes downhill", () => {
    const w = parameter(start);
    const descent = make([w]);
    const before = bowl(w).item();
    for (let k = 0; k < 50; k++) descent.minimize(bowl(w));
    expect(bowl(w).item()).toBeLessThan(before);
  });

  it("goes the same way in float32, to its accuracy", () => {
    const train = (dtype: "float64" | "float32"): { w: Parameter; descent: optim.Optimizer } => {
      const w: Parameter = parameter(start, { dtype });
      const descent = make([w]);
      for (let k = 0; k < 50; k++) descent.minimize(bowl(w));
      return { w, descent };
    };
    const [double, single] = [train("float64"), train("float32")];
    expect(single.w.dtype).toBe("float32");
    const differences = single.w.cast("float64").sub(double.w).abs().max().item();
    expect(differences).toBeLessThan(2e-5);
    for (const [key, value] of Object.entries(single.descent.state())) {
      if (/^\d/.test(key)) expect([key, value.dtype]).toEqual([key, "float32"]);
    }
  });

  it("does not grow its graph, and starts no new plan", () => {
    const w = parameter(start);
    const descent = make([w]);
    for (let k = 0; k < 20; k++) {
      if (k === 5) compile.resetStats();
      descent.minimize(bowl(w));
      String(w);
    }
    expect(compile.stats()).toMatchObject({ hits: 15, misses: 0 });
  });

  it.each(["float64", "float32"] as const)("goes on bit for bit from state saved as JSON, in %s", (dtype) => {
    const schedule = optim.warmUp(5, optim.cosineDecay(0.05, { steps: 20 }));
    const begin = (value: readonly (readonly number[])[]): { w: Parameter; descent: optim.Optimizer } => {
      const w: Parameter = parameter(value, { dtype });
      return { w, descent: make([w], { learningRate: schedule }) };
    };
    const whole = begin(start);
    for (let k = 0; k < 12; k++) whole.descent.minimize(bowl(whole.w));
    const first = begin(start);
    for (let k = 0; k < 7; k++) first.descent.minimize(bowl(first.w));
    const { w, state } = JSON.parse(JSON.stringify({ w: first.w, state: first.descent.state() }));
    const second = begin(w);
    second.descent.load(state);
    const step = compile(() => second.descent.minimize(bowl(second.w)));
    for (let k = 0; k < 5; k++) step();
    expect(second.w.data()).toEqual(whole.w.data());
    expect(JSON.stringify(second.descent.state())).toBe(JSON.stringify(whole.descent.state()));
  });

  it.each([false, true])(
    "moves a parameter as if steps in which it has no gradient were none, compiled: %s",
    (isCompiled) => {
      expect(movedBeside(make, isCompiled)).toEqual(movedAlone(make));
    },
  );

  it("has its hyperparameters as properties, and refuses others", () => {
    const descent = make([parameter(start)], { learningRate: 0.125 });
    expect(Reflect.get(descent, "learningRate")).toBe(0.125);
    expect(() => make([parameter(start)], { learningRate: 0 })).toThrow(
      `${name}: learningRate must be a positive finite number, got 0.`,
    );
    expect(() => make([parameter(start)], { learnigRate: 1 })).toThrow(
      `${name}: there is no option "learnigRate", only learningRate`,
    );
  });
});

describe("refusals", () => {
  it.each<[string, () => unknown, string]>([
    [
      "muon of a vector",
      () => optim.muon([parameter([1, 2])]),
      "muon: parameters must be matrices, got one of shape [2]. Use adam() for others.",
    ],
    [
      "centered that is not a boolean",
      () => optim.rmsProp([parameter(1)], { centered: 1 } as never),
      "rmsProp: centered must be true or false, got 1.",
    ],
    [
      "nesterov that is not a boolean",
      () => optim.gradientDescent([parameter(1)], { learningRate: 1, nesterov: "yes" } as never),
      'gradientDescent: nesterov must be true or false, got "yes".',
    ],
    [
      "nesterov with dampening",
      () => optim.gradientDescent([parameter(1)], { learningRate: 1, nesterov: true, dampening: 0.5 }),
      "gradientDescent: nesterov and dampening cannot be given together. Leave one out.",
    ],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ message, name: "ArgumentError" }));
  });
});

describe("at the edges", () => {
  it("adam, with beta2 of 0 or beta1 of 0, divides by what is there", () => {
    const w = parameter([3, -4]);
    optim.adam([w], { learningRate: 0.5, beta1: 0, beta2: 0, epsilon: 0 }).step([tensor([1e-100, -1e100])]);
    expect(w.toArray()).toEqual([2.5, -3.5]);
  });

  it("a gradient of 0 moves nothing where a division by it could be", () => {
    const { adam, adagrad, adamW, adamax, amsGrad, lion, nadam, radam, rmsProp, rprop } = optim;
    for (const make of [adam, adagrad, adamax, amsGrad, lion, nadam, radam, rmsProp, rprop]) {
      const w = parameter([3, -4]);
      make([w]).step([tensor([0, 0])]);
      expect(w.toArray()).toEqual([3, -4]);
    }
    const w = parameter([4]);
    adamW([w], { learningRate: 0.5, weightDecay: 0.25 }).step([tensor([0])]);
    expect(w.toArray()).toEqual([3.5]);
  });

  it("lamb leaves the length of a step as it is where a norm is 0", () => {
    const w = parameter([0, 0]);
    optim.lamb([w], { learningRate: 0.5, epsilon: 0 }).step([tensor([1, -1])]);
    expect(w.toArray().map((value) => Math.round(value * 1e12) / 1e12)).toEqual([-0.5, 0.5]);
  });

  it("adafactor moves a parameter that is 0", () => {
    const w = parameter([0, 0]);
    optim.adafactor([w], { learningRate: 0.5 }).step([tensor([-1, 1])]);
    expect(w.toArray()).toEqual([0.0005, -0.0005]);
  });

  it("rprop sees that two tiny gradients agree", () => {
    const w = parameter([0]);
    const descent = optim.rprop([w], { learningRate: 1, grow: 2 });
    descent.step([tensor([1e-300])]);
    descent.step([tensor([1e-300])]);
    expect(w.toArray()).toEqual([-1 - 2]);
  });
});

it("centered rmsProp stays finite where gradients stay the same", () => {
  const slopes = mt19937(1).uniform([50], { low: -1, high: 1 });
  const w = parameter(zeros([50]));
  const descent = optim.rmsProp([w], { learningRate: 1e-4, rho: 0.5, centered: true });
  for (let k = 0; k < 80; k++) descent.step([slopes]);
  expect(w.data().every(Number.isFinite)).toBe(true);
});
