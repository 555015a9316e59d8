import * as arithmetic from "./arithmetic.ts";
import * as comparison from "./comparison.ts";
import * as contraction from "./contraction.ts";
import * as conversion from "./conversion.ts";
import type { Operation } from "./definition.ts";
import * as elementary from "./elementary.ts";
import * as leaf from "./leaf.ts";
import * as movement from "./movement.ts";
import * as reduce from "./reduce.ts";
import * as rounding from "./rounding.ts";
import * as select from "./select.ts";
import * as special from "./special.ts";

const families: readonly Readonly<Record<string, unknown>>[] = [
  arithmetic,
  rounding,
  elementary,
  special,
  comparison,
  select,
  reduce,
  movement,
  contraction,
  conversion,
  leaf,
];

/** Every operation of the engine, by name. What an operation file exports is in the table; there is no second list. */
export const table: ReadonlyMap<string, Operation> = new Map(
  families.flatMap((family) => Object.values(family).filter(isOperation)).map((op) => [op.name, op]),
);

/** The operation of this name. @throws RangeError for a name that no operation has. */
export function operationNamed(name: string): Operation {
  const op = table.get(name);
  if (op === undefined) throw new RangeError(`no operation is named ${name}`);
  return op;
}

function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null && "derivative" in value && "meaning" in value;
}
