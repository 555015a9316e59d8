/** Small things about arrays of numbers that the laws and properties share. */

/** Numbers in ±[0.3, 1], without pattern, the same in every run: a direction in which nothing cancels by chance. */
export function direction(length: number, salt: number): Float64Array {
  const result = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const fraction = ((i + 1) * 0.6180339887498949 + (salt + 1) * 0.7548776662466927) % 1;
    result[i] = fraction < 0.5 ? -0.3 - 1.4 * fraction : 0.3 + 1.4 * (fraction - 0.5);
  }
  return result;
}

export function unit(length: number, index: number): Float64Array {
  const vector = new Float64Array(length);
  vector[index] = 1;
  return vector;
}

/** `a + t · b`. */
export function moved(a: ArrayLike<number>, t: number, b: ArrayLike<number>): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < result.length; i++) result[i] = (a[i] as number) + t * (b[i] as number);
  return result;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
}

/** Sum of the magnitudes of the terms of `dot(a, b)`: what its rounding error is relative to. */
export function dotScale(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += Math.abs((a[i] as number) * (b[i] as number));
  return total;
}

export function largest(a: ArrayLike<number>): number {
  let result = 0;
  for (let i = 0; i < a.length; i++) result = Math.max(result, Math.abs(a[i] as number));
  return result;
}

export function concatenated(parts: readonly ArrayLike<number>[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

/** Cuts one array into parts of the lengths of `like`. */
export function split(whole: Float64Array, like: readonly ArrayLike<number>[]): Float64Array[] {
  let start = 0;
  return like.map(({ length }) => whole.slice(start, (start += length)));
}
