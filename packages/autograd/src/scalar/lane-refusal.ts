/** Steps that a lane has not: each throws the sentence that says so. */

type Refusal = (...args: readonly unknown[]) => never;

export function floatingOnly(step: string): Refusal {
  return () => {
    throw new TypeError(`${step}: int32 has no such step. Convert to a floating-point dtype first.`);
  };
}

/** The steps on bits, for the lanes of floating-point numbers. */
export function bitSteps(
  dtype: "float64" | "float32",
): Record<"bitAnd" | "bitOr" | "bitXor" | "shiftLeft" | "shiftRight" | "shiftRightUnsigned", Refusal> {
  const refusal = (step: string): Refusal => {
    return () => {
      throw new TypeError(`${step}: ${dtype} has no such step. Convert to int32 first.`);
    };
  };
  return {
    bitAnd: refusal("bitAnd"),
    bitOr: refusal("bitOr"),
    bitXor: refusal("bitXor"),
    shiftLeft: refusal("shiftLeft"),
    shiftRight: refusal("shiftRight"),
    shiftRightUnsigned: refusal("shiftRightUnsigned"),
  };
}
