import { compile, type Parameter, parameter, scalar, type Tensor, tensor } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import {
  accumulate,
  adam,
  adamRule,
  adamW,
  adamWRule,
  amsGradRule,
  chain,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  decoupledWeightDecay,
  gradientDescent,
  gradientDescentRule,
  gradientNoise,
  groups,
  lookahead,
  masked,
  momentumRule,
  movingAverage,
  type Optimizer,
  optimizer,
  type Rule,
  rpropRule,
  weightDecay,
} from "../index.ts";

const float32 = { dtype: "float32" } as const;

/** ½ a (w − 1)² and the like, of any dtype. */
function bowl(w: Tensor): Tensor {
  return w.sub(1).square().sum().mul(0.5).cast("float64");
}

function trained(make: (w: Parameter, v: Parameter) => Optimizer, isCompiled: boolean): number[] {
  const [w, v]: [Parameter, Parameter] = [parameter([3, -2]), parameter([[0.5, 4]])];
  const descent = make(w, v);
  const step = (): void => descent.minimize(bowl(w).add(bowl(v.mul(w))));
  const run = isCompiled ? compile(step) : step;
  for (let k = 0; k < 13; k++) run();
  return [w, v].flatMap((cell) => cell.toArray() as number[]).flat();
}

describe("clipping", () => {
  it("by value clips each element", () => {
    const w = parameter([0, 0, 0]);
    const descent = optimizer([w], chain(clipByValue(2), gradientDescentRule), { learningRate: 1 });
    descent.step([tensor([1, -3, 5])]);
    expect(w.toArray()).toEqual([-1, 2, -2]);
    descent.maxValue = 0.5;
    descent.step([tensor([1, -3, 5])]);
    expect(w.toArray()).toEqual([-1.5, 2.5, -2.5]);
  });

  it("by norm scales each gradient, by global norm all together, and neither what is small", () => {
    const step = (rule: ReturnType<typeof clipByNorm> | ReturnType<typeof clipByGlobalNorm>): unknown => {
      const [v, w] = [parameter([0, 0]), parameter(0)];
      const descent = optimizer([v, w], chain(rule, gradientDescentRule), { learningRate: 1 });
      descent.step([tensor([-3, -4]), scalar(-12)]);
      return [v.toArray(), w.item()];
    };
    expect(step(clipByNorm(10))).toEqual([[3, 4], 10]);
    expect(step(clipByGlobalNorm(6.5))).toEqual([[1.5, 2], 6]);
    expect(step(clipByGlobalNorm(13))).toEqual([[3, 4], 12]);
    expect(step(clipByNorm(12))).toEqual([[3, 4], 12]);
  });

  it("neither overflows nor divides by 0", () => {
    const w = parameter([0, 0]);
    const descent = optimizer([w], chain(clipByGlobalNorm(1), gradientDescentRule), { learningRate: 1 });
    descent.step([tensor([0, 0])]);
    expect(w.toArray()).toEqual([0, 0]);
    descent.step([tensor([-1e300, 0])]);
    expect(w.toArray()).toEqual([1, 0]);
  });

  it("by global norm is over parameters of both dtypes", () => {
    const [v, w] = [parameter(0), parameter(0, float32)];
    const descent = optimizer([v, w], chain(clipByGlobalNorm(1), gradientDescentRule), { learningRate: 1 });
    descent.step([scalar(-3), scalar(-4, float32)]);
    expect([v.item(), w.item(), w.dtype]).toEqual([3 * (1 / 5), Math.fround(0.8), "float32"]);
  });

  it.each([
    [() => clipByValue(0), "clipByValue: limit must be a positive finite number, got 0."],
    [() => clipByNorm(-1), "clipByNorm: limit must be a positive finite number, got -1."],
    [
      () => clipByGlobalNorm("1" as never),
      'clipByGlobalNorm: limit must be a positive finite number, got "1".',
    ],
    [() => weightDecay(-1), "weightDecay: decay must be a finite number that is not negative, got -1."],
    [() => accumulate(adamRule, 0), "accumulate: count must be a positive integer, got 0."],
    [() => lookahead(adamRule, 1.5), "lookahead: count must be a positive integer, got 1.5."],
    [
      () => gradientNoise(-1, 0),
      "gradientNoise: deviation must be a finite number that is not negative, got -1.",
    ],
    [() => gradientNoise(1, -1), "mt19937: seed must be an integer from 0 to 4294967295, got -1."],
    [() => masked(adamRule, 1 as never), "masked: isChosen must be a function, got 1."],
    [
      () =>
        optimizer(
          [parameter(1)],
          masked(adamRule, () => 1 as never),
        ),
      "masked: isChosen must return true or false, got 1.",
    ],
    [
      () => movingAverage([parameter(1)], 1),
      "movingAverage: decay must be a number that is at least 0 and less than 1, got 1.",
    ],
  ])("refuses other numbers: %#", (make, message) => {
    expect(make).toThrow(expect.objectContaining({ message }));
  });
});

describe("chain", () => {
  it("has the hyperparameters of all its rules, by name, and the last rule's name", () => {
    const w = parameter([3, 4]);
    const descent = optimizer([w], chain(clipByGlobalNorm(1), weightDecay(0.25), adamRule), {
      beta1: 0.5,
      maxGlobalNorm: 2,
    });
    const { learningRate, beta1, weightDecay: decay, maxGlobalNorm } = descent;
    expect([learningRate, beta1, decay, maxGlobalNorm]).toEqual([0.001, 0.5, 0.25, 2]);
    expect(Object.keys(descent.state()).toSorted()).toEqual([
      "0.2.count",
      "0.2.mean",
      "0.2.square",
      "beta1",
      "beta2",
      "epsilon",
      "learningRate",
      "maxGlobalNorm",
      "step",
      "weightDecay",
    ]);
    expect(() => {
      descent.maxGlobalNorm = -1;
    }).toThrow("adam: maxGlobalNorm must be a positive finite number, got -1.");
  });

  it("with decoupled decay is AdamW, with decay before it gradient descent with weight decay", () => {
    const decoupled = chain(adamRule, decoupledWeightDecay(0.25));
    const options = { learningRate: 0.0625 };
    const ours = trained((w, v) => optimizer([w, v], decoupled, options), false);
    const theirs = trained((w, v) => adamW([w, v], { ...options, weightDecay: 0.25 }), false);
    expect(ours.map((value, k) => value - (theirs[k] as number))).toEqual(
      ours.map(() => expect.closeTo(0, 14)),
    );
    const before = chain(weightDecay(0), momentumRule);
    expect(
      trained((w, v) => optimizer([w, v], before, { learningRate: 0.01, momentum: 0.5 }), false),
    ).toEqual(trained((w, v) => gradientDescent([w, v], { learningRate: 0.01, momentum: 0.5 }), false));
  });

  it.each<[string, () => unknown, string]>([
    [
      "limits",
      () => chain(clipByValue(1), gradientDescentRule, clipByValue(0.01)),
      "got maxValue 1 and 0.01.",
    ],
    [
      "decays",
      () =>
        chain(
          masked(weightDecay(1), ({ rank }) => rank > 1),
          masked(weightDecay(0.1), ({ rank }) => rank < 2),
          gradientDescentRule,
        ),
      "got weightDecay 1 and 0.1.",
    ],
    [
      "decays, one of them in the main rule",
      () => chain(weightDecay(0.25), momentumRule),
      "got weightDecay 0.25 and 0.",
    ],
  ])("refuses two %s, of which one would be dropped", (_, make, got) => {
    expect(make).toThrow(
      expect.objectContaining({
        message:
          `chain: rules share a hyperparameter of the same name, ${got} Give them the same number, or use groups() for ` +
          "parameters with numbers of their own.",
      }),
    );
  });

  it("says which rule went wrong", () => {
    const bad = { name: "bad", init: () => null, update: () => [[], []] as const };
    const descent = optimizer([parameter(1)], chain(bad, gradientDescentRule), { learningRate: 1 });
    expect(() => descent.step([scalar(1)])).toThrow(
      "bad: the rule's changes must have one entry for each gradient, got 0 for 1.",
    );
  });
});

describe.each<[string, () => (w: Parameter, v: Parameter) => Optimizer]>([
  [
    "clipping",
    () => (w, v) => optimizer([w, v], chain(clipByGlobalNorm(1), adamRule), { learningRate: 0.1 }),
  ],
  [
    "masks",
    () => (w, v) =>
      optimizer(
        [w, v],
        masked(adamRule, ({ rank }) => rank > 1),
        { learningRate: 0.01 },
      ),
  ],
  ["accumulation", () => (w, v) => optimizer([w, v], accumulate(adamRule, 3), { learningRate: 0.1 })],
  ["lookahead", () => (w, v) => optimizer([w, v], lookahead(adamRule, 3), { learningRate: 0.1 })],
  [
    "accumulation of a chain with lookahead",
    () => (w, v) =>
      optimizer([w, v], accumulate(chain(clipByGlobalNorm(1), lookahead(adamRule, 2)), 2), {
        learningRate: 0.1,
      }),
  ],
  [
    "noise",
    () => (w, v) =>
      optimizer([w, v], chain(gradientNoise(0.5, 3), gradientDescentRule), { learningRate: 0.01 }),
  ],
  [
    "groups",
    () => (w, v) =>
      optimizer(
        [w, v],
        groups({
          one: { parameters: [w], rule: adamRule },
          two: { parameters: [v], rule: gradientDescentRule },
        }),
        { "one.learningRate": 0.1, "two.learningRate": 0.01 },
      ),
  ],
])("%s", (_, makes) => {
  it("gives the same bits compiled", () => {
    expect(trained(makes(), true)).toEqual(trained(makes(), false));
  });

  it("goes on from saved state bit for bit", () => {
    const whole = trained(makes(), false);
    const [w, v]: [Parameter, Parameter] = [parameter([3, -2]), parameter([[0.5, 4]])];
    const step = (of: Optimizer, a: Parameter, b: Parameter): void =>
      of.minimize(bowl(a).add(bowl(b.mul(a))));
    const first = makes()(w, v);
    for (let k = 0; k < 7; k++) step(first, w, v);
    const [a, b]: [Parameter, Parameter] = [parameter(w.add(0)), parameter(v.add(0))];
    const second = makes()(a, b);
    second.load(JSON.parse(JSON.stringify(first.state())));
    for (let k = 0; k < 6; k++) step(second, a, b);
    expect([a, b].flatMap((cell) => cell.toArray() as number[]).flat()).toEqual(whole);
  });

  it("takes parameters of float32 beside those of float64", () => {
    const [w, v]: [Parameter, Parameter] = [parameter([3, -2]), parameter([[0.5, 4]], float32)];
    const descent = makes()(w, v);
    for (let k = 0; k < 6; k++) descent.minimize(bowl(w).add(bowl(v)));
    expect([w.dtype, v.dtype]).toEqual(["float64", "float32"]);
    expect([...w.data(), ...v.data()].every(Number.isFinite)).toBe(true);
  });
});

describe("masked", () => {
  it("keeps nothing of the others, and passes their gradients", () => {
    const [w, v] = [parameter([3, -2]), parameter([[0.5, 4]])];
    const decay = masked(weightDecay(0.5), ({ rank }) => rank > 1);
    const descent = optimizer([w, v], chain(decay, gradientDescentRule), { learningRate: 0.5 });
    descent.step([tensor([1, 1]), tensor([[0, 0]])]);
    expect([w.toArray(), v.toArray()]).toEqual([[2.5, -2.5], [[0.375, 3]]]);
    const one = optimizer(
      [w, v],
      masked(adamRule, ({ rank }) => rank > 1),
    );
    const before = w.toArray();
    for (let k = 0; k < 3; k++) one.minimize(w.square().sum().add(v.square().sum()));
    expect(w.toArray()).toEqual(before);
    expect(v.toArray()).not.toEqual([[0.375, 3]]);
    expect(Object.keys(one.state()).filter((name) => /^\d/.test(name))).toEqual([
      "1.kept.mean",
      "1.kept.square",
      "1.kept.count",
    ]);
  });

  it.each([
    ["that keeps nothing", gradientDescentRule],
    ["that keeps something", momentumRule],
  ] as const)("a rule %s asks anew for each optimiser that is made of it", (_, member) => {
    const [body, head] = [parameter([1, 1]), parameter([1])];
    const trained = new Set<Tensor>([head]);
    const rule = masked(member as typeof gradientDescentRule, (cell) => trained.has(cell));
    const loss = (): Tensor => body.square().sum().add(head.square().sum());
    const frozen = optimizer([body, head], rule, { learningRate: 0.25 });
    trained.add(body);
    const thawed = optimizer([body, head], rule, { learningRate: 0.25 });
    frozen.minimize(loss());
    expect([...body.data(), ...head.data()]).toEqual([1, 1, 0.5]);
    thawed.minimize(loss());
    expect([...body.data(), ...head.data()]).toEqual([0.5, 0.5, 0.25]);
  });

  const onlyMatrices = () => masked(gradientDescentRule, ({ rank }) => rank > 1);
  it.each<[string, (parameters: Parameter[]) => Optimizer]>([
    ["by itself", (all) => optimizer(all, onlyMatrices(), { learningRate: 0.25 })],
    ["alone in a chain", (all) => optimizer(all, chain(onlyMatrices()), { learningRate: 0.25 })],
    ["behind a clip", (all) => optimizer(all, chain(clipByValue(9), onlyMatrices()), { learningRate: 0.25 })],
    [
      "before decay",
      (all) => optimizer(all, chain(onlyMatrices(), decoupledWeightDecay(0)), { learningRate: 0.25 }),
    ],
    ["gathering", (all) => optimizer(all, accumulate(onlyMatrices(), 1), { learningRate: 0.25 })],
    ["looking ahead", (all) => optimizer(all, lookahead(onlyMatrices(), 9), { learningRate: 0.25 })],
    [
      "masked again",
      (all) =>
        optimizer(
          all,
          masked(onlyMatrices(), () => true),
          { learningRate: 0.25 },
        ),
    ],
    [
      "in a group",
      (all) =>
        optimizer(all, groups({ all: { parameters: all, rule: onlyMatrices() } }), {
          "all.learningRate": 0.25,
        }),
    ],
    [
      "gathering in a chain",
      (all) =>
        optimizer(all, chain(clipByGlobalNorm(99), accumulate(onlyMatrices(), 1)), { learningRate: 0.25 }),
    ],
  ])("leaves the others as they are, %s", (_, make) => {
    for (const isCompiled of [false, true]) {
      const [w, b] = [parameter([[1, -2]]), parameter([3])];
      const descent = make([w, b]);
      const step = (): void => descent.minimize(w.square().sum().add(b.square().sum()));
      const run = isCompiled ? compile(step) : step;
      for (let k = 0; k < 3; k++) run();
      expect([w.toArray(), b.toArray()]).toEqual([[[0.125, -0.25]], [3]]);
    }
  });

  it("leaves the others to the next rule", () => {
    const [w, b] = [parameter([[1, -2]]), parameter([3])];
    const others = masked(gradientDescentRule, ({ rank }) => rank < 2);
    const descent = optimizer([w, b], chain(lookahead(onlyMatrices(), 9), others), { learningRate: 0.25 });
    for (let k = 0; k < 2; k++) descent.minimize(w.square().sum().add(b.square().sum()));
    expect([w.toArray(), b.toArray()]).toEqual([[[0.25, -0.5]], [0.75]]);
  });

  it("rules that make no steps are no optimiser", () => {
    for (const rule of [
      clipByValue(1),
      clipByNorm(1),
      clipByGlobalNorm(1),
      weightDecay(1),
      gradientNoise(1, 1),
      chain(weightDecay(1), clipByValue(1)),
      accumulate(clipByValue(1), 2),
      masked(adamRule, () => false),
    ]) {
      expect(() => optimizer([parameter(1)], rule as never)).toThrow(
        "the rule must make steps of some parameter's gradient, got one that leaves them all as they are. Chain it with one " +
          "that makes steps, such as gradientDescentRule.",
      );
    }
  });
});

describe("accumulate", () => {
  describe.each([
    ["as it is", <T>(f: () => T) => f],
    ["compiled", <T>(f: () => T) => compile(f as never) as unknown as () => T],
  ])("has a parameter that is not due count for no other; %s", (_, as) => {
    const clipped = chain(weightDecay(0.5), clipByGlobalNorm(1), gradientDescentRule);
    const rules: readonly (readonly [string, (all: readonly Parameter[]) => Rule<never>])[] = [
      ["itself", () => accumulate(clipped, 2)],
      ["in lookahead", () => lookahead(accumulate(clipped, 2), 9)],
      [
        "around a mask",
        (all) =>
          accumulate(
            masked(clipped, (each) => all.includes(each)),
            2,
          ),
      ],
      ["around groups", (all) => accumulate(groups({ all: { parameters: all, rule: clipped } }), 2)],
      ["in another", () => accumulate(accumulate(clipped, 2), 1)],
      ["around another", () => accumulate(accumulate(clipped, 1), 2)],
    ];
    it.each(rules)("%s", (name, ruleOf) => {
      for (const dtype of ["float64", "float32"] as const) {
        const [w, v] = [parameter(1), parameter(100, { dtype })];
        const rate = name === "around groups" ? "all.learningRate" : "learningRate";
        const descent = optimizer([w, v], ruleOf([w, v]) as unknown as Rule<string>, { [rate]: 0.1 });
        const one = as(() => (w.mul(2).backward(), descent.step()));
        const both = as(() => (w.mul(2).add(v.cast("float64").mul(0)).backward(), descent.step()));
        one();
        both();
        // (2 + 0.5) clipped to 1.
        expect(w.item()).toBeCloseTo(0.9, 14);
        expect(v.item()).toBe(100);
      }
    });
  });

  it("is the rule with the mean of gradients, and counts its steps", () => {
    const gradients = [3, 5, -2, 7, 1, 1].map((value): Tensor<[2]> => tensor([value, -value]));
    const w = parameter([1, 2]);
    const descent = optimizer([w], accumulate(adamRule, 2), { learningRate: 0.5 });
    const v = parameter([1, 2]);
    const plain = adam([v], { learningRate: 0.5 });
    for (const [k, gradient] of gradients.entries()) {
      const before = w.toArray();
      descent.step([gradient]);
      if (k % 2 === 0) expect(w.toArray()).toEqual(before);
      else {
        plain.step([gradient.add(gradients[k - 1] as Tensor<[2]>).div(2)]);
        expect(w.toArray()).toEqual(v.toArray());
      }
    }
  });
});

describe("lookahead", () => {
  it("is what it says, beside plain arithmetic", () => {
    const w = parameter(2);
    const descent = optimizer([w], lookahead(gradientDescentRule, 3), { learningRate: 0.25, slowStep: 0.25 });
    let [fast, slow] = [2, 2];
    for (let k = 1; k <= 12; k++) {
      descent.minimize(w.square());
      fast -= 0.25 * 2 * fast;
      if (k % 3 === 0) {
        slow += 0.25 * (fast - slow);
        fast = slow;
      }
      expect(w.item()).toBeCloseTo(fast, 14);
    }
    expect(descent.slowStep).toBe(0.25);
  });

  it("starts at weights that were loaded after it was made, or between two rounds", () => {
    const w = parameter(0);
    const descent = optimizer([w], lookahead(gradientDescentRule, 2), { learningRate: 0.25 });
    for (const start of [100, -8]) {
      w.assign(start);
      for (let k = 0; k < 2; k++) descent.step([scalar(1)]);
      expect(w.item()).toBe(start - 0.25);
    }
  });
});

describe("lookahead counts steps, not gradients, around", () => {
  const gathering = accumulate(gradientDescentRule, 2);
  const rules: [string, (w: Parameter) => readonly [rule: Rule<never>, rate: string]][] = [
    ["accumulate", () => [gathering, "learningRate"]],
    ["a chain", () => [chain(clipByValue(9), gathering), "learningRate"]],
    ["a mask", () => [masked(gathering, () => true), "learningRate"]],
    ["groups", (w) => [groups({ all: { parameters: [w], rule: gathering } }), "all.learningRate"]],
    ["lookahead itself", () => [lookahead(gathering, 9), "learningRate"]],
    ["accumulate of accumulate", () => [accumulate(gathering, 1), "learningRate"]],
  ];
  it.each(rules)("%s", (_, ruleOf) => {
    for (const isCompiled of [false, true]) {
      const w = parameter(0);
      const [rule, rate] = ruleOf(w);
      const descent = optimizer([w], lookahead(rule, 2), { [rate]: 1, slowStep: 0.5 });
      const step = (): void => descent.step([scalar(1)]);
      const run = isCompiled ? compile(step) : step;
      expect(Array.from({ length: 8 }, () => (run(), w.item()))).toEqual([0, -1, -1, -1, -1, -2, -2, -2]);
    }
  });

  it("a chain in which another rule makes a step with every gradient", () => {
    const every: Rule = {
      init: () => null,
      update: (changes, state) => [changes.map((change) => change.sub(1)), state],
    };
    const w = parameter(0);
    const rule = lookahead(chain(accumulate(gradientDescentRule, 3), every), 2);
    const descent = optimizer([w], rule, { learningRate: 1 });
    const seen = Array.from({ length: 6 }, () => (descent.step([scalar(0)]), w.item()));
    expect(seen).toEqual([-1, -1, -2, -2, -3, -3]);
  });
});

describe("a step of some parameters does not say that the number of the step is not read with others", () => {
  const both = (make: (w: Parameter, v: Parameter) => Optimizer, dtype: "float32" | "float64"): number[] => {
    const results = [false, true].map((isCompiled) => {
      const [w, v] = [parameter(1, { dtype }), parameter(2)];
      const descent = make(w, v);
      const step = (): void => descent.minimize(w.square().cast("float64").add(v.square()));
      const run = isCompiled ? compile(step) : step;
      for (let k = 0; k < 3; k++) {
        descent.minimize(v.square(), { unused: "skip" });
        v.square().backward();
        descent.step();
        run();
        run();
      }
      return [w.item(), v.item(), descent.state()["step"]?.item() ?? -1];
    });
    expect(results[1]).toEqual(results[0]);
    return results[1] as number[];
  };
  const rate = { learningRate: 0.1 };

  it.each<[string, (w: Parameter, v: Parameter) => Optimizer]>([
    [
      "a mask",
      (w, v) =>
        optimizer(
          [w, v],
          masked(adamRule, (p) => p === w),
          rate,
        ),
    ],
    [
      "a mask in lookahead",
      (w, v) =>
        optimizer(
          [w, v],
          lookahead(
            masked(adamRule, (p) => p === w),
            2,
          ),
          rate,
        ),
    ],
    [
      "a mask in a chain",
      (w, v) =>
        optimizer(
          [w, v],
          chain(
            masked(adamRule, (p) => p === w),
            gradientDescentRule,
          ),
          rate,
        ),
    ],
    [
      "groups",
      (w, v) =>
        optimizer(
          [w, v],
          groups({
            a: { parameters: [w], rule: adamRule },
            b: { parameters: [v], rule: gradientDescentRule },
          }),
          { "a.learningRate": 0.1, "b.learningRate": 0.1 },
        ),
    ],
    [
      "a rule that asks how many there are",
      (w, v) =>
        optimizer([w, v], {
          init: () => null,
          update: (gradients, state, context) => [
            gradients.map((g) => g.mul(gradients.length > 1 ? context.step.mul(-0.1) : -0.1)),
            state,
          ],
        }),
    ],
  ])("%s", (_, make) => {
    expect(both(make, "float64")[2]).toBe(12);
  });

  it("two dtypes", () => {
    expect(both((w, v) => adam([w, v], rate), "float32")[2]).toBe(12);
  });
});

describe("groups", () => {
  it("are an optimiser each", () => {
    const one = trained(
      (w, v) =>
        optimizer(
          [w, v],
          groups({
            a: { parameters: [w], rule: adamWRule },
            b: { parameters: [v], rule: momentumRule },
          }),
          { "a.weightDecay": 0.5, "b.learningRate": 0.01, "b.momentum": 0.5 },
        ),
      false,
    );
    const [w, v]: [Parameter, Parameter] = [parameter([3, -2]), parameter([[0.5, 4]])];
    const first = adamW([w], { weightDecay: 0.5 });
    const second = gradientDescent([v], { learningRate: 0.01, momentum: 0.5 });
    for (let k = 0; k < 13; k++) {
      bowl(w)
        .add(bowl(v.mul(w)))
        .backward();
      first.step();
      second.step();
    }
    expect([w, v].flatMap((cell) => cell.toArray() as number[]).flat()).toEqual(one);
  });

  it("refuse names under which saved state has something else", () => {
    const [v, w] = [parameter(1), parameter([2])];
    const numbered = groups({
      "1": { parameters: [v], rule: amsGradRule },
      "0": { parameters: [w], rule: rpropRule },
    });
    expect(() => optimizer([v, w], numbered)).toThrow(
      'groups: state() must have one entry of each name, got two of "0.largest". Rename a hyperparameter, a group, or what the ' +
        "rule keeps.",
    );
    const own = (names: readonly string[], init: () => unknown): unknown => ({
      init,
      update: () => [[], []] as const,
      hyperparameters: Object.fromEntries(names.map((name) => [name, { range: "finite", default: 1 }])),
    });
    const make = (rule: unknown) => (): unknown => optimizer([v], rule as never);
    expect(make(own(["0"], () => scalar(1)))).toThrow('got two of "0".');
    expect(make(own(["step"], () => null))).toThrow('"step"');
    expect(make(own([], () => ({ "a.b": scalar(1), a: { b: scalar(1) } })))).toThrow('got two of "0.a.b".');
    expect(make(own(["1"], () => scalar(1)))).not.toThrow();
    const twice = optimizer(
      [v, w],
      groups({ "1": { parameters: [v], rule: adamRule }, "0": { parameters: [w], rule: adamRule } }),
    );
    twice.step([scalar(1), tensor([1])]);
    twice.load(twice.state());
    expect(Object.keys(twice.state())).toContain("0.learningRate");
  });

  it("refuse parameters in two groups or in none, and names of none", () => {
    const [v, w] = [parameter(1), parameter([2])];
    const group = { parameters: [v], rule: adamRule };
    expect(() => groups({ a: group, b: { ...group, parameters: [w, v] } })).toThrow(
      'groups: groups must not overlap, got parameters[1] of "b" in "a", too.',
    );
    expect(() => optimizer([v, w], groups({ a: group }))).toThrow(
      "groups: every parameter must be in a group, got one of shape [1] that is in none.",
    );
    expect(() => optimizer([v], groups({ a: group }), { learningRate: 1 } as object)).toThrow(
      'groups: there is no option "learningRate", only a.learningRate, a.beta1, a.beta2, a.epsilon.',
    );
    expect(() => groups({ a: { parameters: [], rule: adamRule } })).toThrow(
      'groups["a"]: parameters must not be empty.',
    );
  });
});

describe("gradientNoise", () => {
  it("is normal, the same for the same seed, another for each element and step, and becomes smaller", () => {
    const draw = (seed: number, steps: number): number[][] => {
      const w = parameter(new Array<number>(4000).fill(0));
      const descent = optimizer([w], chain(gradientNoise(2, seed), gradientDescentRule), { learningRate: 1 });
      const zero = w.mul(0);
      return Array.from({ length: steps }, () => {
        const before = w.sub(0);
        descent.step([zero]);
        return [...w.sub(before).data()];
      });
    };
    const drawn = draw(5, 3);
    expect(draw(5, 3)).toEqual(drawn);
    expect(new Set([...drawn.flat(), ...draw(6, 1).flat()]).size).toBeGreaterThan(15_900);
    for (const [k, values] of drawn.entries()) {
      const deviation = 2 * (k + 1) ** -0.275;
      const scaled = values.map((value) => value / deviation);
      const moment = (power: number): number =>
        scaled.reduce((sum, value) => sum + value ** power, 0) / scaled.length;
      // Within five standard errors of what they are for a normal distribution.
      expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(4000));
      expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / 4000));
      expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / 4000));
      expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / 4000));
    }
    const [first, second] = drawn as [number[], number[]];
    const correlation = first.reduce((sum, value, k) => sum + value * (second[k] as number), 0) / 4000 / 4;
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(4000));
  });
});

describe("movingAverage", () => {
  it("averages, compiles into the step, and swaps exactly", () => {
    const run = (isCompiled: boolean): unknown => {
      const w = parameter([1, 2]);
      const descent = gradientDescent([w], { learningRate: 0.125 });
      const average = movingAverage([w], 0.5);
      const step = (): void => {
        descent.minimize(w.square().sum());
        average.update();
      };
      const go = isCompiled ? compile(step) : step;
      for (let k = 0; k < 3; k++) go();
      const [before, mean] = [w.toArray(), average.values[0]?.toArray()];
      average.swap();
      expect([w.toArray(), average.values[0]?.toArray()]).toEqual([mean, before]);
      average.swap();
      expect(w.toArray()).toEqual(before);
      return [before, mean];
    };
    const [a, b, c] = [0.75, 0.5625, 0.421875];
    const mean = (((1 + a) / 2 + b) / 2 + c) / 2;
    expect(run(false)).toEqual([
      [c, 2 * c],
      [mean, 2 * mean],
    ]);
    expect(run(true)).toEqual(run(false));
  });

  it("is saved and loaded", () => {
    const w = parameter([1, 2]);
    const average = movingAverage([w], 0.5);
    w.assign([3, 4]);
    average.update();
    const other = movingAverage([parameter([0, 0])]);
    other.load(average.state());
    expect(other.values[0]?.toArray()).toEqual([2, 3]);
    other.load(JSON.parse('{ "0": [2.5, 3] }'));
    expect(other.values[0]?.toArray()).toEqual([2.5, 3]);
    other.load({ "0": [2, 3] });
    expect(() => other.load({})).toThrow(
      "movingAverage.load: state must have one tensor for each parameter, got 0 for 1.",
    );
    expect(() => other.load({ "0": scalar(1) })).toThrow(
      'movingAverage.load: state["0"] must have the shape [2], got [].',
    );
    expect(other.values[0]?.toArray()).toEqual([2, 3]);
  });
});

describe("a rule that is an instance of a class", () => {
  class Ball implements Rule<"learningRate" | "beta", { velocity: Tensor }> {
    get name(): string {
      return "ball";
    }
    get hyperparameters() {
      return {
        learningRate: { range: "positive", default: 0.1 },
        beta: { range: "fraction", default: 0.9 },
      } as const;
    }
    init(parameter: Tensor): { velocity: Tensor } {
      return { velocity: parameter.mul(0) };
    }
    update: Rule<"learningRate" | "beta", { velocity: Tensor }>["update"] = (gradients, state, context) => {
      const next = gradients.map((gradient, k) => ({
        velocity: (state[k] as { velocity: Tensor }).velocity.mul(context.beta).add(gradient),
      }));
      return [next.map(({ velocity }) => velocity.mul(context.learningRate).neg()), next];
    };
  }

  it.each([
    ["accumulate", () => accumulate(new Ball(), 1)],
    ["masked", () => masked(new Ball(), () => true)],
    ["lookahead", () => lookahead(new Ball(), 100)],
  ] as const)("keeps its defaults, ranges and name in %s", (_, around) => {
    const w = parameter(1);
    const descent = optimizer([w], around() as Rule<"learningRate" | "beta">);
    let [value, velocity] = [1, 0];
    for (let k = 0; k < 3; k++) {
      descent.minimize(w.square());
      velocity = 0.9 * velocity + 2 * value;
      value -= 0.1 * velocity;
    }
    expect(w.item()).toBeCloseTo(value, 14);
    expect(() => optimizer([w], around() as Rule<"learningRate" | "beta">, { learningRate: -1 })).toThrow(
      "ball: learningRate must be a positive finite number, got -1.",
    );
  });
});
