import { describe, expect, it } from "vitest";
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
    expect(detect(undefined)).toEqual({ compile: false, relaxedSimd: false });
  });

  it("finds nothing where a policy forbids compiling", () => {
    const forbidding: WebAssemblyEngine = {
      ...parts(),
      Module: Forbidden as unknown as new (bytes: Uint8Array<ArrayBuffer>) => WebAssemblyModule,
    };
    expect(detect(forbidding)).toEqual({ compile: false, relaxedSimd: false });
  });

  it("tells relaxed SIMD apart", () => {
    expect(detect({ ...parts(), validate: () => false })).toEqual({ compile: true, relaxedSimd: false });
    expect(detect({ ...parts(), validate: () => true })).toEqual({ compile: true, relaxedSimd: true });
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
