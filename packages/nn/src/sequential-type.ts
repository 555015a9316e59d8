import type { Dims, Matmul, Mismatch, ShapeOf, ShapeText, Tensor } from "@chainrule/autograd";
import type { Activation, ActivationName } from "./activation.ts";
import type { BatchNorm } from "./batch-norm.ts";
import type { Dropout } from "./dropout.ts";
import type { Embedding, LookedUp } from "./embedding.ts";
import type { LayerNorm } from "./layer-norm.ts";

/** A layer that is an object: of whatever class, its parameters in properties. */
export interface ForwardLayer {
  /**
   * The layer's output.
   * @param x - What the layer before it gives.
   */
  forward(x: never): Tensor;
}

/** What {@link sequential} takes: an object with `forward`, a function of a tensor, or the name of an activation. */
export type Layer = ForwardLayer | Activation | ActivationName;

/** Anything with layers of statically known types. */
export interface Layered<out Layers extends readonly Layer[]> {
  /** The layers in order. */
  readonly layers: Layers;
}

/** The shape that a layer makes of another one; not known of functions and of layers that do not say their sizes. */
type Output<S extends Dims, L> = L extends ActivationName | BatchNorm | Dropout
  ? S
  : L extends LayerNorm<infer In>
    ? Matmul<S, [In, In]>
    : L extends Embedding<number, infer Out>
      ? LookedUp<S, Out>
      : L extends { readonly inputs: infer In extends number; readonly outputs: infer Out extends number }
        ? Matmul<S, [In, Out]>
        : L extends { readonly sizes: readonly [infer In extends number, ...Dims, infer Out extends number] }
          ? Matmul<S, [In, Out]>
          : L extends Layered<infer Inner extends readonly Layer[]>
            ? Through<S, Inner>
            : Dims;

/** The shape after all layers, or the mismatch of the first that does not fit. */
export type Through<S extends Dims, Layers> = S extends Mismatch
  ? S
  : Layers extends readonly [infer First, ...infer Rest]
    ? Through<Output<S, First>, Rest>
    : Layers extends readonly []
      ? S
      : Dims;

/** The type of an input `X` to these layers: `X` itself, or the sentence that says why not. */
export type SequentialInput<Layers, X> =
  Through<ShapeOf<X>, Layers> extends Mismatch
    ? `cannot feed ${ShapeText<ShapeOf<X>>} through the layers: ${Through<ShapeOf<X>, Layers>["mismatch"]}`
    : X;
