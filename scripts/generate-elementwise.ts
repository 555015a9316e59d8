import { readdirSync } from "node:fs";
import { declarationNamed } from "../packages/autograd/src/op/declarations.ts";
import type { DeclaredOperation } from "../packages/autograd/src/op/definition.ts";
import { elementwiseOperations } from "../packages/autograd/src/tensor/elementwise.ts";
import { derivativeTexts } from "./derivative-text.ts";
import { root } from "./stage.mjs";

export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const source = "packages/autograd/src";
const notice =
  "// Written by `npm run generate` from the operation table. Do not edit: change the operation's entry in `op/`.";

// By name: the order of a module's exports depends on what loads it.
const operations = elementwiseOperations
  .map(({ name }) => declarationNamed(name))
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** The functions of elementwise operations, and the names that become methods, with docstrings from the table. */
export async function elementwiseFiles(): Promise<GeneratedFile[]> {
  const modules = await modulesOf();
  return [
    { path: `${source}/tensor/functions/elementwise.generated.ts`, text: functionsFile(modules) },
    { path: `${source}/tensor/elementwise-names.generated.ts`, text: namesFile() },
  ];
}

/** The file of `op/` that exports each operation. */
async function modulesOf(): Promise<ReadonlyMap<DeclaredOperation, string>> {
  const modules = new Map<DeclaredOperation, string>();
  const names = readdirSync(`${root}${source}/op`)
    .filter((file) => /^[a-z-]+\.ts$/.test(file))
    .map((file) => file.replace(/\.ts$/, ""));
  for (const name of names) {
    const path = `${root}${source}/op/${name}.ts`;
    const exported = Object.values((await import(/* @vite-ignore */ path)) as object) as unknown[];
    for (const op of operations) if (exported.includes(op)) modules.set(op, name);
  }
  return modules;
}

function functionsFile(modules: ReadonlyMap<DeclaredOperation, string>): string {
  const files = [...new Set(modules.values())].sort();
  const functions = operations.map(
    (op) => `${functionDocstring(op)}\n${functionCode(op, modules.get(op) as string)}\n`,
  );
  return [
    notice,
    ...files.map((file) => `import * as ${file} from "../../op/${file}.ts";`),
    'import type { Broadcast, BroadcastOperand } from "../../shape/broadcast-type.ts";',
    'import type { ShapeOf } from "../../shape/operand-type.ts";',
    'import type { Mask, Tensor, TensorLike } from "../tensor.ts";',
    'import { binary, binaryMask, unary, unaryMask } from "./elementwise.ts";',
    "",
    functions.join("\n"),
  ].join("\n");
}

function namesFile(): string {
  const kinds: readonly [name: string, what: string, (op: DeclaredOperation) => boolean][] = [
    ["UnaryNames", "Operations of one argument.", (op) => op.arity === 1 && !isMask(op)],
    ["BinaryNames", "Operations of two arguments.", (op) => op.arity === 2 && !isMask(op)],
    ["ComparisonNames", "Comparisons.", (op) => op.meaning.kind === "compare"],
    ["LogicalNames", "Combinations of two masks.", (op) => op.arity === 2 && op.meaning.kind === "logic"],
    ["NotNames", "Operations of one mask.", (op) => op.arity === 1 && op.meaning.kind === "logic"],
  ];
  const interfaces = kinds.map(([name, what, belongs]) => {
    const members = operations.filter(belongs).map((op) => {
      const summary = op.documentation.summary.replace(/\.$/, "");
      return `${docstring([`${summary}: see {@link ${op.name}}.`], "  ")}\n  readonly ${op.name}: unknown;\n`;
    });
    return `/** ${what} */\nexport interface ${name} {\n${members.join("")}}\n`;
  });
  return `${notice}\n// Only the keys count: \`Tensor\` maps them to methods, which inherit these docstrings.\n\n${interfaces.join("\n")}`;
}

function isMask(op: DeclaredOperation): boolean {
  return op.meaning.kind === "compare" || op.meaning.kind === "logic";
}

function functionDocstring(op: DeclaredOperation): string {
  const { summary, domain, convention, source: origin, example } = op.documentation;
  const lines = [summary];
  if (op.arity === 1) lines.push(`@param x - Any shape. ${domain}`);
  else
    lines.push(
      `@param a - Any shape. ${domain}`,
      "@param b - Any shape that broadcasts with `a`, the same dtype.",
    );
  const shape = op.arity === 1 ? "The shape of `x`" : "The shape that both broadcast to";
  lines.push(`@returns ${op.formula}. ${shape}${isMask(op) ? ", dtype bool" : ""}.`);
  const errors = ["{@link DtypeError} for a dtype outside the domain"];
  if (op.arity === 2)
    errors.push("or for two that differ; {@link ShapeError} if the shapes do not broadcast");
  lines.push(`@throws ${errors.join(", ")}.`);
  lines.push(`@remarks ${remarks(op, convention)}Source: ${origin}.`);
  lines.push(`@example ${example}`);
  return docstring(lines, "");
}

function remarks(op: DeclaredOperation, convention: string): string {
  const texts = derivativeTexts(op);
  const derivative = isMask(op)
    ? ""
    : op.arity === 1 || texts.length === 1
      ? `Derivative: ${texts[0]}. `
      : `Derivatives: ∂/∂a = ${texts[0]}; ∂/∂b = ${texts[1]}. `;
  const said =
    convention === "none" ? "" : convention.replace(/^none; /, "").replace(/^./, (c) => c.toUpperCase());
  return `${derivative}${said}${said === "" || said.endsWith(".") ? "" : "."}${said === "" ? "" : " "}`;
}

function functionCode(op: DeclaredOperation, module: string): string {
  const { name } = op;
  const type = isMask(op) ? "Mask" : "Tensor";
  const maker = `${op.arity === 1 ? "unary" : "binary"}${isMask(op) ? "Mask" : ""}`;
  if (op.arity === 1) {
    const head = `export function ${name}<const X extends TensorLike>(x: X): ${type}<ShapeOf<X>> {`;
    return `${head}\n  return ${maker}(${module}.${name}, x);\n}`;
  }
  return [
    `export function ${name}<const X extends TensorLike, const Y extends TensorLike>(`,
    "  a: X,",
    `  b: BroadcastOperand<"${name}", ShapeOf<X>, Y, ShapeOf<Y>>,`,
    `): ${type}<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {`,
    `  return ${maker}(${module}.${name}, a, b);`,
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
