import { inspect } from "node:util";
import { expect, it } from "vitest";
import { arange, scalar, tensor, zeros } from "./create.ts";
import { parameter } from "./parameter.ts";

it("prints a scalar as its number", () => {
  expect(`${scalar(0.5)}`).toBe("0.5");
  expect(String(scalar(-0))).toBe("-0");
  expect(String(scalar(Number.NaN))).toBe("NaN");
  expect(String(scalar(true))).toBe("true");
});

it("prints a vector on one line", () => {
  expect(tensor([1, -2.5, 1e21]).toString()).toBe("[1, -2.5, 1e+21]");
  expect(String(tensor([]))).toBe("[]");
});

it("prints rows below each other, flush right", () => {
  expect(
    String(
      tensor([
        [1, 10],
        [-100, 0.5],
      ]),
    ),
  ).toBe("[[   1,   10],\n [-100,  0.5]]");
  expect(String(zeros([2, 0]))).toBe("[[],\n []]");
});

it("sets matrices apart", () => {
  expect(String(zeros([2, 1, 2]))).toBe("[[[0, 0]],\n\n [[0, 0]]]");
});

it("prints float32 with the digits that it has", () => {
  expect(String(tensor([0.1, 1 / 3, 16777216, 1e-45], { dtype: "float32" }))).toBe(
    "[0.1, 0.33333334, 16777216, 1e-45]",
  );
});

it("leaves out the middle of what is long", () => {
  expect(String(arange(1001))).toBe("[0, 1, 2, ..., 998, 999, 1000]");
  expect(String(arange(1000)).split(", ").length).toBe(1000);
  expect(String(arange(2002).reshape([2, 1001]))).toBe(
    "[[   0,    1,    2, ...,  998,  999, 1000],\n [1001, 1002, 1003, ..., 1999, 2000, 2001]]",
  );
  expect(String(zeros([1e6, 0])).split("\n").length).toBe(7);
});

it("prints in Node's console with shape and dtype", () => {
  expect(inspect(scalar(2))).toBe("Tensor [] float64 2");
  expect(inspect(tensor([true]))).toBe("Tensor [1] bool [true]");
  expect(inspect(tensor([[1], [2]], { dtype: "int32" }))).toBe("Tensor [2, 1] int32\n[[1],\n [2]]");
  expect(inspect({ w: parameter([1]) })).toBe("{ w: Parameter [1] float64 [1] }");
});
