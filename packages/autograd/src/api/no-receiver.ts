import { ArgumentError } from "../error/error.ts";

/**
 * What is `this` in a function given to `compile`: the object that a method is called on is not part of a recording, and of two
 * objects of a class the second would be given what was recorded for the first.
 */
export const noReceiver: object = /* @__PURE__ */ new Proxy(/* @__PURE__ */ Object.freeze({}), {
  get: refuse,
  set: refuse,
  has: refuse,
});

function refuse(): never {
  throw new ArgumentError(
    "compile",
    "the function must not use this, which is not recorded. Compile an arrow function for each object, as in " +
      "step = compile((x) => this.forward(x)).",
  );
}
