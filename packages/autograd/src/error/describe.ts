/**
 * How an error shows the value that it refuses: short, on one line, and as it would be written in a program.
 * @example describe("0.1") // => '"0.1"'
 * @example describe([1, null]) // => "[1, null]"
 */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return `${value}n`;
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

function describeObject(value: object | null): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return describeArray(value);
  const constructor: unknown = value.constructor;
  const name = typeof constructor === "function" ? constructor.name : "";
  if (name === "" || name === "Object") return "an object";
  return /^(?:[AEIO]|U(?!i))/.test(name) ? `an ${name}` : `a ${name}`;
}

function describeArray(value: readonly unknown[]): string {
  const plain = value.length <= 8 && value.every((item) => typeof item !== "object" || item === null);
  return plain ? `[${value.map(describe).join(", ")}]` : "an array";
}
