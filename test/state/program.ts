import { type OperationName, operations } from "./operation.ts";
import { type Mapping, type Pressure, type Stateful, UserError, type Way, type World } from "./world.ts";

/** Which operand: counted among what there is when the instruction is performed. */
export type Pick = number;

/** One thing that a program does, at the top level or inside a function. */
export type Instruction =
  | { readonly do: "apply"; readonly name: OperationName; readonly a: Pick; readonly b: Pick }
  | { readonly do: "constant"; readonly shape: readonly number[]; readonly elements: readonly number[] }
  | { readonly do: "read"; readonly x: Pick; readonly way: Way }
  | { readonly do: "read together"; readonly xs: readonly Pick[] }
  | { readonly do: "assign"; readonly parameter: Pick; readonly x: Pick }
  | {
      readonly do: "gradients";
      readonly y: Pick;
      readonly xs: readonly Pick[];
      readonly isZeroAsked: boolean;
    }
  | { readonly do: "backward"; readonly y: Pick; readonly isOfAll: boolean }
  | { readonly do: "gradient"; readonly parameter: Pick }
  | { readonly do: "set gradient"; readonly parameter: Pick; readonly x: Pick | null }
  /** To one that is refused as soon as somebody wants it. */
  | { readonly do: "set gradient without value"; readonly parameter: Pick; readonly x: Pick }
  | { readonly do: "step" | "zeroGrad" | "throw" }
  | { readonly do: "step along"; readonly y: Pick }
  | { readonly do: "minimize"; readonly y: Pick }
  | { readonly do: "rate"; readonly rate: number }
  | { readonly do: "grad" | "checkpoint" | "vmap"; readonly body: Body; readonly xs: readonly Pick[] }
  | {
      readonly do: "scan" | "cond" | "whileLoop";
      /** What a step does, or one branch. */
      readonly body: Body;
      /** What the other branch does. */
      readonly other: Body;
      /** What is carried, or given; then the rows, or the number that decides; then what the functions refer to. */
      readonly xs: readonly Pick[];
    }
  | { readonly do: "custom"; readonly name: OperationName; readonly slope: OperationName; readonly x: Pick }
  | {
      readonly do: "compile";
      readonly body: Body;
      readonly captured: readonly Pick[];
      /** Whether what it refers to is read before. */
      readonly isRead: boolean;
      /** What it returns besides: anything that it calculated, was given, or refers to. */
      readonly returned: readonly Pick[];
      /** What it is called with at once; null if it waits. */
      readonly xs: readonly Pick[] | null;
    }
  | {
      readonly do: "call";
      readonly function: Pick;
      readonly xs: readonly Pick[];
      readonly turns: readonly Pick[];
      readonly flag: boolean;
      /** What is done with the result beside everything else, which it may have been computed from. */
      readonly after?: "backward" | "gradients" | null;
    }
  | {
      readonly do: "leak";
      readonly by: "compile" | "vmap";
      readonly body: Body;
      readonly x: Pick;
      readonly kept: Pick;
    }
  | { readonly do: "press"; readonly pressure: Pressure };

/** What a function does: with its arguments, with what it closes over, and with parameters. */
export type Body = readonly Instruction[];

/** The tensors that an instruction can take as operands. */
class Frame<T> {
  readonly #world: World<T>;
  readonly values: T[];
  /** Compiled functions that may be called: of those known to it, a function calls no later one, so that none calls itself. */
  readonly functions: readonly Stateful<T>[];

  constructor(world: World<T>, values: T[], functions: readonly Stateful<T>[]) {
    this.#world = world;
    this.values = values;
    this.functions = functions;
  }

  /** A value, or a parameter. */
  any(pick: Pick): T {
    const k = pick % (this.values.length + this.#world.parameters);
    return k < this.values.length ? this.value(k) : this.#world.use(k - this.values.length);
  }

  value(pick: Pick): T {
    return this.#world.now(this.values[pick % this.values.length] as T);
  }

  /** A number: the operand, or its sum. */
  scalar(pick: Pick): T {
    return this.#reduced(this.any(pick));
  }

  #reduced(x: T): T {
    return this.#world.shapeOf(x).length === 0 ? x : this.#world.apply(operations.sum, x, x);
  }

  /** An operand of a given shape: itself, or its sum everywhere. */
  like(pick: Pick, shape: readonly number[]): T {
    const x = this.any(pick);
    const own = this.#world.shapeOf(x);
    if (own.join() === shape.join()) return x;
    const size = shape.reduce((product, n) => product * n, 1);
    const zeros = this.#world.constant(shape, new Array<number>(size).fill(0));
    return this.#world.apply(operations.add, zeros, this.#reduced(x));
  }

  /** An operand with an axis. */
  withAxis(pick: Pick): T {
    const x = this.any(pick);
    return this.#world.shapeOf(x).length > 0
      ? x
      : this.#world.apply(operations.add, x, this.#world.constant([2], [0, 1]));
  }
}

/** What an instruction showed: numbers that were read, or a tensor to keep. */
export interface Outcome<T> {
  readonly read?: readonly (readonly number[])[];
  readonly made?: readonly T[];
}

/** Performs one instruction on values, which may be the plain variables. */
export function perform<T>(
  world: World<T>,
  values: T[],
  step: Instruction,
  functions: readonly Stateful<T>[] = world.functions,
): Outcome<T> {
  const frame = new Frame(world, values, functions);
  const parameterOf = (pick: Pick): number => pick % world.parameters;
  switch (step.do) {
    case "apply": {
      const operation = operations[step.name];
      const [a, b] = [frame.any(step.a), frame.any(step.b)];
      const fits = operation.fits(world.shapeOf(a), world.shapeOf(b));
      return { made: [world.apply(fits ? operation : operations.sin, a, b)] };
    }
    case "constant":
      return { made: [world.constant(step.shape, step.elements)] };
    case "read":
      return { read: [world.read(frame.any(step.x), step.way)] };
    case "read together":
      return { read: world.readAll(step.xs.map((pick) => frame.any(pick))) };
    case "assign": {
      const k = parameterOf(step.parameter);
      world.assign(k, frame.like(step.x, world.shapeOf(world.use(k))));
      return {};
    }
    case "gradients": {
      const xs = step.xs.map((pick) => frame.any(pick));
      return { made: world.gradients(frame.scalar(step.y), xs, step.isZeroAsked) };
    }
    case "backward":
      world.backward(step.isOfAll ? lossOf(world, frame.scalar(step.y)) : frame.scalar(step.y));
      return {};
    case "gradient": {
      const gradient = world.gradientOf(parameterOf(step.parameter));
      return { made: gradient === null ? [] : [gradient] };
    }
    case "set gradient": {
      const k = parameterOf(step.parameter);
      world.setGradient(k, step.x === null ? null : frame.like(step.x, world.shapeOf(world.use(k))));
      return {};
    }
    case "set gradient without value": {
      const k = parameterOf(step.parameter);
      const [list, index] = [world.constant([2], [1, 2]), world.constant([], [9])];
      const number = world.apply(operations.element, list, index);
      world.setGradient(
        k,
        world.apply(operations.mul, frame.like(step.x, world.shapeOf(world.use(k))), number),
      );
      return {};
    }
    case "step":
      world.step();
      return {};
    case "zeroGrad":
      world.zeroGrad();
      return {};
    case "throw":
      throw new UserError();
    case "step along": {
      const parameters = Array.from({ length: world.parameters }, (_, k) => world.use(k));
      world.step(world.gradients(lossOf(world, frame.scalar(step.y)), parameters, false));
      return {};
    }
    case "minimize":
      world.minimize(lossOf(world, frame.scalar(step.y)));
      return {};
    case "rate":
      world.setRate(step.rate);
      return {};
    case "press":
      world.press(step.pressure);
      return {};
    default:
      return performWithFunction(world, frame, step);
  }
}

/** A number that depends on every parameter. */
function lossOf<T>(world: World<T>, y: T): T {
  let loss = y;
  for (let k = 0; k < world.parameters; k++) {
    const [w, sum] = [world.use(k), operations.sum];
    const square = world.apply(operations.square, w, w);
    loss = world.apply(operations.add, loss, world.apply(sum, square, square));
  }
  return loss;
}

type WithFunction = Extract<
  Instruction,
  {
    readonly do:
      | "grad"
      | "checkpoint"
      | "vmap"
      | "scan"
      | "cond"
      | "whileLoop"
      | "custom"
      | "compile"
      | "call"
      | "leak";
  }
>;

function performWithFunction<T>(world: World<T>, frame: Frame<T>, step: WithFunction): Outcome<T> {
  const { functions } = frame;
  const bodyOn = (xs: T[]): T => run(world, xs, (step as { readonly body: Body }).body, functions);
  switch (step.do) {
    case "grad":
      return {
        made: [
          world.grad((x) => new Frame(world, [bodyOn([x])], functions).scalar(0), frame.any(step.xs[0] ?? 0)),
        ],
      };
    case "checkpoint":
      return {
        made: [
          world.checkpoint(
            (...xs) => bodyOn(xs),
            step.xs.map((pick) => frame.any(pick)),
          ),
        ],
      };
    case "vmap":
      return { made: [world.vmap((...xs) => bodyOn(xs), examples(world, frame, step.xs))] };
    case "scan":
    case "cond":
    case "whileLoop":
      return performLoop(world, frame, step);
    case "custom":
      return { made: [world.custom(operations[step.name], operations[step.slope], frame.any(step.x))] };
    case "compile": {
      const captured = step.captured.map((pick) => frame.value(pick));
      const known = functions.slice();
      if (step.isRead) world.readAll(captured);
      const f: Stateful<T> = (flag, ...xs) => {
        const values = [...xs, ...captured];
        const result = run(world, values, step.body.slice(flag ? 1 : 0), known);
        const inside = new Frame(world, values, known);
        // What is closed over always has a part in what is returned.
        return [
          result,
          ...captured.slice(0, 1).map((x) => world.apply(operations.sin, x, x)),
          ...step.returned.map((pick) => inside.any(pick)),
        ];
      };
      const compiled = world.compile(f);
      world.functions.push(compiled);
      return step.xs === null ? {} : { made: compiled(false, ...step.xs.map((pick) => frame.any(pick))) };
    }
    case "call": {
      const f = functions[step.function % functions.length];
      if (f === undefined) return {};
      // Again and again with other operands: what lies in memory from one call is not for the next.
      const results = step.turns.map((turn) =>
        f(step.flag, ...step.xs.map((pick) => frame.any(pick + turn))),
      );
      const made = results.at(-1) ?? [];
      const [first] = made;
      if (!step.after || first === undefined) return { made };
      const { sum, add } = operations;
      const xs = step.xs.map((pick) => frame.any(pick));
      const y = [first, ...xs]
        .map((x) => world.apply(sum, x, x))
        .reduce((total, x) => world.apply(add, total, x));
      if (step.after === "gradients") return { made: world.gradients(y, xs, true) };
      world.backward(lossOf(world, y));
      return { made };
    }
    case "leak": {
      const kept: T[] = [];
      const f = (...xs: T[]): T => {
        const values = [...xs];
        const result = bodyOn(values);
        kept[0] ??= values[step.kept % values.length] as T;
        return result;
      };
      if (step.by === "vmap") world.vmap(f, examples(world, frame, [step.x]));
      else world.compile((_, ...xs) => [f(...xs)])(false, frame.value(step.x));
      return { made: kept };
    }
  }
}

type Loop = Extract<Instruction, { readonly do: "scan" | "cond" | "whileLoop" }>;

/** A function of a loop or of a branch gives what is like the first that it is given, and refers to other operands. */
function performLoop<T>(world: World<T>, frame: Frame<T>, step: Loop): Outcome<T> {
  const [first, second, ...others] = step.xs as [Pick, Pick, ...Pick[]];
  const x = frame.any(first);
  const captured = others.map((pick) => frame.any(pick));
  const of =
    (body: Body): Mapping<T> =>
    (...own) => {
      const result = run(world, [...own, ...captured], body, []);
      return new Frame(world, [result], []).like(0, world.shapeOf(x));
    };
  const f = of(step.body);
  switch (step.do) {
    case "scan": {
      const both = (carry: T, row: T): readonly [T, T] => {
        const next = f(carry, row);
        return [next, world.apply(operations.half, next, next)];
      };
      return { made: world.scan(both, x, frame.withAxis(second)) };
    }
    case "cond":
      return { made: [world.cond(frame.scalar(second), f, of(step.other), x)] };
    case "whileLoop":
      return { made: [world.whileBelow(f, x, frame.scalar(second))] };
  }
}

/** Operands with as many examples each: the first one's, or the first alone. */
function examples<T>(world: World<T>, frame: Frame<T>, picks: readonly Pick[]): T[] {
  const xs = picks.map((pick) => frame.withAxis(pick));
  const [count] = world.shapeOf(xs[0] as T);
  return xs.filter((x) => world.shapeOf(x)[0] === count);
}

/**
 * Runs a body on values, to which each result is added; the last of them is the function's. One that it was given is changed,
 * since it would be another name of the argument.
 */
function run<T>(world: World<T>, values: T[], body: Body, functions: readonly Stateful<T>[]): T {
  const given = values.length;
  for (const step of body) values.push(...(perform(world, values, step, functions).made ?? []));
  const last = world.now(values.at(-1) as T);
  return values.length > given ? last : world.apply(operations.half, last, last);
}
