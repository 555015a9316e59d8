import type { DeclaredOperation, Operation } from "./definition.ts";
import { table } from "./table.ts";

/**
 * Every operation with its documentation and its samples, by name. For tests and generators only: what is shipped has
 * operations without these.
 */
export const declarations: ReadonlyMap<string, DeclaredOperation> = new Map(
  [...table.values()].filter(isDeclared).map((op) => [op.name, op]),
);

/** The operation of this name, as its file declares it. @throws RangeError for a name that no operation has. */
export function declarationNamed(name: string): DeclaredOperation {
  const op = declarations.get(name);
  if (op === undefined) throw new RangeError(`no operation is named ${name}`);
  return op;
}

function isDeclared(op: Operation): op is DeclaredOperation {
  return "documentation" in op && "samples" in op;
}
