import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { unreadable } from "../graph/unknown-value.ts";
import type { TypedArray } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import { elementwise } from "./elementwise.ts";
import { fasterRoutines } from "./faster-routine.ts";
import { broadcast, copyFrom, copyTo, positionsOf } from "./positions.ts";
import { reduce } from "./reduction.ts";
import { type Place, runnerOf } from "./runners.ts";
import { laneOf } from "./scalar.ts";
import { Storage } from "./storage.ts";

/**
 * Computes the roots of a listing, one node after the other, each as its operation's meaning says. Plain on purpose:
 * this is the specification that compiled code has to match bit for bit.
 */
export function interpret(list: Listing): TypedArray[] {
  const { nodes, start, inputs, roots } = list;
  const storage = new Storage(nodes.length);
  const lastUse = lastUses(list);
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    if (computeScalar(node, k, start[k] as number, inputs, storage)) continue;
    compute(node, k, start[k] as number, inputs, storage);
    for (let edge = start[k] as number; edge < (start[k + 1] as number); edge++) {
      const input = inputs[edge] as number;
      if (lastUse[input] === k) storage.release(input);
    }
  }
  return roots.map((k) => {
    const node = nodes[k] as Node;
    return node.value ?? storage.extract(k, node);
  });
}

/** The last node that reads each node; roots are read at the end. */
function lastUses(list: Listing): Int32Array {
  const last = new Int32Array(list.nodes.length).fill(-1);
  for (let k = 0; k < list.nodes.length; k++) {
    for (let edge = list.start[k] as number; edge < (list.start[k + 1] as number); edge++) {
      last[list.inputs[edge] as number] = k;
    }
  }
  for (const root of list.roots) last[root] = list.nodes.length;
  return last;
}

/** An elementwise operation on scalars, without the machinery that arrays need; false if it is not one. */
function computeScalar(node: Node, k: number, first: number, inputs: Int32Array, storage: Storage): boolean {
  if (node.shape.length > 0 || node.value !== null || node.op.meaning.kind !== "map") return false;
  const { meaning } = node.op;
  const count = node.arity;
  const a = scalarAt(storage, inputs[first] as number);
  const b = count > 1 ? scalarAt(storage, inputs[first + 1] as number) : 0;
  const c = count > 2 ? scalarAt(storage, inputs[first + 2] as number) : 0;
  storage.cells[k] = meaning.scalar(laneOf(node.dtype), a, b, c);
  storage.offsets[k] = k;
  storage.arrays[k] = storage.cells;
  return true;
}

function scalarAt(storage: Storage, k: number): number {
  return (storage.arrays[k] as TypedArray)[storage.offsets[k] as number] as number;
}

function compute(node: Node, k: number, first: number, inputs: Int32Array, storage: Storage): void {
  if (node.value !== null) {
    storage.bind(k, node.value);
    return;
  }
  const { op, dtype } = node;
  switch (op.meaning.kind) {
    case "data":
      throw unreadable([node]);
    case "constant": {
      // Rounded to the dtype here: the place it is stored in may be wider.
      const value = laneOf(dtype).constant(node.attributes["value"] as number);
      storage.reserve(k, node)[storage.offsets[k] as number] = value;
      return;
    }
    case "alias":
    case "composite":
      storage.share(k, inputs[first] as number);
      return;
    default:
      computeElements(node, k, first, inputs, storage);
  }
}

/** Operations that do more than hand a value on. */
function computeElements(node: Node, k: number, first: number, inputs: Int32Array, storage: Storage): void {
  const { op, shape } = node;
  const meaning = op.meaning;
  const x = inputs[first] as number;
  switch (meaning.kind) {
    case "reduce": {
      const input = node.inputs[0] as Node;
      storage.fill(k, node, (out) => reduce(node, storage.elements(x, input), out));
      return;
    }
    case "view": {
      const input = node.inputs[0] as Node;
      const view = meaning.view(input.shape, node.attributes);
      storage.fill(k, node, (out) => {
        // A result that there is no room for has been refused before this.
        copyFrom(storage.elements(x, input), positionsOf(shape, view.offset, view.strides), out);
      });
      return;
    }
    case "place": {
      const shapes = node.inputs.map((input) => input.shape);
      storage.fill(k, node, (out) => {
        for (const [i, view] of meaning.place(shapes, node.attributes).entries()) {
          const positions = positionsOf(shapes[i] as Shape, view.offset, view.strides);
          copyTo(storage.elements(inputs[first + i] as number, node.inputs[i] as Node), positions, out);
        }
      });
      return;
    }
    case "routine":
    case "body": {
      const out = { array: storage.reserve(k, node), offset: storage.offsets[k] as number };
      const places = node.inputs.map((_, i): Place => {
        const position = inputs[first + i] as number;
        return {
          array: storage.arrays[position] as TypedArray,
          offset: storage.offsets[position] as number,
        };
      });
      (fasterRoutines.get(op) ?? runnerOf(node))(node, [...places, out], interpret);
      return;
    }
    default:
      storage.fill(k, node, (out) => {
        const operands = node.inputs.map((input, i) =>
          broadcast(storage.elements(inputs[first + i] as number, input), input.shape, shape),
        );
        elementwise(node, operands, out);
      });
  }
}
