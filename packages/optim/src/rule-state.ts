import { ArgumentError, isTensor, type Parameter, parameter } from "@chainrule/autograd";
import { describeValue, unchangeable } from "@chainrule/autograd/gears";
import type { RuleState } from "./rule.ts";

/** A tensor of a rule's state, in a cell. */
export interface StateLeaf {
  /** The names that lead to it. */
  readonly path: readonly string[];
  readonly cell: Parameter;
}

/** The state of one parameter in cells, which a compiled step updates. */
export class StateCells {
  /** What the rule is given: its own tree, with cells for tensors. What it keeps is what it returns, so that this refuses to be changed. */
  readonly tree: RuleState;
  readonly leaves: readonly StateLeaf[];

  constructor(op: string, initial: unknown) {
    const leaves: StateLeaf[] = [];
    const tree = cellsOf(op, initial, [], leaves);
    this.tree = unchangeable(op, tree, "the rule must not change the state that it is given") as RuleState;
    this.leaves = leaves;
  }
}

function cellsOf(op: string, value: unknown, path: readonly string[], leaves: StateLeaf[]): RuleState {
  if (value === null || value === undefined) return value;
  if (isTensor(value)) {
    const cell = parameter(value);
    leaves.push({ path, cell });
    return cell;
  }
  if (typeof value !== "object") {
    const place = ["the rule's init(parameter)", ...path].join(".");
    throw new ArgumentError(op, `${place} must be a tree of tensors, got ${describeValue(value)}.`);
  }
  if (Array.isArray(value)) return value.map((part, i) => cellsOf(op, part, [...path, String(i)], leaves));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, cellsOf(op, part, [...path, name], leaves)]),
  );
}
