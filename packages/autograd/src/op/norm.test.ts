import { describe, expect, test } from "vitest";
import { gradients, tensor } from "../index.ts";

/** Powers of two from the smallest that holds 3 of them to the largest that holds 5. */
const exponents = { float64: [-1074, 1021], float32: [-149, 125] } as const;

describe.each(["float64", "float32"] as const)("norm in %s", (dtype) => {
  const [lowest, highest] = exponents[dtype];

  test("neither overflows nor underflows, at any scale", () => {
    const wrong: number[] = [];
    for (let k = lowest; k <= highest; k++) {
      const scale = 2 ** k;
      const got = tensor([3 * scale, 4 * scale, 0], { dtype })
        .norm()
        .item();
      if (got !== 5 * scale) wrong.push(k);
    }
    expect(wrong).toEqual([]);
  });

  test("has a gradient at any scale", () => {
    const round = dtype === "float64" ? (v: number) => v : Math.fround;
    const wrong: number[] = [];
    for (let k = lowest; k <= highest; k++) {
      const x = tensor([3 * 2 ** k, 4 * 2 ** k], { dtype });
      const [a, b] = gradients(x.norm(), [x])[0].data();
      if (a !== round(0.6) || b !== round(0.8)) wrong.push(k);
    }
    expect(wrong).toEqual([]);
  });
});
