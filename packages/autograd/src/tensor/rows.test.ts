import { describe, expect, it } from "vitest";
import { compile, grad, gradients, mt19937, ShapeError, vmap } from "../index.ts";
import { scalar, tensor, zeros } from "./create.ts";
import { parameter } from "./parameter.ts";
import type { Tensor } from "./tensor.ts";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("a tensor iterates over its first axis", () => {
  it("in loops, destructuring and spreading", () => {
    const rows: number[][] = [];
    for (const row of x) rows.push(row.toArray());
    expect(rows).toEqual(x.toArray());
    const [first, second] = x;
    expect(first?.toArray()).toEqual([1, 2, 3]);
    expect(second?.sum().item()).toBe(15);
    expect([...tensor([7, 8])].map((element) => element.item())).toEqual([7, 8]);
    expect(Array.from(zeros([2, 3, 4]), ({ shape }) => shape)).toEqual([
      [3, 4],
      [3, 4],
    ]);
    expect([...zeros([0, 2])]).toHaveLength(0);
    const [, ...others] = tensor([1, 2, 3]);
    expect(others.map((other) => other.item())).toEqual([2, 3]);
    expect(Math.max(...tensor([3, 9, 4]).toArray())).toBe(9);
  });

  it("whatever state it is in", () => {
    const w = parameter([1, 2]);
    const read = x.mul(2);
    read.toArray();
    const compiled = compile((t: Tensor) => t.mul(2))(x);
    const states = { unread: x.mul(2), read, view: x.mul(4).div(2), compiled, sliced: x.pad(1).slice([{ start: 1, stop: 3 }, { start: 1, stop: 4 }]).mul(2) }; // biome-ignore format: one line
    for (const [name, state] of Object.entries(states)) {
      const rows = [...state].map((row) => row.toArray());
      expect({ [name]: rows }).toEqual({ [name]: read.toArray() });
    }
    expect([...w].map((row) => row.item())).toEqual([1, 2]);
    w.assign([3, 4]);
    expect([...w].map((row) => row.item())).toEqual([3, 4]);
    const [mask] = tensor([true, false]);
    expect(mask?.item()).toBe(true);
    const [whole] = tensor([5], { dtype: "int32" });
    expect(whole?.dtype).toBe("int32");
  });

  it("with derivatives", () => {
    const w = parameter([2, 3]);
    const [a, b] = w as unknown as [Tensor<[]>, Tensor<[]>];
    const [slopes] = gradients(a.square().mul(b), [w]);
    expect(slopes.toArray()).toEqual([12, 4]);
    const f = ([p, q]: Iterable<Tensor>): Tensor => (p as Tensor).mul(q as Tensor);
    expect(grad(f as (v: Tensor) => Tensor)([5, 7]).toArray()).toEqual([7, 5]);
  });

  it("inside compiled functions and vmap", () => {
    const weighted = (t: Tensor): Tensor => [...t].reduce((sum, row, k) => sum.add(row.mul(k)), scalar(0));
    expect(compile(weighted)(x).toArray()).toEqual([4, 5, 6]);
    expect(vmap(weighted)(x).toArray()).toEqual([8, 17]);
  });

  it("side by side with itself, over the same rows", () => {
    const [left, right] = [x[Symbol.iterator](), x[Symbol.iterator]()];
    expect(left.next().value).toBe(right.next().value);
    const pairs = [...x].flatMap((p) => [...x].map((q) => p.mul(q).sum().item()));
    expect(pairs).toEqual([14, 32, 32, 77]);
  });

  it("but a scalar has none", () => {
    const iterate: Record<string, () => unknown> = {
      spread: () => [...scalar(1)],
      from: () => Array.from(scalar(1)),
      destructure: () => {
        const [a] = scalar(1);
        return a;
      },
      loop: () => {
        for (const row of x.sum()) return row;
        return null;
      },
      element: () => [...tensor([1])].map((element) => [...element]),
    };
    for (const run of Object.values(iterate)) {
      expect(run).toThrow(ShapeError);
      expect(run).toThrow("iterator: a scalar has no first axis to iterate over. Use item() for its value.");
    }
  });

  it("and says so after an iterator that was not used", async () => {
    scalar(1)[Symbol.iterator]();
    await Promise.resolve();
    expect(() => [...scalar(1)]).toThrow(ShapeError);
    expect(() => [...scalar(1)]).toThrow(ShapeError);
  });
});

describe("in test runners a tensor", () => {
  const random = mt19937(1);
  const pairs = [
    [scalar(1), scalar(2)],
    [tensor([1, 2]), tensor([1, 3])],
    [x.add(1), x.add(2)],
    [parameter([1]), parameter([2])],
    [tensor([true]), tensor([false])],
    [random.uniform([2, 2, 2]), random.uniform([2, 2, 2])],
    [compile((t: Tensor) => t.add(1))(x), compile((t: Tensor) => t.add(2))(x)],
  ] as const;

  it.each(pairs)("equals itself and no other", (a, b) => {
    for (const wrap of [
      (t: Tensor): unknown => t,
      (t: Tensor): unknown => ({ t }),
      (t: Tensor): unknown => [[t]],
    ]) {
      expect(wrap(a)).toEqual(wrap(a));
      expect(wrap(a)).toStrictEqual(wrap(a));
      expect(wrap(a)).not.toEqual(wrap(b));
      expect(wrap(b)).not.toStrictEqual(wrap(a));
    }
    expect(new Map([["w", a]])).toEqual(new Map([["w", a]]));
  });

  it.each(pairs)("shows its values where it differs from another", (a, b) => {
    const text = (t: Tensor): string => String(t).replaceAll("\n", "");
    const caught = (() => {
      try {
        expect(a).toEqual(b);
      } catch (error) {
        return (error as Error).message.replaceAll("\n", "");
      }
      return "";
    })();
    expect(caught).toContain(text(a));
    expect(caught).toContain(text(b));
  });

  it("is not taken apart to be printed, and shows its elements in the copies that jest makes", () => {
    expect(Object.prototype.toString.call(x)).toBe("[object Tensor]");
    const named = Symbol.for("@jest/serializableProperties");
    const keys = (x as unknown as Record<symbol, readonly symbol[]>)[named] as readonly symbol[];
    const copy = Object.create(Object.getPrototypeOf(x) as object) as { toJSON(): unknown };
    for (const key of keys) {
      Object.defineProperty(copy, key, { value: (x as unknown as Record<symbol, unknown>)[key] });
    }
    expect(copy.toJSON()).toEqual(x.toArray());
  });
});
