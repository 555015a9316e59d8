import v8 from "node:v8";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { countModules } from "../../../../test/module-count.ts";
import { compile, gradients, ones, scalar, type Tensor, take, tensor } from "../index.ts";
import { sameBits } from "../shape/same-bits.ts";
import { CompiledPlan, sharedMemory } from "../wasm/compile-plan.ts";
import { type WebAssemblyEngine, webAssembly } from "../wasm/engine.ts";
import { interpretOnly } from "./compilation.ts";
import { clearPlans } from "./materialize.ts";
import { resetStatistics, settings, statistics } from "./settings.ts";

const mebibyte = 1048576;

const valueOf = (x: Tensor): Tensor => x.add(1).mul(x);
const valueAt = (x: Tensor): number => x.add(1).mul(x).sum().item();

describe("plans compiled without being asked for", () => {
  const memory = sharedMemory();
  const { budget } = memory;
  const usual = { ...settings };
  const engine = webAssembly() as WebAssemblyEngine;

  beforeEach(() => {
    // Other projects compile at once, and interpret everything as well.
    Object.assign(settings, { compileAfter: 2, verify: false });
    clearPlans();
    resetStatistics();
  });
  afterEach(() => {
    memory.budget = budget;
    Object.assign(settings, usual);
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  test("make room for each other within a budget of bytes", () => {
    memory.budget = mebibyte;
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < 40; k++) {
        const x = ones([20_000 + k]);
        const first = valueAt(x);
        for (let r = 0; r < 2; r++) expect(valueAt(x)).toBe(first);
      }
      expect(memory.taken).toBeLessThanOrEqual(mebibyte);
    }
    // In the second pass, the first run of each would take the place of one that was needed since.
    expect(statistics.compiled).toBe(2 * 40 * 2);
    expect(memory.memory.buffer.byteLength).toBeLessThan(4 * mebibyte);
  });

  test("do not displace one another for ever when they are needed in turn", () => {
    memory.budget = mebibyte;
    const inputs = Array.from({ length: 10 }, (_, k) => ones([20_000 + k]));
    const epoch = (): { compiled: number; modules: number } => {
      resetStatistics();
      const { modules } = counted;
      for (const x of inputs) expect(valueAt(x)).toBe(2 * x.size);
      return { compiled: statistics.compiled, modules: counted.modules - modules };
    };
    const counted = countModules();
    expect(epoch()).toEqual({ compiled: 0, modules: 0 });
    expect(epoch()).toEqual({ compiled: 10, modules: 10 });
    const third = epoch();
    expect(third.modules).toBe(0);
    expect(third.compiled).toBeGreaterThan(2);
    expect(third.compiled).toBeLessThan(8);
    expect(epoch()).toEqual(third);
    // Of what is needed on its own from now on, each comes back.
    for (const x of inputs.slice(0, 2)) for (let k = 0; k < 2; k++) valueAt(x);
    resetStatistics();
    for (const x of inputs.slice(0, 2)) valueAt(x);
    expect(statistics).toMatchObject({ compiled: 2, interpreted: 0 });
  });

  test("free what they hold when they give way, though no job ends meanwhile", () => {
    const { codeBudget } = memory;
    const before = memory.count;
    memory.codeBudget = memory.code + 300_000;
    try {
      for (let k = 0; k < 200; k++) for (let r = 0; r < 2; r++) valueAt(ones([k + 1]));
    } finally {
      memory.codeBudget = codeBudget;
    }
    expect(statistics.compiled).toBe(200);
    expect(memory.count).toBeLessThan(before + 20);
    // Goes through the whole heap, hence once.
    expect(v8.queryObjects(CompiledPlan, { format: "count" })).toBeLessThan(before + 20);
  });

  test("are given data that is not there already, and no other", () => {
    const write = vi.spyOn(CompiledPlan.prototype, "write");
    const product = (a: Tensor, b: Tensor): number => a.mul(b).sum().item();
    const filled = (value: number): Tensor => ones([100]).mul(value).detach();
    const [a, b, c] = [filled(2), filled(3), filled(5)];
    // All of them are data by now.
    for (const t of [a, b, c]) t.toArray();
    product(a, b);
    const runs: readonly (readonly [Tensor, Tensor, value: number, writes: number])[] = [
      [a, b, 600, 2],
      [a, b, 600, 0],
      [c, b, 1500, 1],
      [c, b, 1500, 0],
      [c, a, 1000, 1],
      [a, a.add(0).detach(), 400, 2],
    ];
    for (const [first, second, value, writes] of runs) {
      second.toArray();
      write.mockClear();
      expect(product(first, second)).toBe(value);
      expect(write).toHaveBeenCalledTimes(writes);
    }
  });

  test("are interpreted from then on where there is not enough memory", () => {
    const take = vi.spyOn(memory, "take");
    vi.spyOn(memory.memory, "grow").mockImplementation(() => {
      throw new RangeError("no");
    });
    const x = ones([1_000_000]);
    const values = Array.from({ length: 4 }, () => valueAt(x));
    expect(new Set(values).size).toBe(1);
    expect(statistics).toMatchObject({ interpreted: 4, compiled: 0 });
    expect(take).toHaveBeenCalledTimes(1);
    const small = ones([5]);
    for (let k = 0; k < 2; k++) valueAt(small);
    expect(statistics.compiled).toBe(1);
    expect(() => compile(valueOf)(x)).toThrow(/^compile: the graph needs 16 MiB/);
  });

  test("are interpreted from then on where the engine refuses the module, and nothing is left of them", () => {
    // What the environment allows is asked for once.
    valueAt(ones([3]));
    let refused = 0;
    vi.stubGlobal("WebAssembly", {
      ...Object.fromEntries(
        ["Memory", "Instance", "validate"].map((name) => [name, engine[name as keyof WebAssemblyEngine]]),
      ),
      Module: function () {
        refused += 1;
        throw new RangeError("disallowed on the main thread, if the buffer size is larger than 8MB.");
      },
    });
    const { taken } = memory;
    const x = ones([1000]);
    const values = Array.from({ length: 5 }, () => valueAt(x));
    expect(new Set(values).size).toBe(1);
    expect(refused).toBe(1);
    expect(memory.taken).toBe(taken);
    expect(() => compile(valueOf)(x)).toThrow(
      /^compile: the engine refuses a module of \d+ bytes: disallowed/,
    );
    expect(memory.taken).toBe(taken);
  });

  test("wait until interpreting them has been as much work, unless compiling is little", () => {
    Object.assign(settings, {
      smallestLarge: 100,
      largestCompiled: 1000,
      workAtOnce: Number.POSITIVE_INFINITY,
    });
    const compiledAt = (steps: number, sizeOf: (step: number) => number): number | undefined => {
      const data = Array.from({ length: steps }, (_, s) => ones([sizeOf(s)]));
      for (let k = 1; k <= 12; k++) {
        resetStatistics();
        let sum: Tensor<[]> = scalar(0);
        for (const x of data) sum = x.sub(sum).sum();
        sum.item();
        if (statistics.compiled > 0) return k;
      }
      return undefined;
    };
    const few = 2;
    expect([few, 5, 30].map((steps) => compiledAt(steps, (s) => s + 3))).toEqual([2, undefined, undefined]);
    // The more elements, the sooner that is.
    expect([1_000, 8_000, 20_000, 40_000].map((size) => compiledAt(5, (s) => s + size))).toEqual([
      undefined,
      6,
      3,
      2,
    ]);
    // What comes again and again is a kernel that is there already.
    expect([8, 30].map((steps) => compiledAt(steps, () => 8_000))).toEqual([3, 2]);
  });

  test("wait for as much work where they are graphs of scalars, which are run as programs", () => {
    Object.assign(settings, { smallestLarge: 20, largestCompiled: 50 });
    const compiledAt = (steps: number): number | undefined => {
      const x = scalar(0.5);
      resetStatistics();
      for (let k = 1; k <= 2100; k++) {
        let y: Tensor<[]> = x;
        for (let s = 0; s < steps; s++) y = y.mul(x).add(x);
        y.item();
        if (statistics.compiled > 0) return k;
      }
      return undefined;
    };
    // A step takes the same small part of the time to compile it, so that it is a number of runs, however many steps there are.
    expect([5, 15, 20, 30].map(compiledAt)).toEqual([2, 2049, 2049, undefined]);
  });

  test("do not wait where interpreting once would take longer than compiling", () => {
    Object.assign(settings, { workAtOnce: 50 });
    const ran = (f: () => Tensor): { compiled: number; interpreted: number } => {
      resetStatistics();
      const values = f().data();
      const { compiled, interpreted } = statistics;
      interpretOnly(true);
      try {
        expect(sameBits(values, f().data())).toBe(true);
      } finally {
        interpretOnly(false);
      }
      return { compiled, interpreted };
    };
    const atOnce = { compiled: 1, interpreted: 0 };
    const later = { compiled: 0, interpreted: 1 };
    // By the elements and what is computed of each, wherever they come from; by the multiply-adds of a product.
    const row = ones([1, 150]);
    const column = ones([150, 1]);
    expect(ran(() => row.mul(column).exp())).toEqual(atOnce);
    expect(ran(() => row.mul(column).add(2))).toEqual(later);
    expect(ran(() => ones([130, 130]).matmul(ones([130, 130])))).toEqual(atOnce);
    expect(ran(() => ones([30, 30]).matmul(ones([30, 30])))).toEqual(later);
    // With what is written out of a derivative.
    const x = column.add(0).detach();
    expect(ran(() => gradients(x.mul(row).exp().mul(0.01).exp().sum(), [x])[0])).toEqual(atOnce);
    // What is refused is refused in words.
    const indices = tensor([0, 149], { dtype: "int32" }).add(1);
    resetStatistics();
    expect(() => take(row.mul(column).exp().exp().exp(), indices).data()).toThrow(
      /^take: indices must be from -150 to 149 .* got 150/,
    );
    expect(statistics.compiled).toBe(1);
    // Where nothing is ever to be compiled, that holds here too.
    settings.compileAfter = Number.POSITIVE_INFINITY;
    expect(ran(() => row.mul(column).exp().neg())).toEqual(later);
  });

  test("count derivatives, which are written out once for that", () => {
    Object.assign(settings, { smallestLarge: 10, largestCompiled: 30 });
    const x = tensor([0.1, 0.2, 0.3]);
    for (let k = 0; k < 4; k++) {
      const [derivative] = gradients(x.square().mul(x).sum(), [x]);
      derivative.data();
    }
    expect(statistics).toMatchObject({ interpreted: 4, compiled: 0 });
  });

  test("keep no data alive once they have given way", () => {
    memory.budget = mebibyte;
    const { gc } = globalThis as { gc?: () => void };
    const collect = (): void => {
      // Buffers are swept in the background, which the next collection waits for.
      gc?.();
      gc?.();
    };
    const loop = (from: number): void => {
      for (let k = 0; k < 20; k++) {
        const x = ones([100_000 + from + k]).add(1);
        x.data();
        for (let r = 0; r < 2; r++) valueAt(x);
      }
    };
    loop(0);
    collect();
    const { arrayBuffers } = process.memoryUsage();
    loop(20);
    collect();
    expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(5 * mebibyte);
    // The last statistics are what the test run looks at.
    expect(statistics.compiled).toBeGreaterThan(0);
  });
});

test("what runs for the first time does not even ask for WebAssembly", () => {
  const engine = webAssembly();
  let asked = 0;
  Object.defineProperty(globalThis, "WebAssembly", {
    configurable: true,
    get: () => {
      asked += 1;
      return engine;
    },
  });
  const { compileAfter } = settings;
  settings.compileAfter = 2;
  try {
    const run = (): number | boolean => tensor([1, 2, 3]).tanh().sum().item();
    const first = run();
    expect(asked).toBe(0);
    expect(run()).toBe(first);
    expect(asked).toBeGreaterThan(0);
  } finally {
    settings.compileAfter = compileAfter;
    Object.defineProperty(globalThis, "WebAssembly", { value: engine, writable: true, configurable: true });
  }
});
