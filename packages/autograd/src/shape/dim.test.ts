import { expect, it } from "vitest";
import { dim } from "./dim.ts";

it("is the number at run time", () => {
  expect(dim("batch", 32)).toBe(32);
  expect(dim("batch", 0)).toBe(0);
});

it.each([
  [-1, 'dim: size of "batch" must be a non-negative integer, got -1.'],
  [1.5, 'dim: size of "batch" must be a non-negative integer, got 1.5.'],
  [Number.NaN, 'dim: size of "batch" must be a non-negative integer, got NaN.'],
])("refuses %d", (size, message) => {
  expect(() => dim("batch", size)).toThrow(message);
});

it.each([
  [3, "dim: name must be a non-empty string, got 3."],
  ["", 'dim: name must be a non-empty string, got "".'],
  [undefined, "dim: name must be a non-empty string, got undefined."],
])("refuses the name %j", (name, message) => {
  expect(() => dim(name as string, 2)).toThrow(message);
});
