import { describe, expect, it } from "vitest";
import { abs } from "../op/abs.ts";
import { add } from "../op/add.ts";
import { equal, greaterEqual, less } from "../op/comparison.ts";
import { concat } from "../op/concat.ts";
import { div } from "../op/div.ts";
import { erfSlope } from "../op/erf.ts";
import { logicalAnd } from "../op/logical.ts";
import { matmul } from "../op/matmul.ts";
import { mul } from "../op/mul.ts";
import { neg } from "../op/neg.ts";
import { permute } from "../op/permute.ts";
import { pow, powSlope } from "../op/pow.ts";
import { reciprocal } from "../op/reciprocal.ts";
import { reshape } from "../op/reshape.ts";
import { halfTanh, sigmoidSlope } from "../op/sigmoid.ts";
import { sin } from "../op/sin.ts";
import { pad, slice } from "../op/slice.ts";
import { square } from "../op/square.ts";
import { sub } from "../op/sub.ts";
import { broadcastTo, sumTo, total } from "../op/sum.ts";
import { allFacts } from "../op/table.ts";
import { tanhSlope } from "../op/tanh.ts";
import { where } from "../op/where.ts";
import { isFloat } from "../shape/dtype.ts";
import { type Formula, formulaBuilder, symbol } from "./formula.ts";
import { FormulaStep } from "./formula-step.ts";

const b = formulaBuilder();
const [x, y, z] = ["x", "y", "z"].map((name) => symbol(name)) as [Formula, Formula, Formula];
const two = b.constant(2, x);

describe("formulas have no more parentheses than they need", () => {
  it.each([
    ["x + y · z", b(add, x, b(mul, y, z))],
    ["(x + y) · z", b(mul, b(add, x, y), z)],
    ["x - (y + z)", b(sub, x, b(add, y, z))],
    ["x - y + z", b(add, b(sub, x, y), z)],
    ["x - y · z", b(sub, x, b(mul, y, z))],
    ["x / (y · z)", b(div, x, b(mul, y, z))],
    ["x / y · z", b(mul, b(div, x, y), z)],
    ["x · y / z", b(mul, x, b(div, y, z))],
    ["x / (y / z)", b(div, x, b(div, y, z))],
    ["1 / (x + y)", b(reciprocal, b(add, x, y))],
    ["x / (y · z)", b(mul, x, b(reciprocal, b(mul, y, z)))],
    ["-y / x", b(mul, b(reciprocal, x), b(neg, y))],
    ["x · y", b(mul, b(mul, b.constant(1, x), x), b(mul, y, b.constant(1, y)))],
    ["(x + y)²", b(square, b(add, x, y))],
    ["(-x)²", b(square, b(neg, x))],
    ["-x²", b(neg, b(square, x))],
    ["(x²)²", b(square, b(square, x))],
    ["x^(y - 1)", b(pow, x, b(sub, y, b.constant(1, y)))],
    ["sin(x + y)", b(sin, b(add, x, y))],
    ["|x + y|", b(abs, b(add, x, y))],
  ])("%s", (text, formula) => {
    expect(formula.text).toBe(text);
  });
});

describe("formulas draw signs to the front", () => {
  it.each([
    ["x - y", b(add, x, b(neg, y))],
    ["x + y", b(sub, x, b(neg, y))],
    ["-x · y", b(mul, x, b(neg, y))],
    ["x · y", b(mul, b(neg, x), b(neg, y))],
    ["-x / y", b(div, x, b(neg, y))],
    ["x", b(neg, b(neg, x))],
    ["-(x + y)", b(neg, b(add, x, y))],
    ["x - (y + z)", b(add, x, b(neg, b(add, y, z)))],
    ["-2 · x", b(mul, b.constant(-2, x), x)],
    ["-x", b(mul, b.constant(-1, x), x)],
    ["-∞", b.constant(-Infinity, x)],
  ])("%s", (text, formula) => {
    expect(formula.text).toBe(text);
  });
});

it("conditions read as sentences", () => {
  const condition = b(logicalAnd, b(greaterEqual, x, y), b(less, x, z));
  expect(b(where, condition, x, b(where, b(equal, x, y), y, z)).text).toBe(
    "x if x ≥ y and x < z, else y if x = y, else z",
  );
  expect(b(mul, two, b(where, condition, x, y)).text).toBe("2 · (x if x ≥ y and x < z, else y)");
});

it("matrices, shapes and axes", () => {
  const matrix = symbol("a", [2, 3]);
  expect(b(matmul, b(permute, matrix, { axes: [1, 0] }), matrix)).toMatchObject({
    text: "matmul(aᵀ, a)",
    shape: [3, 3],
  });
  expect(b(permute, symbol("t", [2, 3, 4]), { axes: [0, 2, 1] })).toMatchObject({
    text: "tᵀ",
    shape: [2, 4, 3],
  });
  expect(b(permute, symbol("t", [2, 3, 4]), { axes: [2, 0, 1] })).toMatchObject({
    text: "permute(t, [2, 0, 1])",
    shape: [4, 2, 3],
  });
  expect(total(b, matrix, [1])).toMatchObject({ text: "sum(a, [1])", shape: [2, 1] });
  expect(sumTo(b, matrix, [3])).toMatchObject({ text: "reshape(sum(a, [0]), [3])", shape: [3] });
  expect(sumTo(b, matrix, [2, 3]).text).toBe("a");
  const column = b(reshape, symbol("c", [2]), { shape: [2, 1] });
  expect(b(broadcastTo, column, { shape: [2, 3] }).text).toBe("broadcastTo(reshape(c, [2, 1]), [2, 3])");
  expect(b(slice, matrix, { starts: [0, 1], sizes: [2, 1], steps: [1, 1] }).text).toBe(
    "slice(a, starts: [0, 1], sizes: [2, 1], steps: [1, 1])",
  );
  expect(b(concat, matrix, matrix, { axis: 0 })).toMatchObject({
    text: "concat(a, a, axis: 0)",
    shape: [4, 3],
  });
});

it("shapes are those of the operations' own rules, between the elements too", () => {
  const padded = b(pad, symbol("a", [2, 3]), { low: [0, 1], high: [1, 0], interior: [0, 2] });
  expect(padded).toMatchObject({
    text: "pad(a, low: [0, 1], high: [1, 0], interior: [0, 2])",
    shape: [3, 8],
  });
});

it("steps of derivatives are written as what they stand for", () => {
  expect(b(tanhSlope, x).text).toBe("sech²x");
  expect(b(tanhSlope, b(add, x, y)).text).toBe("sech²(x + y)");
  expect(b(mul, y, b(sigmoidSlope, b(add, x, y))).text).toBe("y · σ(x + y) · σ(-(x + y))");
  expect(b(halfTanh, b(add, x, y)).text).toBe("tanh((x + y) / 2)");
  expect(b(powSlope, x, y).text).toBe("y · x^(y - 1)");
  expect(b(powSlope, b(add, x, y), b.constant(3, x)).text).toBe("3 · (x + y)^(3 - 1)");
  expect(b(erfSlope, b(neg, x)).text).toBe("2/√π · exp(-(-x)²)");
});

it("every rule of the table prints itself", () => {
  for (const { op, samples } of allFacts.values()) {
    for (const { inputs, attributes } of samples()) {
      const values = inputs.map(({ shape, dtype }, k) => symbol(`x${k}`, shape, dtype));
      const shape = op.shape(
        values.map((value) => value.shape),
        attributes,
      );
      const dtype = op.dtype(
        values.map((value) => value.dtype),
        attributes,
      );
      const applied = { op, attributes, inputs: values, result: symbol("y", shape, dtype) };
      const unwritten = { expansion: symbol("expansion"), given: symbol("given") };
      if (!isFloat(dtype)) continue;
      for (const k of values.keys()) {
        if (!isFloat((values[k] as Formula).dtype)) continue;
        const step = new FormulaStep(b, applied, symbol("ȳ", shape, dtype), (i) => i === k, unwritten);
        const text = step.received()?.text ?? "";
        expect(text.split("(").length).toBe(text.split(")").length);
        expect(text).not.toMatch(/undefined|NaN|object/);
      }
    }
  }
});
