import { describe, expectTypeOf, it } from "vitest";
import {
  associativeScan,
  fixedPoint,
  odeint,
  quadrature,
  root,
  type Tensor,
  tensor,
  whileLoop,
  zeros,
} from "../index.ts";

describe("loops that end by their data", () => {
  it("give what they are begun with", () => {
    expectTypeOf(
      whileLoop(
        (x) => x.sum().less(9),
        (x) => x.add(1),
        zeros([2, 3]),
      ),
    ).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(fixedPoint((x) => x.cos(), zeros([2]))).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(fixedPoint((x) => x.cos(), 1)).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(
      root(({ a, b }) => ({ a: a.add(b.sum()), b: b.sub(a) }), { a: 1, b: zeros([2]) }),
    ).toEqualTypeOf<{ readonly a: Tensor<[]>; readonly b: Tensor<[2]> }>();
  });

  it("know what functions are given and have to return", () => {
    whileLoop(
      ({ x, n }) => {
        expectTypeOf(x).toEqualTypeOf<Tensor<[4]>>();
        return n.less(3);
      },
      ({ x, n }) => ({ x: x.mul(2), n: n.add(1) }),
      { x: zeros([4]), n: 0 },
    );
    const isSmall = (x: Tensor): Tensor => x.less(3);
    // @ts-expect-error: a tree of another structure.
    whileLoop(isSmall, (x) => ({ x }), 1);
    // @ts-expect-error: not a tensor.
    root(() => "x", 1);
    // @ts-expect-error: there is no such option.
    fixedPoint((x) => x, 1, { tol: 1 });
  });

  it("stack what they give at several times, and join elements into one", () => {
    expectTypeOf(odeint((y) => y.neg(), zeros([3]), zeros([5]))).toEqualTypeOf<Tensor<[5, 3]>>();
    expectTypeOf(
      odeint(({ q, p }) => ({ q: p, p: q.neg() }), { q: 1, p: zeros([2]) }, zeros([4])),
    ).toEqualTypeOf<{ readonly q: Tensor<[4]>; readonly p: Tensor<[4, 2]> }>();
    expectTypeOf(odeint(([q, p]) => [p, q.neg()], [tensor(1), zeros([2])], zeros([4]))).toEqualTypeOf<
      readonly [Tensor<[4]>, Tensor<[4, 2]>]
    >();
    expectTypeOf(root(([a, b]) => [b, a.sub(1)], [tensor(1), tensor(2)])).toEqualTypeOf<
      readonly [Tensor<[]>, Tensor<[]>]
    >();
    expectTypeOf(quadrature((x) => x.mul(tensor([1, 2])), 0, 1)).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(associativeScan((a, b) => a.add(b), zeros([4, 2]))).toEqualTypeOf<Tensor<[4, 2]>>();
    associativeScan(
      (a, b) => {
        expectTypeOf(a).toEqualTypeOf<Tensor<[2]>>();
        return b;
      },
      zeros([4, 2]),
    );
  });
});
