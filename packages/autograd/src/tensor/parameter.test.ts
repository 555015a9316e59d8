import { describe, expect, it } from "vitest";
import { compile } from "../api/compile.ts";
import { gradients } from "../api/gradients.ts";
import { DtypeError, ShapeError } from "../error/error.ts";
import { scalar, tensor, zeros } from "./create.ts";
import { backwardCall } from "./gradient.ts";
import { nodeOf } from "./handle.ts";
import { isParameter, type ParameterHandle, parameter } from "./parameter.ts";

import type { Tensor } from "./tensor.ts";

const loosely = parameter as unknown as (...args: readonly unknown[]) => unknown;

describe("a parameter", () => {
  it("is a tensor with a value", () => {
    const w = parameter([1, 2]);
    expect(w.toArray()).toEqual([1, 2]);
    expect(w.mul(2).toArray()).toEqual([2, 4]);
    expect(isParameter(w)).toBe(true);
    expect(isParameter(tensor([1]))).toBe(false);
  });

  it("takes a tensor, a dtype, a number", () => {
    expect(parameter(tensor([1]).add(1)).item()).toBe(2);
    expect(parameter(1, { dtype: "float32" }).dtype).toBe("float32");
    expect(parameter(tensor([0.1]), { dtype: "float32" }).item()).toBe(Math.fround(0.1));
    expect(parameter(tensor([1], { dtype: "float32" })).dtype).toBe("float32");
  });

  it("takes typed arrays, as tensor() does, and copies them", () => {
    const elements = new Float64Array([1, 2]);
    const w = parameter(elements);
    elements[0] = 9;
    expect([w.dtype, w.shape, w.toArray()]).toEqual(["float64", [2], [1, 2]]);
    expect(parameter(new Float32Array([0.1])).data()).toEqual(new Float32Array([0.1]));
    expect(parameter(new Float64Array([0.1]), { dtype: "float32" }).data()).toEqual(new Float32Array([0.1]));
    expect(parameter(new Float32Array([1.5]), { dtype: "float64" }).data()).toEqual(new Float64Array([1.5]));
    expect(parameter(new Float64Array([1, 2, 3, 4]), { shape: [2, 2] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(parameter(new Uint8Array([1, 2]), { dtype: "float64" }).toArray()).toEqual([1, 2]);
    const [g] = gradients(w.square().sum(), [w]);
    expect(g.toArray()).toEqual([2, 4]);
  });

  it.each<[string, readonly unknown[], string]>([
    [
      "integers",
      [new Int32Array(2)],
      "dtype must be float64 or float32, got int32. Others have no derivatives.",
    ],
    [
      "a dtype of none",
      [new Float64Array(2), { dtype: "int32" }],
      "dtype must be float64 or float32, got int32. Others have no derivatives.",
    ],
    [
      "an array without a dtype",
      [new Uint8Array(2)],
      'a Uint8Array needs a dtype, e.g. { dtype: "float64" }.',
    ],
    ["no numbers", [new DataView(new ArrayBuffer(2))], "data must be an array of numbers, got a DataView."],
    [
      "another size",
      [new Float64Array(2), { shape: [3] }],
      "shape must have as many elements as data, got [3] with 3 and 2.",
    ],
    ["a shape of numbers", [[1, 2], { shape: [2] }], 'there is no option "shape", only dtype.'],
  ])("refuses typed arrays: %s", (_, args, text) => {
    expect(() => loosely(...args)).toThrow(`parameter: ${text}`);
  });

  it("is captured with its present value", () => {
    const w = parameter([1, 2]);
    const before = w.sum();
    const leaf = nodeOf(w);
    w.assign([10, 20]);
    const after = w.sum();
    expect(before.item()).toBe(3);
    expect(after.item()).toBe(30);
    expect(nodeOf(w)).not.toBe(leaf);
  });

  it("owns its leaf, apart from the tensor that it was made of", () => {
    const x = tensor([1, 2]);
    const [v, w] = [parameter(x), parameter(x)];
    expect(nodeOf(v)).not.toBe(nodeOf(x));
    expect(nodeOf(v)).not.toBe(nodeOf(w));
    expect(nodeOf(v).owner).toBe(v);
    v.assign(w);
    expect(nodeOf(v).owner).toBe(v);
    expect(nodeOf(v)).not.toBe(nodeOf(w));
    v.assign(v.add(1));
    expect([v.toArray(), w.toArray(), x.toArray()]).toEqual([
      [2, 3],
      [1, 2],
      [1, 2],
    ]);
  });

  it.each<[string, unknown, typeof ShapeError | typeof DtypeError, string]>([
    ["a longer value", [1, 2, 3], ShapeError, "assign: shape must be that of the parameter, [2], got [3]."],
    ["a number", 1, ShapeError, "assign: shape must be that of the parameter, [2], got []."],
    ["one more axis", [[1, 2]], ShapeError, "assign: shape must be that of the parameter, [2], got [1, 2]."],
    [
      "another dtype",
      tensor([1, 2], { dtype: "float32" }),
      DtypeError,
      'assign: dtype must be that of the parameter, float64, got float32. Use cast("float64").',
    ],
    [
      "booleans",
      [true, false],
      DtypeError,
      'assign: dtype must be that of the parameter, float64, got bool. Use cast("float64").',
    ],
    [
      "a string",
      "1",
      Error as never,
      'assign: arguments must be tensors, numbers or nested arrays of numbers, got "1".',
    ],
  ])("keeps its value when assigned %s", (_, value, kind, message) => {
    const w = parameter([1, 2]);
    const leaf = nodeOf(w);
    const assign = w.assign.bind(w) as unknown as (value: unknown) => void;
    expect(() => assign(value)).toThrow(kind);
    expect(() => assign(value)).toThrow(expect.objectContaining({ message }));
    expect(nodeOf(w)).toBe(leaf);
  });

  it.each<[readonly unknown[], string]>([
    [
      [[1], { dtype: "int32" }],
      "parameter: dtype must be float64 or float32, got int32. Others have no derivatives.",
    ],
    [[[true]], "parameter: dtype must be float64 or float32, got bool. Others have no derivatives."],
    [
      [tensor([1], { dtype: "int32" })],
      "parameter: dtype must be float64 or float32, got int32. Others have no derivatives.",
    ],
    [["1"], 'parameter: arguments must be tensors, numbers or nested arrays of numbers, got "1".'],
    [[[1, null]], "parameter: elements must be numbers or booleans, got null at [1]."],
    [[[1], { dtype: "f4" }], 'parameter: dtype must be "float64", "float32", "int32" or "bool", got "f4".'],
    [[[1], { name: "w" }], 'parameter: there is no option "name", only dtype.'],
  ])("is not made of %j", (args, message) => {
    expect(() => loosely(...args)).toThrow(expect.objectContaining({ message }));
  });
});

describe("the gradient of a parameter", () => {
  it("has no derivative, whoever set it", () => {
    const [w, v] = [parameter(1), parameter(2)];
    const set = (): void => {
      w.grad = v.mul(3);
    };
    for (const run of [set, compile(set)]) {
      run();
      const given = w.grad as Tensor<[]>;
      expect(given.item()).toBe(6);
      expect(() => given.mul(v.detach()).backward()).toThrow("depends on no parameter");
      given.mul(v).backward();
      expect(v.grad?.item()).toBe(6);
      v.grad = null;
    }
  });

  const receive = (w: unknown, gradient: readonly number[]): void =>
    (w as ParameterHandle).receiveGradient(nodeOf(tensor(gradient)), backwardCall());

  it("is null before and can be set to null", () => {
    const w = parameter([1, 2]);
    expect(w.grad).toBe(null);
    receive(w, [1, 1]);
    expect(w.grad?.toArray()).toEqual([1, 1]);
    w.grad = null;
    expect(w.grad).toBe(null);
  });

  it("adds up, until an optimiser has used it", () => {
    const w = parameter([1, 2]);
    receive(w, [1, 1]);
    receive(w, [1, 2]);
    expect(w.grad?.toArray()).toEqual([2, 3]);
    expect(w.takeGradient()?.toArray()).toEqual([2, 3]);
    expect(w.grad?.toArray()).toEqual([2, 3]);
    receive(w, [5, 5]);
    expect(w.grad?.toArray()).toEqual([5, 5]);
    receive(w, [1, 1]);
    expect(w.grad?.toArray()).toEqual([6, 6]);
  });

  it("stays null when there is none to take", () => {
    const w = parameter([1, 2]);
    expect(w.takeGradient()).toBe(null);
    receive(w, [1, 2]);
    receive(w, [1, 2]);
    expect(w.grad?.toArray()).toEqual([2, 4]);
  });

  it.each<[unknown, string]>([
    [zeros([3]), "grad: shape must be that of the parameter, [2], got [3]."],
    [
      zeros([2], { dtype: "float32" }),
      'grad: dtype must be that of the parameter, float64, got float32. Use cast("float64").',
    ],
    [[1, 2], "grad: must be null or a tensor, got [1, 2]."],
    [undefined, "grad: must be null or a tensor, got undefined."],
  ])("cannot be set to %s", (value, message) => {
    const w = parameter([1, 2]);
    expect(() => {
      (w as unknown as { grad: unknown }).grad = value;
    }).toThrow(expect.objectContaining({ message }));
    expect(w.grad).toBe(null);
    w.grad = scalar(1).broadcastTo([2]);
    expect(w.grad?.toArray()).toEqual([1, 1]);
  });
});
