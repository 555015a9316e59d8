import { afterAll, describe, expect, it } from "vitest";
import { Digits, matches } from "./expectation.ts";
import { Programs } from "./run.ts";
import { docstringSnippets, markdownSnippets } from "./snippet.ts";

const programs = new Programs();
afterAll(() => programs.remove());

function run(code: string): Promise<void> {
  return programs.run(
    programs.add({ snippets: [{ file: "a.md", line: 1, code, name: undefined, words: [] }], scope: [] }),
  );
}

describe("finding examples", () => {
  it("reads the tag's own line, a fence, and stops at the next tag", () => {
    const source = [
      "/**",
      " * Half.",
      " * @example half(1) // => 0.5",
      " * @example",
      " * ```ts",
      " * const x = 4;",
      " * half(x) // => 2",
      " * ```",
      " * @see whole",
      " */",
      "export function half(x: number): number {",
    ].join("\n");
    expect(docstringSnippets("half.ts", source)).toEqual([
      { file: "half.ts", line: 3, code: "half(1) // => 0.5", name: "half", words: [] },
      { file: "half.ts", line: 6, code: "const x = 4;\nhalf(x) // => 2", name: "half", words: [] },
    ]);
  });

  it("reads one-line docstrings and members", () => {
    const source = "  /** Size. @example */\n  /** @example f() // => 1 */\n  f(): number;";
    expect(docstringSnippets("f.ts", source)).toEqual([
      { file: "f.ts", line: 2, code: "f() // => 1", name: "f", words: [] },
    ]);
  });

  it("reads TypeScript blocks of Markdown, with their words", () => {
    const text = "# A\n\n```sh\nnpm start\n```\n\n```ts no-run\nf();\n```\n";
    expect(markdownSnippets("a.md", text)).toEqual([
      { file: "a.md", line: 8, code: "f();", name: undefined, words: ["no-run"] },
    ]);
  });
});

describe("code in tables", () => {
  const table = (heading: string): string =>
    `| Other | ${heading} |\n| --- | --- |\n| \`a()\` | \`1 \\| 2\`, or \`3; // => 3\` |\n\n| \`b()\` | \`c()\` |`;

  it("is read below the heading of this name, one statement each", () => {
    const row = { file: "a.md", line: 3, name: undefined, words: [] };
    expect(markdownSnippets("a.md", table("Chainrule"))).toEqual([
      { ...row, code: "1 | 2" },
      { ...row, code: "3; // => 3" },
    ]);
  });

  it("is left alone below others", () => {
    expect(markdownSnippets("a.md", table("Other"))).toEqual([]);
  });
});

describe("a text below an example that throws", () => {
  const document = (report: string): string =>
    [
      "```ts",
      '(() => { throw new TypeError("no, not 2"); })(); // => throws "no"',
      "```",
      "",
      "```text",
      report,
      "```",
      "",
    ].join("\n");
  const outcome = (report: string): Promise<void> =>
    programs.run(programs.add({ snippets: markdownSnippets("a.md", document(report)), scope: [] }));

  it("is the whole error", async () => {
    await expect(outcome("TypeError: no, not 2")).resolves.toBeUndefined();
    await expect(outcome("TypeError: no, not 1")).rejects.toThrow("a.md:2: expected the error below it");
    await expect(outcome("no, not 2")).rejects.toThrow("got\nTypeError: no, not 2");
  });

  it("is not one if something stands between them, or nothing is thrown", () => {
    const apart = document("TypeError").replace("\n\n", "\n\nAnd:\n\n");
    expect(markdownSnippets("a.md", apart)[0]?.report).toBeUndefined();
    const calm = "```ts\n1 + 1 // => 2\n```\n\n```text\n2\n```\n";
    expect(markdownSnippets("a.md", calm)[0]?.report).toBeUndefined();
  });
});

describe("running examples", () => {
  it.each([
    "1 + 1 // => 2",
    "1 + 1; // => 2",
    "const x: number = 3; // => 3",
    "[1, 2]\n  .map((x) => x * 2) // => [2, 4]",
    "Math.PI // => 3.14159…",
    "[Math.PI, -Math.E / 1e9] // => [3.1415…, -2.7182…e-9]",
    "new Float64Array([1, 2]) // => [1, 2]",
    "({ a: 1, b: [0.5] }) // => { a: 1, b: [0.5] }",
    "'text' // => \"text\"",
    "`graph\n  a`\n// => graph\n//      a",
    "JSON.parse('[') // => throws \"JSON\"",
    "await Promise.resolve(-0) // => -0",
    "const x = 1;\n1 // => 1\n// a remark\nx // => 1",
  ])("accepts %j", (code) => run(code));

  it.each([
    ["1 + 1 // => 3", "a.md:1: expected 3, got 2"],
    ["\n0 // => -0", "a.md:2: expected -0, got 0"],
    ["Math.PI // => 3.15…", "a.md:1: expected 3.15…, got 3.141592653589793"],
    ["0.1 + 0.2 // => 0.3", "a.md:1: expected 0.3, got 0.30000000000000004"],
    [
      "new Float32Array([1]) // => new Float64Array([1])",
      "a.md:1: expected new Float64Array([1]), got Float32Array [1]",
    ],
    ["({ a: 1, b: 2 }) // => { a: 1 }", "a.md:1: expected { a: 1 }, got { a: 1, b: 2 }"],
    ['1 // => throws "no"', "a.md:1: expected an error, got 1"],
    ["JSON.parse('[') // => throws \"shape\"", "a.md:1: expected an error with the text"],
    ["JSON.parse('[') // => 1", "a.md:1: expected 1, but it threw"],
    ["1 // => some words", "a.md:1: expected the text\nsome words\ngot\n1"],
  ])("refuses %j", async (code, message) => {
    await expect(run(code)).rejects.toThrow(message);
  });

  it("refuses a result that belongs to no statement", async () => {
    await expect(run("// => 1")).rejects.toThrow('a.md:1: "// =>" follows no complete statement');
    await expect(run("if (1) {\n  2 // => 2\n}")).rejects.toThrow(
      'a.md:2: "// =>" follows no complete statement',
    );
    await expect(run("1 +")).rejects.toThrow("Unexpected token");
  });

  it("compares tensors by the numbers in them", () => {
    const tensor = { toArray: () => [[1, 2.5]] };
    expect(matches(tensor, [[1, 2.5]])).toBe(true);
    expect(matches(tensor, [[1, new Digits("2.5…")]])).toBe(true);
    expect(matches(tensor, [[1, 2]])).toBe(false);
    expect(matches(tensor, [1, 2.5])).toBe(false);
  });

  it("tells type errors with their places, and where they are others than the text says", () => {
    const own = new Programs();
    try {
      const code = 'const n: number = 1;\nn.split("")';
      own.add({ snippets: [{ file: "b.md", line: 10, code, name: undefined, words: [] }], scope: [] });
      const refused = (text: string, refusal: string): void => {
        const [snippet] = markdownSnippets(
          "c.md",
          `\`\`\`ts type-error\n${text}\n\`\`\`\n\n\`\`\`text\n${refusal}\n\`\`\``,
        );
        if (snippet) own.add({ snippets: [snippet], scope: [] });
      };
      const error =
        "error TS2322: Type '{ b: string; }' is not assignable to type '{ b: 1; }'.\n  Types of property 'b' are incompatible.";
      const rest = "Type 'string' is not assignable to type '1'.";
      const pair = "const a: { b: string } = { b: String(1) };\nconst c: { b: 1 } = a;\nvoid c;";
      refused(pair, `${error}\n    ${rest}`);
      refused(pair, error);
      refused("const d = 1;\nvoid d;", error);
      expect(own.typeErrors()).toEqual([
        expect.stringMatching(/^b\.md:11: error TS2339/),
        expect.stringMatching(/^c\.md:2: the compiler says: error TS2322: .* to type '1'\.$/),
        "c.md:2: the compiler says: nothing",
      ]);
    } finally {
      own.remove();
    }
  });
});
