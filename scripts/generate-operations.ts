import { declarations } from "../packages/autograd/src/op/declarations.ts";
import type { DeclaredOperation } from "../packages/autograd/src/op/definition.ts";
import { ruleTexts } from "./derivative-text.ts";

/** `docs/operations.md`: every operation of the engine, with its derivative as its own rule prints it. */
export function operationsPage(): string {
  const operations = [...declarations.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const families = [...new Set(operations.map(({ family }) => family))].toSorted();
  return `${[introduction, ...families.map((family) => section(family, operations))].join("\n\n")}\n`;
}

const introduction = `# Operations

Written by \`npm run generate\` from the operation table (\`packages/autograd/src/op\`); the derivatives are printed by the rules
that also build them. ȳ is the cotangent of the result y; arguments are x, or a, b and c. Products of cotangents and local
derivatives have strong zeros, and what was broadcast is summed ([conventions](conventions.md)). Internal operations, steps of
derivatives and the beginnings of graphs, are listed too.`;

function section(family: string, operations: readonly DeclaredOperation[]): string {
  const rows = operations.filter((op) => op.family === family).map(row);
  return [
    `## ${family}`,
    [
      "| operation | formula | each argument receives | domain | convention | source |",
      "| --- | --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n"),
  ].join("\n\n");
}

function row(op: DeclaredOperation): string {
  const { domain, convention, source } = op.documentation;
  const cells = [`\`${op.name}\``, op.formula, ruleTexts(op).join("; "), domain, convention, source];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
