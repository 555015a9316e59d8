import { describe, expect, it } from "vitest";
import { customGradient, mt19937, type Tensor, type TensorLike, tensor, vjp } from "../index.ts";
import { checkGradients } from "./check-gradients.ts";

const random = mt19937(7);

/** The same value with a derivative that is off by a factor. */
function off(f: (x: Tensor) => Tensor, factor: number): (x: TensorLike) => Tensor {
  return customGradient((x) => [
    f(x),
    (u) => vjp((at: TensorLike) => f(at as Tensor), x)[1](u).map((dx) => dx.mul(factor)),
  ]);
}

describe("checkGradients finds a relative error of 1e-4", () => {
  const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    exp: (x) => x.exp(),
    log: (x) => x.log(),
    sqrt: (x) => x.sqrt(),
    square: (x) => x.square(),
    reciprocal: (x) => x.reciprocal(),
    sin: (x) => x.sin(),
    tanh: (x) => x.tanh(),
    sigmoid: (x) => x.sigmoid(),
    pow: (x) => x.pow(1.7),
    softmax: (x) => x.softmax(),
    norm: (x) => x.norm(),
    prod: (x) => x.prod(),
    logsumexp: (x) => x.logsumexp(),
    sum: (x) => x.sum(),
    "a scaled sum beside a large number": (x) => x.sum().mul(1e-3).add(1e3),
    "a product with a matrix": (x) => x.dot([3, 1, 2]),
  };
  const point = tensor([0.7, 1.3, 0.4]);
  for (const [name, f] of Object.entries(functions)) {
    it(`in ${name}`, () => {
      const exact = checkGradients(off(f, 1), [point]);
      expect(exact.ok ? "ok" : String(exact)).toBe("ok");
      for (const factor of [1 + 1e-4, 1 - 1e-4]) {
        const report = checkGradients(off(f, factor), [point]);
        expect(report.ok).toBe(false);
        expect(report.maxError).toBeGreaterThan(0.99e-4);
        expect(report.maxError).toBeLessThan(1.01e-4);
      }
    });
  }

  const scaled: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    square: (x) => x.square(),
    sqrt: (x) => x.sqrt(),
    log: (x) => x.log(),
    reciprocal: (x) => x.reciprocal(),
    sin: (x) => x.sin(),
    linear: (x) => x.mul(3).sum(),
    norm: (x) => x.norm(),
    "with a summand": (x) => x.add(1).log1p(),
  };
  for (const scale of [1e-8, 1e-3, 1e3, 1e8]) {
    for (const [name, f] of Object.entries(scaled)) {
      it(`in ${name} at arguments of ${scale}`, () => {
        const at = point.mul(scale);
        const exact = checkGradients(off(f, 1), [at]);
        expect(exact.ok ? "ok" : String(exact)).toBe("ok");
        // Below 1e-6 of the value's own size a derivative is as good as 0.
        const visible = checkGradients(f, [at]).entries.some(
          ({ numeric, uncertainty }) => uncertainty < 1e-5 * Math.abs(numeric),
        );
        expect(visible).toBe(true);
        const wrong = checkGradients(off(f, 1 + 1e-4), [at]);
        expect(wrong.ok).toBe(false);
        expect(wrong.maxError).toBeCloseTo(1e-4, 5);
      });
    }
  }

  it("in one element of many", () => {
    const weights = tensor(new Float64Array(50).fill(1).map((one, k) => (k === 33 ? one + 1e-4 : one)));
    const f = customGradient((x) => [x.sin().sum(), (u) => x.cos().mul(weights).mul(u)]);
    const report = checkGradients(f, [random.uniform([50])]);
    expect(report.entries.filter(({ ok }) => !ok).map(({ index }) => index)).toEqual([[33]]);
  });

  it("in one of two arguments, and names it", () => {
    const f = customGradient((x, y) => [x.mul(y), (u) => [u.mul(y), u.mul(x).mul(1.0001)]]);
    const report = checkGradients(f, [
      [1, 2],
      [3, 4],
    ]);
    expect(report.entries.filter(({ ok }) => !ok)).toMatchObject([
      { input: 1, index: [0], name: "xs[1]", output: "f", outputIndex: [0], verdict: "differs" },
      { input: 1, index: [1], name: "xs[1]", output: "f", outputIndex: [1], verdict: "differs" },
    ]);
  });

  it("at second order, where the first is right", () => {
    // The value and its first derivative are those of sin; the second is not.
    const slope = off((x) => x.cos(), 1.0001);
    const f = customGradient((x) => [x.sin(), (u) => u.mul(slope(x))]);
    expect(checkGradients(f, [[0.3, 1]]).ok).toBe(true);
    const report = checkGradients(f, [[0.3, 1]], { order: 2 });
    expect(report.ok).toBe(false);
    const wrong = report.entries.filter(({ ok }) => !ok);
    expect(wrong).toHaveLength(2);
    expect(wrong[0]).toMatchObject({ order: 2, output: "∂f/∂xs[0]", outputIndex: [0], index: [0] });
    expect(report.maxError).toBeCloseTo(1e-4, 7);
  });

  it("that only one mode makes", () => {
    // Not linear in the cotangent: reverse mode happens to be right, forward mode is not.
    const f = customGradient((x) => [x.sin(), (u) => u.mul(x.cos()).add(u.square().sub(u).mul(1e-4))]);
    const report = checkGradients(f, [[0.3]]);
    expect(report.ok).toBe(false);
    expect(String(report)).toMatch(/reverse, .* forward/);
    expect(String(report)).toContain("Reverse and forward mode differ");
    expect(checkGradients(f, [[0.3]], { mode: "reverse" }).ok).toBe(true);
    expect(checkGradients(f, [[0.3]], { mode: "forward" }).ok).toBe(false);
  });
});
