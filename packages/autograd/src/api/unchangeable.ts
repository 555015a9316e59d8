import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray, isPlainObject } from "../error/foreign.ts";

/**
 * The tree of arguments as a function is given it. Its objects and arrays are not the caller's: what the function did to them
 * would be lost without a word, so that they refuse to be changed.
 * @param op - Who gives it, for errors.
 */
export function unchangeable(op: string, tree: unknown): unknown {
  if (isArray(tree)) {
    return guarded(
      op,
      tree.map((part) => unchangeable(op, part)),
    );
  }
  if (!isPlainObject(tree)) return tree;
  const parts = Object.entries(tree).map(([name, part]) => [name, unchangeable(op, part)] as const);
  return guarded(op, Object.fromEntries(parts));
}

function guarded(op: string, parts: object): object {
  const refuse = (_: object, name: string | symbol): never => {
    throw new ArgumentError(
      op,
      `the function must not change its arguments, which are copies here, but does so at ${describe(name)}. ` +
        "Return the new value, or change a copy of your own.",
    );
  };
  return new Proxy(parts, { set: refuse, defineProperty: refuse, deleteProperty: refuse });
}
