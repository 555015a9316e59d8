import { expectTypeOf, test } from "vitest";
import {
  assertGradients,
  checkGradients,
  checkpoint,
  compile,
  customGradient,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  type Mask,
  type Parameter,
  parameter,
  type Tensor,
  type TensorLike,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
  zeros,
} from "../index.ts";

declare const x: Tensor<[2]>;
declare const row: number[];
declare const rows: number[][];

const flagged = (t: Tensor<[2]>, training?: boolean): Tensor<[]> => (training ? t.sum() : t.mean());
const scaled = (t: Tensor<[2]>, by?: Tensor<[2]>): Tensor<[]> => (by === undefined ? t : t.mul(by)).sum();
const sine = (t: Tensor<[]>): Tensor<[]> => t.sin();
const w = parameter([1, 2]);

test("where a function says tensor, numbers of its shape may be given as well", () => {
  for (const given of [x, w, row]) {
    compile(flagged)(given);
    compile(flagged)(given, true);
    checkpoint(flagged)(given, undefined);
    expectTypeOf(jacobian(flagged)(given)).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(grad(flagged)(given)).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(valueAndGrad(flagged)(given, true)).toEqualTypeOf<[Tensor<[]>, Tensor<[2]>]>();
    expectTypeOf(vjp(flagged, given, true)[1](1)).toEqualTypeOf<[Tensor<[2]>, undefined?]>();
    expectTypeOf(jvp(flagged, [given, true], [given])).toEqualTypeOf<[Tensor<[]>, Tensor<[]>]>();
    expectTypeOf(hvp(sine, 1, 2)).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(hessian(flagged)(given, true)).toEqualTypeOf<Tensor<[2, 2]>>();
    checkGradients(scaled, [given]);
    assertGradients(scaled, [given, [1, 2]]);
  }
  compile(flagged)([1, 2]);
  compile(sine)(3);
  compile((t: Tensor<[number, 2]>) => t)(rows);
  compile((t: Tensor<[number, 2]>) => t)([[1, 2]]);
  compile((t: Tensor<[32, 784]>) => t)(rows);
  compile((first: Tensor<[2]>, ...others: Tensor[]) => others[0] ?? first)([1, 2], 3, [[4]], x);
});

test("a tensor that may be left out may be undefined as well", () => {
  compile(scaled)([1, 2]);
  compile(scaled)([1, 2], undefined);
  compile(scaled)([1, 2], [3, 4]);
  expectTypeOf(grad(scaled)(x, undefined)).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(vjp(scaled, x, [1, 2])[1](1)).toEqualTypeOf<[Tensor<[2]>, (Tensor<[2]> | undefined)?]>();
  jvp(scaled, [x], [x]);
  jvp(scaled, [x, undefined], [x]);
  vmap(scaled)(rows, undefined);
  checkpoint(scaled)(x);
});

test("in trees, at the places of tensors and masks", () => {
  const f = (o: {
    readonly w: Tensor<[2]>;
    readonly b: readonly [Tensor<[]>, Tensor<[1, 2]>];
    readonly m?: Mask<[2]>;
    readonly mode?: "a" | null;
  }): Tensor => o.w.sum();
  compile(f)({ w: [1, 2], b: [3, [[1, 2]]], m: [true, false], mode: "a" });
  compile(f)({ w: x, b: [3, zeros([1, 2])] });
  const found = grad(f)({ w: [1, 2], b: [3, [[1, 2]]] });
  expectTypeOf(found.w).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(found.b).toEqualTypeOf<readonly [Tensor<[]>, Tensor<[1, 2]>]>();
  compile((weights: Tensor<[2]>[]) => weights[0] as Tensor)([w, [1, 2], x]);
  compile((weights: readonly Parameter<[2]>[]) => weights[0] as Tensor)([w, w]);
  // @ts-expect-error -- the second row of b is of another length
  compile(f)({ w: [1, 2], b: [3, [[1, 2, 3]]] });
  // @ts-expect-error -- a mask is made of booleans
  compile(f)({ w: [1, 2], b: [3, [[1, 2]]], m: [1, 0] });
  // @ts-expect-error -- "b" is not a mode
  compile(f)({ w: [1, 2], b: [3, [[1, 2]]], mode: "b" });
  // @ts-expect-error -- a boolean is static, not a mask
  compile((m: Mask<[]>) => m)(true);
});

test("arguments without a type are tensors, alone and beside others", () => {
  expectTypeOf(compile((t, m) => t.mul(m).sum())([1, 2], [1, 0])).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(compile((t: Tensor<[2]>, m) => t.mul(m))([1, 2], 3)).toEqualTypeOf<Tensor>();
  expectTypeOf(grad((t: Tensor<[2]>, m) => t.mul(m).sum())([1, 2], [3])).toEqualTypeOf<Tensor<[2]>>();
  vjp((t: Tensor<[2]>, m) => t.mul(m).sum(), [1, 2], [3]);
  vmap((t: Tensor<[2]>, m) => t.mul(m).sum())([[1, 2]], [[3]]);
  jacobian((t: Tensor<[2]>, m) => t.mul(m))([1, 2], [3]);
  // @ts-expect-error -- three elements for t
  compile((t: Tensor<[2]>, m) => t.mul(m))([1, 2, 3], 3);
});

test("trees whose types are recursive", () => {
  interface Chain {
    readonly t: Tensor<[2]>;
    readonly next: Chain | null;
    readonly list: readonly Chain[];
  }
  type Nest = Tensor<[2]> | readonly Nest[];
  const end = { t: [1, 2], next: null, list: [] };
  compile((chain: Chain) => chain.t)({ t: x, next: end, list: [end] });
  expectTypeOf(grad((chain: Chain) => chain.t)(end).next?.t).toEqualTypeOf<Tensor<[2]> | undefined>();
  compile((nest: Nest) => nest as Tensor)([
    [1, 2],
    [x, row],
  ]);
});

test("other shapes are refused at the argument", () => {
  // @ts-expect-error -- three elements
  compile(flagged)([1, 2, 3]);
  // @ts-expect-error -- one element
  compile(flagged)([1]);
  // @ts-expect-error -- three elements
  compile(flagged)(zeros([3]));
  // @ts-expect-error -- a matrix
  compile(flagged)([[1, 2]]);
  // @ts-expect-error -- a scalar
  compile(flagged)(5);
  // @ts-expect-error -- three elements
  grad(flagged)([1, 2, 3]);
  // @ts-expect-error -- a matrix
  vjp(flagged, rows);
  // @ts-expect-error -- a vector
  hvp(sine, [1], [1]);
  // @ts-expect-error -- text instead of a flag
  compile(flagged)(x, "yes");
  // @ts-expect-error -- nothing
  compile(flagged)();
  // @ts-expect-error -- a matrix
  checkGradients(scaled, [rows]);
});

test("functions with a rule of their own and checkpoints know the shapes", () => {
  const doubled = customGradient((t: Tensor<[2]>, by: Tensor<[]>) => [t.mul(by), (u) => [u.mul(by), 0]]);
  expectTypeOf(doubled([1, 2], 3)).toEqualTypeOf<Tensor<[2]>>();
  // @ts-expect-error -- three elements
  doubled([1, 2, 3], 3);
  // @ts-expect-error -- a number is data
  customGradient((t: Tensor<[2]>, by: number) => [t.mul(by), (u) => u.mul(by)]);
  expectTypeOf(customGradient((t) => [t.exp(), (u) => u])([1])).toEqualTypeOf<Tensor>();
  expectTypeOf(checkpoint((t: Tensor<[2]>) => t.exp())(x)).toEqualTypeOf<Tensor<[2]>>();
});

test("functions of functions know the shapes", () => {
  expectTypeOf(grad(grad(sine))(2)).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(compile(grad(compile(sine)))(2)).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(compile(grad(flagged))([1, 2], true)).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(vmap(grad(sine))([1, 2])).toEqualTypeOf<Tensor<[number]>>();
  expectTypeOf(grad(checkpoint(flagged))([1, 2])).toEqualTypeOf<Tensor<[2]>>();
  const named: (t: Tensor<[2]>) => Tensor = compile(flagged);
  named(tensor([1, 2]));
});

test("a Jacobian has the form of the value, with that of the argument in each place", () => {
  const f = (o: { readonly a: Tensor<[2]>; readonly b: Tensor<[]>; readonly mode: "x" | null }) => ({
    y: o.a.mul(o.b),
    z: [o.b] as const,
  });
  const { y, z } = jacobian(f)({ a: [1, 2], b: 3, mode: null });
  expectTypeOf(y.a).toEqualTypeOf<Tensor<[2, 2]>>();
  expectTypeOf(y.b).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(y.mode).toEqualTypeOf<"x" | null>();
  expectTypeOf(z[0].a).toEqualTypeOf<Tensor<[2]>>();
  const h = hessian((o: { readonly a: Tensor<[2]>; readonly b: Tensor<[]> }) => o.a.sum().mul(o.b))({
    a: x,
    b: 1,
  });
  expectTypeOf(h.a.b).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(h.b.a).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(jacobian((t: Tensor) => t.sin())([1])).toEqualTypeOf<Tensor>();
});

test("a function that takes numbers beside tensors keeps them", () => {
  const like = (t: TensorLike, by: Tensor<[2]> | number): Tensor => x.mul(t as number).mul(by as number);
  compile(like)(3, 4);
  compile(like)([3], [1, 2]);
  grad((p: { readonly t: Tensor<[2]> | number }) => x.mul(p.t as number).sum())({ t: 3 });
});

test("what comes besides a gradient has the type that it was returned with, as tensors", () => {
  const loss = (p: { w: Tensor<[2]> }, x: Tensor<[]>) => [p.w.mul(x).sum(), { y: p.w, n: 3 }] as const;
  const found = valueAndGrad(loss, { hasAux: true })({ w: [1, 2] }, 3);
  expectTypeOf(found[0][0]).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(found[0][1].y).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(found[0][1].n).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(found[1].w).toEqualTypeOf<Tensor<[2]>>();
  const [gradient, aux] = grad((t) => [t.sum(), { y: t }] as const, { hasAux: true })([1, 2]);
  expectTypeOf(gradient).toEqualTypeOf<Tensor>();
  expectTypeOf(aux.y).toEqualTypeOf<Tensor>();
  // @ts-expect-error -- not a pair
  grad((t: Tensor<[2]>) => t.sum(), { hasAux: true });
  // @ts-expect-error -- there is no such option
  grad((t: Tensor<[2]>) => t.sum(), { argnums: 1 });
});
