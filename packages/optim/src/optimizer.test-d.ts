import { gradients, parameter, type Tensor, tensor, zeros } from "@chainrule/autograd";
import { describe, expectTypeOf, it } from "vitest";
import {
  accumulate,
  adamRule,
  chain,
  clipByGlobalNorm,
  eachParameter,
  gradientDescent,
  gradientDescentRule,
  groups,
  lookahead,
  type MomentumDescent,
  type Optimizer,
  optimizer,
  type Rule,
  type Schedule,
} from "./index.ts";

const w1 = parameter([[1, 2, 3]]);
const w2 = parameter([1, 2]);
const decreasing: Schedule = (step) => step.reciprocal();

describe("optimizer", () => {
  it("has the hyperparameters of its rule as properties: read as numbers, set to numbers or schedules", () => {
    const descent = optimizer([w1, w2], gradientDescentRule, { learningRate: 1 });
    expectTypeOf(descent.learningRate).toEqualTypeOf<number>();
    descent.learningRate *= 0.5;
    descent.learningRate = decreasing;
    // @ts-expect-error: not a number
    descent.learningRate = "1";
    // @ts-expect-error: no such hyperparameter
    descent.momentum = 1;
    // @ts-expect-error: no such hyperparameter
    optimizer([w1], gradientDescentRule, { learningRate: 1, momentum: 1 });
    expectTypeOf(descent).toExtend<Optimizer>();
    descent.step(gradients(w1.sum().add(w2.sum()), [w1, w2]));
    // @ts-expect-error: too few
    descent.step([tensor([[1, 2, 3]])]);
  });

  it("infers the hyperparameters of a rule that is written where it is used, and what it keeps", () => {
    const descent = optimizer(
      [w1],
      {
        init: ({ shape, dtype }) => ({ mean: zeros(shape, { dtype }) }),
        update: (gradients, state, { parameters, step, rate }) =>
          eachParameter(gradients, state, parameters, (gradient, { mean }, parameter) => {
            expectTypeOf(rate).toEqualTypeOf<Tensor<[]>>();
            expectTypeOf(step).toEqualTypeOf<Tensor<[]>>();
            expectTypeOf(mean).toExtend<Tensor>();
            expectTypeOf(parameter).toExtend<Tensor>();
            return [gradient.mul(rate), { mean }];
          }),
      },
      { rate: 1 },
    );
    descent.rate = 2;
    descent.rate = decreasing;
  });

  it("is generic in the rule", () => {
    const rules: Rule<"learningRate">[] = [gradientDescentRule];
    for (const rule of rules)
      expectTypeOf(optimizer([w2], rule, { learningRate: 1 }).learningRate).toBeNumber();
  });
});

describe("gradientDescent with momentum", () => {
  it("has more properties", () => {
    const descent = gradientDescent([w2], { learningRate: 1, momentum: 0.9 });
    expectTypeOf(descent).toExtend<MomentumDescent>();
    descent.momentum += 0.01;
    descent.weightDecay = decreasing;
    // @ts-expect-error: not a number
    gradientDescent([w2], { learningRate: 1, momentum: true });
  });
});

describe("rules composed", () => {
  it("have the hyperparameters of all", () => {
    const descent = optimizer([w2], chain(clipByGlobalNorm(1), adamRule), { beta1: 0.5, maxGlobalNorm: 2 });
    expectTypeOf(descent.beta1).toEqualTypeOf<number>();
    expectTypeOf(descent.maxGlobalNorm).toEqualTypeOf<number>();
    descent.learningRate = decreasing;
    // @ts-expect-error: no such hyperparameter
    optimizer([w2], chain(clipByGlobalNorm(1), adamRule), { momentum: 0.5 });
    expectTypeOf(optimizer([w2], accumulate(adamRule, 2)).beta2).toEqualTypeOf<number>();
    expectTypeOf(optimizer([w2], lookahead(adamRule)).slowStep).toEqualTypeOf<number>();
  });

  it("by groups have the groups' names before those", () => {
    const rule = groups({
      a: { parameters: [w1], rule: adamRule },
      b: { parameters: [w2], rule: gradientDescentRule },
    });
    optimizer([w1, w2], rule, { "a.beta1": 0.5, "b.learningRate": decreasing });
    // @ts-expect-error: that group has none
    optimizer([w1, w2], rule, { "b.beta1": 0.5 });
  });
});
