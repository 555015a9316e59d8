import { checkOptions } from "@chainrule/autograd/gears";
import { type ByteSource, placeArgument, readBytes, writeBytes } from "./bytes-place.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { type LoadStateOptions, loadInto, parameterNames, stateOf } from "./state.ts";
import type { StoredDType } from "./stored-dtype.ts";

/** Options of {@link save}. */
export interface SaveOptions {
  /** Strings of your own, by name; {@link load} returns them. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** What parameters are stored as, `"bfloat16"` say; by default what they are. The state of optimisers stays what it is. */
  readonly dtype?: "float64" | "float32" | "float16" | "bfloat16" | undefined;
}

/**
 * Saves a model, or all that training depends on, as a safetensors file. What is saved is the state at the time of the call, whatever
 * happens until the file is written; an older file of that name stays whole until then.
 * @param target - A path in Node, or a `file:` URL. A page downloads a file of that name.
 * @param model - `model`, or `{ model, optimizer, generator }`: see {@link stateOf}.
 * @param options - `metadata`; `dtype`.
 * @returns Once the file is written.
 * @throws {ArgumentError} as {@link stateOf} and {@link encodeSafetensors} do, or if the file cannot be written.
 * @example await save("https://example.org/w", { w: parameter(1) }) // => throws "save: the target must be a path or a file: URL"
 */
export async function save(
  target: string | { readonly href: string },
  model: object,
  options?: SaveOptions,
): Promise<void> {
  const op = "save";
  const given = checkOptions(op, options, ["metadata", "dtype"]);
  const place = placeArgument(op, target);
  const { dtype } = given;
  const names = dtype === undefined ? [] : [...parameterNames(op, model)];
  const bytes = encodeSafetensors(stateOf(model), {
    metadata: given["metadata"] as Readonly<Record<string, string>>,
    dtypes: new Map(names.map((name) => [name, dtype as StoredDType])),
  });
  await writeBytes(op, place, bytes);
}

/**
 * Puts what a safetensors file holds into a model, or into all that training depends on: training goes on as if it had never stopped,
 * bit for bit. The whole file is compared with the model before anything is changed.
 * @param source - A path in Node; a URL; a Blob, a File or what `fetch` returned; or the bytes.
 * @param model - What was saved, made anew in the same way.
 * @param options - `names`, `unused`, `narrow`: see {@link LoadStateOptions}.
 * @returns The metadata of the file.
 * @throws {ArgumentError}, {@link ShapeError} or {@link DtypeError} if the file cannot be read, is not one, or does not fit, and then
 *   nothing has changed.
 * @example
 * const model = { w: parameter(0) };
 * await load(encodeSafetensors({ w: scalar(5) }, { metadata: { epoch: "3" } }), model) // => { epoch: "3" }
 * model.w.item() // => 5
 */
export async function load(
  source: ByteSource,
  model: object,
  options?: LoadStateOptions,
): Promise<Readonly<Record<string, string>>> {
  const { tensors, metadata } = decodeSafetensors(await readBytes("load", source));
  loadInto("load", model, tensors, options);
  return metadata;
}
