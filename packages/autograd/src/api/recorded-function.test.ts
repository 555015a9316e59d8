import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { countModules } from "../../../../test/module-count.ts";
import { executables } from "../evaluate/executables.ts";
import { clearPlans } from "../evaluate/materialize.ts";
import { settings } from "../evaluate/settings.ts";
import {
  compile,
  ones,
  type Parameter,
  parameter,
  stopGradient,
  type Tensor,
  take,
  tensor,
  zeros,
} from "../index.ts";
import { sharedMemory } from "../wasm/compile-plan.ts";

const mebibyte = 1048576;

// Before others keep memory, which these wait for to be given back.
describe("a compiled function that nobody can call any more", () => {
  const collected = async (goal: () => boolean): Promise<void> => {
    for (let k = 0; k < 50 && !goal(); k++) {
      await new Promise((done) => setTimeout(done, 10));
      (globalThis as { gc?: () => void }).gc?.();
    }
  };

  const { idleBudget, idleCodeBudget } = executables;
  afterEach(() => {
    Object.assign(executables, { idleBudget, idleCodeBudget });
  });

  const memory = sharedMemory();
  /** Twenty that differ, of 80 kB and more. */
  const some = (from: number): void => {
    for (let k = 0; k < 20; k++) compile((x: Tensor) => x.exp().sum())(ones([from + k]));
  };

  test.each(["idleBudget", "idleCodeBudget"] as const)("gives its memory back, beyond %s", async (budget) => {
    executables[budget] = 0;
    some(20_000);
    await collected(() => memory.taken < 20 * 160_000);
    const { taken } = memory;
    const before = compile.stats().plans;
    some(10_000);
    expect(memory.taken).toBeGreaterThan(taken + 20 * 80_000);
    await collected(() => memory.taken <= taken);
    expect(memory.taken).toBeLessThanOrEqual(taken);
    expect(compile.stats().plans).toBeLessThanOrEqual(before);
  });

  test("leaves its plan for the next of its structure, as long as plans that nobody runs are small together", async () => {
    executables.idleBudget = 0;
    some(30_000);
    await collected(() => memory.taken < 20 * 240_000);
    const { taken } = memory;
    const { plans } = compile.stats();
    executables.idleBudget = 900_000;
    some(10_000);
    await collected(() => memory.taken <= taken + 900_000);
    expect(memory.taken).toBeLessThanOrEqual(taken + 900_000);
    expect(memory.taken).toBeGreaterThan(taken + 700_000);
    // Those that were left are there, and the others are compiled again.
    some(10_000);
    expect(compile.stats().plans).toBe(plans + 20);
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

describe("recordings of one structure", () => {
  const usual = { ...settings };
  let counted = { modules: 0 };

  beforeEach(() => {
    Object.assign(settings, { compileAfter: 2, verify: false });
    // What the environment allows is asked for once.
    compile((x: Tensor) => x.exp())([1, 2]);
    counted = countModules();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    Object.assign(settings, usual);
  });

  /** A step towards a goal, with momentum. Sizes make it a structure of its own. */
  const training = (w: Parameter, v: Parameter, goal: number) =>
    compile((x: Tensor) => {
      const error = w.mul(x).sub(goal);
      v.assign(v.mul(0.5).add(error.mul(x)));
      w.assign(w.sub(v.mul(0.25)));
      return error.square().sum();
    });

  test("are compiled once, whichever function they are of, and bring their own numbers", () => {
    const numbers = [1, 2, 3].map((k) => tensor([k, 0, 0, 0, 0, 0, -k]));
    const totals = numbers.map((own, k) => {
      const f = compile((x: Tensor) => x.mul(own).exp().mul(k).sum());
      return [1, 0.5].map((x) => f(x).item());
    });
    const expected = [1, 2, 3].map((own, k) =>
      [1, 0.5].map((x) => k * (Math.exp(own * x) + Math.exp(-own * x) + 5)),
    );
    for (const [k, row] of totals.entries())
      for (const [i, total] of row.entries())
        expect(total).toBeCloseTo((expected[k] as number[])[i] as number, 11);
    expect(counted.modules).toBe(1);
  });

  test("share a plan with graphs that were compiled without being asked for", () => {
    clearPlans();
    const x = ones([37]);
    const f = (y: Tensor): Tensor => y.exp().mul(y).sum();
    const first = f(x).item();
    expect([f(x).item(), f(x).item(), counted.modules]).toEqual([first, first, 1]);
    expect([compile(f)(x).item(), counted.modules]).toEqual([first, 1]);
    // It has gone to the function.
    expect([f(x).item(), compile(f)(x).item(), counted.modules]).toEqual([first, first, 2]);
  });

  test("get one each when they are called in turn, and values stay those of each", () => {
    const starts = [1, 2, 3, 4];
    const all = starts.map((start) => {
      const [w, v] = [parameter([start, 0, 0, 0, 0]), parameter([0, 0, 0, 0, 0])];
      return { w, v, goal: start, step: training(w, v, start) };
    });
    const model = starts.map((start) => ({ w: [start, 0, 0, 0, 0], v: [0, 0, 0, 0, 0], goal: start }));
    const turn = (k: number): void => {
      const { step } = all[k] as (typeof all)[number];
      const { w, v, goal } = model[k] as (typeof model)[number];
      const x = 1 + k / 4;
      let loss = 0;
      for (let i = 0; i < 5; i++) {
        const error = (w[i] as number) * x - goal;
        loss += error ** 2;
        v[i] = (v[i] as number) * 0.5 + error * x;
        w[i] = (w[i] as number) - (v[i] as number) * 0.25;
      }
      expect(step(x).item()).toBeCloseTo(loss, 12);
    };
    for (let k = 0; k < 4; k++) turn(k);
    expect(counted.modules).toBe(1);
    for (let k = 0; k < 4; k++) turn(k);
    const settled = counted.modules;
    expect(settled).toBeLessThanOrEqual(4);
    for (const k of [0, 1, 2, 3, 0, 0, 2, 1, 3, 2]) turn(k);
    expect(counted.modules).toBe(settled);
    for (const [k, { w, v }] of all.entries()) {
      const own = model[k] as (typeof model)[number];
      expect(w.toArray()).toEqual(own.w.map((value) => expect.closeTo(value, 12) as number));
      expect(v.toArray()).toEqual(own.v.map((value) => expect.closeTo(value, 12) as number));
    }
  });

  test("hand it on with the values and gradients that parameters had there saved", () => {
    const make = (from: number) => {
      const w = parameter([from, from, from]);
      const step = compile((x: Tensor) => {
        w.mul(x).sum().backward();
        w.assign(w.add(x));
      });
      return { w, step };
    };
    const [one, two] = [make(1), make(2)];
    one.step(10);
    two.step(20);
    expect([one.w.toArray(), one.w.grad?.toArray()]).toEqual([
      [11, 11, 11],
      [10, 10, 10],
    ]);
    expect([two.w.toArray(), two.w.grad?.toArray()]).toEqual([
      [22, 22, 22],
      [20, 20, 20],
    ]);
    one.step(1);
    expect([one.w.toArray(), two.w.toArray()]).toEqual([
      [12, 12, 12],
      [22, 22, 22],
    ]);
  });

  test("do not take a place for data for one that a parameter has written over", () => {
    const [x, y] = [tensor([1, 2, 3, 4, 5, 6]), tensor([6, 5, 4, 3, 2, 1])];
    const both = (): number[] =>
      compile((a: Tensor, b: Tensor) => a.mul(b).add(a))(x, y).toArray() as number[];
    const expected = both();
    const w = parameter([1, 1, 1, 1, 1, 1]);
    expect(compile((b: Tensor) => w.mul(b).add(w))(y).toArray()).toEqual([7, 6, 5, 4, 3, 2]);
    expect(both()).toEqual(expected);
    expect(counted.modules).toBe(1);
  });

  test("are told apart by what a refused call must not touch", () => {
    const x = tensor([1, 2, 3, 4]);
    const taken = (y: Tensor, at: Tensor): Tensor => take(y.mul(3), at);
    compile((y: Tensor, at: Tensor) => [taken(y, at), stopGradient(y.mul(2))])(
      x,
      tensor([0, 1], { dtype: "int32" }),
    );
    const w = parameter([0, 0, 0, 0]);
    const f = compile((y: Tensor, at: Tensor) => {
      w.assign(y.mul(2));
      return taken(y, at);
    });
    f(x, tensor([0, 1], { dtype: "int32" }));
    expect(() => f(x.mul(5), tensor([0, 9], { dtype: "int32" }))).toThrow(/^take: /);
    expect(w.toArray()).toEqual([2, 4, 6, 8]);
  });

  test("are told apart by what becomes of results, and by fastMath", () => {
    const product = (assigns: boolean) => {
      const w = parameter([1, 2]);
      const f = compile((x: Tensor) => {
        const next = w.mul(x).add(1);
        if (assigns) w.assign(next);
        return next;
      });
      return [f(2), f(2)].map((result) => result.toArray());
    };
    expect(product(true)).toEqual([
      [3, 5],
      [7, 11],
    ]);
    expect(product(false)).toEqual([
      [3, 5],
      [3, 5],
    ]);
    const [read, written] = [parameter([1, 2, 3]), parameter([0, 0, 0])];
    compile(() => written.assign(read.add(1)))();
    const count = compile(() => read.assign(read.add(1)));
    for (let k = 0; k < 3; k++) count();
    expect([read.toArray(), written.toArray()]).toEqual([
      [4, 5, 6],
      [2, 3, 4],
    ]);
    const fall = (first: boolean): unknown[] => {
      const [a, b] = [parameter([9, 7]), parameter([1, 2])];
      const f = compile(() => (first ? a : b).assign(a.sub(b)));
      for (let k = 0; k < 3; k++) f();
      return [a.toArray(), b.toArray()];
    };
    expect([fall(true), fall(false)]).toEqual([
      [
        [6, 1],
        [1, 2],
      ],
      [
        [9, 7],
        [8, 5],
      ],
    ]);
    const before = counted.modules;
    for (const fastMath of [false, true, false, true])
      compile((x: Tensor) => x.matmul(x), { fastMath })(ones([9, 9]));
    expect(counted.modules - before).toBe(2);
  });
});
