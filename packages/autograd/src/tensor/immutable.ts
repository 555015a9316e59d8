/**
 * Refuses `x[0] = 5` and `w.data = …` in words: JavaScript would make a property of the object, and nothing that is computed
 * would know of it. And `x[0]` and `x.length`: these would be `undefined`, so that loops over what was thought to be an array
 * run zero times.
 */
import { OperatorError } from "../error/error.ts";

/**
 * Refuses to set any property that tensors do not have, and to read what only arrays have. Only what is not found on the way asks the end of the prototype
 * chain, so that this costs nothing; freezing each tensor would cost more than making it.
 */
export function refuseForeignProperties(prototype: object): void {
  const end = new Proxy(Object.create(Object.prototype) as object, {
    set: (_, key, __, receiver: unknown) => refuse(key, receiver),
    get: (target, key, receiver: unknown) => {
      if (key === "length" || isIndex(key)) refuseReading(key);
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  Object.setPrototypeOf(prototype, end);
}

/** Makes methods and getters of a prototype refuse to be replaced. */
export function refuseReplacing(prototype: object): void {
  for (const key of Reflect.ownKeys(prototype)) {
    const property = Object.getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor;
    if (key === "constructor" || property.set !== undefined) continue;
    const value: unknown = property.value;
    Object.defineProperty(prototype, key, {
      ...(property.get === undefined ? { get: () => value } : property),
      set(this: unknown) {
        refuse(key, this);
      },
      configurable: true,
    });
  }
}

function isIndex(key: PropertyKey): key is `${number}` {
  return typeof key === "string" && /^\d+$/.test(key);
}

function refuseReading(key: string): never {
  throw new OperatorError(
    "[]",
    key === "length"
      ? "a tensor is not an array and has no length. Use shape[0], or size for the number of elements."
      : `a tensor is not an array and has no [${key}]. Use slice(), or go through it: for (const row of x).`,
  );
}

function refuse(key: PropertyKey, receiver: unknown): never {
  const assignable = typeof receiver === "object" && receiver !== null && "assign" in receiver;
  const name = isIndex(key) ? `[${key}]` : String(key);
  throw new OperatorError(
    "=",
    assignable
      ? `${name} of a parameter cannot be set. Use assign() for a new value, or grad for its gradient.`
      : `${name} of a tensor cannot be set, since tensors do not change. Compute another one, or keep the value in a ` +
          "parameter() and use assign().",
  );
}
