import { ArgumentError } from "@chainrule/autograd";
import { describeValue, propertyOf } from "@chainrule/autograd/gears";
import { isDerived, type Part, requireSettable, setTrainingOf } from "../training-switch.ts";
import { walk } from "./walk.ts";

/**
 * Says whether a model is being trained: sets the property `training` of all that it holds and that has one, true or false, such as
 * `Dropout`, `BatchNorm` and layers of yours. One that has a getter alone tells what others say, and is left alone.
 * @param model - Any object, found out by walking it as {@link namedParameters} does.
 * @param training - Whether it is.
 * @remarks Compiled functions see it, whatever they called before, and also what is set by hand after the first call of this. Where the
 *   property is an accessor they are recorded anew at each change; a loop that changes often had better give `training` to the function as
 *   an argument, and call this inside.
 * @throws {ArgumentError} if the model is not an object, `training` is not true or false, or the property of a part cannot be set, or is an
 *   accessor and this is called in a compiled function; then nothing has changed.
 * @example
 * const model = sequential(new Linear(3, 4), "relu", new Dropout(0.1), new Linear(4, 1));
 * setTraining(model, false);
 * model.layers[2].training // => false
 */
export function setTraining(model: object, training: boolean): void {
  if (typeof training !== "boolean") {
    throw new ArgumentError("setTraining", `training must be true or false, got ${describeValue(training)}.`);
  }
  const parts = partsOf("setTraining", model);
  for (const part of parts) requireSettable("setTraining", part);
  for (const part of parts) setTrainingOf(part, training);
}

function partsOf(op: string, model: object): Part[] {
  const found: Part[] = [];
  walk(op, model, (value) => {
    if (typeof propertyOf(value, "training") === "boolean" && !isDerived(value)) found.push(value as Part);
    return true;
  });
  return found;
}

/** A model between training, in which its parts are as they were when this was made, and being measured, in which none is in training. */
export class Modes {
  readonly #before: ReadonlyMap<Part, boolean>;

  constructor(op: string, model: object) {
    const parts = partsOf(op, model);
    for (const part of parts) requireSettable(op, part);
    this.#before = new Map(parts.map((part) => [part, part.training]));
  }

  train(): void {
    for (const [part, training] of this.#before) setTrainingOf(part, training);
  }

  /** {@link train}, where something else has set them since. */
  keepTraining(): void {
    for (const [part, training] of this.#before)
      if (part.training !== training) setTrainingOf(part, training);
  }

  measure(): void {
    for (const part of this.#before.keys()) setTrainingOf(part, false);
  }
}
