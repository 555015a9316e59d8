import type { Builder } from "../packages/autograd/src/op/builder.ts";
import type { Attributes, Operation } from "../packages/autograd/src/op/definition.ts";
import { operationNamed } from "../packages/autograd/src/op/table.ts";

/** A piece of a formula, and how tightly its outermost operator binds: 1 sums, 2 products, 3 signs, 4 anything closed. */
interface Text {
  readonly text: string;
  readonly binds: 1 | 2 | 3 | 4;
}

/** The derivative of an elementwise operation by each argument, as its own rules print it; `["0"]` if it has none. */
export function derivativeTexts(op: Operation): string[] {
  if (op.derivative.form !== "partials") return ["0"];
  const [x1, x2, x3] = (op.arity === 1 ? ["x", "", ""] : ["a", "b", "c"]).map((name) => closed(name)) as [
    Text,
    Text,
    Text,
  ];
  return op.derivative.partials.map((rule) =>
    rule === null ? "none" : rule(printer, closed("y"), x1, x2, x3).text,
  );
}

/** What each argument receives from the cotangent ȳ, or the weight of each element, as the rule of any operation prints it. */
export function ruleTexts(op: Operation): string[] {
  const { derivative } = op;
  const [y, a, b] = ["ȳ", "a", "b"].map(closed) as [Text, Text, Text];
  const shape = [2, 3];
  switch (derivative.form) {
    case "partials":
      return derivativeTexts(op).map((text) => `ȳ · (${text})`);
    case "weighted":
      return [`ȳ · (${derivative.weights(printer, closed("x"), closed("y"), sampleAttributes(op)).text})`];
    case "linear":
      return [derivative.transpose(printer, y, [{ shape, dtype: "float64" }], 0, sampleAttributes(op)).text];
    case "bilinear":
      return [
        derivative.transposeLeft(printer, y, b, shape, {}).text,
        derivative.transposeRight(printer, y, a, shape, {}).text,
      ];
    case "expansion":
      return ["that of the operations it expands to"];
    case "custom":
      return [derivative.reason];
    default:
      return [`none: ${derivative.reason}`];
  }
}

/** Some attributes that the operation takes; the text does not depend on which. */
function sampleAttributes(op: Operation): Attributes {
  const rank2 = op.samples().find(({ inputs }) => inputs[0]?.shape.length === 2);
  return rank2?.attributes ?? op.samples()[0]?.attributes ?? {};
}

function closed(text: string): Text {
  return { text, binds: 4 };
}

function inside(x: Text, binds: number): string {
  return x.binds < binds ? `(${x.text})` : x.text;
}

function call(name: string, ...inputs: readonly Text[]): Text {
  return closed(`${name}(${inputs.map(({ text }) => text).join(", ")})`);
}

function infix(operator: string, binds: 1 | 2, a: Text, b: Text): Text {
  return { text: `${inside(a, binds)} ${operator} ${inside(b, binds + 1)}`, binds };
}

function product(a: Text, b: Text): Text {
  return { text: `${inside(a, 2)} · ${inside(b, 2)}`, binds: 2 };
}

/** Steps of derivatives show the formula they stand for. */
function named(name: string, inputs: readonly Text[]): Text {
  const { formula } = operationNamed(name).documentation;
  const [short] = formula.split(" = ");
  const isStep = name.endsWith("Slope") && inputs[0]?.text === "x" && short !== undefined;
  return isStep ? { text: short, binds: 2 } : call(name, ...inputs);
}

const printer: Builder<Text> = {
  // Rules ask for shapes to choose axes, which the text leaves out.
  shapeOf: () => [2, 3],
  constant: (value) => ({
    text: Object.is(value, -0) ? "-0" : String(value).replace("Infinity", "∞"),
    binds: value < 0 ? 3 : 4,
  }),
  add: (a, b) => infix("+", 1, a, b),
  sub: (a, b) => infix("-", 1, a, b),
  mul: product,
  strongMul: product,
  div: (a, b) => infix("/", 2, a, b),
  neg: (a) => ({ text: `-${inside(a, 3)}`, binds: 3 }),
  pow: (a, b) => closed(`${inside(a, 4)}^${b.binds === 4 ? b.text : `(${b.text})`}`),
  exp: (x) => call("exp", x),
  log: (x) => call("log", x),
  sin: (x) => call("sin", x),
  cos: (x) => call("cos", x),
  sqrt: (x) => call("sqrt", x),
  square: (x) => closed(`${inside(x, 4)}²`),
  reciprocal: (x) => ({ text: `1 / ${inside(x, 3)}`, binds: 2 }),
  sigmoid: (x) => call("sigmoid", x),
  sign: (x) => call("sign", x),
  abs: (x) => closed(`|${x.text}|`),
  equal: (a, b) => infix("=", 1, a, b),
  notEqual: (a, b) => infix("≠", 1, a, b),
  less: (a, b) => infix("<", 1, a, b),
  lessEqual: (a, b) => infix("≤", 1, a, b),
  greater: (a, b) => infix(">", 1, a, b),
  greaterEqual: (a, b) => infix("≥", 1, a, b),
  logicalAnd: (a, b) => ({ text: `${a.text} and ${b.text}`, binds: 1 }),
  where: (condition, a, b) => ({ text: `${a.text} if ${condition.text}, else ${b.text}`, binds: 1 }),
  apply: (name, ...inputs) => named(name, inputs),
  sum: (x) => call("sum", x),
  max: (x) => call("max", x),
  prod: (x) => call("prod", x),
  reshape: (x) => call("reshape", x),
  broadcastTo: (x) => call("broadcastTo", x),
  permute: (x) => call("permute", x),
  slice: (x) => call("slice", x),
  flip: (x) => call("flip", x),
  pad: (x) => call("pad", x),
  concat: (parts) => call("concat", ...parts),
  matmul: (a, b) => call("matmul", a, b),
  // Sums over what was broadcast: part of every rule, so that the text leaves it out.
  sumTo: (x) => x,
  cast: (x) => call("cast", x),
};
