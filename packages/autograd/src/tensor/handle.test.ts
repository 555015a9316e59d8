import { deepStrictEqual } from "node:assert/strict";
import { describe, expect, it } from "vitest";
import { OperatorError, ShapeError } from "../error/error.ts";
import { scalar, tensor, zeros } from "./create.ts";
import { isTensor } from "./handle.ts";
import { parameter } from "./parameter.ts";

describe("reading", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);

  it("gives shape, dtype, rank and size", () => {
    expect([x.shape, x.dtype, x.rank, x.size]).toEqual([[2, 2], "float64", 2, 4]);
    expect([scalar(1).rank, scalar(1).size, zeros([0, 3]).size]).toEqual([0, 1, 0]);
  });

  it("gives values as numbers, arrays and typed arrays", () => {
    expect(x.sum().item()).toBe(10);
    expect(tensor([[7]]).item()).toBe(7);
    expect(x.add(1).toArray()).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(x.data()).toEqual(new Float64Array([1, 2, 3, 4]));
    expect(x.greater(2).toArray()).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(x.greater(2).data()).toEqual(new Uint8Array([0, 0, 1, 1]));
    expect(scalar(1).less(2).item()).toBe(true);
  });

  it("changes nothing and gives copies", () => {
    const data = x.data();
    data[0] = 99;
    const rows = x.toArray();
    (rows[0] as number[])[0] = 99;
    expect(x.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(x.data()).not.toBe(x.data());
  });

  it("refuses item() of more or fewer elements", () => {
    expect(() => x.item()).toThrow(ShapeError);
    expect(() => x.item()).toThrow("item: needs exactly one element, got shape [2, 2]. Use toArray().");
    expect(() => zeros([0]).item()).toThrow("item: needs exactly one element, got shape [0]. Use toArray().");
  });

  it("refuses methods without their tensor", () => {
    const { add, item, toArray } = x as unknown as Record<string, (argument?: unknown) => unknown>;
    expect(() => add?.(1)).toThrow("add: must be called on a tensor, got undefined. Write x.add(...).");
    expect(() => item?.()).toThrow("item: must be called on a tensor, got undefined. Write x.item(...).");
    expect(() => toArray?.call({})).toThrow("toArray: must be called on a tensor, got an object.");
  });

  it("is written as nested arrays in JSON", () => {
    expect(JSON.stringify({ x, s: scalar(0.5), m: tensor([true]) })).toBe(
      '{"x":[[1,2],[3,4]],"s":0.5,"m":[true]}',
    );
    expect(JSON.stringify(tensor([Number.NaN, Infinity]))).toBe("[null,null]");
  });

  it("is not taken for equal by what compares properties", () => {
    expect(scalar(1)).not.toEqual(scalar(2));
    expect(() => deepStrictEqual(scalar(1), scalar(2))).toThrow("deep-equal");
    expect(x).toEqual(x);
  });

  it("knows tensors", () => {
    expect([isTensor(x), isTensor(parameter(1)), isTensor([1]), isTensor(null)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("JavaScript's operators", () => {
  // As a JavaScript program could write them; with the types of tensors most do not compile.
  const [x, y] = [scalar(1), scalar(2)] as unknown as readonly [number, number];

  const calculating =
    "operator: JavaScript's operators do not work on tensors. Use add(), sub(), mul(), div(), pow() and neg() to " +
    "calculate, less(), greater() and equal() to compare, item() for a number.";
  const adding =
    "operator: + and == do not work on tensors. Use add() or equal(), item() for a number, toString() for text.";

  /* oxlint-disable eslint/eqeqeq, typescript/no-unnecessary-type-conversion -- the operators are what is tested */
  it.each<[string, () => unknown, string]>([
    ["x * 2", () => x * 2, calculating],
    ["2 - x", () => 2 - x, calculating],
    ["x / y", () => x / y, calculating],
    ["x ** 2", () => x ** 2, calculating],
    ["x % 2", () => x % 2, calculating],
    ["x | 0", () => x | 0, calculating],
    ["+x", () => +x, calculating],
    ["-x", () => -x, calculating],
    ["~x", () => ~x, calculating],
    ["x > y", () => x > y, calculating],
    ["x <= 1", () => x <= 1, calculating],
    ["x < y ? 1 : 0", () => (x < y ? 1 : 0), calculating],
    ["Math.max(x, 1)", () => Math.max(x, 1), calculating],
    ["Number.isNaN(x * 1)", () => Number.isNaN(x * 1), calculating],
    ["Number(x)", () => Number(x), calculating],
    ["x + 1", () => x + 1, adding],
    ["x + y", () => x + y, adding],
    ["`` + x", () => `` + x, adding],
    ["x == 1", () => x == 1, adding],
    ["x != 2", () => x != 2, adding],
    ["new Date(x)", () => new Date(x), adding],
  ])("%s throws", (_, run, message) => {
    expect(run).toThrow(OperatorError);
    expect(run).toThrow(expect.objectContaining({ message }));
  });

  /* oxlint-enable eslint/eqeqeq, typescript/no-unnecessary-type-conversion */

  it("makes text where text is asked for", () => {
    expect(`${x}`).toBe("1");
    expect(String(x)).toBe("1");
    expect([x, y].join()).toBe("1,2");
  });
});
