import { ArgumentError } from "../error/error.ts";
import { materialize, refusals } from "../evaluate/materialize.ts";
import { applyBinary } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { stopped, takeOver } from "../graph/stop-gradient.ts";
import { add } from "../op/add.ts";
import { isComputedFrom, isComputedFromParameter } from "../transform/dependence.ts";
import { noteAssigned } from "./reads.ts";

/** Who has had a gradient: a step of an optimiser, or somebody who took it to do with it what he likes. */
export type GradientUse = "used" | "taken";

/** Whether a cell has a gradient, and whether that is still to be used. */
export type GradientState = "none" | "pending" | GradientUse;

/** Counts what happens to gradients. */
let moment = 0;

/** What `backward()` left at a cell. */
export class Gradient {
  #node: Node | null = null;
  #use: GradientUse | null = null;
  #since = 0;

  /** When it came to be what {@link state} says. */
  get since(): number {
    return this.#since;
  }

  get node(): Node | null {
    return this.#node;
  }

  /** The gradient that nobody has had: the next one is added to it; another is replaced. */
  get pending(): Node | null {
    return this.#use === null ? this.#node : null;
  }

  get state(): GradientState {
    if (this.#node === null) return "none";
    return this.#use ?? "pending";
  }

  /** Puts another in its place, or none. */
  replace(node: Node | null): void {
    this.#node = node;
    this.#use = null;
    this.#since = ++moment;
  }

  /** Puts what it is computed to, or was clipped to, in its place: who has had it, and since when, stays. */
  revise(node: Node): void {
    this.#node = node;
  }

  /** Makes it what it was. */
  restore(node: Node | null, use: GradientUse | null, since: number): void {
    this.#node = node;
    this.#use = use;
    this.#since = since;
  }

  /** Whether a step used it while another, which is pending, was there: both are of one `backward()`, or of calls between two steps. */
  wasUsedBeside(other: Gradient): boolean {
    return this.state === "used" && other.state === "pending" && this.#since > other.since;
  }

  /** Adds what `backward()` found, unless somebody has had what is there: then that is replaced. */
  receive(found: Node, _call: BackwardCall): void {
    const { pending } = this;
    this.replace(gradientOf(pending === null ? found : applyBinary(add, pending, found)));
  }

  /**
   * Puts another in its place by hand. One that is computed from a gradient that a step has used is used: clipping those of all
   * parameters does not make them count again. What is made of one that was taken counts.
   */
  exchange(node: Node, computedAs: Node): void {
    if (!this.isBehind(computedAs)) {
      // What has nothing to do with what was there is what somebody wanted, whatever becomes of that.
      this.replace(node);
      return;
    }
    if (this.state === "used") requireNothingNew(computedAs);
    this.derive(node);
  }

  /** Whether something is computed from it. */
  isBehind(other: Node): boolean {
    return this.#node !== null && isComputedFrom(other, this.#node);
  }

  /** Puts what is made of it in its place. */
  derive(node: Node): void {
    if (this.#use === "taken") this.replace(node);
    else this.revise(node);
  }

  /** Notes who has had it. Other optimisers may use it as well. */
  use(use: GradientUse): void {
    if (this.#use !== use) this.#since = ++moment;
    this.#use = use;
  }
}

/** What one call of `backward()` left: all of it counts, or nothing. */
export interface BackwardCall {
  readonly changes: Change[];
  /** How many of the first changes are over, or known to have a value. */
  known: number;
  /** Whether some of it was found to have no value. */
  isRefused: boolean;
}

export function backwardCall(): BackwardCall {
  return { changes: [], known: 0, isRefused: false };
}

/** How a gradient was changed. */
interface Change {
  readonly call: BackwardCall;
  /** What was added to it, or replaced it. */
  readonly part: Node;
  /** Else it was computed from the gradient of then, as one that is clipped: what becomes of that becomes of it. */
  readonly isAdded: boolean;
  /** The gradient after it, and since when. */
  readonly gradient: Node;
  readonly since: number;
  /** Whether the gradient was used since, or replaced. */
  isOver: boolean;
}

/**
 * The gradient of a parameter where nothing is recorded. Its value is computed later, and may be refused then, as an index that is too
 * large is. Then the gradient from before the `backward()` that left it is back, at all parameters.
 *
 * For that it remembers how it was changed, until its value is known or an optimiser has used it. Only if something was refused in
 * between, which is counted, is it looked whether the gradient is concerned: nothing is computed for this as long as all goes well.
 */
export class RevocableGradient extends Gradient {
  /** Oldest first, since it was `#before`. */
  #changes: Change[] = [];
  #before: Node | null = null;
  #usedBefore: GradientUse | null = null;
  #sinceBefore = 0;
  /** How much had been refused when the first of them was made. */
  #refusals = 0;

  /** Puts a gradient in its place whose value is known, or lies elsewhere. */
  override replace(node: Node | null): void {
    this.#forget();
    super.replace(node);
  }

  override revise(node: Node): void {
    this.#forget();
    super.revise(node);
  }

  override receive(found: Node, call: BackwardCall): void {
    const { pending } = this;
    const gradient = gradientOf(pending === null ? found : applyBinary(add, pending, found));
    this.#begin();
    super.replace(gradient);
    // Not what is behind it, if it is the gradient itself, which lets go of that.
    this.#note(call, pending === null ? gradient : found, true);
  }

  override derive(node: Node): void {
    const { state } = this;
    if (state === "used") {
      this.revise(node);
      return;
    }
    this.#begin();
    if (state === "pending") super.revise(node);
    else super.replace(node);
    this.#note(backwardCall(), node, false);
  }

  override use(use: GradientUse): void {
    this.#forget();
    super.use(use);
  }

  /** Takes back what cannot be had, once something was refused. */
  settle(): void {
    if (this.#changes.length > 0 && this.#refusals !== refusals()) this.#takeBack();
  }

  /** Before a change: what all earlier ones came to is known if nothing of them can be refused any more. */
  #begin(): void {
    if (!this.#changes.every(({ call }) => isKnown(call))) return;
    this.#forget();
    this.#before = this.node;
    this.#usedBefore = useOf(this.state);
    this.#sinceBefore = this.since;
    this.#refusals = refusals();
  }

  #note(call: BackwardCall, part: Node, isAdded: boolean): void {
    const change = { call, part, isAdded, gradient: this.node as Node, since: this.since, isOver: false };
    this.#changes.push(change);
    call.changes.push(change);
  }

  #takeBack(): void {
    const changes = this.#changes;
    const left: Change[] = [];
    for (const [k, change] of changes.entries()) {
      const isAffected = !change.isAdded && left.length < k;
      if (!isAffected && !isRefused(change.call)) left.push(change);
    }
    if (left.length < changes.length) {
      super.restore(this.#before, this.#usedBefore, this.#sinceBefore);
      for (const { part, isAdded, since } of left) {
        const { pending } = this;
        const gradient = isAdded && pending !== null ? gradientOf(applyBinary(add, pending, part)) : part;
        super.restore(gradient, null, since);
      }
    }
    this.#forget();
  }

  #forget(): void {
    if (this.#changes.length === 0) return;
    for (const change of this.#changes) change.isOver = true;
    this.#changes = [];
    this.#before = null;
  }
}

/**
 * Requires that what replaces a gradient which a step has used is made of gradients alone: of momentum, to which a new one is added,
 * nobody could say whether it is to be stepped.
 */
function requireNothingNew(computedAs: Node): void {
  if (!isComputedFromParameter(computedAs)) return;
  throw new ArgumentError(
    "grad",
    "a step has used this gradient, and what is put in its place is made of it and of something new. Leave out parameters whose " +
      "pendingGradient is null, or keep what goes on from step to step in a variable, as in velocity = velocity.mul(0.9).add(g).detach(), and " +
      "set grad to that.",
  );
}

export function useOf(state: GradientState): GradientUse | null {
  return state === "used" || state === "taken" ? state : null;
}

/** What is kept as a gradient: behind it is no graph. */
export function gradientOf(found: Node): Node {
  const gradient = stopped(found);
  noteAssigned(found, gradient);
  return gradient;
}

/** Whether all that a call left has values, or is over. */
function isKnown(call: BackwardCall): boolean {
  const { changes } = call;
  for (; call.known < changes.length; call.known++) {
    const { gradient, isOver } = changes[call.known] as Change;
    if (!isOver && !takeOver(gradient)) return false;
  }
  return true;
}

/** Whether something that a call left, and that is not over, has no value. */
function isRefused(call: BackwardCall): boolean {
  if (call.isRefused) return true;
  try {
    materialize(call.changes.filter(({ isOver }) => !isOver).map(({ part }) => part));
  } catch {
    call.isRefused = true;
  }
  return call.isRefused;
}
