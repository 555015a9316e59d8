/** Graphs as attributes: closed, each structure once, and with derivatives and batches that are bodies again. */
import { ArgumentError } from "../error/error.ts";
import { isConstant, placeholderNode, rebuiltNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import { graphBuilder as b, carriesDerivative } from "../graph/graph-builder.ts";
import { asBuilt, type Listing, listing, nowhere } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { textOf } from "../graph/node-kind.ts";
import type { Scope } from "../graph/scope.ts";
import { scopeOfUnknowns } from "../graph/unknown-value-refusals.ts";
import { add } from "../op/add.ts";
import {
  type Body,
  bodiesOf,
  type Pulled,
  type Pushed,
  type Reads,
  type Roles,
  type WritesAround,
} from "../op/body.ts";
import type { Attributes, Builder } from "../op/definition.ts";
import type { Obstacle } from "../op/obstacle.ts";
import { reshape } from "../op/reshape.ts";
import type { Spec } from "../op/spec.ts";
import { where } from "../op/where.ts";
import { isFloat } from "../shape/dtype.ts";
import { batch } from "./batch.ts";
import { filled } from "./chain.ts";
import { isBehindAny, obstacle, reached as reachedBy } from "./dependence.ts";
import { forward } from "./forward.ts";
import { isWay, pullOrder } from "./pull-order.ts";
import { reverseWithin } from "./reverse.ts";

let made = 0;

/** For each output, whether a derivative passes from it to each input. */
export type Reached = readonly (readonly boolean[])[];

/** A graph over placeholders. */
export class GraphBody implements Body {
  readonly number: number = ++made;
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
  readonly origin: Body;
  #mayRefuse: boolean | null = null;
  /** Null until somebody asks. */
  #direct: Reached | null;
  /** What was derived from it, by what was asked. */
  readonly #derived: Map<string, unknown> = new Map();

  constructor(
    inputs: readonly Node[],
    outputs: readonly Node[],
    origin: Body | null = null,
    direct: Reached | null = null,
  ) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.origin = origin ?? this;
    this.#direct = direct;
  }

  /** As it is planned: what a composite expands to may refuse, which it does not tell by itself. */
  get mayRefuse(): boolean {
    this.#mayRefuse ??= evaluationOrder(this.outputs).nodes.some(refuses);
    return this.#mayRefuse;
  }

  /** For each output, whether a derivative passes from it to each input in one step. */
  get direct(): Reached {
    this.#direct ??= this.outputs.map((output) => directlyReached(output, this.inputs));
    return this.#direct;
  }

  applied<V>(builder: Builder<V>, inputs: readonly V[]): V[] {
    const stands = new Map(this.inputs.map((input, k) => [input, inputs[k] as V]));
    const { nodes, start, inputs: edges, roots } = this.#listing(this.outputs);
    const values: V[] = [];
    for (const [k, node] of nodes.entries()) {
      const given = stands.get(node);
      if (given !== undefined) values.push(given);
      else {
        const from = Array.from(edges.subarray(start[k], start[k + 1]), (edge) => values[edge] as V);
        values.push(builder(node.op, ...from, node.attributes));
      }
    }
    return roots.map((root) => values[root] as V);
  }

  around<A extends Attributes>(write: WritesAround<A>, given: readonly Spec[], attributes: A): Body {
    const types = given.map(({ shape, dtype }) => `${dtype} ${shape}`);
    return this.#once(`around ${numberOf(write)} ${types} ${textOf(attributes)}`, () => {
      const inputs = given.map(like);
      return new GraphBody(inputs, write(b, this, inputs, attributes));
    });
  }

  keeping(kept: readonly number[]): Body {
    return this.#once(`keeping ${kept}`, () => {
      const outputs = [...this.outputs, ...kept.map((k) => this.inputs[k] as Node)];
      return new GraphBody(this.inputs, outputs, this.origin);
    });
  }

  reached({ constants, carried }: Roles, length: number): readonly (readonly boolean[])[] {
    return this.#once(`reached ${constants} ${carried} ${length}`, () => {
      const { direct } = this;
      return direct.map((_, result) => reachedInSteps(direct, result, constants, carried, length));
    });
  }

  obstacle({ constants, carried }: Roles, input: number, result: number | undefined): Obstacle {
    const before = new Map(
      this.outputs.slice(0, carried).map((output, k) => [this.inputs[constants + k] as Node, output]),
    );
    const roots = result === undefined ? this.outputs : [this.outputs[result] as Node];
    return obstacle(roots, (node) => node === this.inputs[input], before);
  }

  pushed(roles: Roles, hasTangent: readonly boolean[]): Pushed {
    const { constants, carried } = roles;
    return this.#once(`pushed ${keyOf(roles)} ${hasTangent}`, () => {
      const isCarried = (k: number): boolean => k >= constants && k < constants + carried;
      const tangents = this.inputs.map((input, k) => (hasTangent[k] || isCarried(k) ? like(input) : null));
      const flowing = tangents.map((node) => (node !== null && isFloat(node.dtype) ? node : null));
      const found = forward(this.outputs, this.inputs, flowing);
      const outputs = this.outputs.map((output, k) => found[k] ?? filled(0, output));
      const reads = this.#reads(outputs, roles);
      const present = (from: number, to?: number): Node[] =>
        tangents.slice(from, to).filter((node) => node !== null);
      const body = new GraphBody(
        [
          ...this.#at(reads.constants),
          ...present(0, constants),
          ...present(constants, constants + carried),
          ...this.#at(reads.given),
          ...present(constants + carried),
          ...this.#at(reads.carried.map((k) => constants + k)),
        ],
        outputs,
      );
      return { body, reads };
    });
  }

  pulled(roles: Roles, hasCotangent: readonly boolean[], isWanted: readonly boolean[]): Pulled {
    const { constants, carried } = roles;
    return this.#once(`pulled ${keyOf(roles)} ${hasCotangent} ${isWanted}`, () => {
      const chosen = [...this.inputs.keys()].filter((k) => isWanted[k]);
      const cotangents = this.outputs.map((output, k) => (hasCotangent[k] ? like(output) : null));
      const flowing = [...cotangents.keys()].filter((k) => cotangents[k] !== null);
      const received = reverseWithin(
        flowing.map((k) => this.outputs[k] as Node),
        flowing.map((k) => cotangents[k] as Node),
        this.#at(chosen),
        this.inputs,
      );
      const sums = this.inputs.map((input, k) => (k < constants && isWanted[k] ? like(input) : null));
      const result = (k: number): Node => {
        const own = received[chosen.indexOf(k)] ?? null;
        const sum = sums[k] ?? null;
        if (sum !== null) return own === null ? sum : b(add, sum, own);
        return own ?? filled(0, this.inputs[k] as Node);
      };
      const summed = chosen.filter((k) => k < constants);
      const ofCarried = chosen.filter((k) => k >= constants && k < constants + carried);
      const given = chosen.filter((k) => k >= constants + carried);
      const outputs = [...ofCarried, ...summed, ...given].map(result);
      const reads = this.#reads(outputs, roles);
      const body = new GraphBody(
        [
          ...this.#at(reads.constants),
          ...cotangents.slice(0, carried).filter((node) => node !== null),
          ...sums.filter((node) => node !== null),
          ...this.#at(reads.given),
          ...this.#at(reads.carried.map((k) => constants + k)),
          ...cotangents.slice(carried).filter((node) => node !== null),
        ],
        outputs,
      );
      return { body, reads };
    });
  }

  batched(hasExamples: readonly boolean[], size: number): Body {
    return this.#once(`batched ${hasExamples} ${size}`, () => {
      const { inputs, outputs } = this.#forExamples(this.outputs, hasExamples, size);
      return new GraphBody(inputs, outputs, null, this.#direct);
    });
  }

  chosen(other: Body, hasExamples: readonly boolean[], size: number): Body {
    return this.#once(`chosen ${other.number} ${hasExamples} ${size}`, () => {
      const all = [...this.outputs, ...other.applied(b, this.inputs)];
      const { inputs, outputs } = this.#forExamples(all, hasExamples, size);
      const condition = placeholderNode([size], "bool", steps);
      const results = this.outputs.map((_, k) => {
        const [first, second] = [outputs[k], outputs[this.outputs.length + k]] as [Node, Node];
        const shape = first.shape.map((length, axis) => (axis === 0 ? length : 1));
        return b(where, b(reshape, condition, { shape }), first, second);
      });
      return new GraphBody([condition, ...inputs], results);
    });
  }

  /** Nodes that are computed from the inputs, for many examples. */
  #forExamples(
    outputs: readonly Node[],
    hasExamples: readonly boolean[],
    size: number,
  ): Pick<GraphBody, "inputs" | "outputs"> {
    const inputs = this.inputs.map((input, k) => {
      const { shape, dtype } = input;
      return hasExamples[k] ? placeholderNode([size, ...shape], dtype, steps) : input;
    });
    const mapped = <T>(list: readonly T[]): T[] => list.filter((_, k) => hasExamples[k]);
    return { inputs, outputs: batch(outputs, mapped(this.inputs), mapped(inputs), size, steps) };
  }

  #once<T>(key: string, make: () => T): T {
    const known = this.#derived.get(key) as T | undefined;
    if (known !== undefined) return known;
    const derived = make();
    this.#derived.set(key, derived);
    return derived;
  }

  #at(positions: readonly number[]): Node[] {
    return positions.map((k) => this.inputs[k] as Node);
  }

  #listing(roots: readonly Node[]): Listing {
    const boundary = new Set(this.inputs);
    return listing(roots, (node) => (boundary.has(node) ? nowhere : asBuilt(node)));
  }

  /** Which of its inputs some nodes are computed from. */
  #reads(roots: readonly Node[], { constants, carried, readsAll = false }: Roles): Reads {
    const found = new Set(readsAll ? this.inputs : this.#listing(roots).nodes);
    const read = [...this.inputs.keys()].filter((k) => found.has(this.inputs[k] as Node));
    const behind = constants + carried;
    return {
      constants: read.filter((k) => k < constants),
      carried: read.filter((k) => k >= constants && k < behind).map((k) => k - constants),
      given: read.filter((k) => k >= behind),
    };
  }
}

/** The graph of a body. */
export function graphOf(body: Body): GraphBody {
  if (body instanceof GraphBody) return body;
  throw new TypeError("a body without a graph");
}

function directlyReached(output: Node, inputs: readonly Node[]): boolean[] {
  if (!carriesDerivative(output)) return inputs.map(() => false);
  return reachedBy(output, inputs).map((is, k) => is && carriesDerivative(inputs[k] as Node));
}

/** To which inputs a derivative passes from a result of a loop: back through what was carried, step by step. */
function reachedInSteps(
  direct: Reached,
  result: number,
  constants: number,
  carried: number,
  length: number,
): boolean[] {
  const isOfEach = result >= carried;
  const isCarried = (k: number): boolean => k >= constants && k < constants + carried;
  const found = (direct[result] as readonly boolean[]).map(
    (_, k) => length === 0 && !isOfEach && k === constants + result,
  );
  /** What is reached of what was carried, as so many steps before the last one it was. */
  const before: number[][] = [];
  const places = new Map<string, number>();
  let from = [result];
  for (let steps = 0; steps < length; steps++) {
    const next = new Set<number>();
    for (const output of from)
      for (const [k, is] of (direct[output] as readonly boolean[]).entries()) {
        if (is && isCarried(k)) next.add(k - constants);
        else if (is) found[k] = true;
      }
    from = [...next].sort((a, b) => a - b);
    const place = places.get(from.join());
    if (place !== undefined) {
      // From here on it goes round.
      from = before[place + ((length - 1 - place) % (steps - place))] as number[];
      break;
    }
    places.set(from.join(), steps);
    before.push(from);
  }
  const first = isOfEach ? before.flat() : length === 0 ? [] : from;
  for (const k of first) found[constants + k] = true;
  return found;
}

/** The call that placeholders of bodies belong to, which is never on. */
const steps: Scope = /* @__PURE__ */ scopeOfUnknowns("scan", true);

/** Numbers of functions, which tell what was made by one from what was made by another. */
const numbers: WeakMap<object, number> = new WeakMap();
let numbered = 0;

function numberOf(write: object): number {
  const known = numbers.get(write) ?? ++numbered;
  numbers.set(write, known);
  return known;
}

function like({ shape, dtype }: Spec): Node {
  return placeholderNode(shape, dtype, steps);
}

function keyOf({ constants, carried, readsAll = false }: Roles): string {
  return `${constants} ${carried} ${readsAll}`;
}

function refuses({ op, attributes }: Node): boolean {
  const { meaning } = op;
  if (meaning.kind === "body") return bodiesOf(attributes).some(({ mayRefuse }) => mayRefuse);
  return meaning.kind === "routine" && meaning.refusal !== undefined;
}

/** What users' functions built, closed. */
export interface Closed {
  /** Of the body, or bodies: what stands for {@link captured}, then for the arguments. */
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
  /** What the functions refer to beyond their arguments. */
  readonly captured: readonly Node[];
  /** For each output what a derivative reaches, where its graph does not tell; null where it does. */
  readonly reached: Reached | null;
  /** What the functions built that derivatives reach and the body builds for itself. */
  readonly built: readonly Node[];
}

/** How to close what a function built. */
export interface Closing {
  /** Whose function it is, for errors. */
  readonly op: string;
  /** What stands for its arguments. */
  readonly inputs: readonly Node[];
  /** Nodes of higher numbers were made by the function. */
  readonly since: number;
  /** Whether what does not depend on arguments is computed before, once. */
  readonly hoists: boolean;
}

/** The graph of a function, with placeholders for all that it takes from outside. */
export function closed(outputs: readonly Node[], { op, inputs, since, hoists }: Closing): Closed {
  const own = new Set(inputs);
  // What was read inside belongs there no less than what was not.
  const isOutside = (node: Node): boolean => node.serial <= since;
  const list = listing(outputs, (node) => (own.has(node) || isOutside(node) ? nowhere : asBuilt(node)));
  const { nodes, start, inputs: edges, roots } = list;
  const rebuilt = new Array<Node | null>(nodes.length).fill(null);
  for (let k = 0; k < nodes.length; k++) {
    const from = edges.subarray(start[k], start[k + 1]);
    const isBuilt = hoists
      ? from.some((edge) => rebuilt[edge] !== null) ||
        (!isOutside(nodes[k] as Node) && isDerivativeOf(nodes[k] as Node, inputs))
      : from.length > 0;
    // Until it is known which of the others stand for something from outside, there is nothing for them.
    if (own.has(nodes[k] as Node) || isBuilt) rebuilt[k] = nodes[k] as Node;
  }
  const captured: Node[] = [];
  const standing: Node[] = [];
  const within = (k: number): Node => {
    const known = rebuilt[k] ?? null;
    const node = nodes[k] as Node;
    if (known !== null) return known;
    if (isConstant(node)) return node;
    const stand = like(node);
    captured.push(node);
    standing.push(stand);
    rebuilt[k] = stand;
    return stand;
  };
  const isInside = (k: number): boolean => rebuilt[k] === nodes[k] && !own.has(nodes[k] as Node);
  // What derivatives reach comes in their order, which does not depend on what was read.
  const inside = [...pullOrder(list)].filter(isInside);
  const built = inside.map((k) => nodes[k] as Node);
  for (const k of inside)
    for (let edge = start[k] as number; edge < (start[k + 1] as number); edge++)
      if (isWay(list, k, edge) && rebuilt[edges[edge] as number] === null) within(edges[edge] as number);
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    if (!isInside(k)) continue;
    if (node.rule !== null) throw ruled(op, node);
    rebuilt[k] = rebuiltNode(node, Array.from(edges.subarray(start[k], start[k + 1]), within));
  }
  const results = roots.map(within);
  // A slope that is the same everywhere depends on what it was taken of and by no less than others do.
  const isDerivative = (node: Node): boolean => node.origin !== null && !isOutside(node);
  const known = [...captured, ...inputs];
  const reached = nodes.some(isDerivative) ? outputs.map((output) => directlyReached(output, known)) : null;
  return { inputs: [...standing, ...inputs], outputs: results, captured, reached, built };
}

/** Whether a derivative was taken of or by what depends on others, even where it is constant and does not. */
function isDerivativeOf({ origin }: Node, others: readonly Node[]): boolean {
  return origin !== null && isBehindAny([...origin.outputs, ...origin.wrt], others);
}

function ruled(op: string, { op: { name } }: Node): ArgumentError {
  return new ArgumentError(
    op,
    `the function must not use ${name}(): a rule that was given for one call cannot be carried over to a graph that runs any ` +
      "number of times. Leave it out, or do without the loop or the branch.",
  );
}

/**
 * Bodies by their structure, which are forgotten at so many. Then one that is made anew is another one, with another number, that
 * `isSameStep` finds to be the same.
 */
const known: Map<string, GraphBody> = new Map();
const mostKnown = 1_000;

/** The one body of a structure. */
export function bodyOf({
  inputs,
  outputs,
  reached,
}: Pick<Closed, "inputs" | "outputs" | "reached">): GraphBody {
  const key = `${structureOf(inputs, outputs)} ${JSON.stringify(reached)}`;
  let body = known.get(key);
  if (body === undefined) {
    if (known.size >= mostKnown) known.clear();
    body = new GraphBody(inputs, outputs, null, reached);
    known.set(key, body);
  }
  return body;
}

/** The structure of a graph, as text: the types of its inputs, then kinds of nodes and the positions of their inputs. */
function structureOf(inputs: readonly Node[], outputs: readonly Node[]): string {
  const positions = new Map(inputs.map((node, k) => [node, k]));
  const { nodes, start, inputs: edges, roots } = listing(outputs);
  const text = [inputs.map(({ kind }) => kind.type.number).join()];
  const numbers: number[] = [];
  let next = inputs.length;
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    const known = positions.get(node);
    numbers.push(known ?? next);
    if (known !== undefined) continue;
    next += 1;
    const from = Array.from(edges.subarray(start[k], start[k + 1]), (edge) => numbers[edge]);
    text.push(`${node.kind.number}(${from})`);
  }
  text.push(roots.map((root) => numbers[root]).join());
  return text.join(" ");
}
