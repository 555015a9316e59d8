import { readdirSync, readFileSync } from "node:fs";
import { methods } from "../packages/autograd/src/tensor/methods.ts";
import { docstring } from "./docstring.ts";
import { type DocumentedFunction, functionsIn, tagsOfUse } from "./documented-functions.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { root } from "./stage.mjs";

const folder = "packages/autograd/src/tensor";

/** The methods of tensors that functions of another name stand for. */
const functionOf: Readonly<Record<string, string>> = { var: "variance", detach: "stopGradient" };

/**
 * The docstrings of methods, each made from that of its function, of which the tensor is the first argument. An interface of
 * its own holds them: editors show what `Tensor` inherits from it, but nothing of what a mapped type or `{@inheritDoc}` names.
 * @param elementwise - The generated file of elementwise functions, which may not be written yet.
 */
export function methodsFile(elementwise: GeneratedFile): GeneratedFile {
  const functions = documentedFunctions(elementwise);
  const members = [...Object.keys(methods), "at", "split"].sort().map((method) => {
    const described = functions.get(functionOf[method] ?? method);
    if (described === undefined) throw new Error(`no function documents the method ${method}`);
    return `${docstring(linesOf(method, described), "  ")}\n  readonly ${method}: unknown;\n`;
  });
  return {
    path: `${folder}/documented-methods.generated.ts`,
    text: [
      "// Written by `npm run generate` from the docstrings of functions. Do not edit: change those.",
      "",
      "/** The methods of tensors with the documentation of their functions. `Tensor` extends this, and gives them their types. */",
      "export interface DocumentedMethods {",
      `${members.join("")}}`,
      "",
    ].join("\n"),
  };
}

function documentedFunctions(elementwise: GeneratedFile): ReadonlyMap<string, DocumentedFunction> {
  const written = readdirSync(`${root}${folder}/functions`)
    .filter((file) => !/\.(generated|test|test-d)\.ts$/.test(file))
    .map((file) => readFileSync(`${root}${folder}/functions/${file}`, "utf8"));
  return new Map([elementwise.text, ...written].flatMap(functionsIn).map((each) => [each.name, each]));
}

function linesOf(method: string, described: DocumentedFunction): string[] {
  const { name, summary } = described;
  const tags = tagsOfUse(described);
  const receiver = /^@param (\w+) - (.*)$/.exec(tags[0] ?? "");
  if (receiver === null) throw new Error(`the docstring of ${name} does not begin with its first argument`);
  const [, argument = "", about = ""] = receiver;
  const role = `This tensor is \`${argument}\`: ${about.replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase())}`;
  return [
    `${summary} ${role}`,
    ...tags.slice(1).map((tag) => (tag.startsWith("@example ") ? asMethod(method, name, tag) : tag)),
  ];
}

/** The example of a function with its first call written as that of the method. */
function asMethod(method: string, name: string, example: string): string {
  const start = example.search(new RegExp(`\\b${name}\\(`));
  if (start < 0) throw new Error(`the example does not call ${name}: ${example}`);
  const open = start + name.length;
  const { first, end } = firstArgument(example, open + 1);
  const receiver = /^[a-z]\w*[.(]/.test(first) ? first : `tensor(${first})`;
  const others = example[end] === "," ? example.slice(end + 1).trimStart() : example.slice(end);
  return `${example.slice(0, start)}${receiver}.${method}(${others}`;
}

/** The argument that begins at a place of a call, and where it ends. */
function firstArgument(code: string, from: number): { readonly first: string; readonly end: number } {
  let depth = 0;
  for (let end = from; end < code.length; end++) {
    const character = code[end] as string;
    if (depth === 0 && (character === "," || character === ")")) return { first: code.slice(from, end), end };
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
  }
  throw new Error(`a call without an end: ${code}`);
}
