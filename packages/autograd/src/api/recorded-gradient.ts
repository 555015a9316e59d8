import { placeholderNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { Scope } from "../graph/scope.ts";
import { Gradient, type GradientState, type GradientUse, useOf } from "../tensor/gradient.ts";
import type { ParameterHandle } from "../tensor/parameter.ts";
import { isComputedFrom } from "../transform/dependence.ts";

/**
 * The gradient of a parameter in a recording. It starts as what it is outside, and notes what the function asks of that:
 * the recording holds only for calls to which the answer is the same.
 */
export class RecordedGradient extends Gradient {
  readonly #cell: ParameterHandle;
  readonly #before: GradientState;
  readonly #sinceBefore: number;
  /** What stands for the gradient from before the call; null if there is none. */
  readonly prior: Node | null;
  /** Whether the function has set it, be it to what it made of the one from before the call, and who has had it since. */
  isReplaced = false;
  isRevised = false;
  had: GradientUse | null = null;
  /** What the function asked: whether there is one, and whether one is to be used. */
  #presence = false;
  #pendency = false;
  /** Whether it asked who has had it. */
  #exactness = false;
  /** Beside which gradients from before the call it asked whether this one was used, and what it heard. */
  readonly #beside: { readonly other: ParameterHandle; readonly was: boolean }[] = [];

  constructor(cell: ParameterHandle, scope: Scope) {
    super();
    this.#cell = cell;
    const { state, since } = cell.gradientHistory;
    this.#before = state;
    this.#sinceBefore = since;
    this.prior = state === "none" ? null : placeholderNode(cell.shape, cell.dtype, scope);
    super.restore(this.prior, useOf(state), since);
  }

  /** Whether it is the one from before the call, and nobody has had it since. */
  get #isPrior(): boolean {
    return !this.isReplaced && this.had === null;
  }

  override get node(): Node | null {
    this.#presence ||= !this.isReplaced;
    return super.node;
  }

  override get pending(): Node | null {
    this.#pendency ||= this.#isPrior;
    return super.pending;
  }

  override replace(node: Node | null): void {
    super.replace(node);
    this.isReplaced = true;
    this.isRevised = false;
    this.had = null;
  }

  override revise(node: Node): void {
    super.revise(node);
    this.isRevised ||= !this.isReplaced;
    this.isReplaced = true;
  }

  override isBehind(other: Node): boolean {
    if (!this.#isPrior || this.prior === null) return super.isBehind(other);
    // The function may refer to it outside.
    const known = [this.prior, this.#cell.gradient.node];
    const isBehind = known.some((node) => node !== null && isComputedFrom(other, node));
    this.#exactness ||= isBehind;
    return isBehind;
  }

  override use(use: GradientUse): void {
    super.use(use);
    this.had = use;
  }

  override wasUsedBeside(other: RecordedGradient): boolean {
    const was = super.wasUsedBeside(other);
    // Between two from before the call, other calls may have another order.
    if (this.#isFromBefore && other.#isFromBefore) this.#beside.push({ other: other.#cell, was });
    return was;
  }

  get #isFromBefore(): boolean {
    return this.since === this.#sinceBefore;
  }

  /** Whether the function would have been answered the same. */
  holds(now: Gradient): boolean {
    const { state } = now;
    if (this.#exactness && state !== this.#before) return false;
    if (this.#presence && (state === "none") !== (this.#before === "none")) return false;
    if (this.#pendency && (state === "pending") !== (this.#before === "pending")) return false;
    return this.#beside.every(({ other, was }) => now.wasUsedBeside(other.gradientHistory) === was);
  }
}
