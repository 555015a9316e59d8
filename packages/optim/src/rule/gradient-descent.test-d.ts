import { gradients, type Parameter, parameter, type Tensor, tensor } from "@chainrule/autograd";
import { describe, expectTypeOf, it } from "vitest";
import { type GradientDescent, gradientDescent } from "./gradient-descent.ts";

const w1 = parameter([[1, 2, 3]]);
const w2 = parameter([1, 2]);
const descent = gradientDescent([w1, w2], { learningRate: 1 });

describe("gradientDescent", () => {
  it("knows its parameters", () => {
    expectTypeOf(descent).toEqualTypeOf<GradientDescent<readonly [Parameter<[1, 3]>, Parameter<[2]>]>>();
    expectTypeOf(descent).toExtend<GradientDescent>();
  });

  it("takes one gradient for each, of its shape", () => {
    const loss = w1.sum().add(w2.sum());
    descent.step(gradients(loss, [w1, w2]));
    descent.step([tensor([[1, 2, 3]]), tensor([1, 2])]);
    descent.step(gradients(loss, descent.parameters));
    descent.step();
    // @ts-expect-error: in another order
    descent.step(gradients(loss, [w2, w1]));
    // @ts-expect-error: too few
    descent.step(gradients(loss, [w1]));
    // @ts-expect-error: of another shape
    descent.step([tensor([[1, 2, 3]]), tensor([1, 2, 3])]);
  });

  it("takes parameters known only at run time", () => {
    const parameters = [w1, w2] as Parameter[];
    const any = gradientDescent(parameters, { learningRate: 1 });
    expectTypeOf(any.parameters).toExtend<readonly Parameter[]>();
    any.step(gradients(w1.sum(), parameters));
    any.step([] as Tensor[]);
  });

  it("takes nothing else", () => {
    // @ts-expect-error: no parameter
    gradientDescent([tensor([1])], { learningRate: 1 });
    // @ts-expect-error: no learning rate
    gradientDescent([w1], {});
    // @ts-expect-error: no number
    descent.learningRate = "1";
  });
});
