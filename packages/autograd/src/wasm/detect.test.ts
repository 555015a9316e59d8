import { describe, expect, it } from "vitest";
import { ModuleBuilder } from "./assembler.ts";
import { capabilities, detect } from "./detect.ts";
import { type WebAssemblyEngine, type WebAssemblyModule, webAssembly } from "./engine.ts";

const engine = webAssembly()!;

function Forbidden(): never {
  throw new EvalError("Refused to compile: 'wasm-unsafe-eval' is not an allowed source of script");
}

describe("detect", () => {
  it("finds the engine of the test environment able", () => {
    expect(capabilities().compile).toBe(true);
    expect(capabilities()).toBe(capabilities());
  });

  it("finds nothing where there is no WebAssembly", () => {
    expect(detect(undefined)).toEqual({ compile: false, relaxedSimd: false, keepsOrder: false });
  });

  it("finds nothing where a policy forbids compiling", () => {
    const forbidding: WebAssemblyEngine = {
      ...parts(),
      Module: Forbidden as unknown as new (bytes: Uint8Array<ArrayBuffer>) => WebAssemblyModule,
    };
    expect(detect(forbidding)).toEqual({ compile: false, relaxedSimd: false, keepsOrder: false });
  });

  it("asks for what the assembler writes", () => {
    const asked: Uint8Array<ArrayBuffer>[] = [];
    const note = (bytes: Uint8Array<ArrayBuffer>): WebAssemblyModule => {
      asked.push(bytes);
      return new engine.Module(bytes);
    };
    const noting: WebAssemblyEngine = {
      ...parts(),
      Module: new Proxy(engine.Module, { construct: (_, [bytes]) => note(bytes) }),
      validate: (bytes) => asked.push(bytes) > 0,
    };
    expect(detect(noting)).toEqual({ compile: true, relaxedSimd: true, keepsOrder: true });
    const simd = new ModuleBuilder();
    simd.define("probe", ["v128"], "v128", (f, x) => f.return(f.op("f64x2.add", x, x)));
    const relaxed = new ModuleBuilder();
    relaxed.define("probe", ["v128"], "v128", (f, x) => f.return(f.op("f64x2.relaxed_madd", x, x, x)));
    // The instructions, between the number of locals and the end.
    const bodies = asked.map((bytes) => bytes.slice(25, -1).join());
    expect(simd.encode().join()).toContain(bodies[0]);
    expect(relaxed.encode().join()).toContain(bodies[1]);
  });

  it("tells relaxed SIMD apart, and compilers that keep the order", () => {
    const able = (validate: WebAssemblyEngine["validate"]): unknown => detect({ ...parts(), validate });
    expect(able(() => false)).toEqual({ compile: true, relaxedSimd: false, keepsOrder: false });
    expect(able(() => true)).toEqual({ compile: true, relaxedSimd: true, keepsOrder: true });
    // Only the module of nothing but a memory is as short as this.
    expect(able((bytes) => bytes.length < 14)).toEqual({
      compile: true,
      relaxedSimd: false,
      keepsOrder: true,
    });
  });
});

it("tries relaxed SIMD out when somebody asks, once", () => {
  let validated = 0;
  const counting = { ...parts(), validate: (): boolean => ++validated > 0 };
  const found = detect(counting);
  expect(validated).toBe(0);
  expect([found.relaxedSimd, found.relaxedSimd, validated]).toEqual([true, true, 1]);
});

function parts(): WebAssemblyEngine {
  return { Module: engine.Module, Instance: engine.Instance, Memory: engine.Memory, validate: () => true };
}
