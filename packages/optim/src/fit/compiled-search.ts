import { type Tensor, tensor } from "@chainrule/autograd";
import type { Unknowns } from "./unknowns.ts";

/** What a search compiles of a function. */
export interface CompiledSearch {
  /** Finds out whether the function still does what it did when it was recorded, and throws if it does something else. */
  readonly check: (x: Tensor<[number]>) => void;
}

/**
 * What searches of one kind have compiled, by the function that they were given. Another search of the same function, from another
 * start say, goes on with it: recording a function and its derivatives takes longer than many searches do.
 */
export class CompiledSearches<C extends CompiledSearch> {
  readonly #latest: WeakMap<object, { readonly structure: string; readonly compiled: C }> = new WeakMap();

  /** What was compiled of a function, if it has been given the same structure and still does the same; else it is made. */
  of(f: object, { structure, start }: Unknowns, make: () => C): C {
    const latest = this.#latest.get(f);
    if (latest?.structure === structure && isUnchanged(latest.compiled, start)) return latest.compiled;
    const compiled = make();
    this.#latest.set(f, { structure, compiled });
    return compiled;
  }
}

function isUnchanged({ check }: CompiledSearch, start: Float64Array): boolean {
  try {
    check(tensor(start));
    return true;
  } catch {
    // What it throws, it throws again when it is recorded anew.
    return false;
  }
}
