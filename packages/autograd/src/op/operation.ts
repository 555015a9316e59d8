import type { Attributes, Declaration, Operation } from "./definition.ts";

/** An operation from what its file says; what it does not say is nothing. All have the same fields in the same order. */
export function operation<A extends Attributes>(declared: Declaration<A>): Operation<A> {
  return {
    name: declared.name,
    family: declared.family,
    arity: declared.arity,
    dtype: (inputs, attributes) => declared.dtype(inputs, attributes),
    shape: (inputs, attributes) => declared.shape(inputs, attributes),
    derivative: declared.derivative,
    batch: declared.batch,
    meaning: declared.meaning,
    notation: declared.notation ?? null,
    isCommutative: declared.isCommutative ?? false,
    unit: declared.unit ?? null,
    isInvolution: declared.isInvolution ?? false,
    isRoot: declared.isRoot ?? false,
    isLong: declared.isLong ?? false,
    stepsOf: declared.stepsOf ?? null,
    isInternal: declared.isInternal ?? false,
    isIdentity: (inputs, attributes) => declared.isIdentity?.(inputs, attributes) ?? false,
    merged: (inner, outer) => declared.merged?.(inner, outer) ?? null,
    rewritten: (b, inputs, attributes) => declared.rewritten?.(b, inputs, attributes) ?? null,
  };
}

/** An operation like another one. */
export function variant(op: Operation, changed: Partial<Operation>): Operation {
  return { ...op, ...changed };
}

/** What a builder was given: inputs, and behind them attributes if there are any. */
export function separated<V, A extends Attributes>(
  { arity }: Operation<A>,
  given: readonly (V | A)[],
): { readonly inputs: readonly V[]; readonly attributes: A | null } {
  if (arity === given.length) return { inputs: given as readonly V[], attributes: null };
  return { inputs: given.slice(0, -1) as readonly V[], attributes: given[given.length - 1] as A };
}

/** Whether an operation computes each element from the elements of the inputs at that place. */
export function isElementwise({ meaning }: Operation): boolean {
  const { kind } = meaning;
  return kind === "map" || kind === "compare" || kind === "logic" || kind === "select" || kind === "cast";
}
