import {
  ArgumentError,
  type Dims,
  type FloatDType,
  type Parameter,
  parameter,
  type Tensor,
} from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import { valueArgument } from "./argument.ts";
import type { Initializer } from "./initializer.ts";
import { generatorArgument } from "./randomness.ts";

/** What a layer is told of its first weights, not yet looked at, and what else an initialiser needs to know. */
export interface FirstWeights {
  readonly weight: unknown;
  readonly initializer: unknown;
  readonly generator: unknown;
  readonly seed: unknown;
  /** What draws them where nothing is said. */
  readonly otherwise: Initializer;
  readonly dtype: FloatDType;
  readonly fanIn: number;
  readonly fanOut: number;
}

/** A layer's weights, as they were given or as an initialiser draws them. */
export function firstWeights<S extends Dims>(
  op: string,
  shape: readonly number[],
  given: FirstWeights,
): Parameter<S> {
  const { weight, initializer, otherwise, dtype, fanIn, fanOut } = given;
  if (weight !== undefined && initializer !== undefined) {
    throw new ArgumentError(op, "weight and initializer cannot be given together. Leave one out.");
  }
  const draw = initializerArgument(op, initializer, otherwise);
  const source = { generator: generatorArgument(op, given.generator, given.seed), fanIn, fanOut };
  const first = weight === undefined ? draw(shape, { dtype }, source) : weight;
  return cell(valueArgument(op, "weight", first, shape, dtype));
}

/** A parameter whose shape was checked. */
export function cell<S extends Dims>(value: Tensor): Parameter<S> {
  return parameter(value) as Parameter as Parameter<S>;
}

function initializerArgument(op: string, initializer: unknown, otherwise: Initializer): Initializer {
  if (initializer === undefined) return otherwise;
  if (typeof initializer !== "function") {
    throw new ArgumentError(
      op,
      `initializer must be a function such as uniform(0, 1), got ${describeValue(initializer)}.`,
    );
  }
  return initializer as Initializer;
}
