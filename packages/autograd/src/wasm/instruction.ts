import {
  laneGroups,
  laneLoadGroups,
  laneStoreGroups,
  loadGroups,
  plainGroups,
  storeGroups,
} from "./instruction-table.ts";

export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

type Groups = Readonly<Record<string, readonly string[]>>;
type Names<Text extends string> = Text extends `${infer Name} ${infer Rest}` ? Name | Names<Rest> : Text;
/** The mnemonics that a line of the table stands for. */
type Mnemonics<Line> = Line extends `${infer Shape} ${string} ${infer Text}`
  ? `${Shape}.${Exclude<Names<Text>, "-">}`
  : never;
type SignatureOf<G extends Groups> = { [S in keyof G & string as Mnemonics<G[S][number]>]: S };

type Types<S extends string> = S extends `${infer Head},${infer Tail}` ? [Head, ...Types<Tail>] : [S];
/** The operand types in a signature such as `"i32,v128:none"`. */
export type OperandsOf<S> = S extends `${infer Operands}:${string}` ? Types<Operands> : never;
/** The result type in a signature. */
export type ResultOf<S> = S extends `${string}:${infer Result}` ? Result : never;

/** Mnemonic to signature, by how the instruction is built. */
export type PlainSignatures = SignatureOf<typeof plainGroups>;
export type LoadSignatures = SignatureOf<typeof loadGroups>;
export type StoreSignatures = SignatureOf<typeof storeGroups>;
export type LaneSignatures = SignatureOf<typeof laneGroups>;
export type LaneLoadSignatures = SignatureOf<typeof laneLoadGroups>;
export type LaneStoreSignatures = SignatureOf<typeof laneStoreGroups>;

export type Plain = keyof PlainSignatures;
export type Load = keyof LoadSignatures;
export type Store = keyof StoreSignatures;
export type LaneAccess = keyof LaneSignatures;
export type LaneLoad = keyof LaneLoadSignatures;
export type LaneStore = keyof LaneStoreSignatures;

/** What follows the code: nothing, a memory argument, a lane number, both, or sixteen shuffle indices. */
export type Immediate = "none" | "memory" | "lane" | "memoryLane" | "shuffle";

/** One instruction as the builder and the encoders see it. */
export interface Instruction {
  readonly mnemonic: string;
  readonly code: number;
  readonly operands: readonly ValueType[];
  readonly result: ValueType | "none";
  readonly immediate: Immediate;
  /** Binary logarithm of the bytes moved, which is the natural alignment; 0 where no memory is touched. */
  readonly alignment: number;
}

const groupsByImmediate: readonly (readonly [Immediate, Groups])[] = [
  ["none", plainGroups],
  ["memory", loadGroups],
  ["memory", storeGroups],
  ["lane", laneGroups],
  ["memoryLane", laneLoadGroups],
  ["memoryLane", laneStoreGroups],
  ["shuffle", { "v128,v128:v128": ["i8x16 fd00d shuffle"] }],
];

function alignmentOf(mnemonic: string): number {
  const bits = /(?:load|store)(\d+)/.exec(mnemonic)?.[1] ?? /^[a-z](\d+)/.exec(mnemonic)?.[1];
  return Math.log2(Number(bits) / 8);
}

/** The code that lines of the table give an instruction; -1 if it is not there. */
function codeIn(lines: readonly string[], mnemonic: string): number {
  const [shape = "", wanted = ""] = mnemonic.split(".");
  for (const line of lines) {
    if (!line.startsWith(`${shape} `)) continue;
    const [, first = "", ...names] = line.split(" ");
    const place = names.indexOf(wanted);
    if (place >= 0) return Number.parseInt(first, 16) + place;
  }
  return -1;
}

function found(mnemonic: string): Instruction | undefined {
  for (const [immediate, groups] of groupsByImmediate) {
    for (const signature in groups) {
      const code = codeIn(groups[signature] as readonly string[], mnemonic);
      if (code < 0) continue;
      const [operands = "", result = ""] = signature.split(":");
      return {
        mnemonic,
        code,
        operands: operands.split(",") as ValueType[],
        result: result as ValueType | "none",
        immediate,
        alignment: immediate.startsWith("memory") ? alignmentOf(mnemonic) : 0,
      };
    }
  }
  return undefined;
}

/** Those asked for so far; a program needs few of them, and one that compiles nothing needs none. */
const known = new Map<string, Instruction>();

/** Looks an instruction up by its mnemonic in the text format. There is one object for each. */
export function knownInstruction(mnemonic: string): Instruction | undefined {
  let instruction = known.get(mnemonic);
  if (instruction === undefined) {
    instruction = found(mnemonic);
    if (instruction !== undefined) known.set(mnemonic, instruction);
  }
  return instruction;
}

/** The same, of one that is there. */
export function instruction(mnemonic: string): Instruction {
  const instruction = knownInstruction(mnemonic);
  if (instruction === undefined) throw new Error(`wasm: unknown instruction ${mnemonic}`);
  return instruction;
}
