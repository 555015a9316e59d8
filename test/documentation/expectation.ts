/** What documentation may say after `// =>`. */
export type Expectation =
  /** A JavaScript value; see {@link matches}. */
  | { readonly kind: "value"; readonly text: string; readonly value: () => unknown }
  /** Text that is not JavaScript: what `String(actual)` gives. */
  | { readonly kind: "text"; readonly text: string }
  /** The call throws an error whose message contains the text, and which prints as the report if there is one. */
  | { readonly kind: "throws"; readonly text: string; readonly message: string; readonly report?: string };

/** Called by a snippet's program for each line that says what it gives. */
export type Check = (line: number, actual: () => unknown, expectation: Expectation) => Promise<void>;

/** A number known by its first digits only: `0.8413…`, `1.38…e-23`. */
export class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  matches(actual: number): boolean {
    const [start = "", exponent = ""] = this.text.split("…");
    const [digits = "", actualExponent = ""] = String(actual).split(/(?=e)/);
    return digits.startsWith(start) && actualExponent === exponent;
  }
}

function isTyped(value: unknown): value is ArrayLike<number> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/**
 * Whether a value is what the documentation says: exactly, except that {@link Digits} compare by prefix, that a tensor
 * is compared by the numbers in it, and that a typed array may be written as an array.
 */
export function matches(actual: unknown, expected: unknown): boolean {
  if (expected instanceof Digits) {
    const number = plain(actual);
    return typeof number === "number" && expected.matches(number);
  }
  if (Object.is(actual, expected)) return true;
  const value = typeof expected === "object" || typeof expected === "number" ? plain(actual) : actual;
  if (isTyped(value) && (Array.isArray(expected) || isTyped(expected))) {
    if (isTyped(expected) && expected.constructor !== value.constructor) return false;
    return matches(Array.from(value), Array.from(expected));
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(value) &&
      value.length === expected.length &&
      expected.every((item, i) => matches(value[i], item))
    );
  }
  if (typeof expected === "object" && expected !== null && typeof value === "object" && value !== null) {
    const keys = Object.keys(expected);
    return (
      keys.length === Object.keys(value).length &&
      keys.every((key) => key in value && matches(field(value, key), field(expected, key)))
    );
  }
  return Object.is(value, expected);
}

function field(value: object, key: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** A tensor as the number or nested arrays in it; anything else as it is. */
function plain(value: unknown): unknown {
  if (
    typeof value === "object" &&
    value !== null &&
    "toArray" in value &&
    typeof value.toArray === "function"
  ) {
    return (value as { toArray(): unknown }).toArray();
  }
  return value;
}

/** The value as a reader would write it. */
export function show(value: unknown): string {
  const inner = plain(value);
  if (typeof inner === "string") return JSON.stringify(inner);
  if (isTyped(inner)) return `${inner.constructor.name} ${show(Array.from(inner))}`;
  if (Array.isArray(inner)) return `[${inner.map(show).join(", ")}]`;
  if (Object.is(inner, -0)) return "-0";
  if (typeof inner === "object" && inner !== null && Object.getPrototypeOf(inner) === Object.prototype) {
    return `{ ${Object.entries(inner)
      .map(([key, item]) => `${key}: ${show(item)}`)
      .join(", ")} }`;
  }
  return String(inner);
}

/** Without blanks that nobody sees. */
function trimmed(text: string): string {
  return text.replace(/[ \t]+$/gm, "").trim();
}

/** A {@link Check} that throws, naming `file` and the line, when the documentation is wrong. */
export function checkIn(file: string): Check {
  return async (line, run, expectation) => {
    const place = `${file}:${line}`;
    let actual: unknown;
    try {
      actual = await run();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (expectation.kind === "throws") {
        const { report } = expectation;
        if (report !== undefined && trimmed(String(error)) !== trimmed(report)) {
          throw new Error(`${place}: expected the error below it\n${report}\ngot\n${String(error)}`, {
            cause: error,
          });
        }
        if (message.includes(expectation.message)) return;
        throw new Error(
          `${place}: expected an error with the text\n  ${expectation.message}\ngot\n  ${message}`,
          { cause: error },
        );
      }
      throw new Error(`${place}: expected ${expectation.text}, but it threw\n  ${message}`, { cause: error });
    }
    if (expectation.kind === "throws") {
      throw new Error(`${place}: expected an error, got ${show(actual)}`);
    }
    if (expectation.kind === "text") {
      if (trimmed(String(actual)) !== trimmed(expectation.text)) {
        throw new Error(`${place}: expected the text\n${expectation.text}\ngot\n${String(actual)}`);
      }
      return;
    }
    if (!matches(actual, expectation.value())) {
      throw new Error(`${place}: expected ${expectation.text}, got ${show(actual)}`);
    }
  };
}
