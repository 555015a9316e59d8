import { describe, expect, it } from "vitest";
import { tensor } from "./create.ts";
import { add, equal, mul } from "./functions/elementwise.generated.ts";
import { where } from "./functions/select.ts";
import { nodeOf } from "./handle.ts";

const single = tensor([1, 2], { dtype: "float32" });
const whole = tensor([1, 2], { dtype: "int32" });
const mask = tensor([true, false]);
const double = tensor([1, 2]);

describe("operands", () => {
  it("are tensors, numbers or nested arrays, on either side", () => {
    expect(add(double, 1).toArray()).toEqual([2, 3]);
    expect(add(1, double).toArray()).toEqual([2, 3]);
    expect(add([10, 20], double).toArray()).toEqual([11, 22]);
    expect(add(1, 2).item()).toBe(3);
    expect(add([1, 2], [[1], [2]]).toArray()).toEqual([
      [2, 3],
      [3, 4],
    ]);
  });

  it("take the dtype of the tensor beside them", () => {
    expect(single.add(0.1).dtype).toBe("float32");
    expect(add(0.1, single).data()).toEqual(new Float32Array([Math.fround(0.1) + 1, Math.fround(0.1) + 2]));
    expect(whole.mul(3).data()).toEqual(new Int32Array([3, 6]));
    expect(whole.mul([3, 4]).dtype).toBe("int32");
    expect(where(mask, 1, single).dtype).toBe("float32");
    expect(where(mask, 1, 0).dtype).toBe("float64");
    expect(single.clip(0, 1.5).data()).toEqual(new Float32Array([1, 1.5]));
  });

  it("are bool when they are booleans, whatever is beside them", () => {
    expect(mask.logicalAnd(true).toArray()).toEqual([true, false]);
    expect(mask.logicalXor([true, true]).toArray()).toEqual([false, true]);
  });

  it("are data of the graph, not structure", () => {
    const node = nodeOf(double.mul(0.5));
    expect(node.inputs.map((input) => input.op.name)).toEqual(["input", "input"]);
  });

  it("reuse the node of a tensor", () => {
    const node = nodeOf(mul(double, double));
    expect(node.inputs[0]).toBe(nodeOf(double));
    expect(node.inputs[1]).toBe(nodeOf(double));
  });
});

describe("operands that do not fit", () => {
  const loose = { add, equal, where } as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  const rule = "arguments must be tensors, numbers or nested arrays of numbers";

  it.each<[string, readonly unknown[], string]>([
    ["add", [double, "1"], `add: ${rule}, got "1".`],
    ["add", [double, null], `add: ${rule}, got null.`],
    ["add", [double], `add: ${rule}, got undefined.`],
    ["add", [undefined, double], `add: ${rule}, got undefined.`],
    ["add", [double, 1n], `add: ${rule}, got 1n.`],
    ["add", [double, new Float64Array(2)], `add: ${rule}, got a Float64Array.`],
    ["add", [double, {}], `add: ${rule}, got an object.`],
    ["add", [double, () => double], `add: ${rule}, got a function.`],
    ["add", [double, Promise.resolve(1)], `add: ${rule}, got a Promise. Use await.`],
    ["add", [double, [1, "2"]], 'add: elements must be numbers or booleans, got "2" at [1].'],
    ["add", [double, [[1], [2, 3]]], "add: rows must have equal length, got 1 at [0] and 2 at [1]."],
    [
      "add",
      [whole, 0.5],
      'add: 0.5 is not an int32, the dtype of the other argument. Cast that one, e.g. with cast("float64").',
    ],
    [
      "add",
      [Number.NaN, whole],
      'add: NaN is not an int32, the dtype of the other argument. Cast that one, e.g. with cast("float64").',
    ],
    [
      "add",
      [whole, [0.5]],
      "add: int32 elements must be integers from -2147483648 to 2147483647, got 0.5 at [0].",
    ],
    ["add", [single, 1e300], "add: float32 elements must be at most 3.4028235e38 in magnitude, got 1e+300."],
    [
      "add",
      [double, single],
      'add: dtypes must match, got float64 and float32. Cast one of them, e.g. with cast("float64").',
    ],
    [
      "add",
      [double, whole],
      'add: dtypes must match, got float64 and int32. Cast one of them, e.g. with cast("float64").',
    ],
    [
      "add",
      [double, true],
      'add: arguments must be numbers, got bool. Cast first, e.g. with cast("float64").',
    ],
    ["add", [mask, 1], 'add: arguments must be numbers, got bool. Cast first, e.g. with cast("float64").'],
    [
      "equal",
      [mask, 1],
      'equal: dtypes must match, got bool and float64. Cast one of them, e.g. with cast("bool").',
    ],
    [
      "where",
      [double, 1, 2],
      "where: the condition must be bool, got float64. Compare first, e.g. with greater(x, 0).",
    ],
    [
      "where",
      [mask, double, single],
      'where: dtypes must match, got float64 and float32. Cast one of them, e.g. with cast("float64").',
    ],
    ["where", [mask, double], `where: ${rule}, got undefined.`],
  ])("%s, case %#", (name, args, message) => {
    expect(() => loose[name]?.(...args)).toThrow(expect.objectContaining({ message }));
  });

  it("are refused by methods alike", () => {
    const method = double as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
    expect(() => method["add"]?.("1")).toThrow(`add: ${rule}, got "1".`);
    expect(() => method["add"]?.([1, 2, 3])).toThrow(
      "add: shapes must broadcast, got [2] and [3]: sizes 2 and 3 differ at axis 0 and neither is 1.",
    );
  });
});
