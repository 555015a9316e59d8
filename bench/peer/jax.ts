import type * as jaxModule from "@jax-js/jax";
import type { Contestant, Runner } from "../contest.ts";

type Jax = typeof jaxModule;

/** jax-js on its WebAssembly backend, one thread; newer versions of Node only. */
export function jax(name: string, dtype: Contestant["dtype"], make: (jax: Jax) => Runner): Contestant {
  return {
    name,
    dtype,
    async prepare() {
      const library = await import("@jax-js/jax");
      await library.init("wasm");
      library.defaultDevice("wasm");
      return make(library);
    },
  };
}
