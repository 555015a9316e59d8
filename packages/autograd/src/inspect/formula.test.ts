import { describe, expect, it } from "vitest";
import { table } from "../op/table.ts";
import { type Formula, formulaBuilder, symbol } from "./formula.ts";

const b = formulaBuilder();
const [x, y, z] = ["x", "y", "z"].map((name) => symbol(name)) as [Formula, Formula, Formula];
const two = b.constant(2, x);

describe("formulas have no more parentheses than they need", () => {
  it.each([
    ["x + y · z", b.add(x, b.mul(y, z))],
    ["(x + y) · z", b.mul(b.add(x, y), z)],
    ["x - (y + z)", b.sub(x, b.add(y, z))],
    ["x - y + z", b.add(b.sub(x, y), z)],
    ["x - y · z", b.sub(x, b.mul(y, z))],
    ["x / (y · z)", b.div(x, b.mul(y, z))],
    ["x / y · z", b.mul(b.div(x, y), z)],
    ["x · y / z", b.mul(x, b.div(y, z))],
    ["x / (y / z)", b.div(x, b.div(y, z))],
    ["1 / (x + y)", b.reciprocal(b.add(x, y))],
    ["x / (y · z)", b.mul(x, b.reciprocal(b.mul(y, z)))],
    ["-y / x", b.mul(b.reciprocal(x), b.neg(y))],
    ["x · y", b.mul(b.mul(b.constant(1, x), x), b.mul(y, b.constant(1, y)))],
    ["(x + y)²", b.square(b.add(x, y))],
    ["(-x)²", b.square(b.neg(x))],
    ["-x²", b.neg(b.square(x))],
    ["(x²)²", b.square(b.square(x))],
    ["x^(y - 1)", b.pow(x, b.sub(y, b.constant(1, y)))],
    ["sin(x + y)", b.sin(b.add(x, y))],
    ["|x + y|", b.abs(b.add(x, y))],
  ])("%s", (text, formula) => {
    expect(formula.text).toBe(text);
  });
});

describe("formulas draw signs to the front", () => {
  it.each([
    ["x - y", b.add(x, b.neg(y))],
    ["x + y", b.sub(x, b.neg(y))],
    ["-x · y", b.mul(x, b.neg(y))],
    ["x · y", b.mul(b.neg(x), b.neg(y))],
    ["-x / y", b.div(x, b.neg(y))],
    ["x", b.neg(b.neg(x))],
    ["-(x + y)", b.neg(b.add(x, y))],
    ["x - (y + z)", b.add(x, b.neg(b.add(y, z)))],
    ["-2 · x", b.mul(b.constant(-2, x), x)],
    ["-x", b.mul(b.constant(-1, x), x)],
    ["-∞", b.constant(-Infinity, x)],
  ])("%s", (text, formula) => {
    expect(formula.text).toBe(text);
  });
});

it("conditions read as sentences", () => {
  const condition = b.logicalAnd(b.greaterEqual(x, y), b.less(x, z));
  expect(b.where(condition, x, b.where(b.equal(x, y), y, z)).text).toBe(
    "x if x ≥ y and x < z, else y if x = y, else z",
  );
  expect(b.mul(two, b.where(condition, x, y)).text).toBe("2 · (x if x ≥ y and x < z, else y)");
});

it("matrices, shapes and axes", () => {
  const matrix = symbol("a", [2, 3]);
  expect(b.matmul(b.permute(matrix, [1, 0]), matrix)).toMatchObject({ text: "matmul(aᵀ, a)", shape: [3, 3] });
  expect(b.permute(symbol("t", [2, 3, 4]), [0, 2, 1])).toMatchObject({ text: "tᵀ", shape: [2, 4, 3] });
  expect(b.permute(symbol("t", [2, 3, 4]), [2, 0, 1])).toMatchObject({
    text: "permute(t, [2, 0, 1])",
    shape: [4, 2, 3],
  });
  expect(b.sum(matrix, [1])).toMatchObject({ text: "sum(a, [1])", shape: [2, 1] });
  expect(b.sumTo(matrix, [3])).toMatchObject({ text: "sumTo(a, [3])", shape: [3] });
  expect(b.sumTo(matrix, [2, 3]).text).toBe("a");
  expect(b.broadcastTo(b.reshape(symbol("c", [2]), [2, 1]), [2, 3]).text).toBe(
    "broadcastTo(reshape(c, [2, 1]), [2, 3])",
  );
  expect(b.slice(matrix, [0, 1], [2, 1], [1, 1]).text).toBe("slice(a, from [0, 1], sizes [2, 1])");
  expect(b.pad(matrix, [0, 1], [1, 0], [0, 0])).toMatchObject({
    text: "pad(a, [0, 1] before, [1, 0] after)",
    shape: [3, 4],
  });
});

it("steps of derivatives are written as what they stand for", () => {
  expect(b.apply("tanhSlope", x).text).toBe("sech²x");
  expect(b.apply("tanhSlope", b.add(x, y)).text).toBe("sech²(x + y)");
  expect(b.mul(y, b.apply("sigmoidSlope", b.add(x, y))).text).toBe("y · σ(x + y) · σ(-(x + y))");
  expect(b.apply("halfTanh", b.add(x, y)).text).toBe("tanh((x + y) / 2)");
  expect(b.apply("powSlope", x, y).text).toBe("y · x^(y - 1)");
  expect(b.apply("powSlope", b.add(x, y), b.constant(3, x)).text).toBe("3 · (x + y)^(3 - 1)");
  expect(b.apply("erfSlope", b.neg(x)).text).toBe("2/√π · exp(-(-x)²)");
});

it("every rule of the table prints itself", () => {
  for (const op of table.values()) {
    const { derivative } = op;
    if (derivative.form !== "partials") continue;
    for (const rule of derivative.partials) {
      if (rule === null) continue;
      const { text } = rule(b, y, x, z, two);
      expect(text).toMatch(/^[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*$/);
      expect(text).not.toMatch(/undefined|NaN|object/);
    }
  }
});
