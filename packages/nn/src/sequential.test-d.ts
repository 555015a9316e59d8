import { type Tensor, zeros } from "@chainrule/autograd";
import { describe, expectTypeOf, it } from "vitest";
import { BatchNorm } from "./batch-norm.ts";
import { Dropout } from "./dropout.ts";
import { Embedding } from "./embedding.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { mlp } from "./mlp.ts";
import { type Sequential, sequential } from "./sequential.ts";

const model = sequential(new Linear(3, 4), "tanh", new Linear(4, 1));

describe("sequential", () => {
  it("knows what its layers make of a shape", () => {
    expectTypeOf(model.forward(zeros([2, 3]))).toEqualTypeOf<Tensor<[2, 1]>>();
    expectTypeOf(model.forward([[1, 2, 3]])).toEqualTypeOf<Tensor<[1, 1]>>();
    expectTypeOf(sequential(model, "relu").forward(zeros([7, 3]))).toEqualTypeOf<Tensor<[7, 1]>>();
    const perceptron = mlp([1, 5, 2], { activation: "relu" });
    expectTypeOf(sequential(model, perceptron).forward(zeros([7, 3]))).toEqualTypeOf<Tensor<[7, 2]>>();
  });

  it("knows it of rows that are looked up and of what keeps it", () => {
    const words = sequential(new Embedding(10, 3), new Dropout(0.1), new Linear(3, 2));
    expectTypeOf(words.forward(zeros([4, 5], { dtype: "int32" }))).toEqualTypeOf<Tensor<[4, 5, 2]>>();
    expectTypeOf(new Embedding(10, 3).forward([1, 2])).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(new Dropout().forward(zeros([4]))).toEqualTypeOf<Tensor<[4]>>();
    const image = sequential(new BatchNorm(3), "relu", new LayerNorm(8));
    expectTypeOf(image.forward(zeros([2, 3, 8]))).toEqualTypeOf<Tensor<[2, 3, 8]>>();
    expectTypeOf(new LayerNorm(3).forward(zeros([2, 3]))).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(new BatchNorm(3).forward(zeros([2, 3]))).toEqualTypeOf<Tensor<[2, 3]>>();
    // @ts-expect-error: rows of 4
    sequential(new Linear(3, 4), new LayerNorm(3)).forward(zeros([2, 3]));
    // @ts-expect-error: rows of 4
    new LayerNorm(3).forward(zeros([2, 4]));
    // @ts-expect-error: rows of 3
    sequential(new Embedding(10, 3), new Linear(4, 2)).forward(zeros([4], { dtype: "int32" }));
  });

  it("does not know what functions make of it", () => {
    const through = sequential(new Linear(3, 4), (x) => x.square());
    expectTypeOf(through.forward(zeros([2, 3]))).toEqualTypeOf<Tensor>();
    expectTypeOf((model as Sequential).forward(zeros([2, 3]))).toEqualTypeOf<Tensor>();
    expectTypeOf(model).toExtend<Sequential>();
  });

  it("says on the argument what does not fit", () => {
    // @ts-expect-error: 5 inputs
    model.forward(zeros([2, 5]));
    const wrong = sequential(new Linear(3, 4), new Linear(5, 1));
    // @ts-expect-error: 4 outputs, 5 inputs
    wrong.forward(zeros([2, 3]));
    // @ts-expect-error: no layer
    sequential();
    // @ts-expect-error: no such activation
    sequential("gelu");
    // @ts-expect-error: not a layer
    sequential({ weight: 1 });
  });
});
