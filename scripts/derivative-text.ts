import { type Formula, formulaBuilder, symbol } from "../packages/autograd/src/inspect/formula.ts";
import type {
  Attributes,
  DeclaredOperation,
  Linear,
  Sample,
} from "../packages/autograd/src/op/definition.ts";
import { reducedShape, type Shape } from "../packages/autograd/src/shape/shape.ts";

/** The derivative of an elementwise operation by each argument, as its own rules print it; `["0"]` if it has none. */
export function derivativeTexts(op: DeclaredOperation): string[] {
  return derivativesOf(op).map((formula) => formula?.text ?? "none");
}

/** What each argument receives from the cotangent ȳ, or the weight of each element, as the rule of any operation prints it. */
export function ruleTexts(op: DeclaredOperation): string[] {
  const { derivative } = op;
  switch (derivative.form) {
    case "partials":
      return derivativesOf(op).map((formula) =>
        formula === null ? "none" : plain.mul(symbol("ȳ"), formula).text,
      );
    case "weighted": {
      const attributes = sampleAttributes(op);
      const axes = attributes["axes"] as readonly number[];
      const printer = formulaBuilder((list) => (list === axes ? "axes" : ""));
      const y = symbol("y", reducedShape(matrix, axes, true));
      const weights = derivative.weights(printer, symbol("x", matrix), y, attributes);
      return [printer.mul(symbol("ȳ", y.shape), weights).text];
    }
    case "linear":
      // At some samples there is nothing to do; the longest text shows what is done in general.
      return [
        op
          .samples()
          .map((sample) => transposeText(op, derivative, sample))
          .reduce((a, b) => (b.length > a.length ? b : a), "ȳ"),
      ];
    case "bilinear": {
      const [a, b, cotangent] = [symbol("a", [2, 3]), symbol("b", [3, 4]), symbol("ȳ", [2, 4])];
      return [
        derivative.transposeLeft(plain, cotangent, b, a.shape, {}).text,
        derivative.transposeRight(plain, cotangent, a, b.shape, {}).text,
      ];
    }
    case "expansion":
      return ["that of the operations it expands to"];
    case "custom":
      return [derivative.reason];
    default:
      return [`none: ${derivative.reason}`];
  }
}

const matrix: Shape = [2, 3];

/** Leaves out shapes and axes, which differ from case to case. */
const plain = formulaBuilder(() => "");

function derivativesOf(op: DeclaredOperation): (Formula | null)[] {
  if (op.derivative.form !== "partials") return [symbol("0")];
  const names = op.arity === 1 ? ["x", "", ""] : ["a", "b", "c"];
  const [x1, x2, x3] = names.map((name) => symbol(name)) as [Formula, Formula, Formula];
  return op.derivative.partials.map((rule) => (rule === null ? null : rule(plain, symbol("y"), x1, x2, x3)));
}

function transposeText(
  op: DeclaredOperation,
  rule: Linear<Attributes>,
  { inputs, attributes }: Sample,
): string {
  const specs = inputs.map(({ shape, dtype = "float64" }) => ({ shape, dtype }));
  const shape = op.shape(
    specs.map((spec) => spec.shape),
    attributes,
  );
  return rule.transpose(plain, symbol("ȳ", shape), specs, attributes)(0).text;
}

/** Some attributes that the operation takes; the text does not depend on which. */
function sampleAttributes(op: DeclaredOperation): Attributes {
  const ofMatrix = op.samples().find(({ inputs }) => inputs[0]?.shape.length === 2);
  return ofMatrix?.attributes ?? op.samples()[0]?.attributes ?? {};
}
