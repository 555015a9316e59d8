import type { Index } from "./constant-builder.ts";
import { Region, type Value, type Variable } from "./expression.ts";
import { interleave } from "./interleave.ts";
import { typeName, ValueBuilder } from "./value-builder.ts";

export type { Index } from "./constant-builder.ts";

/** Builds one function: its values (see {@link ValueBuilder}) and its control flow. */
export class FunctionBuilder extends ValueBuilder {
  /** Loop counters free for the next loop, by name: fewer locals compile faster. */
  readonly #counters: Map<string, Variable<"i32">[]> = new Map();

  #enter(kind: Region["kind"], build: (region: Region) => void): Region {
    const outer = this.region;
    const region = new Region(kind, outer);
    this.region = region;
    try {
      build(region);
    } finally {
      this.region = outer;
      region.end = this.sequence++;
    }
    return region;
  }

  /** A loop body; {@link branchIf} to the given label starts it again, otherwise it ends. */
  loop(build: (label: Region) => void): void {
    const statement = this.append("none", "loop", undefined, []);
    statement.bodies = [this.#enter("loop", build)];
  }

  if(condition: Value<"i32">, whenTrue: () => void, whenFalse?: () => void): void {
    const statement = this.append("none", "if", undefined, [condition]);
    const first = this.#enter("arm", whenTrue);
    statement.bodies = whenFalse === undefined ? [first] : [first, this.#enter("arm", whenFalse)];
  }

  branchIf(label: Region, condition: Value<"i32">): void {
    this.append("none", "branchIf", undefined, [condition]).subject = label;
  }

  return(value?: Value): void {
    if (typeName(value) !== (this.result === "none" ? "nothing" : this.result)) {
      throw new Error(`wasm: ${this.name} returns ${this.result}, got ${typeName(value)}`);
    }
    this.append("none", "return", undefined, value === undefined ? [] : [value]);
  }

  /** Copies bytes; the ranges may overlap. */
  copy(target: Index, source: Index, byteCount: Index): void {
    this.append(
      "none",
      "copy",
      undefined,
      [target, source, byteCount].map((part) => this.index(part)),
    );
  }

  /** Sets bytes to one value. */
  fill(target: Index, byte: Index, byteCount: Index): void {
    this.append(
      "none",
      "fill",
      undefined,
      [target, byte, byteCount].map((part) => this.index(part)),
    );
  }

  /** Builds values that do not depend on each other, and lets their steps alternate. */
  sideBySide(builds: readonly (() => void)[]): void {
    const { items } = this.region;
    const starts = builds.map((build) => {
      const start = items.length;
      build();
      return start;
    });
    interleave(items, starts);
  }

  /**
   * `for (i = from; i < to; i += step)`, unsigned. One pass known in advance becomes straight-line code, none nothing.
   */
  range(from: Index, to: Index, step: number, build: (i: Value<"i32">) => void, name = "i"): void {
    const known = typeof from === "number" && typeof to === "number";
    if (known && from >= to) return;
    if (known && from + step >= to) {
      build(this.i32(from));
      return;
    }
    const start = this.index(from);
    const end = this.index(to);
    const loop = (): void => {
      const counter = this.#counters.get(name)?.pop() ?? this.variable("i32", undefined, name);
      this.set(counter, start);
      this.loop((again) => {
        build(this.get(counter));
        this.set(counter, this.plus(this.get(counter), step));
        this.branchIf(again, this.op("i32.lt_u", this.get(counter), end));
      });
      const free = this.#counters.get(name);
      if (free === undefined) this.#counters.set(name, [counter]);
      else free.push(counter);
    };
    if (known) loop();
    else this.if(this.op("i32.lt_u", start, end), loop);
  }
}
