import type { Operation } from "../packages/autograd/src/op/definition.ts";
import type { Facts } from "../packages/autograd/src/op/facts/facts.ts";
import { elementwiseMethods } from "../packages/autograd/src/tensor/elementwise-methods.ts";
import { derivativeTexts } from "./derivative-text.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { type Found, operations } from "./operation-files.ts";

const source = "packages/autograd/src";
const notice =
  "// Written by `npm run generate` from the facts of operations. Do not edit: change the operation's file in `op/`.";

/** Those of one and two arguments that users see. */
const elementwise = operations.filter(
  ({ facts: { op } }) =>
    ["map", "compare", "logic"].includes(op.meaning.kind) &&
    (op.arity === 1 || op.arity === 2) &&
    !op.isInternal,
);

/** The functions of elementwise operations, and the names that become methods, with docstrings from the operations' facts. */
export function elementwiseFiles(): GeneratedFile[] {
  return [
    { path: `${source}/tensor/functions/elementwise.generated.ts`, text: functionsFile() },
    { path: `${source}/tensor/elementwise-names.generated.ts`, text: namesFile() },
  ];
}

function functionsFile(): string {
  const files = [...new Set(elementwise.map(({ file }) => file))].sort();
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
  const byAlias = found.map(({ facts: { op } }) => `${op.name}Op`).sort();
  const names = byAlias.map((alias) => `${alias.replace(/Op$/, "")} as ${alias}`);
  const line = `import { ${names.join(", ")} } from "../../op/${file}";`;
  return line.length <= 110
    ? line
    : line.replace("{ ", "{\n  ").replaceAll(", ", ",\n  ").replace(" }", ",\n}");
}

function namesFile(): string {
  const kinds: readonly [name: string, what: string, (op: Operation) => boolean][] = [
    ["UnaryNames", "Operations of one argument.", (op) => op.arity === 1 && !isMask(op)],
    ["BinaryNames", "Operations of two arguments.", (op) => op.arity === 2 && !isMask(op)],
    ["ComparisonNames", "Comparisons.", (op) => op.meaning.kind === "compare"],
    ["LogicalNames", "Combinations of two masks.", (op) => op.arity === 2 && op.meaning.kind === "logic"],
    ["NotNames", "Operations of one mask.", (op) => op.arity === 1 && op.meaning.kind === "logic"],
  ];
  const isMethod = new Set<Operation>(elementwiseMethods);
  const interfaces = kinds.map(([name, what, belongs]) => {
    const members = elementwise.flatMap(({ facts: { op, summary } }) => {
      if (!isMethod.has(op) || !belongs(op)) return [];
      const text = `${summary.replace(/\.$/, "")}: see {@link ${op.name}}.`;
      return [`${docstring([text], "  ")}\n  readonly ${op.name}: unknown;\n`];
    });
    return `/** ${what} */\nexport interface ${name} {\n${members.join("")}}\n`;
  });
  return `${notice}\n// Only the keys count: \`Tensor\` maps them to methods, which inherit these docstrings.\n\n${interfaces.join("\n")}`;
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
  const errors = ["{@link DtypeError} for a dtype outside the domain"];
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

/** A comment whose lines are broken at 110 columns; continued lines of a tag are indented. */
function docstring(lines: readonly string[], indent: string): string {
  const width = 110 - indent.length - 3;
  const single = `${indent}/** ${lines[0]} */`;
  if (lines.length === 1 && single.length <= 110) return single;
  const broken = lines.flatMap((line) => {
    if (line.startsWith("@example")) return [line];
    const rows: string[] = [];
    let row = "";
    for (const word of line.split(" ")) {
      if (row !== "" && row.length + 1 + word.length > width) {
        rows.push(row);
        row = line.startsWith("@") ? `  ${word}` : word;
      } else {
        row = row === "" ? word : `${row} ${word}`;
      }
    }
    return [...rows, row];
  });
  return [`${indent}/**`, ...broken.map((row) => `${indent} * ${row}`), `${indent} */`].join("\n");
}
