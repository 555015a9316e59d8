import { ArgumentError, isParameter, type Parameter } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import { walk } from "./walk.ts";

/**
 * The parameters of a model, found by walking it, by name.
 *
 * A model is any object: what {@link mlp} or {@link sequential} returns, an instance of a class of yours, an object of objects
 * and arrays, a Map. A name is the path that leads to a parameter, `layers.0.weight`. Each parameter counts once, however many
 * ways lead to it, under the first of its names; cycles do no harm. Private fields (`#weight`) and variables that a function
 * refers to are out of sight: keep parameters in properties.
 * @param model - The model.
 * @returns A Map from names to parameters, in the order of the properties.
 * @throws {ArgumentError} if the model is not an object; if a part of it is a promise, throws when it is looked at, or is a
 *   Proxy of a parameter; if two parameters have the same name; or for more than 256 levels.
 * @example [...namedParameters({ w: parameter([1, 2]), head: { b: parameter(0) } }).keys()] // => ["w", "head.b"]
 * @example [...namedParameters(mlp([2, 3, 1], { activation: "tanh", bias: false })).keys()] // => ["layers.0.weight", "layers.1.weight"]
 */
export function namedParameters(model: object): Map<string, Parameter> {
  return named("namedParameters", model);
}

/**
 * The parameters of a model, in the order of {@link namedParameters}: what an optimiser takes.
 * @param model - Any object whose parameters are found by walking it.
 * @returns Each parameter once.
 * @throws {ArgumentError} as {@link namedParameters} does.
 * @example parameters({ w: parameter([1, 2]), b: parameter(0) }).map((p) => p.shape) // => [[2], []]
 */
export function parameters(model: object): Parameter[] {
  return [...named("parameters", model).values()];
}

export function named(op: string, model: unknown): Map<string, Parameter> {
  const found = new Map<string, Parameter>();
  walk(op, model, (value, name) => {
    if (!isParameter(value)) return true;
    const called = name();
    if (found.has(called)) {
      throw new ArgumentError(
        op,
        `two parameters of the model must not have the same name, ${describeValue(called)}.`,
      );
    }
    found.set(called, value);
    return false;
  });
  return found;
}
