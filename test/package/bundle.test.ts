import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";
import { expect, inject, it } from "vitest";
import { declarations } from "../../packages/autograd/src/op/declarations.ts";
import * as makersOfSamples from "../../packages/autograd/src/op/elementwise-samples.ts";

const { consumer } = inject("packed");
const bundle = readFileSync(join(consumer, "node_modules/@chainrule/autograd/dist/bundle/index.js"), "utf8");

interface Words {
  readonly strings: Set<string>;
  readonly properties: Set<string>;
  readonly functions: Set<string>;
}

/** All strings in the code, pieces of templates among them, and all names of properties and functions. */
function wordsOf(tree: object): Words {
  const words: Words = { strings: new Set(), properties: new Set(), functions: new Set() };
  const stack: unknown[] = [tree];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { type, value, key, id } = node as Record<"type" | "value" | "key" | "id", unknown>;
    if (type === "Literal" && typeof value === "string") words.strings.add(value);
    if (type === "TemplateElement") words.strings.add((value as { cooked: string }).cooked);
    if (type === "Property") words.properties.add((key as { name?: string }).name ?? "");
    if (type === "FunctionDeclaration") words.functions.add((id as { name: string }).name);
    const parts = Object.values(node as object);
    stack.push(...parts.filter((part) => typeof part === "object" && part !== null));
  }
  return words;
}

const { strings, properties, functions } = wordsOf(parseAst(bundle));

it("is shipped without what operations are documented with", () => {
  const texts = [...declarations.values()].flatMap(({ documentation }) => {
    const { summary, domain, convention, source, example } = documentation;
    return [summary, domain, convention, source, example];
  });
  // The shorter ones, such as "none", may well be said elsewhere.
  const long = texts.filter((text) => text.length > 12);
  expect(long.length).toBeGreaterThan(3 * declarations.size);
  expect(long.filter((text) => strings.has(text))).toEqual([]);
  expect(["documentation", "convention", "domain"].filter((name) => properties.has(name))).toEqual([]);
});

it("is shipped without what operations are tested with", () => {
  expect(functions).toContain("numericDtype");
  expect(Object.keys(makersOfSamples).filter((name) => functions.has(name))).toEqual([]);
  expect(["samples", "smooth", "points", "cases"].filter((name) => properties.has(name))).toEqual([]);
});

it("is shipped with the formulas that inspection prints", () => {
  expect(strings).toContain(declarations.get("sigmoidSlope")?.formula);
});

it("is shipped in ASCII, which engines keep in half the memory and load faster", () => {
  expect(bundle.match(/[^\n\x20-\x7e]/g)).toBe(null);
});
