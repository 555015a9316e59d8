/** Proxies of tensors, as libraries for reactive state make them, and tensors of another copy of the package. */
import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { reactive } from "../../../../test/habits/reactive.ts";
import { grad } from "../api/grad.ts";
import { gradients } from "../api/gradients.ts";
import { hessian } from "../api/jacobian.ts";
import { ArgumentError } from "../error/error.ts";
import { tensor } from "./create.ts";
import { matmul } from "./functions/contraction.ts";
import { add } from "./functions/elementwise.generated.ts";
import { stack } from "./functions/join.ts";
import { isTensor } from "./handle.ts";
import { isParameter, type Parameter, parameter } from "./parameter.ts";
import type { Tensor } from "./tensor.ts";

describe("Vue's reactive state", () => {
  it("leaves tensors and parameters alone", () => {
    const x = tensor([1, 2]);
    const w = parameter([3, 4]);
    const state = reactive({ x, model: { layers: [w] } });
    expect(state.x).toBe(x);
    expect(state.model.layers[0]).toBe(w);
    const loss = state.x.mul(state.model.layers[0] as Parameter<[2]>).sum();
    expect(gradients(loss, [w])[0].toArray()).toEqual([1, 2]);
    expect(
      grad((p: { readonly layers: readonly [Tensor<[2]>] }) => p.layers[0].sum())({ layers: [w] }),
    ).toEqual({
      layers: [expect.objectContaining({ shape: [2] })],
    });
  });

  it("may be given as data and as options", () => {
    expect(
      tensor(reactive([1, 2]))
        .sum(0, reactive({ keepDims: true }))
        .toArray(),
    ).toEqual([3]);
  });
});

describe("a Proxy of a tensor is refused", () => {
  const x = tensor([1, 2]);
  const proxy = new Proxy(x, {});
  const cell = new Proxy(parameter([1, 2]), {});
  const inherits = Object.create(x) as typeof x;
  const numbers =
    "arguments must be tensors, numbers or nested arrays of numbers, got a Proxy or copy of a Tensor.";
  const itself = "must be called on a tensor, got a Proxy or copy of a Tensor. Use the tensor itself.";
  const parameterItself =
    "must be called on a parameter, got a Proxy or copy of a Parameter. Use the parameter itself.";

  it.each<[string, () => unknown, string]>([
    ["in a method", () => proxy.mul(2), `mul: ${itself}`],
    ["when it is read", () => proxy.toArray(), `toArray: ${itself}`],
    ["when it is printed", () => String(proxy), `toString: ${itself}`],
    ["when it is written as JSON", () => JSON.stringify(proxy), `toJSON: ${itself}`],
    ["when its shape is asked for", () => proxy.shape, `shape: ${itself}`],
    ["when its rank is asked for", () => proxy.rank, `rank: ${itself}`],
    ["when it is split", () => proxy.split(2), `split: ${itself}`],
    ["as the other operand", () => x.add(proxy), `add: ${numbers}`],
    ["as an argument", () => add(proxy, 1), `add: ${numbers}`],
    ["as a matrix", () => matmul(proxy, x), `matmul: ${numbers}`],
    ["in a list", () => stack([x, proxy]), `stack: ${numbers}`],
    [
      "among numbers",
      () => tensor([1, proxy] as never),
      "tensor: elements must be numbers or booleans, got a Proxy or copy of a Tensor at [1].",
    ],
    [
      "in a tree",
      () => hessian((t: { readonly p: Tensor }) => t.p.sum())({ p: proxy }),
      "hessian: takes tensors, numbers, and arrays or plain objects of these, got a Proxy or copy of a Tensor.",
    ],
    ["as an object that inherits", () => inherits.mul(2), `mul: ${itself}`],
    [
      "as a parameter, when it is read",
      () => cell.item(),
      "item: must be called on a tensor, got a Proxy or copy of a Parameter. Use the tensor itself.",
    ],
    ["as a parameter, when its dtype is asked for", () => cell.dtype, `dtype: ${parameterItself}`],
    ["as a parameter, when it is assigned", () => cell.assign([5, 6]), `assign: ${parameterItself}`],
    ["as a parameter, when its gradient is read", () => cell.grad, `grad: ${parameterItself}`],
    ["as a parameter, when its gradient is set", () => (cell.grad = null), `grad: ${parameterItself}`],
    ["as a parameter, by an optimiser", () => cell.takeGradient(), `takeGradient: ${parameterItself}`],
    [
      "as what is differentiated by",
      () => gradients(x.sum(), [proxy]),
      "gradients: xs[0] must be a tensor or parameter, got a Proxy or copy of a Tensor.",
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(expect.objectContaining({ message }));
  });

  it("in words, where it is inspected or looked at", () => {
    // Node looks whether what a Proxy stands for has a first element.
    expect(() => inspect(proxy)).toThrow("[]: a tensor is not an array and has no [0].");
    expect([isTensor(proxy), isParameter(cell)]).toEqual([false, false]);
    const { proxy: gone, revoke } = Proxy.revocable(x, {});
    revoke();
    expect([isTensor(gone), isParameter(gone)]).toEqual([false, false]);
  });
});

describe("a tensor of another copy of the package is named as one", async () => {
  vi.resetModules();
  const other = await import("../index.ts");
  const x = tensor([1, 2]);
  const foreign = other.tensor([1, 2]);
  const cell = other.parameter([1, 2]);
  const copy = "from another copy of @chainrule/autograd (npm ls @chainrule/autograd lists them)";

  it.each<[string, () => unknown, string]>([
    [
      "as an operand",
      () => x.add(foreign),
      `add: arguments must be tensors, numbers or nested arrays of numbers, got a Tensor ${copy}.`,
    ],
    [
      "in a list",
      () => stack([x, foreign]),
      `stack: arguments must be tensors, numbers or nested arrays of numbers, got a Tensor ${copy}.`,
    ],
    [
      "as a method's object",
      () => x.add.call(foreign, 1),
      `add: must be called on a tensor, got a Tensor ${copy}. Write x.add(...).`,
    ],
    [
      "as a parameter",
      () => gradients(x.sum(), [cell]),
      `gradients: xs[0] must be a tensor or parameter, got a Parameter ${copy}.`,
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });

  it("and works in its own", () => {
    expect(other.isTensor(foreign)).toBe(true);
    expect(isTensor(foreign)).toBe(false);
    expect(foreign.add(1).toArray()).toEqual([2, 3]);
  });
});
