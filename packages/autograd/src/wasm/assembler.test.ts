import { describe, expect, it } from "vitest";
import { ModuleBuilder } from "./assembler.ts";
import { type ExportedFunction, type WebAssemblyImports, webAssembly } from "./engine.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import { moduleText } from "./text.ts";

const engine = webAssembly()!;

function instantiate(
  module: ModuleBuilder,
  imports: WebAssemblyImports = {},
): Record<string, ExportedFunction> {
  const bytes = module.encode();
  const compiled = new engine.Module(bytes);
  return new engine.Instance(compiled, imports).exports;
}

function memoryModule(build: (f: FunctionBuilder) => void): {
  run: ExportedFunction;
  memory: DataView;
  text: string;
} {
  const module = new ModuleBuilder();
  module.importMemory("env", "memory");
  module.define("run", [], "none", build, "run");
  const memory = new engine.Memory({ initial: 1 });
  const { run } = instantiate(module, { env: { memory } });
  return { run: run!, memory: new DataView(memory.buffer), text: moduleText(module) };
}

describe("assembler", () => {
  it("builds a function of scalars", () => {
    const module = new ModuleBuilder();
    module.define(
      "f",
      ["f64", "f64"],
      "f64",
      (f, a, b) => {
        f.return(f.op("f64.sqrt", f.op("f64.add", f.op("f64.mul", a, a), f.op("f64.mul", b, b))));
      },
      "hypotenuse",
    );
    expect(instantiate(module)["hypotenuse"]!(3, 4)).toBe(5);
  });

  it("encodes constants of every type and size", () => {
    for (const value of [0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8193, 2 ** 31 - 1, -(2 ** 31)]) {
      const module = new ModuleBuilder();
      module.define("a", [], "i32", (f) => f.return(f.i32(value)), "a");
      module.define("b", [], "f64", (f) => f.return(f.op("f64.convert_i64_s", f.i64(BigInt(value)))), "b");
      module.define("c", [], "f64", (f) => f.return(f.f64(value / 3)), "c");
      module.define("d", [], "f32", (f) => f.return(f.f32(value / 3)), "d");
      const { a, b, c, d } = instantiate(module);
      expect([a!(), b!(), c!(), d!()]).toEqual([value, value, value / 3, Math.fround(value / 3)]);
    }
    const module = new ModuleBuilder();
    module.define(
      "a",
      [],
      "i32",
      (f) => f.return(f.op("i64.eqz", f.op("i64.xor", f.i64(0xfffffffff8000000n), f.i64(-0x8000000n)))),
      "a",
    );
    expect(instantiate(module)["a"]!()).toBe(1);
  });

  it("computes a shared value once and drops an unused one", () => {
    const module = new ModuleBuilder();
    module.define(
      "f",
      ["f64"],
      "f64",
      (f, x) => {
        f.op("f64.sqrt", x);
        let power = x;
        for (let k = 0; k < 20; k++) power = f.op("f64.mul", power, power);
        f.return(power);
      },
      "f",
    );
    expect(instantiate(module)["f"]!(1.0000001)).toBe(
      ((): number => {
        let power = 1.0000001;
        for (let k = 0; k < 20; k++) power *= power;
        return power;
      })(),
    );
    expect(moduleText(module).match(/f64\.mul/g)).toHaveLength(20);
    expect(moduleText(module)).not.toContain("sqrt");
  });

  it("adds and multiplies indices that are known now", () => {
    const module = new ModuleBuilder();
    module.define(
      "f",
      ["i32"],
      "i32",
      (f, x) => {
        const known = f.plus(f.times(f.plus(f.i32(3), f.i32(0)), 24), f.i32(-2));
        f.return(f.plus(known, f.plus(f.times(f.plus(x, f.i32(0)), 1), f.times(x, 8))));
      },
      "f",
    );
    expect(instantiate(module)["f"]!(5)).toBe(70 + 5 + 40);
    expect(moduleText(module).match(/i32\.\w+/g)).toEqual([
      "i32.add",
      "i32.add",
      "i32.shl",
      "i32.const",
      "i32.const",
    ]);
  });

  it("takes a chain of any length", () => {
    const module = new ModuleBuilder();
    module.define(
      "f",
      ["f64"],
      "f64",
      (f, x) => {
        let sum = x;
        for (let k = 0; k < 20_000; k++) sum = f.op("f64.add", sum, x);
        f.return(sum);
      },
      "f",
    );
    expect(instantiate(module)["f"]!(1)).toBe(20_001);
  });

  it("keeps a load before the store that follows it", () => {
    const { run, memory } = memoryModule((f) => {
      const before = f.load("f64.load", 0);
      f.store("f64.store", 0, f.f64(2));
      f.store("f64.store", 8, before);
      f.store("f64.store", 16, f.load("f64.load", 0));
    });
    memory.setFloat64(0, 1, true);
    run();
    expect([0, 8, 16].map((at) => memory.getFloat64(at, true))).toEqual([2, 1, 2]);
  });

  it("keeps a load before a store in a nested region", () => {
    const { run, memory } = memoryModule((f) => {
      const before = f.load("f64.load", 0);
      f.if(f.load("i32.load", 100), () => f.store("f64.store", 0, f.f64(2)));
      f.store("f64.store", 8, before);
    });
    memory.setFloat64(0, 1, true);
    memory.setInt32(100, 1, true);
    run();
    expect([0, 8].map((at) => memory.getFloat64(at, true))).toEqual([2, 1]);
  });

  it("reads a variable where it is read, not where it is used", () => {
    const { run, memory } = memoryModule((f) => {
      const variable = f.variable("i32", f.i32(1));
      const one = f.get(variable);
      f.set(variable, f.i32(2));
      const two = f.get(variable);
      f.range(0, 3, 1, () => {
        f.set(variable, f.plus(f.get(variable), 1));
        f.store("i32.store", 0, one);
        f.store("i32.store", 4, two);
        f.store("i32.store", 8, f.get(variable));
      });
    });
    run();
    expect([0, 4, 8].map((at) => memory.getInt32(at, true))).toEqual([1, 2, 5]);
  });

  it("does not give a loop's outer values away", () => {
    const { run, memory } = memoryModule((f) => {
      const outer = f.load("f64.load", 800);
      f.range(0, 80, 8, (at) => {
        const doubled = f.op("f64.add", outer, outer);
        const shifted = f.op("f64.add", doubled, f.op("f64.convert_i32_s", at));
        f.store("f64.store", at, f.op("f64.mul", shifted, shifted));
      });
    });
    memory.setFloat64(800, 1.5, true);
    run();
    for (let at = 0; at < 80; at += 8) expect(memory.getFloat64(at, true)).toBe((3 + at) ** 2);
  });

  it("nests ranges, known and unknown", () => {
    const module = new ModuleBuilder();
    module.define(
      "f",
      ["i32", "i32"],
      "i32",
      (f, n, m) => {
        const count = f.variable("i32");
        f.range(0, n, 1, () =>
          f.range(0, m, 2, () => f.range(5, 9, 1, () => f.set(count, f.plus(f.get(count), 1)))),
        );
        f.range(0, 1, 1, () => f.set(count, f.plus(f.get(count), 1000)));
        f.range(3, 3, 1, () => f.set(count, f.plus(f.get(count), 1000)));
        f.return(f.get(count));
      },
      "f",
    );
    const { f } = instantiate(module);
    expect([f!(3, 5), f!(0, 5), f!(3, 0)]).toEqual([1000 + 3 * 3 * 4, 1000, 1000]);
  });

  it("starts a loop again while a condition holds", () => {
    const module = new ModuleBuilder();
    module.define(
      "f",
      ["i32"],
      "i32",
      (f, x) => {
        const steps = f.variable("i32");
        f.loop((again) => {
          f.set(steps, f.plus(f.get(steps), 3));
          f.branchIf(again, f.op("i32.lt_s", f.get(steps), x));
        });
        f.return(f.get(steps));
      },
      "f",
    );
    expect(instantiate(module)["f"]!(10)).toBe(12);
  });

  it("calls functions, imported and its own, for their effect or value", () => {
    const seen: number[] = [];
    const module = new ModuleBuilder();
    const note = module.importFunction("env", "note", ["f64"], "f64");
    const pure = module.importFunction("env", "note2", ["f64"], "f64", true);
    const twice = module.define("twice", ["f64"], "f64", (f, x) => f.return(f.op("f64.add", x, x)));
    module.define(
      "f",
      ["f64"],
      "f64",
      (f, x) => {
        f.call(note, x);
        f.call(pure, x);
        f.return(f.call(twice, x) as never);
      },
      "f",
    );
    const record = (x: number): number => seen.push(x);
    expect(instantiate(module, { env: { note: record, note2: record } })["f"]!(4)).toBe(8);
    expect(seen).toEqual([4]);
  });

  it("copies and fills memory", () => {
    const { run, memory } = memoryModule((f) => {
      f.fill(0, 7, 4);
      f.copy(4, 0, 4);
    });
    run();
    expect([memory.getInt32(4, true), memory.getInt32(8, true)]).toEqual([0x07070707, 0]);
  });

  it("hoists vector constants before loops, one local each", () => {
    const { run, memory, text } = memoryModule((f) => {
      f.range(0, 64, 16, (at) => {
        const ones = f.v128(new Uint8Array(16).fill(1));
        f.store("v128.store", at, f.op("i8x16.add", ones, f.v128(new Uint8Array(16).fill(1))));
      });
    });
    run();
    expect(memory.getUint8(63)).toBe(2);
    expect(text.match(/v128\.const/g)).toHaveLength(1);
    expect(text.indexOf("v128.const")).toBeLessThan(text.indexOf("loop"));
  });

  it("refuses wrong operands with a clear message", () => {
    const module = new ModuleBuilder();
    module.define("f", ["f32"], "f64", (f, x) => {
      expect(() => f.op("f64.add", x as never, x as never)).toThrow(
        "wasm: f64.add takes f64, f64, got f32, f32",
      );
      expect(() => f.return(x)).toThrow("wasm: f returns f64, got f32");
      let escaped = f.f64(0);
      f.loop(() => {
        escaped = f.load("f64.load", 0);
      });
      expect(() => f.op("f64.neg", escaped)).toThrow("closed");
      f.return(f.f64(0));
    });
  });
});

describe("text", () => {
  it("prints the module folded", () => {
    const module = new ModuleBuilder();
    module.importMemory("env", "memory", 2);
    module.define(
      "scale",
      ["i32", "f64"],
      "none",
      (f, at, factor) => {
        f.range(0, 64, 8, (i) => {
          const address = f.plus(at, i);
          f.if(f.op("f64.gt", factor, f.f64(0)), () => {
            f.store("f64.store", address, f.op("f64.mul", f.load("f64.load", address, 64), factor), 8);
          });
        });
      },
      "scale",
    );
    expect(moduleText(module)).toBe(`(module
  (import "env" "memory" (memory 2))
  (func $scale (param $p0 i32) (param $p1 f64)
    (local $i2 i32) (local $t3 i32)
    (local.set $i2 (i32.const 0))
    (loop $l1
      (local.set $t3 (i32.add (local.get $p0) (local.get $i2)))
      (if (f64.gt (local.get $p1) (f64.const 0))
        (then
          (f64.store offset=8
            (local.get $t3)
            (f64.mul (f64.load offset=64 (local.get $t3)) (local.get $p1)))))
      (br_if $l1 (i32.lt_u (local.tee $i2 (i32.add (local.get $i2) (i32.const 8))) (i32.const 64)))))
  (export "scale" (func $scale)))
`);
  });
});
