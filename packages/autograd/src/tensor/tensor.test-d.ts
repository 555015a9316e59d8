import { describe, expectTypeOf, it } from "vitest";
import { dim } from "../shape/dim.ts";
import type { Dim } from "../shape/shape-type.ts";
import { eye, full, linspace, ones, scalar, tensor, zeros } from "./create.ts";
import { matmul } from "./functions/contraction.ts";
import { add, exp, less } from "./functions/elementwise.generated.ts";
import { concat, split, stack } from "./functions/join.ts";
import { reshape, transpose } from "./functions/movement.ts";
import { softmax, sum } from "./functions/reduce.ts";
import { where } from "./functions/select.ts";
import { mt19937 } from "./mt19937.ts";
import { type Parameter, parameter } from "./parameter.ts";
import type { Mask, Tensor } from "./tensor.ts";

const x = tensor([
  [0, 0, 1],
  [1, 1, 1],
]);
const w = parameter(mt19937(10).uniform([3, 4]));
const erased: Tensor = x;

describe("creation", () => {
  it("takes shapes from literals", () => {
    expectTypeOf(x).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(w).toEqualTypeOf<Parameter<[3, 4]>>();
    expectTypeOf(zeros([2, 3])).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(scalar(1)).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(linspace(0, 1, 5)).toEqualTypeOf<Tensor<[5]>>();
    expectTypeOf(eye(3)).toEqualTypeOf<Tensor<[3, 3]>>();
    expectTypeOf(eye(3, { dtype: "float32" })).toEqualTypeOf<Tensor<[3, 3]>>();
    expectTypeOf(eye(3, 2, { dtype: "float32" })).toEqualTypeOf<Tensor<[3, 2]>>();
    expectTypeOf(tensor([true, false])).toEqualTypeOf<Mask<[2]>>();
    expectTypeOf(full([2], true)).toEqualTypeOf<Mask<[2]>>();
    expectTypeOf(tensor(new Float32Array(6), { shape: [2, 3] })).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(parameter(new Float32Array(6), { shape: [2, 3] })).toEqualTypeOf<Parameter<[2, 3]>>();
    expectTypeOf(parameter(new Float64Array(6))).toEqualTypeOf<Parameter<[number]>>();
    // @ts-expect-error of an integer there is no derivative
    parameter(new Int32Array(6), { dtype: "int32" });
    expectTypeOf(zeros([dim("batch", 32), 3])).toEqualTypeOf<Tensor<[Dim<"batch">, 3]>>();
  });

  it("takes number for what is a variable", () => {
    const row: number[] = [1];
    const n: number = 2;
    expectTypeOf(tensor(row)).toEqualTypeOf<Tensor<[number]>>();
    expectTypeOf(zeros([n, 3])).toEqualTypeOf<Tensor<[number, 3]>>();
    expectTypeOf(zeros(row)).toEqualTypeOf<Tensor<number[]>>();
  });
});

describe("results", () => {
  it("of the example of the design", () => {
    const y = x.matmul(w).sigmoid();
    expectTypeOf(y).toEqualTypeOf<Tensor<[2, 4]>>();
    expectTypeOf(y.shape).toEqualTypeOf<readonly [2, 4]>();
    expectTypeOf(y.sum().item()).toEqualTypeOf<number>();
    expectTypeOf(y.toArray()).toEqualTypeOf<number[][]>();
    expectTypeOf(x.sum(0)).toEqualTypeOf<Tensor<[3]>>();
    expectTypeOf(x.sum([0, 1])).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(x.sum(0, { keepDims: true })).toEqualTypeOf<Tensor<[1, 3]>>();
    expectTypeOf(x.max(-1)).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(x.softmax(-1)).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(x.reshape([3, 2])).toEqualTypeOf<Tensor<[3, 2]>>();
    expectTypeOf(x.transpose()).toEqualTypeOf<Tensor<[3, 2]>>();
    // @ts-expect-error -- cannot matmul [2, 3] by [2, 3]: inner dims [3] and [2] differ
    x.matmul(x);
  });

  it("of methods and functions agree", () => {
    expectTypeOf(add(x, 1)).toEqualTypeOf(x.add(1));
    expectTypeOf(add([1, 2, 3], x)).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(exp([1, 2])).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(less(x, 1)).toEqualTypeOf<Mask<[2, 3]>>();
    expectTypeOf(x.less(1)).toEqualTypeOf<Mask<[2, 3]>>();
    expectTypeOf(matmul(x, w)).toEqualTypeOf<Tensor<[2, 4]>>();
    expectTypeOf(sum(x, -1)).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(softmax(x)).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(reshape(x, [-1])).toEqualTypeOf<Tensor<[number]>>();
    expectTypeOf(transpose(x, [1, 0])).toEqualTypeOf<Tensor<[3, 2]>>();
    expectTypeOf(where(x.less(1), x, 0)).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(x.less(1).where(0, [1, 2, 3])).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(concat([x, x])).toEqualTypeOf<Tensor<[number, 3]>>();
    expectTypeOf(stack([x, x])).toEqualTypeOf<Tensor<[2, 2, 3]>>();
    expectTypeOf(split(x, [1, 1])).toEqualTypeOf<[Tensor<[1, 3]>, Tensor<[1, 3]>]>();
  });

  it("of methods that count, order and choose are those of their functions", () => {
    const mask = x.less(1);
    expectTypeOf(x.any(1)).toEqualTypeOf<Mask<[2]>>();
    expectTypeOf(x.all()).toEqualTypeOf<Mask<[]>>();
    expectTypeOf(mask.any(0, { keepDims: true })).toEqualTypeOf<Mask<[1, 3]>>();
    expectTypeOf(x.argmax()).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(x.argmax(-1)).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(x.argmax(0, { keepDims: true })).toEqualTypeOf<Tensor<[1, 3]>>();
    expectTypeOf(x.cumsum(1, { reverse: true })).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(mask.cumsum()).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(w.sort()).toEqualTypeOf<Tensor<[3, 4]>>();
    expectTypeOf(x.take([0, 2, 1, 1], 1)).toEqualTypeOf<Tensor<[2, 4]>>();
    expectTypeOf(w.take(0)).toEqualTypeOf<Tensor<[4]>>();
    expectTypeOf(mask.take([1])).toEqualTypeOf<Mask<[1, 3]>>();
    expectTypeOf(x.at(0, null)).toEqualTypeOf<Tensor<[3]>>();
    expectTypeOf(x.at(null, [0, 0, 1, 2])).toEqualTypeOf<Tensor<[2, 4]>>();
    expectTypeOf(mask.at(0, 1)).toEqualTypeOf<Mask<[]>>();
    expectTypeOf(erased.take(0)).toEqualTypeOf<Tensor>();
    // @ts-expect-error -- an axis that is not there
    x.any(2);
    // @ts-expect-error -- indices are numbers
    x.at("0");
  });

  it("of detach and stopGradient are of the same shape, and no parameters", () => {
    expectTypeOf(x.detach()).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(w.detach()).toEqualTypeOf<Tensor<[3, 4]>>();
    expectTypeOf(w.stopGradient()).toEqualTypeOf<Tensor<[3, 4]>>();
    expectTypeOf(erased.detach()).toEqualTypeOf<Tensor>();
    expectTypeOf(x.less(1).detach()).toEqualTypeOf<Mask<[2, 3]>>();
    expectTypeOf(x.less(1).stopGradient()).toEqualTypeOf<Mask<[2, 3]>>();
    // @ts-expect-error -- takes no arguments
    x.detach(1);
  });

  it("of masks read as booleans", () => {
    expectTypeOf(x.less(1).toArray()).toEqualTypeOf<boolean[][]>();
    expectTypeOf(scalar(1).less(1).item()).toEqualTypeOf<boolean>();
    expectTypeOf(x.cast("bool")).toEqualTypeOf<Mask<[2, 3]>>();
  });

  it("of rows are those without the first axis", () => {
    for (const row of x) expectTypeOf(row).toEqualTypeOf<Tensor<[3]>>();
    for (const row of x.less(1)) expectTypeOf(row).toEqualTypeOf<Mask<[3]>>();
    for (const row of w) expectTypeOf(row).toEqualTypeOf<Tensor<[4]>>();
    for (const row of erased) expectTypeOf(row).toEqualTypeOf<Tensor>();
    expectTypeOf([...zeros([2])]).toEqualTypeOf<Tensor<[]>[]>();
    const [first] = x;
    expectTypeOf(first).toEqualTypeOf<Tensor<[3]> | undefined>();
    const generic = <N extends number>(t: Tensor<[N, 3]>): Tensor<[]>[] => [...t].map((row) => row.sum());
    expectTypeOf(generic(x)).toEqualTypeOf<Tensor<[]>[]>();
  });

  it("of choices between masks are masks", () => {
    const mask = x.less(1);
    expectTypeOf(where(mask, mask, true)).toEqualTypeOf<Mask<[2, 3]>>();
    expectTypeOf(where(true, [true, false], false)).toEqualTypeOf<Mask<[2]>>();
    expectTypeOf(mask.where(false, mask).toArray()).toEqualTypeOf<boolean[][]>();
    expectTypeOf(mask.where(x, 1)).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(mask.equal(mask)).toEqualTypeOf<Mask<[2, 3]>>();
    expectTypeOf(mask.mean()).toEqualTypeOf<Tensor<[]>>();
  });
});

describe("what a Tensor accepts", () => {
  it("any shape if its own is erased", () => {
    expectTypeOf(w).toExtend<Tensor>();
    expectTypeOf<Tensor<[2, 3]>>().toExtend<Tensor<[number, 3]>>();
    expectTypeOf<Tensor<[number, 3]>>().not.toExtend<Tensor<[2, 3]>>();
    expectTypeOf<Parameter<[2, 3]>>().toExtend<Tensor<[2, 3]>>();
    expectTypeOf(x.add(erased)).toEqualTypeOf<Tensor>();
    expectTypeOf(erased.matmul(w)).toEqualTypeOf<Tensor>();
    expectTypeOf(erased.sum()).toEqualTypeOf<Tensor<[]>>();
  });

  it("no other dtype than bool in a Mask", () => {
    expectTypeOf<Mask<[2]>>().toExtend<Tensor<[2]>>();
    expectTypeOf<Tensor<[2]>>().not.toExtend<Mask<[2]>>();
  });
});

describe("generic code", () => {
  it("over one shape", () => {
    const halfSquares = <S extends number[]>(p: Tensor<S>, t: Tensor<S>): Tensor<[]> =>
      p.sub(t).square().mul(0.5).sum();
    const affine = <S extends number[]>(p: Tensor<S>, t: Tensor<S>): Tensor<S> =>
      add(p.mul(t), 1).sigmoid().softmax(-1);
    expectTypeOf(halfSquares(x, x)).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(affine(x, x)).toEqualTypeOf<Tensor<[2, 3]>>();
  });

  it("over sizes", () => {
    const linear = <B extends number, I extends number, O extends number>(
      input: Tensor<[B, I]>,
      weight: Tensor<[I, O]>,
      bias: Tensor<[O]>,
    ): Tensor<[B, O]> => input.matmul(weight).add(bias).sigmoid();
    expectTypeOf(linear(x, w, zeros([4]))).toEqualTypeOf<Tensor<[2, 4]>>();
  });

  it("compiles what it cannot know", () => {
    const loose = <S extends number[]>(p: Tensor<S>, q: Tensor<[3]>): Tensor<[]> =>
      p.add(q).matmul(q).sum(0).mean();
    expectTypeOf(loose(x, zeros([3]))).toEqualTypeOf<Tensor<[]>>();
  });
});

describe("unions of shapes", () => {
  const parameters = [w, parameter(zeros([4, 1]))];

  it("have methods and functions", () => {
    expectTypeOf(parameters.map((v) => v.square().sum())).toEqualTypeOf<Tensor<[]>[]>();
    expectTypeOf(parameters.map((v) => sum(v.mul(v), 0))).toEqualTypeOf<Tensor<[4] | [1]>[]>();
    expectTypeOf(parameters.map((v) => v.toArray())).toEqualTypeOf<number[][][]>();
    expectTypeOf(parameters.map((v) => v.mul(0.1).sub(v).reshape([-1]))).toEqualTypeOf<Tensor<[number]>[]>();
    for (const v of parameters) v.assign(v.sub(v.mul(0.1)));
  });

  it("may be those of new tensors", () => {
    type Each = Tensor<[3, 4] | [4, 1]>[];
    expectTypeOf(parameters.map((v) => zeros(v.shape))).toEqualTypeOf<Each>();
    expectTypeOf(parameters.map((v) => ones(v.shape, { dtype: "float32" }))).toEqualTypeOf<Each>();
    expectTypeOf(parameters.map((v) => full(v.shape, 0.5))).toEqualTypeOf<Each>();
    expectTypeOf(parameters.map((v) => mt19937(1).normal(v.shape))).toEqualTypeOf<Each>();
    expectTypeOf(parameters.map((v) => zeros([12]).reshape(v.shape))).toEqualTypeOf<Each>();
    const same = <S extends number[]>(t: Tensor<S>): Tensor<S> => zeros(t.shape);
    expectTypeOf(same(x)).toEqualTypeOf<Tensor<[2, 3]>>();
  });

  it("are checked", () => {
    // @ts-expect-error -- the place in the list would be the axis
    [x].map(softmax);
    // @ts-expect-error -- cannot sum [3, 4] over axis 2
    for (const v of parameters) v.sum(2);
    // @ts-expect-error -- cannot add [3, 4] and [5]
    for (const v of [w, zeros([4, 2])]) v.add([1, 2, 3, 4, 5]);
  });

  it("leave to run time what fits one of them", () => {
    for (const v of parameters) v.add([1, 2, 3, 4]);
  });
});

describe("mistakes do not compile", () => {
  it("in shapes", () => {
    // @ts-expect-error -- cannot add [2, 3] and [2]: dims [3] and [2] differ
    x.add([1, 2]);
    // @ts-expect-error -- cannot add [2, 3] and [3, 4]: dims [3] and [4] differ
    add(x, w);
    // @ts-expect-error -- cannot sum [2, 3] over axis 2: axes go from -2 to 1
    x.sum(2);
    // @ts-expect-error -- cannot where [2, 3] and [2]: dims [3] and [2] differ
    x.less(1).where([1, 2], 0);
    // @ts-expect-error -- cannot assign [2, 3] to a parameter of shape [3, 4]: dims [3] and [2] differ
    w.assign(x);
  });

  it("in kinds", () => {
    // @ts-expect-error -- no string
    x.add("1");
    // @ts-expect-error -- no null
    x.add(null);
    // @ts-expect-error -- no operators
    void (x * 2);
    // @ts-expect-error -- no index
    void x[0];
    // @ts-expect-error -- immutable
    x.shape[0] = 5;
    // @ts-expect-error -- no such dtype
    zeros([2], { dtype: "float16" });
    // @ts-expect-error -- misspelt
    x.sum(0, { keepdims: true });
  });
});
