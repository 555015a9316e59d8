import { existsSync, readdirSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../../scripts/stage.mjs";
import { Programs } from "./run.ts";
import { readMarkdownSnippets, type Snippet } from "./snippet.ts";

const documents = existsSync(`${root}docs`)
  ? readdirSync(`${root}docs`, { recursive: true })
      .map((file) => `docs/${String(file)}`)
      .filter((file) => file.endsWith(".md"))
      .sort()
  : [];
const readmes = [
  "README.md",
  "packages/autograd/README.md",
  "packages/nn/README.md",
  "packages/optim/README.md",
];
const files = [...readmes.filter((file) => existsSync(root + file)), ...documents];

const programs = new Programs();
afterAll(() => programs.remove());

/**
 * A block that imports begins a chapter; the blocks after it that import nothing, or are marked `continue`, go on with
 * what it declared. `no-run` marks a block that is not a program of its own and is left out, `type-error` one that the compiler
 * refuses, with the text below it.
 */
function chapters(snippets: readonly Snippet[]): Snippet[][] {
  const all: Snippet[][] = [];
  for (const snippet of snippets) {
    if (snippet.words.includes("no-run") || snippet.words.includes("type-error")) continue;
    const begins = /^\s*import\b/m.test(snippet.code) && !snippet.words.includes("continue");
    const last = all.at(-1);
    if (begins || !last) all.push([snippet]);
    else last.push(snippet);
  }
  return all;
}

const examples = files.flatMap((file) =>
  chapters(readMarkdownSnippets(root, file)).map((snippets) => ({
    title: `${file}:${snippets[0]?.line}`,
    path: programs.add({ snippets, scope: [] }),
  })),
);
for (const file of files) {
  for (const snippet of readMarkdownSnippets(root, file)) {
    if (snippet.words.includes("type-error")) programs.add({ snippets: [snippet], scope: [] });
  }
}
console.log(`documents: ${examples.length} programs, ${programs.checks} results to compare`);

describe("the programs in documents", () => {
  for (const { title, path } of examples) it(title, () => programs.run(path));

  it("have right types", () => {
    expect(programs.typeErrors()).toEqual([]);
  });
});
