import { describe, expectTypeOf, it } from "vitest";
import { parameter, scan, type Tensor, tensor, zeros } from "../index.ts";

const rows = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);

describe("scan", () => {
  it("gives what is carried as it was, and the rest stacked", () => {
    const [carry, ys] = scan((h, x) => [h.add(x), h.sum()], zeros([2]), rows);
    expectTypeOf(carry).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(ys).toEqualTypeOf<Tensor<[3]>>();
    expectTypeOf(scan((sum, x) => [sum.add(x), null], 0, [1, 2])).toEqualTypeOf<[Tensor<[]>, null]>();
    expectTypeOf(scan((a) => [a.mul(2), { a }], zeros([4]), null, { length: 3 })[1]).toEqualTypeOf<{
      readonly a: Tensor<[number, 4]>;
    }>();
  });

  it("knows trees, and what a step is given of them", () => {
    scan(
      ({ h, n }, [x, label]) => {
        expectTypeOf(h).toEqualTypeOf<Tensor<[2]>>();
        expectTypeOf(x).toEqualTypeOf<Tensor<[2]>>();
        expectTypeOf(label).toEqualTypeOf<Tensor<[]>>();
        return [{ h: h.add(x), n: n.add(1) }, label];
      },
      { h: zeros([2]), n: 0 },
      [rows, [0, 1, 0]],
    );
  });

  it("takes functions of tensors of any shape, and parameters", () => {
    const step = (c: Tensor, x: Tensor): [Tensor, Tensor] => [c.add(x), c];
    expectTypeOf(scan(step, parameter(0), tensor([1, 2]))).toEqualTypeOf<[Tensor<[]>, Tensor]>();
  });

  it("refuses what carries something else on", () => {
    // @ts-expect-error: the carry is a tensor.
    scan((h, x) => [{ h }, x], zeros([2]), rows);
    // @ts-expect-error: a pair is returned.
    scan((h) => h, zeros([2]), rows);
  });
});
