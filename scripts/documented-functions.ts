import { readdirSync, readFileSync } from "node:fs";
import * as autograd from "@chainrule/autograd";
import * as fft from "@chainrule/autograd/fft";
import * as gears from "@chainrule/autograd/gears";
import * as linalg from "@chainrule/autograd/linalg";
import * as random from "@chainrule/autograd/random";
import * as nn from "@chainrule/nn";
import * as optim from "@chainrule/optim";
import { tagsOf } from "./docstring.ts";
import { root } from "./stage.mjs";

/** A function or class that a package exports, with its docstring. */
export interface DocumentedFunction {
  readonly name: string;
  readonly summary: string;
  /** `@param …`, `@returns …` and so on, each in one line. */
  readonly tags: readonly string[];
  /** From its type parameters to its body, with all overloads. */
  readonly signature: string;
}

const entries = {
  autograd: [autograd, "packages/autograd/src"],
  "autograd/gears": [gears, "packages/autograd/src"],
  "autograd/fft": [fft, "packages/autograd/src/fft"],
  "autograd/linalg": [linalg, "packages/autograd/src/linalg"],
  "autograd/random": [random, "packages/autograd/src/random"],
  nn: [nn, "packages/nn/src"],
  optim: [optim, "packages/optim/src"],
} as const;

/** What programs import from, `autograd` for `@chainrule/autograd`. */
export type Entry = keyof typeof entries;

/** What an entry exports and a docstring stands before, in the order of files and lines. */
export function exportedFunctions(entry: Entry): DocumentedFunction[] {
  const [module, path] = entries[entry];
  const folder = `${root}${path}`;
  // Other entries may have functions of the same names.
  const within = Object.values(entries).flatMap(([, other]) =>
    other.startsWith(`${path}/`) ? [other.slice(path.length)] : [],
  );
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /(?<!\.(?:test|test-d))\.ts$/.test(file))
    .filter((file) => !within.some((other) => `/${file}`.startsWith(`${other}/`)))
    .sort();
  return files
    .flatMap((file) => functionsIn(readFileSync(`${folder}/${file}`, "utf8")))
    .filter(({ name }) => Object.hasOwn(module, name));
}

/** The exported functions and classes of source text that have docstrings. */
export function functionsIn(source: string): DocumentedFunction[] {
  const declaration =
    /^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:abstract |async )?(?:function|class) (\w+)((?:(?! \{\n|\n\n)[\s\S])*)/gm;
  return [...source.matchAll(declaration)].map(([, comment = "", name = "", code = ""]) => {
    const [summary = "", ...tags] = tagsOf(comment);
    return { name, summary, tags, signature: code };
  });
}

/** What is said of what a function takes and does: `further`, which it refuses whatever it is, is left out. */
export function tagsOfUse({ tags }: DocumentedFunction): readonly string[] {
  return tags.filter((tag) => !tag.startsWith("@param further "));
}

/** The text of a function's tag, `""` without it. */
export function tagOf({ tags }: DocumentedFunction, tag: string): string {
  return tags.find((each) => each.startsWith(`@${tag} `))?.slice(tag.length + 2) ?? "";
}
