import { describe, expect, test } from "vitest";
import {
  checkpoint,
  compile,
  customGradient,
  grad,
  gradients,
  hessian,
  hvp,
  jacobian,
  jvp,
  type Tensor,
  tensor,
  vjp,
  vmap,
} from "../index.ts";

const rows = tensor([
  [0.3, -0.7],
  [1.1, 0.2],
  [-0.4, 2],
]);
const each = [tensor([0.3, -0.7]), tensor([1.1, 0.2]), tensor([-0.4, 2])];
const f = (x: Tensor): Tensor => x.sin().mul(x.sum().exp());
const loss = (x: Tensor): Tensor => f(x).square().sum();

/** What a function gives example by example. */
const oneByOne = (g: (x: Tensor) => Tensor): unknown[] => each.map((x) => g(x).toArray());

describe("vmap nests", () => {
  test("with itself", () => {
    const distance = (a: Tensor, b: Tensor): Tensor => a.sub(b).norm();
    const pairs = vmap((a) => vmap((b) => distance(a, b))(rows))(rows);
    expect(pairs.toArray()).toEqual(each.map((a) => each.map((b) => distance(a, b).item())));
    expect(vmap(vmap((x) => x.exp()))(rows).toArray()).toEqual(rows.exp().toArray());
    const table = vmap(
      vmap((a, b) => a.mul(b), { in: [null, 0] }),
      { in: [0, null] },
    );
    expect(table([1, 2], [3, 4, 5]).toArray()).toEqual([
      [3, 4, 5],
      [6, 8, 10],
    ]);
  });

  test("over derivatives", () => {
    const v = tensor([1, -2]);
    const derivatives: Record<string, (x: Tensor) => Tensor> = {
      grad: grad(loss),
      "grad of grad": grad((x) => grad(loss)(x).square().sum()),
      jacobian: jacobian(f),
      "jacobian in reverse": jacobian(f, { mode: "reverse" }),
      hessian: hessian(loss),
      jvp: (x) => jvp(f, [x], [v])[1],
      vjp: (x) => vjp(f, x)[1](v)[0],
      hvp: (x) => hvp(loss, x, v),
      gradients: (x) => gradients(loss(x), [x])[0],
    };
    for (const [name, g] of Object.entries(derivatives))
      expect([name, vmap(g)(rows).toArray()]).toEqual([name, oneByOne(g)]);
  });

  test("under derivatives", () => {
    const total = (x: Tensor): Tensor => vmap(loss)(x).sum();
    expect(grad(total)(rows).toArray()).toEqual(oneByOne(grad(loss)));
    expect(jvp(vmap(f), [rows], [rows])[1].toArray()).toEqual(oneByOne((x) => jvp(f, [x], [x])[1]));
    for (const mode of ["forward", "reverse"] as const) {
      const blocks = jacobian(vmap(f), { mode })(rows).toArray() as unknown as number[][][][];
      const zero = [
        [0, 0],
        [0, 0],
      ];
      expect(blocks.map((block, i) => block.map((_, k) => each.map((_, j) => blocks[i]?.[k]?.[j])))).toEqual(
        blocks,
      );
      for (const [i, x] of each.entries()) {
        for (const j of each.keys()) {
          const block = blocks[i]?.map((row) => row[j]);
          expect(block).toEqual(i === j ? jacobian(f, { mode })(x).toArray() : zero);
        }
      }
    }
    const second = hessian(total)(rows);
    expect(second.shape).toEqual([3, 2, 3, 2]);
    expect(
      second
        .slice([1, null, 1] as never)
        .reshape([2, 2])
        .toArray(),
    ).toEqual(hessian(loss)(each[1] as Tensor).toArray());
  });

  test("with compile, on either side", () => {
    const fast = compile((x: Tensor) => vmap(f)(x));
    expect(fast(rows).toArray()).toEqual(oneByOne(f));
    expect(fast(rows.mul(2)).toArray()).toEqual(each.map((x) => f(x.mul(2)).toArray()));
    expect(fast.plans).toBe(1);
    expect(vmap(compile(f))(rows).toArray()).toEqual(oneByOne(f));
  });

  test("with rules of the user's own", () => {
    const clipped = customGradient((x) => [x.exp(), (u) => u.mul(x).clip(-1, 1)]);
    const g = (x: Tensor): Tensor => clipped(x).mul(x.sum()).sum();
    const derivative = oneByOne(grad(g));
    expect(vmap(grad(g))(rows).toArray()).toEqual(derivative);
    expect(grad((x) => vmap(g)(x).sum())(rows).toArray()).toEqual(derivative);
    expect(vmap(jacobian(clipped))(rows).toArray()).toEqual(oneByOne(jacobian(clipped)));
    const moved = (x: Tensor): Tensor => jvp(clipped, [x], [x])[1];
    expect(vmap(moved)(rows).toArray()).toEqual(oneByOne(moved));
    expect(jvp(vmap(clipped), [rows], [rows])[1].toArray()).toEqual(oneByOne(moved));
    const twice = vmap(vmap(grad((x) => clipped(x.square()))));
    expect(twice(rows).toArray()).toEqual(vmap(grad((x) => clipped(x.square()).sum()))(rows).toArray());
    // One after the other, so that each rule's answer meets the next rule.
    const chain = (x: Tensor): Tensor => clipped(clipped(x).sin()).sum();
    expect(grad((x) => vmap(chain)(x).sum())(rows).toArray()).toEqual(oneByOne(grad(chain)));
    expect(
      hessian((x) => vmap(chain)(x).sum())(rows)
        .sum(0)
        .sum(1)
        .toArray(),
    ).toEqual(
      hessian((x) => vmap(chain)(x).sum())(rows)
        .sum([0, 2])
        .toArray(),
    );
  });

  test("with rules of several arguments, of which all examples share one", () => {
    const product = customGradient((a, b) => [a.mul(b), (u) => [u.mul(b).mul(2), u.mul(a).mul(3)]]);
    const shared = (x: Tensor, w: Tensor): Tensor => vmap(product, { in: [0, null] })(x, w).sum();
    const [dx, dw] = vjp(shared, rows, tensor([5, 7]))[1](1);
    expect(dx.toArray()).toEqual([
      [10, 14],
      [10, 14],
      [10, 14],
    ]);
    expect(dw.toArray()).toEqual(rows.mul(3).sum(0).toArray());
  });

  test("with checkpoint, on either side", () => {
    const derivative = oneByOne(grad(loss));
    expect(vmap(grad(checkpoint(loss)))(rows).toArray()).toEqual(derivative);
    expect(grad((x) => vmap(checkpoint(loss))(x).sum())(rows).toArray()).toEqual(derivative);
    expect(grad((x) => checkpoint(vmap(loss))(x).sum())(rows).toArray()).toEqual(derivative);
    const w = tensor([1, 2]);
    const g = checkpoint((x, v) => x.mul(v).exp().sum());
    const dw = grad((v) => vmap(g, { in: [0, null] })(rows, v).sum());
    expect(dw(w).toArray()).toEqual(rows.mul(rows.mul(w).exp()).sum(0).toArray());
  });
});

test("a compiled function has derivatives inside other transformations", () => {
  const square = compile((x: Tensor) => x.square());
  expect(grad((x) => square(x) as Tensor)(3).item()).toBe(6);
  expect(grad(checkpoint(square as never))(3).item()).toBe(6);
  expect(jacobian(square as never)([1, 2]).toArray()).toEqual([
    [2, 0],
    [0, 4],
  ]);
});
