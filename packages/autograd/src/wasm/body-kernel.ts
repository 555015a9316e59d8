import type { Body, BodyMachine, ReadyBody } from "../op/body.ts";
import type { Operation, Spec } from "../op/definition.ts";
import type { Arena } from "../plan/arena.ts";
import { type BodyPlan, bodyArena, bodyPlan } from "../plan/body-plan.ts";
import type { ClosedBodies, KernelCall } from "../plan/closed-kernel.ts";
import type { Plan } from "../plan/plan.ts";
import type { Value as PlanValue } from "../plan/value.ts";
import { bytesPerElement, type DType } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { EmittedMachine } from "./emitted-machine.ts";
import { EmittedMemory } from "./emitted-memory.ts";
import type { RoutineEmitter } from "./emitters.ts";
import type { FunctionReference, Value } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import type { KernelContext } from "./kernel-context.ts";
import { callUnlessRefused, PlanEmission, scratchBytes } from "./plan-emission.ts";
import { convertScalar } from "./scalar-lane.ts";

/** Writes operations with bodies out: the kernels of each body once, in functions that loops and branches call. */
export const wasmBodies: RoutineEmitter<ClosedBodies> = {
  emit: (context, kernel) => {
    meaningOf(kernel).run(new Emitter(context, kernel), kernel.inputs, kernel.attributes);
  },
  scratch: (kernel) => {
    const machine = new Measure();
    meaningOf(kernel).run(machine, kernel.inputs, kernel.attributes);
    return machine.bytes;
  },
};

function meaningOf({ op }: ClosedBodies): Extract<Operation["meaning"], { kind: "body" }> {
  if (op.meaning.kind !== "body") throw new TypeError(`${op.name} has no body`);
  return op.meaning;
}

type Pairs = readonly (readonly [output: number, input: number])[];

/** Where elements lie. */
interface Site {
  readonly dtype: DType;
  /** In bytes. */
  readonly address: Index;
}

/** A body's share of memory: where its values lie, places for inputs that nobody reads, and what its kernels need. */
class Share {
  readonly planned: BodyPlan;
  readonly arena: Arena;
  readonly unread: ReadonlyMap<number, number>;
  readonly scratch: number;
  readonly bytes: number;

  constructor(body: Body, replaced: Pairs) {
    this.planned = bodyPlan(body);
    this.arena = bodyArena(this.planned, replaced);
    let end = toLine(this.arena.bytes);
    const unread = new Map<number, number>();
    for (const [k, leaf] of this.planned.inputs.entries()) {
      if (leaf >= 0) continue;
      const { shape, dtype } = body.inputs[k] as Spec;
      unread.set(k, end);
      end += toLine(sizeOf(shape) * bytesPerElement(dtype));
    }
    this.unread = unread;
    this.scratch = end;
    this.bytes = toLine(end + scratchBytes(this.planned.calls));
  }
}

function toLine(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

class Emitter implements BodyMachine<Site, Value<"i32">> {
  readonly #context: KernelContext;
  readonly #kernel: ClosedBodies;
  /** Of functions that run a body. */
  readonly #result: "i32" | "none";
  /** The function that is being built. */
  #f: FunctionBuilder;
  /** Where memory starts that no body has a share of. */
  #free: number;

  constructor(context: KernelContext, kernel: ClosedBodies) {
    this.#context = context;
    this.#kernel = kernel;
    this.#f = context.f;
    this.#free = context.scratch;
    this.#result = kernel.refuses ? "i32" : "none";
  }

  input(k: number): Site {
    const { dtype } = this.#kernel.inputs[k] as Spec;
    return { dtype, address: this.#context.operands[k] as Index };
  }

  output(): Site {
    const { dtype, inputs } = this.#kernel;
    return { dtype, address: this.#context.operands[inputs.length] as Index };
  }

  at({ dtype, address }: Site, elements: number, index: Value<"i32"> | 0 = 0, step = 0): Site {
    const bytes = bytesPerElement(dtype);
    const start =
      typeof address === "number" ? address + elements * bytes : this.#f.plus(address, elements * bytes);
    if (index === 0) return { dtype, address: start };
    return { dtype, address: this.#f.plus(this.#f.times(index, step * bytes), start) };
  }

  copy(from: Site, to: Site, count: number): void {
    const f = this.#f;
    if (count === 0 || from.address === to.address) return;
    if (from.dtype === to.dtype && count > mostCopiedOneByOne) {
      f.copy(to.address, from.address, count * bytesPerElement(from.dtype));
      return;
    }
    const machine = new EmittedMachine({ ...this.#context, f });
    const [source, target] = [from, to].map((site) => this.#memory(site, count, machine)) as [
      EmittedMemory,
      EmittedMemory,
    ];
    const move = (i: Index): void =>
      target.write(convertScalar(f, to.dtype === "bool" ? "int32" : to.dtype, source.read(i)), i);
    if (count > mostCopiedOneByOne) f.range(0, count, 1, move);
    else for (let i = 0; i < count; i++) move(i);
  }

  #memory({ dtype, address }: Site, count: number, machine: EmittedMachine): EmittedMemory {
    const context = { ...this.#context, f: this.#f };
    return new EmittedMemory(context, machine, { shape: [count], dtype }, { start: address, strides: [1] });
  }

  body(body: Body, replaced: Pairs = []): ReadyBody<Site> {
    const share = new Share(body, replaced);
    const start = this.#free;
    this.#free += share.bytes;
    const { plan, calls, inputs, outputs } = share.planned;
    const addresses = share.arena.addresses.map((address) => (address < 0 ? address : address + start));
    const site = (v: number): Site => {
      const { dtype } = plan.program.values[v] as PlanValue;
      return { dtype, address: addresses[v] as number };
    };
    return {
      bind: (k, { address }) => {
        const leaf = inputs[k] as number;
        if (leaf >= 0) addresses[leaf] = address as number;
      },
      input: (k) => {
        const unread = share.unread.get(k);
        if (unread === undefined) return site(inputs[k] as number);
        return { dtype: (body.inputs[k] as Spec).dtype, address: start + unread };
      },
      output: (k) => site(outputs[k] as number),
      run: () => this.#run(plan, calls, addresses, start + share.scratch),
    };
  }

  #run(plan: Plan, calls: readonly KernelCall[], addresses: Int32Array, scratch: number): void {
    const { module, fastMath, functions } = this.#context;
    new PlanEmission({ module, plan, calls, addresses, scratch, fastMath, functions }).emit(this.#f);
  }

  range(count: number, isReversed: boolean, step: (i: Value<"i32">) => void): void {
    const outer = this.#f;
    const callee = this.#context.module.define("step", ["i32"], this.#result, (own, i) => {
      this.#in(own, () => step(i));
    });
    outer.range(0, count, 1, (i) => {
      const at = isReversed ? outer.plus(outer.times(i, -1), count - 1) : i;
      callUnlessRefused(outer, callee, at);
    });
  }

  repeat({ address }: Site, step: () => void): void {
    const outer = this.#f;
    const goesOn = (): Value<"i32"> => outer.load("i32.load8_u", address);
    const callee = this.#context.module.define("step", [], this.#result, (own) => this.#in(own, step));
    outer.if(goesOn(), () =>
      outer.loop((again) => {
        callUnlessRefused(outer, callee);
        outer.branchIf(again, goesOn());
      }),
    );
  }

  choose({ address }: Site, whenTrue: () => void, whenFalse: () => void): void {
    const f = this.#f;
    const condition = f.load("i32.load8_u", address);
    const [first, second] = [whenTrue, whenFalse].map((build) => this.#branch(build)) as [
      FunctionReference,
      FunctionReference,
    ];
    f.if(
      condition,
      () => callUnlessRefused(f, first),
      () => callUnlessRefused(f, second),
    );
  }

  #branch(build: () => void): FunctionReference {
    return this.#context.module.define("branch", [], this.#result, (own) => this.#in(own, build));
  }

  /** Builds a function. */
  #in(own: FunctionBuilder, build: () => void): void {
    const outer = this.#f;
    this.#f = own;
    build();
    if (this.#result === "i32") own.return(own.i32(0));
    this.#f = outer;
  }
}

/** A few elements are faster moved one by one than as a block. */
const mostCopiedOneByOne = 8;

/** Finds out how much memory bodies need. */
class Measure implements BodyMachine<null, null> {
  bytes = 0;

  input(): null {
    return null;
  }

  output(): null {
    return null;
  }

  at(): null {
    return null;
  }

  copy(): void {}

  body(body: Body, replaced: Pairs = []): ReadyBody<null> {
    this.bytes += new Share(body, replaced).bytes;
    return { bind: () => undefined, input: () => null, output: () => null, run: () => undefined };
  }

  range(_count: number, _isReversed: boolean, step: (i: null) => void): void {
    step(null);
  }

  repeat(_condition: null, step: () => void): void {
    step();
  }

  choose(_condition: null, whenTrue: () => void, whenFalse: () => void): void {
    whenTrue();
    whenFalse();
  }
}
