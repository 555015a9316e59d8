import { readFileSync } from "node:fs";
import * as autograd from "@chainrule/autograd";
import * as fft from "@chainrule/autograd/fft";
import * as gears from "@chainrule/autograd/gears";
import * as linalg from "@chainrule/autograd/linalg";
import * as random from "@chainrule/autograd/random";
import * as nn from "@chainrule/nn";
import * as optim from "@chainrule/optim";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../../scripts/stage.mjs";
import { sources } from "../sources.ts";
import { fileScope, Programs, publicScope } from "./run.ts";
import { readDocstringSnippets, type Snippet } from "./snippet.ts";

const files = sources();
const scope = await publicScope();
const programs = new Programs();
afterAll(() => programs.remove());

const examples: { readonly title: string; readonly snippets: readonly Snippet[]; readonly path: string }[] =
  [];
for (const file of files) {
  const snippets = readDocstringSnippets(root, file);
  if (snippets.length === 0) continue;
  const inFile = await fileScope(file);
  // The many one-line examples of a generated file are one program.
  for (const group of file.endsWith(".generated.ts") ? [snippets] : snippets.map((each) => [each])) {
    const [first] = group as [Snippet];
    const path = programs.add({ snippets: group, scope: [...scope, ...inFile] });
    examples.push({ title: `${file}:${first.line} ${first.name ?? ""}`, snippets: group, path });
  }
}
console.log(`docstrings: ${examples.length} programs, ${programs.checks} results to compare`);

describe("the examples in docstrings", () => {
  for (const { title, path } of examples) it(title, () => programs.run(path));

  it("have right types", () => {
    expect(programs.typeErrors()).toEqual([]);
  });
});

describe.each([
  ["autograd/src/index.ts", autograd],
  ["autograd/src/gears.ts", gears],
  ["autograd/src/fft/index.ts", fft],
  ["autograd/src/linalg/index.ts", linalg],
  ["autograd/src/random/index.ts", random],
  ["nn/src/index.ts", nn],
  ["optim/src/index.ts", optim],
])("%s", (file, module: object) => {
  it("has an example of every function and class", () => {
    const index = readFileSync(`${root}packages/${file}`, "utf8");
    const documented = new Set(examples.flatMap(({ snippets }) => snippets.map(({ name: of }) => of)));
    for (const [, inner, outer] of index.matchAll(/([\w$]+)\s+as\s+([\w$]+)/g)) {
      if (documented.has(inner)) documented.add(outer);
    }
    const missing = Object.entries(module)
      .filter(([, value]) => typeof value === "function" && !(value.prototype instanceof Error))
      .map(([key]) => key)
      .filter((key) => !documented.has(key));
    expect(missing).toEqual([]);
  });
});
