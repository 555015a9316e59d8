/** A property of anything; undefined where there is none, and of a Proxy that does not tell. */
export function propertyOf(value: unknown, name: string | symbol): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}
