import { environment } from "../file/environment.ts";
import type { Epoch } from "./fit-options.ts";

/** A line in the terminal that is written over and over: epoch, loss, measures, speed and the time that is left. */
export class ProgressLine {
  readonly #write: ((text: string) => void) | null;
  readonly #epochs: number;
  readonly #first: number;
  readonly #begin: number = Date.now();
  #steps = 0;
  #stepsInEpoch = 0;
  #measures = "";
  #drawn = 0;

  constructor(asked: boolean | undefined, epochs: number, first: number) {
    const terminal = environment.process?.stderr;
    const isShown = terminal !== undefined && (asked ?? terminal.isTTY === true);
    this.#write = isShown ? (text) => void terminal.write(text) : null;
    this.#epochs = epochs;
    this.#first = first;
  }

  batch(epoch: number, batch: number, loss: number): void {
    if (this.#write === null) return;
    this.#steps += 1;
    const now = Date.now();
    // No terminal needs more than some pictures a second.
    if (now - this.#drawn < 100) return;
    this.#drawn = now;
    const seconds = (now - this.#begin) / 1000;
    const perEpoch = this.#stepsInEpoch || batch;
    const left = (this.#epochs - epoch + 1) * perEpoch - batch;
    const speed = this.#steps / Math.max(seconds, 1e-3);
    const rest = this.#stepsInEpoch === 0 ? "" : `, ${Math.ceil(left / speed)} s left`;
    this.#draw(
      `epoch ${epoch}/${this.#epochs}, loss ${short(loss)}${this.#measures}, ${short(speed)} steps/s${rest}`,
    );
  }

  epoch({ epoch, loss, validation, metrics }: Epoch): void {
    if (this.#write === null) return;
    this.#stepsInEpoch = this.#steps / (epoch - this.#first + 1);
    const measures = Object.entries({ ...(validation === undefined ? {} : { validation }), ...metrics });
    this.#measures = measures.map(([name, value]) => `, ${name} ${short(value)}`).join("");
    this.#draw(`epoch ${epoch}/${this.#epochs}, loss ${short(loss)}${this.#measures}`);
  }

  end(): void {
    this.#write?.("\n");
  }

  /** Over the last one, of which nothing stays. */
  #draw(text: string): void {
    const width = environment.process?.stderr?.columns ?? 80;
    this.#write?.(`\r\u001B[K${text.slice(0, width - 1)}`);
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
