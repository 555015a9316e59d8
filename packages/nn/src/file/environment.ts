/** What pages and Node have in common, and what only one of them has, in as much as it is used here. */

interface Environment {
  readonly TextDecoder: new (
    label: "utf-8",
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly fetch?: (place: string) => Promise<Readable>;
  readonly process?: {
    getBuiltinModule?(name: string): unknown;
    readonly stderr?: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  };
  setTimeout(run: () => void, milliseconds: number): unknown;
  readonly setImmediate?: (run: () => void) => unknown;
  readonly document?: { createElement(name: "a"): { href: string; download: string; click(): void } };
  readonly Blob?: new (parts: readonly Uint8Array[], options: { type: string }) => object;
  readonly URL: { createObjectURL?(blob: object): string; revokeObjectURL?(url: string): void };
}

/** A Blob, a File, or the answer of fetch, which says whether it is what was asked for. */
export interface Readable {
  /** All its bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Whether an answer is one, and not an error; a file has none. */
  readonly ok?: boolean | undefined;
  /** The number of that error. */
  readonly status?: number | undefined;
}

export interface FileSystem {
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { force: boolean }): Promise<void>;
}

export const environment: Environment = globalThis as unknown as Environment;

/**
 * A module of Node; undefined in pages. Not an import, static or dynamic, since bundlers for pages stumble over a module that they
 * do not find.
 */
function builtin(name: string): unknown {
  return environment.process?.getBuiltinModule?.(name);
}

export function fileSystem(): FileSystem | undefined {
  return builtin("node:fs/promises") as FileSystem | undefined;
}

/** The path that a URL with the scheme file: stands for. */
export function pathOf(url: string): string {
  return (builtin("node:url") as { fileURLToPath(url: string): string }).fileURLToPath(url);
}
