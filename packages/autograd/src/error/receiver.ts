import { describe } from "./describe.ts";
import { ArgumentError } from "./error.ts";
import { originOf } from "./origin.ts";

/**
 * Makes the methods of a class say so when they are called on something else, as `const { forward } = model` leads to. For
 * packages that build on this one.
 * @param prototype - The prototype of the class.
 * @param owner - What the methods belong to, with its article.
 * @param name - What a program may call it.
 * @param owns - Whether a value is one. A class with private fields asks for one of them: no Proxy has it.
 * @example
 * class Counter { count = 0; next(): number { return ++this.count; } }
 * guardMethods(Counter.prototype, "a counter", "counter", (value) => value instanceof Counter);
 * const { next } = new Counter();
 * next() // => throws "next: must be called on a counter, got undefined. Write counter.next(...)."
 */
export function guardMethods(
  prototype: object,
  owner: string,
  name: string,
  owns: (value: object) => boolean,
): void {
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (key === "constructor" || typeof value !== "function") continue;
    const method = value as (...args: unknown[]) => unknown;
    // The computed key names the function, for stack traces.
    const guarded = {
      [key](this: unknown, ...args: unknown[]): unknown {
        if (!isOwned(this, owns)) {
          throw isOwned(this, (value) => prototype.isPrototypeOf(value))
            ? disguised(key, owner, `a Proxy or copy of ${owner}`)
            : detached(key, owner, name, this);
        }
        return method.apply(this, args);
      },
    };
    Object.defineProperty(prototype, key, { value: guarded[key], writable: true, configurable: true });
  }
}

function isOwned(value: unknown, owns: (value: object) => boolean): boolean {
  try {
    return typeof value === "object" && value !== null && owns(value);
  } catch {
    // `instanceof` throws for a Proxy that was revoked.
    return false;
  }
}

/** The refusal of a method without the object that it belongs to. */
export function detached(method: string, owner: string, name: string, receiver: unknown): ArgumentError {
  if (typeof receiver === "object" && receiver !== null && originOf(receiver) === "disguised")
    return disguised(method, owner, describe(receiver));
  return new ArgumentError(
    method,
    `must be called on ${owner}, got ${describe(receiver)}. Write ${name}.${method}(...).`,
  );
}

function disguised(method: string, owner: string, got: string): ArgumentError {
  const itself = owner.replace(/^an? /, "the ");
  return new ArgumentError(method, `must be called on ${owner}, got ${got}. Use ${itself} itself.`);
}

/**
 * Finishes a class when its first object is made. Done beside the class, where a module is evaluated, it would bring the class into
 * bundles of programs that make none.
 */
export function whenFirstMade(finish: () => void): () => void {
  let isFinished = false;
  return () => {
    if (isFinished) return;
    isFinished = true;
    finish();
  };
}
