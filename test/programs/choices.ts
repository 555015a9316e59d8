/** Decisions drawn from the numbers of an instruction, one after the other. */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A number from 0 to n - 1. */
  below(n: number): number {
    const number = this.#numbers[this.#next++ % this.#numbers.length] ?? 0;
    return n <= 1 ? 0 : number % n;
  }

  yes(): boolean {
    return this.below(2) === 1;
  }
}
