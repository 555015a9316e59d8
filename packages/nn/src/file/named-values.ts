import { ArgumentError, isTensor } from "@chainrule/autograd";
import { describeValue, isArray, propertyOf } from "@chainrule/autograd/gears";

/** What a Map or an object holds by name. */
export function entriesArgument(
  op: string,
  name: string,
  value: unknown,
  content: string,
): [string, unknown][] {
  const refusal = new ArgumentError(
    op,
    `${name} must be an object or a Map of ${content} by name, got ${describeValue(value)}.`,
  );
  if (typeof value !== "object" || value === null || isArray(value) || isTensor(value)) throw refusal;
  let entries: [unknown, unknown][];
  try {
    const isMap = value instanceof Map;
    // A Set and what a generator gives have no names, and would pass for nothing.
    if (!isMap && typeof propertyOf(value, Symbol.iterator) === "function") throw refusal;
    entries = isMap ? [...value] : Object.entries(value);
  } catch {
    throw refusal;
  }
  for (const [key] of entries) {
    if (typeof key !== "string") {
      throw new ArgumentError(op, `${name} must have strings as names, got ${describeValue(key)}.`);
    }
  }
  return entries as [string, unknown][];
}
