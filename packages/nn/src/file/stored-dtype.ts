import { ArgumentError, type DType, type TypedArray } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import { bfloat16, float16, type NarrowFormat, narrowBits, narrowNumber } from "./narrow-float.ts";

/** What elements of a file are. */
export type StoredDType =
  | "float64"
  | "float32"
  | "bfloat16"
  | "float16"
  | "int64"
  | "uint64"
  | "int32"
  | "uint32"
  | "int16"
  | "uint16"
  | "int8"
  | "uint8"
  | "bool";

export interface Storage {
  readonly name: StoredDType;
  /** As safetensors calls it. */
  readonly code: string;
  /** Of one element. */
  readonly bytes: number;
  /** Of a tensor with such elements. */
  readonly dtype: DType;
  /** Elements of a tensor, from bytes of their own; throws the rule that one of them breaks. */
  read(bytes: Uint8Array<ArrayBuffer>): TypedArray;
  /** The bytes of elements, which are numbers of the same kind. */
  write(elements: TypedArray): Uint8Array;
}

/** An element that cannot be read or written: the message says what it must be. */
export class UnfitElement extends Error {
  static override readonly name: string = "UnfitElement";
}

/** In the order in which the reference implementation puts tensors, from the end of its list of dtypes. */
export const storages: readonly Storage[] = /* @__PURE__ */ everyStorage();

function everyStorage(): readonly Storage[] {
  return [
    integers64("uint64", "U64", 0n, (view, at) => view.getBigUint64(at, true)),
    integers64("int64", "I64", -(2n ** 31n), (view, at) => view.getBigInt64(at, true)),
    plain("float64", "F64", "float64", Float64Array),
    plain("float32", "F32", "float32", Float32Array),
    integers("uint32", "U32", Uint32Array),
    plain("int32", "I32", "int32", Int32Array),
    narrow("bfloat16", "BF16", bfloat16),
    narrow("float16", "F16", float16),
    integers("uint16", "U16", Uint16Array),
    integers("int16", "I16", Int16Array),
    integers("int8", "I8", Int8Array),
    integers("uint8", "U8", Uint8Array),
    {
      ...plain("bool", "BOOL", "bool", Uint8Array),
      read: (bytes) => {
        const wrong = bytes.findIndex((byte) => byte > 1);
        if (wrong >= 0) throw unfit(wrong, "0 or 1", bytes[wrong] as number);
        return bytes;
      },
    },
  ];
}

export function isStoredDType(value: unknown): value is StoredDType {
  return storages.some(({ name }) => name === value);
}

export function storageNamed(name: StoredDType): Storage {
  return storages.find((storage) => storage.name === name) as Storage;
}

/** How a tensor is stored: as it is, or as was asked for. */
export function storageFor(op: string, name: string, dtype: DType, asked: unknown): Storage {
  if (asked === undefined) return storageNamed(dtype);
  if (!isStoredDType(asked)) {
    const known = storages.map((storage) => JSON.stringify(storage.name));
    throw new ArgumentError(op, `dtype must be one of ${known.join(", ")}, got ${describeValue(asked)}.`);
  }
  const storage = storageNamed(asked);
  if (kindOf(storage.dtype) === kindOf(dtype)) return storage;
  throw new ArgumentError(op, `${describeValue(name)} is ${dtype} and cannot be stored as ${asked}.`);
}

function kindOf(dtype: DType): string {
  return dtype === "float64" || dtype === "float32" ? "float" : dtype;
}

type Elements = TypedArray | Uint32Array | Int16Array | Uint16Array | Int8Array;

interface ElementsClass {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Elements & { readonly buffer: ArrayBufferLike };
  new (buffer: ArrayBufferLike): Elements & { readonly buffer: ArrayBufferLike };
}

/** Elements that lie in a file as they do in memory: WebAssembly is little-endian, and so are the machines that run it. */
function plain(name: StoredDType, code: string, dtype: DType, List: ElementsClass): Storage {
  return {
    name,
    code,
    dtype,
    bytes: List.BYTES_PER_ELEMENT,
    read: (bytes) => new List(bytes.buffer) as TypedArray,
    write: (elements) => {
      const list = new List(elements.length);
      for (let k = 0; k < elements.length; k++) {
        const element = elements[k] as number;
        list[k] = element;
        if (!Number.isFinite(list[k]) && Number.isFinite(element)) throw tooLarge(k, name, element);
      }
      return new Uint8Array(list.buffer);
    },
  };
}

/** Integers that are int32 in a tensor. */
function integers(name: StoredDType, code: string, List: ElementsClass): Storage {
  return {
    ...plain(name, code, "int32", List),
    read: (bytes) => {
      const list = new List(bytes.buffer);
      const large = list.findIndex((element) => element > 2147483647);
      if (large >= 0) throw unfit(large, "an integer that int32 holds", list[large] as number);
      return Int32Array.from(list);
    },
    write: (elements) => {
      const list = new List(elements.length);
      for (let k = 0; k < elements.length; k++) {
        const element = elements[k] as number;
        list[k] = element;
        if (list[k] !== element) throw unfit(k, `an integer that ${name} holds`, element);
      }
      return new Uint8Array(list.buffer);
    },
  };
}

function integers64(
  name: StoredDType,
  code: string,
  least: bigint,
  get: (view: DataView, at: number) => bigint,
): Storage {
  return {
    name,
    code,
    dtype: "int32",
    bytes: 8,
    read: (bytes) => {
      const view = new DataView(bytes.buffer);
      return Int32Array.from({ length: bytes.length / 8 }, (_, k) => {
        const element = get(view, 8 * k);
        if (element < -(2n ** 31n) || element >= 2n ** 31n) {
          throw unfit(k, "an integer that int32 holds", element);
        }
        return Number(element);
      });
    },
    write: (elements) => {
      const view = new DataView(new ArrayBuffer(8 * elements.length));
      for (let k = 0; k < elements.length; k++) {
        const element = BigInt(elements[k] as number);
        if (element < least) throw unfit(k, `an integer that ${name} holds`, element);
        view.setBigInt64(8 * k, element, true);
      }
      return new Uint8Array(view.buffer);
    },
  };
}

function narrow(name: StoredDType, code: string, format: NarrowFormat): Storage {
  return {
    name,
    code,
    dtype: "float32",
    bytes: 2,
    read: (bytes) => Float32Array.from(new Uint16Array(bytes.buffer), (bits) => narrowNumber(bits, format)),
    write: (elements) => {
      const list = new Uint16Array(elements.length);
      for (let k = 0; k < elements.length; k++) {
        const element = elements[k] as number;
        const bits = narrowBits(element, format);
        if (Number.isFinite(element) && !Number.isFinite(narrowNumber(bits, format))) {
          throw tooLarge(k, name, element);
        }
        list[k] = bits;
      }
      return new Uint8Array(list.buffer);
    },
  };
}

function unfit(position: number, wanted: string, got: number | bigint): UnfitElement {
  return new UnfitElement(
    `must have ${wanted} as element ${position}, got ${describeValue(got).replace(/n$/, "")}.`,
  );
}

function tooLarge(position: number, name: string, got: number): UnfitElement {
  return new UnfitElement(`has ${got} as element ${position}, which is too large for ${name}.`);
}
