import type { Access } from "../../packages/autograd/src/plan/access.ts";
import { indexSpace } from "../../packages/autograd/src/plan/index-space.ts";
import { type Kernel, type LoopKernel, type Plan, writtenBy } from "../../packages/autograd/src/plan/plan.ts";
import { isLeaf } from "../../packages/autograd/src/plan/program.ts";
import { accessIn, copiedAccess, isCopied } from "../../packages/autograd/src/plan/reading.ts";
import { isConstant, type Value } from "../../packages/autograd/src/plan/value.ts";
import { type Shape, sameShape, sizeOf, stridesOf } from "../../packages/autograd/src/shape/shape.ts";

export type Report = (problem: string) => void;

/** What each kernel reads from memory: numbers of stored values, and how they are gone through. */
export type Reads = readonly (readonly Access[])[];

/** Reports what is read before it is written, or elsewhere than where it is; gives what each kernel reads. */
export function readsProblems(plan: Plan, report: Report): Reads {
  const { values, roots, leaves } = plan.program;
  for (const [v, value] of values.entries()) {
    if (value.inputs.some((input) => !(input >= 0 && input < v))) report(`%${v} is of later values`);
  }
  const written = new Set<number>();
  for (const [v, value] of values.entries()) if (isLeaf(value)) written.add(v);
  if (leaves.some((leaf) => leaf >= 0 && !written.has(leaf))) report("a leaf is not data");
  const reads = plan.kernels.map((kernel, k) => {
    const own = new Set(writtenBy(kernel));
    if (own.size !== writtenBy(kernel).length) report(`kernel ${k} writes a value twice`);
    const read = new KernelReads(plan, kernel, (problem) => report(`kernel ${k}: ${problem}`)).all();
    for (const { base } of read) {
      if (own.has(base)) report(`kernel ${k} reads %${base}, which it writes`);
      else if (!written.has(base)) report(`kernel ${k} reads %${base} before it is written`);
    }
    for (const v of own) {
      if (written.has(v)) report(`kernel ${k} writes %${v} again`);
      written.add(v);
    }
    return read;
  });
  for (const root of roots) {
    if (!written.has(root)) report(`the result %${root} is never written`);
    if (isLeaf(values[root] as Value)) report(`the result %${root} is data`);
  }
  const used = new Set([...roots, ...reads.flatMap((read) => read.map(({ base }) => base))]);
  for (const v of written) {
    if (!used.has(v) && !isLeaf(values[v] as Value)) report(`%${v} is written for nobody`);
  }
  return reads;
}

/** Goes through what one kernel reads. */
class KernelReads {
  readonly #plan: Plan;
  readonly #values: readonly Value[];
  readonly #kernel: Kernel;
  readonly #report: Report;
  readonly #reads: Access[] = [];

  constructor(plan: Plan, kernel: Kernel, report: Report) {
    this.#plan = plan;
    this.#values = plan.program.values;
    this.#kernel = kernel;
    this.#report = report;
  }

  all(): readonly Access[] {
    if (this.#kernel.kind === "loop") this.#readLoop(this.#kernel);
    else {
      const isRoutine = this.#kernel.kind === "routine";
      for (const input of (this.#values[this.#kernel.value] as Value).inputs) {
        const access = this.#plan.accesses[input] as Access;
        if (isRoutine && isConstant(this.#values[access.base] as Value))
          this.#report(`the routine reads the constant %${access.base} from memory`);
        const { shape } = this.#values[input] as Value;
        // Nobody takes a step along an axis of one element.
        if (isRoutine && access.strides.some((stride, axis) => stride < 0 && (shape[axis] as number) > 1))
          this.#report(`the routine reads %${input} backwards`);
        this.#read(input, shape, access);
      }
    }
    return this.#reads;
  }

  #readLoop({ shape, values, stores, reductions, axes }: LoopKernel): void {
    const computed = new Set<number>();
    for (const v of values) {
      const value = this.#values[v] as Value;
      if (!sameShape(value.shape, shape)) this.#report(`%${v} is not of the loop's shape`);
      if (isCopied(value)) this.#copy(v, value);
      else for (const input of value.inputs) this.#readInLoop(input, shape, computed);
      computed.add(v);
    }
    if (computed.size !== values.length) this.#report("computes a value twice");
    if (stores.some((v) => !computed.has(v))) this.#report("stores what it does not compute");
    const needed = new Set(stores);
    for (const v of reductions) {
      const value = this.#values[v] as Value;
      const x = value.inputs[0] as number;
      if (!sameShape((this.#values[x] as Value).shape, shape)) this.#report(`%${v} reduces another shape`);
      const reduced = value.attributes["axes"] as readonly number[];
      if (String(reduced) !== String(axes)) this.#report(`%${v} reduces other axes`);
      this.#readInLoop(x, shape, computed);
      needed.add(x);
    }
    for (let k = values.length - 1; k >= 0; k--) {
      const v = values[k] as number;
      if (!needed.has(v)) this.#report(`computes %${v} for nobody`);
      else if (!isCopied(this.#values[v] as Value))
        for (const input of (this.#values[v] as Value).inputs) needed.add(input);
    }
    if (reductions.length > 0) {
      const strides = [stridesOf(shape), ...this.#reads.map((access) => access.strides)];
      const { reduced } = indexSpace(shape, strides, axes);
      // A stored value is written along the loop as well, though nothing asks whether it joins its axes.
      if (reduced.filter(Boolean).length > 1) this.#report("reduces along several loops");
    }
  }

  /** A value of this loop, known already, or memory. */
  #readInLoop(v: number, shape: Shape, computed: ReadonlySet<number>): void {
    if (computed.has(v)) return;
    this.#read(v, shape, accessIn(this.#plan, v, shape));
  }

  #copy(v: number, value: Value): void {
    const [x = -1, ...awaited] = value.inputs;
    this.#compare(v, value.shape, copiedAccess(this.#plan, v), (index, wanted) =>
      this.#whereIs(x, positionIn(value, index, this.#values), wanted),
    );
    // Not read, but to be there before: a copy that is apart from an earlier one is made for that.
    const strides = value.shape.map(() => 0);
    for (const other of awaited) {
      const { base } = this.#plan.accesses[other] as Access;
      if (!isConstant(this.#values[base] as Value)) this.#reads.push({ base, offset: 0, strides });
    }
  }

  #read(v: number, shape: Shape, access: Access): void {
    const own = (this.#values[v] as Value).shape;
    const missing = shape.length - own.length;
    this.#compare(v, shape, access, (index, wanted) =>
      this.#whereIs(
        v,
        flatten(
          own.map((size, axis) => (size === 1 ? 0 : (index[axis + missing] as number))),
          own,
        ),
        wanted,
      ),
    );
  }

  /** Requires that an access leads where going through the views one by one does, and notes that it is read. */
  #compare(
    v: number,
    shape: Shape,
    access: Access,
    where: (index: readonly number[], wanted: number) => Where,
  ): void {
    if (!isConstant(this.#values[access.base] as Value)) this.#reads.push(access);
    if (sizeOf(shape) === 0) return;
    for (const index of someIndices(shape)) {
      const { base, at } = where(index, access.base);
      let got = access.offset;
      for (const [axis, i] of index.entries()) got += i * (access.strides[axis] as number);
      if (base === access.base && (got === at || isConstant(this.#values[base] as Value))) continue;
      this.#report(`%${v} at [${index}] is %${base}[${at}], not %${access.base}[${got}]`);
      return;
    }
  }

  /** Where the element of a value lies, from view to view: in one value, or in another that holds a copy of what is there. */
  #whereIs(v: number, at: number, wanted: number): Where {
    let base = v;
    let flat = at;
    const leadsOn = (value: Value): boolean => this.#plan.accesses[base]?.base !== base || isCopied(value);
    while (base !== wanted && leadsOn(this.#values[base] as Value)) {
      const value = this.#values[base] as Value;
      flat = positionIn(value, unflatten(flat, value.shape), this.#values);
      base = value.inputs[0] as number;
    }
    return { base, at: flat };
  }
}

interface Where {
  readonly base: number;
  readonly at: number;
}

/** Which element of its input a movement operation finds at an index. */
function positionIn(
  { op, inputs, attributes, shape }: Value,
  index: readonly number[],
  values: readonly Value[],
): number {
  const { meaning } = op;
  if (meaning.kind !== "view") return flatten(index, shape);
  const { offset, strides } = meaning.view((values[inputs[0] as number] as Value).shape, attributes);
  return index.reduce((sum, i, axis) => sum + i * (strides[axis] as number), offset);
}

function flatten(index: readonly number[], shape: Shape): number {
  return index.reduce((flat, i, axis) => flat * (shape[axis] as number) + i, 0);
}

function unflatten(flat: number, shape: Shape): number[] {
  const index: number[] = new Array(shape.length).fill(0);
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

/** The first index, the last, the next along each axis, and one in the middle; all of them, where these are few. */
function someIndices(shape: Shape): number[][] {
  const size = sizeOf(shape);
  if (size <= 12) return Array.from({ length: size }, (_, flat) => unflatten(flat, shape));
  const next = shape.flatMap((length, axis) =>
    length === 1
      ? []
      : [shape.map((_, k) => (k === axis ? 1 : 0)), shape.map((n, k) => (k === axis ? n - 1 : 0))],
  );
  const zero = shape.map(() => 0);
  return [
    zero,
    ...next,
    shape.map((n) => n - 1),
    shape.map((n) => n >> 1),
    unflatten(Math.floor(size / 3), shape),
  ];
}
