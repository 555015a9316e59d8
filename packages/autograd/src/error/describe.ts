import { originOf } from "./origin.ts";

/**
 * How an error shows the value that it refuses: short, on one line, and as it would be written in a program.
 * @example describe("0.1") // => '"0.1"'
 * @example describe([1, null]) // => "[1, null]"
 */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(shortened(value));
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return shortened(`${value}n`);
    case "boolean":
    case "undefined":
      return String(value);
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    case "object":
      return describeObject(value);
  }
}

/**
 * A count with its noun.
 * @example counted(1, "path") // => "1 path"
 * @example counted(2, "axis", "axes") // => "2 axes"
 */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count > 1e15 ? count.toExponential(1) : count} ${count === 1 ? noun : plural}`;
}

/** Of a long text the beginning, so that no message is as long as what it refuses. */
function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function describeObject(value: object | null): string {
  if (value === null) return "null";
  try {
    return Array.isArray(value) ? describeArray(value) : describeInstance(value);
  } catch {
    // A revoked Proxy, or a property that throws when it is read.
    return "an object that cannot be read";
  }
}

function describeInstance(value: object): string {
  const constructor: unknown = value.constructor;
  const given: unknown = typeof constructor === "function" ? constructor.name : "";
  const name = typeof given === "string" ? shortened(given) : "";
  if (name === "" || name === "Object") return "an object";
  const instance = /^(?:[AEIO]|U(?!i))/.test(name) ? `an ${name}` : `a ${name}`;
  switch (originOf(value)) {
    case "another copy":
      return `${instance} from another copy of @chainrule/autograd (npm ls @chainrule/autograd lists them)`;
    case "disguised":
      return `a Proxy or copy of ${instance}`;
    default:
      return instance;
  }
}

function describeArray(value: readonly unknown[]): string {
  const plain = value.length <= 8 && value.every((item) => typeof item !== "object" || item === null);
  return plain ? `[${Array.from(value, describe).join(", ")}]` : "an array";
}
