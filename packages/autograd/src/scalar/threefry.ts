import type { Lane } from "./lane.ts";

/**
 * How far the second word is rotated in four rounds and in the next four, and what the third word of the key is made with:
 * Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011); Ferguson and others, Skein 1.3 (2010).
 */
const EVEN = [13, 15, 26, 6] as const;
const ODD = [17, 29, 16, 24] as const;
const PARITY = 0x1bd11bda;

/** Groups of four rounds, after each of which two words of the key are added. */
const GROUPS = 5;

function rotated<V, M>(m: Lane<V, M>, x: V, bits: number): V {
  return m.bitOr(m.shiftLeft(x, m.constant(bits)), m.shiftRightUnsigned(x, m.constant(32 - bits)));
}

/**
 * Threefry-2x32 with 20 rounds, on an int32 lane: what `of` makes of the two random words of a key and a counter, which has two
 * words as well. Without arrays on the way, since the interpreter comes by for every number.
 */
export function threefry<V, M>(
  m: Lane<V, M>,
  key0: V,
  key1: V,
  counter0: V,
  counter1: V,
  of: (m: Lane<V, M>, first: V, second: V) => V,
): V {
  const key2 = m.bitXor(m.bitXor(key0, key1), m.constant(PARITY));
  let a = m.add(counter0, key0);
  let b = m.add(counter1, key1);
  for (let group = 1; group <= GROUPS; group++) {
    const rotations = group % 2 === 1 ? EVEN : ODD;
    for (let round = 0; round < 4; round++) {
      a = m.add(a, b);
      b = m.bitXor(rotated(m, b, rotations[round] as number), a);
    }
    const turn = group % 3;
    a = m.add(a, turn === 0 ? key0 : turn === 1 ? key1 : key2);
    b = m.add(m.add(b, turn === 0 ? key1 : turn === 1 ? key2 : key0), m.constant(group));
  }
  return of(m, a, b);
}
