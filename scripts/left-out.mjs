import { readFileSync } from "node:fs";
import { parseAst } from "vite";

/** @import { DeclaredOperation, Documentation, Operation } from "../packages/autograd/src/op/definition.ts" */

/**
 * What an operation declares for tests and generators alone, a ninth of the whole package.
 * @type {Readonly<Record<Exclude<keyof DeclaredOperation, keyof Operation> | keyof Documentation, true>>}
 */
const declared = {
  documentation: true,
  samples: true,
  summary: true,
  domain: true,
  convention: true,
  source: true,
  example: true,
};
/** What families of operations make their samples from. */
const ofFamilies = ["smooth", "points", "cases"];
const names = new Set([...Object.keys(declared), ...ofFamilies]);

/**
 * Leaves documentation and samples out of operations while esbuild bundles them; what only these need is then unused, and
 * left out too.
 * @type {import("esbuild").Plugin}
 */
export const leftOut = {
  name: "left out",
  setup(build) {
    build.onLoad({ filter: /[\\/]autograd[\\/]src[\\/]op[\\/][^\\/]+\.ts$/ }, ({ path }) => ({
      contents: withoutDeclared(readFileSync(path, "utf8")),
      loader: "ts",
    }));
  },
};

/**
 * The same code without these properties of object literals. Blanks stand in their place, so that everything else stays
 * where the source map says it is.
 * @param {string} code
 */
function withoutDeclared(code) {
  let result = code;
  for (const { start, end } of propertiesOf(parseAst(code, { lang: "ts" }))) {
    const after = /^\s*,/.exec(code.slice(end))?.[0].length ?? 0;
    const blank = code.slice(start, end + after).replaceAll(/[^\n]/g, " ");
    result = result.slice(0, start) + blank + result.slice(end + after);
  }
  return result;
}

/**
 * The properties to leave out, wherever there is an object literal in a syntax tree.
 * @param {object} tree
 * @returns {Generator<{ readonly start: number; readonly end: number }>}
 */
function* propertiesOf(tree) {
  for (const node of Object.values(tree)) {
    if (typeof node !== "object" || node === null) continue;
    if (node.type !== "ObjectExpression") yield* propertiesOf(node);
    else {
      for (const property of node.properties) {
        if (names.has(property.key?.name)) yield property;
        else yield* propertiesOf([property]);
      }
    }
  }
}
