import {
  checkpoint,
  compile,
  cond,
  customGradient,
  evaluate,
  grad,
  gradients,
  type Parameter,
  parameter,
  scan,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
} from "@chainrule/autograd";
import { chain, clipByValue, gradientDescentRule, masked, optimizer } from "@chainrule/optim";
import { clearPlans } from "../../packages/autograd/src/evaluate/materialize.ts";
import { settings } from "../../packages/autograd/src/evaluate/settings.ts";
import { sharedMemory } from "../../packages/autograd/src/wasm/compile-plan.ts";
import type { Operation } from "./operation.ts";
import { numbersOf, type Value } from "./value.ts";
import {
  largestGradient,
  type Mapping,
  type Pressure,
  type Stateful,
  type Way,
  type World,
} from "./world.ts";

/** Gradients of arrays are clipped, those of numbers are not. */
const rule = chain(
  masked(clipByValue(largestGradient), ({ shape }) => shape.length > 0),
  gradientDescentRule,
);
const descentOf = (parameters: readonly Parameter[], learningRate: number) =>
  optimizer(parameters, rule, { learningRate });

/** The world as the engine has it: every call goes through the public interface, as a user's would. */
export class Real implements World<Tensor> {
  readonly variables: Tensor[] = [];
  readonly functions: Stateful<Tensor>[] = [];
  readonly #parameters: readonly Parameter[];
  readonly #descent: ReturnType<typeof descentOf>;

  constructor(parameters: readonly Value[], learningRate: number) {
    this.#parameters = parameters.map((value) => parameter(this.constant(value.shape, numbersOf(value))));
    this.#descent = descentOf(this.#parameters, learningRate);
  }

  get parameters(): number {
    return this.#parameters.length;
  }

  now(x: Tensor): Tensor {
    return x;
  }

  shapeOf(x: Tensor): readonly number[] {
    return x.shape;
  }

  constant(shape: readonly number[], elements: readonly number[]): Tensor {
    return tensor(nested(shape, elements) as number[]) as Tensor;
  }

  apply(operation: Operation, a: Tensor, b: Tensor): Tensor {
    return operation.real(a, b);
  }

  use(k: number): Tensor {
    return this.#parameters[k] as Parameter;
  }

  read(x: Tensor, way: Way): readonly number[] {
    switch (way) {
      case "data":
        return [...x.data()];
      case "toArray":
        return flattened(x.toArray());
      case "item":
        return x.size === 1 ? [x.item()] : [...x.data()];
      case "text":
        return numbersIn(String(x));
      case "json":
        return flattened(JSON.parse(JSON.stringify({ x })).x);
      case "evaluate":
        return [...evaluate({ x }).x.data()];
      case "inspect":
        return numbersIn(inspected(x).replace(/^.*float64/, ""));
    }
  }

  readAll(xs: readonly Tensor[]): readonly (readonly number[])[] {
    return evaluate([...xs]).map((x) => [...x.data()]);
  }

  assign(k: number, x: Tensor): void {
    (this.#parameters[k] as Parameter).assign(x as never);
  }

  gradients(y: Tensor, xs: readonly Tensor[], isZeroAsked: boolean): Tensor[] {
    return gradients(y, xs, { unused: isZeroAsked ? "zero" : undefined });
  }

  backward(y: Tensor): void {
    (y as Tensor<[]>).backward();
  }

  gradientOf(k: number): Tensor | null {
    return (this.#parameters[k] as Parameter).grad;
  }

  setGradient(k: number, x: Tensor | null): void {
    (this.#parameters[k] as Parameter).grad = x as never;
  }

  step(found?: readonly Tensor[]): void {
    this.#descent.step(found);
  }

  minimize(y: Tensor): void {
    this.#descent.minimize(y);
  }

  zeroGrad(): void {
    this.#descent.zeroGrad();
  }

  setRate(rate: number): void {
    this.#descent.learningRate = rate;
  }

  grad(f: Mapping<Tensor>, x: Tensor): Tensor {
    return grad((t) => f(t))(x);
  }

  vmap(f: Mapping<Tensor>, xs: readonly Tensor[]): Tensor {
    return vmap((...examples: Tensor[]) => f(...examples))(...xs);
  }

  checkpoint(f: Mapping<Tensor>, xs: readonly Tensor[]): Tensor {
    return checkpoint((...inputs) => f(...inputs))(...xs);
  }

  custom(value: Operation, slope: Operation, x: Tensor): Tensor {
    return customGradient((t: Tensor) => [value.real(t, t), (u: Tensor) => u.mul(slope.real(t, t) as never)])(
      x,
    );
  }

  scan(
    f: (carry: Tensor, row: Tensor) => readonly [Tensor, Tensor],
    carry: Tensor,
    xs: Tensor,
  ): readonly [Tensor, Tensor] {
    return scan((c: Tensor, row: Tensor) => f(c, row), carry, xs) as readonly [Tensor, Tensor];
  }

  cond(x: Tensor, whenTrue: Mapping<Tensor>, whenFalse: Mapping<Tensor>, of: Tensor): Tensor {
    return cond(
      x.greater(0.1) as never,
      (t: Tensor) => whenTrue(t),
      (t: Tensor) => whenFalse(t),
      of,
    );
  }

  whileBelow(f: Mapping<Tensor>, carry: Tensor, limit: Tensor): Tensor {
    return whileLoop(
      ({ k }) => k.less(limit as never),
      ({ c, k }) => ({ c: f(c), k: k.add(1) }),
      { c: carry, k: tensor(0) },
    ).c.stopGradient();
  }

  compile(f: Stateful<Tensor>): Stateful<Tensor> {
    return compile((flag: boolean, ...xs: Tensor[]) => f(flag, ...xs));
  }

  press(pressure: Pressure): void {
    switch (pressure) {
      case "forget plans":
        clearPlans();
        return;
      case "few plans":
        settings.mostWords = 2000;
        return;
      case "little memory":
        sharedMemory().budget = 4096;
        return;
      case "ample":
        relieve();
    }
  }
}

const usual = { mostWords: settings.mostWords, budget: sharedMemory().budget };

/** Takes all pressure away. */
export function relieve(): void {
  settings.mostWords = usual.mostWords;
  sharedMemory().budget = usual.budget;
}

function nested(shape: readonly number[], elements: readonly number[]): unknown {
  const [size, ...rest] = shape;
  if (size === undefined) return elements[0];
  const step = elements.length / size;
  return Array.from({ length: size }, (_, k) => nested(rest, elements.slice(k * step, (k + 1) * step)));
}

function flattened(tree: unknown): number[] {
  return Array.isArray(tree) ? tree.flatMap(flattened) : [Number(tree)];
}

function numbersIn(text: string): number[] {
  return (text.match(/-?[\d.]+(e[+-]?\d+)?/g) ?? []).map(Number);
}

/** What `console.log` prints. */
function inspected(x: Tensor): string {
  return (
    (x as unknown as Record<symbol, () => string>)[Symbol.for("nodejs.util.inspect.custom")]?.call(x) ?? ""
  );
}
