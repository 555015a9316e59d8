import type { DocumentedFunction } from "../../scripts/documented-functions.ts";

/** A member of an interface or class as an editor shows it: what its signature takes, and what its comment says. */
export interface Member {
  readonly name: string;
  /** Parameters of any of its signatures, without `this`. */
  readonly parameters: readonly string[];
  /** The inside the comment; `""` without one. */
  readonly comment: string;
}

export interface Declared {
  readonly name: string;
  readonly extended: readonly string[];
  readonly members: readonly Member[];
}

/** The exported interfaces and classes of formatted source text, with what is public in them. */
export function declarations(source: string): Declared[] {
  const found: Declared[] = [];
  const aliases = functionTypes(source);
  for (const { index, 0: head, 1: name = "" } of source.matchAll(
    /^export (?:abstract )?(?:interface|class) (\w+)[^{;]*\{$/gm,
  )) {
    const start = index + head.length;
    const body = source.slice(start, source.indexOf("\n}", start));
    const extended = [...(head.split(/\b(?:extends|implements)\b/).at(-1) ?? "").matchAll(/\b[A-Z]\w*/g)];
    const members = membersOf(body, aliases);
    found.push({ name, extended: extended.map(([each]) => each).filter((each) => each !== name), members });
  }
  return found;
}

function membersOf(body: string, aliases: ReadonlyMap<string, readonly string[]>): Member[] {
  const byName = new Map<string, Member>();
  const member =
    /^(?: {2}\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)? {2}((?:(?:override|readonly|async|get|set) )*)(?!constructor\b)(\w+|\[Symbol\.\w+\])([?<(:;])/gm;
  for (const { index, 0: text, 1: comment = "", 2: modifiers = "", 3: name = "" } of body.matchAll(member)) {
    const after = body.slice(index + text.length - 1);
    const type = /^\??: (\w+)/.exec(after)?.[1];
    const own = /^\??[<(]/.test(after) && !/get|set/.test(modifiers) ? parametersOf(after) : undefined;
    const parameters = own ?? aliases.get(type ?? "") ?? [];
    const before = byName.get(name);
    byName.set(name, {
      name,
      parameters: [...new Set([...(before?.parameters ?? []), ...parameters])],
      comment: (before?.comment ?? "") + comment,
    });
  }
  return [...byName.values()];
}

/** `type Unary = <T>(this: T) => …`: what the functions of a type take, by its name. */
function functionTypes(source: string): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { index, 0: head, 1: name = "" } of source.matchAll(
    /^export type (\w+)(?:<[^>]*>)? = (?=[<(])/gm,
  ))
    found.set(name, parametersOf(source.slice(index + head.length)));
  return found;
}

/** The names of the parameters of a signature that begins with its type parameters or its parenthesis. */
function parametersOf(signature: string): string[] {
  let angles = 0;
  let open = 0;
  while (signature[open] !== "(" || angles > 0) {
    if (signature[open] === "<") angles++;
    if (signature[open] === ">" && signature[open - 1] !== "=") angles--;
    open++;
  }
  const names: string[] = [];
  let depth = 0;
  for (let i = open; i < signature.length; i++) {
    const character = signature[i] as string;
    if (character === ">" && signature[i - 1] === "=") continue;
    if (depth === 1 && (character === "(" || character === "," || character === ")")) names.push("");
    if ("([{<".includes(character)) {
      depth++;
      if (depth === 1) names.push("");
    } else if (")]}>".includes(character)) {
      depth--;
      if (depth === 0) break;
    } else if (depth === 1 && character !== ",") {
      names[names.length - 1] += character;
    }
  }
  return names
    .flatMap((text) => /^\s*(?:\.\.\.)?(\w+)(?:\??:| =)/.exec(text)?.[1] ?? [])
    .filter((name) => name !== "this");
}

/** What the docstring of a function does not describe: parameters of any of its signatures, or what it returns. */
export function undescribed({ name, tags, signature }: DocumentedFunction): string[] {
  if (!signature.includes("(")) return []; // a class
  const signatures = signature.split(/\nexport (?:async )?function \w+/);
  // Where there are overloads, the last one is the implementation's, which nobody sees.
  const shown = signatures.length > 1 ? signatures.slice(0, -1) : signatures;
  const wanted = [...new Set(shown.flatMap(parametersOf))].map((parameter) => `@param ${parameter} - `);
  if (!/\): (?:void|Promise<void>);?$/.test(shown[0] as string)) wanted.push("@returns ");
  return wanted
    .filter((tag) => !tags.some((each) => each.startsWith(tag)))
    .map((tag) => `${name}: ${tag.trim()}`);
}

/** What of a member no comment describes, its own or an inherited one: all of it, or some parameters. */
export function undocumented(of: Declared, all: ReadonlyMap<string, Declared>): string[] {
  return of.members.flatMap(({ name, parameters, comment }) => {
    const text = comment === "" ? inherited(name, of, all) : comment;
    if (text.trim() === "") return [`${of.name}.${name}`];
    return parameters
      .filter((parameter) => !new RegExp(`@param ${parameter} - \\S`).test(text))
      .map((parameter) => `${of.name}.${name}: @param ${parameter}`);
  });
}

function inherited(name: string, { extended }: Declared, all: ReadonlyMap<string, Declared>): string {
  for (const each of extended) {
    const from = all.get(each);
    if (from === undefined) continue;
    const comment = from.members.find((member) => member.name === name)?.comment ?? "";
    const text = comment === "" ? inherited(name, from, all) : comment;
    if (text !== "") return text;
  }
  return "";
}
