import { apply } from "../../packages/autograd/src/graph/build.ts";
import { listing } from "../../packages/autograd/src/graph/listing.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Builder, Operation } from "../../packages/autograd/src/op/definition.ts";
import { Over, over } from "../../packages/autograd/src/op/derivative/over.ts";
import { type PartialRule, partials } from "../../packages/autograd/src/op/derivative/partials.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import { stopGradient } from "../../packages/autograd/src/op/leaf.ts";
import { mul } from "../../packages/autograd/src/op/mul.ts";
import { neg } from "../../packages/autograd/src/op/neg.ts";
import { isElementwise } from "../../packages/autograd/src/op/operation.ts";
import { isFloat } from "../../packages/autograd/src/shape/dtype.ts";
import { relatedTo } from "../../packages/autograd/src/transform/pull-order.ts";
import { type Call, corrupted, corruptionsOf, intercepted } from "./corruption.ts";
import { cotangents, seedOf, subjectOf } from "./subject.ts";

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
  /** Pairs of arguments that can be exchanged. */
  readonly exchangeable: readonly (readonly [number, number])[];
  /** Whether it is one result of a rule that gives several, or all of them, whose calls belong together. */
  readonly isOneOf?: boolean;
  readonly isList?: boolean;
  /** The operation with another rule in this place. */
  replaced(rule: Rule): Operation;
}

function withRules(op: Operation, rules: readonly (Rule | null)[]): Operation {
  return { ...op, derivative: op.derivative.withRules(rules) };
}

/** The rules of an operation, whatever form its derivative has. */
function partsOf(op: Operation, samples: readonly Sample[]): Part[] {
  const { meaning } = op;
  const rules = op.derivative.rules as readonly (Rule | null)[];
  if (rules.length === 0 && meaning.kind === "composite") {
    const replaced = (rule: Rule): Operation => ({
      ...op,
      meaning: { kind: "composite", expand: (b, ...args) => rule(b, ...args) },
    });
    const expand: Rule = (b, ...args) => (meaning.expand as Rule)(b, ...args);
    return [{ name: "expansion", rule: expand, exchangeable: [], replaced }];
  }
  return rules.flatMap((rule, i): Part[] => {
    if (rule === null) return [];
    const name = `rule ${i}`;
    const inPlace = (changed: Rule): Operation => withRules(op, rules.with(i, changed));
    const given = resultOf(rule, inPlace, samples);
    if (given instanceof Over) {
      const divisor = ((b: Builder<Node>, ...args: readonly unknown[]) =>
        (rule as unknown as OverRule)(b, ...args).divisor) as Rule;
      const replaced = (changed: Rule): Operation =>
        inPlace(((b: Builder<Node>, ...args: readonly unknown[]) =>
          over(changed(b, ...args))) as unknown as Rule);
      return [{ name: `${name}, divisor`, rule: divisor, exchangeable: [], replaced }];
    }
    if (Array.isArray(given)) {
      const results = given.map(
        (_, k): Part => ({
          name: `${name}, input ${k}`,
          rule: ((b: Builder<Node>, ...args: readonly unknown[]) =>
            dividing((rule as unknown as ListRule)(b, ...args)[k])) as Rule,
          exchangeable: [],
          isOneOf: true,
          replaced: (changed) =>
            inPlace(((b: Builder<Node>, ...args: readonly unknown[]) => {
              const results = (rule as unknown as ListRule)(b, ...args);
              const instead = changed(b, ...args);
              return results.with(k, results[k] instanceof Over ? over(instead) : instead);
            }) as unknown as Rule),
        }),
      );
      return [...results, { name, rule, exchangeable: [], isList: true, replaced: inPlace }];
    }
    if (typeof given === "function") {
      // The index as the last of the arguments makes a rule like the others of it.
      const ofOne = ((b: Builder<Node>, ...args: readonly unknown[]) =>
        (rule as unknown as EachRule)(
          b,
          ...args.slice(0, -1),
        )(args[args.length - 1] as number)) as unknown as Rule;
      const replaced = (changed: Rule): Operation =>
        inPlace(
          ((b: Builder<Node>, ...args: readonly unknown[]) =>
            (index: number) =>
              changed(b, ...args, index)) as unknown as Rule,
        );
      return [{ name, rule: ofOne, exchangeable: [], replaced }];
    }
    // Of a partial, arguments are the result, then the inputs.
    const exchangeable =
      !isElementwise(op) || rules.length === 1 ? [[0, 1] as const] : inputPairs(rules.length);
    return [{ name, rule, exchangeable, replaced: inPlace }];
  });
}

/** A rule that says what each input receives, by its index. */
type EachRule = (b: Builder<Node>, ...args: readonly unknown[]) => (index: number) => Node;

/** A rule that says what all inputs receive, or which factors a local derivative has. */
type ListRule = (b: Builder<Node>, ...args: readonly unknown[]) => readonly (Node | Over<Node> | null)[];

/** A rule that says what is divided by. */
type OverRule = (b: Builder<Node>, ...args: readonly unknown[]) => Over<Node>;

function dividing(local: Node | Over<Node> | null | undefined): Node | null | undefined {
  return local instanceof Over ? local.divisor : local;
}

/** What a rule gives: a value, or values by input. */
function resultOf(rule: Rule, replaced: (rule: Rule) => Operation, samples: readonly Sample[]): unknown {
  let given: unknown;
  const watched: Rule = (b, ...args) => {
    const result = rule(b, ...args);
    given ??= result;
    return result;
  };
  const sample = samples.find(({ inputs }) => isFloat(inputs.at(-1)?.dtype ?? "float64"));
  if (sample !== undefined) receive(replaced(watched), sample);
  return given;
}

function inputPairs(count: number): (readonly [number, number])[] {
  return Array.from({ length: count - 1 }, (_, i) => [i + 1, i + 2] as const);
}

/** All mutants of an operation's derivative. */
export function mutantsOf(op: Operation, samples: readonly Sample[]): Mutant[] {
  const mutants: Mutant[] = [];
  const { noSlope } = op.derivative;
  const rules = op.derivative.rules as readonly (Rule | null)[];
  if (noSlope !== null) {
    const one: PartialRule = (b, y) => b.constant(1, y);
    const ones = new Array<PartialRule>(op.arity === "any" ? 1 : op.arity).fill(one);
    mutants.push({ name: "slope 1 instead of 0", op: { ...op, derivative: partials(...ones) } });
  }
  if (rules.length > 1) mutants.push({ name: "rules exchanged", op: withRules(op, rules.toReversed()) });
  const parts = partsOf(op, samples);
  if (rules.length === 1 && op.arity !== 1 && parts.length === 1) {
    const [part] = parts as [Part];
    mutants.push({
      name: "what the next input receives",
      op: part.replaced((b, ...args) => {
        const index = args[args.length - 1] as number;
        const { length } = args[1] as readonly unknown[];
        return part.rule(b, ...args.slice(0, -1), (index + 1) % length);
      }),
    });
  }
  for (const part of parts) {
    if (part.isList !== true) mutants.push(...wholeMutants(op, part, samples));
    if (part.isOneOf !== true) mutants.push(...callMutants(part, samples));
  }
  return mutants;
}

/** The rule is right, but what is made of its result or given to it is not. */
function wholeMutants(op: Operation, part: Part, samples: readonly Sample[]): Mutant[] {
  const { rule } = part;
  const mutants: Mutant[] = [
    {
      name: `${part.name}: sign`,
      op: part.replaced((b, ...args) => b(neg, rule(b, ...args))),
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
  return b(mul, b.constant(factor, x), x);
}

function frozenNode<V>(x: V): V {
  return apply(stopGradient, [x as Node]) as V;
}

/** Whether the part's result has a derivative of its own: only then does freezing it change anything. */
function dependsOnVariables(op: Operation, part: Part, samples: readonly Sample[]): boolean {
  // What is linear has no other arguments.
  if (part.exchangeable.length === 0 || op.name === "matmul") return false;
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
      name: `${part.name}: call ${site}, ${call.op?.name ?? "constant"}: ${corruption.name}`,
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
        return perform(call);
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
  const lengths = trace.flatMap(({ inputs, attributes }) => [
    inputs.length,
    ...Object.values(attributes ?? {}).map((value) => (Array.isArray(value) ? value.length : 0)),
  ]);
  return 1000 * trace.length + lengths.reduce((a, b) => a + b, 0);
}

function receive(op: Operation, sample: Sample): readonly (Node | null)[] {
  const subject = subjectOf(op, sample);
  return cotangents(subject, seedOf(subject.result, 3));
}
