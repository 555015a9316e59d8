import { describe, expect, test } from "vitest";
import {
  checkpoint,
  compile,
  grad,
  gradients,
  hessian,
  jvp,
  parameter,
  scalar,
  type Tensor,
  tensor,
  vmap,
} from "../index.ts";

const f = (x: Tensor, w: Tensor): Tensor => x.mul(w).sin().exp().sum();
const x = tensor([0.3, -0.7, 2]);
const w = tensor([1.1, 0.2, -0.4]);

test("a checkpointed function has the same value and derivatives", () => {
  const g = checkpoint(f);
  expect(g(x, w).item()).toBe(f(x, w).item());
  expect(grad(g)(x, w).toArray()).toEqual(grad(f)(x, w).toArray());
  expect(jvp(g, [x, w], [w, x])[1].item()).toBeCloseTo(jvp(f, [x, w], [w, x])[1].item(), 14);
  const second = hessian(g)(x, w).toArray() as unknown as number[][];
  const plain = hessian(f)(x, w).toArray() as unknown as number[][];
  for (const [i, row] of plain.entries()) {
    for (const [j, value] of row.entries()) expect(second[i]?.[j]).toBeCloseTo(value, 13);
  }
});

test("the derivative computes the function again", () => {
  let calls = 0;
  const counted = checkpoint((t) => {
    calls += 1;
    return t.square();
  });
  const y = counted(3);
  expect([y.item(), calls]).toEqual([9, 1]);
  expect(grad((t) => counted(t))(3).item()).toBe(6);
  expect(calls).toBe(3);
});

describe("what the function refers to has derivatives as in the function itself:", () => {
  test("parameters, once and several times", () => {
    const v = parameter(3);
    const y = checkpoint((t) => t.mul(v))(2);
    expect(gradients(y, [v])[0].item()).toBe(2);
    y.backward();
    expect(v.grad?.item()).toBe(2);
    const squared = checkpoint((t) => t.mul(v.square()).add(v))(2);
    expect(gradients(squared, [v])[0].item()).toBe(13);
    expect(gradients(checkpoint(() => v.mul(5))(), [v])[0].item()).toBe(5);
    expect(gradients(checkpoint(() => v)(), [v])[0].item()).toBe(1);
  });

  test("tensors, and what was computed from the argument outside", () => {
    const t = tensor([1, 2]);
    const z = t.square();
    const y = checkpoint((u) => u.mul(z).mul(z).sum())([3, 5]);
    expect(gradients(y, [z, t]).map((g) => g.toArray())).toEqual([
      [6, 40],
      [12, 160],
    ]);
    const twice = grad((u) => checkpoint((s) => s.sin().mul(u))(u));
    const plain = grad((u) => u.sin().mul(u));
    expect(twice(1).item()).toBe(plain(1).item());
    expect(grad(twice)(1).item()).toBeCloseTo(grad(plain)(1).item(), 14);
    expect(jvp((u) => checkpoint((s) => s.sin().mul(u))(u), [1], [2])[1].item()).toBeCloseTo(
      2 * plain(1).item(),
      14,
    );
    expect(checkpoint((u) => u)(4).item()).toBe(4);
    expect(grad(checkpoint((u) => u))(4).item()).toBe(1);
  });

  test("at second order, under vmap, nested and compiled", () => {
    const v = parameter([0.5, -1]);
    const loss = (u: Tensor): Tensor => u.mul(v).exp().mul(v.square()).sum();
    const both = (g: (u: Tensor) => Tensor): unknown[] => [
      grad((p) => grad((u) => g(u).mul(p))([1, 2]).sum())(3).toArray(),
      gradients(g(tensor([1, 2])), [v])[0].toArray(),
      gradients(
        gradients(g(tensor([1, 2])), [v])[0]
          .square()
          .sum(),
        [v],
      )[0].toArray(),
      gradients(
        vmap(g)([
          [1, 2],
          [3, 4],
        ]).sum(),
        [v],
      )[0].toArray(),
      compile(() => gradients(g(tensor([1, 2])), [v])[0])().toArray(),
    ];
    const plain = both(loss);
    for (const g of [checkpoint(loss), checkpoint((u) => checkpoint(loss)(u))])
      for (const [k, found] of both(g).entries()) expectClose(found, plain[k]);
  });
});

function expectClose(found: unknown, wanted: unknown): void {
  const [a, b] = [[found].flat(3), [wanted].flat(3)] as [number[], number[]];
  expect(a.length).toBe(b.length);
  for (const [k, value] of a.entries()) expect(value).toBeCloseTo(b[k] as number, 10);
}

test("a parameter that was assigned before the derivative is refused", () => {
  const text =
    "checkpoint: parameters that the function reads must keep their values until the derivative is asked for, " +
    "got one of shape [] that was assigned.";
  for (const of of [(v: Tensor) => v, (v: Tensor) => v.square()]) {
    const v = parameter(3);
    const t = scalar(2);
    const y = checkpoint((u) => u.mul(of(v)))(t);
    v.assign(4);
    expect(() => gradients(y, [t])).toThrow(text);
  }
});

test("anything but a function is refused, and so is a function that returns no tensor or a different one each time", () => {
  expect(() => checkpoint(3 as never)).toThrow("checkpoint: takes a function, got 3.");
  const returned = "checkpoint: the function must return a tensor, got";
  expect(() => checkpoint((() => 3) as never)(1)).toThrow(`${returned} 3.`);
  expect(() => checkpoint(((t: Tensor) => [t, t]) as never)([1])).toThrow(`${returned} an array.`);
  let calls = 0;
  const fickle = checkpoint((t) => (calls++ > 0 ? t.mul(w).sum() : t.sum()));
  expect(() => grad(fickle)(x)).toThrow(
    "checkpoint: the function must do the same each time it is called, but did something else for the derivative.",
  );
});
