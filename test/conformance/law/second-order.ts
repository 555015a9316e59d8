import type { Node } from "../../../packages/autograd/src/graph/node.ts";
import { isFloat } from "../../../packages/autograd/src/shape/dtype.ts";
import { forward } from "../../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../../packages/autograd/src/transform/reverse.ts";
import { apart } from "../../numeric/closeness.ts";
import { evaluator } from "../../numeric/evaluator.ts";
import { derivative } from "../../numeric/finite-difference.ts";
import { concatenated, dot, largest, moved, split } from "../../numeric/vector.ts";
import {
  cotangents,
  flowsOf,
  flowsTogether,
  isSingle,
  type Subject,
  seedOf,
  subjectOf,
  tangent,
} from "../subject.ts";
import { Findings, type Law } from "./law.ts";

/** All ways to the same product of the Hessian of ⟨u, f⟩ with a direction. */
interface Orders {
  readonly reverseOverReverse: Float64Array;
  readonly forwardOverReverse: Float64Array;
  readonly reverseOverForward: Float64Array;
}

/**
 * Points at which the first derivatives are conventions that no function of two variables has in common, so that the
 * Hessian is not symmetric. pow: near (0, 1), ∂²/∂a∂b aᵇ tends to -∞, while ∂/∂a is 1 and ∂/∂b is 0. pinv: towards matrices of
 * another rank it jumps.
 */
const asymmetric: ReadonlySet<string> = new Set(["pow at (0, 1)", "pinv of rank 1"]);

/**
 * H w for H the second derivative of ⟨u, f(x)⟩, by every order of nesting, and its symmetry. The derivative of what
 * reverse mode made with respect to the cotangent u has to be forward mode again.
 */
export const nestingLaw: Law = {
  name: "second derivatives do not depend on the order of modes",
  check(op, sample) {
    const subject = subjectOf(op, sample);
    if (!isFloat(subject.result.dtype)) return null;
    const { variables, result } = subject;
    const findings = new Findings();
    const allowed = isSingle(subject) ? 1e-5 : 1e-11;
    const u = seedOf(result, 3);
    const w = variables.map((variable, k) => seedOf(variable, 20 + k));
    const gradient = cotangents(subject, u);
    const carried = tangent(subject, w);
    const orders = nested(subject, u, w, gradient, carried);
    const reference = orders.reverseOverReverse;
    const scale = Math.max(1e-3, largest(reference));
    const finite = Object.values(orders).every((values: Float64Array) => values.every(Number.isFinite));
    if (finite && !asymmetric.has(`${op.name} ${sample.name}`)) {
      findings.add("forward over reverse", apart(orders.forwardOverReverse, reference, allowed, scale));
      findings.add("reverse over forward", apart(orders.reverseOverForward, reference, allowed, scale));
      findings.add("symmetry: ⟨v, H w⟩", symmetry(subject, u, w, orders, allowed, scale));
    }
    const [transposed, expected] = [backToSeed(subject, u, gradient, w), flowsOf([carried], [result])[0]];
    if (transposed !== null && expected !== undefined && expected.every(Number.isFinite)) {
      findings.add("what the cotangent receives", apart(transposed, expected, allowed, largest(expected)));
    }
    return findings.list;
  },
};

/** H w against finite differences of what reverse mode gives. */
export const curvatureLaw: Law = {
  name: "second derivatives agree with finite differences of first ones",
  check(op, sample) {
    const subject = subjectOf(op, sample);
    if (sample.kink === true || subject.result.dtype !== "float64" || isSingle(subject)) return null;
    const { variables, leaves, result } = subject;
    const u = seedOf(result, 3);
    const gradient = cotangents(subject, u);
    const findings = new Findings();
    const w = variables.map((variable, k) => seedOf(variable, 30 + k));
    const actual = concatenated(
      flowsOf(reverse(gradient.filter(present), ws(gradient, w), variables), variables),
    );
    const run = evaluator(gradient.filter(present), leaves);
    const start = leaves.map((leaf) => Float64Array.from(leaf.value ?? []));
    const places = variables.map((variable) => leaves.indexOf(variable));
    const parts = places.map((place) => start[place] as Float64Array);
    const change = derivative((t) => {
      const data: Float64Array[] = [...start];
      const whole = moved(concatenated(parts), t, concatenated(w.map(({ value }) => value ?? [])));
      for (const [k, part] of split(whole, parts).entries()) data[places[k] as number] = part;
      return concatenated(run(data));
    });
    const expected = new Float64Array(actual.length);
    let from = 0;
    let to = 0;
    for (const [k, node] of gradient.entries()) {
      const length = (parts[k] as Float64Array).length;
      if (node !== null) expected.set(change.value.subarray(from, (from += length)), to);
      to += length;
    }
    findings.add("H w", apart(actual, expected, 1e-11, Math.max(0.1, largest(expected))));
    return findings.list;
  },
};

function nested(
  subject: Subject,
  u: Node,
  w: readonly Node[],
  gradient: readonly (Node | null)[],
  carried: Node | null,
): Orders {
  const { variables } = subject;
  const some = gradient.filter(present);
  const forwards = forward(some, variables, w);
  let next = 0;
  const aligned = gradient.map((node) => (node === null ? null : (forwards[next++] ?? null)));
  const [reverseOverReverse, forwardOverReverse, reverseOverForward] = flowsTogether([
    [reverse(some, ws(gradient, w), variables), variables],
    [aligned, variables],
    [carried === null ? variables.map(() => null) : reverse([carried], [u], variables), variables],
  ]).map(concatenated) as [Float64Array, Float64Array, Float64Array];
  return { reverseOverReverse, forwardOverReverse, reverseOverForward };
}

/** ⟨v, H w⟩ by forward mode alone: the change along w of the change along v. */
function symmetry(
  subject: Subject,
  u: Node,
  w: readonly Node[],
  { reverseOverReverse }: Orders,
  allowed: number,
  scale: number,
): string | null {
  const { variables, result } = subject;
  const v = variables.map((variable, k) => seedOf(variable, 40 + k));
  const first = tangent(subject, v);
  const second = first === null ? null : (forward([first], variables, w)[0] ?? null);
  const [twice] = flowsOf([second], [result]) as [Float64Array];
  const left = dot(twice, u.value ?? []);
  const right = dot(reverseOverReverse, concatenated(v.map(({ value }) => value ?? [])));
  if (!Number.isFinite(left) || !Number.isFinite(right)) return null;
  return apart([left], [right], allowed, scale * Math.max(1, reverseOverReverse.length));
}

/** Jᵀu is linear in u: carrying w back through it gives J w. */
function backToSeed(
  subject: Subject,
  u: Node,
  gradient: readonly (Node | null)[],
  w: readonly Node[],
): Float64Array | null {
  const some = gradient.filter(present);
  if (some.length === 0) return null;
  return flowsOf(reverse(some, ws(gradient, w), [u]), [subject.result])[0] ?? null;
}

/** The directions of those variables that receive a cotangent at all. */
function ws(gradient: readonly (Node | null)[], w: readonly Node[]): Node[] {
  return w.filter((_, k) => gradient[k] !== null);
}

function present(node: Node | null): node is Node {
  return node !== null;
}
