import { expect, it } from "vitest";
import { describe as show } from "./describe.ts";

it.each([
  ["text", '"text"'],
  ["x".repeat(50), `"${"x".repeat(37)}..."`],
  [0.5, "0.5"],
  [-0, "-0"],
  [Number.NaN, "NaN"],
  [10n, "10n"],
  [true, "true"],
  [undefined, "undefined"],
  [null, "null"],
  [Symbol("s"), "a symbol"],
  [() => 0, "a function"],
  [{}, "an object"],
  [Object.create(null), "an object"],
  [new Float64Array(2), "a Float64Array"],
  [new Int32Array(2), "an Int32Array"],
  [Promise.resolve(), "a Promise"],
  [[1, "a", null], '[1, "a", null]'],
  [[], "[]"],
  [[[1]], "an array"],
  [new Array(9).fill(0), "an array"],
])("shows %s", (value, text) => {
  expect(show(value)).toBe(text);
});
