/** Checks of what rules return, and of what is loaded into their state. */
import { ArgumentError, isTensor, type Parameter, type Tensor } from "@chainrule/autograd";
import { describeValue, isArray, propertyOf, savedTensor } from "@chainrule/autograd/gears";
import { isLike, likeArgument } from "./argument.ts";
import type { Rule, RuleResult, RuleState } from "./rule.ts";
import type { StateLeaf } from "./rule-state.ts";

export function ruleArgument(op: string, rule: unknown, name = "rule"): Rule<string> {
  if (typeof rule !== "object" || rule === null) {
    throw new ArgumentError(op, `${name} must be an object, got ${describeValue(rule)}.`);
  }
  for (const method of ["init", "update"]) {
    const value = propertyOf(rule, method);
    if (typeof value !== "function") {
      throw new ArgumentError(op, `${name}.${method} must be a function, got ${describeValue(value)}.`);
    }
  }
  return rule as Rule<string>;
}

/** A pair of lists, one element for each of `count` parameters. */
export function resultArgument(op: string, result: unknown, count: number): RuleResult {
  if (!isArray(result) || result.length !== 2) {
    throw new ArgumentError(
      op,
      `the rule's update must return [changes, state], got ${describeValue(result)}.`,
    );
  }
  const [changes, state]: readonly unknown[] = result;
  listArgument(op, "changes", changes, count);
  listArgument(op, "state", state, count);
  return result as unknown as RuleResult;
}

function listArgument(op: string, name: string, list: unknown, count: number): void {
  if (!isArray(list)) {
    throw new ArgumentError(op, `the rule's ${name} must be an array, got ${describeValue(list)}.`);
  }
  if (list.length !== count) {
    throw new ArgumentError(
      op,
      `the rule's ${name} must have one entry for each gradient, got ${list.length} for ${count}.`,
    );
  }
}

/** What a rule wants to add to the k-th parameter. */
export function changeArgument(
  op: string,
  changes: readonly unknown[],
  k: number,
  parameter: Parameter,
): Tensor {
  const change = changes[k];
  return isLike(change, parameter) ? change : likeArgument(op, `the rule's changes[${k}]`, change, parameter);
}

/** What a rule wants to keep at the place of `leaf` in the k-th state. */
export function nextStateArgument(
  op: string,
  state: readonly RuleState[],
  k: number,
  { path, cell }: StateLeaf,
): Tensor {
  let value: unknown = state[k];
  for (let i = 0; i < path.length; i++) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, path[i] as string) : undefined;
  }
  return isLike(value, cell)
    ? value
    : likeArgument(op, `the rule's ${["state", k, ...path].join(".")}`, value, cell);
}

/** Requires that a rule keeps nothing of the k-th parameter but what it began with, since nothing else has a place. */
export function requireInitialized(op: string, k: number, tree: RuleState, next: unknown): void {
  if (next === null || next === undefined || isTensor(tree)) return;
  const found = firstUninitialized(tree, next);
  if (found === null) return;
  throw new ArgumentError(
    op,
    `the rule's ${["state", k, ...found.path].join(".")} must be null or undefined as init(parameter) gave it, got ` +
      `${describeValue(found.value)}. What a rule keeps has a first value there, such as zeros of the parameter's shape.`,
  );
}

function firstUninitialized(
  tree: RuleState,
  next: unknown,
): { readonly path: readonly string[]; readonly value: unknown } | null {
  if (next === null || next === undefined || isTensor(tree)) return null;
  if (tree === null || tree === undefined) return { path: [], value: next };
  if (typeof next !== "object" || isTensor(next)) return null;
  for (const key of Object.keys(next)) {
    const known = Object.hasOwn(tree, key) ? (Reflect.get(tree, key) as RuleState) : undefined;
    const found = firstUninitialized(known, Reflect.get(next, key));
    if (found !== null) return { ...found, path: [key, ...found.path] };
  }
  return null;
}

/** A number of steps. */
export function countArgument(op: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new ArgumentError(op, `step must be a non-negative integer, got ${describeValue(value)}.`);
  }
  return value;
}

/** The entries of a saved state. */
export function savedArgument(op: string, state: unknown): [string, unknown][] {
  if (typeof state !== "object" || state === null || isArray(state)) {
    throw new ArgumentError(op, `state must be what state() returned, got ${describeValue(state)}.`);
  }
  return Object.entries(state);
}

/** A tensor that was saved, also as JSON, of the shape and dtype of another. */
export function savedLike(op: string, name: string, value: unknown, like: Tensor): Tensor {
  return likeArgument(op, name, savedTensor(op, name, value, like.dtype), like);
}
