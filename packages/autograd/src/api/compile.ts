import { ArgumentError } from "../error/error.ts";
import { canCompile } from "../evaluate/compilation.ts";
import { resetStatistics, statistics } from "../evaluate/settings.ts";
import { elementsOf, isTensor } from "../tensor/handle.ts";
import { recorder } from "../tensor/recording.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { requireFunction } from "./functions.ts";
import { type CompiledFunction, record } from "./recorded-function.ts";
import { isTraced } from "./tracing.ts";
import { flattenAll } from "./tree.ts";

/** How a function is compiled. */
export interface CompileOptions {
  /**
   * Matrix products may round product and sum in one step where the machine can: faster, and the last bits then depend on
   * the machine. Default: false.
   */
  readonly fastMath?: boolean;
}

/** A compiled function: called like the original. */
export type Compiled<F> = F & {
  /** The number of recordings: one for each combination of shapes, dtypes and tree structure of the arguments. */
  readonly plans: number;
};

/** What evaluation did: see {@link Compile.stats}. */
export type CompileStatistics = Readonly<typeof statistics>;

/** Recordings of one function that are kept; the oldest is forgotten first. */
const mostPlans = 64;

function compileFunction(f: unknown, options: CompileOptions = {}): never {
  requireFunction("compile", f);
  const { fastMath = false } = options;
  if (typeof fastMath !== "boolean") {
    throw new ArgumentError("compile", `fastMath must be true or false, got ${String(fastMath)}.`);
  }
  const call = f as (...args: unknown[]) => unknown;
  const recordings = new Map<string, CompiledFunction>();
  let latest: CompiledFunction | null = null;
  const compiled = (...args: unknown[]): unknown => {
    // Inside another recording, or a transformation, a compiled function is a function like any other.
    if (!canCompile() || recorder() !== null || isTraced()) return call(...args);
    if (latest !== null) {
      const data = latest.dataOf(args);
      if (data !== null) return latest.run(data);
    }
    const flat = flattenAll("compile", args);
    const data = flat.nodes.map(elementsOf);
    const key = `${flat.layout.text} ${flat.nodes.map((node) => `${node.dtype}[${node.shape.join()}]`).join()}`;
    let found = recordings.get(key);
    if (found === undefined) {
      found = record(call, flat, args.every(isTensor), fastMath);
      recordings.set(key, found);
      if (recordings.size > mostPlans) forgetOldest(recordings);
    }
    latest = found;
    return found.run(data);
  };
  Object.defineProperty(compiled, "plans", { get: () => recordings.size });
  return compiled as never;
}

/** The function {@link compile}, with its counts. */
export interface Compile {
  <R>(f: (...args: Tensor[]) => R, options?: CompileOptions): Compiled<(...args: TensorLike[]) => R>;
  <F extends (...args: never[]) => unknown>(f: F, options?: CompileOptions): Compiled<F>;
  /**
   * Counts since the start, or since the last reset: evaluations whose structure was known (`hits`) or new (`misses`),
   * plans forgotten (`evictions`), plans that exist (`plans`), runs of compiled plans (`compiled`) and of the interpreter
   * (`interpreted`).
   */
  stats(): CompileStatistics;
  /** Sets the counts to 0. */
  resetStats(): void;
}

/**
 * The same function as one WebAssembly function: its graph is recorded once for each combination of shapes, dtypes and tree
 * structure of the arguments, then run without building it again.
 *
 * Parameters may be read and assigned; their values stay where the compiled function left them until somebody reads them.
 * Everything else that the function does in JavaScript happens only while it is recorded. Numbers in its code are part of
 * the recording.
 * @param f - Takes and returns tensors, or trees of them; may return nothing.
 * @returns The compiled function. Where WebAssembly may not be compiled, it calls `f`.
 * @throws {@link ArgumentError} when called, if `f` reads a value (`item()`, `toArray()`, printing) that depends on its
 *   arguments or on a parameter: choose by value with {@link where}, or leave the function uncompiled.
 * @example compile((x) => x.square().sum())([1, 2]).item() // => 5
 */
export const compile: Compile = /* @__PURE__ */ Object.assign(compileFunction, {
  stats: (): CompileStatistics => ({ ...statistics }),
  resetStats: resetStatistics,
});

function forgetOldest(recordings: Map<string, CompiledFunction>): void {
  const [oldest] = recordings.keys();
  if (oldest === undefined) return;
  recordings.get(oldest)?.release();
  recordings.delete(oldest);
}
