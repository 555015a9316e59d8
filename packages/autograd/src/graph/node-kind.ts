import { type Body, isBody } from "../op/body.ts";
import type { Attributes, AttributeValue, Operation } from "../op/definition.ts";
import { type DType, dtypes } from "../shape/dtype.ts";
import { requireSize, type Shape, sizeOf } from "../shape/shape.ts";

/**
 * Shape and dtype of a value. There is one object for each pair, so that types are compared by identity, and what
 * operations make of them is worked out once.
 */
export class ValueType {
  /** Different for each type. */
  readonly number: number;
  readonly shape: Shape;
  readonly dtype: DType;
  /** The number of elements. */
  readonly size: number;
  /** Types with one axis more, by its size. */
  readonly longer: Map<number, ValueType> = new Map();
  /** Kinds with this type as result. */
  readonly kinds: Map<Operation, KindsOfOperation> = new Map();
  /** What operations without attributes make of this type; of two arguments, both have it. */
  readonly results: Map<Operation, NodeKind> = new Map();
  /** The same for arguments of this type and another; not for ever, since a parameter's type lives as long as it does. */
  readonly mixedResults: Map<ValueType, Map<Operation, NodeKind>> = new Map();

  constructor(shape: Shape, dtype: DType) {
    this.number = typesMade++;
    // Shared by every tensor of this shape: nobody may change it.
    this.shape = Object.freeze(shape.slice());
    this.dtype = dtype;
    this.size = sizeOf(shape);
  }

  forget(): void {
    this.longer.clear();
    this.kinds.clear();
    this.results.clear();
  }
}

/**
 * What a node does: an operation with its attributes, and the type of the result. Two nodes whose kinds are the same object
 * and whose inputs are the same compute the same.
 */
export class NodeKind {
  /** Different for each kind. */
  readonly number: number;
  readonly op: Operation;
  readonly attributes: Attributes;
  readonly type: ValueType;
  /** Memo: two bits for each of the first inputs, see `transform/dependence.ts`. */
  passing = 0;

  constructor(op: Operation, attributes: Attributes, type: ValueType) {
    this.number = kindsMade++;
    this.op = op;
    this.attributes = attributes;
    this.type = type;
  }
}

/** Kinds of one operation and result, which differ in attributes only. */
interface KindsOfOperation {
  last: NodeKind;
  readonly byText: Map<string, NodeKind>;
}

export const noAttributes: Attributes = {};

/**
 * Programs whose shapes change all the time must not fill the memory with types: at so many, or so many kinds, all are
 * forgotten. They are made anew when they are needed; the only loss is that plans are compiled once more.
 */
const mostRemembered = 20_000;

/** Types that remember results with others: those of long-lived tensors are found by no other way. */
const mixing: ValueType[] = [];

let typesMade = 0;
let kindsMade = 0;
let remembered = 0;

const scalars: Readonly<Record<DType, ValueType>> = Object.fromEntries(
  dtypes.map((dtype) => [dtype, new ValueType([], dtype)]),
) as Record<DType, ValueType>;

/** The type of scalars of a dtype. */
export function scalarType(dtype: DType): ValueType {
  return scalars[dtype];
}

/** The type of this shape and dtype. */
export function typeOf(shape: Shape, dtype: DType): ValueType {
  let type = scalars[dtype];
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis] as number;
    let longer = type.longer.get(size);
    if (longer === undefined) {
      longer = new ValueType(shape.slice(0, axis + 1), dtype);
      remember();
      type.longer.set(size, longer);
    }
    type = longer;
  }
  return type;
}

/** The kind of these attributes and this result. */
export function kindOf(op: Operation, attributes: Attributes, type: ValueType): NodeKind {
  const kinds = type.kinds.get(op);
  if (kinds !== undefined && sameAttributes(kinds.last.attributes, attributes)) return kinds.last;
  const text = textOf(attributes);
  const known = kinds?.byText.get(text);
  if (kinds !== undefined && known !== undefined) {
    kinds.last = known;
    return known;
  }
  const kind = new NodeKind(op, attributes, type);
  remember();
  if (kinds === undefined) {
    type.kinds.set(op, { last: kind, byText: new Map([[text, kind]]) });
  } else {
    kinds.last = kind;
    kinds.byText.set(text, kind);
  }
  return kind;
}

/**
 * What an operation without attributes makes of one argument.
 * @throws what the operation's dtype and shape rules throw.
 */
export function unaryKind(op: Operation, x: ValueType): NodeKind {
  return x.results.get(op) ?? newResult(x.results, op, [x]);
}

/** The same for two arguments. */
export function binaryKind(op: Operation, a: ValueType, b: ValueType): NodeKind {
  if (a === b) return a.results.get(op) ?? newResult(a.results, op, [a, b]);
  let results = a.mixedResults.get(b);
  if (results === undefined) {
    results = new Map();
    if (a.mixedResults.size === 0) mixing.push(a);
    a.mixedResults.set(b, results);
  }
  return results.get(op) ?? newResult(results, op, [a, b]);
}

/** What an operation makes of arguments, by its own rules. */
export function resultKind(op: Operation, types: readonly ValueType[], attributes: Attributes): NodeKind {
  const dtype = op.dtype(
    types.map((type) => type.dtype),
    attributes,
  );
  const shape = op.shape(
    types.map((type) => type.shape),
    attributes,
  );
  const type = typeOf(shape, dtype);
  requireSize(op.name, shape);
  return kindOf(op, attributes, type);
}

function newResult(results: Map<Operation, NodeKind>, op: Operation, types: readonly ValueType[]): NodeKind {
  const kind = resultKind(op, types, noAttributes);
  results.set(op, kind);
  return kind;
}

function remember(): void {
  remembered += 1;
  if (remembered < mostRemembered) return;
  remembered = 0;
  for (const dtype of dtypes) scalars[dtype].forget();
  for (const type of mixing) type.mixedResults.clear();
  mixing.length = 0;
}

/** @param areSame - Whether two bodies are the same that are not one object. */
export function sameAttributes(
  a: Attributes,
  b: Attributes,
  areSame: (a: Body, b: Body) => boolean = never,
): boolean {
  if (a === b) return true;
  // Nodes of one operation have attributes of the same names.
  for (const name in a) if (!sameAttribute(a[name], b[name], areSame)) return false;
  for (const name in b) if (!(name in a)) return false;
  return true;
}

function sameAttribute(
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
  areSame: (a: Body, b: Body) => boolean,
): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (isBody(a) || isBody(b)) return isBody(a) && isBody(b) && areSame(a, b);
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (!Object.is(a[k], b[k])) return false;
  return true;
}

function never(): boolean {
  return false;
}

/** The same text for the same attributes, and for no others of the same operation. */
export function textOf(attributes: Attributes): string {
  let text = "";
  for (const name in attributes) {
    const value = attributes[name];
    text += `${name}=${textOfValue(value)};`;
  }
  return text;
}

function textOfValue(value: AttributeValue | undefined): string {
  if (typeof value === "object")
    return isBody(value) ? `body ${value.number}` : value.map(textOfNumber).join(",");
  return typeof value === "number" ? textOfNumber(value) : `${typeof value} ${value}`;
}

function textOfNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
