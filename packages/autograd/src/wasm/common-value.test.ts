import { describe, expect, it } from "vitest";
import { ModuleBuilder } from "./assembler.ts";
import type { Value } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import { scalarLane } from "./scalar-lane.ts";
import { simdLane } from "./simd-lane.ts";

function build(body: (f: FunctionBuilder, module: ModuleBuilder) => void): void {
  const module = new ModuleBuilder();
  module.define("f", ["i32"], "none", (f) => body(f, module));
  expect(module.encode().length).toBeGreaterThan(0);
}

describe("a value asked for twice", () => {
  it("is built once where it is the same step on the same operands", () => {
    build((f) => {
      const x = f.load("f64.load", 0);
      const y = f.load("f64.load", 8);
      expect(f.op("f64.add", x, y)).toBe(f.op("f64.add", x, y));
      expect(f.op("f64.add", x, y)).not.toBe(f.op("f64.add", y, x));
      expect(f.op("f64.add", x, f.f64(1))).toBe(f.op("f64.add", x, f.f64(1)));
      expect(f.op("f64.add", x, f.f64(0))).not.toBe(f.op("f64.add", x, f.f64(-0)));
    });
  });

  it("is read from memory again, since that may have changed", () => {
    build((f) => {
      expect(f.load("f64.load", 0)).not.toBe(f.load("f64.load", 0));
    });
  });

  it("is built again where the first is not seen", () => {
    build((f) => {
      const x = f.load("i32.load", 0);
      let inside: Value | undefined;
      f.if(x, () => {
        inside = f.op("i32.eqz", x);
      });
      const outside = f.op("i32.eqz", x);
      expect(outside).not.toBe(inside);
      f.if(x, () => {
        expect(f.op("i32.eqz", x)).toBe(outside);
      });
    });
  });

  it("tells lanes apart", () => {
    build((f) => {
      const x = f.load("v128.load", 0);
      expect(f.lane("f64x2.extract_lane", 0, x)).toBe(f.lane("f64x2.extract_lane", 0, x));
      expect(f.lane("f64x2.extract_lane", 0, x)).not.toBe(f.lane("f64x2.extract_lane", 1, x));
    });
  });
});

describe.each(["float64", "float32"] as const)("a step on constants of %s", (dtype) => {
  it("is taken while building", () => {
    build((f, module) => {
      for (const lane of [simdLane(f, module, dtype), scalarLane(f, module, dtype)]) {
        const m = lane as ReturnType<typeof simdLane>;
        expect(m.mul(m.constant(0.1), m.constant(3)).kind).toBe("constant");
        expect(m.neg(m.constant(0)).kind).toBe("constant");
        const x = m.load(0);
        const y = m.load(16);
        expect(m.select(m.lt(m.constant(1), m.constant(2)), x, y)).toBe(x);
        expect(m.or(m.eq(m.constant(1), m.constant(0)), m.eq(x, y))).toBe(m.eq(x, y));
        expect(m.and(m.ne(x, y), m.eq(m.constant(1), m.constant(1)))).toBe(m.ne(x, y));
      }
    });
  });

  it("chooses the smaller or larger of two in one instruction", () => {
    build((f, module) => {
      const m = simdLane(f, module, dtype);
      const x = m.load(0);
      const limit = m.constant(3);
      expect(m.select(m.lt(limit, x), limit, x).instruction?.mnemonic).toMatch(/pmin$/);
      expect(m.select(m.lt(x, limit), limit, x).instruction?.mnemonic).toMatch(/pmax$/);
      expect(m.select(m.lt(x, limit), m.constant(0), x).instruction?.mnemonic).toBe("v128.andnot");
      expect(m.select(m.lt(x, limit), m.constant(-0), x).instruction?.mnemonic).toBe("v128.bitselect");
    });
  });
});
