import { ArgumentError } from "../error/error.ts";
import { identity } from "../op/leaf.ts";
import { isPlaceholder } from "./build.ts";
import { nextEpoch } from "./listing.ts";
import type { Node } from "./node.ts";
import { currentScope, repeatably, repeatedBy, Scope } from "./scope.ts";
import { isStop, sourceOf } from "./stop-gradient.ts";
import { refuseUnknownValuesBy, type UnknownValueRefusals } from "./unknown-value.ts";

/** A {@link Scope}, as its constructor takes it, whose tensors without values are refused where a value is needed. */
export function scopeOfUnknowns(...given: ConstructorParameters<typeof Scope>): Scope {
  refuseUnknownValuesBy(refusals);
  return new Scope(...given);
}

/** Runs a function of the user's that `op` calls once more for each derivative, and in which effects are refused. */
export function withoutEffects<T>(op: string, f: () => T): T {
  refuseUnknownValuesBy(refusals);
  return repeatably(op, f);
}

/** Why the value of some nodes cannot be had, which the call that they belong to is told as well. */
function unreadable(roots: readonly Node[]): ArgumentError {
  const path = pathToPlaceholder(roots, () => true);
  const scope = path === null ? null : scopeOf(path);
  if (path === null || scope === null) throw new TypeError("every node has a value");
  if (!scope.isOpen) return outlived(path, scope);
  return scope.refuse(scope.isOfExamples ? differsBetweenExamples(scope) : notKnownYet(scope));
}

function notKnownYet({ op, alternative }: Scope): ArgumentError {
  return new ArgumentError(
    op,
    "a value cannot be read while the function is being recorded, since it is not known yet. " +
      `Choose by value with where()${alternative}.`,
  );
}

function differsBetweenExamples({ op, one, alternative }: Scope): ArgumentError {
  const reason = one === "branch" ? "it is recorded, and run later" : `each ${one} has its own`;
  return new ArgumentError(
    op,
    `a value cannot be read inside the function, since ${reason}. Choose by value with where()${alternative}.`,
  );
}

/** Refuses nodes that one example has of its own, as reading them does. */
function requireNoExamples(roots: readonly Node[]): void {
  const path = pathToPlaceholder(roots, isOpenForExamples);
  if (path === null) return;
  const scope = scopeOf(path) as Scope;
  throw scope.refuse(differsBetweenExamples(scope));
}

/** Requires that nodes do not depend on what a call that is over was made with. */
function requireAlive(roots: readonly Node[]): void {
  const path = pathToPlaceholder(roots, (scope) => !scope.isOpen);
  if (path !== null) throw outlived(path, scopeOf(path) as Scope);
}

/**
 * Requires that a node is the same for all examples of a call that goes on.
 * @param what - What it is to the user.
 * @param remedy - What to do instead.
 */
function requireShared(op: string, what: string, node: Node, remedy: string): void {
  requireNoRepeats(op);
  const path = pathToPlaceholder([node], isOpenForExamples);
  if (path === null) return;
  const scope = scopeOf(path) as Scope;
  const rule = `${what} must be the same for all examples of ${scope.op}(), got one that differs between examples.`;
  throw scope.refuse(new ArgumentError(op, `${rule} ${remedy}`));
}

/** Refuses an effect in a function that is called once for steps or a branch, or once more for each derivative. */
function requireNoRepeats(op: string): void {
  const repeater = repeatedBy();
  if (repeater !== null) throw outOfPlace(op, repeater, "once more for each derivative");
  const scope = currentScope()?.repeated ?? null;
  if (scope === null) return;
  const when = scope.one === "step" ? "once for all steps" : "whether it is chosen or not";
  throw scope.refuse(outOfPlace(op, scope.op, when));
}

/** Refuses what each call has anew in a function that is called once for all examples, which would share it. */
function requireOneForAll(op: string, what: string, remedy: string): void {
  requireNoRepeats(op);
  const scope = currentScope();
  if (scope === null || !scope.isOfExamples) return;
  const rule = `has no place inside the function that ${scope.op}() is given, which is called once for all examples: they would all have`;
  throw scope.refuse(new ArgumentError(op, `${rule} ${what}. ${remedy}`));
}

function outOfPlace(op: string, caller: string, when: string): ArgumentError {
  const rule = `has no place inside the function that ${caller}() is given, which is called ${when}.`;
  return new ArgumentError(op, `${rule} Return what it needs, and call it outside.`);
}

/** The refusal of a tensor that was kept, by the operation that made it: the first node on the path that was made in such a call. */
function outlived(path: readonly Node[], { op, isOfExamples, one }: Scope): ArgumentError {
  const made = sourceOf(path.find((node) => node.scope !== null && !node.scope.isOpen) as Node);
  const where = isOfExamples ? `the function that ${op}() called` : "the function that was recorded";
  // Of examples there are many, so that no parameter could hold what one of them has.
  const remedy = `Return it from there${isOfExamples ? "" : ", or keep state in a parameter, with assign()"}.`;
  // An argument itself, or the alias of it that a transformation inside passes on.
  if (made.origin === null && (made.op.meaning.kind === "data" || made.op === identity)) {
    const what = isOfExamples ? `a tensor that stands for one ${one}` : "an argument of the function";
    return new ArgumentError(op, `${what} was kept, and has no value outside ${where}. ${remedy}`);
  }
  const cause = isOfExamples ? `one ${one} of ${op}()` : `arguments of ${op}() or parameters`;
  return new ArgumentError(
    made.origin === null ? made.op.name : "gradients",
    `the result depends on ${cause} and has no value outside ${where}. ${remedy}`,
  );
}

function isOpenForExamples(scope: Scope): boolean {
  return scope.isOpen && scope.isOfExamples;
}

function scopeOf(path: readonly Node[]): Scope | null {
  return path[path.length - 1]?.scope ?? null;
}

/** The nodes from one of `roots` down to a placeholder of a scope that is wanted; null if none of them depends on one. */
function pathToPlaceholder(roots: readonly Node[], isWanted: (scope: Scope) => boolean): Node[] | null {
  const mark = nextEpoch();
  const stack: Node[] = [];
  /** How many nodes there are above each on the stack: what was visited last there is the path. */
  const depths: number[] = [];
  const path: Node[] = [];
  const stops: Node[] = [];
  let isFree = true;
  const enter = (node: Node, depth: number): void => {
    if (node.epoch === mark || node.value !== null || node.isFree) return;
    node.epoch = mark;
    stack.push(node);
    depths.push(depth);
  };
  // One after the other, so that the path starts at the first that leads there.
  for (const root of roots) {
    enter(root, 0);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const depth = depths.pop() as number;
      path.length = depth;
      path.push(node);
      if (isPlaceholder(node)) {
        if (node.scope !== null && isWanted(node.scope)) return path;
        isFree = false;
      } else if (isStop(node)) stops.push(node);
      for (let k = 0; k < node.arity; k++) enter(node.input(k), depth + 1);
      const { origin } = node;
      // Of derivatives that were asked for together, once.
      if (origin === null || origin.epoch === mark) continue;
      origin.epoch = mark;
      for (const input of origin.outputs) enter(input, depth + 1);
      for (const input of origin.wrt) enter(input, depth + 1);
    }
  }
  // State that is carried along behind them is gone through once, not in each step.
  if (isFree) for (const stop of stops) stop.noteFree();
  return null;
}

function aboutNumbers(node: Node): string {
  const path = pathToPlaceholder([node], (scope) => scope.isOpen);
  const scope = path === null ? null : scopeOf(path);
  if (scope === null) return "";
  return (
    ` A number that ${scope.op}() passes to a function arrives as a tensor: one that is to stay a number, such as a count of steps, ` +
    "has to be a variable that the function refers to, or a string, of which each has a recording of its own."
  );
}

const refusals: UnknownValueRefusals = {
  aboutNumbers,
  unreadable,
  requireAlive,
  requireNoExamples,
  requireNoRepeats,
  requireOneForAll,
  requireShared,
};
