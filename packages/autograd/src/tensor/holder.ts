import type { Node } from "../graph/node.ts";

/**
 * What every tensor is underneath: a reference to a node of the graph. A class of its own, below `tensor/handle.ts`, so
 * that arguments can be recognised without knowing the methods of tensors.
 */
export abstract class Holder {
  abstract get node(): Node;
}
