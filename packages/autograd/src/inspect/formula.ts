import type { Builder } from "../op/builder.ts";
import type { AttributeValue } from "../op/definition.ts";
import { operationNamed } from "../op/table.ts";
import { broadcastShapes, formatShape, reducedShape, type Shape, sameShape } from "../shape/shape.ts";

/** How tightly the outermost operator of a formula binds. */
const binding = { conditional: 0, and: 1, comparison: 2, sum: 3, product: 4, power: 5, closed: 6 } as const;
type Binding = (typeof binding)[keyof typeof binding];

/** A formula as text, with what is needed to put it into another one with as few parentheses as possible. */
export interface Formula {
  readonly text: string;
  readonly binds: Binding;
  readonly shape: Shape;
  /** What this is the negative of. */
  readonly negated?: Formula;
  /** What this is one divided by. */
  readonly inverted?: Formula;
  /** A constant factor that needs not be written. */
  readonly isOne?: boolean;
}

/** A name, or anything else that needs no parentheses. */
export function symbol(text: string, shape: Shape = []): Formula {
  return { text, binds: binding.closed, shape };
}

/** `name(a, b)`. */
export function call(
  name: string,
  inputs: readonly Formula[],
  shape: Shape,
  ...others: readonly string[]
): Formula {
  const parts = [...inputs.map(({ text }) => text), ...others.filter((text) => text !== "")];
  return symbol(`${name}(${parts.join(", ")})`, shape);
}

/** An attribute of an operation as a program would write it. */
export function attributeText(value: AttributeValue): string {
  return Array.isArray(value)
    ? formatShape(value)
    : typeof value === "number"
      ? numberText(value)
      : JSON.stringify(value);
}

/** A number with `∞` and `-0`. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value).replace("Infinity", "∞");
}

/** A list of sizes or axes as text; empty if it had better be left out. */
export type ListText = (list: readonly number[]) => string;

/**
 * A builder that prints what a rule builds: derivative rules run on it give formulas.
 * @param list - How to write shapes and axes.
 */
export function formulaBuilder(list: ListText = formatShape): Builder<Formula> {
  const phrase = (before: string, sizes: readonly number[], after: string): string => {
    const text = list(sizes);
    return text === "" ? "" : `${before}${text}${after}`;
  };
  const reduction = (name: string, x: Formula, axes: readonly number[]): Formula =>
    call(name, [x], reducedShape(x.shape, axes, true), list(axes));
  return {
    shapeOf: (x) => x.shape,
    constant: (value) => {
      const formula = { ...symbol(numberText(Math.abs(value))), isOne: Math.abs(value) === 1 };
      return value < 0 || Object.is(value, -0) ? minus(formula) : formula;
    },

    add: (a, b) => plus(a, b),
    sub: (a, b) => plus(a, minus(b)),
    mul: product,
    strongMul: product,
    div: quotient,
    neg: minus,
    pow: (a, b) => ({
      text: `${inside(a, binding.closed)}^${inside(b, binding.closed)}`,
      binds: binding.power,
      shape: shapeOf(a, b),
    }),
    exp: (x) => call("exp", [x], x.shape),
    log: (x) => call("log", [x], x.shape),
    sin: (x) => call("sin", [x], x.shape),
    cos: (x) => call("cos", [x], x.shape),
    sqrt: (x) => call("sqrt", [x], x.shape),
    square: (x) => ({ text: `${inside(x, binding.closed)}²`, binds: binding.power, shape: x.shape }),
    reciprocal: (x) => quotient({ ...symbol("1"), isOne: true }, x),
    sigmoid: (x) => call("sigmoid", [x], x.shape),
    sign: (x) => call("sign", [x], x.shape),
    abs: (x) => symbol(`|${x.text}|`, x.shape),

    equal: (a, b) => infix("=", binding.comparison, a, b),
    notEqual: (a, b) => infix("≠", binding.comparison, a, b),
    less: (a, b) => infix("<", binding.comparison, a, b),
    lessEqual: (a, b) => infix("≤", binding.comparison, a, b),
    greater: (a, b) => infix(">", binding.comparison, a, b),
    greaterEqual: (a, b) => infix("≥", binding.comparison, a, b),
    logicalAnd: (a, b) => infix("and", binding.and, a, b),
    where: (condition, a, b) => ({
      text: `${inside(a, binding.and)} if ${inside(condition, binding.and)}, else ${b.text}`,
      binds: binding.conditional,
      shape: shapeOf(condition, a, b),
    }),

    sum: (x, axes) => reduction("sum", x, axes),
    max: (x, axes) => reduction("max", x, axes),
    prod: (x, axes) => reduction("prod", x, axes),
    reshape: (x, shape) => (sameShape(x.shape, shape) ? x : call("reshape", [x], shape, list(shape))),
    broadcastTo: (x, shape) => (sameShape(x.shape, shape) ? x : call("broadcastTo", [x], shape, list(shape))),
    permute: (x, axes) => {
      const shape = axes.map((axis) => x.shape[axis] as number);
      if (!swapsLastTwo(axes)) return call("permute", [x], shape, list(axes));
      return symbol(`${inside(x, binding.closed)}ᵀ`, shape);
    },
    slice: (x, starts, sizes, steps) => {
      const every = steps.some((step) => step > 1) ? phrase("steps ", steps, "") : "";
      return call("slice", [x], sizes, phrase("from ", starts, ""), phrase("sizes ", sizes, ""), every);
    },
    flip: (x, axes) => call("flip", [x], x.shape, list(axes)),
    pad: (x, low, high, interior) => {
      const shape = x.shape.map((size, axis) => (low[axis] as number) + size + (high[axis] as number));
      const between = interior.some((gap) => gap > 0) ? phrase("", interior, " between") : "";
      return call("pad", [x], shape, phrase("", low, " before"), phrase("", high, " after"), between);
    },
    concat: (parts, axis) => call("concat", parts, (parts[0] as Formula).shape, String(axis)),
    matmul: (a, b) => call("matmul", [a, b], [...a.shape.slice(0, -1), ...b.shape.slice(-1)]),
    sumTo: (x, shape) => (sameShape(x.shape, shape) ? x : call("sumTo", [x], shape, list(shape))),
    cast: (x, dtype) => call("cast", [x], x.shape, JSON.stringify(dtype)),

    apply: named,
  };
}

function inside(x: Formula, binds: Binding): string {
  return x.binds < binds ? `(${x.text})` : x.text;
}

function shapeOf(...parts: readonly Formula[]): Shape {
  return parts.map(({ shape }) => shape).reduce((a, b) => broadcastShapes("formula", a, b));
}

function minus(x: Formula): Formula {
  if (x.negated !== undefined) return x.negated;
  return { text: `-${inside(x, binding.product)}`, binds: binding.product, shape: x.shape, negated: x };
}

function plus(a: Formula, b: Formula): Formula {
  const { negated } = b;
  const sign = negated === undefined ? "+" : "-";
  const right = negated === undefined ? inside(b, binding.sum) : inside(negated, binding.product);
  return { text: `${inside(a, binding.sum)} ${sign} ${right}`, binds: binding.sum, shape: shapeOf(a, b) };
}

/** Signs are drawn to the front: `-(a · b)` for `a · -b`. */
function product(a: Formula, b: Formula): Formula {
  if (a.negated !== undefined || b.negated !== undefined) {
    const rest = product(a.negated ?? a, b.negated ?? b);
    return (a.negated === undefined) === (b.negated === undefined) ? rest : minus(rest);
  }
  if (a.isOne) return b;
  if (b.isOne) return a;
  if (b.inverted !== undefined) return quotient(a, b.inverted);
  if (a.inverted !== undefined) return quotient(b, a.inverted);
  return infix("·", binding.product, a, b);
}

function quotient(a: Formula, b: Formula): Formula {
  if (a.negated !== undefined || b.negated !== undefined) {
    const rest = quotient(a.negated ?? a, b.negated ?? b);
    return (a.negated === undefined) === (b.negated === undefined) ? rest : minus(rest);
  }
  const text = `${inside(a, binding.product)} / ${inside(b, binding.power)}`;
  const formula = { text, binds: binding.product, shape: shapeOf(a, b) };
  return a.isOne ? { ...formula, inverted: b } : formula;
}

function infix(operator: string, binds: Binding, a: Formula, b: Formula): Formula {
  const text = `${inside(a, binds)} ${operator} ${inside(b, binds)}`;
  return { text, binds, shape: shapeOf(a, b) };
}

function swapsLastTwo(axes: readonly number[]): boolean {
  const rank = axes.length;
  return rank > 1 && axes.every((axis, k) => axis === (k < rank - 2 ? k : 2 * rank - 3 - k));
}

/** Steps of derivatives, such as `sigmoidSlope`, are written as the formula that they stand for. */
function named(name: string, ...inputs: readonly Formula[]): Formula {
  const shape = shapeOf(...inputs);
  const symbols = inputs.length === 1 ? ["x"] : ["a", "b", "c"];
  const isStep = name.endsWith("Slope") || name === "halfTanh";
  if (!isStep) return call(name, inputs, shape);
  const [short = ""] = operationNamed(name).formula.split(" = ");
  const text = short.replaceAll(/\((\w)\)|\b\w\b/g, (found, enclosed?: string) => {
    const input = inputs[symbols.indexOf(enclosed ?? found)];
    if (input === undefined) return found;
    return enclosed === undefined ? inside(input, binding.closed) : `(${input.text})`;
  });
  return { text, binds: text.includes(" · ") ? binding.product : binding.closed, shape };
}
