import {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  notEqual,
} from "../../packages/autograd/src/op/comparison.ts";
import { concat } from "../../packages/autograd/src/op/concat.ts";
import type { Attributes, Builder, Operation } from "../../packages/autograd/src/op/definition.ts";
import { div } from "../../packages/autograd/src/op/div.ts";
import { max } from "../../packages/autograd/src/op/max.ts";
import { separated } from "../../packages/autograd/src/op/operation.ts";
import { pow } from "../../packages/autograd/src/op/pow.ts";
import { pad } from "../../packages/autograd/src/op/slice.ts";
import { sub } from "../../packages/autograd/src/op/sub.ts";
import { sum } from "../../packages/autograd/src/op/sum.ts";
import { where } from "../../packages/autograd/src/op/where.ts";

/** What a derivative rule asked of its builder. */
export interface Call {
  /** Null where a constant was asked for: the inputs are its value, and what it is like. */
  readonly op: Operation | null;
  readonly inputs: readonly unknown[];
  readonly attributes: Attributes | null;
}

/** Another answer to one call of a rule. `perform` performs a call, perhaps a different one, on the true builder. */
export interface Corruption {
  readonly name: string;
  answer(call: Call, perform: (call: Call) => unknown): unknown;
}

type Applying<V> = (op: Operation, ...given: readonly (V | Attributes)[]) => V;

/** A builder that reports its calls; what `hook` returns is what the rule gets. */
export function intercepted<V>(
  b: Builder<V>,
  hook: (call: Call, perform: (call: Call) => unknown) => unknown,
): Builder<V> {
  const apply = b as Applying<V>;
  const perform = ({ op, inputs, attributes }: Call): unknown => {
    if (op === null) return b.constant(inputs[0] as number, inputs[1] as V);
    const given = attributes === null ? inputs : [...inputs, attributes];
    return apply(op, ...(given as V[]));
  };
  const applied: Applying<V> = (op, ...given) => hook({ op, ...separated(op, given) }, perform) as V;
  return Object.assign(applied, b, {
    constant: (value: number, like: V) =>
      hook({ op: null, inputs: [value, like], attributes: null }, perform),
  });
}

/** A builder that answers call number `site` of a rule as the corruption says, and all others truly. */
export function corrupted<V>(b: Builder<V>, site: number, corruption: Corruption): Builder<V> {
  let calls = 0;
  return intercepted(b, (call, perform) => {
    return calls++ === site ? corruption.answer(call, perform) : perform(call);
  });
}

const twins: ReadonlyMap<Operation, Operation> = new Map<Operation, Operation>([
  [less, lessEqual],
  [lessEqual, less],
  [greater, greaterEqual],
  [greaterEqual, greater],
  [equal, notEqual],
  [notEqual, equal],
  [max, sum],
  [sum, max],
]);

const ordered: ReadonlySet<Operation> = new Set<Operation>([
  sub,
  div,
  pow,
  less,
  lessEqual,
  greater,
  greaterEqual,
]);

/** Everything that can go wrong with a call, as far as it makes sense for that operation. */
export function corruptionsOf({ op, inputs, attributes }: Call): Corruption[] {
  if (op === null) {
    return [
      {
        name: "another constant",
        answer: (call, perform) => {
          const [value, like] = call.inputs;
          return perform({ ...call, inputs: [nearby(value as number), like] });
        },
      },
    ];
  }
  const list: Corruption[] = [];
  const instead = twins.get(op);
  if (instead !== undefined) {
    list.push({
      name: `${instead.name} instead`,
      answer: (call, perform) => perform({ ...call, op: instead }),
    });
  }
  if (ordered.has(op)) {
    list.push({
      name: "operands exchanged",
      answer: (call, perform) => perform({ ...call, inputs: call.inputs.toReversed() }),
    });
  }
  for (const k of inputs.keys()) {
    // The condition of `where` is not a value, nor is the result of a comparison an operand.
    if ((op === where && k === 0) || op === concat || op.meaning.kind === "compare") continue;
    list.push({ name: `its operand ${k} instead`, answer: (call) => call.inputs[k] });
  }
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (!Array.isArray(value) || value.length < 2) continue;
    list.push({
      name: `${name} reversed`,
      answer: (call, perform) => {
        const own = call.attributes?.[name] as readonly number[];
        return perform({ ...call, attributes: { ...call.attributes, [name]: own.toReversed() } });
      },
    });
  }
  if (op === (pad as Operation)) {
    list.push({
      name: "low and high exchanged",
      answer: (call, perform) => {
        const { low, high, interior } = call.attributes as Attributes;
        return perform({
          ...call,
          attributes: { low: high, high: low, interior } as Attributes,
        });
      },
    });
  }
  return list;
}

function nearby(value: number): number {
  if (value === 0) return 1;
  // A short factor: where it cancels, it does so without rounding, and the mutant is equivalent to the last bit.
  return Number.isFinite(value) ? value * (1 + 2 ** -10) : -value;
}
