import { ArgumentError } from "@chainrule/autograd";
import { describeValue, Switch } from "@chainrule/autograd/gears";

/** Layers whose `training` compiled functions see by themselves. */
const telling = new WeakSet<object>();

/** Gives a layer its property `training`, true to begin with, which compiled functions see in each call. */
export function giveTraining(op: string, layer: { readonly training: boolean }): void {
  const inTraining = new Switch(true);
  // A property of its own, which is found where a model is walked or copied.
  Object.defineProperty(layer, "training", {
    get: () => inTraining.isOn,
    set: (value: unknown) => {
      if (typeof value !== "boolean")
        throw new ArgumentError(op, `training must be true or false, got ${describeValue(value)}.`);
      inTraining.isOn = value;
    },
    enumerable: true,
  });
  telling.add(layer);
}

/** Whether a layer tells compiled functions itself what its `training` is. */
export function tellsTraining(layer: object): boolean {
  return telling.has(layer);
}
