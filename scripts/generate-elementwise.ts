import type { Operation } from "../packages/autograd/src/op/definition.ts";
import type { Facts } from "../packages/autograd/src/op/facts/facts.ts";
import { derivativeTexts } from "./derivative-text.ts";
import { docstring } from "./docstring.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { naturally } from "./natural-order.ts";
import { type Found, operations } from "./operation-files.ts";

const source = "packages/autograd/src";
const notice =
  "// Written by `npm run generate` from the facts of operations. Do not edit: change the operation's file in `op/`.";

/** Those of one and two arguments that users see, and that take nothing else. */
const elementwise = operations.filter(
  ({ facts: { op, hasOwnFunction } }) =>
    ["map", "compare", "logic"].includes(op.meaning.kind) &&
    (op.arity === 1 || op.arity === 2) &&
    !op.isInternal &&
    hasOwnFunction !== true,
);

/** The functions of elementwise operations, with docstrings from the operations' facts. */
export function elementwiseFile(): GeneratedFile {
  return { path: `${source}/tensor/functions/elementwise.generated.ts`, text: functionsFile() };
}

function functionsFile(): string {
  const files = [...new Set(elementwise.map(({ file }) => file))].sort(naturally);
  return [
    notice,
    ...files.map((file) =>
      importOf(
        file,
        elementwise.filter((found) => found.file === file),
      ),
    ),
    'import type { Broadcast, BroadcastOperand } from "../../shape/broadcast-type.ts";',
    'import type { ShapeOf } from "../../shape/operand-type.ts";',
    'import type { Mask, Tensor, TensorLike } from "../tensor.ts";',
    'import { binary, binaryMask, unary, unaryMask } from "./elementwise.ts";',
    "",
    elementwise.map(({ facts }) => `${functionDocstring(facts)}\n${functionCode(facts.op)}\n`).join("\n"),
  ].join("\n");
}

function importOf(file: string, found: readonly Found[]): string {
  const byAlias = found.map(({ facts: { op } }) => `${op.name}Op`).sort(naturally);
  const names = byAlias.map((alias) => `${alias.replace(/Op$/, "")} as ${alias}`);
  const line = `import { ${names.join(", ")} } from "../../op/${file}";`;
  return line.length <= 110
    ? line
    : line.replace("{ ", "{\n  ").replaceAll(", ", ",\n  ").replace(" }", ",\n}");
}

function isMask(op: Operation): boolean {
  return op.meaning.kind === "compare" || op.meaning.kind === "logic";
}

function functionDocstring(facts: Facts): string {
  const { op, summary, formula, domain, source: origin, example } = facts;
  const lines = [summary];
  if (op.arity === 1) lines.push(`@param x - Any shape. ${domain}`);
  else
    lines.push(
      `@param a - Any shape. ${domain}`,
      "@param b - Any shape that broadcasts with `a`, the same dtype.",
    );
  const shape = op.arity === 1 ? "The shape of `x`" : "The shape that both broadcast to";
  lines.push(`@returns ${formula}. ${shape}${isMask(op) ? ", dtype bool" : ""}.`);
  const errors = ["{DtypeError} for a dtype outside the domain"];
  if (op.arity === 2)
    errors.push("or for two that differ; {@link ShapeError} if the shapes do not broadcast");
  lines.push(`@throws ${errors.join(", ")}.`);
  lines.push(`@remarks ${remarks(facts)}Source: ${origin}.`);
  lines.push(`@example ${example}`);
  return docstring(lines, "");
}

function remarks(facts: Facts): string {
  const { op, convention } = facts;
  const texts = derivativeTexts(facts);
  const derivative = isMask(op)
    ? ""
    : op.arity === 1 || texts.length === 1
      ? `Derivative: ${texts[0]}. `
      : `Derivatives: ∂/∂a = ${texts[0]}; ∂/∂b = ${texts[1]}. `;
  const said =
    convention === "none" ? "" : convention.replace(/^none; /, "").replace(/^./, (c) => c.toUpperCase());
  return `${derivative}${said}${said === "" || said.endsWith(".") ? "" : "."}${said === "" ? "" : " "}`;
}

function functionCode(op: Operation): string {
  const { name } = op;
  const type = isMask(op) ? "Mask" : "Tensor";
  const maker = `${op.arity === 1 ? "unary" : "binary"}${isMask(op) ? "Mask" : ""}`;
  if (op.arity === 1) {
    const head = `export function ${name}<const X extends TensorLike>(x: X): ${type}<ShapeOf<X>> {`;
    return `${head}\n  return ${maker}(${name}Op, x);\n}`;
  }
  return [
    `export function ${name}<const X extends TensorLike, const Y extends TensorLike>(`,
    "  a: X,",
    `  b: BroadcastOperand<"${name}", ShapeOf<X>, Y, ShapeOf<Y>>,`,
    `): ${type}<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {`,
    `  return ${maker}(${name}Op, a, b);`,
    "}",
  ].join("\n");
}
