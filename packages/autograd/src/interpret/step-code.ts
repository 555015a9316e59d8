import type { Operation } from "../op/definition.ts";
import type { Lane } from "../scalar/lane.ts";

/** The code of a step that has to call its operation. */
export const called = 0;

/**
 * What other steps compute of numbers a and b, as their operations say it, so that they cannot say anything else. Their codes are the
 * positions here.
 */
const expressions: readonly string[] = [
  "",
  "add(a,b)",
  "sub(a,b)",
  "mul(a,b)",
  "div(a,b)",
  "neg(a)",
  "select(or(eq(a,0),eq(b,0)),0,mul(a,b))",
  "mul(a,a)",
  "max(a,0)",
  "gt(a,b)",
  "select(or(eq(a,0),eq(abs(b),Infinity)),0,div(a,b))",
];

/** Longer expressions are none of these. */
const longest = 6;

const known: WeakMap<Operation, number> = /* @__PURE__ */ new WeakMap();

/** How an operation on numbers is computed, whatever the floating-point dtype. */
export function codeOf(op: Operation): number {
  let code = known.get(op);
  if (code === undefined) {
    const { meaning } = op;
    const isWritten = meaning.kind === "map" || meaning.kind === "compare";
    code = isWritten
      ? Math.max(called, expressions.indexOf(meaning.scalar(writing(), "a", "b", "c")))
      : called;
    known.set(op, code);
  }
  return code;
}

/** A lane on which expressions are written down. */
function writing(): Lane<string, string> {
  let steps = 0;
  const given = { constant: (value: number) => (Object.is(value, -0) ? "-0" : String(value)) };
  return new Proxy(given as Lane<string, string>, {
    get: (lane, step) =>
      Reflect.get(lane, step) ??
      ((...operands: readonly string[]) =>
        ++steps > longest ? "longer" : `${String(step)}(${operands.join()})`),
  });
}
