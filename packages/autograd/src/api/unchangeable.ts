import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray, isPlainObject } from "../error/foreign.ts";

/**
 * The tree of arguments as a function is given it. Its objects and arrays are not the caller's: what the function did to them
 * would be lost without a word, so that they refuse to be changed.
 * @param op - Who gives it, for errors.
 * @param tree - Objects, arrays and tensors.
 * @param rule - What must not be done, for errors.
 * @returns A tree of the same tensors.
 * @example unchangeable("f", { x: [1, 2] }) // => { x: [1, 2] }
 */
export function unchangeable(
  op: string,
  tree: unknown,
  rule = "the function must not change its arguments, which are copies here",
): unknown {
  if (isArray(tree)) {
    return guarded(
      op,
      tree.map((part) => unchangeable(op, part, rule)),
      rule,
    );
  }
  if (!isPlainObject(tree)) return tree;
  const parts = Object.entries(tree).map(([name, part]) => [name, unchangeable(op, part, rule)] as const);
  return guarded(op, Object.fromEntries(parts), rule);
}

function guarded(op: string, parts: object, rule: string): object {
  const refuse = (_: object, name: string | symbol): never => {
    throw new ArgumentError(
      op,
      `${rule}, but does so at ${describe(name)}. Return the new value, or change a copy of your own.`,
    );
  };
  return new Proxy(parts, { set: refuse, defineProperty: refuse, deleteProperty: refuse });
}
