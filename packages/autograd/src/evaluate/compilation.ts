import { capabilities } from "../wasm/detect.ts";

let forbidden = false;

/** Whether plans can be compiled here: WebAssembly with SIMD, and no policy against it. */
export function canCompile(): boolean {
  return !forbidden && capabilities().compile;
}

/** Interprets everything from now on, or no longer: the same bits, for comparison. */
export function interpretOnly(only: boolean): void {
  forbidden = only;
}
