import { ArgumentError, isTensor } from "@chainrule/autograd";
import { describeValue, originOf } from "@chainrule/autograd/gears";

/** Where something lies in a model. */
interface Place {
  readonly value: object;
  readonly key: string;
  readonly above: Place | null;
  readonly depth: number;
}

/** Deeper than any model, and soon reached by a getter that makes new objects for ever. */
const deepest = 256;

/**
 * Goes through all that a model holds, in the order of its properties, each object once: where two ways lead to it, the first
 * gives it its name.
 *
 * Properties are an object's own enumerable ones, of whatever class it is; of a Map its values, of a Set its elements. What
 * they are behind a getter or a Proxy is looked at, and has to let itself be looked at.
 * @param visit - Is told of each object, and says whether to go on inside it. A name is the path of keys, joined by dots.
 */
export function walk(
  op: string,
  model: unknown,
  visit: (value: object, name: () => string) => boolean,
): void {
  if (typeof model !== "object" || model === null || isTensor(model)) {
    const remedy = isTensor(model) ? " Write { w: parameter }." : "";
    throw new ArgumentError(
      op,
      `model must be an object that holds parameters, such as mlp(...) or { w, b }, got ${describeValue(model)}.${remedy}`,
    );
  }
  const seen = new Set<object>();
  const open: Place[] = [{ value: model, key: "", above: null, depth: 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { value } = place;
    if (seen.has(value)) continue;
    seen.add(value);
    if (!visit(value, nameAt(place))) continue;
    const below = placesBelow(op, place);
    for (let k = below.length - 1; k >= 0; k--) open.push(below[k] as Place);
  }
}

function placesBelow(op: string, place: Place): readonly Place[] {
  const { value, depth } = place;
  if (isTensor(value) || ArrayBuffer.isView(value)) return [];
  const origin = originOf(value);
  if (origin === "disguised" || origin === "another copy") {
    throw new ArgumentError(
      op,
      `${placeText(place)} must be a parameter itself, got ${describeValue(value)}.`,
    );
  }
  const below: Place[] = [];
  let isPromise = false;
  try {
    isPromise = value instanceof Promise;
    for (const [key, inner] of entriesOf(value)) {
      // A layer may be a function with its parameters as properties.
      if ((typeof inner === "object" && inner !== null) || typeof inner === "function")
        below.push({ value: inner, key, above: place, depth: depth + 1 });
    }
  } catch (error) {
    const refusal = new ArgumentError(
      op,
      `${placeText(place)} cannot be read: a getter or a Proxy throws the error that is this one's cause.`,
    );
    refusal.cause = error;
    throw refusal;
  }
  if (isPromise) throw new ArgumentError(op, `${placeText(place)} must not be a promise. Use await.`);
  if (depth === deepest && below.length > 0) {
    throw new ArgumentError(op, `the model must not have more than ${deepest} levels.`);
  }
  return below;
}

function entriesOf(value: object): Iterable<readonly [string, unknown]> {
  if (value instanceof Map) {
    return Array.from(value, ([key, inner]: [unknown, unknown], k): [string, unknown] => [
      typeof key === "string" || typeof key === "number" ? String(key) : String(k),
      inner,
    ]);
  }
  if (value instanceof Set)
    return Array.from(value, (inner: unknown, k): [string, unknown] => [String(k), inner]);
  // Also of arrays: a long one of holes has few keys.
  return Object.entries(value);
}

function nameAt(place: Place): () => string {
  return () => {
    const keys: string[] = [];
    for (let at: Place = place; at.above !== null; at = at.above) keys.push(at.key);
    return keys.reverse().join(".");
  };
}

function placeText(place: Place): string {
  return place.above === null ? "the model" : `${describeValue(nameAt(place)())} of the model`;
}
