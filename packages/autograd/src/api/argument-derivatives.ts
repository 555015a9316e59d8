import { DerivativeError } from "../error/error.ts";
import { isPresentBehind } from "../graph/lineage.ts";
import type { Node, Origin } from "../graph/node.ts";
import { formatShape } from "../shape/shape.ts";
import type { ParameterHandle } from "../tensor/parameter.ts";
import { lineageOf, recordedAncestry, visitAncestors } from "../transform/dependence.ts";
import type { RecordedGraph } from "./recorded-graph.ts";

/** What derivatives of a recording are taken by, and what they go through that is data in it. */
interface Derivative {
  /** Positions of arguments, tensors that the function refers to, and parameters. */
  readonly byArguments: readonly number[];
  readonly byCaptured: readonly Node[];
  readonly byCells: readonly ParameterHandle[];
  readonly throughArguments: readonly number[];
  readonly throughCaptured: readonly Node[];
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
    const origins = new Set<Origin>();
    visitAncestors(graph.roots, ({ origin }) => origin !== null && origins.add(origin));
    const { derivatives, placeholders, scope } = graph;
    const asked = derivatives.flatMap(({ of, wrt }) => (wrt === null ? [] : [{ outputs: [of], wrt }]));
    this.#derivatives = [...origins, ...asked].flatMap((origin) => derivativeOf(graph, origin));
    const ways = derivatives.flatMap(({ of, wrt }) =>
      wrt === null ? [recordedAncestry(of, scope).inside] : [],
    );
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
        if (derivative.byCaptured.some(({ serial }) => serial === node.serial)) throw twice(node);
        const by = firstBehind(node, derivative, args);
        if (by !== null) throw lacking(by, argumentText(node), "pass its");
      }
      for (const node of derivative.throughCaptured) {
        if (derivative.byArguments.some((k) => args[k] === node)) throw twice(node);
        const by = firstArgumentBehind(node, derivative, args);
        if (by !== null) throw lacking(by, capturedText(node), "take its");
      }
    }
    for (const position of this.#backward) {
      const node = args[position] as Node;
      const behind = lineageOf(node);
      if (behind !== null && isPresentBehind([behind]))
        throw lacking("a parameter", argumentText(node), "pass its");
    }
  }
}

/** What a derivative is taken by, and goes through; none if it is taken by nothing from outside. */
function derivativeOf(
  { scope, placeholders, cells }: RecordedGraph,
  { outputs, wrt }: Pick<Origin, "outputs" | "wrt">,
): readonly Derivative[] {
  const targets = new Set(wrt);
  const isTarget = (node: Node): boolean => targets.has(node);
  const positions = [...placeholders.keys()];
  const byArguments = positions.filter((k) => isTarget(placeholders[k] as Node));
  const byCells = cells.filter(({ placeholder }) => isTarget(placeholder)).map(({ cell }) => cell);
  const byCaptured = wrt.filter((node) => node.scope === null || !node.scope.isWithin(scope));
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
    const { owner, serial, lineage } = argument;
    const version = owner?.outside === argument ? owner.version : null;
    if (argument !== node && behind.has(serial, version, lineage)) return argumentText(argument);
  }
  return null;
}

function argumentText({ shape }: Node): string {
  return `an argument of shape ${formatShape(shape)}`;
}

function capturedText({ shape }: Node): string {
  return `a tensor of shape ${formatShape(shape)} that it refers to`;
}

function lacking(by: string, data: string, take: string): DerivativeError {
  return new DerivativeError(
    "compile",
    `the function takes a derivative by ${by} from which ${data} was built outside: inside, that is data, and the ` +
      `derivative would lack a part. Build it inside, or ${take} stopGradient() if it is meant as data.`,
  );
}

function twice(node: Node): DerivativeError {
  return new DerivativeError(
    "compile",
    `a derivative goes through a tensor of shape ${formatShape(node.shape)} that the function refers to and is given as an ` +
      "argument as well: inside, these are two. Refer to the argument alone.",
  );
}
