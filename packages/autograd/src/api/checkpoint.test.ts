import { expect, test } from "vitest";
import { checkpoint, grad, hessian, jvp, type Tensor, tensor } from "../index.ts";

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

test("what is no function is refused", () => {
  expect(() => checkpoint(3 as never)).toThrow("checkpoint: takes a function, got 3.");
});
