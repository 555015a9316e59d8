/** The folders of `packages/autograd/src`, lowest first: a folder may import only from those before it. */
export const layers: readonly string[] = [
  "error",
  "shape",
  "scalar",
  "op",
  "graph",
  "transform",
  "plan",
  "interpret",
  "wasm",
  "evaluate",
  "tensor",
  "api",
  "check",
  "inspect",
  "random",
  "linalg",
  "fft",
];

/** Pairs of which the second does not know the first, although that is before it. */
export const apart: readonly (readonly [string, string])[] = [
  ["interpret", "wasm"],
  ["check", "inspect"],
  ["check", "random"],
  ["inspect", "random"],
  ["api", "linalg"],
  ["check", "linalg"],
  ["inspect", "linalg"],
  ["random", "linalg"],
  ["api", "fft"],
  ["check", "fft"],
  ["inspect", "fft"],
  ["random", "fft"],
  ["linalg", "fft"],
];

/** What a layer may import from, besides itself. */
export function below(layer: string): string[] {
  const unknown = apart.filter(([, by]) => by === layer).map(([name]) => name);
  return layers.slice(0, layers.indexOf(layer)).filter((name) => !unknown.includes(name));
}
