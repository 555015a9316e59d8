import { describe, expect, it } from "vitest";
import { beta, grad, jvp, lbeta, type Tensor, tensor, trigamma } from "../index.ts";

type Function = (x: Tensor) => Tensor;

/** The derivative, forwards. */
function forwards(f: Function): Function {
  return (x) => jvp(f, [x], [1])[1];
}

/** Twice and once more what makes a derivative of a function. */
function times(order: number, derive: (f: Function) => Function, f: Function): Function {
  return order === 0 ? f : times(order - 1, derive, derive(f));
}

const modes = { grad, jvp: forwards } as const;

// All by mpmath, with as many digits as the differences need.
describe("lbeta", () => {
  it("keeps its digits, few of either or many of both", () => {
    const points = [
      [2, 3, Math.log(1 / 12)],
      [1e10, 3, -68.38440560956143],
      [3, 1e10, -68.38440560956143],
      [1e5, 1e5, -138633.92706134805],
      [1e300, 1e300, -1.3862943611198907e300],
      [0.1, 100, 1.7926462324527932],
    ] as const;
    for (const [a, b, exact] of points) expect(Math.abs(lbeta(a, b).item() / exact - 1)).toBeLessThan(5e-16);
    expect(lbeta([1, 0, 0, -1, -1], [1, 1, 20, 1, 20]).toArray()).toEqual([
      0,
      Infinity,
      Infinity,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it("has all second derivatives: trigamma(a) - trigamma(a + b), and -trigamma(a + b)", () => {
    const f = ({ a, b }: { a: Tensor; b: Tensor }): Tensor => lbeta(a, b as never);
    for (const [a, b] of [
      [12, 12],
      [3, 3],
      [0.5, 14],
      [14, 0.5],
    ] as const) {
      const second = grad((x: { a: Tensor; b: Tensor }) => grad(f)(x).a)({ a, b });
      expect(second.a.item()).toBeCloseTo(
        trigamma(a)
          .sub(trigamma(a + b))
          .item(),
        13,
      );
      expect(second.b.item()).toBeCloseTo(-trigamma(a + b).item(), 13);
    }
  });
});

describe.each(["grad", "jvp"] as const)("derivatives by %s", (mode) => {
  const derivative = (order: number, f: Function, x: number): number =>
    times(order, modes[mode], f)(tensor(x)).item();

  it("of lbeta have their digits where the other argument is tiny beside, up to the third order", () => {
    const rows = [
      [1e-20, 1e-36, -10000, 2e24, -6e44],
      [1e-20, 1e-38, -100, 2e22, -6e42],
      [0.5, 1e-17, -4.93480220054468e-17, 1.682879664423432e-16, -9.740909103400243e-16],
      [8.08, 7.2e-12, -9.484986882688324e-13, 1.2477259310811155e-13, -3.2780503284659175e-14],
    ] as const;
    for (const [a, b, ...exact] of rows) {
      for (const [k, value] of exact.entries()) {
        expect(derivative(k + 1, (x) => lbeta(x, b), a) / value).toBeCloseTo(1, 14);
      }
    }
  });

  it("of beta have them as well", () => {
    expect(derivative(1, (x) => beta(x, 1e-36), 1e-20) / -1e40).toBeCloseTo(1, 14);
    expect(derivative(2, (x) => beta(x, 1e-36), 1e-20) / 2e60).toBeCloseTo(1, 14);
  });

  it("of lbeta are in range where trigamma and its derivatives are not", () => {
    expect(derivative(2, (x) => lbeta(x, 2), 1e100) / 2e-200).toBeCloseTo(1, 14);
    expect(derivative(3, (x) => lbeta(x, 2), 1e100) / -4e-300).toBeCloseTo(1, 14);
  });
});

it("has them in float32", () => {
  const slope = grad((x) => lbeta(x, tensor(3e-20, { dtype: "float32" })))(
    tensor(1e-10, { dtype: "float32" }),
  );
  expect(slope.item()).toBeCloseTo(-3, 5);
});
