import { bodiesOf } from "../op/body.ts";
import type { Core } from "../op/definition.ts";
import { batchAxes, coresOf } from "../op/routine.ts";
import { sizeOf, stridesOf } from "../shape/shape.ts";
import { type Access, whole } from "./access.ts";
import type {
  Argument,
  ClosedKernel,
  ClosedLoop,
  ClosedPlace,
  ClosedRoutine,
  KernelCall,
  LoopReduction,
  LoopStore,
  LoopValue,
  PlacedPart,
} from "./closed-kernel.ts";
import { coreOperand } from "./core-operand.ts";
import { indexSpace } from "./index-space.ts";
import { keyOf } from "./kernel-key.ts";
import { LongOperations } from "./long-operations.ts";
import { type Kernel, type LoopKernel, mayRefuse, type Plan } from "./plan.ts";
import { accessIn, copiedAccess, isCopied } from "./reading.ts";
import { isConstant, type Value } from "./value.ts";

/** What works on more is not compared with others: it would be given too many addresses. */
const mostOperands = 64;

/**
 * The kernels of a plan, closed: of each what its code depends on, and what it works on. Those of which code can be shared are one
 * object if they are the same, but for those with bodies, which know their addresses.
 */
export function callsOf(plan: Plan): KernelCall[] {
  const long = new LongOperations(plan);
  const isAlone = plan.kernels.length === 1;
  const distinct = new Map<string, ClosedKernel>();
  return plan.kernels.map((each) => {
    const call = close(plan, each, long.areCalledIn(each));
    if (isAlone || !canBeShared(call)) return call;
    const key = keyOf(call.kernel);
    const kernel = distinct.get(key) ?? call.kernel;
    distinct.set(key, kernel);
    return { kernel, operands: call.operands };
  });
}

/** Whether a kernel may be a function that is given its addresses. */
export function canBeShared({ kernel, operands }: KernelCall): boolean {
  return kernel.kind !== "bodies" && operands.length <= mostOperands;
}

/** @param callsFunctions - Whether the long operations of a loop are calls of functions. */
function close(plan: Plan, kernel: Kernel, callsFunctions: boolean): KernelCall {
  if (kernel.kind === "loop") return new LoopClosing(plan, kernel).close(callsFunctions);
  const { op, inputs, attributes, dtype } = valueAt(plan, kernel.value);
  if (kernel.kind === "place") return closePlace(plan, kernel.value);
  if (op.meaning.kind === "routine") return closeRoutine(plan, kernel.value);
  return {
    kernel: {
      kind: "bodies",
      op,
      attributes,
      inputs: inputs.map((v) => {
        const { shape, dtype: own } = valueAt(plan, v);
        return { shape, dtype: own };
      }),
      dtype,
      refuses: bodiesOf(attributes).some((body) => body.mayRefuse),
    },
    operands: [
      ...inputs.map((v) => argumentOf(plan, plan.accesses[v] as Access)),
      result(plan, kernel.value),
    ],
  };
}

function valueAt(plan: Plan, v: number): Value {
  return plan.program.values[v] as Value;
}

function argumentOf(plan: Plan, { base, offset }: Access): Argument {
  return { base, offset, dtype: valueAt(plan, base).dtype };
}

function result(plan: Plan, v: number): Argument {
  return { base: v, offset: 0, dtype: valueAt(plan, v).dtype };
}

/** A loop under way: its values get numbers, and what is read and written becomes arguments. */
class LoopClosing {
  readonly #plan: Plan;
  readonly #kernel: LoopKernel;
  readonly #isComputed: ReadonlySet<number>;
  /** The number of each value of the plan that takes part. */
  readonly #numbers: Map<number, number> = new Map();
  readonly #values: Omit<LoopValue, "strides">[] = [];
  readonly #accesses: Access[] = [];
  readonly #operands: Argument[] = [];

  constructor(plan: Plan, kernel: LoopKernel) {
    this.#plan = plan;
    this.#kernel = kernel;
    this.#isComputed = new Set(kernel.values);
  }

  close(callsFunctions: boolean): KernelCall {
    const { values, stores, reductions, shape, axes } = this.#kernel;
    for (const v of values) this.#add(v);
    const reduced = reductions.map((v): LoopReduction => {
      const { op, inputs, dtype } = valueAt(this.#plan, v);
      return {
        op,
        source: this.#numberOf(inputs[0] as number),
        dtype,
        argument: this.#argument(result(this.#plan, v)),
      };
    });
    const stored = stores.map((v): LoopStore => {
      return { value: this.#numberOf(v), argument: this.#argument(result(this.#plan, v)) };
    });
    const space = indexSpace(
      shape,
      [stridesOf(shape), ...this.#accesses.map(({ strides }) => strides)],
      axes,
    );
    const last = space.sizes.length - 1;
    const [dense, ...strides] = space.strides as readonly [readonly number[], ...(readonly number[])[]];
    let reads = 0;
    const all = this.#values.map((value): LoopValue => {
      return { ...value, strides: value.argument < 0 ? none : (strides[reads++] as readonly number[]) };
    });
    const isWide = ({ dtype }: { readonly dtype: string }): boolean => dtype === "float64";
    const kernel: ClosedLoop = {
      kind: "loop",
      sizes: space.sizes,
      reduced: space.reduced,
      dense,
      values: all,
      computed: values.map((v) => this.#numberOf(v)),
      stores: stored,
      reductions: reduced,
      // As many elements as fit a vector in the widest dtype that takes part.
      width: last < 0 ? 1 : all.some(isWide) || reduced.some(isWide) ? 2 : 4,
      mayOverrun: strides.every((along) => Math.abs(along[last] ?? 0) <= 1),
      callsFunctions,
    };
    return { kernel, operands: this.#operands };
  }

  #argument(argument: Argument): number {
    return this.#operands.push(argument) - 1;
  }

  #numberOf(v: number): number {
    return this.#numbers.get(v) ?? this.#external(v);
  }

  #number(v: number, value: Omit<LoopValue, "strides">): number {
    const number = this.#values.push(value) - 1;
    this.#numbers.set(v, number);
    return number;
  }

  /** Something that the loop computes, or a copy of what it reads. */
  #add(v: number): void {
    const { op, inputs, dtype } = valueAt(this.#plan, v);
    if (isCopied(valueAt(this.#plan, v))) {
      this.#read(v, copiedAccess(this.#plan, v));
      return;
    }
    const own = inputs.map((input) => this.#numberOf(input));
    this.#number(v, { dtype, op, inputs: own, constant: null, argument: -1 });
  }

  /** Something that the loop does not compute. */
  #external(v: number): number {
    if (this.#isComputed.has(v)) throw new TypeError("a loop reads what it computes later");
    return this.#read(v, accessIn(this.#plan, v, this.#kernel.shape));
  }

  #read(v: number, access: Access): number {
    const source = valueAt(this.#plan, access.base);
    const { dtype } = source;
    if (isConstant(source)) {
      const constant = source.attributes["value"] as number;
      return this.#number(v, { dtype, op: null, inputs: none, constant, argument: -1 });
    }
    this.#accesses.push(access);
    const argument = this.#argument(argumentOf(this.#plan, access));
    return this.#number(v, { dtype, op: null, inputs: none, constant: null, argument });
  }
}

const none: readonly number[] = [];

function closeRoutine(plan: Plan, v: number): KernelCall {
  const { op, inputs, attributes, shape } = valueAt(plan, v);
  const { meaning } = op;
  if (meaning.kind !== "routine") throw new TypeError(`${op.name} is not a routine`);
  const cores = meaning.cores(attributes);
  const batch = batchAxes(shape.length, cores.output).map((axis) => shape[axis] as number);
  const accesses = [...inputs.map((x) => plan.accesses[x] as Access), whole(v, shape)];
  const operands = [...inputs, v].map((x, k) => {
    return coreOperand(accesses[k] as Access, valueAt(plan, x).shape, coresOf(cores)[k] as Core, batch);
  });
  const space = indexSpace(
    batch,
    operands.map(({ along }) => along.strides),
    none,
  );
  const kernel: ClosedRoutine = {
    kind: "routine",
    op,
    attributes,
    batches: space.sizes,
    operands: operands.map(({ sizes, strides }, k) => {
      const { dtype } = valueAt(plan, [...inputs, v][k] as number);
      return { dtype, along: space.strides[k] as readonly number[], sizes, strides };
    }),
    scratch:
      meaning.scratch?.(
        inputs.map((x) => valueAt(plan, x)),
        attributes,
      ) ?? [],
    refuses: mayRefuse(plan, { kind: "routine", value: v }),
  };
  return { kernel, operands: accesses.map((access) => argumentOf(plan, access)) };
}

function closePlace(plan: Plan, v: number): KernelCall {
  const { op, inputs, attributes, shape, dtype } = valueAt(plan, v);
  const { meaning } = op;
  if (meaning.kind !== "place") throw new TypeError(`${op.name} does not place its inputs`);
  const shapes = inputs.map((input) => valueAt(plan, input).shape);
  const operands: Argument[] = [];
  const parts: PlacedPart[] = [];
  for (const [k, { offset, strides }] of meaning.place(shapes, attributes).entries()) {
    const own = shapes[k] as readonly number[];
    if (sizeOf(own) === 0) continue;
    const access = plan.accesses[inputs[k] as number] as Access;
    const source = valueAt(plan, access.base);
    const space = indexSpace(own, [access.strides, strides], none);
    const [from = none, to = none] = space.strides;
    const constant = isConstant(source) ? (source.attributes["value"] as number) : null;
    const argument = constant === null ? operands.push(argumentOf(plan, access)) - 1 : -1;
    parts.push({ constant, argument, sizes: space.sizes, from, start: offset, to });
  }
  const kernel: ClosedPlace = {
    kind: "place",
    dtype,
    size: sizeOf(shape),
    isCovered: shapes.reduce((sum, part) => sum + sizeOf(part), 0) >= sizeOf(shape),
    parts,
  };
  return { kernel, operands: [...operands, result(plan, v)] };
}
