import { inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { Gradient } from "./gradient.ts";
import { ParameterHandle } from "./parameter.ts";
import { recorder } from "./recording.ts";

/**
 * Something that is on or off, in an object that compiled functions refer to. Unlike a boolean in a property it is not frozen in what
 * they record: each answer has a recording of its own, and functions may switch it themselves.
 * @example
 * const loud = new Switch(true);
 * const f = compile((x) => (loud.isOn ? x.mul(10) : x));
 * const first = f(1).item();
 * loud.isOn = false;
 * [first, f(1).item()] // => [10, 1]
 */
export class Switch {
  /** Recordings note whether a cell has a gradient, and that is all that it says here. */
  readonly #cell: ParameterHandle = new ParameterHandle(inputNode(new Float64Array(1), [], "float64"));

  constructor(isOn: boolean) {
    // Not as an effect of a function that happens to be recorded: what it is to begin with, it is everywhere.
    if (isOn) this.#cell.gradient.replace(onlyMark());
  }

  get isOn(): boolean {
    return this.#gradient.node !== null;
  }

  set isOn(isOn: boolean) {
    if (isOn !== this.isOn) this.#gradient.replace(isOn ? onlyMark() : null);
  }

  get #gradient(): Gradient {
    return recorder()?.gradient(this.#cell) ?? this.#cell.gradient;
  }
}

function onlyMark(): Node {
  return inputNode(new Float64Array(1), [], "float64");
}
