import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isConstant } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { sizeOf } from "../shape/shape.ts";
import { isTensor, nodeOf } from "../tensor/handle.ts";
import { numberText } from "./formula.ts";

/** Names of nodes in formulas: those that the user gave, numbers for known scalars, `w1`, `v1` and so on for others. */
export class Naming {
  readonly #names: Map<Node, string> = new Map();
  readonly #taken: Set<string> = new Set();
  readonly #next: Map<string, number> = new Map();

  /** @param given - Tensors by name. */
  constructor(op: string, given: Readonly<Record<string, unknown>>) {
    for (const [name, tensor] of Object.entries(given)) {
      if (!isTensor(tensor)) {
        throw new ArgumentError(
          op,
          `names must be tensors by name, got ${describe(tensor)} for ${describe(name)}.`,
        );
      }
      this.suggest(nodeOf(tensor), name);
    }
  }

  /** Names a node, unless it has a name, or the name is taken. */
  suggest(node: Node, name: string): void {
    if (this.#names.has(node) || this.#taken.has(name)) return;
    this.#names.set(node, name);
    this.#taken.add(name);
  }

  /** The name that was given to a node, or suggested for it; else undefined. */
  known(node: Node): string | undefined {
    return this.#names.get(node);
  }

  of(node: Node): string {
    const known = this.#names.get(node);
    if (known !== undefined) return known;
    const name = literal(node) ?? this.#free(node.owner === null ? "v" : "w");
    this.#names.set(node, name);
    return name;
  }

  #free(letter: string): string {
    for (;;) {
      const number = (this.#next.get(letter) ?? 0) + 1;
      this.#next.set(letter, number);
      const name = `${letter}${number}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

/** Whether a node is a number that says as much as any name. */
export function isLiteral(node: Node): boolean {
  return literal(node) !== null;
}

function literal(node: Node): string | null {
  if (isConstant(node)) return numberText(node.attributes["value"] as number);
  const isNumber = node.op.meaning.kind === "data" && node.owner === null && sizeOf(node.shape) === 1;
  return isNumber && node.shape.length === 0 && node.value !== null
    ? numberText(node.value[0] as number)
    : null;
}
