import { Beyond, Refusal } from "./refusal.ts";
import { behind, flat, lostBehind, type Scalar, type Scope } from "./scalar.ts";
import { mapped, type Value } from "./value.ts";

/** Numbers beyond this tell nothing but how errors grow. */
const largest = 1e4;

/** The same numbers, through which no derivative passes. */
export function cut(value: Value): Value {
  return mapped(value, (s) => flat(s, s.value));
}

export function bounded(value: Value): Value {
  if (value.elements.every(({ value: x }) => Math.abs(x) < largest)) return value;
  throw new Beyond();
}

/** What is only known while a function is called, or was, has no value; nor have elements that are out of range. */
export function requireKnown(...values: readonly Value[]): void {
  for (const value of values) requireScopes(value, () => false);
  for (const value of values) requireInRange(value);
}

/** Refuses what the engine refuses when it computes a value. */
export function requireInRange(value: Value): void {
  const state = stateOf([value]);
  if (state === "refused") throw new Refusal(outOfRange);
  // A derivative is computed together with what it is of, and with others that were asked for, or without them.
  if (state === "doubtful") throw new Beyond();
}

/** Whether the engine refuses to compute values. */
export function stateOf(values: readonly Value[]): Scalar["state"] {
  const states = [...behind(elementsOf(values), "inputs")].map(({ state }) => state);
  return states.includes("doubtful") ? "doubtful" : states.includes("refused") ? "refused" : "sound";
}

/**
 * Whether a derivative is by what a compiled function returned as a parameter's value, which is reached in another way as well.
 * Whether the parameter still has that value is told by when it was assigned, not by what it is.
 */
export function isCopied(root: Scalar, xs: readonly Value[], outside: ReadonlyMap<Scalar, Scalar>): boolean {
  return xs.some(({ elements }) => {
    const copied = elements.flatMap((s) => s.copied ?? []);
    if (copied.length === 0) return false;
    const reached = [...behind([root], "slopes")].map((s) => outside.get(s) ?? s);
    const found = new Set([...reached, ...lostBehind(root, new Set(elements))]);
    return copied.some((s) => found.has(s));
  });
}

/** Whether it cannot be known, which matters only to those who look. */
export function isVague(value: Value): boolean {
  return [...behind(value.elements, "everything")].some(({ scope }) => scope !== null);
}

/** Whether it was kept from a call that is over. */
export function isKept(value: Value): boolean {
  return [...behind(value.elements, "everything")].some(({ scope }) => scope !== null && !scope.open);
}

export function requireScopes(value: Value, allowed: (scope: Scope) => boolean): void {
  const refused = [...behind(value.elements, "inputs")].flatMap(({ scope }) =>
    scope === null || allowed(scope) ? [] : [scope.open],
  );
  // Of several, either may be named.
  if (refused.length > 0)
    throw new Refusal(refused.every(Boolean) ? open : refused.some(Boolean) ? openOrClosed : closed);
  for (const { scope } of behind(value.elements, "everything"))
    if (scope !== null && !allowed(scope)) throw new Beyond();
}

/** A derivative that should go through what a compiled function returned would lack that part. */
export function requireNotLost(root: Scalar, xs: readonly Value[], word: RegExp = throughResult): void {
  const lost = lostBehind(root);
  if (xs.some(({ elements }) => elements.some((s) => lost.has(s)))) throw new Refusal(word);
}

/** A derivative that a recorded function took. */
export interface Derivative {
  readonly of: Scalar;
  readonly by: readonly Value[];
  readonly found: readonly Value[];
}

/** An argument: what stands for it in the function, and what it is outside. */
export interface Argument {
  readonly inside: Value;
  readonly outside: Value;
}

/**
 * A derivative would lack a part that goes through an argument, which is data inside, to what it was built from outside; or
 * through what the function refers to, to what an argument is.
 */
export function requireWhole(
  derivatives: readonly Derivative[],
  args: readonly Argument[],
  outer: ReadonlyMap<Scalar, Scalar>,
  roots: readonly Value[],
): void {
  // What nobody gets to see is not computed.
  const visible = behind(elementsOf(roots), "graph");
  for (const { of, by, found } of derivatives) {
    if (!elementsOf(found).some((s) => visible.has(s))) continue;
    const reached = new Set([...behind([of], "slopes"), ...lostBehind(of)]);
    const through = args.filter(({ inside }) => inside.elements.some((s) => reached.has(s)));
    for (const x of by) {
      const own = args.some(({ inside }) => inside === x) ? [...reached] : [];
      const others = through.filter(({ inside }) => inside !== x);
      const behindOthers = others.flatMap(({ outside }) => outside.elements.flatMap(everyWayBack));
      const given = args.find(({ inside }) => inside === x);
      const copied = given?.outside.elements.flatMap((s) => s.copied ?? []) ?? [];
      const around = new Set([...[...reached].map((s) => outer.get(s) ?? s), ...behindOthers]);
      // Whether the parameter still has the value is told by when it was assigned, not by what it is.
      if (copied.some((s) => around.has(s))) throw new Beyond();
      const missed = new Set([...own, ...behindOthers]);
      if (x.elements.some((s) => missed.has(outer.get(s) ?? s))) throw new Refusal(dataInside);
    }
  }
}

/** `backward()` asks for a derivative by every parameter, also those that arguments were built from. */
export function requireNoneBehind(
  roots: readonly Scalar[],
  args: readonly Argument[],
  leaves: readonly Value[],
): void {
  const reached = behind(roots, "slopes");
  const through = args.filter(({ inside }) => inside.elements.some((s) => reached.has(s)));
  const missed = new Set(elementsOf(through.map(({ outside }) => outside)).flatMap(everyWayBack));
  if (elementsOf(leaves).some((s) => missed.has(s))) throw new Refusal(dataInside);
}

/** A derivative by an argument would lack what goes through leaves that were assigned what depends on it. */
export function requireNotCut(
  y: Value,
  argument: Value,
  leaves: readonly Value[],
  sources: readonly Value[],
): void {
  const reaches = ({ elements }: Value, wanted: ReadonlySet<Scalar>): boolean =>
    [...behind(elements, "slopes")].some((s) => wanted.has(s));
  const cut = new Set<Scalar>();
  for (const [k, leaf] of leaves.entries()) {
    if (reaches(sources[k] as Value, new Set([...argument.elements, ...cut])))
      for (const s of leaf.elements) cut.add(s);
  }
  if (reaches(y, cut)) throw new Refusal(/a parameter keeps numbers only/);
}

function everyWayBack(s: Scalar): Scalar[] {
  return [...behind([s], "slopes"), ...lostBehind(s)];
}

function elementsOf(values: readonly Value[]): Scalar[] {
  return values.flatMap(({ elements }) => elements);
}

const throughResult = /through the result of a compiled function/;
/** Of what is lost and copied, either may be named. */
export const throughEither: RegExp = new RegExp(
  `${throughResult.source}|also through the parameter whose value it is`,
);
const outOfRange = /indices must be from/;
const dataInside = /inside, (that is data|these are two)/;

/** Of a tensor that a recorded function refers to, made from a value that a parameter still has. */
export const builtOutside = /built from the parameter's present value outside the compiled function/;

export const unrelated = /does not depend on/;
// What was stopped is let go of, so that nobody can tell any more what it was made from.
export const withoutSlope = /which ha(s|ve) no derivative/;
/** Of a derivative that was taken by something without depending on it. */
export const either = /does not depend on|which ha(s|ve) no derivative/;
const open = /where\(\)|examples|depends on no parameter/;
export const closed = /has no value outside/;
const openOrClosed = new RegExp(`${open.source}|${closed.source}`);
