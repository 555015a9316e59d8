import { vi } from "vitest";
import { type WebAssemblyEngine, webAssembly } from "../packages/autograd/src/wasm/engine.ts";

/** Counts the modules that are compiled from now on, until globals are put back: `vi.unstubAllGlobals()`. */
export function countModules(): { modules: number } {
  const engine = webAssembly() as WebAssemblyEngine;
  const counted = { modules: 0 };
  vi.stubGlobal(
    "WebAssembly",
    Object.assign(Object.create(engine), {
      Module: class extends engine.Module {
        constructor(bytes: Uint8Array<ArrayBuffer>) {
          super(bytes);
          counted.modules += 1;
        }
      },
    }),
  );
  return counted;
}
