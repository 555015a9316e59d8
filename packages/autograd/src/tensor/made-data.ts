import { inputOfType, isConstant, resultOfType } from "../graph/build.ts";
import { carriesDerivative } from "../graph/graph-builder.ts";
import { Lineage, type Making, noteMade } from "../graph/lineage.ts";
import { typeOf } from "../graph/node-kind.ts";
import { type DType, isFloat, type TypedArray } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import { reachOf } from "../transform/dependence.ts";
import { nodeOf, wrap } from "./handle.ts";
import { noteWays } from "./recording.ts";
import type { Tensor } from "./tensor.ts";

/** Makes a tensor of elements, which become its own: the caller must not write to them again. */
export type MakeTensor = (elements: TypedArray, shape: Shape, dtype: DType) => Tensor;

/**
 * What data are made from, for functions that read tensors and return new ones: a derivative is refused that would lack what lies
 * between. Nothing of the graph is kept for that.
 * @example
 * import { Sources } from "@chainrule/autograd/gears";
 * const w = parameter([1, 2]);
 * const make = new Sources([w]).maker({ through: "through rounded(), which is data", remedy: "Take stopGradient() of it." });
 * const rounded = make(Float64Array.from(w.data(), Math.round), [2], "float64");
 * gradients(rounded.stopGradient().mul(w).sum(), [w])[0].toArray() // => [1, 2]
 */
export class Sources {
  readonly #behind: readonly Lineage[];

  constructor(tensors: readonly Tensor[], others: Sources | null = null) {
    const nodes = tensors.map(nodeOf).filter((node) => carriesDerivative(node) && !isConstant(node));
    this.#behind = [...(others === null ? [] : others.#behind), ...nodes.map(reachOf)];
  }

  /** How to make tensors from these, of which the making is said where a derivative is refused. */
  maker(making: Making): MakeTensor {
    const behind = this.#behind;
    const lineage = behind.length === 0 ? null : new Lineage([], [], behind, null, null, making);
    return (elements, shape, dtype) => {
      const type = typeOf(shape, dtype);
      if (lineage === null || !isFloat(dtype)) return wrap(inputOfType(elements, type));
      noteWays();
      noteMade();
      return wrap(resultOfType(elements, type, lineage));
    };
  }
}
