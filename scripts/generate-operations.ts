import type { Facts } from "../packages/autograd/src/op/facts/facts.ts";
import { ruleTexts } from "./derivative-text.ts";
import { operations } from "./operation-files.ts";

/** `docs/operations.md`: every operation of the engine, with its derivative as its own rule prints it. */
export function operationsPage(): string {
  const families = [...new Set(operations.map(({ facts }) => facts.op.family))].toSorted();
  return `${[introduction, ...families.map((family) => section(family))].join("\n\n")}\n`;
}

const introduction = `# Operations

Written by \`npm run generate\` from the operation table (\`packages/autograd/src/op\`); the derivatives are printed by the rules
that also build them. ȳ is the cotangent of the result y; arguments are x, or a, b and c. Products of cotangents and local
derivatives have strong zeros, and what was broadcast is summed ([conventions](conventions.md)). Internal operations, steps of
derivatives and the beginnings of graphs, are listed too.`;

function section(family: string): string {
  const rows = operations.filter(({ facts }) => facts.op.family === family).map(({ facts }) => row(facts));
  return [
    `## ${family}`,
    [
      "| operation | formula | each argument receives | domain | convention | source |",
      "| --- | --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n"),
  ].join("\n\n");
}

function row(facts: Facts): string {
  const { op, formula, domain, convention, source } = facts;
  const cells = [`\`${op.name}\``, formula, ruleTexts(facts).join("; "), domain, convention, source];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
