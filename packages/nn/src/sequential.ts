import {
  ArgumentError,
  type FloatDType,
  isTensor,
  type Parameter,
  type ShapeOf,
  type Tensor,
  type TensorLike,
} from "@chainrule/autograd";
import { describeValue, guardMethods, isArray, propertyOf } from "@chainrule/autograd/gears";
import { type Activation, activationArgument } from "./activation.ts";
import { tensorArgument } from "./argument.ts";
import { named } from "./model/parameters.ts";
import type { Layer, Layered, SequentialInput, Through } from "./sequential-type.ts";

/** What {@link sequential} returns: a layer made of layers, hence one for another `sequential`, too. */
export interface Sequential<out Layers extends readonly Layer[] = readonly Layer[]> {
  /** As they were given. */
  readonly layers: Layers;
  /**
   * What the layers make of x, one after the other.
   * @param x - What the first layer takes; nested arrays take its dtype.
   * @returns What the last layer returns.
   * @throws {ArgumentError} if a layer does not return a tensor, and what the layers throw.
   */
  forward<L extends readonly Layer[], const X extends TensorLike>(
    this: Layered<L>,
    x: SequentialInput<L, X>,
  ): Tensor<Through<ShapeOf<X>, L>>;
  /** Those of the layers, in their order, each once. */
  parameters(): Parameter[];
}

/**
 * Layers one after the other.
 * @param layers - Objects with `forward`, functions of a tensor, and names of activations (`"sigmoid"`, `"tanh"`, `"relu"`,
 *   `"identity"`), at least one.
 * @returns A model with `forward`, `layers` and `parameters`. Names of its parameters count all layers: `layers.0.weight`,
 *   `layers.2.weight` where an activation is between.
 * @throws {ArgumentError} for anything else, or if parameters cannot be found.
 * @example sequential(new Linear(3, 4), "tanh", new Linear(4, 1), (x) => x.exp()).forward([[0, 0, 1]]).shape // => [1, 1]
 */
export function sequential<const Layers extends readonly [Layer, ...Layer[]]>(
  ...layers: Layers
): Sequential<Layers> {
  return new LayerSequence(layers) as unknown as Sequential<Layers>;
}

class LayerSequence {
  static readonly name: string = "Sequential";

  readonly layers: readonly unknown[];

  static {
    guardMethods(LayerSequence.prototype, "a model", "model", (value) => value instanceof LayerSequence);
  }

  constructor(layers: readonly unknown[]) {
    if (layers.length === 0) throw new ArgumentError("sequential", "there must be at least one layer.");
    for (const [k, layer] of layers.entries()) layerArgument(layer, k);
    this.layers = layers;
    // Says at once what is wrong with parameters.
    named("sequential", this);
  }

  forward(x: unknown): Tensor {
    const { layers } = this;
    // Layers that are objects say themselves what they make of nested arrays.
    let y: unknown = hasForward(layers[0]) ? x : tensorArgument("sequential.forward", "x", x, dtypeOf(this));
    for (let k = 0; k < layers.length; k++) {
      const layer = layers[k];
      y = hasForward(layer) ? layer.forward(y) : functionOf(layer, k)(y as Tensor);
      if (!isTensor(y)) {
        throw new ArgumentError(
          "sequential.forward",
          `layers[${k}] must return a tensor, got ${describeValue(y)}.`,
        );
      }
    }
    return y as Tensor;
  }

  parameters(): Parameter[] {
    return [...named("sequential.parameters", this).values()];
  }
}

interface HasForward {
  forward(x: unknown): unknown;
}

/** Of a layer that was checked. */
function hasForward(layer: unknown): layer is HasForward {
  return typeof layer === "object";
}

/** Of the other layers, which are functions and names of activations. */
function functionOf(layer: unknown, k: number): Activation {
  return activationArgument("sequential", `layers[${k}]`, layer);
}

function layerArgument(layer: unknown, k: number): void {
  if (typeof layer === "string" || typeof layer === "function") {
    functionOf(layer, k);
    return;
  }
  if (typeof propertyOf(layer, "forward") !== "function") {
    const remedy = isArray(layer) ? " Write sequential(...layers)." : "";
    throw new ArgumentError(
      "sequential",
      `layers[${k}] must have a method forward, or be a function or the name of an activation, got ${describeValue(layer)}.${remedy}`,
    );
  }
}

/** The dtype that numbers take: that of the first parameter. */
function dtypeOf(model: object): FloatDType {
  for (const { dtype } of named("sequential.forward", model).values()) return dtype as FloatDType;
  return "float64";
}
