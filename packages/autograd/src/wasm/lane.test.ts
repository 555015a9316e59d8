import { describe, expect, it } from "vitest";
import { double } from "../scalar/double.ts";
import { exp } from "../scalar/exp.ts";
import { integer } from "../scalar/integer.ts";
import type { Lane } from "../scalar/lane.ts";
import { single } from "../scalar/single.ts";
import { ModuleBuilder } from "./assembler.ts";
import { convertMask, convertValue, maskToValue, valueToMask } from "./conversion.ts";
import { type WebAssemblyImports, webAssembly } from "./engine.ts";
import type { Value } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { KernelLane, LaneDType, MemoryLane } from "./kernel-lane.ts";
import { convertScalar, scalarLane } from "./scalar-lane.ts";
import { simdLane } from "./simd-lane.ts";

const engine = webAssembly()!;
const arrays = { float64: Float64Array, float32: Float32Array, int32: Int32Array } as const;
const javaScript = { float64: double, float32: single, int32: integer } as const;
const dtypes = ["float64", "float32", "int32"] as const;

/** Where operands, results and masks lie. */
const base = { a: 0, b: 16384, result: 32768, mask: 49152, maskOut: 53248 };

type Body = (
  f: FunctionBuilder,
  lane: MemoryLane,
  at: (area: keyof typeof base) => [ReturnType<FunctionBuilder["i32"]>, number],
) => void;

function run(
  dtype: LaneDType,
  width: number,
  count: number,
  fill: (memory: ArrayBuffer) => void,
  body: Body,
  rare: WebAssemblyImports[string] = {},
): ArrayBuffer {
  const module = new ModuleBuilder();
  module.importMemory("env", "memory");
  module.define(
    "run",
    [],
    "none",
    (f) => {
      const lane = makeLane(f, module, dtype, width);
      f.range(0, count, lane.width, (i) => {
        const scaled = f.times(i, lane.elementBytes);
        body(f, lane, (area) => (area.startsWith("mask") ? [i, base[area]] : [scaled, base[area]]));
      });
    },
    "run",
  );
  const memory = new engine.Memory({ initial: 1 });
  fill(memory.buffer);
  const instance = new engine.Instance(new engine.Module(module.encode()), { env: { memory }, rare });
  instance.exports["run"]!();
  return memory.buffer;
}

/** Width 0 stands for the scalar lane, the others for SIMD lanes, whole or in part. */
const widths = { float64: [0, 1, 2], float32: [0, 1, 2, 3, 4], int32: [0, 1, 2, 3, 4] } as const;

function makeLane(f: FunctionBuilder, module: ModuleBuilder, dtype: LaneDType, width: number): MemoryLane {
  return width === 0 ? scalarLane(f, module, dtype) : simdLane(f, module, dtype, width);
}

/** A repeatable source of 32 random bits. */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const specials = {
  float64: [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.49999999999999994,
    NaN,
    Infinity,
    -Infinity,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    2.225073858507201e-308,
    1.7976931348623157e308,
    4503599627370495.5,
    4503599627370497,
    9007199254740992,
    2147483647,
    2147483648,
    -2147483648,
    -2147483649,
    2147483646.5,
    1e10,
    -1e10,
    709.78,
    -745.2,
  ],
  float32: [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.49999997,
    NaN,
    Infinity,
    -Infinity,
    1.401298464324817e-45,
    1.1754943508222875e-38,
    3.4028234663852886e38,
    8388607.5,
    8388609,
    2147483520,
    2147483648,
    -2147483648,
    1e10,
    -1e10,
    88.7,
    -103.9,
  ],
  int32: [0, 1, -1, 2147483647, -2147483648, 2147483646, -2147483647, 65536, 46341, -46341, 1000000007],
};

/** Pairs: all specials against all, then random bits, then numbers of moderate size. */
function operands(dtype: LaneDType): { a: number[]; b: number[] } {
  const list = specials[dtype];
  const a: number[] = list.flatMap((x) => list.map(() => x));
  const b: number[] = list.flatMap(() => list);
  const next = xorshift(2463534242);
  const words = new Uint32Array(2);
  const view = new arrays[dtype](words.buffer);
  const random = (): number => {
    words[0] = next();
    words[1] = next();
    return view[0]!;
  };
  while (a.length < 1400) {
    a.push(random());
    b.push(random());
  }
  while (a.length < 2000) {
    a.push(dtype === "int32" ? random() >> 20 : (next() / 2 ** 32 - 0.5) * 200);
    b.push(dtype === "int32" ? random() >> 20 : (next() / 2 ** 32 - 0.5) * 200);
  }
  return { a: Array.from(new arrays[dtype](a)), b: Array.from(new arrays[dtype](b)) };
}

/** Equal bits, but any NaN equals any. */
function expectSame(
  got: ArrayLike<number>,
  expected: readonly number[],
  label: string,
  context: (k: number) => unknown,
): void {
  for (let k = 0; k < expected.length; k++) {
    if (!Object.is(got[k], expected[k])) {
      expect.fail(
        `${label} of ${JSON.stringify(context(k))} at ${k}: got ${got[k]}, expected ${expected[k]}`,
      );
    }
  }
}

type Expression = <V, M>(m: Lane<V, M>, a: V, b: V) => V;

function check(dtype: LaneDType, label: string, expression: Expression, { a, b } = operands(dtype)): void {
  const expected = a.map((x, k) => expression(javaScript[dtype], x, b[k]!));
  for (const width of widths[dtype]) {
    const memory = run(
      dtype,
      width,
      a.length,
      (buffer) => {
        new arrays[dtype](buffer, base.a, a.length).set(a);
        new arrays[dtype](buffer, base.b, b.length).set(b);
      },
      (_, lane, at) => {
        lane.store(
          at("result")[0],
          expression(lane, lane.load(...at("a")), lane.load(...at("b"))),
          at("result")[1],
        );
      },
    );
    const got = new arrays[dtype](memory, base.result, a.length);
    expectSame(got, expected, `${dtype} x${width} ${label}`, (k) => [a[k], b[k]]);
  }
}

const binary = ["add", "sub", "mul", "div", "min", "max", "copysign"] as const;
const unary = ["neg", "abs", "sqrt", "floor", "ceil", "trunc", "nearest", "upper"] as const;
const comparisons = ["eq", "ne", "lt", "le", "gt", "ge"] as const;
const onBits = ["bitAnd", "bitOr", "bitXor", "shiftLeft", "shiftRight", "shiftRightUnsigned"] as const;
const onIntegers = new Set<string>(["add", "sub", "mul", "min", "max", "neg", "abs"]);

describe.each(dtypes)("%s lanes give the bits of the JavaScript lane", (dtype) => {
  for (const step of binary.filter((name) => dtype !== "int32" || onIntegers.has(name))) {
    it(`${step} of both`, () => check(dtype, step, (m, a, b) => m[step](a, b)));
  }

  for (const step of unary.filter((name) => dtype !== "int32" || onIntegers.has(name))) {
    it(`${step} of one`, () => check(dtype, step, (m, a) => m[step](a)));
  }

  for (const step of comparisons) {
    it(`${step}, select, and, or, not`, () => {
      check(dtype, step, (m, a, b) => m.select(m[step](a, b), m.add(a, b), b));
      check(dtype, step, (m, a, b) =>
        m.select(
          m.and(m[step](a, b), m.not(m.eq(a, m.constant(1)))),
          a,
          m.select(m.or(m.lt(b, a), m[step](a, b)), b, m.constant(3)),
        ),
      );
    });
  }

  it("constants", () => {
    for (const value of [0, -0, 1, 0.1, -1e300, Infinity, NaN, 12345678.9]) {
      if (dtype === "int32" && !Number.isInteger(value)) continue;
      check(dtype, `constant ${value}`, (m) => m.constant(value));
    }
  });
});

describe("int32 lanes give the bits of the JavaScript lane", () => {
  it.each(onBits)("%s of both, by a constant and of constants", (step) => {
    check("int32", step, (m, a, b) => m[step](a, b));
    for (const count of [0, 1, 9, 31, 32, -1]) {
      check("int32", `${step} by ${count}`, (m, a) => m[step](a, m.constant(count)));
      check("int32", `${step} of constants`, (m, a) =>
        m.add(a, m[step](m.constant(-123456789), m.constant(count))),
      );
    }
  });
});

describe.each(["float64", "float32"] as const)("%s lanes", (dtype) => {
  const limit = dtype === "float64" ? 1022 : 126;

  it("pow2", () => {
    const k = Array.from({ length: 2 * limit + 2 }, (_, i) => i - limit);
    while (k.length % 4 > 0) k.push(0);
    check(dtype, "pow2", (m, a) => m.pow2(a), { a: k, b: k });
  });

  it("exponent and mantissa", () => {
    const normal = operands(dtype)
      .a.map(Math.abs)
      .filter((x) => x >= (dtype === "float64" ? 2 ** -1022 : 2 ** -126) && x < Infinity);
    normal.length -= normal.length % 4;
    check(dtype, "exponent", (m, a) => m.exponent(a), { a: normal, b: normal });
    check(dtype, "mantissa", (m, a) => m.mantissa(a), { a: normal, b: normal });
    expect(normal.length).toBeGreaterThan(1000);
  });

  it("refuses steps on bits by name", () => {
    for (const width of widths[dtype]) {
      const message = `shiftLeft: ${dtype} has no such step. Convert to int32 first.`;
      expect(() => check(dtype, "shiftLeft", (m, a, b) => m.shiftLeft(a, b))).toThrow(message);
      expect(() =>
        run(
          dtype,
          width,
          4,
          () => {},
          (_, lane) => lane.shiftLeft(lane.constant(1), lane.constant(2)),
        ),
      ).toThrow(message);
    }
  });

  it("exp", () => check(dtype, "exp", (m, a) => exp(m, a)));

  it("rare calls JavaScript where the condition holds, and only there", () => {
    const { a } = operands(dtype);
    const round = dtype === "float32" ? Math.fround : (x: number): number => x;
    for (const width of widths[dtype]) {
      const seen: number[] = [];
      const memory = run(
        dtype,
        width,
        a.length,
        (buffer) => new arrays[dtype](buffer, base.a, a.length).set(a),
        (_, lane, at) => {
          const x = lane.load(...at("a"));
          const value = lane.rare(lane.gt(x, lane.constant(1e3)), "sample", x, lane.add(x, x));
          lane.store(at("result")[0], value, at("result")[1]);
        },
        {
          sample: (x) => {
            seen.push(x);
            return Math.sqrt(x) / 3;
          },
        },
      );
      const expected = a.map((x) => (x > 1e3 ? round(Math.sqrt(x) / 3) : round(x + x)));
      expectSame(new arrays[dtype](memory, base.result, a.length), expected, `rare x${width}`, (k) => a[k]);
      expect(seen).toEqual(a.filter((x) => x > 1e3));
    }
  });
});

describe.each(dtypes)("%s memory access of SIMD lanes", (dtype) => {
  const simdWidths = widths[dtype].filter((width) => width > 0);
  const { a } = operands(dtype);
  const bools = a.map((_, k) => ((k * 7) % 3 === 0 ? 1 : 0));

  it.each(simdWidths)("masks as bytes at width %i", (width) => {
    const memory = run(
      dtype,
      width,
      a.length,
      (buffer) => {
        new arrays[dtype](buffer, base.a, a.length).set(a);
        new Uint8Array(buffer, base.mask, a.length).set(bools);
      },
      (_, given, at) => {
        const lane = given as KernelLane;
        const mask = lane.loadMask(...at("mask"));
        const x = lane.load(...at("a"));
        lane.store(at("result")[0], lane.select(mask, x, lane.constant(5)), at("result")[1]);
        lane.storeMask(at("maskOut")[0], lane.and(mask, lane.gt(x, lane.constant(0))), at("maskOut")[1]);
      },
    );
    expectSame(
      new arrays[dtype](memory, base.result, a.length),
      a.map((x, k) => (bools[k] === 1 ? x : 5)),
      "mask",
      (k) => k,
    );
    const out = new Uint8Array(memory, base.maskOut, a.length);
    expect(Array.from(out)).toEqual(a.map((x, k) => (bools[k] === 1 && x > 0 ? 1 : 0)));
  });

  it.each(simdWidths)("strides and splats at width %i", (width) => {
    const count = 64;
    const memory = run(
      dtype,
      width,
      count,
      (buffer) => {
        new arrays[dtype](buffer, base.a, a.length).set(a);
        new Uint8Array(buffer, base.mask, a.length).set(bools);
      },
      (f, given, at) => {
        const lane = given as KernelLane;
        const [i] = at("mask");
        const bytes = lane.elementBytes;
        // result[i] = a[1000 - 3 i], written to result[2 i]; masked by mask[5 i] and mask[3].
        const address = f.op("i32.sub", f.i32(base.a + 1000 * bytes), f.times(i, 3 * bytes));
        const value = lane.loadStrided(address, -3 * bytes);
        const flags = lane.and(
          lane.loadMaskStrided(f.times(i, 5), 5, base.mask),
          lane.loadMaskSplat(base.mask + 3),
        );
        const chosen = lane.select(flags, value, lane.loadSplat(base.a + 8 * bytes));
        lane.storeStrided(f.times(i, 2 * bytes), 2 * bytes, chosen, base.result);
      },
    );
    const out = new arrays[dtype](memory, base.result, 2 * count);
    for (let i = 0; i < count; i++) {
      expect(out[2 * i]).toBe(bools[5 * i] === 1 && bools[3] === 1 ? a[1000 - 3 * i] : a[8]);
      expect(out[2 * i + 1]).toBe(0);
    }
  });

  it("puts the element of a lane first", () => {
    for (const width of simdWidths) {
      const memory = run(
        dtype,
        width,
        4,
        (buffer) => new arrays[dtype](buffer, base.a, 8).set([1, 2, 3, 4, 5, 6, 7, 8]),
        (f, lane, at) => {
          const last = (lane as KernelLane).first(lane.load(...at("a")), width - 1);
          simdLane(f, new ModuleBuilder(), dtype, 1).store(at("result")[0], last as never, at("result")[1]);
        },
      );
      const got = Array.from(new arrays[dtype](memory, base.result, 4));
      expect(got).toEqual([0, 1, 2, 3].map((k) => (k % width === 0 ? k + width : 0)));
    }
  });
});

describe("conversions", () => {
  const expected = {
    float64: {
      float32: Math.fround,
      int32: (x: number) =>
        Number.isNaN(x) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(x))) + 0,
    },
    float32: {
      float64: (x: number) => x,
      int32: (x: number) =>
        Number.isNaN(x) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(x))) + 0,
    },
    int32: { float64: (x: number) => x, float32: Math.fround },
  } as const;
  for (const from of dtypes) {
    for (const to of dtypes) {
      if (from === to) continue;
      for (const width of from === "float64" || to === "float64" ? [0, 1, 2] : [0, 1, 2, 3, 4]) {
        it(`${from} to ${to} at width ${width}`, () => {
          const { a } = operands(from);
          const module = new ModuleBuilder();
          module.importMemory("env", "memory");
          module.define(
            "run",
            [],
            "none",
            (f) => {
              const source = makeLane(f, module, from, width);
              const target = makeLane(f, module, to, width);
              f.range(0, a.length, source.width, (i) => {
                const value = source.load(f.times(i, source.elementBytes));
                const store = (converted: Value) =>
                  target.store(f.times(i, target.elementBytes), converted, base.result);
                if (width === 0) {
                  store(convertScalar(f, to, value));
                  return;
                }
                const [own, other] = [source as KernelLane, target as KernelLane];
                store(convertValue(f, own, other, value));
                const positive = convertMask(f, own, other, own.gt(value, own.constant(0)));
                other.storeMask(i, valueToMask(other, maskToValue(other, positive)), base.mask);
              });
            },
            "run",
          );
          const memory = new engine.Memory({ initial: 1 });
          new arrays[from](memory.buffer, 0, a.length).set(a);
          new engine.Instance(new engine.Module(module.encode()), { env: { memory } }).exports["run"]!();
          const convert = (expected[from] as Record<string, (x: number) => number>)[to]!;
          expectSame(
            new arrays[to](memory.buffer, base.result, a.length),
            a.map(convert),
            "conversion",
            (k) => a[k],
          );
          const flags = Array.from(new Uint8Array(memory.buffer, base.mask, a.length));
          expect(flags).toEqual(a.map((x) => (width > 0 && x > 0 ? 1 : 0)));
        });
      }
    }
  }
});
