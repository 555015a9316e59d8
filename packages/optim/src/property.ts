/** Looks at values of which nothing is known yet, which may throw when touched. */
import { isArray } from "@chainrule/autograd/gears";

/** Own properties of an object; null if it is none, or does not tell. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | null {
  if (typeof value !== "object" || value === null || isArray(value)) return null;
  try {
    return Object.entries(value);
  } catch {
    return null;
  }
}
