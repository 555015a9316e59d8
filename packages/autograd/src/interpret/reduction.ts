import type { Node } from "../graph/node.ts";
import type { Attributes, Meaning } from "../op/definition.ts";
import { accumulators, blockLength, blocksPerGroup } from "../plan/reduction-order.ts";
import type { Lane } from "../scalar/lane.ts";
import { stridesOf } from "../shape/shape.ts";
import { positionsOf } from "./positions.ts";
import { laneOf, type NumberLane } from "./scalar.ts";

type Reduction = Extract<Meaning<Attributes>, { readonly kind: "reduce" }>;

/** Combines elements along the reduced axes, in the order of `plan/reduction-order.ts`. */
export function reduce(node: Node, source: Float64Array, out: Float64Array): void {
  const meaning = node.op.meaning;
  if (meaning.kind !== "reduce") throw new TypeError(`${node.op.name} is not a reduction`);
  const shape = (node.inputs[0] as Node).shape;
  const axes = node.attributes["axes"] as readonly number[];
  const strides = stridesOf(shape);
  const positions = (reduced: boolean): Int32Array => {
    const chosen = shape.map((_, axis) => axis).filter((axis) => axes.includes(axis) === reduced);
    return positionsOf(
      chosen.map((axis) => shape[axis] as number),
      0,
      chosen.map((axis) => strides[axis] as number),
    );
  };
  const [starts, along] = [positions(false), positions(true)];
  if (along.length === 0) {
    out.fill(meaning.empty);
    return;
  }
  const lane = laneOf(node.dtype);
  const row = new RowReduction(meaning, lane, neutralOf(meaning.neutral, lane));
  for (let k = 0; k < starts.length; k++) out[k] = row.of(source, starts[k] as number, along);
}

/** The neutral element in the lane's dtype: integers have no -0 and no infinities. */
function neutralOf(neutral: number, lane: Lane<number, boolean>): number {
  if (lane.dtype !== "int32") return neutral;
  return neutral === Infinity ? 2147483647 : neutral === -Infinity ? -2147483648 : neutral | 0;
}

/** Combines elements, one row after the other. */
class RowReduction {
  readonly #meaning: Reduction;
  readonly #lane: NumberLane;
  readonly #neutral: number;
  readonly #partial: Float64Array = new Float64Array(accumulators);

  constructor(meaning: Reduction, lane: NumberLane, neutral: number) {
    this.#meaning = meaning;
    this.#lane = lane;
    this.#neutral = neutral;
  }

  /** What the elements at some positions come to, counted from a start. */
  of(source: Float64Array, start: number, positions: Int32Array): number {
    const count = positions.length;
    let total = this.#neutral;
    let group = this.#neutral;
    for (let block = 0; block * blockLength < count; block++) {
      const end = Math.min(count, (block + 1) * blockLength);
      group = this.#combine(group, this.#block(source, start, positions, block * blockLength, end));
      if ((block + 1) % blocksPerGroup === 0 || end === count) {
        total = this.#combine(total, group);
        group = this.#neutral;
      }
    }
    return total;
  }

  #block(source: Float64Array, start: number, positions: Int32Array, first: number, end: number): number {
    const partial = this.#partial.fill(this.#neutral);
    for (let i = first; i < end; i++) {
      const k = i % accumulators;
      partial[k] = this.#combine(partial[k] as number, source[start + (positions[i] as number)] as number);
    }
    const at = (k: number): number => partial[k] as number;
    const even = this.#combine(this.#combine(at(0), at(4)), this.#combine(at(2), at(6)));
    const odd = this.#combine(this.#combine(at(1), at(5)), this.#combine(at(3), at(7)));
    return this.#combine(even, odd);
  }

  #combine(a: number, b: number): number {
    return this.#meaning.combine(this.#lane, a, b);
  }
}
