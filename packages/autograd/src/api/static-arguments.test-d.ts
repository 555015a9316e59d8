import { expectTypeOf, test } from "vitest";
import {
  type Compiled,
  checkpoint,
  compile,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  type Parameter,
  parameter,
  type Tensor,
  type TensorLike,
  type TensorsForNumbers,
  valueAndGrad,
  vjp,
  vmap,
  zeros,
} from "../index.ts";

declare const x: Tensor<[2]>;

const number = (t: Tensor, n: number): Tensor => t.mul(n);
const first = (n: number): Tensor<[]> => x.sum().mul(n);
const option = (t: Tensor, { rate }: { readonly rate: number }): Tensor => t.mul(rate);
const list = (t: Tensor, ns: readonly number[]): Tensor => t.mul(ns as number[]);
const optional = (t: Tensor, n?: number): Tensor => t.mul(n ?? 1);
const deep = (t: Tensor, o: { readonly a: readonly [{ readonly b?: number }, Tensor] }): Tensor =>
  t.mul(o.a[0].b ?? 1);

type Sentence =
  "a number is data and arrives as a tensor: type the parameter as Tensor, or pass a boolean or a string if it is a choice";

test("a parameter typed as a number does not type-check, and the sentence says why", () => {
  expectTypeOf<TensorsForNumbers<[Tensor, number]>>().toEqualTypeOf<Sentence>();
  expectTypeOf<TensorsForNumbers<[{ readonly rate: number }]>>().toEqualTypeOf<Sentence>();
  // @ts-expect-error a number is data and arrives as a tensor
  compile(number);
  // @ts-expect-error a number is data and arrives as a tensor
  compile(first);
  // @ts-expect-error a number is data and arrives as a tensor
  compile(option);
  // @ts-expect-error a number is data and arrives as a tensor
  compile(list);
  // @ts-expect-error a number is data and arrives as a tensor
  compile(optional);
  // @ts-expect-error a number is data and arrives as a tensor
  compile(deep);
  // @ts-expect-error a number is data and arrives as a tensor
  grad(number);
  // @ts-expect-error a number is data and arrives as a tensor
  grad(first);
  // @ts-expect-error a number is data and arrives as a tensor
  grad(option);
  // @ts-expect-error a number is data and arrives as a tensor
  valueAndGrad(first);
  // @ts-expect-error a number is data and arrives as a tensor
  vjp(number, x, 2);
  // @ts-expect-error a number is data and arrives as a tensor
  jvp(number, [x, 2], [x, 0]);
  // @ts-expect-error a number is data and arrives as a tensor
  jacobian(number);
  // @ts-expect-error a number is data and arrives as a tensor
  hessian(first);
  // @ts-expect-error a number is data and arrives as a tensor
  hvp(first, 1, 1);
  // @ts-expect-error a number is data and arrives as a tensor
  vmap(number);
  // @ts-expect-error a number is data and arrives as a tensor
  checkpoint(number);
});

test("flags and options do", () => {
  const flag = (t: Tensor<[2]>, training: boolean): Tensor<[]> => (training ? t.sum() : t.mean());
  const options = (t: Tensor<[2]>, o: { readonly mode?: "a" | "b"; readonly rate: Tensor }): Tensor =>
    o.mode === "a" ? t.sum().mul(o.rate) : t.mean();
  expectTypeOf(compile(flag)).toEqualTypeOf<Compiled<typeof flag>>();
  expectTypeOf(compile(options)).toEqualTypeOf<Compiled<typeof options>>();
  expectTypeOf(compile(() => undefined)).toBeFunction();
  expectTypeOf(grad(flag)(x, true)).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(grad(options)).parameter(1).toEqualTypeOf<{
    readonly mode?: "a" | "b";
    readonly rate: Exclude<TensorLike, boolean>;
  }>();
  expectTypeOf(valueAndGrad(flag)(x, false)).toEqualTypeOf<[Tensor<[]>, Tensor<[2]>]>();
  expectTypeOf(vjp(flag, x, true)[1](1)).toEqualTypeOf<[Tensor<[2]>, undefined]>();
  jvp(flag, [x, true], [x]);
  jacobian(flag)(x, true);
  hessian(flag)(x, true);
  expectTypeOf(vmap(flag)).parameter(1).toEqualTypeOf<boolean>();
  checkpoint(flag)(x, true);
});

test("in derivatives by a tree, what is static keeps its type", () => {
  const f = (o: {
    readonly w: Tensor<[2]>;
    readonly training: boolean;
    readonly name: string | null;
  }): Tensor => (o.training ? o.w.sum() : o.w.mean());
  const found = grad(f)({ w: x, training: true, name: null });
  expectTypeOf(found.w).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(found.training).toEqualTypeOf<boolean>();
  expectTypeOf(found.name).toEqualTypeOf<string | null>();
});

test("parameters that take tensors and numbers alike do", () => {
  const like = (t: TensorLike, u: Tensor | number): Tensor => x.mul(t as number).mul(u as number);
  compile(like);
  vmap(like);
  const weights = (o: { readonly layers: readonly { readonly w: Parameter }[] }): Tensor =>
    (o.layers[0] as { readonly w: Parameter }).w.sum();
  compile(weights);
  grad(weights);
  compile((...ts: Tensor[]) => ts[0] as Tensor);
  compile((t) => t.square());
  grad((t) => t.square());
  interface Nested {
    readonly t: Tensor;
    readonly next: Nested | null;
  }
  compile((o: Nested) => o.t);
});

test("arguments without types are tensors, and any tensor may be given", () => {
  const masked = compile((t, m) => {
    expectTypeOf(t).toEqualTypeOf<Tensor>();
    return t.mul(m).sum();
  });
  expectTypeOf(masked(zeros([2]), zeros([2], { dtype: "float32" }))).toEqualTypeOf<Tensor<[]>>();
  masked(x, zeros([2, 3]) as Tensor);
  masked([1, 2], 3);
  const squared = compile((t) => t.square());
  squared(zeros([2, 3]));
  squared(parameter([1]));
});
