import { all, any, countNonzero, einsum, kron, type Tensor, tensordot } from "@chainrule/autograd";
import type { Dense } from "./dense.ts";
import { each, type FunctionCase, numbers, of, sums } from "./function-case.ts";
import { at, dense, indices } from "./oracle.ts";

/** Every combination of the letters, term by term. */
function naive(subscripts: string, inputs: readonly Dense[]): Dense {
  const [terms = "", output = ""] = subscripts.split("->");
  const sizes = new Map<string, number>();
  for (const [k, term] of terms.split(",").entries())
    for (const [axis, letter] of term.split("").entries())
      sizes.set(letter, inputs[k]?.shape[axis] as number);
  const summed = [...sizes.keys()].filter((letter) => !output.includes(letter));
  const sizeOf = (letters: readonly string[]): number[] =>
    letters.map((letter) => sizes.get(letter) as number);
  return dense(sizeOf(output.split("")), (index) => {
    let sum = 0;
    for (const over of indices(sizeOf(summed))) {
      const place = (letter: string): number =>
        output.includes(letter)
          ? (index[output.indexOf(letter)] as number)
          : (over[summed.indexOf(letter)] as number);
      sum += terms
        .split(",")
        .reduce((product, term, k) => product * at(inputs[k] as Dense, term.split("").map(place)), 1);
    }
    return sum;
  });
}

/** Explicit subscripts, and the same without an ellipsis. */
function summed(text: string, shapes: readonly number[][], plain = text): FunctionCase {
  return {
    name: `einsum ${text} of ${shapes.map((shape) => `[${shape}]`).join(", ")}`,
    f: (...xs) => einsum(text, ...xs) as Tensor,
    inputs: shapes.map((shape, k) => numbers(shape, 5 * k)),
    expected: (...xs) => naive(plain.replaceAll(" ", ""), xs),
  };
}

const count = (x: Dense): number => x.data.filter((value) => value !== 0).length;
const holes = { shape: [2, 3], data: [0, 1, Number.NaN, 0, -0, 0] };

export const contractionCases: readonly FunctionCase[] = [
  summed("ij,jk->ik", [
    [2, 3],
    [3, 4],
  ]),
  summed("ij, kj -> ki", [
    [2, 3],
    [4, 3],
  ]),
  summed(
    "ij,jk",
    [
      [2, 3],
      [3, 4],
    ],
    "ij,jk->ik",
  ),
  summed("ba", [[2, 3]], "ba->ab"),
  summed("ii->", [[3, 3]]),
  summed("iij->ji", [[2, 2, 3]]),
  summed("iii->i", [[2, 2, 2]]),
  summed("ij->", [[2, 3]]),
  summed("ij->ij", [[2, 3]]),
  summed("i,j->ij", [[2], [3]]),
  summed("bi,bi->b", [
    [2, 3],
    [2, 3],
  ]),
  summed("i,i->", [[0], [0]]),
  summed("bhqd,bhkd->bhqk", [
    [2, 1, 2, 3],
    [2, 1, 2, 3],
  ]),
  summed("ik,k,jk->ij", [[2, 3], [3], [2, 3]]),
  summed("ij,jk,kl,l->i", [[2, 3], [3, 2], [2, 3], [3]]),
  summed(
    "...ij,...jk->...ik",
    [
      [2, 2, 3],
      [2, 3, 2],
    ],
    "bij,bjk->bik",
  ),
  summed("...i->i...", [[2, 2, 3]], "abi->iab"),
  {
    name: "einsum, an ellipsis that broadcasts",
    f: (x, y) => einsum("...ij,...j", x, y),
    inputs: [numbers([2, 1, 2, 3]), numbers([3, 3], 7)],
    expected: (x, y) => sums([2, 3, 2], [3], ([a, b, i], [j]) => of(x, a, 0, i, j) * of(y, b, j)),
  },
  {
    name: "einsum, an ellipsis that broadcasts to the first operand",
    f: (x, y) => einsum("...j,...ij", x, y),
    inputs: [numbers([3, 3]), numbers([2, 1, 2, 3], 7)],
    expected: (x, y) => sums([2, 3, 2], [3], ([a, b, i], [j]) => of(x, b, j) * of(y, a, 0, i, j)),
  },
  {
    name: "einsum of float32",
    f: (x, y) => einsum("ij,jk->ik", x, y),
    inputs: [numbers([2, 3], 0, [-1, 1], "float32"), numbers([3, 2], 1, [-1, 1], "float32")],
    expected: (x, y) => naive("ij,jk->ik", [x, y]),
  },
  {
    name: "einsum of int32",
    f: (x, y) => einsum("ij,jk->ik", x, y),
    inputs: [
      { shape: [2, 2], data: [1, 2, 3, 4], dtype: "int32" },
      { shape: [2, 2], data: [5, 6, 7, 8], dtype: "int32" },
    ],
    expected: (x, y) => naive("ij,jk->ik", [x, y]),
  },
  {
    name: "tensordot over two axes",
    f: (x, y) => tensordot(x, y),
    inputs: [numbers([2, 3, 2]), numbers([3, 2, 2], 3)],
    expected: (x, y) => naive("aij,ijb->ab", [x, y]),
  },
  {
    name: "tensordot over none",
    f: (x, y) => tensordot(x, y, 0),
    inputs: [numbers([2]), numbers([2, 1], 3)],
    expected: (x, y) => naive("a,bc->abc", [x, y]),
  },
  {
    name: "tensordot over pairs of axes",
    f: (x, y) =>
      tensordot(x, y, [
        [0, -1],
        [1, 0],
      ]),
    inputs: [numbers([2, 3, 4]), numbers([4, 2, 2], 3)],
    expected: (x, y) => naive("ijk,kil->jl", [x, y]),
  },
  {
    name: "kron of matrices",
    f: (x, y) => kron(x, y),
    inputs: [numbers([2, 3]), numbers([3, 2], 3)],
    expected: (x, y) =>
      each([6, 6], ([i, j]) => of(x, Math.floor(i / 3), Math.floor(j / 2)) * of(y, i % 3, j % 2)),
  },
  {
    name: "kron of a vector and a matrix",
    f: (x, y) => kron(x, y),
    inputs: [numbers([3]), numbers([2, 2], 3)],
    expected: (x, y) => each([2, 6], ([i, j]) => of(x, Math.floor(j / 2)) * of(y, i, j % 2)),
  },
  {
    name: "countNonzero",
    f: (x) => countNonzero(x, 1, { keepDims: true }) as Tensor,
    inputs: [holes],
    expected: () => ({ shape: [2, 1], data: [2, 0] }),
  },
  {
    name: "countNonzero of all",
    f: (x) => countNonzero(x) as Tensor,
    inputs: [numbers([2, 3])],
    expected: (x) => ({ shape: [], data: [count(x)] }),
  },
  {
    name: "any",
    f: (x) => any(x, -1) as Tensor,
    inputs: [holes],
    expected: () => ({ shape: [2], data: [1, 0] }),
  },
  {
    name: "all",
    f: (x) => all(x, 0) as Tensor,
    inputs: [{ shape: [2, 2], data: [1, 0, 1, 1], dtype: "bool" }],
    expected: () => ({ shape: [2], data: [1, 0] }),
  },
  {
    name: "any and all of nothing",
    f: (x) => any(x, 0).equal(all(x, 0)) as Tensor,
    inputs: [numbers([0, 2])],
    expected: () => ({ shape: [2], data: [0, 0] }),
  },
];
