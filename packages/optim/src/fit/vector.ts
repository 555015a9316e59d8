/** Sums over vectors, in the order of their elements. */

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

export function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

/** x + scale · by. */
export function moved(x: Float64Array, scale: number, by: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) result[k] = (x[k] as number) + scale * (by[k] as number);
  return result;
}

/** Adds scale · by in place. */
export function add(to: Float64Array, scale: number, by: Float64Array): void {
  for (let k = 0; k < to.length; k++) to[k] = (to[k] as number) + scale * (by[k] as number);
}

export function difference(a: Float64Array, b: Float64Array): Float64Array {
  return moved(a, -1, b);
}

export function scaled(a: Float64Array, by: number): Float64Array {
  return a.map((value) => value * by);
}
