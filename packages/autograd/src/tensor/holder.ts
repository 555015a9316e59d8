import { markTensors } from "../error/origin.ts";
import type { Node } from "../graph/node.ts";

/**
 * What every tensor is underneath: a reference to a node of the graph. A class of its own, below `tensor/handle.ts`, so
 * that arguments can be recognised without knowing the methods of tensors.
 */
export abstract class Holder {
  /** By the private field of `TensorHandle`: no Proxy has it, and no tensor of another copy of this package. */
  static holds: (value: object) => boolean = () => false;

  abstract get node(): Node;

  /** Whether this stands for a parameter: what it stands for may not be known yet, and is asked for then. */
  standsForParameter(): boolean {
    return false;
  }
}

markTensors(Holder.prototype, (value) => Holder.holds(value));

/** Whether a value is a tensor. Unlike `instanceof`, which asks the prototype, it is not taken in by a Proxy. */
export function isHolder(value: unknown): value is Holder {
  return typeof value === "object" && value !== null && Holder.holds(value);
}
