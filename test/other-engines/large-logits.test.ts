import { compile, grad, jacobian, type Tensor, type TensorLike, tensor } from "@chainrule/autograd";
import { binaryCrossEntropyWithLogits, categoricalCrossEntropyWithLogits } from "@chainrule/nn";
import { describe, expect, test } from "vitest";
import { exp, log, sigmoid, softplus } from "../reference/elementary.ts";
import { add, div, fromInteger, fromNumber, mul, neg, type Real, sub } from "../reference/real.ts";
import { ulpDistance } from "../reference/ulp.ts";

/**
 * Shares depend on the differences between logits, which are exact however large the logits are. x - logsumexp(x) rounds
 * at the size of the logits instead: to 8.5e-9 for logits of 1e8, to 3e-5 in float32 for logits of 1000.
 */

const one = fromInteger(1n);
const zero = fromInteger(0n);

interface Logits {
  readonly dtype: "float64" | "float32";
  readonly z: readonly number[];
}

const samples: readonly Logits[] = [
  { dtype: "float64", z: [1, 2, 0.5] },
  { dtype: "float64", z: [1000.25, 999, 1001.5] },
  { dtype: "float64", z: [1e8, 1e8 + 1, 1e8 - 0.25] },
  { dtype: "float64", z: [-1e12, -1e12 - 2, -1e12 + 0.5] },
  { dtype: "float64", z: [2 ** 52, 2 ** 52 + 1, 2 ** 52 - 2] },
  { dtype: "float32", z: [1000, 1001, 999.5] },
  { dtype: "float32", z: [-4e4, -4e4 - 1, -4e4 + 0.5] },
  { dtype: "float32", z: [2 ** 23, 2 ** 23 + 1, 2 ** 23 - 2] },
];

/** Largest distance from the exact numbers, in units of their last places. */
function worst(found: ArrayLike<number>, exact: readonly Real[], dtype: Logits["dtype"]): number {
  expect(found).toHaveLength(exact.length);
  return Math.max(...exact.map((value, i) => ulpDistance(found[i] as number, value, dtype)));
}

function shares(z: readonly number[]): Real[] {
  const [first] = z as [number];
  const powers = z.map((x) => exp(sub(fromNumber(x), fromNumber(first))));
  const total = powers.reduce(add, zero);
  return powers.map((power) => div(power, total));
}

/** A graph runs interpreted when it is new, and as compiled code. */
function ways<A extends TensorLike>(f: (x: Tensor) => A): readonly ((x: Tensor) => Tensor)[] {
  return [f as (x: Tensor) => Tensor, compile(f as (x: Tensor) => Tensor)];
}

describe.each(samples)("of logits $z in $dtype", ({ dtype, z }) => {
  const x = tensor([...z], { dtype });
  const p = shares(z);

  test("logSoftmax", () => {
    for (const f of ways((v) => v.logSoftmax())) {
      expect(worst(f(x).data(), p.map(log), dtype)).toBeLessThan(3);
    }
  });

  test("softmax is the derivative of logsumexp", () => {
    for (const f of ways((v) => grad((u: Tensor) => u.logsumexp())(v))) {
      expect(worst(f(x).data(), p, dtype)).toBeLessThan(4);
    }
  });

  test.each([0, 1, 2])("cross-entropy of class %d: value, gradient, Hessian", (label) => {
    const t = z.map((_, i) => (i === label ? 1 : 0));
    const target = tensor(t, { dtype });
    const loss = (v: Tensor): Tensor<[]> => categoricalCrossEntropyWithLogits(v, target);
    const gradient = p.map((share, i) => (i === label ? sub(share, one) : share));
    const curvature = p.flatMap((a, i) => p.map((b, j) => (i === j ? mul(a, sub(one, a)) : neg(mul(a, b)))));
    for (const f of ways(loss)) {
      expect(worst(f(x).data(), [neg(log(p[label] as Real))], dtype)).toBeLessThan(3);
    }
    for (const f of ways((v) => grad(loss)(v))) expect(worst(f(x).data(), gradient, dtype)).toBeLessThan(6);
    for (const f of ways((v) => jacobian(grad(loss))(v))) {
      expect(worst(f(x).data(), curvature, dtype)).toBeLessThan(12);
    }
  });

  test.each([0, 1, 0.25])("binary cross-entropy with target %d: value and gradient", (t) => {
    const target = tensor(
      z.map(() => t),
      { dtype },
    );
    const share = fromNumber(t);
    const terms = z.map(fromNumber).map((logit) => {
      return add(mul(share, softplus(neg(logit))), mul(sub(one, share), softplus(logit)));
    });
    const n = fromInteger(BigInt(z.length));
    const loss = (v: Tensor): Tensor<[]> => binaryCrossEntropyWithLogits(v, target);
    const gradient = z.map(fromNumber).map((logit) => div(sub(sigmoid(logit), share), n));
    for (const f of ways(loss)) {
      expect(worst(f(x).data(), [div(terms.reduce(add, zero), n)], dtype)).toBeLessThan(4);
    }
    for (const f of ways((v) => grad(loss)(v))) expect(worst(f(x).data(), gradient, dtype)).toBeLessThan(4);
  });
});
