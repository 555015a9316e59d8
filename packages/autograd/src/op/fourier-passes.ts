/**
 * How discrete Fourier transforms are computed: in passes, and of real numbers two by two. C. Van Loan, Computational frameworks for
 * the fast Fourier transform, 1992, 1.7 and 4.3.
 */
import type { Lane } from "../scalar/lane.ts";
import type { Index, Machine, Memory } from "../scalar/machine.ts";
import { rootOfUnity } from "../scalar/root-of-unity.ts";

/** One pass: in each of `groups` groups `stride` transforms of length `radix`. */
export interface Pass {
  readonly radix: number;
  readonly groups: number;
  readonly stride: number;
}

export function passesOf(radices: readonly number[]): Pass[] {
  const count = lengthOf(radices);
  let stride = 1;
  return radices.map((radix) => {
    const pass = { radix, stride, groups: count / radix / stride };
    stride *= radix;
    return pass;
  });
}

export function lengthOf(radices: readonly number[]): number {
  return radices.reduce((product, radix) => product * radix, 1);
}

/** What passes multiply by, in their order; if they are of real numbers, two by two, behind it half of what puts these together. */
export function passFactors(radices: readonly number[], isReal: boolean): number[] {
  const factors: (readonly [number, number])[] = [];
  for (const { radix, groups } of passesOf(radices)) {
    if (groups === 1) continue;
    for (let p = 0; p < groups; p++)
      for (let j = 1; j < radix; j++) factors.push(rootOfUnity(p * j, radix * groups));
  }
  const count = lengthOf(radices);
  const pairs = isReal ? (count - 1) >> 1 : 0;
  for (let k = 1; k <= pairs; k++) {
    const [c, s] = rootOfUnity(k, 2 * count);
    factors.push([c / 2, s / 2]);
  }
  return factors.flat();
}

type Complex<V> = readonly [re: V, im: V];

/** Complex numbers in memory. */
export interface Numbers<V, I> {
  read(i: Index<I>): Complex<V>;
  write(z: Complex<V>, i: Index<I>): void;
}

/** Of two rows of a memory, the other way round if they are exchanged: then a transform is the conjugate one. */
export function rowsOf<V, I>(memory: Memory<V, I>, isExchanged = false): Numbers<V, I> {
  const [re, im] = isExchanged ? [1, 0] : [0, 1];
  return {
    read: (i) => [memory.read(re, i), memory.read(im, i)],
    write: ([x, y], i) => {
      memory.write(x, re, i);
      memory.write(y, im, i);
    },
  };
}

/** Neighbours in a memory, as if it were one row. */
export function pairsOf<V, M, I>(
  m: Machine<V, M, I>,
  memory: Memory<V, I>,
  isExchanged = false,
): Numbers<V, I> {
  const [re, im] = isExchanged ? [1, 0] : [0, 1];
  const at = (i: Index<I>, which: number): I => m.plus(m.times(i, 2), which);
  return {
    read: (i) => [memory.read(0, at(i, re)), memory.read(0, at(i, im))],
    write: ([x, y], i) => {
      memory.write(x, 0, at(i, re));
      memory.write(y, 0, at(i, im));
    },
  };
}

function plus<V, M>(lane: Lane<V, M>, [a, b]: Complex<V>, [c, d]: Complex<V>): Complex<V> {
  return [lane.add(a, c), lane.add(b, d)];
}

function minus<V, M>(lane: Lane<V, M>, [a, b]: Complex<V>, [c, d]: Complex<V>): Complex<V> {
  return [lane.sub(a, c), lane.sub(b, d)];
}

/** a - i b and a + i b. */
function across<V, M>(lane: Lane<V, M>, [a, b]: Complex<V>, [c, d]: Complex<V>): [Complex<V>, Complex<V>] {
  return [
    [lane.add(a, d), lane.sub(b, c)],
    [lane.sub(a, d), lane.add(b, c)],
  ];
}

/** The transform of a few numbers: two, four, or an odd number of them. */
function small<V, M>(lane: Lane<V, M>, x: readonly Complex<V>[]): Complex<V>[] {
  const [first, second, third, fourth] = x as readonly [Complex<V>, Complex<V>, Complex<V>, Complex<V>];
  if (x.length === 2) return [plus(lane, first, second), minus(lane, first, second)];
  if (x.length === 4) {
    const [even, odd] = [plus(lane, first, third), plus(lane, second, fourth)];
    const [one, three] = across(lane, minus(lane, first, third), minus(lane, second, fourth));
    return [plus(lane, even, odd), one, minus(lane, even, odd), three];
  }
  const half = (x.length - 1) / 2;
  const pairs = Array.from({ length: half }, (_, k) => {
    const [a, b] = [x[k + 1] as Complex<V>, x[x.length - 1 - k] as Complex<V>];
    return { sum: plus(lane, a, b), difference: minus(lane, a, b) };
  });
  const y: Complex<V>[] = new Array(x.length);
  y[0] = pairs.reduce((total, { sum }) => plus(lane, total, sum), first);
  for (let j = 1; j <= half; j++) {
    let along: Complex<V> = first;
    let turned: Complex<V> | null = null;
    for (const [k, { sum, difference }] of pairs.entries()) {
      const [c, s] = rootOfUnity(j * (k + 1), x.length);
      along = plus(lane, along, scaled(lane, sum, lane.constant(c)));
      const term = scaled(lane, difference, lane.constant(s));
      turned = turned === null ? term : plus(lane, turned, term);
    }
    [y[j], y[x.length - j]] = across(lane, along, turned as Complex<V>);
  }
  return y;
}

function scaled<V, M>(lane: Lane<V, M>, [x, y]: Complex<V>, factor: V): Complex<V> {
  return [lane.mul(x, factor), lane.mul(y, factor)];
}

/** Times cos - i sin. */
function turned<V, M>(lane: Lane<V, M>, [x, y]: Complex<V>, c: V, s: V): Complex<V> {
  return [lane.add(lane.mul(x, c), lane.mul(y, s)), lane.sub(lane.mul(y, c), lane.mul(x, s))];
}

/**
 * A transform in passes from the second memory to the first, back, and so on, in what is read of the second one at first and written
 * to the last one in the end. Every pass leaves its numbers in order, so that there is none that only puts them in order.
 */
export function transform<V, M, I>(
  m: Machine<V, M, I>,
  table: Memory<V, I>,
  radices: readonly number[],
  memories: readonly [Memory<V, I>, Memory<V, I>],
  from: Numbers<V, I>,
  to: (memory: Memory<V, I>) => Numbers<V, I>,
): Memory<V, I> {
  const { dtype } = table;
  let used = 0;
  let source = from;
  for (const [index, { radix, groups, stride }] of passesOf(radices).entries()) {
    const first = used;
    const own = source;
    const memory = memories[index % 2] as Memory<V, I>;
    const target = index === radices.length - 1 ? to(memory) : rowsOf(memory);
    m.range(0, groups, (p) => {
      const count = groups === 1 ? 0 : 2 * (radix - 1);
      const start = m.times(p, count);
      const factors = Array.from({ length: count }, (_, k) => table.read(m.plus(start, first + k)));
      m.each(dtype, 0, stride, factors, (lane, q, turns) => {
        const given = m.plus(q, m.times(p, stride));
        const found = m.plus(q, m.times(p, stride * radix));
        const x = Array.from({ length: radix }, (_, j) => own.read(m.plus(given, j * stride * groups)));
        for (const [j, y] of small(lane, x).entries()) {
          const [c, s] = [turns[2 * j - 2], turns[2 * j - 1]];
          target.write(c === undefined ? y : turned(lane, y, c, s as V), m.plus(found, j * stride));
        }
      });
    });
    used += groups === 1 ? 0 : 2 * (radix - 1) * groups;
    source = target;
  }
  return memories[(radices.length - 1) % 2] as Memory<V, I>;
}

/** Where the table has half the roots of unity for each pair of numbers. */
export interface Halves<V, I> {
  readonly table: Memory<V, I>;
  /** Behind the end of them. */
  readonly start: number;
  readonly halves: number;
  readonly count: number;
}

/** Goes through pairs of numbers of the same distance from both ends, with the root of unity for each. */
function forPairs<V, M, I>(
  m: Machine<V, M, I>,
  { table, start, halves, count }: Halves<V, I>,
  body: (k: I, other: I, c: V, s: V) => void,
): void {
  m.range(0, halves, (i) => {
    const at = m.plus(m.times(i, 2), start - 2 * halves);
    const other = m.plus(m.times(i, -1), count - 1);
    body(m.plus(i, 1), other, table.read(at), table.read(m.plus(at, 1)));
  });
}

/** The transform of real numbers, of that of half as many complex ones. */
export function takeApart<V, M, I>(
  m: Machine<V, M, I>,
  from: Numbers<V, I>,
  to: Numbers<V, I>,
  ways: Halves<V, I>,
): void {
  const { count } = ways;
  const lane = m.lane(ways.table.dtype);
  const [none, half] = [lane.constant(0), lane.constant(0.5)];
  const [even, odd] = from.read(0);
  to.write([lane.add(even, odd), none], 0);
  to.write([lane.sub(even, odd), none], count);
  forPairs(m, ways, (k, other, c, s) => {
    const [[x, y], [z, w]] = [from.read(k), from.read(other)];
    const own = [lane.mul(half, lane.add(x, z)), lane.mul(half, lane.sub(y, w))] as const;
    const [re, im] = turned(lane, [lane.add(y, w), lane.sub(z, x)], c, s);
    to.write([lane.add(own[0], re), lane.add(own[1], im)], k);
    to.write([lane.sub(own[0], re), lane.sub(im, own[1])], other);
  });
  if (count % 2 === 1) return;
  const [re, im] = from.read(count / 2);
  to.write([re, lane.neg(im)], count / 2);
}

/** The transpose of that. */
export function putTogether<V, M, I>(
  m: Machine<V, M, I>,
  from: Numbers<V, I>,
  to: Numbers<V, I>,
  ways: Halves<V, I>,
): void {
  const { count } = ways;
  const lane = m.lane(ways.table.dtype);
  const half = lane.constant(0.5);
  const [[first], [last]] = [from.read(0), from.read(count)];
  to.write([lane.add(first, last), lane.sub(first, last)], 0);
  forPairs(m, ways, (k, other, c, s) => {
    const [[p, q], [r, t]] = [from.read(k), from.read(other)];
    const own = [lane.mul(half, lane.add(p, r)), lane.mul(half, lane.sub(q, t))] as const;
    const [difference, sum] = [lane.sub(p, r), lane.add(q, t)];
    const along = lane.sub(lane.mul(c, difference), lane.mul(s, sum));
    const beside = lane.add(lane.mul(s, difference), lane.mul(c, sum));
    to.write([lane.sub(own[0], beside), lane.add(own[1], along)], k);
    to.write([lane.add(own[0], beside), lane.sub(along, own[1])], other);
  });
  if (count % 2 === 1) return;
  const [re, im] = from.read(count / 2);
  to.write([re, lane.neg(im)], count / 2);
}
