import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clearPlans } from "../evaluate/materialize.ts";
import { settings } from "../evaluate/settings.ts";
import { customGradient, gradients, scalar, type Tensor, tensor } from "../index.ts";
import { wrap } from "../tensor/handle.ts";
import { constantNode } from "./build.ts";

describe("constants of the structure", () => {
  test.each(["float64", "float32"] as const)("tell 0 from -0 in %s, whichever came first", (dtype) => {
    const values = [-0, 0, -0, 0];
    expect(values.map((value) => constantNode(value, dtype).attributes["value"])).toEqual(values);
    for (const value of values) expect(wrap(constantNode(value, dtype)).item()).toBe(value);
  });

  test("are shared", () => {
    expect(constantNode(3, "float64")).toBe(constantNode(3, "float64"));
    expect(constantNode(3, "float32")).not.toBe(constantNode(3, "float64"));
  });
});

describe("a constant that somebody has read", () => {
  const usual = { ...settings };
  beforeEach(() => {
    Object.assign(settings, { compileAfter: 2 });
    clearPlans();
  });
  afterEach(() => Object.assign(settings, usual));

  test("is still one to what is compiled", () => {
    // The cotangent of what is differentiated is the 1 that rules share.
    const read = customGradient((x: Tensor) => [x, (cotangent) => cotangent.mul(cotangent.item())]);
    const x = scalar(3);
    expect(gradients(read(x) as Tensor<[]>, [x])[0].item()).toBe(1);
    expect(constantNode(1, "float64").value).toEqual(Float64Array.of(1));
    for (let k = 1; k < 6; k++) {
      const y = tensor([3 * k, 4 * k]);
      const length = y.norm();
      expect(length.item()).toBe(5 * k);
      expect(gradients(length, [y])[0].toArray()).toEqual([0.6, 0.8]);
      const z = tensor([k, 1]);
      expect(gradients(z.log1p().sum(), [z])[0].toArray()).toEqual([1 / (1 + k), 0.5]);
    }
  });
});
