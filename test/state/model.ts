import { type Cell, changesOf, leafOf, paired, resultsOf, settledCell, standIn, standIns } from "./cell.ts";
import type { Operation } from "./operation.ts";
import { Beyond, Refusal } from "./refusal.ts";
import {
  bounded,
  builtOutside,
  cut,
  type Derivative,
  either,
  isCopied,
  isKept,
  isVague,
  requireInRange,
  requireKnown,
  requireNoneBehind,
  requireNotCut,
  requireNotLost,
  requireScopes,
  requireWhole,
  stateOf,
  throughEither,
  unrelated,
  withoutSlope,
} from "./requirement.ts";
import {
  behind,
  flat,
  minus,
  number,
  numbersMade,
  plus,
  renamed,
  Scalar,
  type Scope,
  select,
  slopes,
  times,
  withSlope,
} from "./scalar.ts";
import { given, mapped, numbersOf, type Value, valueOf, zipped } from "./value.ts";
import { largestGradient, type Mapping, type Stateful, type World } from "./world.ts";

/** Of what is refused when it is computed, derivatives may be refused or not. */
function doubt(y: Value, found: readonly Value[]): void {
  if (stateOf([y, ...found]) === "sound") return;
  for (const { elements } of found) for (const s of elements) s.state = "doubtful";
}

/** What the optimiser takes of a gradient. */
function clipped(gradient: Value): Value {
  if (gradient.shape.length === 0) return gradient;
  const bound = (sign: number) => (s: Scalar) =>
    select(flat(s, s.value * sign - largestGradient), number(sign * largestGradient), s);
  return mapped(mapped(gradient, bound(1)), bound(-1));
}

/** The same numbers, which belong to an operation that is given others besides, whether or not its functions use them. */
function madeFrom(value: Value, given: readonly Scalar[]): Value {
  return mapped(value, (s) => {
    const own = renamed(s);
    own.edges = [...own.edges, ...given.map((to) => ({ to, slope: null, isMention: true }))];
    return own;
  });
}

/** Of what is refused in one step, or in the branch that is not taken, nothing is known of the others. */
function soundOnly(values: readonly Value[]): void {
  if (stateOf(values) !== "sound") throw new Beyond();
}

const someNumber = valueOf([], [number(0)]);

/** The world computed eagerly, on plain arrays: nothing is lazy here, cached, compiled, or shared. */
export class Model implements World<Value> {
  variables: Value[] = [];
  functions: Stateful<Value>[] = [];
  #cells: Cell[];
  #rate: number;
  /** The call that `compile` is recording. */
  #recording: Scope | null = null;
  /** What the numbers of parameters in that call stand for outside. */
  #outside: ReadonlyMap<Scalar, Scalar> = new Map();
  /** The derivatives that were taken in that call, and what `backward()` was called on. */
  #derivatives: Derivative[] = [];
  #losses: Scalar[] = [];
  /** Whether a parameter is among its arguments. */
  #isOwn = false;
  /** How many transformations are looking at a function. */
  #traced = 0;
  /** Leaves made so far, and those that a function makes when it is called again for another example. */
  readonly #assigned: Value[] = [];
  /** What each of them was assigned. */
  readonly #sources: Value[] = [];
  #replay: Value[] | null = null;
  /** Parameters used since the innermost checkpoint began. */
  #used: Set<number> = new Set();

  constructor(parameters: readonly Value[], rate: number) {
    this.#cells = parameters.map((leaf) => ({ leaf, earlier: [], gradient: null, spent: false }));
    this.#rate = rate;
  }

  get parameters(): number {
    return this.#cells.length;
  }

  /** Everything that calls can change, and a way back to it. */
  saved(): () => void {
    const [variables, functions, cells, rate] = [
      this.variables.slice(),
      this.functions.slice(),
      this.#cells.slice(),
      this.#rate,
    ];
    return () => {
      this.variables.splice(0, Infinity, ...variables);
      this.functions.splice(0, Infinity, ...functions);
      this.#cells = cells.slice();
      this.#rate = rate;
    };
  }

  now(x: Value): Value {
    return x.cell === undefined ? x : this.use(x.cell);
  }

  shapeOf(x: Value): readonly number[] {
    return x.shape;
  }

  constant(shape: readonly number[], elements: readonly number[]): Value {
    return given(shape, elements);
  }

  apply(operation: Operation, a: Value, b: Value): Value {
    return bounded(operation.model(a, b));
  }

  use(parameter: number): Value {
    this.#used.add(parameter);
    return this.#cell(parameter).leaf;
  }

  read(x: Value): readonly number[] {
    requireKnown(x);
    return numbersOf(x);
  }

  readAll(xs: readonly Value[]): readonly (readonly number[])[] {
    requireKnown(...xs);
    return xs.map(numbersOf);
  }

  assign(parameter: number, x: Value): void {
    if (this.#recording === null) requireKnown(x);
    else requireScopes(x, (scope) => scope.open && scope.kind === "compile");
    // In a recording it still depends on what the recording is of, but no derivative goes on to that.
    const elements =
      this.#recording === null ? numbersOf(x).map(number) : x.elements.map((s) => flat(s, s.value));
    const { leaf, earlier } = this.#cell(parameter);
    const fresh = this.#replay?.shift() ?? valueOf(leaf.shape, elements);
    this.#assigned.push(fresh);
    this.#sources.push(x);
    this.#change(parameter, { leaf: fresh, earlier: [...earlier, leaf] });
  }

  gradients(y: Value, xs: readonly Value[], isZeroAsked: boolean): Value[] {
    for (const value of [y, ...xs]) requireScopes(value, ({ open }) => open);
    const root = y.elements[0] as Scalar;
    const copied = isCopied(root, xs, this.#outside);
    requireNotLost(root, [...xs, ...xs.map((x) => this.#outsideOf(x))], copied ? throughEither : undefined);
    if (copied) throw new Beyond();
    const [depends, sloping] = [behind([root], "inputs"), behind([root], "slopes")];
    const isReached = (x: Value): boolean => x.elements.some((s) => sloping.has(s));
    if (xs.some((x) => isReached(this.#outsideOf(x)))) this.#refuseBuiltOutside();
    for (const x of xs) {
      const earlier = this.#cells.find(({ leaf }) => leaf === x)?.earlier ?? [];
      if (!isReached(x) && earlier.some(isReached))
        throw new Refusal(/through a value that it no longer has/);
    }
    const mentioned = behind([root], "everything");
    for (const x of xs) {
      if (isZeroAsked || isReached(x)) continue;
      const isIn = (found: ReadonlySet<Scalar>): boolean => x.elements.some((s) => found.has(s));
      throw new Refusal(isIn(depends) ? withoutSlope : isIn(mentioned) ? either : unrelated);
    }
    const asked = xs.flatMap(({ elements }) => elements);
    const found = xs.map((x) => bounded(valueOf(x.shape, slopes(root, x.elements, asked))));
    this.#derivatives.push({ of: root, by: xs, found });
    doubt(y, found);
    return found;
  }

  backward(y: Value): void {
    requireScopes(y, ({ open, kind }) => open && kind !== "vmap");
    const root = y.elements[0] as Scalar;
    const reached = behind([root], "slopes");
    const isReached = (value: Value): boolean => value.elements.some((s) => reached.has(s));
    const found = [...this.#cells.keys()].filter((k) => isReached(this.#cell(k).leaf));
    if (this.#cells.some(({ leaf }) => isReached(this.#outsideOf(leaf)))) this.#refuseBuiltOutside();
    for (const [k, { earlier }] of this.#cells.entries()) {
      if (!found.includes(k) && earlier.some(isReached)) throw new Refusal(/values that parameters have now/);
    }
    const leaves = found.map((k) => this.#cell(k).leaf);
    const outside = valueOf([], [...this.#outside.values()]);
    requireNotLost(root, [...this.#cells.map(leafOf), outside]);
    if (found.length === 0) throw new Refusal(/depends on no parameter|which ha(s|ve) no derivative/);
    const received = leaves.map((leaf) => bounded(cut(valueOf(leaf.shape, slopes(root, leaf.elements)))));
    doubt(y, received);
    this.#derivatives.push({ of: root, by: leaves, found: received });
    this.#losses.push(root);
    for (const [i, k] of found.entries()) {
      const { gradient, spent } = this.#cell(k);
      const added =
        gradient === null || spent ? (received[i] as Value) : zipped(plus, gradient, received[i] as Value);
      this.#change(k, { gradient: bounded(added), spent: false });
    }
  }

  gradientOf(parameter: number): Value | null {
    return this.#cell(parameter).gradient;
  }

  setGradient(parameter: number, x: Value | null): void {
    if (x !== null) requireScopes(x, ({ open, kind }) => open && kind !== "vmap");
    this.#change(parameter, { gradient: x === null ? null : cut(x), spent: false });
  }

  step(gradients?: readonly Value[]): void {
    const pending = gradients ?? this.#cells.map(({ gradient, spent }) => (spent ? null : gradient));
    if (pending.every((gradient) => gradient === null)) throw new Refusal(/no parameter has a gradient/);
    const values = pending.map((gradient, k) =>
      gradient === null
        ? null
        : bounded(
            zipped((w, g) => minus(w, times(number(this.#rate), g)), this.#cell(k).leaf, clipped(gradient)),
          ),
    );
    if (this.#recording === null) requireKnown(...values.filter((value) => value !== null));
    for (const [k, value] of values.entries()) {
      if (value === null) continue;
      this.assign(k, value);
      if (gradients === undefined) this.#change(k, { spent: true });
    }
  }

  minimize(y: Value): void {
    const leaves = this.#cells.map(({ leaf }) => leaf);
    this.step(this.gradients(y, leaves, false));
  }

  zeroGrad(): void {
    for (const k of this.#cells.keys()) this.setGradient(k, null);
  }

  setRate(rate: number): void {
    this.#rate = rate;
  }

  grad(f: Mapping<Value>, x: Value): Value {
    const argument = mapped(x, (s) => renamed(s));
    const from = this.#assigned.length;
    const y = this.#tracing(() => f(argument));
    requireNotCut(y, argument, this.#assigned.slice(from), this.#sources.slice(from));
    const found = bounded(valueOf(x.shape, slopes(y.elements[0] as Scalar, argument.elements)));
    doubt(y, [found]);
    return found;
  }

  vmap(f: Mapping<Value>, xs: readonly Value[]): Value {
    // Whether what was kept from an earlier call is noticed depends on what is done with it.
    if (xs.some(isKept)) throw new Beyond();
    const count = xs[0]?.shape[0] as number;
    // While the function is called, an example is no part of the tensor that it is from.
    const joints: (readonly [Scalar, Scalar])[] = [];
    const example = (k: number, scope: Scope | null): Value[] =>
      xs.map(({ shape: [, ...shape], elements }) => {
        const size = elements.length / count;
        const own = elements.slice(k * size, (k + 1) * size).map((s) => {
          const stand = new Scalar(s.value, [], scope);
          if (scope === null) joints.push([stand, s]);
          return stand;
        });
        return valueOf(shape, own);
      });
    const before = this.saved();
    // What the function does while it is looked at, which happens once.
    const scope: Scope = { kind: "vmap", open: true };
    const from = this.#assigned.length;
    const earlier = this.#derivatives.length;
    const given = example(0, scope);
    let after: () => void;
    try {
      const result = this.#tracing(() => f(...given));
      after = this.saved();
      const taken = this.#derivatives.slice(earlier).map((derivative) => ({
        ...derivative,
        by: derivative.by.filter((x) => !given.includes(x)),
      }));
      const args = given.map((value, k) => ({ inside: value, outside: xs[k] as Value }));
      for (const outer of [new Map(), this.#outside]) requireWhole(taken, args, outer, [result]);
    } finally {
      scope.open = false;
    }
    const made = this.#assigned.slice(from);
    const replay = this.#replay;
    const rows = Array.from({ length: count }, (_, k) => {
      before();
      this.#replay = made.slice();
      return this.#tracing(() => f(...example(k, null)));
    });
    for (const [stand, s] of joints) stand.join(s);
    // Whether one example's error is that of others depends on how they are computed together.
    if (stateOf(rows) !== "sound") throw new Beyond();
    this.#replay = replay;
    after();
    return valueOf(
      [count, ...(rows[0] as Value).shape],
      rows.flatMap(({ elements }) => elements.map((s) => renamed(s))),
    );
  }

  checkpoint(f: Mapping<Value>, xs: readonly Value[]): Value {
    const outer = this.#used;
    this.#used = new Set();
    const given = xs.map((x) => mapped(x, (s) => renamed(s)));
    const value = this.#tracing(() => f(...given));
    const depends = behind(value.elements, "inputs", new Set(given.flatMap(({ elements }) => elements)));
    const captured = [...this.#used].map((k) => [k, this.#cell(k).leaf] as const);
    this.#used = new Set([...outer, ...this.#used]);
    // The function is called again for the derivative, and has to find what it found.
    const guard = (): void => {
      for (const [k, leaf] of captured) {
        if (this.#cell(k).leaf !== leaf && leaf.elements.some((s) => depends.has(s)))
          throw new Refusal(/must keep their values/);
      }
    };
    return mapped(value, (s) => renamed(s, null, guard));
  }

  custom(value: Operation, slope: Operation, x: Value): Value {
    const [y, dy] = [value.model(x, someNumber), slope.model(x, someNumber)];
    const element = (s: Scalar, k: number): Scalar =>
      withSlope((y.elements[k] as Scalar).value, s, () => dy.elements[k] as Scalar);
    return bounded(valueOf(x.shape, x.elements.map(element)));
  }

  scan(
    f: (carry: Value, row: Value) => readonly [Value, Value],
    carry: Value,
    { shape: [count, ...rest], elements }: Value,
  ): readonly [Value, Value] {
    const size = elements.length / (count as number);
    let last = carry;
    const found = Array.from({ length: count as number }, (_, k) => {
      const row = elements.slice(k * size, (k + 1) * size).map((s) => renamed(s));
      const [next, y] = f(last, valueOf(rest, row));
      last = next;
      return y;
    });
    soundOnly([carry, valueOf([], elements), last, ...found]);
    const given = [...carry.elements, ...elements];
    const all = valueOf(
      [count as number, ...carry.shape],
      found.flatMap((y) => y.elements),
    );
    return [madeFrom(last, given), madeFrom(all, given)];
  }

  cond(x: Value, whenTrue: Mapping<Value>, whenFalse: Mapping<Value>, of: Value): Value {
    const branches = [whenTrue(of), whenFalse(of)] as const;
    soundOnly([x, of, ...branches]);
    const chosen = zipped((mask, a, b) => select(flat(mask, mask.value - 0.1), a, b), x, ...branches);
    return madeFrom(chosen, of.elements);
  }

  whileBelow(f: Mapping<Value>, carry: Value, limit: Value): Value {
    const [most] = limit.elements as [Scalar];
    if (most.value > 5) throw new Beyond();
    let last = carry;
    for (let k = 0; k < most.value; k++) last = f(last);
    // One step more than there are says what a step depends on, whether or not there is one.
    const next = f(last);
    soundOnly([carry, last, next, limit]);
    const depends = [most, ...carry.elements, ...behind(next.elements, "inputs")];
    return mapped(
      last,
      (s) =>
        new Scalar(
          s.value,
          [s, ...depends].map((to) => ({ to, slope: null })),
        ),
    );
  }

  compile(f: Stateful<Value>): Stateful<Value> {
    return (flag, ...xs) => {
      // Inside a recording or a transformation a compiled function is a function like any other, but for what it returns.
      if (this.#recording !== null || this.#traced > 0) {
        const given = xs.map((x) => this.#asItself(x, this.#cellOf(x)));
        return f(flag, ...given)
          .map((value) => this.now(value))
          .map((value) => (this.#cellOf(value) < 0 ? value : mapped(value, (s) => renamed(s))));
      }
      for (const x of xs) requireKnown(x);
      if (this.#cells.some(({ gradient }) => gradient !== null && isVague(gradient))) throw new Beyond();
      const before = this.saved();
      const made = numbersMade();
      const outside = this.#cells;
      const scope: Scope = { kind: "compile", open: true };
      this.#recording = scope;
      const inside = standIns(outside, scope);
      this.#cells = inside;
      this.#outside = paired(inside.map(leafOf), outside.map(leafOf));
      this.#derivatives = [];
      this.#losses = [];
      try {
        // A parameter is itself, and two arguments that are one tensor are one.
        const firsts = xs.map((x) => xs.indexOf(x));
        const fresh = xs.map((x) => standIn(x, scope));
        const own = xs.map((x) => outside.findIndex(({ leaf }) => leaf === x));
        const given = firsts.map((first) => fresh[first] as Value);
        this.#isOwn = own.some((k) => k >= 0);
        const results = f(flag, ...given.map((value, k) => this.#asItself(value, own[k] as number))).map(
          (value) => this.now(value),
        );
        const after = this.#cells;
        const args = given.map((value, k) => ({ inside: value, outside: xs[k] as Value }));
        for (const value of results) requireScopes(value, (each) => each === scope);
        requireNoneBehind(this.#losses, args, outside.map(leafOf));
        const known = new Map([...paired(given, xs), ...this.#outside]);
        const roots = [...results, ...changesOf(inside, after)];
        requireWhole(this.#derivatives, args, known, roots);
        for (const value of roots) requireInRange(value);
        this.#cells = after.map((cell, k) => settledCell(outside[k] as Cell, inside[k] as Cell, cell, scope));
        const outer = new Map([...known, ...paired(after.map(leafOf), this.#cells.map(leafOf))]);
        const leaves = after.map(leafOf);
        const copyOf = (value: Value): Value | null => {
          const k = leaves.indexOf(value);
          return k < 0 ? null : this.#cell(k).leaf;
        };
        const handedOn = (value: Value): Value | null => {
          const k = given.indexOf(value);
          if (k >= 0) return xs[k] as Value;
          return (value.elements[0] as Scalar).serial <= made ? value : null;
        };
        return resultsOf(results, scope, outer, handedOn, copyOf);
      } catch (error) {
        before();
        throw error;
      } finally {
        scope.open = false;
        this.#isOwn = false;
        this.#recording = null;
        this.#outside = new Map();
      }
    };
  }

  press(): void {}

  /** A parameter that is an argument is data at first, which is refused by another text, at the end of the call. */
  #refuseBuiltOutside(): never {
    throw this.#isOwn ? new Beyond() : new Refusal(builtOutside);
  }

  /** What is an argument of a compiled function: a parameter is itself; -1 for anything else. */
  #asItself(value: Value, cell: number): Value {
    return cell < 0 ? value : { ...value, cell };
  }

  /** Which parameter's value something is; -1 for anything else. */
  #cellOf(value: Value): number {
    return this.#cells.findIndex(({ leaf }) => leaf === value);
  }

  #cell(k: number): Cell {
    return this.#cells[k] as Cell;
  }

  /** What a parameter of the call that is recorded is outside; nothing of anything else. */
  #outsideOf({ shape, elements }: Value): Value {
    return valueOf(
      shape,
      elements.flatMap((s) => this.#outside.get(s) ?? []),
    );
  }

  #change(k: number, change: Partial<Cell>): void {
    this.#cells = this.#cells.with(k, { ...this.#cell(k), ...change });
  }

  #tracing<R>(f: () => R): R {
    this.#traced += 1;
    try {
      return f();
    } finally {
      this.#traced -= 1;
    }
  }
}
