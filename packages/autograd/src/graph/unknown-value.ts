/** Tensors that depend on what has no value: the placeholders of a {@link Scope}. */
import type { ArgumentError } from "../error/error.ts";
import type { Node } from "./node.ts";
import { isMapping, wasRecorded } from "./scope.ts";

/** How they are refused. */
export interface UnknownValueRefusals {
  /** Why the value of some nodes cannot be had, which the call that they belong to is told as well. */
  unreadable(roots: readonly Node[]): ArgumentError;
  requireAlive(roots: readonly Node[]): void;
  requireNoExamples(roots: readonly Node[]): void;
  requireNoRepeats(op: string): void;
  requireOneForAll(op: string, what: string, remedy: string): void;
  requireShared(op: string, what: string, node: Node, remedy: string): void;
  aboutNumbers(node: Node): string;
}

let refusals: UnknownValueRefusals | null = null;

/** Tells how they are refused. Who makes placeholders says so, so that programs without them do not bring it along. */
export function refuseUnknownValuesBy(by: UnknownValueRefusals): void {
  refusals = by;
}

/** Why the value of some nodes cannot be had, which the call that they belong to is told as well. */
export function unreadable(roots: readonly Node[]): Error {
  return refusals?.unreadable(roots) ?? new TypeError("every node has a value");
}

/** Refuses nodes that one example has of its own, as reading them does. */
export function requireNoExamples(roots: readonly Node[]): void {
  if (isMapping()) refusals?.requireNoExamples(roots);
}

/** Requires that nodes do not depend on what a call that is over was made with. */
export function requireAlive(roots: readonly Node[]): void {
  if (wasRecorded()) refusals?.requireAlive(roots);
}

/**
 * Requires that a node is the same for all examples of a call that goes on.
 * @param what - What it is to the user.
 * @param remedy - What to do instead.
 */
export function requireShared(op: string, what: string, node: Node, remedy: string): void {
  if (isMapping()) refusals?.requireShared(op, what, node, remedy);
}

/** Refuses an effect in a function that is called once for steps or a branch, or once more for each derivative. */
export function requireNoRepeats(op: string): void {
  if (isMapping()) refusals?.requireNoRepeats(op);
}

/**
 * Refuses what each call has anew in a function that is called once for all steps or examples, which would share it.
 * @param op - Who asks, for errors.
 * @param what - What they would share.
 * @param remedy - What to do instead, in `vmap`.
 * @throws {ArgumentError} in `vmap`, `scan` and the like; nothing elsewhere.
 * @example requireOneForAll("f", "the same key", "Call it outside.") // => undefined
 */
export function requireOneForAll(op: string, what: string, remedy: string): void {
  if (isMapping()) refusals?.requireOneForAll(op, what, remedy);
}

/** What to say of numbers to who takes one for a number that a function was given, and that is a tensor in it; nothing elsewhere. */
export function aboutNumbers(node: Node): string {
  return refusals?.aboutNumbers(node) ?? "";
}
