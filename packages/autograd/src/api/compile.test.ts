import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import { interpretOnly } from "../evaluate/compilation.ts";
import { resetStatistics } from "../evaluate/settings.ts";
import {
  compile,
  evaluate,
  grad,
  gradients,
  mt19937,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  tensor,
  where,
  zeros,
} from "../index.ts";

const x = tensor([
  [0, 0, 1],
  [1, 1, 1],
  [1, 0, 1],
  [0, 1, 1],
]);
const y = tensor([[0], [1], [1], [0]]);

function network(): { w1: Parameter<[3, 4]>; w2: Parameter<[4, 1]>; step: () => number } {
  const random = mt19937(10);
  const w1 = parameter(random.uniform([3, 4]));
  const w2 = parameter(random.uniform([4, 1]));
  return { w1, w2, step: () => descend(w1, w2).item() };
}

/** One step of gradient descent, written out. */
function descend(w1: Parameter<[3, 4]>, w2: Parameter<[4, 1]>) {
  const prediction = x.matmul(w1).sigmoid().matmul(w2).sigmoid();
  const loss = y.sub(prediction).square().sum().mul(0.5);
  const [d1, d2] = gradients(loss, [w1, w2]);
  const next = [w1.sub(d1), w2.sub(d2)] as const;
  evaluate([...next]);
  w1.assign(next[0]);
  w2.assign(next[1]);
  return loss;
}

describe("compile", () => {
  beforeEach(resetStatistics);
  afterEach(() => interpretOnly(false));

  test("trains to the same bits as plain code and as the interpreter", () => {
    const plain = network();
    for (let k = 0; k < 300; k++) plain.step();

    const compiled = network();
    const step = compile(() => descend(compiled.w1, compiled.w2));
    let loss = 0;
    for (let k = 0; k < 300; k++) loss = step().item();
    expect(step.plans).toBe(1);

    interpretOnly(true);
    const interpreted = network();
    for (let k = 0; k < 300; k++) interpreted.step();

    expect(compiled.w1.data()).toEqual(plain.w1.data());
    expect(compiled.w2.data()).toEqual(plain.w2.data());
    expect(interpreted.w1.data()).toEqual(plain.w1.data());
    expect(loss).toBeLessThan(0.6);
  });

  test("takes arguments, and records once for each combination of shapes, dtypes and structure", () => {
    const f = compile((t: { a: Tensor; b: readonly Tensor[] }) => t.b.map((each) => each.mul(t.a).sum()));
    const s = scalar(2);
    const once = f({ a: s, b: [tensor([1, 2]), tensor([3])] });
    expect(once.map((t) => t.item())).toEqual([6, 6]);
    expect(f({ a: scalar(3), b: [tensor([1, 1]), tensor([5])] }).map((t) => t.item())).toEqual([6, 15]);
    expect(f.plans).toBe(1);
    f({ a: s, b: [tensor([1, 2, 3])] });
    expect(f.plans).toBe(2);
    f({ a: s.cast("float32"), b: [tensor([1, 2, 3], { dtype: "float32" })] });
    expect(f.plans).toBe(3);
  });

  test("a result stays what it was when the function runs again", () => {
    const double = compile((t: typeof x) => t.mul(2));
    const first = double(x);
    double(zeros([4, 3]));
    expect(first.toArray()).toEqual(x.mul(2).toArray());
  });

  test.each<[shape: number[], size: number]>([
    [[], 1],
    [[1], 1],
    [[16], 16],
    [[8, 8], 64],
    [[5, 13], 65],
  ])("a result of shape %s is a tensor like any other, of every dtype", (shape, size) => {
    const start = tensor(Array.from({ length: size }, (_, k) => k - 3)).reshape(shape) as Tensor;
    const f = compile((t: Tensor) => ({
      float64: t.div(-8),
      float32: t.cast("float32").div(-8),
      int32: t.cast("int32").neg(),
      bool: t.less(0),
    }));
    const results = Object.values(f(start)) as Tensor[];
    f(start.mul(0));
    interpretOnly(true);
    for (const [k, expected] of (Object.values(f(start)) as Tensor[]).entries()) {
      const result = results[k] as Tensor;
      const data = result.data();
      expect(data).toEqual(expected.data());
      // A copy with a buffer of its own, that may be changed and given away.
      expect(data.buffer.byteLength).toBe(data.byteLength);
      data.fill(1);
      expect(result.toArray()).toEqual(expected.toArray());
      expect(result.data()).toEqual(expected.data());
      expect([result.shape, result.dtype, result.size]).toEqual([shape, expected.dtype, size]);
      expect(result.reshape([size]).data()).toEqual(expected.data());
      if (size === 1) expect(result.item()).toBe(expected.item());
    }
  });

  test("takes results of compiled functions, and tensors that are still to be computed", () => {
    const f = compile((t: Tensor, u: Tensor) => t.mul(2).add(u));
    const once = f(tensor([1, 2]), tensor([3, 4]));
    expect(f(once, once.add(1)).toArray()).toEqual([16, 25]);
    expect(f(once, tensor([0, 0]).exp()).toArray()).toEqual([11, 17]);
    expect(f.plans).toBe(1);
    expect(() => f(once, Symbol("s") as never)).toThrow("compile: takes tensors, numbers, and arrays");
    // A number has the shape of no argument before.
    expect(f(once, 1).toArray()).toEqual([11, 17]);
    expect(f(once, tensor([1, 1], { dtype: "float64" })).toArray()).toEqual([11, 17]);
    expect(f.plans).toBe(2);
  });

  test("reads parameters anew in each call, whoever assigned them", () => {
    const w = parameter([1, 2]);
    const f = compile(() => w.mul(10));
    expect(f().toArray()).toEqual([10, 20]);
    w.assign([3, 4]);
    expect(f().toArray()).toEqual([30, 40]);
    const grow = compile(() => w.assign(w.add(1)));
    grow();
    grow();
    expect(f().toArray()).toEqual([50, 60]);
    expect(w.toArray()).toEqual([5, 6]);
    w.assign([0, 0]);
    grow();
    expect(w.toArray()).toEqual([1, 1]);
  });

  test("parameters may exchange their values", () => {
    const a = parameter([1, 2, 3]);
    const b = parameter([4, 5, 6]);
    const swap = compile(() => {
      const old = a.mul(1);
      a.assign(b);
      b.assign(old);
    });
    swap();
    swap();
    swap();
    expect([a.toArray(), b.toArray()]).toEqual([
      [4, 5, 6],
      [1, 2, 3],
    ]);
  });

  test("a graph built outside keeps the value it was built with", () => {
    const w = parameter(1);
    const before = w.mul(10);
    const step = compile(() => w.assign(w.add(1)));
    step();
    const between = w.mul(10);
    step();
    expect([before.item(), between.item(), w.item()]).toEqual([10, 20, 3]);
  });

  test("leaves what backward found in grad", () => {
    const w = parameter([1, 2]);
    const f = compile(() => {
      const loss = w.square().sum();
      loss.backward();
      return loss;
    });
    f();
    expect(w.grad?.toArray()).toEqual([2, 4]);
    w.assign([5, 5]);
    f();
    // Nobody has used the first: it is added to, as outside.
    expect(w.grad?.toArray()).toEqual([12, 14]);
    w.grad = null;
    f();
    expect((w as Parameter).grad?.toArray()).toEqual([10, 10]);
  });

  test("leaves a gradient that was set inside", () => {
    const w = parameter(3);
    const fresh = compile(() => {
      w.grad = null;
      w.square().backward();
    });
    fresh();
    fresh();
    expect(w.grad?.item()).toBe(6);
    compile(() => {
      w.grad = null;
      return w.mul(1);
    })();
    expect((w as Parameter).grad).toBeNull();
  });

  test("refuses to read a value that is not known yet, and says what to do", () => {
    const text =
      "compile: a value cannot be read while the function is being recorded, since it is not known yet. " +
      "Choose by value with where(), or leave the function uncompiled.";
    const w = parameter(1);
    expect(() => compile((t: typeof y) => (t.sum().item() > 0 ? t : t.neg()))(y)).toThrow(text);
    expect(() => compile(() => w.toArray())()).toThrow(text);
    expect(() => compile((t: typeof y) => String(t))(y)).toThrow(text);
    expect(() => compile((t: typeof y) => t.data().length)(y)).toThrow(text);
    // Nothing of the recording stays behind.
    expect(w.item()).toBe(1);
    const chosen = compile((t: typeof y) => where(t.greater(0), t, t.neg()))(tensor([[-1], [2], [0], [1]]));
    expect(chosen.toArray()).toEqual([[1], [2], [-0], [1]]);
  });

  test("an error in the recording leaves parameters as they were", () => {
    const w = parameter([1, 2]);
    const bad = compile(() => {
      w.assign([9, 9]);
      w.add([1, 2, 3] as never);
    });
    expect(() => bad()).toThrow("add: shapes must broadcast");
    expect(w.toArray()).toEqual([1, 2]);
  });

  test("a parameter as an argument is itself, also where a recording or a derivative calls the function", () => {
    const p = parameter(1);
    const step = compile((w: Tensor<[]>) => {
      p.assign(p.add(9));
      return w.mul(1);
    });
    const q = parameter(1);
    const descend = compile((w: Tensor<[]>, rate: Tensor<[]>) => {
      const [slope] = gradients(w.square().mul(q), [q]);
      q.assign(q.sub(slope.mul(rate)));
      return gradients(w.square().mul(q), [q])[0];
    });
    const ways: [string, () => unknown][] = [
      ["alone", () => step(p).item()],
      ["in another function", () => compile(() => step(p))().item()],
      ["handed on", () => compile((w: Tensor<[]>) => step(w))(p).item()],
      ["in a derivative", () => grad((z: Tensor<[]>) => z.mul(step(p)))(3).item()],
    ];
    for (const [way, run] of ways) {
      p.assign(1);
      expect([way, run()]).toEqual([way, 10]);
    }
    for (const run of [() => descend(q, 0.1), () => compile(() => descend(q, 0.1))()]) {
      q.assign(1);
      expect(run().item()).toBeCloseTo(1.47, 12);
    }
  });

  test("can be asked whether it does what it did, between the calls that look by themselves", () => {
    let factor = 2;
    const w = parameter(1);
    const f = compile((x: Tensor) => {
      w.assign(w.add(1));
      return x.mul(factor);
    });
    f.check([1]);
    for (let k = 0; k < 5; k++) f([1]);
    f.check([1]);
    factor = 3;
    expect(f([1]).toArray()).toEqual([2]);
    expect(() => f.check([1])).toThrow(
      /^compile: a number in the function was 2 when it was recorded and is 3 now/,
    );
    // Of other shapes there is no recording yet, and nothing was run.
    f.check([1, 2]);
    expect(w.item()).toBe(7);
  });

  test("refuses anything but functions, options and tensors", () => {
    expect(() => compile(3 as never)).toThrow("compile: takes a function, got 3.");
    expect(() => compile(() => x, { fastMath: "yes" as never })).toThrow(
      'compile: fastMath must be true or false, got "yes".',
    );
    expect(() => compile(() => x, { fastmath: true } as never)).toThrow(
      'compile: there is no option "fastmath", only fastMath, check.',
    );
    expect(() => compile(() => x, 3 as never)).toThrow(
      "compile: options must be an object with fastMath, check, got 3.",
    );
    expect(() => compile(() => x, null as never)).toThrow(
      "compile: options must be an object with fastMath, check, got null.",
    );
    expect(() => compile((t: Tensor) => t)(Symbol("s") as never)).toThrow(
      "compile: takes tensors, numbers, and arrays",
    );
    const returned = "compile: the function must return tensors, trees of them or nothing, got";
    expect(() => compile(() => "text")()).toThrow(`${returned} "text".`);
    expect(() => compile(async () => x)()).toThrow(`${returned} a Promise.`);
  });

  describe("where WebAssembly is forbidden", () => {
    beforeEach(() => interpretOnly(true));

    test("the recording is interpreted", () => {
      let calls = 0;
      const f = compile((t: typeof y) => {
        calls += 1;
        return t.mul(2);
      });
      expect(f(y).toArray()).toEqual([[0], [2], [2], [0]]);
      expect(f(y.add(1)).toArray()).toEqual([[2], [4], [4], [2]]);
      expect([calls, f.plans]).toEqual([2, 1]);
      for (const k of [3, 4]) expect(f(y.add(k)).shape).toEqual([4, 1]);
      // Compared at calls 2 and 4.
      expect([calls, f.plans]).toEqual([3, 1]);
      expect(compile.stats().compiled).toBe(0);
    });

    test("numbers and arrays are tensors for the function, and for the caller", () => {
      expect(compile((t) => t.square().sum())([1, 2]).item()).toBe(5);
      expect((compile(() => 3) as unknown as () => Tensor)().item()).toBe(3);
      expect(compile(() => undefined)()).toBeUndefined();
      expect(() => compile(() => "text")()).toThrow("compile: the function must return tensors");
      expect(() => compile((t) => t)("text" as never)).toThrow("compile: the function must return tensors");
    });

    test("a value cannot be read inside", () => {
      const w = parameter(1);
      const text = "compile: a value cannot be read while the function is being recorded";
      expect(() => compile((t) => t.item())(2)).toThrow(text);
      expect(() => compile(() => w.item())()).toThrow(text);
    });

    test("a gradient from before that the function only removes may be gone by the next call", () => {
      const w = parameter(1);
      const f = compile((t) => {
        w.grad = null;
        return w.mul(t);
      });
      w.square().backward();
      expect([f(2).item(), f(3).item(), w.grad]).toEqual([2, 3, null]);
    });

    test("gradients from before are those of a compiled function", () => {
      const run = (): unknown[] => {
        const w = parameter([1, 2]);
        const f = compile((t: Tensor) => {
          const before = w.takeGradient();
          w.mul(t).sum().backward();
          return before === null ? undefined : before.mul(10);
        });
        const seen = [f(2), f(3), f(4)].map((result) => result?.toArray());
        w.grad = tensor([7, 8]);
        seen.push(f(5)?.toArray(), w.pendingGradient?.toArray());
        compile(() => w.takeGradient() && undefined)();
        return [...seen, f.plans, w.pendingGradient, w.grad?.toArray()];
      };
      const interpreted = run();
      expect(interpreted).toEqual([undefined, [20, 20], [30, 30], [70, 80], [5, 5], 2, null, [5, 5]]);
      interpretOnly(false);
      expect(interpreted).toEqual(run());
    });

    test("effects on parameters are those of a compiled function, bit for bit", () => {
      const run = (): unknown[] => {
        const { w1, w2 } = network();
        const step = compile(() => descend(w1, w2));
        const losses = Array.from({ length: 5 }, () => step().item());
        const loss = compile((t: Tensor) => {
          const value = t.sub(w1).square().sum();
          value.backward();
          return value;
        });
        loss(1);
        loss(2);
        const after = compile(() => {
          w1.grad = null;
        });
        const found = w1.grad?.data();
        after();
        return [losses, w1.data(), w2.data(), found, w1.grad];
      };
      const interpreted = run();
      interpretOnly(false);
      expect(interpreted).toEqual(run());
    });
  });

  test("adds several gradients to an earlier one in the order of plain code", () => {
    const calls = (wrapped: (f: (x: Tensor) => void) => (x: Tensor) => void): number => {
      const w = parameter(Math.sin(1));
      const f = wrapped((x) => {
        w.mul(x).square().sum().backward();
        w.sin().sum().backward();
      });
      for (const x of [10, 11, 12]) f(scalar(Math.sin(x)));
      return w.grad?.item() ?? NaN;
    };
    const plain = calls((f) => f);
    expect(calls((f) => compile(f) as (x: Tensor) => void)).toBe(plain);
  });

  test("a compiled function inside another is part of it", () => {
    const inner = compile((t: typeof y) => t.square());
    const outer = compile((t: typeof y) => inner(t).sum());
    expect(outer(y).item()).toBe(2);
    expect(inner.plans).toBe(0);
  });

  test("inside another, or a derivative, its arguments and results are tensors too", () => {
    const inner = compile((t) => t.square().sum());
    const constant = compile(() => 3) as unknown as () => Tensor;
    expect(compile((t) => t.mul(inner([1, 2])).add(constant().mul(2)))(10).item()).toBe(56);
    expect(grad((t) => t.mul(inner([1, 2])).mul(constant()))(10).item()).toBe(15);
    const returned = "compile: the function must return tensors, trees of them or nothing, got";
    expect(() => compile(() => compile(() => "text" as never)())()).toThrow(`${returned} "text".`);
  });

  test("counts what happened", () => {
    const f = (k: number) => tensor([1, 2, 3]).mul(k).sum().item();
    expect([f(1), f(2), f(3)]).toEqual([6, 12, 18]);
    const { hits, misses } = compile.stats();
    // The number is data: one structure, known from the second time on.
    expect({ hits, misses }).toEqual({ hits: 2, misses: 1 });
  });
});

test("texts of what a function takes, returns and uses say which it is, and what to do", () => {
  const text = (f: (...args: never[]) => unknown, ...args: unknown[]): string =>
    message(() => (compile(f as never) as unknown as (...args: unknown[]) => unknown)(...args));
  const [takes, returns] = ["takes", "the function must return"].map(
    (begin) => `compile: ${begin} tensors, numbers, and arrays or plain objects of these, got`,
  );
  expect(text(() => [1, null])).toBe(`${returns} null.`);
  expect(text(() => ({ loss: "small" }))).toBe(`${returns} "small".`);
  expect(text((x: unknown) => x, new Map([["w", 1]]))).toBe(`${takes} a Map. Use Object.fromEntries().`);
  expect(text((x: unknown) => x, new Set([1]))).toBe(`${takes} a Set. Use Array.from().`);
  expect(text((x: unknown) => x, Math.sin)).toBe(
    `${takes} a function. Refer to it in the function, or call it before.`,
  );
  const fitted = compile((x) => {
    const p = parameter(1);
    p.assign(gradients(p.sub(x).square(), [p])[0]);
    return p;
  });
  fitted(3);
  expect(message(() => fitted(3))).toBe(
    "compile: the function makes a parameter, which would be another one in each call: make it outside, with what it belongs to.",
  );
  function forward(this: { readonly w: Tensor }, x: Tensor): Tensor {
    return x.mul(this.w);
  }
  const model = { w: tensor(3), forward };
  const remedy =
    "compile: the function must not use this, which is not recorded. Compile an arrow function for each object, as in " +
    "step = compile((x) => this.forward(x)).";
  expect(text(forward, 2)).toBe(remedy);
  expect(message(() => grad(compile(forward as (x: Tensor) => Tensor<[]>))(2))).toBe(remedy);
  expect(compile((x) => model.forward(x))(2).item()).toBe(6);
});
