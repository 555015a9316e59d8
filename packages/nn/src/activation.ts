import { ArgumentError, type Tensor } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";

/** What a layer's output goes through, element by element. */
export type Activation = (x: Tensor) => Tensor;

/** The activations that have a name. */
export type ActivationName = "sigmoid" | "tanh" | "relu" | "identity";

const activations: Readonly<Record<ActivationName, Activation>> = {
  sigmoid: (x) => x.sigmoid(),
  tanh: (x) => x.tanh(),
  relu: (x) => x.relu(),
  identity: (x) => x,
};

/** The activation of that name, or the function itself. */
export function activationArgument(op: string, name: string, value: unknown): Activation {
  if (typeof value === "function") return value as Activation;
  if (typeof value === "string" && Object.hasOwn(activations, value))
    return activations[value as ActivationName];
  const names = Object.keys(activations).map((known) => JSON.stringify(known));
  throw new ArgumentError(
    op,
    `${name} must be ${names.join(", ")} or a function, got ${describeValue(value)}.`,
  );
}
