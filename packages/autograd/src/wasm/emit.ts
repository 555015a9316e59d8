import type { Expression } from "./expression.ts";
import { type FunctionReference, never, type Region, type Variable } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { Instruction, ValueType } from "./instruction.ts";
import { isEffect, schedule } from "./schedule.ts";

/** Receives a scheduled function as a sequence of stack-machine instructions. */
export interface Sink {
  /** An instruction of the tables, its operands already emitted. */
  plain(expression: Expression, instruction: Instruction): void;
  constant(expression: Expression): void;
  localGet(local: number): void;
  localSet(local: number): void;
  call(callee: FunctionReference): void;
  loop(region: Region): void;
  if(): void;
  else(): void;
  end(): void;
  /** A branch to a region, `depth` levels up, if the condition holds. */
  branchIf(region: Region, depth: number): void;
  return(hasValue: boolean): void;
  copy(): void;
  fill(): void;
  drop(): void;
}

/**
 * Schedules a function and feeds it to `sink` in order.
 * @returns The types of the locals behind the parameters.
 */
export function emit(builder: FunctionBuilder, sink: Sink): ValueType[] {
  if (builder.isScheduled) resetSchedule(builder);
  builder.isScheduled = true;
  schedule(builder.prologue, builder.body);
  const emitter = new Emitter(builder, sink);
  emitter.region(builder.prologue);
  emitter.region(builder.body);
  return emitter.locals;
}

/** Forgets an earlier schedule, so that a function can be encoded and then printed. */
function resetSchedule(builder: FunctionBuilder): void {
  for (const variable of builder.variables) {
    variable.nextSet = never;
    variable.local = -1;
  }
  const pending: Region[] = [builder.prologue, builder.body];
  for (let region = pending.pop(); region !== undefined; region = pending.pop()) {
    region.label = -1;
    for (const item of region.items) {
      item.uses = 0;
      item.lastUse = 0;
      item.crosses = false;
      item.level = 0;
      item.inline = false;
      item.local = -1;
      for (const body of item.bodies) pending.push(body);
    }
  }
}

class Emitter {
  readonly locals: ValueType[] = [];
  readonly #sink: Sink;
  readonly #parameterCount: number;
  readonly #free: Record<ValueType, number[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] };
  #current: Region;
  #labels = 0;

  constructor(builder: FunctionBuilder, sink: Sink) {
    this.#sink = sink;
    this.#parameterCount = builder.parameters.length;
    this.#current = builder.prologue;
  }

  region(region: Region): void {
    const outer = this.#current;
    this.#current = region;
    const { items, released } = region;
    for (let k = 0; k < items.length; k++) this.#item(items[k] as Expression);
    for (const done of released) this.#release(done);
    released.length = 0;
    this.#current = outer;
  }

  #item(item: Expression): void {
    if (item.type === "none") {
      this.#statement(item);
    } else if (item.uses > 0) {
      if (item.inline) return;
      this.#evaluate(item);
      item.local = this.#allocate(item.type);
      this.#sink.localSet(item.local);
    } else if (isEffect(item)) {
      this.#evaluate(item);
      this.#sink.drop();
    }
  }

  #statement(item: Expression): void {
    const sink = this.#sink;
    this.#operands(item.operands);
    if (item.kind === "plain") {
      sink.plain(item, item.instruction as Instruction);
      return;
    }
    const [first, second] = item.bodies;
    switch (item.kind) {
      case "call":
        sink.call(item.subject as FunctionReference);
        break;
      case "set":
        sink.localSet(this.#variableLocal(item));
        break;
      case "loop":
        this.#loop(first as Region);
        break;
      case "if":
        sink.if();
        this.region(first as Region);
        if (second !== undefined) {
          sink.else();
          this.region(second);
        }
        sink.end();
        break;
      case "branchIf":
        sink.branchIf(item.subject as Region, this.#depthOf(item.subject as Region));
        break;
      case "return":
        sink.return(item.operands.length > 0);
        break;
      case "copy":
        sink.copy();
        break;
      default:
        sink.fill();
    }
  }

  #loop(body: Region): void {
    if (body.label >= 0) body.label = ++this.#labels;
    this.#sink.loop(body);
    this.region(body);
    this.#sink.end();
  }

  /** Evaluates an expression onto the stack. */
  #evaluate(item: Expression): void {
    this.#operands(item.operands);
    if (item.kind === "plain") {
      this.#sink.plain(item, item.instruction as Instruction);
      return;
    }
    switch (item.kind) {
      case "constant":
        this.#sink.constant(item);
        break;
      case "parameter":
        this.#sink.localGet(item.offset);
        break;
      case "get":
        this.#sink.localGet(this.#variableLocal(item));
        break;
      case "call":
        this.#sink.call(item.subject as FunctionReference);
        break;
      default:
        throw new Error(`wasm: ${item.kind} has no value`);
    }
  }

  #operands(operands: readonly Expression[]): void {
    for (let k = 0; k < operands.length; k++) {
      const operand = operands[k] as Expression;
      if (operand.inline) this.#evaluate(operand);
      else this.#read(operand);
    }
  }

  #read(operand: Expression): void {
    this.#sink.localGet(operand.local);
    operand.uses--;
    if (operand.uses > 0) return;
    if (operand.region === this.#current) {
      this.#release(operand);
      return;
    }
    // Inside a loop the value is needed again: its local is free only behind the region that it is not part of.
    let inner = this.#current;
    while (inner.parent !== undefined && inner.parent !== operand.region) inner = inner.parent;
    inner.released.push(operand);
  }

  #depthOf(target: Region): number {
    let depth = 0;
    for (let region = this.#current; region !== target; region = region.parent as Region) depth++;
    return depth;
  }

  #variableLocal(item: Expression): number {
    const variable = item.subject as Variable;
    if (variable.local < 0) variable.local = this.#fresh(variable.type);
    return variable.local;
  }

  #allocate(type: ValueType): number {
    return this.#free[type].pop() ?? this.#fresh(type);
  }

  #release(item: Expression): void {
    // The body's own locals stay free for later values of the same type.
    this.#free[item.type as ValueType].push(item.local);
  }

  #fresh(type: ValueType): number {
    this.locals.push(type);
    return this.#parameterCount + this.locals.length - 1;
  }
}
