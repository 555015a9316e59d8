import { readFileSync } from "node:fs";

/** Code in the documentation: the body of an `@example`, or a fenced block of a Markdown file. */
export interface Snippet {
  /** Path of the file that holds it, from the root of the repository. */
  readonly file: string;
  /** The line of the file, from 1, on which the code begins. */
  readonly line: number;
  readonly code: string;
  /** What the docstring documents; `undefined` in Markdown. */
  readonly name: string | undefined;
  /** Words after ```` ```ts ````, such as `no-run`. */
  readonly words: readonly string[];
  /**
   * In Markdown, the `text` block right below: the whole error, if the last line of the code throws one, or the compiler's if the
   * code is marked `type-error`.
   */
  readonly report?: string;
}

const fence = /^\s*(`{3,})\s*(\w*)[ \t]*(.*)$/;

/** A line's text without the ` * ` that docstrings put before it. */
function withoutStar(line: string): string {
  return line.replace(/^\s*\*? ?/, "");
}

/** The name that the declaration at the start of `source` introduces, if it starts with one. */
function declaredName(source: string): string | undefined {
  const declaration =
    /^\s*(?:export\s+)?(?:default\s+|declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|const|let|class|interface|type|namespace)\s+([\w$]+)/;
  const member = /^\s*(?:(?:public|static|readonly|override|async|get|set)\s+)*\*?([\w$]+)\s*[(<:?]/;
  return (declaration.exec(source) ?? member.exec(source))?.[1];
}

/** Every `@example` of the docstrings in a TypeScript source. */
export function docstringSnippets(file: string, source: string): Snippet[] {
  const snippets: Snippet[] = [];
  for (const match of source.matchAll(/^[ \t]*\/\*\*(?!\/)([\s\S]*?)\*\//gm)) {
    const body = match[1] ?? "";
    const name = declaredName(source.slice(match.index + match[0].length));
    const firstLine = source.slice(0, match.index).split("\n").length;
    const lines = body
      .split("\n")
      .map((line, index) => (index === 0 ? line.replace(/^ /, "") : withoutStar(line)));

    for (let i = 0; i < lines.length; i++) {
      const tag = /^\s*@example\b ?(.*)$/.exec(lines[i] ?? "");
      if (!tag) continue;
      // The tag's text: its own line and those after it, up to the next tag outside a fence.
      const text = [tag[1] ?? ""];
      for (let j = i + 1, inside = false; j < lines.length; j++) {
        const line = lines[j] ?? "";
        if (fence.test(line)) inside = !inside;
        if (!inside && /^\s*@\w/.test(line)) break;
        text.push(line);
      }
      const blocks = fencedBlocks(text.join("\n"));
      if (blocks.length === 0) {
        const code = text.join("\n").trimEnd();
        if (code.trim() !== "") snippets.push({ file, line: firstLine + i, code, name, words: [] });
      }
      for (const block of blocks) {
        snippets.push({ file, line: firstLine + i + block.line, code: block.code, name, words: block.words });
      }
    }
  }
  return snippets;
}

/** Every TypeScript block of a Markdown text, and every piece of code in the column `Chainrule` of its tables. */
export function markdownSnippets(file: string, text: string): Snippet[] {
  const blocks = fencedBlocks(text);
  const lines = text.split("\n");
  const fenced = blocks.flatMap(({ line, code, language, words }, k) => {
    if (language !== "ts" && language !== "typescript") return [];
    const snippet: Snippet = { file, line: line + 1, code, name: undefined, words };
    const next = blocks[k + 1];
    const end = line + code.split("\n").length + 1;
    const adjacent =
      next?.language === "text" &&
      lines
        .slice(end, next.line - 1)
        .join("")
        .trim() === "";
    const refused = words.includes("type-error") || /\/\/ ?=> ?throws\b.*\s*$/.test(code);
    return adjacent && refused ? { ...snippet, report: next.code } : snippet;
  });
  return [...fenced, ...tableSnippets(file, lines)].sort((a, b) => a.line - b.line);
}

/** What stands in backticks below the heading `Chainrule`, each a statement of its own. */
function tableSnippets(file: string, lines: readonly string[]): Snippet[] {
  const snippets: Snippet[] = [];
  let column = -1;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("|")) {
      column = -1;
      continue;
    }
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (column < 0) column = cells.indexOf("Chainrule");
    else {
      for (const [, code = ""] of (cells[column] ?? "").matchAll(/`([^`]+)`/g)) {
        snippets.push({
          file,
          line: index + 1,
          code: code.replaceAll("\\|", "|"),
          name: undefined,
          words: [],
        });
      }
    }
    // A table without that heading is left out, to its end.
    if (column < 0) column = Number.POSITIVE_INFINITY;
  }
  return snippets;
}

interface Block {
  /** The line on which the code begins, from 0. */
  readonly line: number;
  readonly code: string;
  readonly language: string;
  readonly words: readonly string[];
}

function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const open = fence.exec(lines[i] ?? "");
    if (!open) continue;
    const line = i + 1;
    const ticks = open[1] ?? "```";
    do i++;
    while (i < lines.length && lines[i]?.trim() !== ticks);
    const words = (open[3] ?? "").split(/\s+/).filter((word) => word !== "");
    blocks.push({ line, code: lines.slice(line, i).join("\n"), language: open[2] ?? "", words });
  }
  return blocks;
}

export function readDocstringSnippets(root: string, file: string): Snippet[] {
  return docstringSnippets(file, readFileSync(`${root}${file}`, "utf8"));
}

export function readMarkdownSnippets(root: string, file: string): Snippet[] {
  return markdownSnippets(file, readFileSync(`${root}${file}`, "utf8"));
}
