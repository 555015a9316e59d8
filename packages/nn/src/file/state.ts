import {
  ArgumentError,
  DtypeError,
  evaluate,
  isParameter,
  isTensor,
  type Parameter,
  ShapeError,
  type Tensor,
  type TensorLike,
} from "@chainrule/autograd";
import {
  checkOptions,
  describeValue,
  forgetRecordings,
  hasWholeState,
  isArray,
  propertyOf,
  savedTensor,
  valueNow,
} from "@chainrule/autograd/gears";
import { shapeText } from "../argument.ts";
import { walk } from "../model/walk.ts";
import { entriesArgument } from "./named-values.ts";

/** What has state that is not in parameters of its own: optimisers, generators, moving averages, and whatever else has these. */
export interface Stateful {
  /** What it has to remember, by name. */
  state(): Readonly<Record<string, Tensor>>;
  /**
   * Goes on from a saved state.
   * @param state - What `state()` returned, there or elsewhere.
   */
  load(state: Readonly<Record<string, Tensor>>): void;
}

/** Where a tensor is in a file: its name, and whether it lies there with its axes reversed. */
export type StoredName = string | { readonly from: string; readonly transpose?: boolean | undefined };

/** Options of {@link loadState}. */
export interface LoadStateOptions {
  /**
   * What is called otherwise where it comes from: by the model's names, or a function of them. PyTorch's linear layers keep weights
   * as `[outputs, inputs]`: `{ "layers.0.weight": { from: "fc1.weight", transpose: true } }`.
   */
  readonly names?:
    | Readonly<Record<string, StoredName>>
    | ((name: string) => StoredName | undefined)
    | undefined;
  /** `"skip"` passes over tensors that the model has no place for. By default they are refused. */
  readonly unused?: "skip" | undefined;
  /** Whether float64 may be rounded to float32, where the model is of that. The other way round nothing is lost. By default false. */
  readonly narrow?: boolean | undefined;
}

/** A place of a model's state. */
interface Slot {
  readonly name: string;
  /** The parameter, or what `state()` returned. */
  readonly given: Tensor;
  readonly value: Tensor;
  readonly parameter: Parameter | null;
  readonly owner: Stateful | null;
  /** What the owner calls it. */
  readonly key: string;
}

/**
 * All that a model, or an object of a model and what trains it, has to remember: parameters by path as {@link namedParameters} finds
 * them, and the `state()` of optimisers, generators, moving averages and whatever else has `state` and `load`, below the path that
 * leads to it. Of objects of yours also what they hold besides what their `state()` returns: parameters, and what has state in turn.
 * @param model - `model`, or `{ model, optimizer, generator }`.
 * @returns Tensors by name: data, which stay what they are when training goes on.
 * @throws {ArgumentError} as {@link namedParameters} does, or if a `state()` does not return tensors.
 * @example [...stateOf({ net: mlp([1, 1], { activation: "tanh" }), descent: gradientDescent([parameter(1)], { learningRate: 0.5 }) }).keys()] // => ["net.layers.0.weight", "net.layers.0.bias", "descent.step", "descent.learningRate"]
 */
export function stateOf(model: object): Map<string, Tensor> {
  return new Map(slotsOf("stateOf", model).map(({ name, value }) => [name, value]));
}

/** The names of those that are parameters. */
export function parameterNames(op: string, model: object): Set<string> {
  return new Set(slotsOf(op, model).flatMap(({ name, parameter }) => (parameter === null ? [] : [name])));
}

/**
 * Puts the tensors that {@link stateOf} returned, or a file had, into a model. All of them are compared with the model before anything
 * is changed.
 * @param model - `model`, or `{ model, optimizer, generator }`.
 * @param tensors - By name. Those of float32 widen to float64. Numbers, as JSON makes them of tensors, take the model's dtype.
 * @param options - See {@link LoadStateOptions}.
 * @throws {ArgumentError}, {@link ShapeError} or {@link DtypeError} if something is missing, left over or does not fit, and then
 *   nothing has changed.
 * @example
 * const model = { w: parameter([1, 2]) };
 * loadState(model, { weights: tensor([3, 4]) }, { names: { w: "weights" } });
 * model.w.toArray() // => [3, 4]
 */
export function loadState(
  model: object,
  tensors: ReadonlyMap<string, TensorLike> | Readonly<Record<string, TensorLike>>,
  options?: LoadStateOptions,
): void {
  loadInto("loadState", model, tensors, options);
}

export function loadInto(op: string, model: unknown, tensors: unknown, options: unknown): void {
  const given = checkOptions(op, options, ["names", "unused", "narrow"]);
  const narrow = narrowArgument(op, given["narrow"]);
  const slots = slotsOf(op, model);
  const rename = namesArgument(op, given["names"], slots);
  const left = new Map(entriesArgument(op, "tensors", tensors, "tensors"));
  const stored = [...left.keys()];
  const values = slots.map((slot) => {
    const { from, transpose = false } = rename(slot.name);
    const value = left.get(from);
    if (value === undefined && !left.has(from)) {
      throw new ArgumentError(op, `there must be a tensor ${describeValue(from)}, got ${listed(stored)}.`);
    }
    left.delete(from);
    const saved = savedTensor(op, describeValue(from), value, slot.value.dtype);
    return fitted(op, from, transpose ? saved.transpose() : saved, slot, narrow);
  });
  if (given["unused"] !== "skip" && given["unused"] !== undefined) {
    throw new ArgumentError(op, `unused must be "skip", got ${describeValue(given["unused"])}.`);
  }
  if (left.size > 0 && given["unused"] === undefined) {
    throw new ArgumentError(
      op,
      `the model must have a place for each tensor, got ${listed([...left.keys()])} besides. Pass { unused: "skip" }, or { names }.`,
    );
  }
  evaluate(values);
  loadOwners(op, slots, values);
  for (const [k, { parameter }] of slots.entries()) parameter?.assign(values[k] as Tensor);
}

/** Each owner compares values that nobody else knows: if one refuses, those before it get back what they had. */
function loadOwners(op: string, slots: readonly Slot[], values: readonly Tensor[]): void {
  const states = new Map<Stateful, { before: Record<string, Tensor>; after: Record<string, Tensor> }>();
  for (const [k, { owner, key, value }] of slots.entries()) {
    if (owner === null) continue;
    const state = states.get(owner) ?? { before: {}, after: {} };
    states.set(owner, state);
    state.before[key] = value;
    state.after[key] = values[k] as Tensor;
  }
  const done: Stateful[] = [];
  try {
    for (const [owner, { after }] of states) {
      requireSynchronous(op, "load", owner.load(after));
      done.push(owner);
      // Of an object of the user's nobody knows where it keeps what it has loaded.
      if (!hasWholeState(owner)) forgetRecordings();
    }
  } catch (error) {
    for (const owner of done) owner.load((states.get(owner) as { before: Record<string, Tensor> }).before);
    throw error;
  }
}

function slotsOf(op: string, model: unknown): Slot[] {
  const slots: Slot[] = [];
  const owners: { readonly owner: Stateful; readonly path: string }[] = [];
  walk(op, model, (value, name) => {
    if (isParameter(value)) {
      slots.push(slotOf(value, name()));
      return false;
    }
    if (!isStateful(value)) return true;
    const path = name();
    slots.push(...slotsOfOwner(op, value, path));
    owners.push({ owner: value, path });
    return false;
  });
  // What is found elsewhere in the model has its name from there.
  const found = new Set(slots.map(({ parameter, owner }): object | null => parameter ?? owner));
  for (const { owner, path } of owners)
    if (!hasWholeState(owner)) slots.push(...slotsBelow(op, owner, path, slots, found));
  requireDistinct(op, slots);
  return slots;
}

/**
 * What an object of the user's holds besides what its `state()` tells: parameters, and what has state in turn. A name that its state has
 * already is what it tells of that.
 * @param found - What has a place already.
 */
function slotsBelow(
  op: string,
  owner: Stateful,
  path: string,
  slots: readonly Slot[],
  found: Set<object | null>,
): Slot[] {
  const names = new Set(slots.map(({ name }) => name));
  const told = new Set<object>(slots.flatMap((slot) => (slot.owner === owner ? [slot.given] : [])));
  const below: Slot[] = [];
  walk(op, owner, (value, name) => {
    if (value === owner) return true;
    const isPart = isParameter(value) || isStateful(value);
    if (isPart && !found.has(value) && !told.has(value)) {
      const within = path === "" ? name() : `${path}.${name()}`;
      below.push(...(isParameter(value) ? [slotOf(value, within)] : slotsOfOwner(op, value, within)));
      found.add(value);
    }
    return !isPart || (!isParameter(value) && !hasWholeState(value));
  });
  return below.filter(({ name }) => !names.has(name));
}

function slotOf(parameter: Parameter, name: string): Slot {
  return { name, given: parameter, value: dataOfNow(parameter), parameter, owner: null, key: "" };
}

function slotsOfOwner(op: string, owner: Stateful, path: string): Slot[] {
  const state: unknown = owner.state();
  requireSynchronous(op, "state", state);
  const entries = entriesArgument(op, `the state of ${describeValue(path)}`, state, "tensors");
  return entries.map(([key, part]) => {
    const name = path === "" ? key : `${path}.${key}`;
    if (!isTensor(part)) {
      throw new ArgumentError(
        op,
        `the state ${describeValue(name)} must be a tensor, got ${describeValue(part)}.`,
      );
    }
    return { name, given: part, value: dataOfNow(part), parameter: null, owner, key };
  });
}

function requireSynchronous(op: string, method: "state" | "load", result: unknown): void {
  if (!(result instanceof Promise)) return;
  // It is refused whatever becomes of it.
  result.catch(() => undefined);
  throw new ArgumentError(
    op,
    `${method}() must not be asynchronous, since nothing waits for it. Do what takes time before or after.`,
  );
}

function requireDistinct(op: string, slots: readonly Slot[]): void {
  const names = new Set<string>();
  for (const { name } of slots) {
    if (names.has(name)) {
      throw new ArgumentError(
        op,
        `two parts of the model must not have the same name, ${describeValue(name)}.`,
      );
    }
    names.add(name);
  }
}

/** A tensor that stays what it is, and through which no derivative goes: of a parameter what it holds now. */
function dataOfNow(value: Tensor): Tensor {
  return isParameter(value) ? valueNow(value) : value.stopGradient();
}

function isStateful(value: unknown): value is Stateful {
  return (
    !isArray(value) &&
    typeof propertyOf(value, "state") === "function" &&
    typeof propertyOf(value, "load") === "function"
  );
}

function fitted(op: string, from: string, value: Tensor, slot: Slot, narrow: boolean): Tensor {
  const [wanted, got] = [slot.value.shape, value.shape];
  const named =
    from === slot.name ? describeValue(from) : `${describeValue(from)}, for ${describeValue(slot.name)},`;
  if (shapeText(wanted) !== shapeText(got)) {
    const reversed = shapeText(wanted.toReversed()) === shapeText(got);
    const remedy = reversed
      ? ` If it is stored transposed, pass { names: { ${describeValue(slot.name)}: { from: ${describeValue(from)}, transpose: true } } }.`
      : "";
    throw new ShapeError(
      op,
      `${named} must have shape ${shapeText(wanted)}, got ${shapeText(got)}.${remedy}`,
      [wanted, got],
    );
  }
  const { dtype } = slot.value;
  if (value.dtype === dtype) return value;
  if (dtype === "float64" && value.dtype === "float32") return value.cast("float64");
  if (dtype === "float32" && value.dtype === "float64") {
    if (narrow) return value.cast("float32");
    throw new DtypeError(op, `${named} must be float32, got float64. Pass { narrow: true } to round it.`);
  }
  throw new DtypeError(op, `${named} must be ${dtype}, got ${value.dtype}.`);
}

interface Renamed {
  readonly from: string;
  readonly transpose?: boolean | undefined;
}

function namesArgument(op: string, names: unknown, slots: readonly Slot[]): (name: string) => Renamed {
  if (names === undefined) return (from) => ({ from });
  if (typeof names === "function") {
    const map = names as (name: string) => unknown;
    return (name) => renamed(op, name, map(name));
  }
  const given = new Map(entriesArgument(op, "names", names, "names"));
  for (const name of given.keys()) {
    if (!slots.some((slot) => slot.name === name)) {
      const known = listed(slots.map((slot) => slot.name));
      throw new ArgumentError(
        op,
        `names must be of what the model has, ${known}, got ${describeValue(name)}.`,
      );
    }
  }
  return (name) => renamed(op, name, given.get(name));
}

function renamed(op: string, name: string, to: unknown): Renamed {
  if (to === undefined) return { from: name };
  if (typeof to === "string") return { from: to };
  const { from, transpose } = checkOptions(op, to, ["from", "transpose"]);
  if (typeof from !== "string" || (transpose !== undefined && typeof transpose !== "boolean")) {
    throw new ArgumentError(
      op,
      `the name for ${describeValue(name)} must be a string or { from, transpose }, got ${describeValue(to)}.`,
    );
  }
  return { from, transpose };
}

function narrowArgument(op: string, narrow: unknown): boolean {
  if (narrow === undefined || typeof narrow === "boolean") return narrow === true;
  throw new ArgumentError(op, `narrow must be true or false, got ${describeValue(narrow)}.`);
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return names.slice(0, 5).map(describeValue).join(", ") + more;
}
