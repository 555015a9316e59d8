import { ArgumentError, mt19937, ones, type Tensor, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import * as nn from "./index.ts";
import type { Initializer } from "./initializer.ts";
import { Linear } from "./linear.ts";

const { heNormal, heUniform, normal, uniform, xavierNormal, xavierUniform } = nn;

const draw = (initializer: Initializer, inputs: number, outputs: number, dtype?: "float32"): Tensor =>
  new Linear(inputs, outputs, { initializer, seed: 42, dtype }).weight;

describe("distributions", () => {
  // Of 200,000 draws, mean and deviation differ from the true ones by less than 1 % except once in 10⁵ seeds.
  const [inputs, outputs] = [500, 400];
  it.each<[string, Initializer, number, number]>([
    ["uniform(-1, 3)", uniform(-1, 3), 1, 4 / Math.sqrt(12)],
    ["normal(2, 0.5)", normal(2, 0.5), 2, 0.5],
    ["xavierUniform()", xavierUniform(), 0, Math.sqrt(2 / (inputs + outputs))],
    ["xavierUniform(4)", xavierUniform(4), 0, 4 * Math.sqrt(2 / (inputs + outputs))],
    ["xavierNormal()", xavierNormal(), 0, Math.sqrt(2 / (inputs + outputs))],
    ["xavierNormal(4)", xavierNormal(4), 0, 4 * Math.sqrt(2 / (inputs + outputs))],
    ["heUniform()", heUniform(), 0, Math.sqrt(2 / inputs)],
    ["heNormal()", heNormal(), 0, Math.sqrt(2 / inputs)],
  ])("%s", (_, initializer, mean, deviation) => {
    const weights = draw(initializer, inputs, outputs);
    expect(weights.shape).toEqual([inputs, outputs]);
    expect(Math.abs(weights.mean().item() - mean)).toBeLessThan(0.01 * deviation);
    expect(weights.std().item() / deviation).toBeCloseTo(1, 2);
  });

  it.each<[string, Initializer, number]>([
    ["uniform(-2, 2)", uniform(-2, 2), 2],
    ["xavierUniform()", xavierUniform(), Math.sqrt(6 / (300 + 100))],
    ["heUniform()", heUniform(), Math.sqrt(6 / 300)],
  ])("%s fills its range to the edge and no further", (_, initializer, bound) => {
    const largest = draw(initializer, 300, 100).abs().max().item();
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.999 * bound);
  });
});

describe("initialisers", () => {
  it("draw NumPy's numbers", () => {
    const weights = draw(uniform(0, 1), 3, 4);
    expect(weights.toArray()).toEqual(mt19937(42).uniform([3, 4]).toArray());
    expect(draw(uniform(), 3, 4).toArray()).toEqual(weights.toArray());
    expect(draw(normal(), 3, 4).toArray()).toEqual(mt19937(42).normal([3, 4]).toArray());
  });

  it("keep the dtype", () => {
    for (const initializer of [
      uniform(),
      normal(),
      xavierUniform(),
      xavierNormal(),
      heUniform(),
      heNormal(),
      zeros,
    ]) {
      expect(draw(initializer, 2, 2, "float32").dtype).toBe("float32");
    }
  });

  it("can be zeros and ones of autograd, or one's own", () => {
    expect(draw(zeros, 1, 2).toArray()).toEqual([[0, 0]]);
    expect(draw(ones, 1, 2).toArray()).toEqual([[1, 1]]);
    expect(
      draw((shape, _, { fanIn, fanOut }) => ones(shape).mul(10 * fanIn + fanOut), 1, 2).toArray(),
    ).toEqual([[12, 12]]);
  });

  it.each<[() => unknown, string]>([
    [() => uniform(1, 1), "uniform: low must be less than high, got 1 and 1."],
    [() => uniform(Number.NaN, 1), "uniform: low must be a finite number, got NaN."],
    [() => uniform(0, Number.POSITIVE_INFINITY), "uniform: high must be a finite number, got Infinity."],
    [() => normal("0" as never), 'normal: mean must be a finite number, got "0".'],
    [() => normal(0, -1), "normal: standardDeviation must be a finite number, 0 or more, got -1."],
    [() => xavierUniform(0), "xavierUniform: gain must be a positive finite number, got 0."],
    [() => xavierNormal(Number.NaN), "xavierNormal: gain must be a positive finite number, got NaN."],
  ])("refuse bad arguments: %s", (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});
