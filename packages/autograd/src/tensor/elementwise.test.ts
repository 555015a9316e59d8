import { describe, expect, it } from "vitest";
import { grad } from "../api/grad.ts";
import { table } from "../op/table.ts";
import { scalar, tensor } from "./create.ts";
import { elementwiseMethods } from "./elementwise-methods.ts";
import * as functions from "./functions/elementwise.generated.ts";
import { nodeOf, TensorHandle } from "./handle.ts";
import type { Tensor } from "./tensor.ts";

describe("elementwise operations", () => {
  it.each(elementwiseMethods.map((op) => [op.name, op] as const))(
    "%s is a function and a method",
    (name, op) => {
      const x = op.family === "logical" ? tensor([true, false]) : tensor([0.25, 0.5]);
      const args = op.arity === 1 ? [] : [x];
      const free = (functions as unknown as Record<string, (...args: readonly Tensor[]) => Tensor>)[name];
      const method = (x as unknown as Record<string, (...args: readonly Tensor[]) => Tensor>)[name];
      const [called, sent] = [free?.(x, ...args), method?.call(x, ...args)] as [Tensor, Tensor];
      expect(nodeOf(called).op).toBe(op);
      expect(nodeOf(sent).op).toBe(op);
      expect(sent.data()).toEqual(called.data());
      expect(method?.name).toBe(name);
    },
  );

  it("of integers know no -0, also of a single one", () => {
    for (let k = 0; k < 3; k++) {
      for (const x of [
        tensor(-0.5),
        tensor([-0]),
        tensor([-0.5, -0.25]),
        tensor(-0.5, { dtype: "float32" }),
      ]) {
        const inverse = x.cast("int32").cast("float64").reciprocal();
        expect([...inverse.data()].every((value) => value === Number.POSITIVE_INFINITY)).toBe(true);
      }
      const zero = tensor(0, { dtype: "int32" });
      for (const y of [zero.neg(), zero.mul(-1), zero.sub(0), zero.min(), zero.abs().neg()])
        expect(y.cast("float64").reciprocal().item()).toBe(Number.POSITIVE_INFINITY);
    }
  });

  it("on bits take int32 only", () => {
    const i = tensor([6, 3], { dtype: "int32" });
    expect(functions.bitwiseXor(i, 5).toArray()).toEqual([3, 6]);
    expect(() => functions.bitwiseAnd(tensor([1, 2]), 1)).toThrow(
      'bitwiseAnd: arguments must be int32, got float64. Cast first, e.g. with cast("int32").',
    );
    expect(() => functions.leftShift(i, tensor([true, false]))).toThrow(
      'leftShift: arguments must be int32, got bool. Cast first, e.g. with cast("int32").',
    );
    expect(() => functions.rightShift(i, 0.5)).toThrow("0.5 is not an int32");
  });

  it("of one or two arguments are functions, but for steps of derivatives and what takes options", () => {
    const left = [...table.values()].filter(
      (op) => !(op.name in functions) && ["map", "compare", "logic"].includes(op.meaning.kind),
    );
    expect(left.filter((op) => op.name !== "clip" && op.name !== "gelu").every((op) => op.isInternal)).toBe(
      true,
    );
    expect(left.map((op) => op.name).sort()).toEqual([
      "asinSlope",
      "atanhSlope",
      "clip",
      "digammaStep",
      "erfSlope",
      "erfcxSlope",
      "erfinvSlope",
      "gelu",
      "geluSlope",
      "geluTanh",
      "geluTanhSlope",
      "halfTanh",
      "hypotSlope",
      "i0eSlope",
      "i1eSlope",
      "i2",
      "i2e",
      "inverseMills",
      "inverseMillsGap",
      "logitSlope",
      "normalDensity",
      "normalLogQuantile",
      "polygamma2",
      "powSlope",
      "sigmoidSlope",
      "siluSlope",
      "sincDerivative1",
      "sincDerivative2",
      "strongDiv",
      "strongMul",
      "tanhSlope",
      "threefryBits",
      "threefryHigh",
      "threefryLow",
      "trigammaStep",
    ]);
  });
});

describe("maximum and the number 0", () => {
  it("is relu, on either side", () => {
    const x = tensor([-1, 0, 2]);
    for (const y of [
      x.maximum(0),
      functions.maximum(x, 0),
      functions.maximum(0, x),
      functions.maximum([-1, 0, 2], 0),
    ]) {
      expect(nodeOf(y).op.name).toBe("relu");
      expect(y.toArray()).toEqual([0, 0, 2]);
    }
  });

  it("is a maximum with other numbers, tensors and integers", () => {
    const x = tensor([-1, 2]);
    const others = [
      x.maximum(1),
      x.maximum(scalar(0)),
      x.maximum([0]),
      functions.maximum(0, 0),
      x.cast("int32").maximum(0),
    ];
    for (const y of others) expect(nodeOf(y).op.name).toBe("maximum");
    expect(x.cast("int32").maximum(0).data()).toEqual(new Int32Array([0, 2]));
  });
});

it("the second derivative of a root at 0 is infinite, not flat", () => {
  const second = (root: (x: Tensor<[]>) => Tensor<[]>, x: number): number => grad(grad(root))(x).item();
  expect(second(functions.cbrt, 0)).toBe(-Infinity);
  expect(second(functions.cbrt, -0)).toBe(Infinity);
  expect(second(functions.sqrt, 0)).toBe(-Infinity);
});

it("methods are not enumerable", () => {
  expect(Object.keys(TensorHandle.prototype)).toEqual([]);
});
