/**
 * The part of the WebAssembly JavaScript API that Chainrule uses, declared here because neither the DOM's nor Node's
 * types are among the library's own; and looked up at run time because an environment may lack it.
 */
export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A compiled module; opaque. */
export interface WebAssemblyModule {
  readonly [Symbol.toStringTag]?: string;
}

export type ImportedFunction = (...values: number[]) => number;
export type WebAssemblyImports = Readonly<
  Record<string, Readonly<Record<string, ImportedFunction | WebAssemblyMemory>>>
>;
export type ExportedFunction = (...values: number[]) => number;

export interface WebAssemblyInstance {
  readonly exports: Readonly<Record<string, ExportedFunction>>;
}

export interface WebAssemblyEngine {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WebAssemblyModule;
  readonly Instance: new (module: WebAssemblyModule, imports?: WebAssemblyImports) => WebAssemblyInstance;
  readonly Memory: new (size: { readonly initial: number; readonly maximum?: number }) => WebAssemblyMemory;
}

/** The environment's WebAssembly, if it has one. */
export function webAssembly(): WebAssemblyEngine | undefined {
  return (globalThis as { readonly WebAssembly?: WebAssemblyEngine }).WebAssembly;
}
