import { describe, expect, it } from "vitest";
import { allocate, bytesPerElement, dtypes } from "../shape/dtype.ts";
import { smallArray } from "./small-array.ts";

describe.each(dtypes)("a small array of %s", (dtype) => {
  it.each([0, 1, 9, 63, 64, 65, 129, 600])("has %d zeros of its own", (size) => {
    const arrays = Array.from({ length: 20 }, () => smallArray(dtype, size));
    for (const [k, array] of arrays.entries()) {
      expect(array).toEqual(allocate(dtype, size));
      array.fill(k % 2);
    }
    for (const [k, array] of arrays.entries()) expect(array.every((value) => value === k % 2)).toBe(true);
  });

  it("keeps little memory alive", () => {
    const array = smallArray(dtype, 100);
    expect(array.buffer.byteLength).toBeLessThanOrEqual(Math.max(4096, 100 * bytesPerElement(dtype)));
  });
});
