import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  assertGradients,
  associativeScan,
  compile,
  grad,
  parameter,
  scan,
  type Tensor,
  tensor,
  trace,
  vmap,
} from "../index.ts";

type Affine = { readonly a: Tensor; readonly b: Tensor };
/** First x ↦ a x + b, then another one. */
const after = (first: Affine, second: Affine): Affine => ({
  a: second.a.mul(first.a),
  b: second.a.mul(first.b).add(second.b),
});

describe("associativeScan", () => {
  test.each([0, 1, 2, 3, 4, 5, 7, 8, 13])("gives all partial results of %s elements", (n) => {
    const xs = tensor(Float64Array.from({ length: n }, (_, k) => k + 1));
    const sums = Array.from({ length: n }, (_, k) => ((k + 1) * (k + 2)) / 2);
    expect(associativeScan((x, y) => x.add(y), xs).toArray()).toEqual(sums);
    const back = sums.map((_, k) => (n * (n + 1)) / 2 - (sums[k] as number) + k + 1);
    expect(associativeScan((x, y) => x.add(y), xs, { reverse: true }).toArray()).toEqual(back);
    // What comes first is the first argument.
    expect(associativeScan((x) => x, xs).toArray()).toEqual(Array.from({ length: n }, () => 1));
    expect(associativeScan((_, y) => y, xs).toArray()).toEqual(xs.toArray());
  });

  test("is the loop of a linear recurrence, with its derivatives, compiled, and over examples", () => {
    const given = { a: tensor([0.5, -0.25, 2, 0.75, 1.5]), b: tensor([1, 2, -1, 0.5, 3]) };
    const joined = (a: Tensor, b: Tensor): Tensor => associativeScan(after, { a, b }).b;
    const loop = (a: Tensor, b: Tensor): Tensor =>
      scan((x: Tensor, { a: c, b: d }: Affine) => [c.mul(x).add(d), c.mul(x).add(d)], 0, { a, b })[1];
    expect(joined(given.a, given.b).sub(loop(given.a, given.b)).abs().max().item()).toBeLessThan(1e-14);
    const loss = (f: typeof joined) => (a: Tensor, b: Tensor) => f(a, b).square().sum();
    const [one, other] = [joined, loop].map((f) => grad(loss(f))(given.a, given.b)) as [Tensor, Tensor];
    expect(one.sub(other).abs().max().item()).toBeLessThan(1e-12);
    assertGradients(loss(joined), [given.a, given.b], { order: 1 });
    expect(compile(joined)(given.a, given.b).toArray()).toEqual(joined(given.a, given.b).toArray());
    const rows = tensor([
      [1, 2, 3, 4, 5],
      [0, 1, 0, 1, 0],
    ]);
    const each = [...rows].map((row) => joined(row, given.b).toArray());
    expect(vmap((row: Tensor) => joined(row, given.b))(rows).toArray()).toEqual(each);
  });

  test("takes functions of matrices that refer to parameters", () => {
    const scale = parameter(2);
    const turns = tensor([
      [
        [0, -1],
        [1, 0],
      ],
      [
        [1, 1],
        [0, 1],
      ],
      [
        [2, 0],
        [0, 1],
      ],
    ]);
    const products = (): Tensor => associativeScan((x, y) => x.matmul(y).mul(scale), turns);
    const [first, second, third] = [...turns] as Tensor[] as [Tensor, Tensor, Tensor];
    const wanted = first.matmul(second).matmul(third);
    expect([...products()][2]?.toArray()).toEqual(wanted.mul(4).toArray());
    scale.assign(3);
    expect([...products()][2]?.toArray()).toEqual(wanted.mul(9).toArray());
  });

  test.each([
    [() => associativeScan(1 as never, [1, 2]), "associativeScan: takes a function, got 1."],
    [
      () => associativeScan((x) => x, 1),
      "associativeScan: xs must have an axis for the elements, got a scalar.",
    ],
    [() => associativeScan((x) => x, {}), "associativeScan: xs must have a tensor, got none."],
    [
      () => associativeScan((x) => x, { a: [1, 2], b: [1] }),
      "associativeScan: numbers of elements must match, got 2 and 1.",
    ],
    [
      () =>
        associativeScan(
          (x: Tensor) => x.sum(),
          [
            [1, 2],
            [3, 4],
          ],
        ),
      "associativeScan: what the function returns for all elements must have shape [1, 2], got [1].",
    ],
    [
      () => associativeScan((x) => x, [1], { axis: 1 } as never),
      'associativeScan: there is no option "axis", only reverse.',
    ],
  ] as const)("refuses a bad call: %s", (call, wanted) => {
    expect(message(call as () => unknown)).toBe(wanted);
  });
});

describe("scan with checkpoint", () => {
  const weights = parameter([0.9, 0.8, 0.7]);
  const loop =
    (checkpoint: boolean, reverse: boolean) =>
    (xs: Tensor): Tensor => {
      const [last, ys] = scan(
        (h: Tensor, x: Tensor) => [h.mul(weights).add(x).sin(), h.square().sum()],
        [0.1, 0.2, 0.3],
        xs,
        { checkpoint, reverse },
      );
      return last.sum().add(ys.mul(ys.cos()).sum());
    };

  test.each([0, 1, 2, 3, 5, 9, 11, 16])(
    "gives every bit of the loop without, and of its derivatives, over %s steps",
    (n) => {
      const xs = tensor(Float64Array.from({ length: n }, (_, k) => Math.cos(3 * k)));
      for (const reverse of [false, true]) {
        const [plain, kept] = [false, true].map((checkpoint) => {
          const f = loop(checkpoint, reverse);
          return [f(xs).item(), grad(f)(xs).toArray(), compile(grad(f))(xs).toArray()];
        });
        expect(kept).toEqual(plain);
      }
    },
  );

  test("stores about 2 √n states for n steps", () => {
    const largest = (checkpoint: boolean, n: number): number => {
      const xs = tensor(new Float64Array(n));
      const f = (start: Tensor): Tensor =>
        scan((h: Tensor, x: Tensor) => [h.mul(weights).add(x).sin(), null], start, xs, {
          checkpoint,
        })[0].sum();
      const { nodes } = trace(grad(f), [tensor([0, 0, 0])]);
      const stored = (all: typeof nodes): number[] =>
        all.flatMap(({ operation, shape, bodies }) => [
          ...(operation === "scan" ? [shape[0] as number] : []),
          ...bodies.flatMap((body) => stored(body.nodes)),
        ]);
      // Those of the loop, and those of one of its blocks at a time.
      const [first = 0, second = 0] = stored(nodes).sort((a, b) => b - a);
      return first + (checkpoint ? second : 0);
    };
    expect(largest(false, 400)).toBeGreaterThanOrEqual(3 * 400);
    expect(largest(true, 400)).toBeLessThanOrEqual(3 * 2 * 21);
    expect(largest(true, 1600)).toBeLessThanOrEqual(3 * 2 * 41);
  });
});
