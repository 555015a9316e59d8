import { isBody } from "../op/body.ts";
import type { ClosedKernel } from "./closed-kernel.ts";

const numbers: WeakMap<object, number> = /* @__PURE__ */ new WeakMap();
let numbered = 0;

/**
 * A text that is the same for two closed kernels exactly if all that is in them is: it goes through their fields, whatever these
 * are, so that none is left out.
 */
export function keyOf(kernel: ClosedKernel): string {
  const key: Key = [];
  write(key, kernel);
  return key.join();
}

type Key = (number | string)[];

function write(key: Key, value: unknown): void {
  if (typeof value !== "object" || value === null) {
    // -0 is not 0.
    key.push(Object.is(value, -0) ? "-0" : String(value));
  } else if (Array.isArray(value)) {
    key.push(value.length);
    for (let k = 0; k < value.length; k++) write(key, value[k]);
  } else if ("meaning" in value || isBody(value)) {
    // There is one object for each operation, and for each graph that is an attribute.
    key.push(numberOf(value));
  } else {
    for (const name in value) {
      key.push(name);
      write(key, (value as Record<string, unknown>)[name]);
    }
  }
}

function numberOf(value: object): number {
  const known = numbers.get(value);
  if (known !== undefined) return known;
  numbers.set(value, ++numbered);
  return numbered;
}
