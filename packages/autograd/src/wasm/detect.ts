import { type WebAssemblyEngine, webAssembly } from "./engine.ts";

/** What the environment allows. */
export interface Capabilities {
  /** Modules with SIMD can be compiled: what the compiled path needs. */
  readonly compile: boolean;
  /** Relaxed SIMD, with its fused multiply-add, too. */
  readonly relaxedSimd: boolean;
  /**
   * Instructions run in the order in which we write them. Engines do not tell; V8 used to gather loads in front, and has
   * stopped shortly before it took 64-bit memories, which can be asked for.
   */
  readonly keepsOrder: boolean;
}

const none: Capabilities = { compile: false, relaxedSimd: false, keepsOrder: false };

/** A module with a 64-bit memory of one page, and nothing else. */
const memory64 = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 4, 1);

/**
 * A module of one function from v128 to v128 with the given body, in bytes: the question should not cost what building and
 * encoding a module costs when nothing has been compiled yet.
 */
function probe(body: readonly number[]): Uint8Array<ArrayBuffer> {
  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const types = [1, 6, 1, 0x60, 1, 0x7b, 1, 0x7b];
  const functions = [3, 2, 1, 0];
  const code = [10, body.length + 4, 1, body.length + 2, 0, ...body, 0x0b];
  return Uint8Array.from([...header, ...types, ...functions, ...code]);
}

const get = [0x20, 0];
/** `f64x2.add` of the parameter and itself. */
const simd = [...get, ...get, 0xfd, 0xf0, 1];
/** `f64x2.relaxed_madd` of the parameter, three times. */
const relaxedSimd = [...get, ...get, ...get, 0xfd, 0x87, 2];

/**
 * Tries it out: an engine may be missing or lack SIMD, and a content-security policy lets `validate` pass but makes
 * compiling throw.
 */
export function detect(engine: WebAssemblyEngine | undefined): Capabilities {
  try {
    if (engine === undefined) return none;
    const instance = new engine.Instance(new engine.Module(probe(simd)));
    let relaxed: boolean | undefined;
    let ordered: boolean | undefined;
    return {
      compile: instance !== undefined,
      // Only `fastMath` asks.
      get relaxedSimd() {
        relaxed ??= engine.validate(probe(relaxedSimd));
        return relaxed;
      },
      // Only matrix products ask.
      get keepsOrder() {
        ordered ??= engine.validate(memory64);
        return ordered;
      },
    };
  } catch {
    return none;
  }
}

let known: Capabilities | undefined;

/** What this environment allows; tried once, at the first question. */
export function capabilities(): Capabilities {
  known ??= detect(webAssembly());
  return known;
}
