import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray, isPlainObject } from "../error/foreign.ts";
import type { Node } from "../graph/node.ts";
import { type TreeLayout, unflatten } from "./tree.ts";

/**
 * The tree of an argument as a function is given it. Its objects and arrays are not the caller's: what the function did to
 * them would be lost without a word, so that they refuse to be changed.
 * @param op - Who gives it, for errors.
 */
export function givenTree(op: string, layout: TreeLayout, nodes: readonly Node[]): unknown {
  return unchangeable(op, unflatten(layout, nodes));
}

/** The same for a list of arguments, which the function does not see as a list. */
export function givenTrees(op: string, trees: readonly unknown[]): unknown[] {
  return trees.map((tree) => unchangeable(op, tree));
}

function unchangeable(op: string, tree: unknown): unknown {
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
