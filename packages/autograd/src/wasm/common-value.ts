import type { Expression, Region } from "./expression.ts";
import type { Instruction } from "./instruction.ts";

/** Entries looked at before giving up: a value that thousands use must not make building slow. */
const mostTried = 12;

/** Whether a value of the region `home` may be used in `region`. */
export function isVisible(home: Region, region: Region): boolean {
  let outer: Region | undefined = region;
  while (outer !== undefined && outer !== home) outer = outer.parent;
  return outer !== undefined;
}

/**
 * The operand whose list of users is searched: the newest one that is not a constant, since constants and old values have
 * many users.
 */
function keyOf(operands: readonly Expression[]): Expression | undefined {
  let key: Expression | undefined;
  for (let k = 0; k < operands.length; k++) {
    const operand = operands[k] as Expression;
    if (operand.kind !== "constant" && (key === undefined || operand.sequence > key.sequence)) key = operand;
  }
  return key;
}

/** The value of an instruction that only depends on its operands, if it was built before where `region` sees it. */
export function commonValue(
  description: Instruction,
  operands: readonly Expression[],
  lane: number,
  region: Region,
): Expression | undefined {
  let user = keyOf(operands)?.newestUser;
  for (let tried = 0; user !== undefined && tried < mostTried; tried++, user = user.olderUser) {
    if (user.instruction !== description || user.lane !== lane) continue;
    if (sameOperands(user.operands, operands) && isVisible(user.region, region)) return user;
  }
  return undefined;
}

function sameOperands(a: readonly Expression[], b: readonly Expression[]): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** Lets {@link commonValue} find a value. */
export function rememberValue(value: Expression): void {
  const key = keyOf(value.operands);
  if (key === undefined) return;
  value.olderUser = key.newestUser;
  key.newestUser = value;
}
