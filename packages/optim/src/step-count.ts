import {
  ArgumentError,
  isEvaluated,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
} from "@chainrule/autograd";

/**
 * The number of steps that an optimiser has made. Compiled functions count in a cell. Outside of them a step of all parameters is
 * counted there only if something reads the number; counting always would cost plain gradient descent a tenth of its time. That
 * a step of some of them did not read it says nothing of steps of others.
 */
export class StepCount {
  readonly #op: string;
  #cell: Parameter<[]> = parameter(0);
  /** Steps that were not counted in the cell. */
  #lag = 0;
  #isRead = false;
  /** The number of the step that is being made, if it will be counted in the cell. */
  #next: Tensor<[]> | null = null;

  constructor(op: string) {
    this.#op = op;
  }

  get total(): number {
    return this.#cell.item() + this.#lag;
  }

  set total(steps: number) {
    this.#cell.assign(steps);
    this.#lag = 0;
  }

  /** Makes functions that were compiled with this count be recorded anew, since it is used in another way from now on. */
  renew(): void {
    if (!isEvaluated(this.#cell)) {
      throw new ArgumentError(
        this.#op,
        "a schedule cannot be set or replaced inside compile(). Set it outside.",
      );
    }
    const { total } = this;
    // A recording holds only as long as what it asked of gradients would be answered the same.
    this.#cell.grad = scalar(0);
    this.#cell = parameter(0);
    this.total = total;
  }

  /** @param isOfAll - Whether all parameters have gradients in the step. */
  begin(isOfAll: boolean): void {
    const isRecording = !isEvaluated(this.#cell);
    if (isRecording) void this.#cell.grad;
    this.#next = this.#isRead || isRecording || !isOfAll ? this.#cell.add(1) : null;
  }

  /** The number of the step that has begun, for a graph that depends on it. */
  read(): Tensor<[]> {
    this.#isRead = true;
    if (this.#lag > 0) {
      if (!isEvaluated(this.#cell)) {
        throw new ArgumentError(
          this.#op,
          "the rule must not read the number of the step inside compile() if it did not outside.",
        );
      }
      const { total } = this;
      this.total = total;
      // It may have been made of what the cell held before.
      this.#next = null;
    }
    this.#next ??= this.#cell.add(1);
    return this.#next;
  }

  /** Adds what this step changes to cells and the values that they will have. */
  enlist(cells: Parameter[], values: Tensor[]): void {
    if (this.#next === null) return;
    cells.push(this.#cell);
    values.push(this.#next);
  }

  /** Counts the step that was made. */
  end(): void {
    if (this.#next === null) this.#lag += 1;
    this.#next = null;
  }
}
