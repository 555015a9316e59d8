import { describe, expect, test } from "vitest";
import { far, scattered } from "../../../../test/matrices.ts";
import {
  all,
  assertGradients,
  compile,
  eye,
  grad,
  isNaN,
  jvp,
  type Tensor,
  tensor,
  tril,
  vmap,
  zeros,
} from "../index.ts";
import { expm, lstsq, pinv, svd, svdvals } from "./index.ts";

describe("singular values", () => {
  test.each([
    [3, 3],
    [5, 3],
    [2, 4],
    [30, 20],
  ])("give back what they are of, %i by %i", (rows, columns) => {
    const a = scattered(rows, columns).add(eye(rows, columns));
    const { u, s, vh } = svd(a);
    const size = Math.min(rows, columns);
    expect([u.shape, s.shape, vh.shape]).toEqual([[rows, size], [size], [size, columns]]);
    expect(far(u.mul(s).matmul(vh), a)).toBeLessThan(1e-14);
    expect(far(u.transpose().matmul(u), eye(size))).toBeLessThan(1e-14);
    expect(far(vh.matmul(vh.transpose()), eye(size))).toBeLessThan(1e-14);
    expect(compile((x: Tensor) => svdvals(x))(a).toArray()).toEqual(s.toArray());
    if (rows < 10) {
      assertGradients((x: Tensor) => svd(x).s, [a], { order: 2 });
      assertGradients((x: Tensor) => svd(x).u.add(svd(x).vh.sum()), [a]);
    }
  });

  test("of matrices without full rank have orthonormal vectors all the same", () => {
    const a = scattered(4, 2).matmul(scattered(2, 3));
    const { u, s, vh } = svd(a);
    expect(far(u.mul(s).matmul(vh), a)).toBeLessThan(1e-14);
    expect(far(u.transpose().matmul(u), eye(3))).toBeLessThan(1e-14);
    expect(svd(zeros([3, 2])).s.toArray()).toEqual([0, 0]);
    expect(
      svdvals([
        [3e200, 0],
        [0, 4e200],
      ]).toArray(),
    ).toEqual([4e200, 3e200]);
  });

  test("of matrices of more than 16 columns: also without full rank, in order, and far out of range when squared", () => {
    for (const a of [scattered(30, 4).matmul(scattered(4, 20)), zeros([18, 18]), eye(20, 18).mul(-3)]) {
      const { u, s, vh } = svd(a);
      expect(far(u.mul(s).matmul(vh), a)).toBeLessThan(1e-13);
      for (const x of [u.transpose().matmul(u), vh.matmul(vh.transpose())])
        expect(far(x, eye(x.shape[0] as number))).toBeLessThan(1e-14);
      const values = Array.from(s.data());
      expect(values).toEqual(values.toSorted((x, y) => y - x));
      expect(svdvals(a).toArray()).toEqual(values);
      expect(compile((x: Tensor) => svdvals(x))(a).toArray()).toEqual(values);
    }
    // Ones below the diagonal: their inverse has two diagonals.
    const ones = tril(zeros([19, 19]).add(1));
    const known = Array.from({ length: 19 }, (_, k) => 0.5 / Math.sin(((2 * k + 1) * Math.PI) / 78));
    for (const scale of [1, 1e200, 1e-200]) {
      for (const [k, value] of Array.from(svdvals(ones.mul(scale)).data()).entries())
        expect(Math.abs(value / scale - (known[k] as number))).toBeLessThan(1e-14);
    }
    expect(svdvals(eye(18).cast("float32").mul(1e-37)).toArray()).toEqual(
      new Array(18).fill(Math.fround(1e-37)),
    );
    expect(svdvals(ones.mul(NaN)).toArray()).toEqual(new Array(19).fill(NaN));
    const { u, s, vh } = svd(ones.cast("float32"));
    expect(far(u.mul(s).matmul(vh), ones.cast("float32"))).toBeLessThan(1e-5);
    // Of equal columns, all but one of the turned ones are subnormal sooner or later.
    const left = svd(zeros([43, 40]).add(1).cast("float32")).u;
    expect(far(left.transpose().matmul(left), eye(40).cast("float32"))).toBeLessThan(4e-6);
  });

  test("of two diagonals: what is 0 beside the largest number is 0, and what is small keeps its digits", () => {
    const twoDiagonals = (diagonal: (k: number) => number, beside: number): Tensor =>
      tensor(
        Array.from({ length: 20 * 20 }, (_, k) => {
          const [i, j] = [Math.floor(k / 20), k % 20];
          return i === j ? diagonal(i) : i + 1 === j ? beside : 0;
        }),
      ).reshape([20, 20]);
    const a = twoDiagonals((k) => (k === 7 ? 1e-20 : k === 12 ? -1e-20 : 1 + k / 20), 1);
    const { u, s, vh } = svd(a);
    expect(far(u.mul(s).matmul(vh), a)).toBeLessThan(1e-14);
    expect(far(vh.matmul(vh.transpose()), eye(20))).toBeLessThan(1e-14);
    expect(Array.from(s.data().slice(18))).toEqual([expect.closeTo(0.12024256, 7), 0]);
    const known = Array.from({ length: 20 }, (_, k) => 10 ** (-k / 2));
    for (const [k, value] of Array.from(svdvals(twoDiagonals((i) => known[i] as number, 0)).data()).entries())
      expect(Math.abs(value - (known[k] as number))).toBeLessThan(4e-16);
  });

  test("of what is not finite are NaN, as vectors are, wherever that is and however large the matrix", () => {
    for (const dtype of ["float64", "float32"] as const)
      for (const columns of [2, 16, 17, 33])
        for (const bad of [Number.POSITIVE_INFINITY, Number.NaN])
          for (const [row, column] of [
            [0, 0],
            [columns, columns - 1],
            [0, columns - 1],
            [columns, 0],
          ] as const) {
            const elements = Array.from({ length: columns + 1 }, (_, i) =>
              Array.from({ length: columns }, (_, j) => (i === row && j === column ? bad : i === j ? 2 : 0)),
            );
            const { u, s, vh } = svd(tensor(elements, { dtype }));
            for (const found of [u, s, vh])
              expect(found.data().every(Number.isNaN), `${bad} at ${row}, ${column} of ${columns}`).toBe(
                true,
              );
          }
  });

  test("of more than 16 columns have derivatives", () => {
    // Of full rank, with singular values that lie apart.
    const a = tensor(Array.from({ length: 18 * 17 }, (_, k) => Math.sin(k * k))).reshape([18, 17]);
    const weights = scattered(18, 17);
    const direction = scattered(17, 18).transpose();
    const f = (x: Tensor): Tensor => svd(x).u.mul(weights).sum().add(svdvals(x).square().sum());
    const [, change] = jvp(f, [a], [direction]);
    const step = 1e-6;
    const along = (t: number): number => f(a.add(direction.mul(t))).item();
    expect(change.item()).toBeCloseTo((along(step) - along(-step)) / (2 * step), 6);
    expect(grad(f)(a).mul(direction).sum().item()).toBeCloseTo(change.item(), 10);
  });

  test("that are equal have a derivative, and vectors have none, which is refused, compiled too", () => {
    const twice = eye(3).mul(2);
    expect(far(grad((x: Tensor) => svdvals(x).square().sum())(twice), twice.mul(2))).toBe(0);
    const ofVectors = grad((x: Tensor) => svd(x).u.mul(scattered(3, 3)).sum());
    const text =
      "svd: singular vectors have no derivative where singular values are equal, got 2 at [1] and before it.";
    expect(() => ofVectors(twice).toArray()).toThrow(text);
    expect(() => compile(ofVectors)(twice).toArray()).toThrow(text);
    const missing = tensor([
      [1, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(() => grad((x: Tensor) => svd(x).u.mul(scattered(3, 2)).sum())(missing).toArray()).toThrow(
      "svd: singular vectors have no derivative where singular values are equal or 0, got 0 at [1].",
    );
  });
});

describe("pseudoinverses and least squares", () => {
  const a = scattered(5, 3).add(eye(5, 3));

  test("fulfil the conditions of Penrose, also of a matrix without full rank", () => {
    for (const x of [a, a.transpose(), scattered(4, 2).matmul(scattered(2, 3))]) {
      const y = pinv(x);
      expect(far(x.matmul(y).matmul(x), x)).toBeLessThan(1e-13);
      expect(far(y.matmul(x).matmul(y), y)).toBeLessThan(1e-13);
      expect(far(x.matmul(y), x.matmul(y).transpose())).toBeLessThan(1e-13);
      expect(far(y.matmul(x), y.matmul(x).transpose())).toBeLessThan(1e-13);
    }
    assertGradients((x: Tensor) => pinv(x), [a], { order: 2 });
    assertGradients((x: Tensor) => pinv(x), [a.transpose()]);
  });

  test("leave a rest that nothing explains", () => {
    const b = scattered(5, 2);
    const x = lstsq(a, b);
    expect(a.transpose().matmul(a.matmul(x).sub(b)).abs().max().item()).toBeLessThan(1e-14);
    expect(lstsq(a, scattered(1, 5).reshape([5])).shape).toEqual([3]);
    expect(vmap((y: Tensor) => lstsq(a, y))(b.transpose()).shape).toEqual([2, 3]);
    assertGradients((m: Tensor, y: Tensor) => lstsq(m, y), [a, b]);
    // With as many equations as unknowns, and fewer.
    expect(
      far(lstsq(a.slice([{ stop: 2 }]), [1, 2]).matmul(a.slice([{ stop: 2 }]).transpose()), tensor([1, 2])),
    ).toBeLessThan(1e-14);
  });
});

describe("matrix exponentials", () => {
  test("are those of what is known", () => {
    const turn = (angle: number): Tensor =>
      tensor([
        [0, -angle],
        [angle, 0],
      ]);
    for (const angle of [0, 1e-9, 1, 30, 300]) {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      expect(
        far(
          expm(turn(angle)),
          tensor([
            [c, -s],
            [s, c],
          ]),
        ),
      ).toBeLessThan(2e-14 * Math.max(1, angle));
    }
    const a = scattered(4, 4);
    expect(far(expm(a).matmul(expm(a.neg())), eye(4))).toBeLessThan(1e-13);
    expect(
      far(
        expm(
          tensor([
            [-1000, 0],
            [0, 1],
          ]),
        ),
        tensor([
          [0, 0],
          [0, Math.E],
        ]),
      ),
    ).toBeLessThan(1e-13);
    for (const x of [
      [[-1e6]],
      [
        [1, Infinity],
        [2, 3],
      ],
    ]) {
      expect(all(isNaN(expm(x))).item()).toBe(true);
      expect(all(isNaN(grad((y: Tensor) => expm(y).sum())(tensor(x)))).item()).toBe(true);
    }
    expect(expm(zeros([0, 0])).shape).toEqual([0, 0]);
  });

  test("keep what is small where powers grow more slowly than the matrix is large", () => {
    const [e, half] = [Math.E, 1.6487212707001282];
    // The right ones by 60 digits.
    for (const [x, right] of [
      [
        [
          [1, 1e5],
          [0, -1],
        ],
        [
          [e, 117520.11936438015],
          [0, 1 / e],
        ],
      ],
      [
        [
          [1, 1e6, 0],
          [0, -1, 1e6],
          [0, 0, 0.5],
        ],
        [
          [e, 1175201.1936438014, 642613281249.3551],
          [0, 1 / e, 853894.5530191239],
          [0, 0, half],
        ],
      ],
      [
        [
          [0, 1e7],
          [0, 0],
        ],
        [
          [1, 1e7],
          [0, 1],
        ],
      ],
    ] as const) {
      const one = tensor(right).equal(0).cast("float64");
      expect(far(expm(x).add(one).div(tensor(right).add(one)), tensor(right).mul(0).add(1))).toBeLessThan(
        8e-15,
      );
      // In batches as alone.
      const both = vmap((y: Tensor) => expm(y))(tensor([x, right])).data();
      expect(both.slice(0, both.length / 2)).toEqual(expm(x).data());
    }
  });

  test("have derivatives: in its own direction, the matrix times its exponential", () => {
    const a = scattered(3, 3).mul(5);
    const [value, change] = jvp((x: Tensor) => expm(x), [a], [a]);
    expect(far(change, a.matmul(value)) / value.abs().max().item()).toBeLessThan(1e-12);
    assertGradients((x: Tensor) => expm(x), [scattered(3, 3)], { order: 2 });
    expect(compile((x: Tensor) => expm(x))(a).toArray()).toEqual(expm(a).toArray());
  });
});

test.each([
  [() => svd([1]), "svd: a must be a matrix, or a batch of them, got shape [1]."],
  [() => pinv(3), "pinv: a must be a matrix, or a batch of them, got shape []."],
  [() => lstsq([[1, 2]], [1, 2]), "lstsq: b must have as many rows as a, got a [1, 2] and b [2]."],
  [() => expm([[1, 2]]), "expm: a must be a square matrix, or a batch of them, got shape [1, 2]."],
  [
    () => svdvals(eye(2, 2, { dtype: "int32" })),
    'svdvals: arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
  ],
])("other arguments are refused: %#", (call, text) => {
  expect(call).toThrow(text);
});
