import type { Instruction, ValueType } from "./instruction.ts";

/** Later than any point of a function; a small integer, since engines store those without a box. */
export const never = 0x3fff_ffff;

/** What an expression does; `plain` covers every instruction of the tables, loads and stores included. */
export type ExpressionKind =
  | "plain"
  | "constant"
  | "parameter"
  | "get"
  | "set"
  | "call"
  | "loop"
  | "if"
  | "branchIf"
  | "return"
  | "copy"
  | "fill";

/**
 * One step of a function: a value at a point of the program, or a statement (`T` is `"none"`).
 *
 * A value means what it is worth at the point where it was built, as in any programming language, however often and
 * wherever inside that region it is used later. {@link schedule} decides which values stay on the operand stack
 * and which need a local.
 *
 * One class for all kinds keeps the scheduler and the encoders monomorphic, hence fast.
 */
export class Expression<T extends ValueType | "none" = ValueType | "none"> {
  declare readonly type: T;
  declare readonly kind: ExpressionKind;
  declare readonly instruction: Instruction | undefined;
  declare readonly operands: readonly Expression[];
  /** The statement list that this belongs to. */
  declare readonly region: Region;
  /** Position in the program's order, counting through nested regions. */
  declare sequence: number;
  /** Byte offset of a load or store; the index of a parameter. */
  declare offset: number;
  /** The lane number of a lane access. */
  declare lane: number;
  /** A constant's value: bytes for v128, bigint for i64; the bytes of a shuffle. */
  declare literal: number | bigint | Uint8Array | string;
  /** What is read or assigned, called, or branched to. */
  declare subject: Variable | FunctionReference | Region | undefined;
  /** The bodies of a control statement. */
  declare bodies: readonly Region[];

  /** The newest value that {@link commonValue} may find under this operand, and the one before this in such a list. */
  declare newestUser: Expression | undefined;
  declare olderUser: Expression | undefined;

  /** Scheduling: how many live expressions use this one. */
  declare uses: number;
  /** Scheduling: the latest point at which a use may be evaluated. */
  declare lastUse: number;
  /** Scheduling: whether a use lies in a nested region. */
  declare crosses: boolean;
  /** Scheduling: distance from the statement that evaluates this one in place. */
  declare level: number;
  /** Scheduling: evaluated where it is used, without a local. */
  declare inline: boolean;
  /** Encoding: the local that holds the value, or -1. */
  declare local: number;

  // Fields are declared only, and assigned here: defining them costs a second call, and much of this work is done
  // before the engine optimises.
  constructor(
    type: T,
    kind: ExpressionKind,
    instruction: Instruction | undefined,
    operands: readonly Expression[],
    region: Region,
    sequence: number,
  ) {
    this.type = type;
    this.kind = kind;
    this.instruction = instruction;
    this.operands = operands;
    this.region = region;
    this.sequence = sequence;
    this.offset = 0;
    this.lane = 0;
    this.literal = 0;
    this.subject = undefined;
    this.bodies = noBodies;
    this.newestUser = undefined;
    this.olderUser = undefined;
    this.uses = 0;
    this.lastUse = 0;
    this.crosses = false;
    this.level = 0;
    this.inline = false;
    this.local = -1;
  }
}

const noBodies: readonly Region[] = [];

/** An expression that yields a value. */
export type Value<T extends ValueType = ValueType> = Expression<T>;

/** A statement list: a function's body, a block, a loop, or one arm of an `if`. */
export class Region {
  readonly kind: "literals" | "prologue" | "body" | "loop" | "arm";
  readonly parent: Region | undefined;
  readonly items: Expression[] = [];
  readonly depth: number;
  /** Whether the region lies in a loop. */
  readonly inLoop: boolean;
  /** The sequence number after its last item, once built. */
  end: number = never;
  /** Whether a branch targets it, and its number among those; only the text shows it. */
  label = -1;
  /** Locals that are free again when this region has been encoded. */
  readonly released: Expression[] = [];

  constructor(kind: Region["kind"], parent: Region | undefined) {
    this.kind = kind;
    this.parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.inLoop = kind === "loop" || (parent !== undefined && parent.inLoop);
  }
}

/** A local that may be assigned again, such as a loop counter. */
export class Variable<T extends ValueType = ValueType> {
  readonly type: T;
  readonly name: string;
  /** Scheduling: the first later assignment. */
  nextSet: number = never;
  /** Encoding: its local, or -1. */
  local = -1;

  constructor(type: T, name: string) {
    this.type = type;
    this.name = name;
  }
}

/** A function of the module, imported or defined; its index is known when the module is encoded. */
export class FunctionReference {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | "none";
  /** A pure function neither reads nor writes memory, so that calls to it may move or vanish. */
  readonly pure: boolean;
  index = -1;

  constructor(name: string, parameters: readonly ValueType[], result: ValueType | "none", pure: boolean) {
    this.name = name;
    this.parameters = parameters;
    this.result = result;
    this.pure = pure;
  }
}
