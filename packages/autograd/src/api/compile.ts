import { ArgumentError } from "../error/error.ts";
import { canCompile } from "../evaluate/compilation.ts";
import { resetStatistics, statistics } from "../evaluate/settings.ts";
import { aliasOf } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { booleanArgument, optionsArgument } from "../tensor/argument.ts";
import { elementsOf, isTensor, wrap } from "../tensor/handle.ts";
import { recorder } from "../tensor/recording.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { ArgumentHandle } from "./argument-handle.ts";
import { type ArgumentIdentity, parameterOf, ReferredParameters } from "./argument-identity.ts";
import type { AllGiven, TensorsForNumbers } from "./argument-type.ts";
import { requireFunction } from "./functions.ts";
import { InterpretedFunction } from "./interpreted-function.ts";
import { noReceiver } from "./no-receiver.ts";
import { anyTensor, CompiledFunction } from "./recorded-function.ts";
import { orderOf, outputTree, type RecordedGraph, record, recordSettled } from "./recorded-graph.ts";
import { RecordedWays } from "./recorded-ways.ts";
import { recordingDifference } from "./recording-difference.ts";
import { bytesOf, holds, Recordings } from "./recordings.ts";
import { isTraced } from "./tracing.ts";
import { type FlatTree, flattenArguments, isStatic, unflatten } from "./tree.ts";
import { unchangeable } from "./unchangeable.ts";

/** How a function is compiled. */
export interface CompileOptions {
  /**
   * Matrix products may round product and sum in one step where the machine can: faster, and the last bits then depend on
   * the machine. Default: false.
   */
  readonly fastMath?: boolean;
  /**
   * The function is recorded again at calls 2, 4, 8, 16 and so on of a recording, and refused if it does something else by
   * then: uses another number, refers to another tensor, takes another branch. `false` leaves this out. Default: true.
   */
  readonly check?: boolean;
}

/** A compiled function: called like the original, or with numbers and nested arrays in place of tensors. */
export type Compiled<F> = Called<F> & {
  /**
   * The number of recordings: one for each combination of shapes, dtypes, tree structure and static parts of the arguments,
   * and of whether parameters have gradients that the function builds upon.
   */
  readonly plans: number;
  /**
   * Records the function again and compares, as calls 2, 4, 8 and so on do, without running it: for the end of a loop, since what
   * changed after the last comparison is not noticed otherwise.
   * @param args - Those of a call; nothing is compared if there was none with arguments of such shapes.
   * @throws {ArgumentError} if the function does something else now: it says what changed.
   */
  check(...args: Called<F> extends (...args: infer Args) => unknown ? Args : never): void;
};

type Called<F> = F extends (...args: infer Args extends readonly unknown[]) => infer R
  ? (...args: AllGiven<Args>) => R
  : F;

/** What evaluation did: see {@link Compile.stats}. */
export type CompileStatistics = Readonly<typeof statistics>;

function compileFunction(f: unknown, options?: unknown): never {
  requireFunction("compile", f);
  const { fastMath = false, check = true } = optionsArgument("compile", options, ["fastMath", "check"]);
  const fast = booleanArgument("compile", "fastMath", fastMath);
  const isChecked = booleanArgument("compile", "check", check);
  const call = f as (...args: unknown[]) => unknown;
  const recordings = new Recordings<CompiledFunction | InterpretedFunction>();
  const referred = new ReferredParameters();
  let latest: CompiledFunction | null = null;
  const run = (
    recording: CompiledFunction | InterpretedFunction,
    nodes: readonly Node[],
    args: readonly unknown[],
    flat: FlatTree | null,
  ): unknown => {
    const runs = recording.runs + 1;
    if (isChecked && runs > 1 && (runs & (runs - 1)) === 0) {
      // Not taken apart a second time: getters may give something else then. Tensors and what is static have none.
      const tree = flat ?? flattenArguments("compile", args);
      requireSame(recording, record(call, tree, referred.identityOf(tree.nodes), referred));
    }
    try {
      recording.ways.derivatives.requireWhole(nodes);
    } catch (refusal) {
      // A call that is refused does not count: the next one is compared.
      recording.runs = 1;
      throw refusal;
    }
    const result = recording.run(nodes);
    recording.runs = runs;
    return result;
  };
  const compiled = (...args: unknown[]): unknown => {
    // Inside another recording, or a transformation, a compiled function is a function like any other.
    if (recorder() !== null || isTraced()) return called(call, args);
    const native = canCompile();
    if (recordings.forgetIfTold()) latest = null;
    if (latest !== null && native && holds(latest)) {
      const nodes = latest.nodesOf(args, referred);
      if (nodes !== null && recordings.use(latest)) return run(latest, nodes, args, null);
    }
    const flat = flattenArguments("compile", args);
    for (const node of flat.nodes) elementsOf(node);
    let found = recordings.find(keyOf(flat, referred.identityOf(flat.nodes), native));
    if (found === undefined) {
      const { graph, identity } = recordSettled(call, flat, referred);
      const key = keyOf(flat, identity, native);
      const bytes = bytesOf(orderOf(graph));
      const kept = recordings.makeRoom(key, bytes);
      found =
        native && kept
          ? new CompiledFunction(graph, formOf(args, identity), fast)
          : new InterpretedFunction(graph);
      if (kept) recordings.add(key, found, bytes);
    }
    if (found instanceof CompiledFunction) latest = found;
    return run(found, flat.nodes, args, flat);
  };
  const requireUnchanged = (...args: unknown[]): void => {
    if (recorder() !== null || isTraced()) return;
    if (recordings.forgetIfTold()) latest = null;
    const flat = flattenArguments("compile", args);
    for (const node of flat.nodes) elementsOf(node);
    const identity = referred.identityOf(flat.nodes);
    const found = recordings.find(keyOf(flat, identity, canCompile()));
    if (found !== undefined) requireSame(found, record(call, flat, identity, referred));
  };
  Object.defineProperty(compiled, "plans", { get: () => recordings.size });
  Object.defineProperty(compiled, "check", { value: requireUnchanged });
  return compiled as never;
}

/** Requires that a function does what it did when it was recorded; what it refers to may have been made anew. */
function requireSame(recording: CompiledFunction | InterpretedFunction, now: RecordedGraph): void {
  const difference = recordingDifference(recording.graph, now);
  if (difference !== null) throw new ArgumentError("compile", `${difference}.`);
  recording.ways = new RecordedWays(now);
}

/** Which recording arguments need. */
function keyOf({ layout, nodes }: FlatTree, identity: ArgumentIdentity, isNative: boolean): string {
  const types = nodes
    .map((node) => `${node.isPlain ? "plain " : ""}${node.dtype}[${node.shape.join()}]`)
    .join();
  return `${layout.text} ${types} ${identity.key}${isNative ? "" : " interpreted"}`;
}

/**
 * Arguments as they are told apart quickly, if each is a tensor or static: what is static, parameters that have to be
 * themselves, and a mark for each other tensor.
 */
function formOf(args: readonly unknown[], { own }: ArgumentIdentity): readonly unknown[] | null {
  if (!args.every((argument) => isTensor(argument) || isStatic(argument))) return null;
  let tensors = 0;
  return args.map((argument) => (isTensor(argument) ? (own[tensors++] ?? anyTensor) : argument));
}

/** Calls a function as its recording would: with tensors for numbers, and tensors as results. */
function called(f: (...args: unknown[]) => unknown, args: readonly unknown[]): unknown {
  const { layout, nodes } = flattenArguments("compile", args);
  const trees = unchangeable("compile", layout.build(nodes.map(handedOn), true)) as unknown[];
  const result: unknown = Reflect.apply(f, noReceiver, trees);
  if (result === undefined) return undefined;
  const output = outputTree("compile", result);
  // Of a parameter the value, as a tensor that stays what it is when the parameter is assigned.
  const results = output.nodes.map((node) => (node.owner === null ? node : aliasOf(node)));
  return unflatten(output.layout, results);
}

/**
 * A parameter is itself, as it is to a function that is not compiled: it may be assigned before it is used. So is the argument of a
 * function that is being recorded, which may turn out to have to be one.
 */
function handedOn(node: Node): Tensor {
  return ((parameterOf(node) ?? ArgumentHandle.of(node)) as unknown as Tensor | null) ?? wrap(node);
}

/** The function {@link compile}, with its counts. */
export interface Compile {
  <R>(f: (...args: Tensor[]) => R, options?: CompileOptions): Compiled<(...args: TensorLike[]) => R>;
  <F extends (...args: never[]) => unknown>(
    f: F & TensorsForNumbers<Parameters<F>>,
    options?: CompileOptions,
  ): Compiled<F>;
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
 * Everything else that the function does in JavaScript happens only while it is recorded. Numbers in its code and tensors
 * that it refers to are part of the recording: at calls 2, 4, 8, 16 and so on it is recorded again and compared.
 * @param f - Takes and returns tensors, or trees of them; may return nothing. Booleans, strings, `null` and `undefined` among
 *   its arguments reach it as they are, and each has a recording of its own; numbers are data and reach it as tensors.
 * @returns The compiled function. Where WebAssembly may not be compiled, the recording is interpreted.
 * @throws {ArgumentError} when called, if `f` reads a value (`item()`, `toArray()`, printing) that depends on its
 *   arguments or on a parameter: choose by value with {@link where}, or leave the function uncompiled; or if it does
 *   something else than when it was recorded, and then nothing has changed. {@link DerivativeError} if `f` takes a derivative
 *   by what one of its arguments was built from, which is data inside.
 * @example compile((x) => x.square().sum())([1, 2]).item() // => 5
 * @example compile((x, negate: boolean) => (negate ? x.neg() : x))(scalar(2), true).item() // => -2
 */
export const compile: Compile = /* @__PURE__ */ Object.assign(compileFunction, {
  stats: (): CompileStatistics => ({ ...statistics }),
  resetStats: resetStatistics,
});
