import { DerivativeError } from "../error/error.ts";
import { isPresentBehind, type Version } from "../graph/lineage.ts";
import type { Node } from "../graph/node.ts";
import { formatShape } from "../shape/shape.ts";
import type { ParameterHandle } from "../tensor/parameter.ts";
import { copied } from "../tensor/ways-through-data.ts";
import {
  copiedBy,
  isBehind,
  isMadeIn,
  lineageOf,
  originsWithin,
  recordedAncestry,
} from "../transform/dependence.ts";
import { type AskedDerivative, askedIn } from "./asked-derivatives.ts";
import type { RecordedGraph } from "./recorded-graph.ts";

/** What derivatives of a recording are taken by, and what they go through that is data in it. */
interface Derivative {
  /** Positions of arguments, tensors that the function refers to, and parameters. */
  readonly byArguments: readonly number[];
  readonly byCaptured: readonly Node[];
  readonly byCells: readonly ParameterHandle[];
  readonly throughArguments: readonly number[];
  readonly throughCaptured: readonly Node[];
  readonly throughCells: readonly ParameterHandle[];
}

/**
 * The derivatives that a recorded function takes. An argument is data inside, and so is what the function refers to: a
 * derivative does not go on to what these were built from. Uncompiled it does, and what it then is taken by may be there.
 */
export class ArgumentDerivatives {
  readonly #derivatives: readonly Derivative[];
  /** Arguments that `backward()` reaches, which asks for derivatives by every parameter behind them. */
  readonly #backward: readonly number[];

  constructor(graph: RecordedGraph) {
    const { roots, backward, placeholders, scope } = graph;
    this.#derivatives = [...originsWithin(roots, scope), ...askedIn(scope)].flatMap((asked) =>
      derivativeOf(graph, asked),
    );
    const ways = backward.map((of) => recordedAncestry(of, scope).inside);
    this.#backward = [...placeholders.keys()].filter((k) =>
      ways.some((inside) => inside.has(placeholders[k] as Node)),
    );
  }

  /**
   * Requires that no derivative lacks a part.
   * @param args - The tensors of the arguments.
   * @throws {DerivativeError} if one does.
   */
  requireWhole(args: readonly Node[]): void {
    for (const derivative of this.#derivatives) {
      for (const position of derivative.throughArguments) {
        const node = args[position] as Node;
        if (derivative.byCaptured.some(({ serial }) => serial === node.serial)) throw twice("compile", node);
        const by = firstBehind(node, derivative, args);
        if (by !== null) throw lacking("compile", by, argumentText(node), "pass its");
      }
      for (const node of derivative.throughCaptured) {
        if (derivative.byArguments.some((k) => args[k] === node)) throw twice("compile", node);
        const by = firstArgumentBehind(node, derivative, args);
        if (by !== null) throw lacking("compile", by, capturedText(node), "take its");
      }
      for (const position of derivative.byArguments) {
        const node = args[position] as Node;
        const version = copiedBy(node);
        if (version !== null && goesThrough(derivative, position, version, args))
          throw copiedTwice("compile", node);
      }
    }
    for (const position of this.#backward) {
      const node = args[position] as Node;
      const behind = lineageOf(node);
      if (behind !== null && isPresentBehind([behind]))
        throw lacking("compile", "a parameter", argumentText(node), "pass its");
    }
  }
}

/** What a derivative is taken by, and goes through; none if it is taken by nothing from outside. */
function derivativeOf(
  { scope, placeholders, cells }: RecordedGraph,
  { outputs, wrt }: AskedDerivative,
): readonly Derivative[] {
  const targets = new Set(wrt);
  const isTarget = (node: Node): boolean => targets.has(node);
  const positions = [...placeholders.keys()];
  const byArguments = positions.filter((k) => isTarget(placeholders[k] as Node));
  const byCells = cells.filter(({ placeholder }) => isTarget(placeholder)).map(({ cell }) => cell);
  const byCaptured = wrt.filter((node) => !isMadeIn(node, scope));
  if (byArguments.length + byCells.length + byCaptured.length === 0) return [];
  const ways = outputs.map((output) => recordedAncestry(output, scope));
  const isInside = (node: Node): boolean => ways.some(({ inside }) => inside.has(node));
  return [
    {
      byArguments,
      byCells,
      byCaptured,
      throughArguments: positions.filter((k) => isInside(placeholders[k] as Node)),
      throughCaptured: byArguments.length === 0 ? [] : ways.flatMap(({ captured }) => [...captured]),
      throughCells: cells.filter(({ placeholder }) => isInside(placeholder)).map(({ cell }) => cell),
    },
  ];
}

/** What a derivative is taken by that an argument was built from, in words; null if there is nothing. */
function firstBehind(node: Node, derivative: Derivative, args: readonly Node[]): string | null {
  const behind = lineageOf(node);
  if (behind === null) return null;
  const cell = derivative.byCells.find(({ outside, version }) =>
    behind.has(outside?.serial ?? -1, version, null),
  );
  if (cell !== undefined) return `a parameter of shape ${formatShape(cell.shape)}`;
  const captured = derivative.byCaptured.find(({ serial, lineage }) => behind.has(serial, null, lineage));
  return captured === undefined ? firstArgumentBehind(node, derivative, args) : `${capturedText(captured)},`;
}

function firstArgumentBehind(node: Node, { byArguments }: Derivative, args: readonly Node[]): string | null {
  const behind = byArguments.length === 0 ? null : lineageOf(node);
  if (behind === null) return null;
  for (const position of byArguments) {
    const argument = args[position] as Node;
    if (argument !== node && isBehind(behind, argument)) return argumentText(argument);
  }
  return null;
}

/** Whether a derivative goes through a parameter, or something that was built from it, other than through one argument. */
function goesThrough(derivative: Derivative, own: number, version: Version, args: readonly Node[]): boolean {
  const { throughCells, throughArguments, throughCaptured } = derivative;
  if (throughCells.some((cell) => cell.version === version)) return true;
  const others = throughArguments.filter((k) => args[k] !== args[own]).map((k) => args[k] as Node);
  return [...others, ...throughCaptured].some((node) => isCopyBehind(node, version));
}

/** Whether a parameter's present value is behind a node, or is the node. */
export function isCopyBehind(node: Node, version: Version): boolean {
  const { owner } = node;
  return (
    (owner?.version === version && owner.holds(node)) || (lineageOf(node)?.has(-1, version, null) ?? false)
  );
}

/** What a node from outside is to the user. */
function kindOf({ owner }: Node): string {
  return owner === null ? "a tensor" : "a parameter";
}

export function argumentText({ shape }: Node): string {
  return `an argument of shape ${formatShape(shape)}`;
}

export function capturedText({ shape }: Node): string {
  return `a tensor of shape ${formatShape(shape)} that it refers to`;
}

export function lacking(
  op: string,
  by: string,
  data: string,
  take: string,
  where = " outside",
): DerivativeError {
  return new DerivativeError(
    op,
    `the function takes a derivative by ${by} from which ${data} was built${where}: inside, that is data, and the ` +
      `derivative would lack a part. Build it inside, or ${take} stopGradient() if it is meant as data.`,
  );
}

export function twice(op: string, node: Node): DerivativeError {
  return new DerivativeError(
    op,
    `a derivative goes through ${kindOf(node)} of shape ${formatShape(node.shape)} that the function refers to and is given as an ` +
      "argument as well: inside, these are two. Refer to the argument alone, or pass its stopGradient() if it is meant as data.",
  );
}

export function copiedTwice(op: string, { shape }: Node): DerivativeError {
  return new DerivativeError(
    op,
    `the function takes a derivative by an argument of shape ${formatShape(shape)} of what depends on that ` +
      `${copied.through}. ${copied.remedy}`,
  );
}
