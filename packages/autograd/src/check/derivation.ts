import { materialize } from "../evaluate/materialize.ts";
import { aliasOf, inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { isFloat, type TypedArray } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { filled } from "../transform/chain.ts";
import { forward } from "../transform/forward.ts";
import { reverse } from "../transform/reverse.ts";

/** A function of nodes: the function to check, or its gradient. Built anew by every call. */
export type NodeFunction = (inputs: readonly Node[]) => readonly Node[];

/** Elements of several tensors, one after the other. */
export function concatenated(nodes: readonly Node[]): Float64Array {
  materialize(nodes);
  const all = new Float64Array(elementsIn(nodes));
  let offset = 0;
  for (const node of nodes) {
    all.set(node.value as TypedArray, offset);
    offset += sizeOf(node.shape);
  }
  return all;
}

export function elementsIn(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * The gradient, with respect to the floating-point inputs, of the results of `f` weighted by fixed cotangents.
 * @param cotangent - Elements for each result, one after the other.
 */
export function gradientOf(f: NodeFunction, cotangent: Float64Array): NodeFunction {
  return (inputs) => {
    const aliases = inputs.map(aliasOf);
    const wrt = aliases.filter(({ dtype }) => isFloat(dtype));
    const outputs = f(aliases);
    return reverse(outputs, cut(cotangent, outputs), wrt).map((node, k) => node ?? filled(0, wrt[k] as Node));
  };
}

/** A function at a point, as a graph: its derivatives by the rules of its operations. */
export class Derivation {
  readonly outputs: readonly Node[];
  readonly #inputs: readonly Node[];

  /** @param inputs - The nodes that the outputs were built from, as names of their own. */
  constructor(outputs: readonly Node[], inputs: readonly Node[]) {
    this.outputs = outputs;
    this.#inputs = inputs.filter(({ dtype }) => isFloat(dtype));
  }

  /** The derivatives of one element of the outputs by all elements of the inputs, by reverse mode. */
  row(output: number): Float64Array {
    const found = reverse(this.outputs, unit(output, this.outputs), this.#inputs);
    return joined(found, this.#inputs);
  }

  /** The derivatives of all elements of the outputs by one element of the inputs, by forward mode. */
  column(input: number): Float64Array {
    const found = forward(this.outputs, this.#inputs, unit(input, this.#inputs));
    return joined(found, this.outputs);
  }
}

function joined(found: readonly (Node | null)[], like: readonly Node[]): Float64Array {
  return concatenated(found.map((node, k) => node ?? filled(0, like[k] as Node)));
}

/** 1 in one place of all, 0 elsewhere; null for tensors of zeros. */
function unit(place: number, like: readonly Node[]): (Node | null)[] {
  let rest = place;
  return like.map(({ shape, dtype }) => {
    const size = sizeOf(shape);
    const own = rest;
    rest -= size;
    if (own < 0 || own >= size) return null;
    const elements = new Float64Array(size);
    elements[own] = 1;
    return inputNode(elements, shape, dtype);
  });
}

function cut(elements: Float64Array, like: readonly Node[]): Node[] {
  let offset = 0;
  return like.map(({ shape, dtype }) => {
    const size = sizeOf(shape);
    offset += size;
    return inputNode(elements.slice(offset - size, offset), shape, dtype);
  });
}
