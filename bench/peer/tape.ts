/** What somebody would write who wants scalar derivatives fast: a tape as a struct of arrays. */
const [add, mul, scale, shift, relu] = [1, 2, 3, 4, 5];

export class Tape {
  readonly values: Float64Array;
  readonly cotangents: Float64Array;
  readonly #ops: Uint8Array;
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #constants: Float64Array;
  length = 0;

  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
    this.cotangents = new Float64Array(capacity);
    this.#ops = new Uint8Array(capacity);
    this.#first = new Int32Array(capacity);
    this.#second = new Int32Array(capacity);
    this.#constants = new Float64Array(capacity);
  }

  leaf(value: number): number {
    return this.#push(0, 0, 0, 0, value);
  }

  add(a: number, b: number): number {
    return this.#push(add, a, b, 0, (this.values[a] as number) + (this.values[b] as number));
  }

  mul(a: number, b: number): number {
    return this.#push(mul, a, b, 0, (this.values[a] as number) * (this.values[b] as number));
  }

  /** Times a constant. */
  scale(a: number, constant: number): number {
    return this.#push(scale, a, 0, constant, (this.values[a] as number) * constant);
  }

  /** Plus a constant. */
  shift(a: number, constant: number): number {
    return this.#push(shift, a, 0, constant, (this.values[a] as number) + constant);
  }

  relu(a: number): number {
    return this.#push(relu, a, 0, 0, Math.max(this.values[a] as number, 0));
  }

  #push(op: number, a: number, b: number, constant: number, value: number): number {
    const k = this.length++;
    this.#ops[k] = op;
    this.#first[k] = a;
    this.#second[k] = b;
    this.#constants[k] = constant;
    this.values[k] = value;
    return k;
  }

  backward(y: number): void {
    const { values, cotangents } = this;
    cotangents.fill(0, 0, y + 1);
    cotangents[y] = 1;
    for (let k = y; k >= 0; k--) {
      const u = cotangents[k] as number;
      const a = this.#first[k] as number;
      const b = this.#second[k] as number;
      switch (this.#ops[k]) {
        case add:
          cotangents[a] = (cotangents[a] as number) + u;
          cotangents[b] = (cotangents[b] as number) + u;
          break;
        case mul:
          cotangents[a] = (cotangents[a] as number) + u * (values[b] as number);
          cotangents[b] = (cotangents[b] as number) + u * (values[a] as number);
          break;
        case scale:
          cotangents[a] = (cotangents[a] as number) + u * (this.#constants[k] as number);
          break;
        case shift:
          cotangents[a] = (cotangents[a] as number) + u;
          break;
        case relu:
          if ((values[k] as number) > 0) cotangents[a] = (cotangents[a] as number) + u;
          break;
        default:
      }
    }
  }
}
