import { ArgumentError, type Tensor, tensor } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import { environment } from "../file/environment.ts";
import { bytesArgument } from "../file/safetensors.ts";
import { type StoredDType, storageNamed, UnfitElement } from "../file/stored-dtype.ts";

const kinds: Readonly<Record<string, StoredDType>> = {
  f8: "float64",
  f4: "float32",
  f2: "float16",
  i8: "int64",
  i4: "int32",
  i2: "int16",
  i1: "int8",
  u8: "uint64",
  u4: "uint32",
  u2: "uint16",
  u1: "uint8",
  b1: "bool",
};

const headerPattern =
  /^\{'descr': *'([<>|=])(\w+)', *'fortran_order': *(True|False), *'shape': *\(((?:\d+,? *)*)\),? *\}\s*$/;

/**
 * The array in the bytes of an .npy file, which NumPy's `save` writes.
 * @param bytes - Of the whole file.
 * @returns A tensor of its shape: float64, float32, int32 and bool stay, float16 becomes float32, other integers int32 if they fit.
 * @throws {ArgumentError} for other bytes, and for arrays of other elements.
 * @remarks Source: numpy.lib.format, versions 1.0 to 3.0.
 * @example decodeNpy(new Uint8Array(8)) // => throws "decodeNpy: bytes must begin as an .npy file does."
 */
export function decodeNpy(bytes: Uint8Array | ArrayBuffer): Tensor {
  const op = "decodeNpy";
  const file = bytesArgument(op, bytes);
  const refuse = (text: string): ArgumentError => new ArgumentError(op, text);
  const isNpy = "\x93NUMPY".split("").every((letter, k) => file[k] === letter.charCodeAt(0));
  const version = file[6] as number;
  if (!isNpy || file.length < 12 || version < 1 || version > 3) {
    throw refuse("bytes must begin as an .npy file does.");
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const begin = version === 1 ? 10 : 12;
  const end = begin + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  const text = end > file.length ? "" : headerText(file.slice(begin, end));
  const [, order, kind = "", fortran, sizes = ""] = headerPattern.exec(text) ?? [];
  if (order === undefined) throw refuse("the header must be a dictionary of descr, fortran_order and shape.");
  const name = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (name === undefined) {
    throw refuse(`elements must be of ${Object.keys(kinds).join(", ")}, got ${describeValue(kind)}.`);
  }
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  const storage = storageNamed(name);
  const size = shape.reduce((product, length) => product * length, storage.bytes);
  if (size !== file.length - end) {
    throw refuse(`the data must have size ${describeValue(size)} in bytes, got ${file.length - end}.`);
  }
  const data = Uint8Array.from(file.subarray(end));
  if (order === ">") {
    for (let at = 0; at < data.length; at += storage.bytes) data.subarray(at, at + storage.bytes).reverse();
  }
  try {
    const elements = storage.read(data);
    if (fortran === "False") return tensor(elements, { shape, dtype: storage.dtype });
    return tensor(elements, { shape: shape.toReversed(), dtype: storage.dtype }).transpose();
  } catch (error) {
    if (error instanceof UnfitElement) throw refuse(`the array ${error.message}`);
    throw error;
  }
}

function headerText(bytes: Uint8Array): string {
  try {
    return new environment.TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}
