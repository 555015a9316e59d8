import { ArgumentError } from "@chainrule/autograd";
import { describeValue, forgetRecordings, isRecording, propertyOf, Switch } from "@chainrule/autograd/gears";

/** What has a property `training`, true or false. */
export interface Part {
  /** Whether it is being trained. */
  training: boolean;
}

/**
 * What reads `training` of parts where compiled functions see it by themselves. Not the parts: a class field of a subclass may put a plain
 * property in its place.
 */
const telling = new WeakSet<object>();

function tells(part: object): boolean {
  const get: unknown = propertyOf(Object.getOwnPropertyDescriptor(part, "training"), "get");
  return typeof get === "function" && telling.has(get);
}

/** Gives a layer its property `training`, true to begin with, which compiled functions see in each call. */
export function giveTraining(op: string, layer: { readonly training: boolean }): void {
  tellTraining(layer, true, (value) => {
    throw new ArgumentError(op, `training must be true or false, got ${describeValue(value)}.`);
  });
}

/** Whether `training` of something is a getter alone, as that of a part around another one. */
export function isDerived(value: object): boolean {
  for (let at: object | null = value; at !== null; at = Reflect.getPrototypeOf(at)) {
    const own = Object.getOwnPropertyDescriptor(at, "training");
    if (own !== undefined) return "get" in own && !("set" in own && typeof own.set === "function");
  }
  return false;
}

/**
 * Requires that `training` of a part can be set.
 * @throws {ArgumentError} if it is frozen; also, within a compiled function, whose later calls would not set it, if it is not a plain
 *   property.
 */
export function requireSettable(op: string, part: Part): void {
  const own = Object.getOwnPropertyDescriptor(part, "training");
  if (own?.writable === false) {
    throw new ArgumentError(
      op,
      "training of each part of the model must be a property that can be set, got one of a frozen object.",
    );
  }
  if (!isRecording() || tells(part) || (own?.writable === true && own.configurable === true)) return;
  throw new ArgumentError(
    op,
    "within a compiled function, training must be a plain property of each part of the model, got an accessor or one that cannot be " +
      "changed, which later calls would not set. Make it a plain property, or set it outside.",
  );
}

/**
 * Sets `training` of a part, of whatever class it is, so that every compiled function sees it. The property of an object of the user's
 * becomes one that tells them, also of what is set by hand from then on, as soon as it is met here. One that is an accessor, or must not
 * be changed, cannot: functions are recorded anew each time.
 */
export function setTrainingOf(part: Part, training: boolean): void {
  if (!tells(part)) {
    const own = Object.getOwnPropertyDescriptor(part, "training");
    if (own?.writable === true && own.configurable === true) {
      tellTraining(part, part.training, (value) => {
        Object.defineProperty(part, "training", { ...own, value });
        forgetRecordings(true);
      });
      // What was recorded before knows nothing of it.
      forgetRecordings(true);
    } else {
      // Whatever it says now: they may have been recorded while it said something else.
      forgetRecordings();
    }
  }
  part.training = training;
}

/** @param setOther - What is done with what is neither true nor false. */
function tellTraining(part: object, training: boolean, setOther: (value: unknown) => void): void {
  const inTraining = new Switch(training);
  const get = (): boolean => inTraining.isOn;
  // A property of its own, which is found where a model is walked or copied.
  Object.defineProperty(part, "training", {
    get,
    set: (value: unknown) => {
      if (typeof value === "boolean") inTraining.isOn = value;
      else setOther(value);
    },
    enumerable: true,
    configurable: true,
  });
  telling.add(get);
}
