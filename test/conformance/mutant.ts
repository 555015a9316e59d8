import { apply } from "../../packages/autograd/src/graph/build.ts";
import { listing } from "../../packages/autograd/src/graph/listing.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Builder } from "../../packages/autograd/src/op/builder.ts";
import type {
  Attributes,
  Derivative,
  Operation,
  Sample,
  Spec,
} from "../../packages/autograd/src/op/definition.ts";
import { stopGradient } from "../../packages/autograd/src/op/leaf.ts";
import { isFloat } from "../../packages/autograd/src/shape/dtype.ts";
import { relatedTo, reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { differs } from "../numeric/closeness.ts";
import { type Call, corrupted, corruptionsOf, intercepted } from "./corruption.ts";
import { hardSamples } from "./hard-sample.ts";
import { cotangents, flowsOf, seedOf, subjectOf } from "./subject.ts";

/** An operation whose derivative is declared wrongly. */
export interface Mutant {
  readonly name: string;
  readonly op: Operation;
}

/** A part of a derivative that can be corrupted by itself: it maps values to a value by way of a builder. */
type Rule = <V>(b: Builder<V>, ...args: readonly unknown[]) => V;

interface Part {
  readonly name: string;
  readonly rule: Rule;
  /** How many leading arguments of the rule are values that can be exchanged. */
  readonly exchangeable: readonly (readonly [number, number])[];
  /** The operation with another rule in this place. */
  replaced(rule: Rule): Operation;
}

type Whole = Derivative<Attributes>;

/** A method as a rule, still called on its object. */
function method<K extends string>(object: Readonly<Record<K, unknown>>, key: K): Rule {
  return (b, ...args) => (object as Record<K, Rule>)[key](b, ...args);
}

function withDerivative(op: Operation, derivative: Whole): Operation {
  return { ...op, derivative };
}

/** The rules of an operation, whatever form its derivative has. */
function partsOf(op: Operation): Part[] {
  const derivative = op.derivative;
  switch (derivative.form) {
    case "partials": {
      const { partials } = derivative;
      // Arguments are the result, then the inputs.
      const pairs =
        partials.length === 1 ? [[0, 1] as const] : partials.slice(1).map((_, i) => [i + 1, i + 2] as const);
      return partials.flatMap((partial, i) => {
        if (partial === null) return [];
        const replaced = (rule: Rule): Operation =>
          withDerivative(op, {
            form: "partials",
            partials: partials.with(i, (b, ...args) => rule(b, ...args)),
          });
        return [{ name: `partial ${i}`, rule: partial as Rule, exchangeable: pairs, replaced }];
      });
    }
    case "linear": {
      // The index as the last of the arguments makes a rule like the others of it.
      const replaced = (changed: Rule): Operation =>
        withDerivative(op, {
          form: "linear",
          transpose:
            (b, ...args) =>
            (index) =>
              changed(b, ...args, index),
        });
      const rule = (<V>(
        b: Builder<V>,
        cotangent: V,
        inputs: readonly Spec[],
        attributes: Attributes,
        index: number,
      ) => derivative.transpose(b, cotangent, inputs, attributes)(index)) as Rule;
      return [{ name: "transpose", rule, exchangeable: [], replaced }];
    }
    case "bilinear":
      return (["transposeLeft", "transposeRight"] as const).map((side) => {
        const replaced = (rule: Rule): Operation =>
          withDerivative(op, {
            ...derivative,
            [side]: (b: Builder<Node>, ...args: unknown[]) => rule(b, ...args),
          });
        return { name: side, rule: method(derivative, side), exchangeable: [[0, 1]], replaced };
      });
    case "weighted": {
      const replaced = (rule: Rule): Operation =>
        withDerivative(op, { form: "weighted", weights: (b, ...args) => rule(b, ...args) });
      return [{ name: "weights", rule: method(derivative, "weights"), exchangeable: [[0, 1]], replaced }];
    }
    case "expansion": {
      const { meaning } = op;
      if (meaning.kind !== "composite") throw new Error(`${op.name} expands to nothing`);
      const replaced = (rule: Rule): Operation => ({
        ...op,
        meaning: { kind: "composite", expand: (b, ...args) => rule(b, ...args) },
      });
      return [{ name: "expansion", rule: method(meaning, "expand"), exchangeable: [], replaced }];
    }
    case "zero":
    case "custom":
    case "notImplemented":
      return [];
  }
}

/** All mutants of an operation's derivative. */
export function mutantsOf(op: Operation, samples: readonly Sample[]): Mutant[] {
  const mutants: Mutant[] = [];
  const derivative = op.derivative;
  if (derivative.form === "zero") {
    const one: readonly (<V>(b: Builder<V>, y: V) => V)[] = [(b, y) => b.constant(1, y)];
    const partials = Array.from({ length: op.arity === "any" ? 1 : op.arity }, () => one[0] ?? null);
    mutants.push({ name: "slope 1 instead of 0", op: withDerivative(op, { form: "partials", partials }) });
  }
  if (derivative.form === "partials" && derivative.partials.length > 1) {
    mutants.push({
      name: "partials exchanged",
      op: withDerivative(op, { form: "partials", partials: derivative.partials.toReversed() }),
    });
  }
  if (derivative.form === "bilinear") {
    const exchanged: Whole = {
      form: "bilinear",
      transposeLeft: (b, ...args) => derivative.transposeRight(b, ...args),
      transposeRight: (b, ...args) => derivative.transposeLeft(b, ...args),
    };
    mutants.push({ name: "transposes exchanged", op: withDerivative(op, exchanged) });
  }
  if (derivative.form === "linear" && op.arity !== 1) {
    mutants.push({
      name: "transpose of the next input",
      op: withDerivative(op, {
        form: "linear",
        transpose: (b, cotangent, inputs, attributes) => {
          const received = derivative.transpose(b, cotangent, inputs, attributes);
          return (index) => received((index + 1) % inputs.length);
        },
      }),
    });
  }
  for (const part of partsOf(op)) {
    mutants.push(...wholeMutants(op, part, samples), ...callMutants(part, samples));
  }
  return mutants;
}

/** The rule is right, but what is made of its result or given to it is not. */
function wholeMutants(op: Operation, part: Part, samples: readonly Sample[]): Mutant[] {
  const { rule } = part;
  const mutants: Mutant[] = [
    {
      name: `${part.name}: sign`,
      op: part.replaced((b, ...args) => b.neg(rule(b, ...args))),
    },
    {
      name: `${part.name}: factor 1.001`,
      op: part.replaced((b, ...args) => scaled(b, rule(b, ...args), 1.001)),
    },
    {
      name: `${part.name}: zero`,
      op: part.replaced((b, ...args) => scaled(b, rule(b, ...args), 0)),
    },
  ];
  for (const [i, j] of part.exchangeable) {
    mutants.push({
      name: `${part.name}: arguments ${i} and ${j} exchanged`,
      op: part.replaced((b, ...args) => rule(b, ...args.with(i, args[j]).with(j, args[i]))),
    });
  }
  if (dependsOnVariables(op, part, samples)) {
    // Right at first order, nothing at second.
    const frozen: Rule = (b, ...args) => frozenNode(rule(b, ...args));
    mutants.push({ name: `${part.name}: cut off from its arguments`, op: part.replaced(frozen) });
  }
  return mutants;
}

function scaled<V>(b: Builder<V>, x: V, factor: number): V {
  return b.mul(b.constant(factor, x), x);
}

function frozenNode<V>(x: V): V {
  return apply(stopGradient, [x as Node]) as V;
}

/** Whether the part's result has a derivative of its own: only then does freezing it change anything. */
function dependsOnVariables(op: Operation, part: Part, samples: readonly Sample[]): boolean {
  if (op.derivative.form !== "partials" && op.derivative.form !== "weighted") return false;
  let depends = false;
  const watched: Rule = (b, ...args) => {
    const result = part.rule(b, ...args);
    const list = listing([result as Node]);
    const inputs = args.filter((arg) => arg !== undefined) as Node[];
    const leaves = listing(inputs.filter((arg) => "op" in arg)).nodes.filter(
      (node) => node.inputs.length === 0,
    );
    depends ||= relatedTo(list, new Set(leaves))[list.roots[0] as number] === 1;
    return result;
  };
  const clone = part.replaced(watched);
  for (const sample of samples) receive(clone, sample);
  return depends;
}

/** One call that the rule makes is answered wrongly. */
function callMutants(part: Part, samples: readonly Sample[]): Mutant[] {
  return longestTrace(part, samples).flatMap((call, site) =>
    corruptionsOf(call).map((corruption) => ({
      name: `${part.name}: call ${site}, ${call.name}: ${corruption.name}`,
      op: part.replaced((b, ...args) => part.rule(corrupted(b, site, corruption), ...args)),
    })),
  );
}

/** The calls of the rule on that sample on which it makes most. */
function longestTrace(part: Part, samples: readonly Sample[]): Call[] {
  let longest: Call[] = [];
  const recording: Rule = (b, ...args) => {
    const trace: Call[] = [];
    const result = part.rule(
      intercepted(b, (call, perform) => {
        trace.push(call);
        return perform(call.name, ...call.args);
      }),
      ...args,
    );
    if (weight(trace) > weight(longest)) longest = trace;
    return result;
  };
  const clone = part.replaced(recording);
  for (const sample of samples) receive(clone, sample);
  return longest;
}

/** Calls count most, then the lengths of the lists in them: on a long list more can go wrong. */
function weight(trace: readonly Call[]): number {
  const lengths = trace.flatMap(({ args }) => args.map((arg) => (Array.isArray(arg) ? arg.length : 0)));
  return 1000 * trace.length + lengths.reduce((a, b) => a + b, 0);
}

function receive(op: Operation, sample: Sample): readonly (Node | null)[] {
  const subject = subjectOf(op, sample);
  return cotangents(subject, seedOf(subject.result, 3));
}

/**
 * Whether two operations derive the same thing: on every sample, and on all combinations of hard values, both give
 * the same bits at first and second order. A mutant like that is not a mutant: in `x > 0` of relu's rule, say, the result
 * may stand for x.
 */
export function sameDerivative(op: Operation, other: Operation, samples: readonly Sample[]): boolean {
  return [...samples, ...hardSamples(op, samples)].every((sample) => {
    const [expected, actual] = [evaluated(op, sample), evaluated(other, sample)];
    return expected.every((flow, i) => differs(actual[i] ?? [], flow, { signOfZero: false }) === null);
  });
}

/** What the variables receive at first order, and from that at second. */
function evaluated(op: Operation, sample: Sample): Float64Array[] {
  const subject = subjectOf(op, sample);
  const { result, variables } = subject;
  const first = isFloat(result.dtype) ? cotangents(subject, seedOf(result, 3)) : variables.map(() => null);
  const some = first.filter((node) => node !== null);
  const seeds = some.map((node, k) => seedOf(node, 50 + k));
  return flowsOf([...first, ...reverse(some, seeds, variables)], [...variables, ...variables]);
}
