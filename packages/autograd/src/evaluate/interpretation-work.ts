import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { sizeOf } from "../shape/shape.ts";

/** Elements of a plain step that are interpreted in the time that a unit of {@link compilationWork} takes. */
const elementsPerUnit = 1600;

/** What it takes to come to a node, in elements. */
const elementsPerNode = 100;

/** Steps of a program of scalars that run in that time. */
const programStepsPerUnit = 2048;

/** How many plain steps a step of a long function is, and how many multiply-adds a plain step. */
const plainPerLong = 6;
const stepsPerPlain = 6;

/** Of a loop over a body it is only known what goes in and comes out. */
const plainPerLooped = 30;

/** About how much work interpreting a graph is, in the units of {@link compilationWork}. */
export function interpretationWork({ nodes }: Listing): number {
  let elements = 0;
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    if (node.value === null) elements += elementsPerNode + plainSteps(node);
  }
  return elements / elementsPerUnit;
}

/** The same of running a program of scalars, by the number of its steps. */
export function programWork(steps: number): number {
  return steps / programStepsPerUnit;
}

function plainSteps(node: Node): number {
  const { op, inputs, attributes } = node;
  const { size } = node.kind.type;
  switch (op.meaning.kind) {
    case "constant":
    case "data":
    case "alias":
    case "composite":
      return 0;
    case "reduce":
      return (inputs[0] as Node).kind.type.size;
    case "routine": {
      const { meaning } = op;
      return meaning.steps === undefined
        ? size + sizesOf(inputs)
        : (size * meaning.steps(inputs, attributes)) / stepsPerPlain;
    }
    case "body":
      return plainPerLooped * (size + sizesOf(inputs));
    default:
      return op.isLong ? plainPerLong * size : size;
  }
}

function sizesOf(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
