/**
 * Which objects are tensors of this copy of the package. A program may hold two copies of it, when two of its packages
 * depend on different versions or a bundler resolves them apart; their tensors look alike and do not mix.
 */

/** The same symbol in every copy: a prototype that has it is that of tensors. */
const symbol = Symbol.for("@chainrule/autograd");

interface Mark {
  /** Different in each copy. */
  readonly copy: object;
  /** Whether an object is a tensor itself, not a Proxy of one or an object that inherits from one. */
  holds(value: object): boolean;
}

const thisCopy: object = {};

/** Marks the prototype of all tensors. */
export function markTensors(prototype: object, holds: (value: object) => boolean): void {
  const mark: Mark = { copy: thisCopy, holds };
  Object.defineProperty(prototype, symbol, { value: mark });
}

/**
 * Whether an object is a tensor of this copy of the package, of another one, or only looks like a tensor. For packages that build
 * on this one.
 * @param value - Any object.
 * @returns `"here"`, `"another copy"`, or `"disguised"` for a Proxy of a tensor and what inherits from one; null for anything
 *   else. It never throws.
 * @example originOf(new Proxy(scalar(1), {})) // => "disguised"
 */
export function originOf(value: object): "here" | "another copy" | "disguised" | null {
  const mark = markOf(value);
  if (typeof mark !== "object") return null;
  if (!mark.holds(value)) return "disguised";
  return mark.copy === thisCopy ? "here" : "another copy";
}

function markOf(value: object): Mark | undefined {
  try {
    return Reflect.get(value, symbol) as Mark | undefined;
  } catch {
    // A Proxy that was revoked.
    return undefined;
  }
}
