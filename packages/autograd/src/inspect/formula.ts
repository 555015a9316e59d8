import { counted } from "../error/describe.ts";
import { isBody } from "../op/body.ts";
import type { Attributes, AttributeValue, Notation, Operation } from "../op/definition.ts";
import { separated } from "../op/operation.ts";
import type { DType } from "../shape/dtype.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import type { ChainBuilder } from "../transform/chain.ts";
import { bodyListing } from "./body-listing.ts";

/** How tightly the outermost operator of a formula binds. */
const binding = { conditional: 0, and: 1, comparison: 2, sum: 3, product: 4, power: 5, closed: 6 } as const;
type Binding = (typeof binding)[keyof typeof binding];

/** A formula as text, with what is needed to put it into another one with as few parentheses as possible. */
export interface Formula {
  readonly text: string;
  readonly binds: Binding;
  readonly shape: Shape;
  readonly dtype: DType;
  /** What this is the negative of. */
  readonly negated?: Formula;
  /** What this is one divided by. */
  readonly inverted?: Formula;
  /** The number that this is. */
  readonly constant?: number;
}

/** A name, or anything else that needs no parentheses. */
export function symbol(text: string, shape: Shape = [], dtype: DType = "float64"): Formula {
  return { text, binds: binding.closed, shape, dtype };
}

/** `name(a, b)`. */
export function call(name: string, inputs: readonly Formula[], others: readonly string[] = []): Formula {
  return symbol(`${name}(${[...inputs.map(({ text }) => text), ...others].join(", ")})`);
}

/** An attribute of an operation as a program would write it. */
export function attributeText(value: AttributeValue): string {
  if (isBody(value)) return `{${counted(bodyListing(value).nodes.length, "node")}}`;
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

/** What a formula says of attributes, behind the inputs. */
export type AttributeTexts = (attributes: Attributes) => readonly string[];

/** All but switches: in rules, reductions always keep their axes. */
export const withoutSwitches: AttributeTexts = (attributes) =>
  Object.entries(attributes).flatMap(([name, value]) => {
    if (typeof value === "boolean") return [];
    return name === "axes" || name === "shape"
      ? [attributeText(value)]
      : [`${name}: ${attributeText(value)}`];
  });

/** All, with switches that are on. */
export const withSwitches: AttributeTexts = (attributes) =>
  Object.entries(attributes).flatMap(([name, value]) =>
    value === true ? [name] : withoutSwitches({ [name]: value }),
  );

/** A builder that prints what a rule builds: derivative rules run on it give formulas. */
export function formulaBuilder(texts: AttributeTexts = withoutSwitches): ChainBuilder<Formula> {
  const applied = (op: Operation, ...given: readonly (Formula | Attributes)[]): Formula => {
    const { inputs, attributes } = separated<Formula, Attributes>(op, given);
    if (attributes !== null && op.isIdentity(inputs, attributes)) return inputs[0] as Formula;
    const formula = written(op, inputs, attributes ?? {}, texts);
    const [x] = inputs as [Formula];
    // A number is the same in any shape.
    return x.constant !== undefined && moves(op) ? { ...x, shape: formula.shape } : formula;
  };
  return Object.assign(applied, {
    shapeOf: (x: Formula) => x.shape,
    dtypeOf: (x: Formula) => x.dtype,
    constant: (value: number, like: Formula): Formula => {
      const formula = { ...symbol(numberText(Math.abs(value)), [], like.dtype), constant: Math.abs(value) };
      return value < 0 || Object.is(value, -0) ? { ...minus(formula), constant: value } : formula;
    },
    constantOf: (x: Formula) => x.constant ?? null,
  });
}

function moves({ meaning }: Operation): boolean {
  return meaning.kind === "view" || meaning.kind === "alias";
}

/** An operation on formulas, in its own notation. */
export function written(
  op: Operation,
  inputs: readonly Formula[],
  attributes: Attributes,
  texts: AttributeTexts,
): Formula {
  const shape = op.shape(
    inputs.map((input) => input.shape),
    attributes,
  );
  const dtype = op.dtype(
    inputs.map((input) => input.dtype),
    attributes,
  );
  return {
    ...(inNotation(op.notation, inputs, attributes) ?? call(op.name, inputs, texts(attributes))),
    shape,
    dtype,
  };
}

function inNotation(
  notation: Notation<Attributes> | null,
  inputs: readonly Formula[],
  attributes: Attributes,
): Formula | null {
  const [a, b, c] = inputs as [Formula, Formula, Formula];
  switch (notation) {
    case null:
      return null;
    case "argument":
      return a;
    case "sum":
      return plus(a, b);
    case "difference":
      return plus(a, minus(b));
    case "product":
      return product(a, b);
    case "quotient":
      return quotient(a, b);
    case "reciprocal":
      return quotient({ ...symbol("1"), constant: 1 }, a);
    case "negative":
      return minus(a);
    case "power":
      return { ...symbol(`${inside(a, binding.closed)}^${inside(b, binding.closed)}`), binds: binding.power };
    case "conditional": {
      const text = `${inside(b, binding.and)} if ${inside(a, binding.and)}, else ${c.text}`;
      return { ...symbol(text), binds: binding.conditional };
    }
  }
  if ("infix" in notation) return infix(notation.infix, binding[notation.binds], a, b);
  if ("around" in notation) return symbol(`${notation.around}${a.text}${notation.around}`);
  if ("formula" in notation) return substituted(notation.formula, inputs);
  if (notation.applies?.(attributes) === false) return null;
  return { ...symbol(`${inside(a, binding.closed)}${notation.suffix}`), binds: binding.power };
}

function inside(x: Formula, binds: Binding): string {
  return x.binds < binds ? `(${x.text})` : x.text;
}

/** What is not said of a formula here, shape and dtype, `written` adds. */
function minus(x: Formula): Formula {
  if (x.negated !== undefined) return x.negated;
  return {
    ...symbol(`-${inside(x, binding.product)}`, x.shape, x.dtype),
    binds: binding.product,
    negated: x,
  };
}

function plus(a: Formula, b: Formula): Formula {
  const { negated } = b;
  const sign = negated === undefined ? "+" : "-";
  const right = negated === undefined ? inside(b, binding.sum) : inside(negated, binding.product);
  return { ...symbol(`${inside(a, binding.sum)} ${sign} ${right}`), binds: binding.sum };
}

/** Signs are drawn to the front: `-(a · b)` for `a · -b`. */
function product(a: Formula, b: Formula): Formula {
  if (a.negated !== undefined || b.negated !== undefined) {
    const rest = product(a.negated ?? a, b.negated ?? b);
    return (a.negated === undefined) === (b.negated === undefined) ? rest : minus(rest);
  }
  if (a.constant === 1) return b;
  if (b.constant === 1) return a;
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
  const formula = { ...symbol(text), binds: binding.product };
  return a.constant === 1 ? { ...formula, inverted: b } : formula;
}

function infix(operator: string, binds: Binding, a: Formula, b: Formula): Formula {
  return { ...symbol(`${inside(a, binds)} ${operator} ${inside(b, binds)}`), binds };
}

/** A formula of x, or of a, b and c, with others in their places. */
function substituted(formula: string, inputs: readonly Formula[]): Formula {
  const symbols = inputs.length === 1 ? ["x"] : ["a", "b", "c"];
  const text = formula.replaceAll(/\((\w)\)|\b\w\b/g, (found, enclosed?: string) => {
    const input = inputs[symbols.indexOf(enclosed ?? found)];
    if (input === undefined) return found;
    return enclosed === undefined ? inside(input, binding.closed) : `(${input.text})`;
  });
  return { ...symbol(text), binds: text.includes(" · ") ? binding.product : binding.closed };
}
