import type { Node } from "../graph/node.ts";
import type { Scope } from "../graph/scope.ts";

/** What a function asked for derivatives of, and by what. */
export interface AskedDerivative {
  readonly outputs: readonly Node[];
  readonly wrt: readonly Node[];
}

const asked: WeakMap<Scope, AskedDerivative[]> = new WeakMap();

/** Notes a derivative in a call of a user's function that its graph does not tell of. */
export function noteAsked(scope: Scope | null, derivative: AskedDerivative): void {
  if (scope === null) return;
  const known = asked.get(scope);
  if (known === undefined) asked.set(scope, [derivative]);
  else known.push(derivative);
}

/** What was noted of a call. */
export function askedIn(scope: Scope): readonly AskedDerivative[] {
  return asked.get(scope) ?? [];
}
