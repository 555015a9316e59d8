/** A row of integers that grows. */
export class WordRow {
  words: Int32Array;
  /** Only so many count. */
  length = 0;

  constructor(capacity: number) {
    this.words = new Int32Array(capacity);
  }

  push(word: number): void {
    if (this.length === this.words.length) this.#grow();
    this.words[this.length++] = word;
  }

  copy(): Int32Array {
    return this.words.slice(0, this.length);
  }

  equals(words: Int32Array): boolean {
    if (words.length !== this.length) return false;
    for (let k = 0; k < words.length; k++) if (words[k] !== this.words[k]) return false;
    return true;
  }

  /** Mixes the words into a hash. */
  hash(start: number): number {
    let hash = start ^ this.length;
    for (let k = 0; k < this.length; k++) {
      hash = Math.imul(hash ^ (this.words[k] as number), 0x9e3779b1) + (hash >>> 15);
    }
    return hash | 0;
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.words.length);
    larger.set(this.words);
    this.words = larger;
  }
}
