import { environment } from "../file/environment.ts";

/** How long a page may wait until it is drawn again: a frame of 60 in a second, nearly. */
const frame = 12;

/** Lets everything else that waits have its turn now and then: events, timers, the picture of a page. */
export class Pace {
  #since: number = Date.now();

  async breathe(): Promise<void> {
    if (Date.now() - this.#since < frame) return;
    await new Promise<void>((resolve) => {
      // Sooner than a timer, which waits four milliseconds at least.
      if (environment.setImmediate === undefined) environment.setTimeout(resolve, 0);
      else environment.setImmediate(resolve);
    });
    this.#since = Date.now();
  }
}
