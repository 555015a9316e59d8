import {
  ArgumentError,
  compile,
  DerivativeError,
  dependsOn,
  gradients,
  hvp,
  isTensor,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { describeValue, type MakeTensor } from "@chainrule/autograd/gears";
import { type CompiledSearch, CompiledSearches } from "./compiled-search.ts";
import { unlessRefused } from "./refusal.ts";
import type { Unknowns } from "./unknowns.ts";

/** A place, with what the function is there. */
export interface Place {
  readonly x: Float64Array;
  /** Infinite where the function or its gradient is not finite, or refused: such a place is never gone to. */
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A function to minimise, of one vector, compiled. */
interface CompiledObjective extends CompiledSearch {
  /** Both together. */
  readonly valueAndGradient: (x: Tensor<[number]>) => readonly [Tensor, Tensor];
  /** The product of the Hessian and a vector. */
  readonly product: (x: Tensor<[number]>, v: Tensor<[number]>) => Tensor;
}

const foundByMinimize = {
  through: "through what minimize() found, which is data",
  remedy:
    "For its derivative, find it with root((x) => grad(f)(x), found.stopGradient()); or take stopGradient() of it if it is meant as data.",
};

const searches = /* @__PURE__ */ new CompiledSearches<CompiledObjective>();

function compiledAnew(op: string, f: (x: unknown) => unknown, unknowns: Unknowns): CompiledObjective {
  const flat = (x: Tensor<[number]>): Tensor => {
    const value = scalarResult(op, f(unknowns.tensorsOf(x)));
    if (dependsOn(value, [x])[0] === true) return value;
    throw new DerivativeError(
      op,
      "f does not depend on its argument, or only through operations without a derivative. Calculate it from the argument.",
    );
  };
  const valueAndGradient = compile((x: Tensor<[number]>): readonly [Tensor, Tensor] => {
    const value = flat(x);
    return [value, gradients(value, [x])[0]];
  });
  return {
    valueAndGradient,
    check: (x) => valueAndGradient.check(x),
    // That the function stays what it was is checked where it is evaluated.
    product: compile((x: Tensor<[number]>, v: Tensor<[number]>): Tensor => hvp(flat, x, v), {
      check: false,
    }),
  };
}

/** A function to minimise, with counts of what one search asks of it. */
export class Objective {
  evaluations = 0;
  derivatives = 0;
  readonly #op: string;
  readonly #unknowns: Unknowns;
  /** The function where it was evaluated last: what it was computed from is what a minimum was found from. */
  #latest: Tensor | null = null;
  readonly #compiled: CompiledObjective;

  constructor(op: string, f: unknown, unknowns: Unknowns) {
    this.#op = op;
    this.#unknowns = unknowns;
    if (typeof f !== "function")
      throw new ArgumentError(op, `f must be a function, got ${describeValue(f)}.`);
    this.#compiled = searches.of(f, unknowns, () => compiledAnew(op, f as (x: unknown) => unknown, unknowns));
  }

  /** Finds out whether the function still is what was searched, and throws if it is not. */
  check(x: Float64Array): void {
    this.#compiled.check(tensor(x));
  }

  at(x: Float64Array): Place {
    this.evaluations += 1;
    this.derivatives += 1;
    const found = unlessRefused(this.#op, this.evaluations, () => {
      const [value, gradient] = this.#compiled.valueAndGradient(tensor(x));
      this.#latest = value;
      return [value.item(), gradient.data() as Float64Array] as const;
    });
    const [number, slopes] = found ?? [Number.NaN, new Float64Array(x.length)];
    const isFinite = Number.isFinite(number) && slopes.every(Number.isFinite);
    return { x, value: isFinite ? number : Number.POSITIVE_INFINITY, gradient: slopes };
  }

  /** Whether the function is of dtype float32, where it was evaluated last. */
  get isSingle(): boolean {
    return this.#latest?.dtype === "float32";
  }

  /** Within this part of its size the function says nothing any more of a step: values are rounded. */
  get rounding(): number {
    return this.isSingle ? 1e-6 : 1e-12;
  }

  /** How the tensors of a place are made that was found. */
  get maker(): MakeTensor {
    return this.#unknowns.maker(this.#latest, foundByMinimize);
  }

  /** The product of the Hessian at x and a vector. */
  product(x: Float64Array, v: Float64Array): Float64Array {
    this.derivatives += 1;
    return this.#compiled.product(tensor(x), tensor(v)).data() as Float64Array;
  }
}

function scalarResult(op: string, value: unknown): Tensor {
  if (isTensor(value) && value.rank === 0 && (value.dtype === "float64" || value.dtype === "float32")) {
    return value;
  }
  const got = isTensor(value) ? `${value.dtype} [${value.shape.join(", ")}]` : describeValue(value);
  const remedy = isTensor(value) && value.rank > 0 ? " Reduce it, e.g. with sum() or mean()." : "";
  throw new ArgumentError(op, `f must return a floating-point scalar, got ${got}.${remedy}`);
}
