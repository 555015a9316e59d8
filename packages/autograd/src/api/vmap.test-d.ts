import { describe, expectTypeOf, it } from "vitest";
import { grad, parameter, type Tensor, tensor, vmap, zeros } from "../index.ts";

const rows = tensor([
  [1, 2],
  [3, 4],
]);

describe("vmap", () => {
  it("takes functions of tensors of any shape", () => {
    expectTypeOf(vmap((x) => x.sum())(rows)).toEqualTypeOf<Tensor>();
    expectTypeOf(vmap((x, w) => x.dot(w), { in: [0, null], out: 0 })(rows, [1, 2])).toEqualTypeOf<Tensor>();
    expectTypeOf(vmap(vmap((x) => x.square()))(rows)).toEqualTypeOf<Tensor>();
    expectTypeOf(
      vmap(
        grad((x) => x.square().sum()),
        { out: -1 },
      )(rows),
    ).toEqualTypeOf<Tensor>();
    expectTypeOf(grad((x) => vmap((row) => row.sum())(x).sum())(rows)).toEqualTypeOf<Tensor>();
  });

  it("knows the shapes of results from those of one example", () => {
    const f = (x: Tensor<[2]>, w: Tensor<[2, 3]>): Tensor<[3]> => x.matmul(w);
    expectTypeOf(vmap(f, { in: [0, null] })(rows, zeros([2, 3]))).toEqualTypeOf<Tensor<[number, 3]>>();
    expectTypeOf(vmap(f, { in: [0, null] })(rows, parameter(zeros([2, 3])))).toEqualTypeOf<
      Tensor<[number, 3]>
    >();
  });

  it("knows where the results lie", () => {
    const f = (x: Tensor<[2]>): Tensor<[2]> => x.square();
    expectTypeOf(vmap(f, { out: 0 })(rows)).toEqualTypeOf<Tensor<[number, 2]>>();
    expectTypeOf(vmap(f, { out: -1 })(rows)).toEqualTypeOf<Tensor<[2, number]>>();
    expectTypeOf(vmap(f, { in: 1, out: 1 })(rows)).toEqualTypeOf<Tensor>();
  });

  it("takes and gives trees", () => {
    const f = vmap((p: { x: Tensor<[2]>; t: readonly [Tensor<[]>] }) => ({
      y: p.x.mul(p.t[0]),
      n: [p.x.sum(), 1] as const,
    }));
    const { y, n } = f({ x: rows, t: [tensor([1, 2])] });
    expectTypeOf(y).toEqualTypeOf<Tensor<[number, 2]>>();
    expectTypeOf(n).toEqualTypeOf<readonly [Tensor<[number]>, Tensor<[number]>]>();
    // @ts-expect-error -- t is missing
    f({ x: rows });
    // @ts-expect-error -- text is not a tensor
    f({ x: "rows", t: [tensor([1, 2])] });
  });

  it("takes a tree of axes for an argument", () => {
    const f = (p: { x: Tensor<[2]>; by: Tensor<[]> }): Tensor<[2]> => p.x.mul(p.by);
    expectTypeOf(vmap(f, { in: [{ x: 0, by: null }] })({ x: rows, by: 3 })).toEqualTypeOf<
      Tensor<[number, 2]>
    >();
    // @ts-expect-error -- an axis is a number
    vmap(f, { in: [{ x: "0", by: null }] });
  });

  it("refuses other options and functions", () => {
    // @ts-expect-error -- an axis is a number
    vmap((x) => x, { in: "0" });
    // @ts-expect-error -- there is no option axis
    vmap((x) => x, { axis: 0 });
    // @ts-expect-error -- a function must return tensors
    vmap(() => "text");
  });
});
