import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportedFunctions } from "../../scripts/documented-functions.ts";
import { elementwiseFile } from "../../scripts/generate-elementwise.ts";
import { withPrintouts } from "../../scripts/generate-lowering.ts";
import { methodsFile } from "../../scripts/generate-methods.ts";
import { operationsPage } from "../../scripts/generate-operations.ts";
import { root } from "../../scripts/stage.mjs";
import { filesOf, sources } from "../sources.ts";
import { type Declared, declarations, undescribed, undocumented } from "./member.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

it("the stages of lowering in docs/architecture.md are what inspect prints; if not, `npm run generate`", () => {
  const page = read("docs/architecture.md");
  expect(withPrintouts(page)).toBe(page);
});

it("docs/operations.md is what the operation table says; if not, `npm run generate`", () => {
  expect(read("docs/operations.md")).toBe(operationsPage());
});

it.each(["autograd", "autograd/fft", "autograd/linalg", "nn"] as const)(
  "docs/operations.md lists every function of @chainrule/%s from tensors to tensors",
  (name) => {
    const fromTensorsToTensors = exportedFunctions(name).filter(({ signature }) => {
      return (
        /(\b(Tensor|Complex)Like|(?<!\)): (Tensor|Mask))\b[^]*\): (Tensor|Mask|Chosen|Complex)/.test(
          signature,
        ) && !signature.includes("=>")
      );
    });
    const listed = new Set(read("docs/operations.md").match(/(?<=^\| `)\w+/gm));
    expect(fromTensorsToTensors.length).toBeGreaterThan(1);
    expect(fromTensorsToTensors.filter((each) => !listed.has(each.name)).map((each) => each.name)).toEqual(
      [],
    );
  },
);

it("functions of elementwise operations, and methods, have the documentation that they follow from; if not, `npm run generate`", () => {
  const elementwise = elementwiseFile();
  for (const { path, text } of [elementwise, methodsFile(elementwise)]) expect(read(path)).toBe(text);
});

describe("what an editor shows of a member", () => {
  const files = sources();
  const declaredIn = files.flatMap((file) => declarations(read(file)).map((each) => [file, each] as const));
  const declared = new Map<string, Declared>(declaredIn.map(([, each]) => [each.name, each]));

  it.each(["autograd", "nn", "optim"])("says what it is and what it takes, in @chainrule/%s", (name) => {
    const source = `packages/${name}/src/`;
    const names = new Set(read(`${source}index.ts`).match(/\b[A-Z]\w+/g));
    const shown = declaredIn.filter(([file, each]) => file.startsWith(source) && names.has(each.name));
    expect(shown.length).toBeGreaterThan(4);
    expect(shown.flatMap(([, each]) => undocumented(each, declared))).toEqual([]);
  });

  it.each([
    "autograd",
    "autograd/gears",
    "autograd/fft",
    "autograd/linalg",
    "autograd/random",
    "nn",
    "optim",
  ] as const)("says what each function takes and returns, in @chainrule/%s", (entry) => {
    const functions = exportedFunctions(entry);
    expect(functions.length).toBeGreaterThan(1);
    expect(functions.flatMap(undescribed)).toEqual([]);
  });

  it("names the errors in braces, without `@link`, of which editors would make two tags", () => {
    expect(files.filter((file) => read(file).includes("@throws {@link"))).toEqual([]);
  });

  it("is typed by Tensor, wherever the generated interface documents it", () => {
    const members = (of: string): string[] => declared.get(of)?.members.map(({ name }) => name) ?? [];
    const documented = members("DocumentedMethods");
    expect(documented.length).toBeGreaterThan(60);
    expect(documented.filter((name) => !members("Tensor").includes(name))).toEqual([]);
  });

  it("is noticed where it is missing", () => {
    const source = `
export interface Base {
  /** Adds. */
  readonly add: unknown;
}
export type Binary<Op> = <T, const O extends [Op, T]>(this: T, b: (x: O) => T, options?: { readonly c: number }) => T;
export interface Derived<out S = number> extends Base {
  readonly add: Binary<"add">;
  /**
   * Twice.
   * @param axes - One or several.
   */
  twice(): void;
  twice<T>(this: T, axes: number): void;
  /**
   * Thrice.
   * @param times - How often.
   */
  thrice(
    times: number,
    ...others: readonly S[]
  ): void;
  size: number;
}
`;
    const all = new Map(declarations(source).map((each) => [each.name, each]));
    const found = [...all.values()].flatMap((each) => undocumented(each, all));
    expect(found).toEqual([
      "Derived.add: @param b",
      "Derived.add: @param options",
      "Derived.thrice: @param others",
      "Derived.size",
    ]);
  });
});

describe("what sources and pages say", () => {
  const un =
    /\b(?:outside|inside) of (?!a comment)|\bin the place of\b|\b(?:may|must|has to|have to) be told\b/;
  const negated =
    /(?<!\b[Tt]here |\bit )\b(?:is|are|was|were|be) no (?!longer|more|less|deeper|smaller|larger|graph)[a-z]/;
  const article =
    /\ba (?:int32|index|integer|array|axis|element|error|argument|input|output|operation|option)\b|\ban (?:bool|float|tensor|number)/;
  const number = /\b1 (?:tensors|elements|axes|arguments|parameters)\b|\b(?:the the|is is|to to|a a)\b/;
  const kinds = [un, negated, article, number];

  it("is English: what has been found once does not come back", () => {
    const files = [...sources(), ...filesOf(".md")];
    const found = files.flatMap((file) =>
      read(file)
        .split("\n")
        .filter((line) => kinds.some((kind) => kind.test(line)))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });

  it("would be noticed", () => {
    const wrong = [
      "outside of it",
      "3 is no int32",
      "got a int32",
      "must have 1 tensors",
      "options may be told",
    ];
    expect(wrong.filter((text) => !kinds.some((kind) => kind.test(text)))).toEqual([]);
  });
});
