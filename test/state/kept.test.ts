import { compile, gradients, ones, parameter, type Tensor, tensor } from "@chainrule/autograd";
import { afterEach, expect, test } from "vitest";
import { sharedMemory } from "../../packages/autograd/src/wasm/compile-plan.ts";

const { budget } = sharedMemory();

afterEach(() => {
  sharedMemory().budget = budget;
});

test("a known value is told from another by what it was computed from, where a derivative goes on behind it", () => {
  const found = (f: (x: Tensor<[2]>) => Tensor<[2]>): number[] => {
    const x = tensor([1, 2]);
    const y = f(x);
    y.data();
    return gradients(y.mul(y).sum(), [x])[0].toArray();
  };
  for (let k = 0; k < 4; k++) {
    expect(found((x) => x.mul(2))).toEqual([8, 16]);
    expect(found((x) => x.square())).toEqual([4, 32]);
    expect(found((x) => x.neg())).toEqual([2, 4]);
  }
});

test("a gradient that a compiled function left in memory outlives its place there", () => {
  const w = parameter([1, 2, 3]);
  const found = compile((x: Tensor<[3]>) => {
    w.mul(x).sum().backward();
  });
  found(tensor([5, 6, 7]));
  // Whatever runs next needs the room, and writes there.
  sharedMemory().budget = 0;
  for (const size of [2000, 2000, 2000, 3, 3, 3, 3]) {
    for (let k = 1; k < 3; k++) compile((x: Tensor) => x.mul(k).sin().sum())(ones([size]));
  }
  expect(w.grad?.toArray()).toEqual([5, 6, 7]);
});
