import type { NestedBooleans, NestedNumbers, NestedOf } from "../shape/nested-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { Mask, Tensor, TensorLike } from "../tensor/tensor.ts";
import type { ArgumentTree, Static } from "./tree.ts";

/**
 * What may be given where a function that is transformed or compiled expects `T`: at the place of a tensor one of its shape,
 * or a number or nested arrays of that shape, which reach the function as a tensor. What is static stays as it is.
 * @typeParam Shapes - `"any"`: tensors of other shapes may be given, too.
 * @typeParam Whole - The union that `T` is a member of.
 */
export type Given<T, Shapes extends "same" | "any" = "same", Whole = T> = unknown extends T
  ? ArgumentTree
  : T extends Tensor
    ? Shapes extends "any"
      ? TensorLike
      : GivenTensor<T>
    : T extends Static
      ? T
      : T extends number
        ? [Extract<Whole, Tensor>] extends [never]
          ? NumberIsData
          : T
        : T extends NestedNumbers
          ? T
          : T extends readonly (infer Part)[]
            ? GivenList<T, Part, Shapes>
            : T extends object
              ? { readonly [K in keyof T]: Given<T[K], Shapes> }
              : T;

// The compiler looks into an array later, but into a mapped one at once, and trees may be recursive.
type GivenList<T extends readonly unknown[], Part, Shapes extends "same" | "any"> = number extends T["length"]
  ? readonly Given<Part, Shapes>[]
  : { readonly [K in keyof T]: Given<T[K], Shapes> };

/** The same for a list of arguments. */
export type AllGiven<Args extends readonly unknown[], Shapes extends "same" | "any" = "same"> = {
  [K in keyof Args]: Given<Args[K], Shapes>;
};

// A boolean is static, not a mask.
type GivenTensor<T extends Tensor> =
  T extends Mask<infer S>
    ? Mask<S> | Exclude<NestedOf<S, boolean, NestedBooleans>, boolean>
    : Tensor<ShapeOf<T>> | NestedOf<ShapeOf<T>, number, number | NestedNumbers>;

type NumberIsData =
  "a number is data and arrives as a tensor: type the parameter as Tensor, or pass a boolean or a string if it is a choice";

/**
 * What the type of a function that is transformed or compiled has to be as well: anything, unless it expects a plain number
 * somewhere in its arguments `Args`; then the sentence that says why not.
 */
export type TensorsForNumbers<Args extends readonly unknown[]> = true extends {
  [K in keyof Args]: ExpectsNumber<Args[K]>;
}[number]
  ? NumberIsData
  : unknown;

/** @typeParam Depth - Grows with each step into an object, since types may be recursive. */
type ExpectsNumber<T, Depth extends readonly 0[] = []> = unknown extends T
  ? false
  : [Extract<T, Tensor>] extends [never]
    ? true extends NumberIn<T, Depth>
      ? true
      : false
    : false;

type NumberIn<T, Depth extends readonly 0[]> = T extends number
  ? true
  : T extends string | boolean | null | undefined | ((...args: never[]) => unknown)
    ? false
    : T extends readonly []
      ? false
      : T extends readonly boolean[]
        ? true
        : T extends object
          ? Depth["length"] extends 3
            ? false
            : T extends readonly unknown[]
              ? { [K in keyof T]: ExpectsNumber<T[K], [...Depth, 0]> }[number]
              : { [K in keyof T]-?: ExpectsNumber<T[K], [...Depth, 0]> }[keyof T]
          : false;
