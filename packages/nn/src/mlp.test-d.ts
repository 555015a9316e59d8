import { type Dims, dim, type Parameter, type Tensor, tensor, zeros } from "@chainrule/autograd";
import { describe, expectTypeOf, it } from "vitest";
import { Linear } from "./linear.ts";
import { type Mlp, mlp } from "./mlp.ts";

const x = tensor([
  [0, 0, 1],
  [1, 1, 1],
]);
const wide = zeros([2, 5]);
const model = mlp([3, 4, 1], { activation: "sigmoid" });
const layer = new Linear(3, 4);

describe("a layer", () => {
  it("knows its sizes", () => {
    expectTypeOf(layer).toEqualTypeOf<Linear<3, 4>>();
    expectTypeOf(layer.weight).toEqualTypeOf<Parameter<[3, 4]>>();
    expectTypeOf(layer.bias).toEqualTypeOf<Parameter<[4]> | null>();
    expectTypeOf(layer).toExtend<Linear>();
  });

  it("maps the last axis", () => {
    expectTypeOf(layer.forward(x)).toEqualTypeOf<Tensor<[2, 4]>>();
    expectTypeOf(layer.forward(zeros([3]))).toEqualTypeOf<Tensor<[4]>>();
    expectTypeOf(layer.forward(zeros([7, 2, 3]))).toEqualTypeOf<Tensor<[7, 2, 4]>>();
    expectTypeOf(layer.forward([[1, 2, 3]])).toEqualTypeOf<Tensor<[1, 4]>>();
    expectTypeOf(layer.forward(x as Tensor)).toEqualTypeOf<Tensor>();
    expectTypeOf(layer.forward(x as Tensor<[number, 3]>)).toEqualTypeOf<Tensor<[number, 4]>>();
    expectTypeOf((layer as Linear).forward(x)).toEqualTypeOf<Tensor<[2, number]>>();
  });

  it("says on the argument what does not fit", () => {
    type Refused = "cannot feed [2, 5] to 3 inputs: inner dims [5] and [3] differ";
    expectTypeOf<Refused>().toEqualTypeOf<Parameters<typeof layer.forward<typeof wide>>[0]>();
    // @ts-expect-error: 5 inputs
    layer.forward(wide);
    // @ts-expect-error: no axis
    layer.forward(1);
    // @ts-expect-error: 2 inputs
    layer.forward([[1, 2]]);
  });
});

describe("a model", () => {
  it("knows its sizes", () => {
    expectTypeOf(model).toEqualTypeOf<Mlp<[3, 4, 1]>>();
    expectTypeOf(model.layers).toEqualTypeOf<[Linear<3, 4>, Linear<4, 1>]>();
    expectTypeOf(model.parameters()).toEqualTypeOf<Parameter[]>();
  });

  it("maps the last axis", () => {
    expectTypeOf(model.forward(x)).toEqualTypeOf<Tensor<[2, 1]>>();
    expectTypeOf(model.forward(zeros([3]))).toEqualTypeOf<Tensor<[1]>>();
    expectTypeOf(model.forward(zeros([7, 2, 3]))).toEqualTypeOf<Tensor<[7, 2, 1]>>();
    const batch = zeros([dim("batch", 32), 3]);
    expectTypeOf(model.forward(batch).shape[1]).toEqualTypeOf<1>();
    const generic = <B extends number>(x: Tensor<[B, 3]>): Tensor<[B, 1]> => model.forward(x);
    expectTypeOf(generic(x)).toEqualTypeOf<Tensor<[2, 1]>>();
  });

  it("says on the argument what does not fit", () => {
    // @ts-expect-error: 5 inputs
    model.forward(wide);
    // @ts-expect-error: no axis
    model.forward(1);
    // @ts-expect-error: text
    model.forward("x");
  });

  it("of sizes known only at run time takes anything", () => {
    const sizes: number[] = [3, 4, 1];
    const any = mlp(sizes, { activation: "relu" });
    expectTypeOf(any).toEqualTypeOf<Mlp>();
    expectTypeOf(any.layers).toEqualTypeOf<readonly Linear[]>();
    expectTypeOf(any.forward(wide)).toEqualTypeOf<Tensor<[2, number]>>();
    expectTypeOf(model).toExtend<Mlp>();
    expectTypeOf<Mlp<Dims>>().toEqualTypeOf<Mlp>();
  });

  it("takes only options that exist", () => {
    // @ts-expect-error: no activation
    mlp([3, 1], {});
    // @ts-expect-error: misspelt
    mlp([3, 1], { activation: "sigmiod" });
    // @ts-expect-error: unknown
    mlp([3, 1], { activation: "tanh", biases: false });
    mlp([3, 1], { activation: (x) => x.softplus(), output: "identity", initializer: zeros });
  });
});
