let made = 0;

/** How many numbers there are: those that are made later have higher serials. */
export function numbersMade(): number {
  return made;
}

/**
 * The model's arithmetic: every number is an object that knows what it was computed from. Nothing is clever here, and nothing
 * is shared with the engine: neither its operations, nor its rules, nor its walks.
 */
export class Scalar {
  /** Counts numbers: those made before a call are from outside. */
  readonly serial: number = ++made;
  readonly value: number;
  edges: readonly Edge[];
  /** The call whose argument or parameter this number stands for, if it does. */
  readonly scope: Scope | null;
  /** Throws if a derivative may no longer pass. */
  readonly guard: (() => void) | null;
  /** What a compiled function computed it from: a derivative should go on there, and does not. */
  lost: readonly Scalar[] = [];
  /** The parameter's number that a compiled function returned as this one; null if it is no such copy. */
  copied: Scalar | null = null;
  /** Whether it is refused when somebody wants it, or may be. */
  state: "sound" | "refused" | "doubtful" = "sound";

  constructor(
    value: number,
    edges: readonly Edge[] = [],
    scope: Scope | null = null,
    guard: (() => void) | null = null,
  ) {
    this.value = value;
    this.edges = edges;
    this.scope = scope;
    this.guard = guard;
  }

  /** Makes it stand for another number from now on. */
  join(other: Scalar): void {
    this.edges = [...this.edges, edge(other, one)];
  }
}

/** What a number was computed from, and the derivative by it; null if it is declared to have none. */
export interface Edge {
  readonly to: Scalar;
  readonly slope: (() => Scalar) | null;
  /** Whether the number is a derivative of the other, which counts as depending on it whatever the rules give. */
  readonly isMention?: boolean;
}

/** A call of a function that is recorded, or mapped. */
export interface Scope {
  readonly kind: "compile" | "vmap";
  /** Whether the call is still going on. */
  open: boolean;
}

const zero = new Scalar(0);
const one = new Scalar(1);
const minusOne = new Scalar(-1);

export function plus(a: Scalar, b: Scalar): Scalar {
  return new Scalar(a.value + b.value, [edge(a, one), edge(b, one)]);
}

export function minus(a: Scalar, b: Scalar): Scalar {
  return new Scalar(a.value - b.value, [edge(a, one), edge(b, minusOne)]);
}

export function times(a: Scalar, b: Scalar): Scalar {
  return new Scalar(a.value * b.value, [edge(a, b), edge(b, a)]);
}

/** The same number under a name of its own: whoever differentiates by it does not mean the other. */
export function renamed(a: Scalar, scope: Scope | null = null, guard: (() => void) | null = null): Scalar {
  return new Scalar(a.value, [edge(a, one)], scope, guard);
}

export function sine(a: Scalar): Scalar {
  return new Scalar(Math.sin(a.value), [{ to: a, slope: () => cosine(a) }]);
}

function cosine(a: Scalar): Scalar {
  return new Scalar(Math.cos(a.value), [{ to: a, slope: () => times(minusOne, sine(a)) }]);
}

export function hyperbolicTangent(a: Scalar): Scalar {
  const result: Scalar = new Scalar(Math.tanh(a.value), [
    { to: a, slope: () => minus(one, times(result, result)) },
  ]);
  return result;
}

/** `a` if `mask` is positive, otherwise `b`. */
export function select(mask: Scalar, a: Scalar, b: Scalar): Scalar {
  const taken = mask.value > 0;
  const slopes = [flat(mask, taken ? 1 : 0), flat(mask, taken ? 0 : 1)] as const;
  return new Scalar(taken ? a.value : b.value, [
    { to: mask, slope: null },
    edge(a, slopes[0]),
    edge(b, slopes[1]),
  ]);
}

/** A number that depends on another without a derivative. */
export function flat(a: Scalar, value: number): Scalar {
  return new Scalar(value, [{ to: a, slope: null }]);
}

/** One of several numbers, taken by an index that is computed from others. */
export function taken(from: Scalar, index: readonly Scalar[]): Scalar {
  return new Scalar(from.value, [edge(from, one), ...index.map((to): Edge => ({ to, slope: null }))]);
}

/** The mean of numbers, divided as whole numbers are. */
export function averaged(sum: Scalar, count: number): Scalar {
  return new Scalar(sum.value / count, [edge(sum, new Scalar(1 / count))]);
}

/** A number with whatever derivative the user says that it has. */
export function withSlope(value: number, a: Scalar, slope: () => Scalar): Scalar {
  return new Scalar(value, [{ to: a, slope }]);
}

export function number(value: number): Scalar {
  return new Scalar(value);
}

function edge(to: Scalar, slope: Scalar): Edge {
  return { to, slope: () => slope };
}

/**
 * What a walk follows: derivatives only, whatever numbers were computed from, that and what derivatives were taken of, or what
 * they were taken by as well.
 */
export type Along = "slopes" | "inputs" | "graph" | "everything";

/** Everything behind some numbers, each after what is behind itself; nothing behind `ends`. */
export function behind(
  roots: readonly Scalar[],
  along: Along,
  ends: ReadonlySet<Scalar> = new Set(),
): Set<Scalar> {
  const found = new Set<Scalar>();
  const visit = (scalar: Scalar): void => {
    if (found.has(scalar) || ends.has(scalar)) return;
    for (const each of scalar.edges) if (isFollowed(each, along)) visit(each.to);
    found.add(scalar);
  };
  for (const root of roots) visit(root);
  return found;
}

function isFollowed({ slope, isMention }: Edge, along: Along): boolean {
  switch (along) {
    case "slopes":
      return slope !== null;
    case "inputs":
      return isMention !== true;
    case "graph":
      return isMention !== true || slope !== null;
    case "everything":
      return true;
  }
}

/** What derivatives of a number should reach through what compiled functions returned, and do not. */
export function lostBehind(root: Scalar, ends: ReadonlySet<Scalar> = new Set()): Set<Scalar> {
  const found = new Set<Scalar>();
  const visit = (scalar: Scalar): void => {
    for (const from of behind([scalar], "slopes", ends))
      for (const to of from.lost)
        if (!found.has(to)) {
          for (const each of behind([to], "slopes")) found.add(each);
          visit(to);
        }
  };
  visit(root);
  return found;
}

/** The derivatives of `y` by each of `xs`, asked for with others: numbers that have derivatives themselves. */
export function slopes(y: Scalar, xs: readonly Scalar[], asked: readonly Scalar[] = xs): Scalar[] {
  const order = [...behind([y], "slopes")];
  const wanted = new Set(xs);
  for (const scalar of order) {
    if (scalar.edges.some(({ to, slope }) => slope !== null && wanted.has(to))) wanted.add(scalar);
  }
  const received = new Map<Scalar, Scalar>([[y, one]]);
  for (const scalar of order.reverse()) {
    const cotangent = received.get(scalar);
    if (cotangent === undefined || !wanted.has(scalar)) continue;
    for (const { to, slope } of scalar.edges) {
      if (slope === null || !wanted.has(to)) continue;
      scalar.guard?.();
      const part = times(cotangent, slope());
      const before = received.get(to);
      received.set(to, before === undefined ? part : plus(before, part));
    }
  }
  const mentioned: Edge[] = [
    { to: y, slope: () => zero, isMention: true },
    ...asked.map((to): Edge => ({ to, slope: null, isMention: true })),
  ];
  return xs.map((x) => {
    const { value, edges } = received.get(x) ?? zero;
    return new Scalar(value, [...edges, ...mentioned]);
  });
}
