import { parseAst } from "vite";
import type { Snippet } from "./snippet.ts";

/** Names that a snippet may use without importing them, by the module that exports them. */
export type Scope = readonly { readonly from: string; readonly names: readonly string[] }[];

export interface Program {
  /** A module that exports `default async (check: Check) => void`. */
  readonly source: string;
  /** The line of the documentation behind each line of `source`, both from 1; 0 where there is none. */
  readonly lines: readonly number[];
  /** How many lines of the snippets say what they give. */
  readonly checks: number;
}

interface Statement {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly expression?: Statement;
  readonly declarations?: readonly { readonly id: Statement & { readonly name?: string } }[];
  readonly specifiers?: readonly ImportSpecifier[];
  readonly source?: { readonly value: string };
  readonly importKind?: string;
}

interface ImportSpecifier {
  readonly type: string;
  readonly local: { readonly name: string };
  readonly imported?: { readonly name: string };
  readonly importKind?: string;
}

function parse(code: string): readonly Statement[] {
  return parseAst(code, { lang: "ts", sourceType: "module" }).body as unknown as readonly Statement[];
}

function parses(code: string): boolean {
  try {
    parse(code);
    return true;
  } catch {
    return false;
  }
}

interface Comment {
  /** The line in the snippet, from 0, of the `// =>`. */
  readonly line: number;
  /** The offset in the snippet of the `// =>`. */
  readonly start: number;
  /** What follows, with the comment lines that continue it. */
  readonly text: string;
}

/** The `// => …` comments of a snippet. Comments below one that are indented as far as its text continue it. */
function expectations(code: string): Comment[] {
  const comments: Comment[] = [];
  const lines = code.split("\n");
  for (let i = 0, offset = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const at = line.search(/\/\/ ?=>/);
    if (at >= 0) {
      const text = [line.slice(at).replace(/^\/\/ ?=> ?/, "")];
      for (let j = i + 1; /^\s*\/\/ {4}/.test(lines[j] ?? ""); j++) {
        text.push((lines[j] ?? "").replace(/^\s*\/\/ {4}/, ""));
      }
      comments.push({ line: i, start: offset + at, text: text.join("\n").trimEnd() });
    }
    offset += line.length + 1;
  }
  return comments;
}

/** The source of an `Expectation` for what a comment says, and a block below it. */
function expectationSource(text: string, report: string | undefined): string {
  const throws = /^throws\s+("(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`)\s*$/.exec(text.replace(/\n\s*/g, " "));
  if (throws) {
    const whole = report === undefined ? "" : `, report: ${JSON.stringify(report)}`;
    return `{ kind: "throws", text: ${JSON.stringify(text)}, message: ${throws[1]}${whole} }`;
  }
  const value = text.replace(/-?\d[\d.]*(?:…|\.\.\.)(?:e[+-]?\d+)?/g, (digits) => {
    return `new Digits(${JSON.stringify(digits.replace("...", "…"))})`;
  });
  if (value.trim() !== "" && parses(`(${value}\n)`)) {
    return `{ kind: "value", text: ${JSON.stringify(text)}, value: () => (${value.split("\n").join(" ")}) }`;
  }
  return `{ kind: "text", text: ${JSON.stringify(text)} }`;
}

/**
 * A program of snippets that are read one after the other, so that each may use, or shadow, what those before it declare.
 * @param helpers - Where `expectation.ts` is, as the program's imports would say it.
 */
export function programOf(snippets: readonly Snippet[], scope: Scope, helpers: string): Program {
  const imports = new Map<string, string>();
  const body: string[] = [];
  const lines: number[] = [];
  let checks = 0;

  for (const snippet of snippets) {
    const { code } = snippet;
    const edits: { start: number; end: number; text: string }[] = [];
    const statements = parse(code);

    for (const statement of statements) {
      if (statement.type !== "ImportDeclaration") continue;
      for (const specifier of statement.specifiers ?? []) {
        const local = specifier.local.name;
        const kind =
          statement.importKind === "type" || specifier.importKind === "type" ? "import type" : "import";
        const names =
          specifier.type === "ImportNamespaceSpecifier"
            ? `* as ${local}`
            : specifier.type === "ImportDefaultSpecifier"
              ? local
              : `{ ${specifier.imported?.name ?? local} as ${local} }`;
        imports.set(local, `${kind} ${names} from ${JSON.stringify(statement.source?.value)};`);
      }
      // Its lines stay, empty, so that all others keep their numbers.
      const text = code.slice(statement.start, statement.end).replace(/[^\n]/g, "");
      edits.push({ start: statement.start, end: statement.end, text });
    }

    const comments = expectations(code);
    for (const comment of comments) {
      // The statement that ends before the comment, with at most its semicolon and blanks between them.
      const statement = statements.findLast(({ end }) => end <= comment.start);
      const line = snippet.line + comment.line;
      if (!statement || code.slice(statement.end, comment.start).trim() !== "") {
        throw new Error(`${snippet.file}:${line}: "// =>" follows no complete statement of its own`);
      }
      const name = statement.declarations?.at(-1)?.id.name;
      const expression = statement.expression;
      const report = comment === comments.at(-1) ? snippet.report : undefined;
      const check = (actual: string): string =>
        `await check(${line}, async () => (${actual}), ${expectationSource(comment.text, report)});`;
      if (expression) {
        edits.push({
          start: statement.start,
          end: statement.end,
          text: check(code.slice(expression.start, expression.end)),
        });
      } else if (name !== undefined) {
        edits.push({ start: statement.end, end: statement.end, text: ` ${check(name)}` });
      } else {
        throw new Error(`${snippet.file}:${line}: "// =>" follows neither an expression nor a declaration`);
      }
      checks++;
    }

    let text = code;
    for (const { start, end, text: replacement } of edits.sort((a, b) => b.start - a.start)) {
      text = text.slice(0, start) + replacement + text.slice(end);
    }
    body.push("{");
    lines.push(0);
    for (const [index, line] of text.split("\n").entries()) {
      body.push(line);
      lines.push(snippet.line + index);
    }
  }

  const used = new Set(body.join("\n").match(/[\w$]+/g));
  for (const { from, names } of scope) {
    for (const name of names) {
      if (used.has(name) && !imports.has(name)) {
        imports.set(name, `import { ${name} } from ${JSON.stringify(from)};`);
      }
    }
  }
  const header = [
    `import { type Check, Digits } from ${JSON.stringify(helpers)};`,
    ...imports.values(),
    "void Digits;",
    "export default async function program(check: Check): Promise<void> { void check;",
  ].join(" ");
  return {
    source: [header, ...body, ...snippets.map(() => "}"), "}", ""].join("\n"),
    lines: [0, ...lines],
    checks,
  };
}
