import type { Lane } from "./lane.ts";
import { ln2High, ln2Low } from "./ln2.ts";
import { octave } from "./log.ts";
import type { Long } from "./long.ts";
import { polynomial } from "./polynomial.ts";

/**
 * L of 3 atanh(s) / s = 3 + z + z^2 L(z), z = s^2 <= 0.02946: minimax, 2^-56 and 2^-25 (Sollya's
 * `fpminimax`).
 */
const L64: readonly number[] = [
  0.6, 0.4285714285714653, 0.33333333331570625, 0.27272727651238876, 0.23076880111511897, 0.20002756633230795,
  0.1754688416804928, 0.1769792970306686,
];
const L32: readonly number[] = [0.6, 0.42856613, 0.33353585, 0.27780703];

/** What {@link Lane.upper} clears of 2/3. */
const TWO_THIRDS_LOW: { readonly float64: number; readonly float32: number } = {
  float64: 9.934107462565104e-9,
  float32: 0.00016276042151730508,
};

/**
 * log(x) to about 11 bits more than the dtype holds, for a positive finite x. As in fdlibm's e_pow.c, all
 * that matters is carried in two parts: s = f / (2 + f), then 3 + s^2 + ..., then their product (Dekker
 * 1971).
 */
export function longLog<V, M>(m: Lane<V, M>, x: V): Long<V> {
  const { k, f } = octave(m, x);
  const two = m.constant(2);
  const three = m.constant(3);

  const divisor = m.add(two, f);
  const inverse = m.div(m.constant(1), divisor);
  const divisorHigh = m.upper(divisor);
  const divisorLow = m.sub(f, m.sub(divisorHigh, two));
  const s = m.mul(f, inverse);
  const sHigh = m.upper(s);
  const remainder = m.sub(m.sub(f, m.mul(sHigh, divisorHigh)), m.mul(sHigh, divisorLow));
  const sLow = m.mul(inverse, remainder);

  const z = m.mul(s, s);
  const higher = m.mul(m.mul(z, z), polynomial(m, z, m.dtype === "float32" ? L32 : L64));
  const rest = m.add(higher, m.mul(sLow, m.add(sHigh, s)));
  const square = m.mul(sHigh, sHigh);
  const sumHigh = m.upper(m.add(m.add(three, square), rest));
  const sumLow = m.sub(rest, m.sub(m.sub(sumHigh, three), square));

  const product = m.mul(sHigh, sumHigh);
  const correction = m.add(m.mul(sLow, sumHigh), m.mul(sumLow, s));
  const productHigh = m.upper(m.add(product, correction));
  const productLow = m.sub(correction, m.sub(productHigh, product));

  const twoThirds = m.constant(2 / 3);
  const twoThirdsHigh = m.upper(twoThirds);
  const twoThirdsLow = m.constant(TWO_THIRDS_LOW[m.dtype === "float32" ? "float32" : "float64"]);
  const mainPart = m.mul(twoThirdsHigh, productHigh);
  const smallPart = m.add(m.mul(twoThirdsLow, productHigh), m.mul(twoThirds, productLow));

  const octaves = m.mul(k, ln2High(m));
  const sum = m.add(octaves, mainPart);
  const lost = m.add(m.sub(octaves, sum), mainPart);
  const low = m.add(lost, m.add(smallPart, m.mul(k, ln2Low(m))));
  const high = m.upper(m.add(sum, low));
  return { high, low: m.add(m.sub(sum, high), low) };
}
