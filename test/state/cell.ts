import { requireScopes, stateOf } from "./requirement.ts";
import { behind, number, renamed, type Scalar, type Scope } from "./scalar.ts";
import { given, mapped, numbersOf, type Value } from "./value.ts";

/** A parameter. */
export interface Cell {
  readonly leaf: Value;
  /** Values that it had before. */
  readonly earlier: readonly Value[];
  readonly gradient: Value | null;
  /** Whether an optimiser has used the gradient. */
  readonly spent: boolean;
}

/** The same numbers, as a call knows them that is recorded. */
export function standIn(value: Value, scope: Scope): Value {
  const state = stateOf([value]);
  return mapped(value, ({ value: x }) => {
    const stand = renamed(number(x), scope);
    stand.state = state;
    return stand;
  });
}

/** What the parameters are inside such a call: their values count as replaced there. */
export function standIns(cells: readonly Cell[], scope: Scope): Cell[] {
  return cells.map(({ leaf, earlier, gradient, spent }) => ({
    leaf: standIn(leaf, scope),
    earlier: [...earlier, leaf],
    gradient: gradient === null ? null : standIn(gradient, scope),
    spent,
  }));
}

/** What a call leaves behind: data, whatever it was computed from in there. */
export function settled(value: Value, scope: Scope): Value {
  requireScopes(value, (each) => each === scope);
  return given(value.shape, numbersOf(value));
}

/**
 * What a compiled function returned. What it was given or refers to is that; all else is data, which knows what it was computed
 * from, other results included.
 */
export function resultsOf(
  values: readonly Value[],
  scope: Scope,
  outer: ReadonlyMap<Scalar, Scalar>,
  handedOn: (value: Value) => Value | null,
  copyOf: (value: Value) => Value | null,
): Value[] {
  const made = new Map<Value, Value>();
  for (const value of values) if (!made.has(value)) made.set(value, handedOn(value) ?? settled(value, scope));
  const computed = [...made].filter(([value]) => handedOn(value) === null);
  const all = new Map([
    ...outer,
    ...paired(
      computed.map(([from]) => from),
      computed.map(([, to]) => to),
    ),
  ]);
  for (const [value, result] of computed) {
    const leaf = copyOf(value);
    for (const [i, s] of result.elements.entries()) {
      const behindIt = behind([value.elements[i] as Scalar], "slopes");
      s.lost = [...behindIt]
        .flatMap((from) => [outer.get(from) ?? [], all.get(from) ?? from].flat())
        .filter((to) => to !== s);
      s.copied = leaf?.elements[i] ?? null;
    }
  }
  return values.map((value) => made.get(value) as Value);
}

/** The numbers of some values, and what each stands for in others. */
export function paired(from: readonly Value[], to: readonly Value[]): Map<Scalar, Scalar> {
  const pairs = from.flatMap(({ elements }, k) =>
    elements.map((s, i) => [s, to[k]?.elements[i] as Scalar] as const),
  );
  return new Map(pairs);
}

export function leafOf({ leaf }: Cell): Value {
  return leaf;
}

/** What a call leaves in parameters: new values and gradients. */
export function changesOf(inside: readonly Cell[], after: readonly Cell[]): Value[] {
  return after.flatMap(({ leaf, gradient }, k) => [
    ...(leaf === inside[k]?.leaf ? [] : [leaf]),
    ...(gradient === null || gradient === inside[k]?.gradient ? [] : [gradient]),
  ]);
}

/** A parameter after the call: as before, but for what the call changed. */
export function settledCell(before: Cell, inside: Cell, after: Cell, scope: Scope): Cell {
  const { leaf, gradient, spent } = after;
  const isAssigned = leaf !== inside.leaf;
  return {
    leaf: isAssigned ? settled(leaf, scope) : before.leaf,
    earlier: isAssigned ? [...before.earlier, before.leaf] : before.earlier,
    gradient:
      gradient === inside.gradient ? before.gradient : gradient === null ? null : settled(gradient, scope),
    spent,
  };
}
