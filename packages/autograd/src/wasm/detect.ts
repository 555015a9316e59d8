import { ModuleBuilder } from "./assembler.ts";
import { type WebAssemblyEngine, webAssembly } from "./engine.ts";

/** What the environment allows. */
export interface Capabilities {
  /** Modules with SIMD can be compiled: what the compiled path needs. */
  readonly compile: boolean;
  /** Relaxed SIMD, with its fused multiply-add, too. */
  readonly relaxedSimd: boolean;
}

/** A few bytes of SIMD, relaxed or not. */
function probe(relaxed: boolean): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.define("probe", ["v128"], "v128", (f, x) => {
    f.return(relaxed ? f.op("f64x2.relaxed_madd", x, x, x) : f.op("f64x2.add", x, x));
  });
  return module.encode();
}

/**
 * Tries it out: an engine may be missing or lack SIMD, and a content-security policy lets `validate` pass but makes
 * compiling throw.
 */
export function detect(engine: WebAssemblyEngine | undefined): Capabilities {
  try {
    if (engine === undefined) return { compile: false, relaxedSimd: false };
    const instance = new engine.Instance(new engine.Module(probe(false)));
    let relaxed: boolean | undefined;
    return {
      compile: instance !== undefined,
      // Few ask, and the others need not wait for the answer.
      get relaxedSimd(): boolean {
        relaxed ??= engine.validate(probe(true));
        return relaxed;
      },
    };
  } catch {
    return { compile: false, relaxedSimd: false };
  }
}

let known: Capabilities | undefined;

/** What this environment allows; tried once, at the first question. */
export function capabilities(): Capabilities {
  known ??= detect(webAssembly());
  return known;
}
