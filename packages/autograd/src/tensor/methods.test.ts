import { describe, expect, it } from "vitest";
import { all, any, argmax, at, cumsum, grad, sort, type Tensor, take, tensor } from "../index.ts";

describe("methods that count, order and choose", () => {
  const rows = [
    [3, 1, 2],
    [0, 5, 0],
  ];
  const same = (method: (x: Tensor) => Tensor, f: (x: Tensor) => Tensor): void => {
    const x = tensor(rows);
    expect(method(x).toArray()).toEqual(f(x).toArray());
    // Of a tensor that was read, which is data by then.
    x.data();
    expect(method(x).toArray()).toEqual(f(x).toArray());
    expect([method(x).shape, method(x).dtype]).toEqual([f(x).shape, f(x).dtype]);
  };

  it.each<[string, (x: Tensor) => Tensor, (x: Tensor) => Tensor]>([
    ["any", (x) => x.any(1), (x) => any(x, 1)],
    ["any of everything", (x) => x.any(), (x) => any(x)],
    ["all", (x) => x.all(0, { keepDims: true }), (x) => all(x, 0, { keepDims: true })],
    ["argmax", (x) => x.argmax(1), (x) => argmax(x, 1)],
    ["argmax of everything", (x) => x.argmax(), (x) => argmax(x)],
    ["argmax of truth values", (x) => x.greater(2).argmax(0), (x) => argmax(x.greater(2), 0)],
    ["cumsum", (x) => x.cumsum(), (x) => cumsum(x)],
    ["cumsum backwards", (x) => x.cumsum(1, { reverse: true }), (x) => cumsum(x, 1, { reverse: true })],
    ["cumsum of truth values", (x) => x.greater(1).cumsum(1), (x) => cumsum(x.greater(1), 1)],
    ["sort", (x) => x.sort(), (x) => sort(x)],
    ["sort, descending", (x) => x.sort(0, { descending: true }), (x) => sort(x, 0, { descending: true })],
    ["take", (x) => x.take([1, 1, 0]), (x) => take(x, [1, 1, 0])],
    ["take along an axis", (x) => x.take(2, 1), (x) => take(x, 2, 1)],
    ["at", (x) => x.at(0, [2, 0]), (x) => at(x, 0, [2, 0])],
    ["at a range", (x) => x.at({ start: 1 }, null), (x) => at(x, { start: 1 }, null)],
  ])("%s: the same as the function", (_, method, f) => {
    same(method, f);
  });

  it("have the derivatives of the functions", () => {
    const loss = (x: Tensor): Tensor => x.sort(1).cumsum(1).take([1, 0], 1).at(0).square().sum();
    const other = (x: Tensor): Tensor =>
      at(take(cumsum(sort(x, 1), 1), [1, 0], 1), 0)
        .square()
        .sum();
    expect(grad(loss)(rows).toArray()).toEqual(grad(other)(rows).toArray());
    expect(grad(loss)(rows).toArray()).toEqual([
      [0, 8, 6],
      [0, 0, 0],
    ]);
  });

  it("refuse what the functions refuse, in their words", () => {
    const x = tensor(rows);
    const text = (f: () => unknown): string => {
      try {
        f();
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    };
    const pairs: readonly (readonly [() => unknown, () => unknown])[] = [
      [() => x.any(2 as never), () => any(x, 2 as never)],
      [() => x.argmax(-3 as never), () => argmax(x, -3 as never)],
      [() => x.cumsum(0, { revers: true } as never), () => cumsum(x, 0, { revers: true } as never)],
      [() => x.sort(0.5 as never), () => sort(x, 0.5 as never)],
      [() => x.take([2]).toArray(), () => take(x, [2]).toArray()],
      [() => x.at(2).toArray(), () => at(x, 2).toArray()],
      [() => x.at(0, 0, 0 as never), () => at(x, 0, 0, 0 as never)],
    ];
    for (const [method, f] of pairs) expect([text(method), text(method) !== ""]).toEqual([text(f), true]);
  });
});
