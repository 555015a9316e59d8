import type { Builder } from "../../packages/autograd/src/op/builder.ts";

/** What a derivative rule asked of its builder: the operation and what it gave it. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Another answer to one call of a rule. `other` performs a call, perhaps a different one, on the true builder. */
export interface Corruption {
  readonly name: string;
  answer(call: Call, other: (name: string, ...args: readonly unknown[]) => unknown): unknown;
}

type Method = (...args: readonly unknown[]) => unknown;

/** A builder that reports its calls; what `hook` returns is what the rule gets. */
export function intercepted<V>(
  b: Builder<V>,
  hook: (call: Call, perform: (name: string, ...args: readonly unknown[]) => unknown) => unknown,
): Builder<V> {
  const methods = Object.entries(b) as [string, Method][];
  const byName = new Map(methods);
  const perform = (name: string, ...args: readonly unknown[]): unknown => {
    return (byName.get(name) as Method)(...args);
  };
  const wrapped = methods.map(([name, method]): [string, Method] => {
    if (name === "shapeOf") return [name, method];
    return [name, (...args) => hook({ name, args }, perform)];
  });
  return Object.fromEntries(wrapped) as unknown as Builder<V>;
}

/** A builder that answers call number `site` of a rule as the corruption says, and all others truly. */
export function corrupted<V>(b: Builder<V>, site: number, corruption: Corruption): Builder<V> {
  let calls = 0;
  return intercepted(b, (call, perform) => {
    return calls++ === site ? corruption.answer(call, perform) : perform(call.name, ...call.args);
  });
}

const twin: Readonly<Record<string, string>> = {
  less: "lessEqual",
  lessEqual: "less",
  greater: "greaterEqual",
  greaterEqual: "greater",
  equal: "notEqual",
  notEqual: "equal",
  max: "sum",
  sum: "max",
};

const ordered: ReadonlySet<string> = new Set([
  "sub",
  "div",
  "pow",
  "less",
  "lessEqual",
  "greater",
  "greaterEqual",
]);

/** Everything that can go wrong with a call, as far as it makes sense for that operation. */
export function corruptionsOf({ name, args }: Call): Corruption[] {
  const list: Corruption[] = [];
  if (name === "constant") {
    list.push({
      name: "another constant",
      answer: ({ args: [value, like] }, other) => other("constant", nearby(value as number), like),
    });
    return list;
  }
  const instead = twin[name];
  if (instead !== undefined) {
    list.push({ name: `${instead} instead`, answer: (call, other) => other(instead, ...call.args) });
  }
  if (ordered.has(name)) {
    list.push({
      name: "operands exchanged",
      answer: (call, other) => other(name, call.args[1], call.args[0]),
    });
  }
  // The condition of `where` is not a value, nor is the result of a comparison an operand.
  const values = name === "apply" ? args.slice(1) : name === "concat" ? [] : args;
  for (const [k, value] of values.entries()) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    if (name === "where" && k === 0) continue;
    if (instead !== undefined && name !== "max" && name !== "sum") continue;
    const place = name === "apply" ? k + 1 : k;
    list.push({ name: `its operand ${k} instead`, answer: (call) => call.args[place] });
  }
  for (const [k, value] of args.entries()) {
    if (!Array.isArray(value) || value.length < 2 || typeof value[0] !== "number") continue;
    list.push({
      name: `list ${k} reversed`,
      answer: (call, other) => {
        return other(name, ...call.args.map((arg, i) => (i === k ? [...(arg as number[])].reverse() : arg)));
      },
    });
  }
  if (name === "pad") {
    list.push({
      name: "low and high exchanged",
      answer: ({ args: [x, low, high, interior] }, other) => other("pad", x, high, low, interior),
    });
  }
  return list;
}

function nearby(value: number): number {
  if (value === 0) return 1;
  // A short factor: where it cancels, it does so without rounding, and the mutant is equivalent to the last bit.
  return Number.isFinite(value) ? value * (1 + 2 ** -10) : -value;
}
