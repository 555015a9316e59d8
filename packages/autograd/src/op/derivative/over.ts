/** What flows is divided by it, as if it were multiplied by its reciprocal. */
export class Over<V> {
  readonly divisor: V;

  constructor(divisor: V) {
    this.divisor = divisor;
  }
}

export function over<V>(divisor: V): Over<V> {
  return new Over(divisor);
}
