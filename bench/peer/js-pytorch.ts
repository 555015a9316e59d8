import type * as jsPytorchModule from "js-pytorch";
import type { Contestant, Runner } from "../contest.ts";

type JsPytorch = typeof jsPytorchModule;

export function jsPytorch(dtype: Contestant["dtype"], make: (library: JsPytorch) => Runner): Contestant {
  return { name: "js-pytorch", dtype, prepare: async () => make(await import("js-pytorch")) };
}
