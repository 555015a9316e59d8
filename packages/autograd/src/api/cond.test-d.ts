import { expectTypeOf, it } from "vitest";
import { cond, type Tensor, tensor, zeros } from "../index.ts";

it("cond gives what both functions give, of a shape as far as they have the same", () => {
  const x = tensor([1, 2]);
  const p = x.sum().greater(0);
  expectTypeOf(
    cond(
      p,
      (a) => a.mul(2),
      (a) => a.neg(),
      x,
    ),
  ).toEqualTypeOf<Tensor<[2]>>();
  expectTypeOf(
    cond(
      p,
      (a, b) => [a, { b }],
      (a) => [a, { b: zeros([3]) }],
      x,
      1,
    ),
  ).toEqualTypeOf<readonly [Tensor<[2]>, { readonly b: Tensor }]>();
  cond(
    p,
    ({ a }) => {
      expectTypeOf(a).toEqualTypeOf<Tensor<[2]>>();
      return a;
    },
    ({ a }) => a,
    { a: x },
  );
  const twice = (): Tensor => x;
  // @ts-expect-error: the predicate is a truth value.
  cond("yes", twice, twice);
});
