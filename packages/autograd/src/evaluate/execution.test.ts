import { expect, it } from "vitest";
import { tensor } from "../tensor/create.ts";
import { webAssembly } from "../wasm/engine.ts";
import { settings } from "./settings.ts";

it("what runs for the first time does not even ask for WebAssembly", () => {
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
