import {
  ArgumentError,
  compile,
  DerivativeError,
  DtypeError,
  gradients,
  isEvaluated,
  type Parameter,
  parameter,
  ShapeError,
  scalar,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { gradientDescent } from "./gradient-descent.ts";

/** ½ Σ (w − target)², whose gradient is w − target. */
function bowl(w: Parameter<[2]>, target: readonly [number, number] = [0, 0]): Tensor<[]> {
  return w.sub(target).square().sum().mul(0.5);
}

describe("a step", () => {
  it("goes against the gradient", () => {
    const w = parameter([1, 2]);
    gradientDescent([w], { learningRate: 0.5 }).step([tensor([10, -20])]);
    expect(w.toArray()).toEqual([-4, 12]);
  });

  it("is the same from gradients(), from backward() and by minimize()", () => {
    const results = (["gradients", "backward", "minimize"] as const).map((way) => {
      const w = parameter([1, 2]);
      const descent = gradientDescent([w], { learningRate: 0.1 });
      for (let k = 0; k < 5; k++) {
        const loss = bowl(w, [3, -1]).tanh();
        if (way === "gradients") descent.step(gradients(loss, [w]));
        if (way === "minimize") descent.minimize(loss);
        if (way === "backward") {
          loss.backward();
          descent.step();
        }
      }
      return w.toArray();
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it("updates all parameters from their old values", () => {
    const [v, w] = [parameter(2), parameter(5)];
    const descent = gradientDescent([v, w], { learningRate: 1 });
    descent.minimize(v.mul(w));
    expect([v.item(), w.item()]).toEqual([2 - 5, 5 - 2]);
  });

  it("takes gradients that depend on the parameters themselves", () => {
    const [v, w] = [parameter(2), parameter(5)];
    gradientDescent([v, w], { learningRate: 1 }).step([w.add(0), v.add(0)]);
    expect([v.item(), w.item()]).toEqual([-3, 3]);
  });

  it("leaves graphs that were built before as they were", () => {
    const w = parameter([3, 4]);
    const before = w.sum();
    const loss = bowl(w);
    gradientDescent([w], { learningRate: 1 }).minimize(loss);
    expect([before.item(), loss.item(), w.sum().item()]).toEqual([7, 12.5, 0]);
  });

  it("keeps float32", () => {
    const w = parameter([0.1], { dtype: "float32" });
    const descent = gradientDescent([w], { learningRate: 0.1 });
    descent.minimize(w.sum());
    expect(w.dtype).toBe("float32");
    expect(w.item()).toBe(Math.fround(Math.fround(0.1) - Math.fround(0.1)));
  });

  it("updates parameters of both dtypes", () => {
    const [v, w] = [parameter([1]), parameter([1], { dtype: "float32" })];
    gradientDescent([v, w], { learningRate: 0.5 }).step([tensor([1]), tensor([1], { dtype: "float32" })]);
    expect([v.item(), w.item()]).toEqual([0.5, 0.5]);
  });

  it("is 10 iterations of plain arithmetic, bit for bit", () => {
    const w = parameter(0.7);
    const descent = gradientDescent([w], { learningRate: 0.3 });
    let plain = 0.7;
    for (let k = 0; k < 10; k++) {
      descent.minimize(w.square().sub(w));
      plain -= 0.3 * (2 * plain - 1);
    }
    expect(w.item()).toBe(plain);
  });
});

describe("step() after backward()", () => {
  it("uses each gradient once and leaves it readable", () => {
    const w = parameter([1, 2]);
    const descent = gradientDescent([w], { learningRate: 1 });
    bowl(w).backward();
    descent.step();
    expect(w.toArray()).toEqual([0, 0]);
    expect(w.grad?.toArray()).toEqual([1, 2]);
    expect(() => descent.step()).toThrow(
      "gradientDescent.step: no parameter has a gradient that has not been used yet. Call loss.backward() first, or pass " +
        "gradients(loss, parameters).",
    );
    bowl(w, [5, 5]).backward();
    expect(w.grad?.toArray()).toEqual([-5, -5]);
  });

  it("uses the sum of several backward()", () => {
    const w = parameter([1, 2]);
    bowl(w).backward();
    bowl(w).backward();
    gradientDescent([w], { learningRate: 1 }).step();
    expect(w.toArray()).toEqual([-1, -2]);
  });

  it("skips parameters without a gradient", () => {
    const [v, w] = [parameter([1, 2]), parameter([1, 2])];
    const descent = gradientDescent([v, w], { learningRate: 1 });
    bowl(w).backward();
    descent.step();
    expect([v.toArray(), w.toArray()]).toEqual([
      [1, 2],
      [0, 0],
    ]);
  });

  it("forgets gradients on zeroGrad()", () => {
    const w = parameter([1, 2]);
    const descent = gradientDescent([w], { learningRate: 1 });
    bowl(w).backward();
    descent.zeroGrad();
    expect(w.grad).toBeNull();
    expect(() => descent.step()).toThrow(ArgumentError);
    expect(w.toArray()).toEqual([1, 2]);
  });
});

describe("the learning rate", () => {
  it("can be read and set", () => {
    const w = parameter([8, 8]);
    const descent = gradientDescent([w], { learningRate: 0.5 });
    expect(descent.learningRate).toBe(0.5);
    descent.minimize(bowl(w));
    descent.learningRate = 0.25;
    expect(descent.learningRate).toBe(0.25);
    descent.minimize(bowl(w));
    expect(w.toArray()).toEqual([3, 3]);
  });

  it.each([
    [Number.NaN, "NaN"],
    [0, "0"],
    [-0.1, "-0.1"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    ["0.1", '"0.1"'],
    [null, "null"],
    [undefined, "undefined"],
    [scalar(1), "a Tensor"],
  ])("is refused if it is %s", (learningRate, shown) => {
    const message = `gradientDescent: learningRate must be a positive finite number, got ${shown}.`;
    const w = parameter([1, 2]);
    const options = { learningRate: learningRate as number };
    expect(() => gradientDescent([w], options)).toThrow(expect.objectContaining({ message }));
    const descent = gradientDescent([w], { learningRate: 1 });
    const set = (): void => {
      descent.learningRate = learningRate as number;
    };
    expect(set).toThrow(ArgumentError);
    expect(set).toThrow(expect.objectContaining({ message }));
    expect(descent.learningRate).toBe(1);
    descent.minimize(bowl(w));
    expect(w.toArray()).toEqual([0, 0]);
  });

  it("changes in a compiled function too", () => {
    const w = parameter([8, 8]);
    const descent = gradientDescent([w], { learningRate: 0.5 });
    const step = compile((target: Tensor<[2]>) => {
      const loss = w.sub(target).square().sum().mul(0.5);
      descent.minimize(loss);
      return loss;
    });
    expect(step(tensor([0, 0])).item()).toBe(64);
    descent.learningRate = 0.25;
    expect(step(tensor([0, 0])).item()).toBe(16);
    expect(w.toArray()).toEqual([3, 3]);
    expect(step.plans).toBe(1);
  });
});

describe("a compiled step", () => {
  it.each(["gradients", "backward", "minimize"])("with %s() has the same bits", (way) => {
    const train = (compiled: boolean): number[] => {
      const w = parameter([0.3, -0.7]);
      const descent = gradientDescent([w], { learningRate: 0.1 });
      const step = (target: Tensor): Tensor => {
        const loss = w.tanh().sub(target).square().sum();
        if (way === "gradients") descent.step(gradients(loss, [w]));
        if (way === "minimize") descent.minimize(loss);
        if (way === "backward") {
          loss.backward();
          descent.step();
        }
        return loss;
      };
      const run = compiled ? compile(step) : step;
      const losses = Array.from({ length: 20 }, () => run(tensor([0.5, 0.25])).item());
      return [...losses, ...w.toArray()];
    };
    expect(train(true)).toEqual(train(false));
  });
});

describe("evaluation", () => {
  const runs = (body: (descent: ReturnType<typeof train>) => void, count: number): number => {
    const training = train();
    body(training);
    compile.resetStats();
    for (let k = 0; k < count; k++) body(training);
    const { compiled, interpreted } = compile.stats();
    return (compiled + interpreted) / count;
  };
  const train = (): { w: Parameter<[2]>; descent: ReturnType<typeof gradientDescent> } => {
    const w = parameter([1, 2]);
    return { w, descent: gradientDescent([w], { learningRate: 0.01 }) };
  };

  it.each<[string, (training: ReturnType<typeof train>) => void]>([
    [
      "backward(), step(), item()",
      ({ w, descent }) => {
        const loss = bowl(w);
        loss.backward();
        descent.step();
        loss.item();
        w.grad?.toArray();
        w.toArray();
      },
    ],
    [
      "minimize(), item()",
      ({ w, descent }) => {
        const loss = bowl(w);
        descent.minimize(loss);
        loss.item();
      },
    ],
    [
      "gradients(), step(), reading all",
      ({ w, descent }) => {
        const loss = bowl(w);
        const found = gradients(loss, [w]);
        descent.step(found);
        found[0].toArray();
        loss.item();
      },
    ],
  ])("is one run for each %s", (_, body) => {
    expect(runs(body, 10)).toBe(1);
  });

  it("takes gradients out of a run only once somebody has looked at one after a step", () => {
    const { w, descent } = train();
    // Of no other test: a structure whose gradients were once read after a run keeps them from then on.
    const lossOf = (): Tensor<[]> => bowl(w).add(1).log().add(1).log();
    const isFoundByStep = (): boolean => {
      const found = gradients(lossOf(), [w]);
      descent.step(found);
      return isEvaluated(found[0]);
    };
    expect([isFoundByStep(), isFoundByStep()]).toEqual([false, false]);
    const found = gradients(lossOf(), [w]);
    const expected = gradients(lossOf(), [w])[0].toArray();
    descent.step(found);
    expect(found[0].toArray()).toEqual(expected);
    expect([isFoundByStep(), isFoundByStep()]).toEqual([true, true]);
  });

  it("makes no new plan when the learning rate changes", () => {
    const { w, descent } = train();
    for (let k = 0; k < 5; k++) {
      if (k === 3) compile.resetStats();
      descent.learningRate = 1 / (k + 1);
      descent.minimize(bowl(w));
    }
    expect(compile.stats().misses).toBe(0);
  });
});

describe("parameters", () => {
  const p = parameter([1]);

  it("are those given, even if the array changes", () => {
    const given = [p];
    const { parameters } = gradientDescent(given, { learningRate: 1 });
    given.push(parameter([2]));
    expect(parameters).toEqual([p]);
    expect(parameters[0]).toBe(p);
  });

  it.each<[string, unknown, string]>([
    [
      "an empty list",
      [],
      "parameters must not be empty. Pass what parameter() or model.parameters() returned.",
    ],
    [
      "the same twice",
      [p, parameter([1]), p],
      "parameters must be distinct, got the same one at [0] and [2].",
    ],
    [
      "a tensor",
      [p, tensor([1])],
      "parameters[1] must be a parameter, got a Tensor. Make one with parameter().",
    ],
    ["a number", [1], "parameters[0] must be a parameter, got 1."],
    ["a hole", new Array(1), "parameters[0] must be a parameter, got undefined."],
    ["one alone", p, "parameters must be an array, got a Parameter. Write [parameter]."],
    [
      "a model",
      { parameters: () => [p] },
      "parameters must be an array, got an object. Write model.parameters().",
    ],
    ["nothing", undefined, "parameters must be an array, got undefined."],
  ])("cannot be %s", (_, parameters, message) => {
    const make = (): unknown => gradientDescent(parameters as Parameter[], { learningRate: 1 });
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(expect.objectContaining({ message: `gradientDescent: ${message}` }));
  });
});

it("refuses options that do not exist", () => {
  const options = { learningRate: 1, momentun: 0.9 };
  expect(() => gradientDescent([parameter(1)], options)).toThrow(
    'gradientDescent: there is no option "momentun", only learningRate, momentum, dampening, nesterov, weightDecay.',
  );
});

describe("minimize with unused: skip", () => {
  it("leaves parameters alone that no derivative reaches, and updates the others", () => {
    const [u, v, w] = [parameter(1), parameter(2.6), parameter(3)];
    const descent = gradientDescent([u, v, w], { learningRate: 0.5 });
    const before = [u, v].map((parameter) => parameter.sub(0));
    descent.minimize(w.square().mul(v.round()).div(3), { unused: "skip" });
    expect([u, v, w].map((parameter) => parameter.item())).toEqual([1, 2.6, 0]);
    // Not assigned the same values anew either.
    expect(gradients((before[0] as Tensor<[]>).add(before[1] as Tensor<[]>), [u, v])).toHaveLength(2);
  });

  it("is refused if a parameter was assigned since, which is not unrelated, or is part of a tensor from outside", () => {
    const [u, v, w] = [parameter(1), parameter(1), parameter(1)];
    const descent = gradientDescent([u, v, w], { learningRate: 0.5 });
    const refused = (f: () => void): void => {
      const text =
        "gradientDescent.minimize: loss depends on parameters[2] only through a value that it no longer has.";
      expect(f).toThrow(
        expect.objectContaining({ message: `${text} Build the graph anew after assign() or step().` }),
      );
      expect([u.item(), v.item(), w.item()]).toEqual([1, 1, 2]);
    };
    const loss = v.square().add(w.square());
    const old = w.square();
    w.assign(2);
    refused(() => descent.minimize(loss, { unused: "skip" }));
    refused(compile(() => descent.minimize(parameter(1).mul(u).add(old), { unused: "skip" })));
    const penalty = w.square().mul(0.5);
    const step = compile(() => descent.minimize(v.square().add(penalty), { unused: "skip" }));
    expect(step).toThrow(
      expect.objectContaining({
        message:
          "gradientDescent.minimize: loss depends on parameters[2] through a tensor of shape [] that was built from the " +
          "parameter's present value outside the compiled function, and is data inside. Build it inside, or take " +
          "stopGradient() of it if it is meant as data.",
      }),
    );
    expect([u.item(), v.item(), w.item()]).toEqual([1, 1, 2]);
    const [shared, own] = [parameter(1), parameter(1)];
    const first = gradientDescent([shared], { learningRate: 0.25 });
    const second = gradientDescent([own, shared], { learningRate: 0.25 });
    const both = shared.square().add(own.square());
    first.minimize(both);
    expect(() => second.minimize(both, { unused: "skip" })).toThrow(
      "loss depends on parameters[1] only through a value that it no longer has",
    );
  });

  it("is refused if there is nothing to update, and for other values", () => {
    const w = parameter(2.6);
    const descent = gradientDescent([w], { learningRate: 0.5 });
    expect(() => descent.minimize(w.round(), { unused: "skip" })).toThrow(
      expect.objectContaining({
        message:
          "gradientDescent.minimize: loss depends on none of the parameters, or " +
          "only through operations without a derivative. Build loss from the parameters anew.",
      }),
    );
    expect(() => descent.minimize(w.square(), { unused: "zero" } as never)).toThrow(
      'gradientDescent.minimize: unused must be "skip", got "zero".',
    );
    expect(w.item()).toBe(2.6);
  });
});

describe("a refused call changes nothing:", () => {
  const g = tensor([1, 1]);
  it.each<[string, unknown, new (...args: never[]) => Error, string]>([
    [
      "too few gradients",
      [g],
      ArgumentError,
      "gradients must have one entry for each parameter, got 1 for 2.",
    ],
    [
      "too many gradients",
      [g, g, g],
      ArgumentError,
      "gradients must have one entry for each parameter, got 3 for 2.",
    ],
    ["a tensor", g, ArgumentError, "gradients must be an array of tensors, got a Tensor."],
    ["null", null, ArgumentError, "gradients must be an array of tensors, got null."],
    ["a number", [g, 1], ArgumentError, "gradients[1] must be a tensor, got 1."],
    ["no gradient", [g, null], ArgumentError, "gradients[1] must be a tensor, got null."],
    [
      "another shape",
      [g, tensor([[1, 1]])],
      ShapeError,
      "gradients[1] must have the shape of its parameter, [2], got [1, 2].",
    ],
    [
      "a scalar",
      [scalar(1), g],
      ShapeError,
      "gradients[0] must have the shape of its parameter, [2], got [].",
    ],
    [
      "another dtype",
      [g, tensor([1, 1], { dtype: "float32" })],
      DtypeError,
      'gradients[1] must have the dtype of its parameter, float64, got float32. Use cast("float64").',
    ],
  ])("%s", (_, gradients, kind, message) => {
    const [v, w] = [parameter([1, 2]), parameter([3, 4])];
    const descent = gradientDescent([v, w], { learningRate: 1 });
    const step = (): void => descent.step(gradients as never);
    expect(step).toThrow(kind);
    expect(step).toThrow(expect.objectContaining({ message: `gradientDescent.step: ${message}` }));
    expect([v.toArray(), w.toArray()]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it.each<[string, (w: Parameter<[2]>) => unknown, new (...args: never[]) => Error, string]>([
    [
      "a loss that is not a scalar",
      (w) => w.square(),
      DerivativeError,
      "gradientDescent.minimize: loss must be a scalar, got shape [2]. Reduce it, e.g. with sum() or mean().",
    ],
    [
      "a loss without derivative",
      (w) => w.greater(0).cast("int32").sum(),
      DerivativeError,
      "gradientDescent.minimize: loss must be floating-point, got int32, which has no derivative.",
    ],
    [
      "a loss without slope",
      (w) => w.round().equal([0, 1]).cast("float64").mean(),
      DerivativeError,
      "gradientDescent.minimize: loss depends on parameters[0] only through round and equal, which have no derivative. " +
        'To leave such parameters alone, pass { unused: "skip" }.',
    ],
    ["a number as loss", () => 1, ArgumentError, "gradientDescent.minimize: loss must be a tensor, got 1."],
    [
      "a loss of something else",
      () => parameter(1).square(),
      DerivativeError,
      "gradientDescent.minimize: loss does not depend on parameters[0]. " +
        "Build loss from the parameters anew, or optimise only those that it depends on. " +
        'To leave such parameters alone, pass { unused: "skip" }.',
    ],
    [
      "a loss that a compiled function returned",
      (w) => compile(() => w.sum())(),
      DerivativeError,
      "gradientDescent.minimize: loss depends on parameters[0] through the result of a compiled function, which is data. " +
        "Differentiate inside that function, leave compile() out, or take stopGradient() of the result if it is meant as data.",
    ],
  ])("%s", (_, loss, kind, message) => {
    const w = parameter([1, 2]);
    const descent = gradientDescent([w], { learningRate: 1 });
    const minimize = (): void => descent.minimize(loss(w) as Tensor);
    expect(minimize).toThrow(kind);
    expect(minimize).toThrow(expect.objectContaining({ message }));
    expect(w.toArray()).toEqual([1, 2]);
  });
});

it("dampens nothing without momentum, as PyTorch, be it set to 0 later or in float32", () => {
  for (const dtype of ["float64", "float32"] as const) {
    const w = parameter([0], { dtype });
    const descent = gradientDescent([w], { learningRate: 1, momentum: 0, dampening: 0.5 });
    const seen: number[] = [];
    const step = compile(() => descent.step([tensor([1], { dtype })]));
    for (let k = 0; k < 4; k++) {
      step();
      seen.push(w.data()[0] as number);
    }
    expect(seen).toEqual([-1, -2, -3, -4]);
    descent.momentum = 0.5;
    step();
    // v = 0.5 * 1 + (1 - 0.5) * 1.
    expect(w.data()[0]).toBe(-5);
    descent.momentum = 0;
    step();
    expect(w.data()[0]).toBe(-6);
  }
});
