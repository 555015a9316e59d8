import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";
import { expect, inject, it } from "vitest";
import { declarations } from "../../packages/autograd/src/op/declarations.ts";

const { consumer } = inject("packed");
const bundle = readFileSync(join(consumer, "node_modules/@chainrule/autograd/dist/bundle/index.js"), "utf8");

/** All strings in the code, pieces of templates among them, and all names of properties. */
function wordsOf(tree: object): { strings: Set<string>; properties: Set<string> } {
  const words = { strings: new Set<string>(), properties: new Set<string>() };
  const stack: unknown[] = [tree];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node !== "object" || node === null) continue;
    stack.push(...Object.values(node).filter((child) => typeof child === "object" && child !== null));
    const { type, value, key } = node as Record<"type" | "value" | "key", unknown>;
    if (type === "Literal" && typeof value === "string") words.strings.add(value);
    if (type === "TemplateElement") words.strings.add((value as { cooked: string }).cooked);
    if (type === "Property") words.properties.add((key as { name?: string }).name ?? "");
  }
  return words;
}

const { strings, properties } = wordsOf(parseAst(bundle));

it("is shipped without what operations are documented with", () => {
  const texts = [...declarations.values()].flatMap(({ documentation }) => {
    const { summary, domain, convention, source, example } = documentation;
    return [summary, domain, convention, source, example];
  });
  // The shorter ones, such as "none", may well be said elsewhere.
  const long = texts.filter((text) => text.length > 12);
  expect(long.length).toBeGreaterThan(3 * declarations.size);
  expect(long.filter((text) => strings.has(text))).toEqual([]);
  expect([...properties].filter((name) => ["documentation", "convention", "domain"].includes(name))).toEqual(
    [],
  );
});

it("is shipped without what operations are tested with", () => {
  // A comment in the bundle names every file of which something is left.
  expect(bundle).toContain("// packages/autograd/src/op/elementwise.ts");
  expect(bundle).not.toContain("elementwise-samples.ts");
  expect([...properties].filter((name) => ["samples", "smooth", "points", "cases"].includes(name))).toEqual(
    [],
  );
});

it("is shipped with the formulas that inspection prints", () => {
  const { formula } = declarations.get("sigmoidSlope") ?? {};
  expect(strings).toContain(formula);
});
