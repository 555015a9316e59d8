import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { Body, BodyMachine, ReadyBody } from "../op/body.ts";
import { allocate, type TypedArray } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { graphOf } from "../transform/body.ts";
import type { Place, RoutineRunner } from "./runners.ts";

/** Runs an operation that has bodies, node by node in each step. */
export const interpretBodies: RoutineRunner = (node, places, interpret) => {
  const { meaning } = node.op;
  if (meaning.kind !== "body") throw new TypeError(`${node.op.name} has no body`);
  meaning.run(new Runner(places, interpret), node.inputs, node.attributes);
};

type Interpret = (list: Listing) => TypedArray[];

class Runner implements BodyMachine<Place, number> {
  readonly #places: readonly Place[];
  readonly #interpret: Interpret;

  constructor(places: readonly Place[], interpret: Interpret) {
    this.#places = places;
    this.#interpret = interpret;
  }

  input(k: number): Place {
    return this.#places[k] as Place;
  }

  output(): Place {
    return this.#places[this.#places.length - 1] as Place;
  }

  at({ array, offset }: Place, elements: number, index = 0, step = 0): Place {
    return { array, offset: offset + elements + index * step };
  }

  copy(from: Place, to: Place, count: number): void {
    for (let i = 0; i < count; i++) to.array[to.offset + i] = from.array[from.offset + i] as number;
  }

  body(body: Body): ReadyBody<Place> {
    return new Interpreted(body, this.#interpret);
  }

  range(count: number, isReversed: boolean, step: (i: number) => void): void {
    for (let i = 0; i < count; i++) step(isReversed ? count - 1 - i : i);
  }

  repeat({ array, offset }: Place, step: () => void): void {
    while (array[offset] === 1) step();
  }

  choose({ array, offset }: Place, whenTrue: () => void, whenFalse: () => void): void {
    if (array[offset] === 1) whenTrue();
    else whenFalse();
  }
}

/** A body whose inputs have values only while it runs: they stand for others in the next step, and nobody may read them. */
class Interpreted implements ReadyBody<Place> {
  readonly #inputs: readonly Node[];
  readonly #values: readonly TypedArray[];
  readonly #list: Listing;
  readonly #interpret: Interpret;
  #results: readonly TypedArray[] = [];

  constructor(body: Body, interpret: Interpret) {
    const { inputs, outputs } = graphOf(body);
    this.#inputs = inputs;
    this.#values = inputs.map(({ shape, dtype }) => allocate(dtype, sizeOf(shape)));
    this.#list = evaluationOrder(outputs);
    this.#interpret = interpret;
  }

  bind(input: number, { array, offset }: Place): void {
    const own = this.#values[input] as TypedArray;
    for (let i = 0; i < own.length; i++) own[i] = array[offset + i] as number;
  }

  input(k: number): Place {
    return { array: this.#values[k] as TypedArray, offset: 0 };
  }

  output(k: number): Place {
    return { array: this.#results[k] as TypedArray, offset: 0 };
  }

  run(): void {
    const before = this.#inputs.map(({ value }) => value);
    for (const [k, input] of this.#inputs.entries()) input.value = this.#values[k] as TypedArray;
    try {
      // A result that is an input would change as soon as the next step is given its inputs.
      this.#results = this.#interpret(this.#list).map((result) =>
        this.#values.includes(result) ? result.slice() : result,
      );
    } finally {
      for (const [k, input] of this.#inputs.entries()) input.value = before[k] ?? null;
    }
  }
}
