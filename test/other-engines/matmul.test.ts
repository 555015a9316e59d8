import { describe, expect, test } from "vitest";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { type Shape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { apart } from "../numeric/closeness.ts";
import { byReverse, leaf, numbers, op, total } from "./graph.ts";

function counted(shape: Shape, start: number): Node {
  return leaf(
    Array.from({ length: sizeOf(shape) }, (_, i) => start + i * 0.5),
    shape,
  );
}

/**
 * The gradient of Σ u · (a @ b) with respect to a and b, by the definition of the product, index by index: batch axes
 * of size 1, or missing, collect what all batches send them.
 */
function expected(a: Node, b: Node, y: Node, u: Node): [number[], number[]] {
  const rank = y.shape.length - 2;
  const [rows, columns] = y.shape.slice(rank) as [number, number];
  const inner = a.shape[a.shape.length - 1] as number;
  const gradients: [number[], number[]] = [
    new Array<number>(sizeOf(a.shape)).fill(0),
    new Array<number>(sizeOf(b.shape)).fill(0),
  ];
  const batch = y.shape.slice(0, rank);
  for (let m = 0; m < sizeOf(batch); m++) {
    const [fromA, fromB] = [a, b].map(({ shape }) => {
      let rest = m;
      let place = 0;
      let stride = 1;
      for (let axis = 1; axis <= rank; axis++) {
        const size = batch[rank - axis] as number;
        const own = shape[shape.length - 2 - axis] ?? 1;
        if (own !== 1) place += (rest % size) * stride;
        stride *= own;
        rest = Math.floor(rest / size);
      }
      return place;
    }) as [number, number];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const weight = u.value?.[(m * rows + i) * columns + j] as number;
        for (let k = 0; k < inner; k++) {
          const [p, q] = [(fromA * rows + i) * inner + k, (fromB * inner + k) * columns + j];
          gradients[0][p] = (gradients[0][p] as number) + weight * (b.value?.[q] as number);
          gradients[1][q] = (gradients[1][q] as number) + weight * (a.value?.[p] as number);
        }
      }
    }
  }
  return gradients;
}

describe("gradients of matrix products", () => {
  test.each<readonly [Shape, Shape]>([
    [
      [2, 3],
      [3, 4],
    ],
    [
      [5, 2, 3],
      [5, 3, 4],
    ],
    [
      [5, 2, 3],
      [3, 4],
    ],
    [
      [2, 3],
      [5, 3, 4],
    ],
    [
      [5, 2, 3],
      [1, 3, 4],
    ],
    [
      [1, 2, 3],
      [5, 3, 4],
    ],
    [
      [2, 1, 2, 3],
      [3, 3, 4],
    ],
    [
      [3, 2, 3],
      [2, 1, 3, 4],
    ],
    [
      [4, 1, 1, 2],
      [1, 3, 2, 1],
    ],
    [
      [0, 2, 3],
      [3, 4],
    ],
    [
      [2, 0],
      [0, 3],
    ],
  ])("of shapes %j and %j have the right shapes and values", (left, right) => {
    const [a, b] = [counted(left, -1), counted(right, 2)];
    const y = op("matmul", a, b);
    const u = counted(y.shape, 0.25);
    const [da, db] = byReverse(total(op("mul", u, y)), a, b) as [Node, Node];
    expect([da.shape, db.shape]).toEqual([left, right]);
    const [exactA, exactB] = expected(a, b, y, u);
    expect(apart(numbers(da)[0] ?? [], exactA, 1e-14, 1)).toBeNull();
    expect(apart(numbers(db)[0] ?? [], exactB, 1e-14, 1)).toBeNull();
  });

  test("of a matrix with itself collect both contributions", () => {
    const a = leaf([1, 2, 3, 4], [2, 2]);
    const [da] = byReverse(total(op("matmul", a, a)), a) as [Node];
    // Σᵢⱼ (a²)ᵢⱼ: row sums of a and column sums of a, crosswise.
    expect(numbers(da)).toEqual([[7, 11, 9, 13]]);
  });
});
