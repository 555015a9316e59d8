import { ArgumentError } from "../error/error.ts";
import { aliasOf } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { isFloat, type TypedArray } from "../shape/dtype.ts";
import { type Shape, sizeOf } from "../shape/shape.ts";
import { mt19937, type RandomGenerator } from "../tensor/mt19937.ts";
import { concatenated, Derivation, elementsIn, type NodeFunction } from "./derivation.ts";
import { type GradientEntry, type Judgement, judged, type Place, reconciled } from "./entry.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { noiseOf } from "./noise.ts";
import { type Sample, sampleOf } from "./sample.ts";
import type { Input, Subject } from "./subject.ts";

/** What to measure, and how closely. */
export interface Measuring {
  readonly order: 1 | 2;
  readonly mode: "both" | "reverse" | "forward";
  readonly tolerance: number;
  readonly allowKinks: boolean;
  readonly maxElements: number;
  readonly seed: number;
  /** What each result is made of may be larger than the result: rounding is no less than that of these sizes. */
  readonly sizes: Float64Array;
  /** The largest number that occurs on the way. */
  readonly inner: number;
}

/** Outcome for all elements of a function's Jacobian, or for a sample of them. */
export interface Measurement {
  readonly entries: readonly GradientEntry[];
  /** Number of elements that the whole Jacobian has. */
  readonly total: number;
  readonly partial: boolean;
}

/** One element of the inputs: of which input, and where in it. */
interface Variable {
  readonly input: Input;
  /** Among all inputs. */
  readonly position: number;
  readonly element: number;
}

/** Compares the derivatives of a function of the subject's inputs with finite differences, element by element. */
export class Measurer {
  readonly #subject: Subject;
  readonly #f: NodeFunction;
  readonly #outputNames: readonly string[];
  readonly #options: Measuring;
  /** The elements of the inputs at which everything is measured, by input. */
  readonly #point: readonly TypedArray[];
  readonly #scales: readonly Float64Array[];
  readonly #leaves: readonly Node[];
  /** How many elements the results have. */
  #outputs = 0;

  constructor(subject: Subject, f: NodeFunction, outputNames: readonly string[], options: Measuring) {
    this.#subject = subject;
    this.#f = f;
    this.#outputNames = outputNames;
    this.#options = options;
    this.#point = subject.inputs.map(({ node }) => node.value as TypedArray);
    this.#scales = this.#point.map(scalesOf);
    this.#leaves = subject.inputs.map((input, k) => subject.leaf(input, this.#point[k] as TypedArray));
  }

  measure(): Measurement {
    const { mode, maxElements, seed } = this.#options;
    const aliases = this.#leaves.map(aliasOf);
    const derivation = new Derivation(this.#f(aliases), aliases);
    const outputs = elementsIn(derivation.outputs);
    this.#outputs = outputs;
    const moving = this.#subject.inputs.flatMap(({ node }, position) =>
      isFloat(node.dtype) ? [position] : [],
    );
    const sizes = moving.map((position) => sizeOf((this.#leaves[position] as Node).shape));
    const variables = sizes.reduce((sum, size) => sum + size, 0);
    const sample = sampleOf(variables, outputs, maxElements, seed);
    const rows = mode === "forward" ? null : sample.outputs.map((output) => derivation.row(output));
    const places = sample.outputs.map((output) => this.#outputPlace(derivation.outputs, output));
    const size = pick(this.#options.sizes, sample.outputs);
    const measured = pick(
      sample.inputs.length === 0 ? this.#options.sizes : this.#noise(moving, outputs),
      sample.outputs,
    );
    const noise = measured.map((own, row) => Math.max(own, epsilon * (size[row] as number)));
    const entries: GradientEntry[] = [];
    for (const number of sample.inputs) {
      const { part, element } = located(number, sizes);
      const position = moving[part] as number;
      const variable = { input: this.#subject.inputs[position] as Input, position, element };
      const column = mode === "reverse" ? null : derivation.column(number);
      this.#compare(variable, sample, { noise, size }, entries, (row) => ({
        place: { ...placeOf(variable, this.#options.order), ...(places[row] as OutputPlace) },
        reverse: rows === null ? null : ((rows[row] as Float64Array)[number] as number),
        forward: column === null ? null : (column[sample.outputs[row] as number] as number),
      }));
    }
    return { entries, total: variables * outputs, partial: sample.partial };
  }

  #outputPlace(outputs: readonly Node[], number: number): OutputPlace {
    const { part, element } = located(
      number,
      outputs.map(({ shape }) => sizeOf(shape)),
    );
    return {
      output: this.#outputNames[part] as string,
      outputIndex: indexOf(element, (outputs[part] as Node).shape),
    };
  }

  #compare(
    variable: Variable,
    sample: Sample,
    { noise, size }: { readonly noise: Float64Array; readonly size: Float64Array },
    entries: GradientEntry[],
    analytic: (row: number) => {
      readonly place: Place;
      readonly reverse: number | null;
      readonly forward: number | null;
    },
  ): void {
    const x = (this.#point[variable.position] as TypedArray)[variable.element] as number;
    const scale = (this.#scales[variable.position] as Float64Array)[variable.element] as number;
    let most = largest(size);
    const results = (at: number): Float64Array => {
      const found = pick(this.#resultsWith(variable, at), sample.outputs);
      if (Math.abs(at - x) < scale) most = Math.max(most, largest(found));
      return found;
    };
    const centre = results(x);
    const estimates = Number.isFinite(x)
      ? estimate(results, x, scale, centre, noise)
      : Array.from(centre, () => unknown);
    let second: readonly Estimate[] | null = null;
    for (const [row, found] of estimates.entries()) {
      const judgement: Judgement = {
        ...this.#options,
        isNoisy: (noise[row] as number) > 1e-4 * most,
        negligible: 4 * (most / scale),
        vanishing: Math.max(1000 * (noise[row] as number), 64 * epsilon * this.#options.inner) / scale,
      };
      const { place, reverse, forward } = analytic(row);
      let entry = judged(place, reverse, forward, found, judgement);
      if (entry.verdict === "differs" || entry.verdict === "uncertain") {
        // Nobody is accused on the word of one witness: other steps have to say the same.
        second ??= estimate(results, x, scale, centre, noise, 0.77);
        entry = judged(place, reverse, forward, reconciled(found, second[row] as Estimate), judgement);
      }
      entries.push(entry);
    }
  }

  /** The results with one element of the inputs changed. */
  #resultsWith({ input, position, element }: Variable, value: number): Float64Array {
    const elements = (this.#point[position] as TypedArray).slice();
    elements[element] = value;
    const nodes = this.#leaves.slice();
    nodes[position] = this.#subject.leaf(input, elements);
    return this.#resultsOf(nodes);
  }

  /** The results; not a number where data were refused, as by a factorisation of what is not positive definite. */
  #resultsOf(nodes: readonly Node[]): Float64Array {
    try {
      return concatenated(this.#f(nodes));
    } catch (error) {
      if (!(error instanceof ArgumentError) || error.op === this.#subject.op) throw error;
      return new Float64Array(this.#outputs).fill(Number.NaN);
    }
  }

  /** The noise of the results, seen along directions in which all inputs change. */
  #noise(moving: readonly number[], outputs: number): Float64Array {
    const random = mt19937(this.#options.seed);
    return noiseOf([this.#direction(moving, random), this.#direction(moving, random)], outputs);
  }

  #direction(moving: readonly number[], random: RandomGenerator): (t: number) => Float64Array {
    const steps = moving.map((position) => {
      const elements = this.#point[position] as TypedArray;
      const weights = random.uniform([elements.length], { low: -1, high: 1 }).data();
      const scales = this.#scales[position] as Float64Array;
      return Float64Array.from(weights, (weight, element) => {
        const size = (scales[element] as number) * Math.abs(weight);
        // Of three binary digits, so that the sums below are exact.
        const unit = 2 ** Math.floor(Math.log2(size) - 2);
        return Math.sign(weight) * unit * Math.round(size / unit);
      });
    });
    return (t) => {
      const nodes = this.#leaves.slice();
      for (const [k, position] of moving.entries()) {
        const elements = this.#point[position] as TypedArray;
        const moved = elements.map((x, element) => x + t * ((steps[k] as Float64Array)[element] as number));
        nodes[position] = this.#subject.leaf(this.#subject.inputs[position] as Input, moved);
      }
      return this.#resultsOf(nodes);
    };
  }
}

/** Relative distance of neighbouring numbers. */
const epsilon = Number.EPSILON;

const unknown: Estimate = { kind: "undefined", value: NaN, uncertainty: Infinity, left: NaN, right: NaN };

type OutputPlace = Pick<Place, "output" | "outputIndex">;

/** In which of several parts, of the given sizes, an element lies, and where in it. */
function located(
  number: number,
  sizes: readonly number[],
): { readonly part: number; readonly element: number } {
  let element = number;
  let part = 0;
  while (element >= (sizes[part] as number)) {
    element -= sizes[part] as number;
    part += 1;
  }
  return { part, element };
}

function placeOf({ input, element }: Variable, order: 1 | 2): Omit<Place, keyof OutputPlace> {
  return { input: input.argument, name: input.name, index: indexOf(element, input.node.shape), order };
}

/** The index of an element from its row-major position. */
function indexOf(element: number, shape: Shape): number[] {
  const index = new Array<number>(shape.length);
  let rest = element;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

/**
 * Over what distance each element may be expected to matter: its size, unless it is tiny among its neighbours; 1 for zeros.
 */
export function scalesOf(elements: TypedArray): Float64Array {
  const least = largest(elements) / 64;
  return Float64Array.from(elements, (x) => {
    const scale = Math.max(Math.abs(x), least);
    return scale > 0 && Number.isFinite(scale) ? scale : 1;
  });
}

/** The largest finite magnitude. */
export function largest(elements: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < elements.length; k++) {
    const size = Math.abs(elements[k] as number);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}

function pick(elements: Float64Array, places: readonly number[]): Float64Array {
  return Float64Array.from(places, (place) => elements[place] as number);
}
