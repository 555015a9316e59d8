import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { compile } from "../api/compile.ts";
import { grad } from "../api/grad.ts";
import { OperatorError } from "../error/error.ts";
import { tensor } from "./create.ts";
import { parameter } from "./parameter.ts";
import type { Tensor } from "./tensor.ts";

/** As a JavaScript program sees a tensor. */
type Loose = Record<PropertyKey, unknown>;

const changed =
  "of a tensor cannot be set, since tensors do not change. Compute another one, or keep the value in a parameter() and " +
  "use assign().";
const unassigned = "of a parameter cannot be set. Use assign() for a new value, or grad for its gradient.";

const computed = compile((x) => x.add(1));

describe("what a tensor is cannot be set:", () => {
  const tensors: readonly [string, () => unknown, string][] = [
    ["a tensor", () => tensor([1, 2]), changed],
    ["a mask", () => tensor([1, 2]).less(2), changed],
    ["a result of a compiled function", () => computed([1, 2]), changed],
    ["a parameter", () => parameter([1, 2]), unassigned],
  ];
  const properties: readonly (readonly [PropertyKey, string])[] = [
    [0, "[0]"],
    ["data", "data"],
    ["item", "item"],
    ["mul", "mul"],
    ["split", "split"],
    ["shape", "shape"],
    ["dtype", "dtype"],
    ["size", "size"],
    ["length", "length"],
    ["toString", "toString"],
    ["value", "value"],
    [Symbol.iterator, "Symbol(Symbol.iterator)"],
  ];
  it.each(tensors)("%s", (_, make, rule) => {
    const x = make() as Loose & Tensor;
    const before = x.toArray();
    for (const [key, name] of properties) {
      const set = (): void => void (x[key] = 5);
      expect(set).toThrow(OperatorError);
      expect(set).toThrow(expect.objectContaining({ message: `=: ${name} ${rule}` }));
    }
    expect(() => Object.assign(x, { grads: 1 })).toThrow(`=: grads ${rule}`);
    expect(Object.keys(x)).toEqual(Object.keys(tensor(1)));
    expect(x.toArray()).toEqual(before);
  });

  it.each(tensors)("and %s is not taken for an array", (_, make) => {
    const x = make() as Loose & Tensor;
    const refusal = (rest: string): unknown =>
      expect.objectContaining({
        name: "OperatorError",
        message: `[]: a tensor is not an array and has no ${rest}`,
      });
    expect(() => x["length"]).toThrow(refusal("length. Use shape[0], or size for the number of elements."));
    expect(() => x[0]).toThrow(refusal("[0]. Use slice(), or go through it: for (const row of x)."));
    expect(() => x["12"]).toThrow(refusal("[12]. Use slice(), or go through it: for (const row of x)."));
    expect([x["other"], "length" in x, [...x].length]).toEqual([undefined, false, 2]);
  });

  it("and neither is an argument that was given as a list of numbers", () => {
    const total = (x: Tensor, list: Tensor): Tensor => {
      let sum: Tensor = x.mul(0);
      for (let k = 0; k < (list as unknown as Tensor[]).length; k++)
        sum = sum.add((list as unknown as Tensor[])[k] as Tensor);
      return sum;
    };
    const refused = "a tensor is not an array and has no length.";
    expect(() => compile(total)(1, [1, 2])).toThrow(refused);
    expect(() => grad(total)(1, [1, 2])).toThrow(refused);
  });

  it("except a parameter's gradient", () => {
    const w = parameter([1, 2]);
    w.grad = tensor([3, 4]);
    expect(w.grad.toArray()).toEqual([3, 4]);
    w.grad = null;
    expect(w.grad).toBe(null);
  });
});

it.each<[string, unknown]>([
  ["a tensor", tensor([1, 2])],
  ["a parameter", parameter([1, 2])],
  ["a result of a compiled function", computed([1, 2])],
])("%s is not cloned into an empty object", (_, x) => {
  const refusal = "Symbol(a tensor: send its toArray(), or data() and shape) could not be cloned.";
  expect(() => structuredClone(x)).toThrow(refusal);
  expect(() => structuredClone({ x: [x] })).toThrow(refusal);
  const { port1 } = new MessageChannel();
  expect(() => port1.postMessage(x)).toThrow(refusal);
  port1.close();
  expect(() => serialize(x)).toThrow(refusal);
});
