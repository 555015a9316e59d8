import { ArgumentError } from "@chainrule/autograd";
import { describeValue, propertyOf } from "@chainrule/autograd/gears";
import { environment, fileSystem, pathOf, type Readable } from "./environment.ts";
import { bytesArgument, isBytes } from "./safetensors.ts";

/**
 * Where bytes come from: a path in Node; an address, which is fetched; a Blob, a File or what fetch returned; or the bytes
 * themselves.
 */
export type ByteSource = string | { readonly href: string } | Readable | Uint8Array | ArrayBuffer;

/** All bytes of a source. */
export async function readBytes(op: string, source: unknown): Promise<Uint8Array> {
  if (isBytes(source)) return bytesArgument(op, source);
  const place = placeOf(source);
  if (place === undefined) {
    if (typeof propertyOf(source, "arrayBuffer") === "function") return readAll(op, source as Readable);
    throw new ArgumentError(
      op,
      `the source must be a path, a URL, a Blob, what fetch returned or bytes, got ${describeValue(source)}.`,
    );
  }
  const files = fileSystem();
  if (files !== undefined && !isAddress(place)) {
    return failingAs(op, `cannot read ${describeValue(place)}`, () => files.readFile(filePath(place)));
  }
  const { fetch } = environment;
  if (fetch === undefined) throw new ArgumentError(op, `there is neither a file system nor fetch here.`);
  const answer = await failingAs(op, `cannot fetch ${describeValue(place)}`, () => fetch(place));
  return readAll(op, answer);
}

async function readAll(op: string, source: Readable): Promise<Uint8Array> {
  if (source.ok === false) {
    throw new ArgumentError(
      op,
      `the server must answer with the file, got status ${describeValue(source.status)}.`,
    );
  }
  const bytes = await failingAs(op, "cannot read the source", () => source.arrayBuffer());
  return bytesArgument(op, bytes);
}

let written = 0;

/** The last write to each path that is under way. */
const underWay = new Map<string, Promise<void>>();

/**
 * Writes a file, or has a page download it. A file that was there before stays whole until the new one is, whatever happens in
 * between. Of several writes to one path that overlap the last one stays.
 */
export async function writeBytes(op: string, target: unknown, bytes: Uint8Array): Promise<void> {
  const place = placeArgument(op, target);
  const files = fileSystem();
  if (files === undefined) {
    download(op, place, bytes);
    return;
  }
  const path = filePath(place);
  written += 1;
  const beside = `${path}.${Date.now().toString(36)}-${written}.part`;
  const before = underWay.get(path);
  const writing = failingAs(op, `cannot write ${describeValue(place)}`, async () => {
    try {
      await files.writeFile(beside, bytes);
      // Whether that one failed is told where it was asked for.
      await before?.catch(() => undefined);
      await files.rename(beside, path);
    } catch (error) {
      await files.rm(beside, { force: true });
      throw error;
    }
  });
  underWay.set(path, writing);
  try {
    await writing;
  } finally {
    if (underWay.get(path) === writing) underWay.delete(path);
  }
}

function download(op: string, name: string, bytes: Uint8Array): void {
  const { document, Blob, URL } = environment;
  if (document === undefined || Blob === undefined || URL.createObjectURL === undefined) {
    throw new ArgumentError(
      op,
      "there is neither a file system nor a page here. Use encodeSafetensors(stateOf(model)) for the bytes.",
    );
  }
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.split("/").at(-1) as string;
  link.click();
  URL.revokeObjectURL?.(url);
}

/** Where to write to, before there is anything to be written. */
export function placeArgument(op: string, target: unknown): string {
  const place = placeOf(target);
  if (place === undefined || place === "" || isAddress(place)) {
    throw new ArgumentError(op, `the target must be a path or a file: URL, got ${describeValue(target)}.`);
  }
  return place;
}

/** A path or the text of a URL. */
function placeOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const href = propertyOf(value, "href");
  return typeof href === "string" ? href : undefined;
}

function isAddress(place: string): boolean {
  return /^(?:https?|data|blob):/.test(place);
}

function filePath(place: string): string {
  return place.startsWith("file:") ? pathOf(place) : place;
}

async function failingAs<T>(op: string, what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const reason: unknown = propertyOf(error, "code") ?? propertyOf(error, "message");
    const refusal = new ArgumentError(
      op,
      `${what}: ${typeof reason === "string" ? reason : describeValue(reason)}.`,
    );
    refusal.cause = error;
    throw refusal;
  }
}
