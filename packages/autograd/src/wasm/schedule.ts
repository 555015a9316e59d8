import { type Expression, type FunctionReference, never, type Region, type Variable } from "./expression.ts";

/**
 * How deep an expression may nest in place before it gets a local: keeps recursion, the engine's operand stack and
 * the printed lines short, whatever the length of a chain of additions.
 */
const deepest = 32;

interface Memory {
  nextWrite: number;
}

/**
 * Decides, walking a function backwards, which values are dead, which are evaluated in place at their only use, and
 * which get a local. A value moves down to its use only if nothing in between changes what it reads: a load does not
 * pass a store or a call, a variable's value does not pass an assignment.
 */
export function schedule(prologue: Region, body: Region): void {
  const memory: Memory = { nextWrite: never };
  scheduleRegion(body, memory);
  scheduleRegion(prologue, memory);
}

function scheduleRegion(region: Region, memory: Memory): void {
  const items = region.items;
  for (let k = items.length - 1; k >= 0; k--) {
    const item = items[k] as Expression;
    const { kind, bodies } = item;
    for (let body = bodies.length - 1; body >= 0; body--) scheduleRegion(bodies[body] as Region, memory);
    if (kind !== "plain" || item.type === "none") {
      if (!isEffect(item)) {
        if (item.uses === 0) continue;
        item.inline = staysInPlace(item, memory);
      }
      countOperands(item);
      if (writesMemory(item)) memory.nextWrite = item.sequence;
      if (kind === "set") (item.subject as Variable).nextSet = item.sequence;
      if (kind === "branchIf") (item.subject as Region).label = 0;
    } else if (item.uses > 0) {
      item.inline = staysInPlace(item, memory);
      countOperands(item);
    }
  }
}

/** Whether an expression must be evaluated at its own point, used or not. */
export function isEffect(item: Expression): boolean {
  return item.type === "none" || isImpureCall(item);
}

function isImpureCall(item: Expression): boolean {
  return item.kind === "call" && !(item.subject as FunctionReference).pure;
}

function writesMemory(item: Expression): boolean {
  return item.kind === "plain" || item.kind === "copy" || item.kind === "fill" || isImpureCall(item);
}

function staysInPlace(item: Expression, memory: Memory): boolean {
  switch (item.kind) {
    case "constant":
      return item.type !== "v128" && item.region.kind !== "prologue";
    case "parameter":
      return true;
    case "get":
      return (item.subject as Variable).nextSet >= item.lastUse;
    default: {
      if (item.uses > 1 || item.crosses || item.level > deepest) return false;
      const immediate = item.instruction?.immediate;
      const reads = immediate === "memory" || immediate === "memoryLane";
      return !reads || memory.nextWrite >= item.lastUse;
    }
  }
}

function countOperands(item: Expression): void {
  const { operands, region, inline } = item;
  const point = inline ? item.lastUse : item.sequence;
  const level = inline ? item.level + 1 : 1;
  for (let k = 0; k < operands.length; k++) {
    const operand = operands[k] as Expression;
    operand.uses++;
    operand.level = level;
    let last = point;
    if (operand.region !== region) {
      operand.crosses = true;
      // A loop may come round again: the use lasts until the outermost region around it ends.
      let inner = region;
      while (inner.parent !== undefined && inner.parent !== operand.region) inner = inner.parent;
      last = inner.end;
    }
    if (last > operand.lastUse) operand.lastUse = last;
  }
}
