import { ArgumentError } from "@chainrule/autograd";
import { describeValue, isArray } from "@chainrule/autograd/gears";
import { shapeText } from "../argument.ts";
import { environment } from "./environment.ts";
import { type Storage, storages } from "./stored-dtype.ts";

/** Names that no tensor can have. */
export const reservedNames: readonly string[] = ["__metadata__", "__proto__"];

/** Where a tensor lies. */
export interface Entry {
  readonly name: string;
  readonly storage: Storage;
  readonly shape: readonly number[];
  /** Counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In the order of their bytes. */
  readonly entries: readonly Entry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the data begin. */
  readonly length: number;
}

/**
 * Reads the header of a file and compares all that it claims with the bytes that there are, before anybody makes room for it.
 *
 * A file is the length of its header in 8 bytes, the header, and the data: JSON that says of each tensor its dtype, shape and
 * place. Source: https://github.com/huggingface/safetensors, section Format.
 */
export function headerOf(op: string, bytes: Uint8Array): Header {
  const refuse = (text: string): ArgumentError => new ArgumentError(op, text);
  if (bytes.length < 8) {
    throw refuse(
      `a file must have at least 8 bytes, which hold the length of its header, got ${bytes.length}.`,
    );
  }
  const claimed = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (claimed > BigInt(bytes.length - 8)) {
    throw refuse(
      `the header must fit in the file: it claims ${claimed} bytes, and ${bytes.length - 8} are there.`,
    );
  }
  const length = 8 + Number(claimed);
  let text: string;
  try {
    const { TextDecoder } = environment;
    // A copy: text is not decoded from memory that threads share.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.slice(8, length));
  } catch {
    throw refuse("the header must be text in UTF-8.");
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (!isObject(json)) throw refuse("the header must be a JSON object.");
  const twice = repeatedKey(text);
  if (twice !== null) throw refuse(`the header must not have ${describeValue(twice)} twice in an object.`);
  const room = bytes.length - length;
  const entries: Entry[] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, value] of Object.entries(json)) {
    if (name === "__metadata__") metadata = metadataIn(op, value);
    else entries.push(entryIn(op, name, value, room));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let reached = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== reached) {
      throw refuse(
        `${describeValue(name)} must begin where the data before it end, at byte ${reached}, got ${begin}.`,
      );
    }
    reached = end;
  }
  if (reached !== room) {
    throw refuse(`the file must end with its last tensor, at byte ${reached} of the data, got ${room}.`);
  }
  return { entries, metadata, length };
}

function metadataIn(op: string, value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value) || Object.values(value).some((text) => typeof text !== "string")) {
    throw new ArgumentError(op, `"__metadata__" must be an object of strings.`);
  }
  if (Object.hasOwn(value, "__proto__")) {
    throw new ArgumentError(op, `"__metadata__" must not have the key "__proto__".`);
  }
  return value as Readonly<Record<string, string>>;
}

function entryIn(op: string, name: string, value: unknown, room: number): Entry {
  const refuse = (text: string): ArgumentError => new ArgumentError(op, `${describeValue(name)} ${text}`);
  if (reservedNames.includes(name)) throw refuse("must not be the name of a tensor.");
  const keys = isObject(value) ? Object.keys(value).sort().join() : "";
  if (!isObject(value) || keys !== "data_offsets,dtype,shape") {
    throw refuse("must have a dtype, a shape and data_offsets, and nothing else.");
  }
  const { dtype, shape, data_offsets: offsets } = value;
  const storage = storages.find(({ code }) => code === dtype);
  if (storage === undefined) {
    const known = storages.map(({ code }) => code).join(", ");
    throw refuse(`must have one of the dtypes ${known}, got ${describeValue(dtype)}.`);
  }
  if (!isArray(shape) || !shape.every(isCount)) {
    throw refuse(`must have a shape of integers, 0 or more, got ${describeValue(shape)}.`);
  }
  if (!isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw refuse(`must have data_offsets [begin, end], got ${describeValue(offsets)}.`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end) throw refuse(`must begin before it ends, got data_offsets [${begin}, ${end}].`);
  if (end > room) {
    throw refuse(`must lie in the file: it ends at byte ${end} of the data, which has ${room}.`);
  }
  let size = storage.bytes;
  for (const length of shape) size *= length;
  // Once too large to be exact, the product is not what the bytes are.
  if (size !== end - begin) {
    throw refuse(
      `must have size ${describeValue(size)} in bytes, as ${storage.code} ${shape.length > 8 ? `with ${shape.length} axes` : shapeText(shape)}, got ${end - begin}.`,
    );
  }
  return { name, storage, shape, begin, end };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** A key that one object of a valid JSON text has twice, of which JSON.parse takes the last. */
function repeatedKey(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  for (const [token, quoted] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:?|[{}[\]]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token.endsWith(":") && quoted !== undefined) {
      const key = JSON.parse(quoted) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return null;
}
