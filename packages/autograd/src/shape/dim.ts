import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import type { Dim } from "./shape-type.ts";

/**
 * A size with a name, for the compiler only: at run time it is the number `size`.
 *
 * Sizes of equal names match, sizes of different names do not, and a plain `number` matches both.
 * @param name - The name, a string literal.
 * @param size - A non-negative integer.
 * @returns `size`, typed `Dim<Name>`.
 * @throws {ArgumentError} if `name` is not a string or is empty; {@link ShapeError} if `size` is not a non-negative
 *   integer.
 * @example zeros([dim("batch", 32), 3]).shape // => [32, 3]
 */
export function dim<const Name extends string>(name: Name, size: number): Dim<Name> {
  if (typeof name !== "string" || name === "") {
    throw new ArgumentError("dim", `name must be a non-empty string, got ${describe(name)}.`);
  }
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new ShapeError("dim", `size of "${name}" must be a non-negative integer, got ${describe(size)}.`);
  }
  return size as Dim<Name>;
}
