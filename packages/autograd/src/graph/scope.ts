let innermost: Scope | null = null;
let closed = false;
let mapping = 0;
let repeater: string | null = null;

/**
 * A call of a user's function with tensors whose values are not known: `compile` records it, or `vmap` has it build what
 * is done for all examples. What depends on these tensors has a value nowhere else.
 */
export class Scope {
  /** The function that makes the call, as the user knows it. */
  readonly op: string;
  /** Whether the tensors stand for one example of many, instead of for what a later call is given. */
  readonly isOfExamples: boolean;
  /** What else one may do than choose by value inside the call. */
  readonly alternative: string;
  /** Of what one is meant. Steps of a loop and branches run any number of times. */
  readonly one: "example" | "step" | "branch";
  readonly #outer: Scope | null = innermost;
  #calls = 0;
  #refused: Error | null = null;

  constructor(op: string, isOfExamples: boolean, alternative = "", one: Scope["one"] = "example") {
    this.op = op;
    this.isOfExamples = isOfExamples;
    this.alternative = alternative;
    this.one = one;
  }

  /** The call for steps or a branch that this one is or is part of; null if it is not. */
  get repeated(): Scope | null {
    return this.one === "example" ? (this.#outer?.repeated ?? null) : this;
  }

  /** Whether the call goes on. */
  get isOpen(): boolean {
    return this.#calls > 0;
  }

  /** Whether this call is, or is part of, another. */
  isWithin(other: Scope): boolean {
    return this === other || (this.#outer?.isWithin(other) ?? false);
  }

  /**
   * Notes an error that the function is given because values are not known. One that catches it would do something else than
   * with values, in each call: the call fails all the same.
   */
  refuse<E extends Error>(error: E): E {
    this.#refused ??= error;
    return error;
  }

  /** Makes the call, or goes on with it: rules that users gave run later than the function that they belong to. */
  during<T>(f: () => T): T {
    const outer = makeCurrent(this);
    this.#calls += 1;
    if (this.isOfExamples) mapping += 1;
    try {
      const result = f();
      if (this.#refused !== null) throw this.#refused;
      return result;
    } finally {
      makeCurrent(outer);
      this.#calls -= 1;
      if (this.isOfExamples) mapping -= 1;
      closed = true;
    }
  }
}

/** Returns the one before. */
function makeCurrent(scope: Scope | null): Scope | null {
  const before = innermost;
  innermost = scope;
  return before;
}

/** The call that goes on, the inner one of two; null if there is none. */
export function currentScope(): Scope | null {
  return innermost;
}

/** Whether a call goes on for examples, each of which may have its own tensors, or for a result and each derivative of it. */
export function isMapping(): boolean {
  return mapping > 0;
}

/** Runs a function of the user's that `op` calls once more for each derivative of its result. */
export function repeatably<T>(op: string, f: () => T): T {
  const outer = repeater;
  repeater = op;
  mapping += 1;
  try {
    return f();
  } finally {
    repeater = outer;
    mapping -= 1;
  }
}

/** What calls the function that runs once more for each derivative; null if nothing does. */
export function repeatedBy(): string | null {
  return repeater;
}

/** Whether there was such a call, so that tensors may have been kept from it. */
export function wasRecorded(): boolean {
  return closed;
}
