import { afterEach, describe, expect, test } from "vitest";
import { compile, ones, parameter, type Tensor, tensor, zeros } from "../index.ts";
import { sharedMemory } from "../wasm/compile-plan.ts";

const mebibyte = 1048576;

describe("a recording that loses its place in memory", () => {
  const memory = sharedMemory();
  const { budget, codeBudget } = memory;
  afterEach(() => {
    memory.budget = budget;
    memory.codeBudget = codeBudget;
  });

  test("leaves gradients what they are when it is forgotten", () => {
    const w = parameter([1, 2, 3, 4, 5, 6, 7, 8]);
    const f = compile((x: Tensor) => {
      if (x.shape[0] === 1) {
        w.mul(x.sum()).sum().backward();
        return undefined;
      }
      return x.exp().sum();
    });
    f(ones([1]));
    for (let k = 2; k <= 64; k++) f(ones([k]));
    f(ones([1]));
    for (let k = 65; k <= 70; k++) f(ones([k]).mul(7));
    expect(w.grad?.toArray()).toEqual(Array.from({ length: 8 }, () => 2));
  });

  test("does so to others, within the budget, and is compiled again when it runs again", () => {
    memory.budget = 4 * mebibyte;
    const f = compile((x: Tensor) => x.exp().mul(x).sum());
    const inputs = Array.from({ length: 16 }, (_, k) => ones([100_000 + k]));
    const first = inputs.map((x) => f(x).item());
    expect(f.plans).toBe(16);
    expect(memory.taken).toBeLessThanOrEqual(4 * mebibyte);
    expect(inputs.map((x) => f(x).item())).toEqual(first);
  });

  test("keeps the values and gradients of parameters", () => {
    const w = parameter(zeros([1000]));
    const never = parameter([0, 0]);
    const step = compile((x: Tensor) => {
      w.assign(w.add(x));
      w.mul(3).sum().backward();
      never.assign(never.add(1));
      return x.sum().mul(w.sum());
    });
    const crowd = (): void => {
      memory.budget = mebibyte;
      compile((x: Tensor) => x.exp())(ones([200_000]));
      compile((x: Tensor) => x.exp())(ones([200_000]));
    };
    for (let k = 0; k < 3; k++) {
      step(1);
      crowd();
    }
    expect(w.data()[999]).toBe(3);
    expect(w.grad?.data()[999]).toBe(9);
    step(1);
    expect(w.data()[7]).toBe(4);
    expect(w.grad?.data()[7]).toBe(12);
    expect(never.toArray()).toEqual([4, 4]);
  });

  test("has the data that the function refers to when it is compiled again", () => {
    const own = tensor([1, 2, 3]).exp();
    own.data();
    const f = compile((x: Tensor) => x.mul(own).add([1, 2, 3]));
    const x = ones([3]);
    const first = f(x).toArray();
    for (let k = 0; k < 3; k++) {
      // There is room for the code of one plan, and others write where this one was.
      memory.codeBudget = 0;
      compile((y: Tensor) => y.exp())(ones([k + 1]));
      memory.codeBudget = codeBudget;
      memory.view("float64").fill(7);
      compile.resetStats();
      const { plans } = compile.stats();
      expect(f(x).toArray()).toEqual(first);
      expect(compile.stats()).toMatchObject({ plans: plans + 1, compiled: 1, interpreted: 0 });
    }
  });

  test("is not in the way of a gradient that is evaluated for it", () => {
    const w = parameter(ones([10_000]));
    const step = compile((x: Tensor) => {
      w.mul(x).sum().backward();
    });
    const large = ones([40, 10_000]);
    const other = compile((x: Tensor) => x.sum());
    memory.budget = mebibyte;
    for (let k = 1; k < 4; k++) {
      step(1);
      other(large);
      // The second time this is compiled, in place of the step.
      w.grad = large.mul(k).sum(0);
      step(1);
      expect(w.grad?.data()[5]).toBe(40 * k + 1);
      w.grad = null;
    }
  });
});

describe("a compiled function that nobody can call any more", () => {
  const collected = async (goal: () => boolean): Promise<void> => {
    for (let k = 0; k < 50 && !goal(); k++) {
      await new Promise((done) => setTimeout(done, 10));
      (globalThis as { gc?: () => void }).gc?.();
    }
  };

  test("gives its memory back", async () => {
    const memory = sharedMemory();
    const { taken } = memory;
    const before = compile.stats().plans;
    (() => {
      for (let k = 0; k < 20; k++) compile((x: Tensor) => x.exp().sum())(ones([10_000]));
    })();
    expect(memory.taken).toBeGreaterThan(taken + 20 * 80_000);
    await collected(() => memory.taken <= taken);
    expect(memory.taken).toBeLessThanOrEqual(taken);
    expect(compile.stats().plans).toBeLessThanOrEqual(before);
  });

  test("does not, while a parameter's value or gradient lies there", async () => {
    const w = parameter([1, 2]);
    const v = parameter([1, 2]);
    (() => {
      compile((x: Tensor) => w.assign(w.mul(x)))(10);
      compile((x: Tensor) => v.mul(x).sum().backward())(10);
    })();
    let waited = 0;
    await collected(() => ++waited > 5);
    for (let k = 0; k < 8; k++) compile((x: Tensor) => x.mul(k))(tensor([7, 7, 7]));
    expect(w.toArray()).toEqual([10, 20]);
    expect(v.grad?.toArray()).toEqual([10, 10]);
  });
});
