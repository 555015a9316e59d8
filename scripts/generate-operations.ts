import type { Facts } from "../packages/autograd/src/op/facts/facts.ts";
import { ruleTexts } from "./derivative-text.ts";
import {
  type DocumentedFunction,
  type Entry,
  exportedFunctions,
  tagOf,
  tagsOfUse,
} from "./documented-functions.ts";
import { operations } from "./operation-files.ts";

/** `docs/operations.md`: every operation of the engine with its derivative as its own rule prints it, and every function of them. */
export function operationsPage(): string {
  const families = [...new Set(operations.map(({ facts }) => facts.op.family))].toSorted();
  const sections = families.map((family) => section(family));
  const entries: readonly Entry[] = ["autograd", "autograd/fft", "autograd/linalg", "nn"];
  return `${[introduction, ...sections, ...entries.flatMap(composites)].join("\n\n")}\n`;
}

const introduction = `# Operations

Written by \`npm run generate\` from the operation table (\`packages/autograd/src/op\`); the derivatives are printed by the rules
that also build them. ȳ is the cotangent of the result y; arguments are x, or a, b and c. Products of cotangents and local
derivatives have strong zeros, and what was broadcast is summed ([conventions](conventions.md)). Internal operations, steps of
derivatives and the beginnings of graphs, are listed too. Functions that are made of operations, such as \`softmax\` and the
losses, follow at the end, as their docstrings describe them.`;

/** The functions of an entry that are not operations themselves, but have a derivative: those whose docstring says which. */
function composites(entry: Entry): string[] {
  const operationNames = new Set(operations.map(({ facts }) => facts.op.name));
  const rows = exportedFunctions(entry)
    .filter((each) => !operationNames.has(each.name) && tagOf(each, "remarks").startsWith("Derivative"))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(compositeRow);
  if (rows.length === 0) return [];
  return [
    `## functions of @chainrule/${entry}`,
    [
      "| function | what it is | result | derivative and convention | source |",
      "| --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n"),
  ];
}

function compositeRow(described: DocumentedFunction): string {
  const { name, summary } = described;
  const parameters = tagsOfUse(described)
    .flatMap((tag) => /^@param (\w+) /.exec(tag)?.[1] ?? [])
    .join(", ");
  const [remarks = "", source = ""] = tagOf(described, "remarks").split(/ ?Source: /);
  return tableRow([`\`${name}(${parameters})\``, summary, tagOf(described, "returns"), remarks, source]);
}

function tableRow(cells: readonly string[]): string {
  const plain = cells.map((cell) => cell.replace(/\{@link (\w+)\}/g, "`$1`").replaceAll("|", "\\|"));
  return `| ${plain.join(" | ")} |`;
}

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
  return tableRow([`\`${op.name}\``, formula, ruleTexts(facts).join("; "), domain, convention, source]);
}
