import {
  ArgumentError,
  compile,
  gradients,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  tensor,
  where,
  zeros,
} from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { adam, eachParameter, gradientDescent, optimizer, type Rule } from "./index.ts";

/** Momentum as anybody might write it. */
const heavyBall: Rule<"learningRate" | "momentum", { velocity: Tensor }> = {
  name: "heavyBall",
  hyperparameters: {
    learningRate: { range: "positive" },
    momentum: { range: "fraction", default: 0.5 },
  },
  init: ({ shape, dtype }) => ({ velocity: zeros(shape, { dtype }) }),
  update: (gradients, state, { parameters, learningRate, momentum }) =>
    eachParameter(gradients, state, parameters, (gradient, { velocity }) => {
      const next = velocity.mul(momentum).sub(gradient.mul(learningRate));
      return [next, { velocity: next }];
    }),
};

/** Moves parameters by the number of the step. */
const counting: Rule = {
  init: () => null,
  update: (gradients, state, { step }) => [gradients.map((gradient) => gradient.mul(0).add(step)), state],
};

function bowl(w: Tensor): Tensor<[]> {
  return w.sub([0.5, -0.25]).square().sum();
}

function messageOf(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    return String(error);
  }
  return "nothing thrown";
}

it("says as text what it is, and how far it has come", () => {
  const w = parameter([1, 2]);
  const descent = adam([w], { learningRate: 0.5, epsilon: 1e-6 });
  descent.minimize(w.square().sum());
  descent.learningRate = 0.25;
  expect(String(descent)).toBe(
    "adam of 1 parameter after 1 step: learningRate 0.25, beta1 0.9, beta2 0.999, epsilon 0.000001",
  );
  const scheduled = gradientDescent([w, parameter(1)], { learningRate: (step) => step });
  expect(`${scheduled}`).toBe("gradientDescent of 2 parameters after 0 steps: learningRate by a schedule");
});

describe("a rule of one's own", () => {
  it("is what the optimiser does", () => {
    const w = parameter([1, 2]);
    const descent = optimizer([w], heavyBall, { learningRate: 0.25 });
    descent.step([tensor([1, -2])]);
    expect(w.toArray()).toEqual([0.75, 2.5]);
    descent.step([tensor([0, 4])]);
    expect(w.toArray()).toEqual([0.75 - 0.125, 2.5 + 0.25 - 1]);
  });

  it("may be written where it is used, with hyperparameters that it does not declare", () => {
    const w = parameter([1, 2]);
    const descent = optimizer(
      [w],
      {
        init: () => ({}),
        update: (gradients, state, { rate }) => [gradients.map((gradient) => gradient.mul(rate)), state],
      },
      { rate: -0.5 },
    );
    descent.step([tensor([1, 1])]);
    descent.rate = -1;
    descent.step([tensor([1, 1])]);
    expect(w.toArray()).toEqual([-0.5, 0.5]);
  });

  it("may keep a tensor, lists, names in names, or nothing", () => {
    const rule: Rule<never, readonly [Tensor, { a: { b: Tensor }; c: null }]> = {
      init: () => [scalar(1), { a: { b: tensor([1, 2]) }, c: null }],
      update: (gradients, state) => [
        gradients.map((gradient, k) => {
          const [x, { a }] = state[k] ?? [gradient, { a: { b: gradient } }];
          return x.mul(a.b);
        }),
        state.map(([x, { a, c }]) => [x.add(1), { a: { b: a.b.neg() }, c }]),
      ],
    };
    const w = parameter([0, 0]);
    const descent = optimizer([w], rule);
    for (let k = 0; k < 3; k++) descent.step([tensor([9, 9])]);
    expect(w.toArray()).toEqual([1 - 2 + 3, 2 - 4 + 6]);
    expect(Object.keys(descent.state())).toEqual(["step", "0.0", "0.1.a.b"]);
    const bare = optimizer([w], { init: () => scalar(2), update: (g, state) => [g, state] });
    expect(Object.keys(bare.state()).toSorted()).toEqual(["0", "step"]);
  });

  it("is told the number of the step, from 1, and the parameters that have a gradient", () => {
    const seen: unknown[] = [];
    const [v, w] = [parameter(1), parameter(2)];
    const rule: Rule = {
      init: () => null,
      update: (gradients, state, { parameters, step }) => {
        seen.push([step.item(), parameters.map((parameter) => [v, w].indexOf(parameter as Parameter<[]>))]);
        return [gradients, state];
      },
    };
    const descent = optimizer([v, w], rule);
    descent.step([scalar(0), scalar(0)]);
    w.square().backward();
    descent.step();
    descent.minimize(v.square(), { unused: "skip" });
    expect(seen).toEqual([
      [1, [0, 1]],
      [2, [1]],
      [3, [0]],
    ]);
  });

  it("never makes the graph grow", () => {
    const w = parameter([1, 2]);
    const descent = optimizer([w], heavyBall, { learningRate: 0.01 });
    for (let k = 0; k < 30; k++) {
      if (k === 5) compile.resetStats();
      descent.minimize(bowl(w));
    }
    expect(compile.stats()).toMatchObject({ misses: 0, hits: 25 });
  });
});

it("parameters stay those that the rule's state belongs to", () => {
  const [a, b] = [parameter(1), parameter(10)];
  const descent = gradientDescent([a, b], { learningRate: 0.1, momentum: 0.9 });
  const open = descent as { parameters: readonly Parameter[] };
  expect(() => (open.parameters = [b])).toThrow(TypeError);
  expect(() => (descent.parameters as unknown as Parameter[]).pop()).toThrow(TypeError);
  expect(descent.parameters).toEqual([a, b]);
});

describe("parameters without a gradient", () => {
  it("are left alone, also by momentum and decay, and so is what is kept of them", () => {
    const [v, w] = [parameter([1, 2]), parameter([1, 2])];
    const descent = gradientDescent([v, w], { learningRate: 0.5, momentum: 0.5, weightDecay: 0.5 });
    descent.minimize(bowl(v).add(bowl(w)));
    const [before, kept] = [v.toArray(), descent.state()["0.velocity"]?.toArray()];
    bowl(w).backward();
    descent.step();
    descent.minimize(bowl(w), { unused: "skip" });
    expect(v.toArray()).toEqual(before);
    expect(descent.state()["0.velocity"]?.toArray()).toEqual(kept);
    expect(w.toArray()).not.toEqual(before);
    expect(descent.state()["step"]?.item()).toBe(3);
  });
});

describe("hyperparameters", () => {
  it.each([
    ["learningRate", 0, "a positive finite number, got 0"],
    ["learningRate", undefined, "a positive finite number, got undefined"],
    ["learningRate", Number.NaN, "a positive finite number, got NaN"],
    ["learningRate", scalar(1), "a positive finite number, got a Tensor"],
    ["momentum", 1, "a number that is at least 0 and less than 1, got 1"],
    ["momentum", -0.1, "a number that is at least 0 and less than 1, got -0.1"],
    ["momentum", "0.9", 'a number that is at least 0 and less than 1, got "0.9"'],
    ["weightDecay", -1, "a finite number that is not negative, got -1"],
  ])("refuse %s = %s", (name, value, rule) => {
    const message = `gradientDescent: ${name} must be ${rule}.`;
    const given = { learningRate: 1, momentum: 0.5, [name]: value } as never;
    expect(() => gradientDescent([parameter(1)], given)).toThrow(
      expect.objectContaining({ message, name: "ArgumentError" }),
    );
    const descent = gradientDescent([parameter(1)], { learningRate: 1, momentum: 0.5 });
    const before = descent.state();
    expect(() => Reflect.set(descent, name, value)).toThrow(expect.objectContaining({ message }));
    expect(String(Object.values(descent.state()))).toBe(String(Object.values(before)));
  });

  it("that a rule does not declare may be any finite number", () => {
    const rule: Rule<"rate"> = { init: () => null, update: (gradients, state) => [gradients, state] };
    const message = "optimizer: rate must be a finite number, got Infinity.";
    expect(messageOf(() => optimizer([parameter(1)], rule, { rate: Number.POSITIVE_INFINITY }))).toContain(
      message,
    );
    expect(optimizer([parameter(1)], rule, { rate: -3 }).rate).toBe(-3);
  });

  it("cannot have the names of what an optimiser has already", () => {
    const rule: Rule<"step"> = { init: () => null, update: (gradients, state) => [gradients, state] };
    expect(messageOf(() => optimizer([parameter(1)], rule, { step: 1 }))).toBe(
      'ArgumentError: optimizer: a hyperparameter cannot be named "step": that name is taken.',
    );
  });

  it("cannot be misspelt", () => {
    const descent = gradientDescent([parameter(1)], { learningRate: 1 });
    expect(() => Object.assign(descent, { learnigRate: 2 })).toThrow(TypeError);
    expect(messageOf(() => optimizer([parameter(1)], heavyBall, { rate: 1 } as never))).toBe(
      'ArgumentError: heavyBall: there is no option "rate", only learningRate, momentum.',
    );
  });

  it("take effect in a compiled step when they are set", () => {
    const [v, w] = [parameter([1, 2]), parameter([1, 2])];
    const [plain, other] = [v, w].map((cell) => optimizer([cell], heavyBall, { learningRate: 0.1 }));
    const step = compile(() => other?.minimize(bowl(w)));
    for (const momentum of [0, 0.5, 0.9, 0.25]) {
      for (const descent of [plain, other]) if (descent !== undefined) descent.momentum = momentum;
      plain?.minimize(bowl(v));
      step();
      expect(w.toArray()).toEqual(v.toArray());
    }
    expect(step.plans).toBe(1);
  });
});

describe("inside compile()", () => {
  it("a hyperparameter that is set is set in each call, and reads as what it is", () => {
    const w = parameter(0);
    const descent = gradientDescent([w], { learningRate: 1 });
    const step = compile(() => {
      descent.learningRate = 0.5;
      descent.step([scalar(-1)]);
    });
    step();
    expect([w.item(), descent.learningRate]).toEqual([0.5, 0.5]);
    descent.learningRate = 8;
    expect(descent.learningRate).toBe(8);
    step();
    expect([w.item(), descent.learningRate]).toEqual([1, 0.5]);
  });

  it("a hyperparameter cannot be read as a number, which would be the same in every call", () => {
    const w = parameter(1);
    const descent = gradientDescent([w], { learningRate: 1 });
    const step = compile(() => {
      descent.learningRate *= 0.5;
      descent.step([scalar(1)]);
    });
    expect(step).toThrow(ArgumentError);
    expect([w.item(), descent.learningRate]).toEqual([1, 1]);
  });

  it("a step that fails while it is recorded leaves everything as it was", () => {
    const w = parameter([1, 2]);
    const descent = optimizer([w], heavyBall, { learningRate: 0.25 });
    const step = compile((fails: Tensor) => {
      descent.minimize(bowl(w));
      if (fails.rank > 0) throw new Error("later");
    });
    expect(() => step(tensor([1]))).toThrow("later");
    expect(w.toArray()).toEqual([1, 2]);
    expect(descent.state()["step"]?.item()).toBe(0);
    step(scalar(0));
    descent.minimize(bowl(w));
    const v = parameter([1, 2]);
    const plain = optimizer([v], heavyBall, { learningRate: 0.25 });
    plain.minimize(bowl(v));
    plain.minimize(bowl(v));
    expect(w.toArray()).toEqual(v.toArray());
  });
});

describe("schedules", () => {
  it("are given the number of the step, from 1", () => {
    const w = parameter(0);
    const descent = gradientDescent([w], { learningRate: (step) => step.mul(10) });
    expect(descent.learningRate).toBe(10);
    descent.step([scalar(-1)]);
    expect([w.item(), descent.learningRate]).toEqual([10, 20]);
    descent.step([scalar(-1)]);
    expect(w.item()).toBe(30);
    expect(String(descent.learningRate)).toBe("30");
  });

  it("count all steps, plain and compiled, also those before they were set", () => {
    const w = parameter(0);
    const descent = gradientDescent([w], { learningRate: 1 });
    const step = compile(() => descent.step([scalar(-1)]));
    step();
    descent.step([scalar(-1)]);
    expect(w.item()).toBe(2);
    descent.learningRate = (step) => step;
    step();
    expect(w.item()).toBe(2 + 3);
    descent.step([scalar(-1)]);
    expect(w.item()).toBe(2 + 3 + 4);
    expect(descent.state()["step"]?.item()).toBe(4);
  });

  it("take effect in functions compiled before, as do numbers that replace them", () => {
    const w = parameter(0);
    const descent = gradientDescent([w], { learningRate: 1 });
    const step = compile(() => descent.step([scalar(-1)]));
    const moves = [
      1,
      (step: Tensor<[]>): Tensor<[]> => step.mul(10),
      (step: Tensor<[]>): Tensor<[]> => step.mul(100),
      5,
      6,
    ].map((setting) => {
      const before = w.item();
      descent.learningRate = setting;
      step();
      return w.item() - before;
    });
    expect(moves).toEqual([1, 20, 300, 5, 6]);
  });

  it("may be piecewise by where(), and compile once", () => {
    const w = parameter(0);
    const descent = gradientDescent([w], { learningRate: (step) => where(step.lessEqual(2), 1, 0.5) });
    const step = compile(() => descent.step([scalar(-1)]));
    for (let k = 0; k < 4; k++) step();
    expect([w.item(), step.plans]).toEqual([3, 1]);
  });

  it("work for parameters of float32", () => {
    const w = parameter(0, { dtype: "float32" });
    const descent = gradientDescent([w], { learningRate: (step) => step });
    for (let k = 0; k < 3; k++) descent.step([scalar(-1, { dtype: "float32" })]);
    expect(w.item()).toBe(6);
  });

  it.each([
    ["a number", () => 1, "1"],
    ["nothing", () => undefined, "undefined"],
    ["a vector", () => tensor([1]), "float64 [1]"],
    ["float32", () => scalar(1, { dtype: "float32" }), "float32 []"],
  ])("must not return %s", (_, schedule, got) => {
    const w = parameter(1);
    const descent = gradientDescent([w], { learningRate: schedule as never });
    expect(messageOf(() => descent.step([scalar(1)]))).toBe(
      "ArgumentError: gradientDescent: learningRate must be a schedule that returns a scalar of float64, got one that " +
        `returned ${got}.`,
    );
    expect([w.item(), descent.state()["step"]?.item()]).toEqual([1, 0]);
  });

  it("cannot be set inside compile()", () => {
    const descent = gradientDescent([parameter(1)], { learningRate: 1 });
    const set = compile(() => {
      descent.learningRate = (step) => step;
      return scalar(1);
    });
    expect(messageOf(set)).toContain(
      "gradientDescent: a schedule cannot be set or replaced inside compile(). Set it outside.",
    );
    expect(descent.learningRate).toBe(1);
  });
});

describe("state and load", () => {
  const make = (): { w: Parameter<[2]>; v: Parameter<[]>; descent: ReturnType<typeof of> } => {
    const [w, v] = [parameter([1, 2]), parameter(3)];
    return { w, v, descent: of(w, v) };
  };
  const of = (w: Parameter<[2]>, v: Parameter<[]>) =>
    gradientDescent([w, v], { learningRate: (step) => step.reciprocal().mul(0.1), momentum: 0.9 });
  const train = ({ w, v, descent }: ReturnType<typeof make>, compiled: boolean, count: number): void => {
    const step = (): void => descent.minimize(bowl(w).mul(v).square());
    const run = compiled ? compile(step) : step;
    for (let k = 0; k < count; k++) run();
  };

  it("names everything that the next steps depend on", () => {
    const training = make();
    training.descent.momentum = 0.5;
    train(training, false, 2);
    const state = training.descent.state();
    expect(Object.keys(state)).toEqual([
      "step",
      "momentum",
      "weightDecay",
      "dampening",
      "0.velocity",
      "0.started",
      "1.velocity",
      "1.started",
    ]);
    expect([state["step"]?.item(), state["momentum"]?.item(), state["0.velocity"]?.shape]).toEqual([
      2,
      0.5,
      [2],
    ]);
  });

  it("is a copy", () => {
    const training = make();
    train(training, false, 2);
    const state = training.descent.state();
    const before = state["0.velocity"]?.toArray();
    train(training, false, 1);
    expect(state["0.velocity"]?.toArray()).toEqual(before);
  });

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])("goes on bit for bit (compiled before: %s, after: %s)", (before, after) => {
    const whole = make();
    train(whole, before, 7);
    train(whole, after, 6);
    const first = make();
    train(first, before, 7);
    const state = first.descent.state();
    const second = { w: parameter(first.w.toArray() as [number, number]), v: parameter(first.v.item()) };
    const descent = of(second.w, second.v);
    descent.load(state);
    train({ ...second, descent }, after, 6);
    expect([second.w.toArray(), second.v.item()]).toEqual([whole.w.toArray(), whole.v.item()]);
  });

  it("takes effect in functions that were compiled before", () => {
    const training = make();
    const step = compile(() => training.descent.minimize(bowl(training.w).mul(training.v)));
    const [state, w, v] = [training.descent.state(), training.w.toArray(), training.v.item()];
    step();
    step();
    const once = training.w.toArray();
    training.descent.load(state);
    training.w.assign(w);
    training.v.assign(v);
    step();
    step();
    expect(training.w.toArray()).toEqual(once);
  });

  it.each<[string, (state: Record<string, Tensor>) => unknown, string]>([
    ["null", () => null, "state must be what state() returned, got null."],
    ["an array", () => [], "state must be what state() returned, got []."],
    ["no step", ({ step: _, ...state }) => state, 'state must have "step", got none.'],
    [
      "no tensor",
      (state) => ({ ...state, "1.velocity": "1" }),
      'state["1.velocity"] must be a tensor or numbers, got "1".',
    ],
    [
      "no numbers",
      (state) => ({ ...state, "0.velocity": [1, null] }),
      'state["0.velocity"] must be a tensor or numbers: elements must be numbers or booleans, got null at [1].',
    ],
    [
      "numbers of another shape",
      (state) => ({ ...state, "0.velocity": [1, 2, 3] }),
      'state["0.velocity"] must have the shape [2], got [3].',
    ],
    [
      "numbers of ragged rows",
      (state) => ({ ...state, "0.velocity": [[1], [1, 2]] }),
      'state["0.velocity"] must be a tensor or numbers: rows must have equal length, got 1 at [0] and 2 at [1].',
    ],
    [
      "a number for a vector",
      (state) => ({ ...state, "0.velocity": 1 }),
      'state["0.velocity"] must have the shape [2], got [].',
    ],
    [
      "a step of another shape",
      (state) => ({ ...state, step: [1] }),
      'state["step"] must have the shape [], got [1].',
    ],
    [
      "another shape",
      (state) => ({ ...state, "0.velocity": tensor([1, 2, 3]) }),
      'state["0.velocity"] must have the shape [2], got [3].',
    ],
    [
      "another dtype",
      (state) => ({ ...state, "0.velocity": tensor([1, 2], { dtype: "float32" }) }),
      'state["0.velocity"] must have the dtype float64, got float32.',
    ],
    [
      "a fraction of a step",
      (state) => ({ ...state, step: scalar(1.5) }),
      "step must be a non-negative integer, got 1.5.",
    ],
    [
      "a number that is not allowed",
      (state) => ({ ...state, momentum: scalar(1) }),
      "momentum must be a number that is at least 0 and less than 1, got 1.",
    ],
    ["another name", (state) => ({ ...state, "2.velocity": scalar(1) }), 'state must not have "2.velocity".'],
    [
      "a number for a schedule",
      (state) => ({ ...state, learningRate: scalar(1) }),
      'state must not have "learningRate", which is a schedule here. Set it after load().',
    ],
  ])("refuses %s, and nothing changes", (_, change, text) => {
    const training = make();
    train(training, false, 3);
    const before = String(Object.entries(training.descent.state()));
    const other = make();
    train(other, false, 1);
    const load = (): void => training.descent.load(change(other.descent.state()) as never);
    expect(messageOf(load)).toMatch(/^(Argument|Shape|Dtype)Error: /);
    expect(messageOf(load)).toContain(`gradientDescent.load: ${text}`);
    expect(String(Object.entries(training.descent.state()))).toBe(before);
  });
});

describe("a rule that goes wrong changes nothing:", () => {
  const w = parameter([1, 2]);
  const good: Rule<never, { m: Tensor }> = {
    init: () => ({ m: tensor([0, 0]) }),
    update: (gradients, state) => [gradients, state],
  };
  it.each<[string, unknown, string]>([
    ["not an object", 1, "optimizer: rule must be an object, got 1."],
    ["no init", { update: () => [[], []] }, "optimizer: rule.init must be a function, got undefined."],
    ["no update", { init: () => null }, "optimizer: rule.update must be a function, got undefined."],
    [
      "a number for state",
      { ...good, init: () => ({ m: 1 }) },
      "optimizer: the rule's init(parameter).m must be a tree of tensors, got 1.",
    ],
  ])("%s", (_, rule, message) => {
    expect(messageOf(() => optimizer([w], rule as never))).toBe(`ArgumentError: ${message}`);
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "the rule's update must return [changes, state], got undefined."],
    ["no state", [[tensor([1, 1])]], "the rule's update must return [changes, state], got an array."],
    ["one change alone", [tensor([1, 1]), []], "the rule's changes must be an array, got a Tensor."],
    ["too few changes", [[], [{}]], "the rule's changes must have one entry for each gradient, got 0 for 1."],
    [
      "too many states",
      [[w], [{}, {}]],
      "the rule's state must have one entry for each gradient, got 2 for 1.",
    ],
    ["a number", [[1], [{}]], "the rule's changes[0] must be a tensor, got 1."],
    ["another shape", [[scalar(1)], [{ m: w }]], "the rule's changes[0] must have the shape [2], got []."],
    [
      "another dtype",
      [[tensor([1, 1], { dtype: "float32" })], [{ m: w }]],
      "the rule's changes[0] must have the dtype float64, got float32.",
    ],
    ["a state without m", [[w], [{}]], "the rule's state.0.m must be a tensor, got undefined."],
    ["no state at all", [[w], [null]], "the rule's state.0.m must be a tensor, got undefined."],
    [
      "a state of another shape",
      [[w], [{ m: scalar(0) }]],
      "the rule's state.0.m must have the shape [2], got [].",
    ],
  ])("%s", (_, result, message) => {
    const descent = optimizer([w], { ...good, update: () => result as never });
    w.square().sum().backward();
    expect(messageOf(() => descent.step())).toContain(`optimizer.step: ${message}`);
    expect(w.pendingGradient?.toArray()).toEqual([2, 4]);
    expect(w.toArray()).toEqual([1, 2]);
    expect(descent.state()["step"]?.item()).toBe(0);
    w.grad = null;
  });

  it("a rule that throws, after which the next step is the same", () => {
    let fails = false;
    const rule: Rule = {
      init: () => null,
      update: (gradients, state, context) => {
        if (fails) throw new ArgumentError("mine", "no.");
        return counting.update(gradients, state, context);
      },
    };
    const v = parameter(0);
    const descent = optimizer([v], rule);
    descent.step([scalar(1)]);
    fails = true;
    expect(() => descent.step([scalar(1)])).toThrow("mine: no.");
    fails = false;
    descent.step([scalar(1)]);
    expect(v.item()).toBe(1 + 2);
  });
});

describe("dtypes", () => {
  it("are those of the parameters, for state and scalars, one call of the rule for each", () => {
    const seen: unknown[] = [];
    const rule: Rule<"rate", { m: Tensor }> = {
      init: ({ shape, dtype }) => ({ m: zeros(shape, { dtype }) }),
      update: (gradients, state, { parameters, step, rate }) => {
        seen.push([parameters.length, step.dtype, rate.dtype]);
        return eachParameter(gradients, state, parameters, (gradient, { m }) => {
          const next = m.add(gradient);
          return [next.mul(rate).mul(step), { m: next }];
        });
      },
    };
    const float32 = { dtype: "float32" } as const;
    const cells = [parameter([1]), parameter([2], float32), parameter([3])];
    const descent = optimizer(cells, rule, { rate: 0.5 });
    for (let k = 0; k < 2; k++) descent.step([tensor([1]), tensor([2], float32), tensor([3])]);
    expect(cells.map((cell) => cell.item())).toEqual([1 + 0.5 + 2, 2 + 1 + 4, 3 + 1.5 + 6]);
    expect(seen.slice(0, 2)).toEqual([
      [2, "float64", "float64"],
      [1, "float32", "float32"],
    ]);
    expect(descent.state()["1.m"]?.dtype).toBe("float32");
  });
});

describe("as people use it:", () => {
  it("a class that holds an optimiser, with prints in between", () => {
    class Trainer {
      readonly w = parameter([1, 2]);
      readonly descent = optimizer([this.w], heavyBall, { learningRate: 0.1 });
      readonly compiled = compile((target: Tensor) => {
        const loss = this.w.sub(target).square().sum();
        this.descent.minimize(loss);
        return loss;
      });
    }
    const [quiet, loud] = [new Trainer(), new Trainer()];
    const target = tensor([0.25, 0.5]);
    for (let k = 0; k < 5; k++) {
      quiet.compiled(target);
      const loss = loud.compiled(target);
      expect(
        `${loss} ${loud.w} ${loud.descent.learningRate} ${JSON.stringify(loud.descent.state())}`,
      ).toContain("0.1");
    }
    expect(loud.w.toArray()).toEqual(quiet.w.toArray());
  });

  it("two optimisers that share a parameter, each with a state of its own", () => {
    const w = parameter([0, 0]);
    const fast = optimizer([w], heavyBall, { learningRate: 1 });
    const slow = optimizer([w], heavyBall, { learningRate: 0.125 });
    const both = compile(() => {
      fast.step([tensor([1, 0])]);
      slow.step([tensor([0, 1])]);
    });
    both();
    both();
    expect(w.toArray()).toEqual([-1 - 1.5, -0.125 - 0.1875]);
    expect(fast.state()["0.velocity"]?.toArray()).toEqual([-1.5, 0]);
  });

  it("loops of backward() and step() beside a compiled minimize()", () => {
    const train = (compiled: boolean): number[] => {
      const w = parameter([1, 2]);
      const descent = optimizer([w], heavyBall, { learningRate: 0.05 });
      const step = (): void => descent.minimize(bowl(w));
      const run = compiled ? compile(step) : step;
      for (let k = 0; k < 6; k++) {
        run();
        const found = gradients(bowl(w), [w]);
        descent.step(found);
        bowl(w).backward();
        descent.step();
      }
      return w.toArray();
    };
    expect(train(true)).toEqual(train(false));
  });
});

it("counts steps of some of its parameters too, read or not", () => {
  const [a, b] = [parameter(0), parameter(0)];
  const seen: number[] = [];
  const rule: Rule = {
    init: () => null,
    update: (gradients, state, context) => {
      if (context.parameters.length < 2) seen.push(context.step.item());
      return [gradients.map((gradient) => gradient.neg()), state];
    },
  };
  const descent = optimizer([a, b], rule);
  for (const count of [2, 2, 2, 1, 2, 1]) {
    a.mul(1).backward();
    if (count === 2) b.mul(1).backward();
    descent.step();
  }
  expect([seen, descent.state()["step"]?.item()]).toEqual([[4, 6], 6]);
});
