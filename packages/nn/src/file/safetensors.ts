import { ArgumentError, evaluate, isTensor, type Tensor, tensor } from "@chainrule/autograd";
import { checkOptions, describeValue } from "@chainrule/autograd/gears";
import { environment } from "./environment.ts";
import { entriesArgument } from "./named-values.ts";
import { headerOf, reservedNames } from "./safetensors-header.ts";
import { type Storage, type StoredDType, storageFor, storages, UnfitElement } from "./stored-dtype.ts";

/** Options of {@link encodeSafetensors}. */
export interface SafetensorsOptions {
  /** Strings of your own, by name. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /**
   * What elements are stored as: of all floating-point tensors, or by name, as {@link decodeSafetensors} returns it. By default what
   * they are.
   */
  readonly dtypes?: StoredDType | ReadonlyMap<string, StoredDType> | undefined;
}

/** What is in a file. */
export interface Safetensors {
  /** By name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Strings that whoever wrote it put beside, by name. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What elements are stored as, by name. */
  readonly dtypes: ReadonlyMap<string, StoredDType>;
}

/**
 * Tensors as the bytes of a safetensors file, which PyTorch, JAX and others read.
 * @param tensors - By name: a Map or an object.
 * @param options - `metadata`; `dtypes`: `"float16"` or `"bfloat16"`, say, to store less, rounded to nearest.
 * @returns The bytes. The same tensors in any order give the same bytes, those of the reference implementation.
 * @throws {ArgumentError} for what is not a tensor, for the names `__metadata__` and `__proto__`, and for elements that do not
 *   fit what they should be stored as.
 * @remarks Source: https://github.com/huggingface/safetensors, section Format.
 * @example encodeSafetensors({ w: ones([2]) }).length // => 80
 * @example decodeSafetensors(encodeSafetensors({ w: tensor([0.1]) }, { dtypes: "float16" })).tensors.get("w")?.toArray() // => [0.0999755859375]
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>,
  options?: SafetensorsOptions,
): Uint8Array<ArrayBuffer> {
  const op = "encodeSafetensors";
  const given = checkOptions(op, options, ["metadata", "dtypes"]);
  const { dtypes } = given;
  const byName =
    typeof dtypes === "object" && dtypes !== null
      ? new Map(entriesArgument(op, "dtypes", dtypes, "dtypes"))
      : null;
  const metadata = metadataArgument(op, given["metadata"]);
  const named = namedTensors(op, tensors).map(([name, value]) => {
    const isFloat = value.dtype === "float64" || value.dtype === "float32";
    const asked = byName !== null ? byName.get(name) : isFloat ? dtypes : undefined;
    return { name, value, storage: storageFor(op, name, value.dtype, asked) };
  });
  evaluate(named.map(({ value }) => value));
  const order = (storage: Storage): number => storages.indexOf(storage);
  named.sort((a, b) => order(a.storage) - order(b.storage) || (a.name < b.name ? -1 : 1));
  // Not an object, which would put names that are integers first.
  const parts: string[] =
    Object.keys(metadata).length === 0 ? [] : [`"__metadata__":${JSON.stringify(metadata)}`];
  let end = 0;
  const chunks = named.map(({ name, value, storage }) => {
    const bytes = readingElements(op, name, () => storage.write(value.data()));
    const begin = end;
    end += bytes.length;
    const place = { dtype: storage.code, shape: value.shape, data_offsets: [begin, end] };
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(place)}`);
    return bytes;
  });
  const text = new environment.TextEncoder().encode(`{${parts.join(",")}}`);
  const length = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  let at = 8 + length;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}

/**
 * The tensors in the bytes of a safetensors file.
 *
 * float64, float32, int32 and bool stay what they are; float16 and bfloat16 become float32, other integers int32 if they fit. A file
 * is compared as a whole with what it claims before anything is made of it.
 * @param bytes - Of the whole file.
 * @returns `tensors`, `metadata`, and `dtypes`, what the elements are in the file. With these, {@link encodeSafetensors} gives the
 *   same bytes again, if they were its own.
 * @throws {ArgumentError} for any other bytes.
 * @example decodeSafetensors(encodeSafetensors({ w: tensor([1, 2]) })).tensors.get("w")?.toArray() // => [1, 2]
 * @example decodeSafetensors(new Uint8Array(3)) // => throws "decodeSafetensors: a file must have at least 8 bytes"
 */
export function decodeSafetensors(bytes: Uint8Array | ArrayBuffer): Safetensors {
  const op = "decodeSafetensors";
  const file = bytesArgument(op, bytes);
  const { entries, metadata, length } = headerOf(op, file);
  const tensors = new Map<string, Tensor>();
  const dtypes = new Map<string, StoredDType>();
  for (const { name, storage, shape, begin, end } of entries) {
    const own = Uint8Array.from(file.subarray(length + begin, length + end));
    const elements = readingElements(op, name, () => storage.read(own));
    tensors.set(name, tensor(elements, { shape, dtype: storage.dtype }));
    dtypes.set(name, storage.name);
  }
  return { tensors, metadata, dtypes };
}

function readingElements<T>(op: string, name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof UnfitElement) throw new ArgumentError(op, `${describeValue(name)} ${error.message}`);
    throw error;
  }
}

/** Whether a value is bytes, of this realm or another. */
export function isBytes(value: unknown): value is Uint8Array | ArrayBuffer {
  return ArrayBuffer.isView(value) || isBuffer(value);
}

function isBuffer(value: unknown): value is ArrayBuffer {
  try {
    return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
  } catch {
    return false;
  }
}

export function bytesArgument(op: string, bytes: unknown): Uint8Array {
  try {
    if (isBuffer(bytes)) return new Uint8Array(bytes);
    if (ArrayBuffer.isView(bytes)) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch {
    // Its memory was transferred.
  }
  throw new ArgumentError(op, `bytes must be a Uint8Array or an ArrayBuffer, got ${describeValue(bytes)}.`);
}

function namedTensors(op: string, tensors: unknown): [string, Tensor][] {
  return entriesArgument(op, "tensors", tensors, "tensors").map(([name, value]) => {
    if (!isTensor(value)) {
      throw new ArgumentError(op, `${describeValue(name)} must be a tensor, got ${describeValue(value)}.`);
    }
    if (reservedNames.includes(name)) {
      throw new ArgumentError(op, `${describeValue(name)} must not be the name of a tensor.`);
    }
    return [name, value];
  });
}

function metadataArgument(op: string, metadata: unknown): Readonly<Record<string, string>> {
  if (metadata === undefined) return {};
  const entries = entriesArgument(op, "metadata", metadata, "strings");
  for (const [name, value] of entries) {
    if (typeof value !== "string") {
      throw new ArgumentError(
        op,
        `metadata must be strings by name, got ${describeValue(value)} for ${describeValue(name)}.`,
      );
    }
    if (name === "__proto__") throw new ArgumentError(op, 'metadata must not have the key "__proto__".');
  }
  return Object.fromEntries(entries) as Record<string, string>;
}
