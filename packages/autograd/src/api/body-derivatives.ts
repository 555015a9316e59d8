import { isConstant } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { currentScope, type Scope } from "../graph/scope.ts";
import { formatShape } from "../shape/shape.ts";
import {
  copiedBy,
  isBehind,
  isMadeIn,
  lineageOf,
  originsWithin,
  recordedAncestry,
} from "../transform/dependence.ts";
import {
  argumentText,
  capturedText,
  copiedTwice,
  isCopyBehind,
  lacking,
  twice,
} from "./argument-derivatives.ts";
import { type AskedDerivative, askedIn, noteAsked } from "./asked-derivatives.ts";

/** What the function of an operation is given, and what for. */
export interface Standing {
  /** What stands for it in the function. */
  readonly input: Node;
  readonly argument: Node;
  /** Whether that is a part of the argument: a new tensor, from which nothing else was built. */
  readonly isPart?: boolean;
  /** What a step carries on, which it stands for in the next one. */
  readonly next?: Node;
}

/**
 * Requires that no derivative lacks a part that a function takes which is given to an operation: as a call of JavaScript, or
 * a loop of such calls, it would go on through the arguments and through what earlier steps carried on.
 * @param scope - The call of the function, which is over.
 * @param roots - What the function built.
 * @throws {DerivativeError} if one does.
 */
export function requireWholeInside(
  scope: Scope,
  roots: readonly Node[],
  standing: readonly Standing[],
): void {
  const taken = [...originsWithin(roots, scope), ...askedIn(scope)];
  if (taken.length === 0) return;
  const body = new BodyDerivatives(scope, standing);
  for (const derivative of taken) body.require(derivative);
}

type Ancestry = ReturnType<typeof recordedAncestry>;

class BodyDerivatives {
  readonly #scope: Scope;
  readonly #standing: readonly Standing[];
  readonly #positions: ReadonlyMap<Node, number>;
  readonly #ancestries: Map<Node, Ancestry> = new Map();

  constructor(scope: Scope, standing: readonly Standing[]) {
    this.#scope = scope;
    this.#standing = standing;
    this.#positions = new Map(standing.map(({ input }, k) => [input, k]));
  }

  require({ outputs, wrt }: AskedDerivative): void {
    const own = wrt.filter((node) => this.#positions.has(node) && !this.#at(node).isPart);
    const outside = wrt.filter((node) => !isMadeIn(node, this.#scope));
    if (own.length + outside.length === 0) return;
    const ways = outputs.map((output) => this.#behind(output));
    const captured = ways.flatMap((way) => [...way.captured]);
    const through = [...new Set(ways.flatMap((way) => this.#inputsOf(way)))];
    for (const by of outside) this.#requireNotBehind(by, through);
    for (const by of own) {
      this.#requireNotCaptured(this.#at(by), captured);
      const met = new Set<string>();
      for (const input of through) this.#requireApart(by, input, met);
    }
    this.#handOn(through, captured, [...outside, ...own.map((node) => this.#at(node).argument)]);
  }

  /** Requires that what some inputs stand for, in whichever step, was not built from a node outside. */
  #requireNotBehind(by: Node, through: readonly Node[], isReferred = true): void {
    const { op } = this.#scope;
    const text = isReferred ? referredText(by) : argumentText(by);
    for (const { argument, isPart, next } of this.#everStoodFor(through)) {
      if (isReferred && argument === by && !isPart) throw twice(op, by);
      if (isBuiltFrom(argument, by)) throw lacking(op, text, argumentText(argument), "pass its");
      const isCarried =
        next !== undefined && [...this.#behind(next).captured].some((node) => isBuiltFrom(node, by));
      if (isCarried) throw carriedOn(op, text, next);
    }
  }

  /** Requires that an input stands for nothing from which something was built that the function refers to. */
  #requireNotCaptured({ argument, next }: Standing, captured: readonly Node[]): void {
    const { op } = this.#scope;
    const version = copiedBy(argument);
    for (const node of captured) {
      if (node === argument) throw twice(op, node);
      if (isBuiltFrom(node, argument))
        throw lacking(op, argumentText(argument), capturedText(node), "take its");
      if (version !== null && isCopyBehind(node, version)) throw copiedTwice(op, argument);
      if (next !== undefined && !isMadeIn(next, this.#scope) && isBuiltFrom(node, next))
        throw lacking(op, argumentText(next), capturedText(node), "take its");
    }
  }

  /** Requires that what one input stands for was not built from what another one stands for in the same step. */
  #requireApart(by: Node, input: Node, met: Set<string>): void {
    const pair = `${by.serial} ${input.serial}`;
    if (by === input || met.has(pair)) return;
    met.add(pair);
    const { op } = this.#scope;
    const own = this.#at(by);
    const other = this.#at(input);
    const version = copiedBy(own.argument);
    if (version !== null && other.argument !== own.argument && isCopyBehind(other.argument, version))
      throw copiedTwice(op, own.argument);
    if (!isConstant(own.argument) && isBuiltFrom(other.argument, own.argument))
      throw lacking(op, argumentText(own.argument), argumentText(other.argument), "pass its");
    if (own.next === undefined) return;
    const way = other.next === undefined ? null : this.#behind(other.next);
    if (way?.inside.has(own.next)) throw carriedOn(op, argumentText(own.next), other.next as Node);
    // What stays what it is in all steps.
    const constant = own.next === by ? own.argument : isMadeIn(own.next, this.#scope) ? null : own.next;
    if (constant !== null && !isConstant(constant)) this.#requireNotBehind(constant, [input], false);
    if (way === null || !this.#positions.has(own.next)) return;
    for (const before of this.#inputsOf(way)) this.#requireApart(own.next, before, met);
  }

  /** What some inputs stand for, and those that are behind what steps carry on for them. */
  #everStoodFor(inputs: readonly Node[]): Standing[] {
    const all = new Set(inputs);
    // A set that grows is gone through to its end.
    for (const input of all) {
      const { next } = this.#at(input);
      if (next !== undefined) for (const before of this.#inputsOf(this.#behind(next))) all.add(before);
    }
    return [...all].map((input) => this.#at(input));
  }

  /** Tells the call around this one, in which what comes from outside may stand for something in turn. */
  #handOn(through: readonly Node[], captured: readonly Node[], wrt: readonly Node[]): void {
    const outputs = new Set(captured);
    for (const { argument, next } of this.#everStoodFor(through)) {
      outputs.add(argument);
      if (next !== undefined) for (const node of this.#behind(next).captured) outputs.add(node);
    }
    noteAsked(currentScope(), { outputs: [...outputs], wrt });
  }

  #behind(node: Node): Ancestry {
    const known = this.#ancestries.get(node) ?? recordedAncestry(node, this.#scope);
    this.#ancestries.set(node, known);
    return known;
  }

  #inputsOf({ inside }: Ancestry): Node[] {
    return [...this.#positions.keys()].filter((input) => inside.has(input));
  }

  #at(input: Node): Standing {
    return this.#standing[this.#positions.get(input) as number] as Standing;
  }
}

/** Whether a derivative goes on from a node to another, itself included. */
function isBuiltFrom(node: Node, by: Node): boolean {
  if (node === by) return true;
  const behind = lineageOf(node);
  return behind !== null && isBehind(behind, by);
}

function referredText(by: Node): string {
  return by.owner === null ? `${capturedText(by)},` : `a parameter of shape ${formatShape(by.shape)}`;
}

function carriedOn(op: string, by: string, next: Node) {
  const data = `what it carries on, of shape ${formatShape(next.shape)},`;
  return lacking(op, by, data, "carry on its", "");
}
