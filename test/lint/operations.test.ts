import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseAst } from "vite";
import { describe, expect, it } from "vitest";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { allFacts, table } from "../../packages/autograd/src/op/table.ts";
import { fasterRoutines } from "../../packages/autograd/src/wasm/faster-routine.ts";
import { operations } from "../../scripts/operation-files.ts";
import { root } from "../../scripts/stage.mjs";

const source = join(root, "packages/autograd/src");

type Tree = Readonly<Record<string, unknown>>;

/** What a piece of code knows of operations, by name, that only their own files may know. */
function knowledge(code: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
      return;
    }
    const tree = node as Tree & { readonly start: number; readonly end: number };
    if (isKnowing(tree)) found.push(code.slice(tree.start, tree.end).split("\n", 1)[0] as string);
    for (const part of Object.values(tree)) visit(part);
  };
  visit(parseAst(code, { lang: "ts" }).body);
  return found;
}

function isKnowing(tree: Tree): boolean {
  const { type, left, right, discriminant, callee, arguments: given, object, property, computed } = tree;
  switch (type) {
    case "BinaryExpression": {
      const [a, b] = [left as Tree, right as Tree];
      const compares = /^[!=]==?$/.test(tree["operator"] as string);
      return compares && (isNameOfOperation(a, b) || isNameOfOperation(b, a));
    }
    case "SwitchStatement":
      return isNameOfOperation(discriminant as Tree);
    case "CallExpression": {
      const { object: receiver, property: method } = callee as Record<
        "object" | "property",
        Tree | undefined
      >;
      if (receiver !== undefined && isNameOfOperation(receiver)) return true;
      const asks = ["has", "includes", "indexOf"].includes((method?.["name"] ?? "") as string);
      return asks && (given as Tree[]).some((argument) => isNameOfOperation(argument));
    }
    case "MemberExpression":
      return (
        computed === true && isNameOfOperation(property as Tree) && (object as Tree)["type"] === "Identifier"
      );
    case "ArrayExpression":
      return isList(tree["elements"] as readonly (Tree | null)[]);
    case "ObjectExpression": {
      const properties = tree["properties"] as readonly Tree[];
      const values = properties.map(({ value }) => value as Tree | undefined);
      return (
        properties.length > 1 &&
        properties.every(({ key }) => table.has(((key as Tree)?.["name"] ?? "") as string)) &&
        values.every((value) => value?.["type"] === "Literal")
      );
    }
    default:
      return false;
  }
}

/** `op.name`, or a `name` beside the name of an operation. */
function isNameOfOperation(tree: Tree, beside?: Tree): boolean {
  const { type, name, object, property } = tree;
  const other = beside?.["value"];
  if (typeof other === "string" && table.has(other)) {
    return (type === "MemberExpression" && (property as Tree)["name"] === "name") || name === "name";
  }
  if (type !== "MemberExpression" || (property as Tree)["name"] !== "name") return false;
  const owner = object as Tree;
  return owner["name"] === "op" || (owner["property"] as Tree | undefined)?.["name"] === "op";
}

function isList(elements: readonly (Tree | null)[]): boolean {
  return elements.length > 1 && elements.every((element) => table.has((element?.["value"] ?? "") as string));
}

const files = readdirSync(source, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".ts") && !/\.(test|test-d|generated)\.ts$/.test(file));

describe("nothing about an operation stands outside its file", () => {
  it("in any file of the engine", () => {
    expect(files.length).toBeGreaterThan(200);
    const found = files.flatMap((file) =>
      knowledge(readFileSync(join(source, file), "utf8")).map((line) => `${file}: ${line}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    'if (node.op.name === "sum") f();',
    'const x = value.op.name !== "constant";',
    'const { name } = op; const x = name === "exp" ? 1 : 0;',
    "switch (op.name) {}",
    'const isStep = op.name.endsWith("Slope");',
    'const known = new Set(["add", "mul"]);',
    "const isKnown = known.has(op.name);",
    'const stepsOf = { sigmoidSlope: "sigmoid", tanhSlope: "tanh" };',
    "const text = texts[op.name];",
  ])("and this would be found: %s", (code) => {
    expect(knowledge(code)).not.toEqual([]);
  });

  it("nor does what plans, interprets and compiles compare an operation with one that it knows", () => {
    const compared = files
      .filter((file) => /^(plan|interpret|wasm|evaluate)[\\/]/.test(file))
      .flatMap((file) =>
        [...readFileSync(join(source, file), "utf8").matchAll(/\bop [!=]== (\w+)/g)]
          .filter(([, name = ""]) => table.has(name))
          .map(([text]) => `${file}: ${text}`),
      );
    expect(compared).toEqual([]);
  });

  it("while the engine imports neither facts nor the list of operations", () => {
    const importing = files.filter((file) => {
      const imports = readFileSync(join(source, file), "utf8").matchAll(/from "([^"]*)"/g);
      const paths = [...imports].map(([, path = ""]) => path);
      return paths.some((path) => /op\/(facts\/|table|operations\.generated)/.test(path));
    });
    expect(importing).toEqual([]);
    const inside = files.filter(
      (file) => /^op[\\/]/.test(file) && readFileSync(join(source, file), "utf8").includes('"./table.ts"'),
    );
    expect(inside).toEqual([]);
  });
});

it("who makes a routine makes it by what brings along that which runs it", () => {
  const isRoutine = ({ meaning }: Operation): boolean => meaning.kind === "routine";
  const declared = operations.filter(({ facts: { op } }) => isRoutine(op) && !fasterRoutines.has(op));
  const codeOf = (file: string): string => readFileSync(join(source, file), "utf8");
  const importedBy = (file: string): string[] =>
    [...codeOf(file).matchAll(/^import (?!type)[^"]* from "(\.[^"]*)"/gm)].map(([, path = ""]) =>
      join(dirname(file), path),
    );
  const imports = (file: string, names: ReadonlySet<string>): boolean =>
    importedBy(file).some((path) => names.has(basename(path)));
  const isLists = (file: string): boolean => /(table|\.generated)\.ts$/.test(file);
  const inOp = files.filter((file) => /^op[\\/][^\\/]+$/.test(file) && !isLists(file));
  // Whatever is made of routines, or has derivatives that are, as well.
  const names = new Set(declared.map(({ file }) => file));
  for (let before = 0; before < names.size; ) {
    before = names.size;
    for (const file of inOp) if (imports(file, names)) names.add(basename(file));
  }
  const isMaking = (file: string): boolean => !file.startsWith("op") && imports(file, names);
  const making = files.filter(isMaking);
  expect(making.length).toBeGreaterThan(names.size / 2);
  // Or by a file that makes them, which is handed the operation.
  const brings = (file: string): boolean => /(apply|enable)Routines?\(/.test(codeOf(file));
  expect(making.filter((file) => !brings(file) && !importedBy(file).some(brings))).toEqual([]);
  // A file that brings it in one function may forget it in another.
  const plain = making.flatMap((file) =>
    [...codeOf(file).matchAll(/^import \{([^}]*)\} from "[^"]*\/([^"/]*)"/gm)]
      .filter(([, , from = ""]) => names.has(from))
      .flatMap(([, imported = ""]) => imported.split(",").map((name) => name.trim().replace(/.* as /, "")))
      .filter((name) => name !== "" && new RegExp(`\\bapply\\(${name}\\b`).test(codeOf(file)))
      .map((name) => `${file}: apply(${name}, …)`),
  );
  expect(plain).toEqual([]);
});

it("every operation has facts", () => {
  expect([...allFacts.keys()].sort()).toEqual([...table.keys()].sort());
  for (const { op } of allFacts.values()) expect(table.get(op.name)).toBe(op);
});
