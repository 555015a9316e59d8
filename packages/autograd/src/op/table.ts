import type { Operation } from "./definition.ts";
import type { Facts } from "./facts/facts.ts";
import * as exported from "./operations.generated.ts";

/**
 * Every operation of the engine, by name. What an operation file exports is in the table; there is no second list. For tests
 * and generators only: what the engine needs it imports one by one, so that bundles hold what is used.
 */
export const table: ReadonlyMap<string, Operation> = new Map(
  (Object.values(exported) as unknown[]).filter(isOperation).map((op) => [op.name, op]),
);

/** The facts of every operation, by name. */
export const allFacts: ReadonlyMap<string, Facts> = new Map(
  (Object.values(exported) as unknown[]).filter(isFacts).map((facts) => [facts.op.name, facts]),
);

/** The operation of this name. @throws RangeError for a name that no operation has. */
export function operationNamed(name: string): Operation {
  return required(table, name);
}

/** The facts of the operation of this name. @throws RangeError for a name that no operation has. */
export function factsOf(name: string): Facts {
  return required(allFacts, name);
}

function required<T>(entries: ReadonlyMap<string, T>, name: string): T {
  const entry = entries.get(name);
  if (entry === undefined) throw new RangeError(`no operation is named ${name}`);
  return entry;
}

function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null && "derivative" in value && "meaning" in value;
}

function isFacts(value: unknown): value is Facts {
  return typeof value === "object" && value !== null && "op" in value && "samples" in value;
}
