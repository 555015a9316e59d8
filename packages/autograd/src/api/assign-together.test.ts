import { describe, expect, test } from "vitest";
import { assignTogether } from "../gears.ts";
import { compile, type Parameter, parameter, type Tensor, take, tensor } from "../index.ts";

const values = (cells: readonly Parameter[]): unknown => cells.map((cell) => cell.toArray());

describe.each(["plain", "compiled"])("assignTogether (%s)", (way) => {
  const run = (f: () => void): void => (way === "plain" ? f() : compile(f)());

  test("turns cells around, takes what is computed from them, and computes what is asked besides", () => {
    const [a, b, c] = [parameter([1]), parameter([2]), parameter([3])];
    const besides = a.mul(10);
    run(() => assignTogether([a, b, c], [b, c.add(a), a], way === "plain" ? [besides] : []));
    expect(values([a, b, c])).toEqual([[2], [4], [1]]);
    run(() => {
      a.assign([7]);
      assignTogether([b, c], [a, b]);
    });
    expect(values([a, b, c])).toEqual([[7], [7], [4]]);
    expect(besides.toArray()).toEqual([10]);
  });

  test("changes nothing if a value does not fit, or cannot be computed", () => {
    const cells: Parameter[] = [parameter([1]), parameter([2])];
    const wrong = tensor([1, 2]) as Tensor;
    expect(() => run(() => assignTogether(cells, [cells[1] as Tensor, wrong]))).toThrow(
      "assign: shape must be that of the parameter, [1], got [2].",
    );
    const at = tensor([3], { dtype: "int32" }).mul(3);
    const none = take(tensor([1, 2]), at) as Tensor;
    expect(() => run(() => assignTogether(cells, [cells[1] as Tensor, none]))).toThrow("got 9");
    expect(values(cells)).toEqual([[1], [2]]);
  });
});
