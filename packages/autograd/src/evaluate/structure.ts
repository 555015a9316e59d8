import type { Node } from "../graph/node.ts";

/**
 * The structure of a graph as rows of integers, equal for two graphs exactly if the same plan computes both: which
 * operations on which earlier results; of data only shape and dtype. Derivatives that are not written out yet are told by
 * what they are of.
 *
 * Each node has a position and a record of four integers: `[what, position, a, b]`. Records stand in the order of a
 * depth-first walk, those of inputs first, in sections: first what is evaluated, up to known values; then for each request
 * for derivatives what it depends on. There the walk does not stop at known values, since a derivative depends on how a
 * value came about: each known value has a second record, of its origin. It stops at those made before what the derivative
 * is taken by, which cannot depend on that.
 *
 * | `what` | `a`, `b` |
 * | --- | --- |
 * | number of a kind | positions of the inputs, -1 for none; of more than two: where they start in `inputs`, minus their number |
 * | `leaf - number of a type` | known value |
 * | `deferred` | number of the request, which of its derivatives |
 * | `origin + number of a kind`, `originDeferred` | the same for a known value |
 * | `originNone` | a known value that is data, to this derivative |
 */
export interface Structure {
  readonly records: Int32Array;
  readonly inputs: Int32Array;
  /** For each section where its records end; for those of requests then positions: of what, how many, by what. */
  readonly sections: Int32Array;
  /** How many roots were asked for, then positions of these and of the others that a run computes too. */
  readonly roots: Int32Array;
  readonly hash: number;
}

export const origin = 0x40000000;
export const leaf = -1;
export const deferred = -0x40000000;
/** Kinds and types from this number on, which a program only gets to that forgets them for days, have no place in a record. */
export const mostNumbers = 0x3fffffff;
export const originDeferred: number = deferred - 1;
export const originNone: number = deferred - 2;

/** Whether a derivative by nodes, of which the oldest has this number, goes no further than a node with a value. */
export function endsAt({ first, deferred, serial }: Node, oldest: number): boolean {
  return serial <= oldest || (first === null && deferred === null);
}

/** Integers in a record. */
export const recordLength = 4;

/** The number of integers of a structure. */
export function lengthOf({ records, inputs, sections, roots }: Structure): number {
  return records.length + inputs.length + sections.length + roots.length;
}

/** Of nothing: takes the place of one that is not needed any more. */
export const noStructure: Structure = {
  records: new Int32Array(0),
  inputs: new Int32Array(0),
  sections: new Int32Array(0),
  roots: new Int32Array(0),
  hash: 0,
};

/** The number of nodes, a node with two records counted twice. */
export function nodesOf({ records }: Structure): number {
  return records.length / recordLength;
}

/** Positions of data in the order of the records. */
export function leavesOf({ records }: Structure): Int32Array {
  const leaves: number[] = [];
  for (let at = 0; at < records.length; at += recordLength) {
    if (isLeaf(records[at] as number)) leaves.push(records[at + 1] as number);
  }
  return Int32Array.from(leaves);
}

/** Whether a record with this `what` is that of a known value. */
export function isLeaf(what: number): boolean {
  return what <= leaf && what > deferred;
}
