/** One shared cell to take the bytes of a number from. */
const cell = new DataView(new ArrayBuffer(8));

/**
 * Bytes in the encodings of the WebAssembly binary format. A plain array takes them, since pushing is a built-in and
 * fast from the first call on: most modules are encoded before the engine optimises any of this.
 */
export class ByteWriter {
  readonly data: number[] = [];

  get length(): number {
    return this.data.length;
  }

  byte(value: number): void {
    this.data.push(value);
  }

  bytes(values: ArrayLike<number>): void {
    for (let k = 0; k < values.length; k++) this.data.push(values[k] as number);
  }

  /** Unsigned LEB128 of an integer in [0, 2^32). */
  unsigned(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.data.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.data.push(rest);
  }

  /** Signed LEB128 of a 32-bit integer. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.data.push((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.data.push(rest & 0x7f);
  }

  /** Signed LEB128 of a 64-bit integer. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value);
    while (rest < -64n || rest > 63n) {
      this.data.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.data.push(Number(rest & 0x7fn));
  }

  float32(value: number): void {
    cell.setFloat32(0, value, true);
    for (let k = 0; k < 4; k++) this.data.push(cell.getUint8(k));
  }

  float64(value: number): void {
    cell.setFloat64(0, value, true);
    for (let k = 0; k < 8; k++) this.data.push(cell.getUint8(k));
  }

  /** A length-prefixed UTF-8 name; names here are ASCII, so code units are bytes. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let k = 0; k < text.length; k++) this.data.push(text.charCodeAt(k) & 0x7f);
  }
}

/** The bytes of several writers in a row. */
export function joined(writers: readonly ByteWriter[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(writers.reduce((sum, writer) => sum + writer.length, 0));
  let at = 0;
  for (const writer of writers) {
    bytes.set(writer.data, at);
    at += writer.length;
  }
  return bytes;
}
