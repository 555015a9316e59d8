import { describe } from "../error/describe.ts";
import { ArgumentError, ChainruleError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { inputNode, inputOfType } from "../graph/build.ts";
import { stopped } from "../graph/stop-gradient.ts";
import type { DType } from "../shape/dtype.ts";
import { dataOf } from "./data.ts";
import { elementsOf, isTensor, nodeOf, wrap } from "./handle.ts";
import { ParameterHandle } from "./parameter.ts";
import type { Tensor } from "./tensor.ts";

/**
 * A tensor of a saved state: as it is, or made of the number, boolean or nested arrays that JSON made of it. For whatever has a
 * method `load`, which compares shapes and dtypes itself.
 * @param op - Who loads, for errors.
 * @param name - What the value is, for errors.
 * @param value - What was saved.
 * @param dtype - The dtype that the state is of.
 * @returns A tensor that stays what it is: `value` itself, if it is one, and of a parameter what it holds now.
 * @throws {ArgumentError} if it is none and cannot become one of `dtype`; JSON writes null for NaN and ∞, for instance.
 * @example savedTensor("load", "weight", JSON.parse(JSON.stringify(tensor([1, 2]))), "float32").dtype // => "float32"
 */
export function savedTensor(op: string, name: string, value: unknown, dtype: DType): Tensor {
  if (ParameterHandle.is(value)) return wrap(stopped(value.node));
  if (isTensor(value)) return value;
  if (typeof value !== "number" && typeof value !== "boolean" && !isArray(value))
    throw new ArgumentError(op, `${name} must be a tensor or numbers, got ${describe(value)}.`);
  try {
    const data = dataOf(op, value, dtype, true);
    return wrap(inputNode(data.elements, data.shape, data.dtype));
  } catch (error) {
    if (!(error instanceof ChainruleError)) throw error;
    throw new ArgumentError(
      op,
      `${name} must be a tensor or numbers: ${error.message.slice(`${op}: `.length)}`,
    );
  }
}

/**
 * What a tensor holds now, as data: of a parameter what it does not go on with.
 * @param cell - Any tensor.
 * @returns A tensor that nothing is behind, of the same elements, which nobody writes to.
 * @example
 * const w = parameter(1);
 * const before = valueNow(w);
 * w.assign(2);
 * before.item() // => 1
 */
export function valueNow(cell: Tensor): Tensor {
  const node = nodeOf(cell);
  return wrap(inputOfType(elementsOf(node), node.kind.type));
}

const whole = /* @__PURE__ */ new WeakSet<object>();

/**
 * Notes that the `state()` of an object is all that it has to remember: parameters that it holds besides belong to others, as those of
 * an optimiser do, or are in the state.
 * @param owner - An object with `state()` and `load()`.
 * @returns The same.
 * @example hasWholeState(noteWholeState({})) // => true
 */
export function noteWholeState<T extends object>(owner: T): T {
  whole.add(owner);
  return owner;
}

/**
 * Whether an object was noted by {@link noteWholeState}.
 * @param owner - Any object.
 * @returns False for objects of the user's, whose parameters have to be looked for.
 * @example hasWholeState({}) // => false
 */
export function hasWholeState(owner: object): boolean {
  return whole.has(owner);
}
