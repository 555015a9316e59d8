/** Looks at values of which nothing is known yet: what a program passes may be of another realm, or throw when touched. */

/**
 * As `Array.isArray`, which throws for a Proxy that was revoked. For packages that build on this one.
 * @param value - Anything.
 * @returns Whether it is an array, of this realm or another. It never throws.
 * @example isArray([1]) // => true
 */
export function isArray(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * A property of anything.
 * @param value - Anything.
 * @param name - The name of the property.
 * @returns Its value; undefined where there is none, and of a Proxy that does not tell. It never throws.
 * @example propertyOf({ a: 1 }, "a") // => 1
 */
export function propertyOf(value: unknown, name: string | symbol): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

/** Whether a value is an object as a literal makes it, of this realm or another, or one without a prototype. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = prototypeOf(value);
  // Of the prototypes of all realms only `Object.prototype` has none itself.
  return (
    prototype === null || (prototype !== undefined && prototypeOf(prototype) === null && !isArray(value))
  );
}

/** Undefined for a Proxy that does not tell. */
function prototypeOf(value: object): object | null | undefined {
  try {
    return Object.getPrototypeOf(value) as object | null;
  } catch {
    return undefined;
  }
}

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** The name of the class of a typed array, of this realm or another; undefined for anything else. */
export function typedArrayName(value: unknown): string | undefined {
  // Their getter reads what an object is, whatever it inherits from.
  return Reflect.get(typedArrayPrototype, Symbol.toStringTag, value) as string | undefined;
}

/** The last sentence of a refusal, where a promise was given. */
export function awaitIt(value: unknown): string {
  return isPromise(value) ? " Use await." : "";
}

/** Whether a value is a promise, as an async function returns it. */
export function isPromise(value: unknown): boolean {
  return isInstance(value, Promise);
}

/** As `instanceof`, of whatever somebody may pass: one cannot even ask that of a revoked Proxy. */
export function isInstance(value: unknown, of: abstract new (...args: never[]) => unknown): boolean {
  try {
    return value instanceof of;
  } catch {
    return false;
  }
}
