import { ArgumentError, type FloatDType, isTensor, type Tensor, type TensorLike, tensor } from "@chainrule/autograd";
import { checkOptions, describeValue, isArray } from "@chainrule/autograd/gears";
import { floatDtypeArgument, tensorArgument } from "../argument.ts";
import { classesOf } from "../metric/classes.ts";

/** What {@link categories} returns. */
export interface Categories<Label extends string | number = string | number> {
  /** Each label once, in order. */
  readonly values: readonly Label[];
  /**
   * Class indices, as losses and metrics take them.
   * @param labels - Some of the labels.
   * @returns `[labels]`, int32.
   * @throws {ArgumentError} for a label that is new.
   */
  indices(labels: readonly Label[]): Tensor<[number]>;
  /**
   * One-hot vectors: 1 at the index of the label, 0 elsewhere.
   * @param labels - Some of the labels.
   * @param options - `dtype`, by default float64.
   * @returns `[labels, categories]`.
   * @throws {ArgumentError} for a label that is new.
   */
  oneHot(
    labels: readonly Label[],
    options?: { readonly dtype?: FloatDType | undefined },
  ): Tensor<[number, number]>;
  /**
   * Labels again, the inverse of both.
   * @param scores - `[examples]`, class indices; or `[examples, categories]`, of which the largest counts.
   * @returns A label for each example.
   * @throws {ArgumentError} for other indices, or other shapes.
   */
  labels(scores: TensorLike): Label[];
}

/**
 * The categories of some labels, and class indices and one-hot vectors for them.
 * @param labels - Strings or numbers, in any number and order; at least one.
 * @returns `values`, sorted; `indices`, `oneHot`, and `labels`, which takes both back.
 * @throws {ArgumentError} for anything else.
 * @example
 * const species = categories(["setosa", "virginica", "setosa"]);
 * species.values // => ["setosa", "virginica"]
 * species.indices(["virginica", "setosa"]).toArray() // => [1, 0]
 * species.oneHot(["virginica"]).toArray() // => [[0, 1]]
 * species.labels([[0.9, 0.1], [0.2, 0.8]]) // => ["setosa", "virginica"]
 */
export function categories<const L extends string | number>(
  labels: readonly L[],
): Categories<L extends string ? string : number> {
  type Label = L extends string ? string : number;
  const op = "categories";
  const list = labelsArgument(op, labels) as Label[];
  const values = Object.freeze([...new Set(list)].sort((a, b) => (a < b ? -1 : 1)));
  const places = new Map(values.map((value, k) => [value, k]));
  const indicesOf = (op: string, some: unknown): Int32Array =>
    Int32Array.from(labelsArgument(op, some), (label) => {
      const place = places.get(label as Label);
      if (place === undefined) {
        throw new ArgumentError(op, `labels must be among the categories, got ${describeValue(label)}.`);
      }
      return place;
    });
  return {
    values,
    indices: (some) => tensor(indicesOf(`${op}.indices`, some)) as Tensor as Tensor<[number]>,
    oneHot(some, options) {
      const { dtype = "float64" } = checkOptions(`${op}.oneHot`, options, ["dtype"]);
      const indices = indicesOf(`${op}.oneHot`, some);
      const List = floatDtypeArgument(`${op}.oneHot`, dtype) === "float64" ? Float64Array : Float32Array;
      const hot = new List(indices.length * values.length);
      for (let k = 0; k < indices.length; k++) hot[k * values.length + (indices[k] as number)] = 1;
      const shape = [indices.length, values.length];
      return tensor(hot, { shape }) as Tensor as Tensor<[number, number]>;
    },
    labels(scores) {
      const given = tensorArgument(`${op}.labels`, "scores", scores, "float64");
      const classes = classesOf(`${op}.labels`, "scores", given, values.length, false);
      return Array.from(classes, (k) => values[k] as Label);
    },
  };
}

function labelsArgument(op: string, labels: unknown): unknown[] {
  const list = isTensor(labels) && labels.rank === 1 ? Array.from(labels.data()) : labels;
  const rule = "labels must be an array of strings, or of numbers, at least one, got";
  if (!isArray(list) || list.length === 0) throw new ArgumentError(op, `${rule} ${describeValue(labels)}.`);
  for (let k = 0; k < list.length; k++) {
    const label: unknown = list[k];
    if (typeof label !== typeof list[0] || (typeof label !== "string" && !Number.isFinite(label))) {
      throw new ArgumentError(op, `${rule} ${describeValue(label)} at ${k}.`);
    }
  }
  return list;
}

