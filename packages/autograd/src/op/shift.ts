import type { Lane } from "../scalar/lane.ts";
import type { PlainOperation } from "./definition.ts";
import { bitwise } from "./elementwise.ts";
import { bitwiseFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

const none = "The result has dtype int32 and no derivative.";
const counts = "int32. A count that is negative or more than 31 shifts all bits out.";

/** Whether a shift by so many leaves any bits: machines take counts modulo 32, NumPy and JAX do not. */
function isInside<V, M>(m: Lane<V, M>, count: V): M {
  return m.eq(m.bitAnd(count, m.constant(31)), count);
}

export const leftShift: PlainOperation = /* @__PURE__ */ bitwise({
  name: "leftShift",
  family: "bitwise",
  arity: 2,
  scalar: (m, a, b) => m.select(isInside(m, b), m.shiftLeft(a, b), m.constant(0)),
});

export const leftShiftFacts: Facts = /* @__PURE__ */ bitwiseFacts(leftShift, {
  summary: "The bits of the first argument, moved up by the second; zeros follow.",
  formula: "a · 2ᵇ, wrapped around",
  domain: counts,
  convention: none,
  source: "NumPy, numpy.left_shift; JAX, jax.lax.shift_left",
  example: 'leftShift(tensor([1, -3], { dtype: "int32" }), 4).toArray() // => [16, -48]',
});

export const rightShift: PlainOperation = /* @__PURE__ */ bitwise({
  name: "rightShift",
  family: "bitwise",
  arity: 2,
  scalar: (m, a, b) => m.shiftRight(a, m.select(isInside(m, b), b, m.constant(31))),
});

export const rightShiftFacts: Facts = /* @__PURE__ */ bitwiseFacts(rightShift, {
  summary: "The bits of the first argument, moved down by the second; the sign follows.",
  formula: "⌊a / 2ᵇ⌋",
  domain: counts,
  convention: none,
  source: "NumPy, numpy.right_shift; JAX, jax.lax.shift_right_arithmetic",
  example: 'rightShift(tensor([48, -3], { dtype: "int32" }), 1).toArray() // => [24, -2]',
});

export const unsignedRightShift: PlainOperation = /* @__PURE__ */ bitwise({
  name: "unsignedRightShift",
  family: "bitwise",
  arity: 2,
  scalar: (m, a, b) => m.select(isInside(m, b), m.shiftRightUnsigned(a, b), m.constant(0)),
});

export const unsignedRightShiftFacts: Facts = /* @__PURE__ */ bitwiseFacts(unsignedRightShift, {
  summary: "The bits of the first argument, moved down by the second; zeros follow.",
  formula: "⌊(a mod 2³²) / 2ᵇ⌋",
  domain: counts,
  convention: none,
  source: "JAX, jax.lax.shift_right_logical",
  example: 'unsignedRightShift(tensor([48, -1], { dtype: "int32" }), 28).toArray() // => [0, 15]',
});
