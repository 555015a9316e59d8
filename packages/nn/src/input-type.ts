import type { Dims, DimText, Matmul, Mismatch, ShapeText } from "@chainrule/autograd";

/** The type of an input `X` of shape `S` to `In` units: `X` itself, or the sentence that says why not. */
export type LayerInput<In extends number, X, S extends Dims> =
  Matmul<S, [In, number]> extends Mismatch
    ? `cannot feed ${ShapeText<S>} to ${DimText<In>} inputs: ${Matmul<S, [In, number]>["mismatch"]}`
    : X;
