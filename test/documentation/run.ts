import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../../scripts/stage.mjs";
import { filesOf } from "../sources.ts";
import { type Check, checkIn } from "./expectation.ts";
import { type Program, programOf, type Scope } from "./program.ts";
import type { Snippet } from "./snippet.ts";

/** Snippets of one file that are read one after the other. */
export interface Chapter {
  readonly snippets: readonly Snippet[];
  readonly scope: Scope;
}

interface Entry {
  readonly program: Program;
  readonly file: string;
  /** What the compiler has to say, if the documentation says that it refuses the program. */
  readonly refusal: string | undefined;
}

/** A folder of programs made from documentation, beside this file so that they import as it does. */
export class Programs {
  readonly #folder: string = mkdtempSync(join(import.meta.dirname, ".programs-"));
  readonly #programs: Map<string, Entry> = new Map();
  readonly #broken: Map<string, unknown> = new Map();

  /** Writes the chapter's program; returns its path. A chapter that is not a program fails when it is run. */
  add(chapter: Chapter): string {
    const path = join(this.#folder, `program-${this.#programs.size + this.#broken.size}.ts`);
    try {
      const program = programOf(chapter.snippets, chapter.scope, "../expectation.ts");
      writeFileSync(path, program.source);
      const [first] = chapter.snippets;
      const refusal = first?.words.includes("type-error") ? (first.report ?? "") : undefined;
      this.#programs.set(path, { program, file: first?.file ?? "", refusal });
    } catch (error) {
      this.#broken.set(path, error);
    }
    return path;
  }

  /** How many lines of all programs say what they give. */
  get checks(): number {
    let sum = 0;
    for (const { program } of this.#programs.values()) sum += program.checks;
    return sum;
  }

  /** Runs a program; throws where the documentation is wrong. */
  async run(path: string): Promise<void> {
    if (this.#broken.has(path)) throw this.#broken.get(path);
    const entry = this.#programs.get(path);
    const module = (await import(/* @vite-ignore */ path)) as { default(check: Check): Promise<void> };
    await module.default(checkIn(entry?.file ?? path));
  }

  /**
   * What the compiler says of all programs, with the places in the documentation; of those marked `type-error`, where it says
   * something else than the documentation. How the text is broken into lines does not count.
   */
  typeErrors(): string[] {
    if (this.#programs.size === 0) return [];
    const config = join(this.#folder, "tsconfig.json");
    writeFileSync(
      config,
      JSON.stringify({
        extends: "../../../tsconfig.test.json",
        compilerOptions: { incremental: false, tsBuildInfoFile: null, noUnusedParameters: false },
        include: [],
        files: [...this.#programs.keys(), ...ambientDeclarations()],
        references: [],
      }),
    );
    const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", config, "--pretty", "false"], {
      encoding: "utf8",
      cwd: root,
    });
    const errors: string[] = [];
    const said = new Map<string, string>();
    for (const error of stdout.split(/\n(?!\s)/)) {
      const [, path = "", number, text = ""] = /^(\S+?)\((\d+),\d+\): ([^]*)$/.exec(error) ?? [];
      const file = join(this.#folder, basename(path));
      const entry = this.#programs.get(file);
      // Errors in the sources themselves are for `npm run typecheck` to tell.
      if (!entry) continue;
      if (entry.refusal === undefined)
        errors.push(`${entry.file}:${entry.program.lines[Number(number) - 1] ?? 0}: ${text}`);
      else said.set(file, oneLine(`${said.get(file) ?? ""} ${text}`));
    }
    for (const [path, { file, program, refusal }] of this.#programs) {
      if (refusal === undefined || said.get(path) === oneLine(refusal)) continue;
      const line = program.lines.find((each) => each > 0) ?? 0;
      errors.push(`${file}:${line}: the compiler says: ${said.get(path) ?? "nothing"}`);
    }
    return errors;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function ambientDeclarations(): string[] {
  return filesOf(".d.ts").map((file) => join(root, file));
}

/** Everything that the packages export, as a scope; of two things of one name the first. */
export async function publicScope(): Promise<Scope> {
  const names = [
    "@chainrule/autograd",
    "@chainrule/nn",
    "@chainrule/optim",
    "@chainrule/autograd/random",
    "@chainrule/autograd/linalg",
    "@chainrule/autograd/fft",
    "@chainrule/autograd/gears",
  ];
  const modules: object[] = [
    await import("@chainrule/autograd"),
    await import("@chainrule/nn"),
    await import("@chainrule/optim"),
    await import("@chainrule/autograd/random"),
    await import("@chainrule/autograd/linalg"),
    await import("@chainrule/autograd/fft"),
    await import("@chainrule/autograd/gears"),
  ];
  return names.map((from, i) => ({ from, names: Object.keys(modules[i] ?? {}) }));
}

/** What a source file exports, for examples of what its package keeps to itself. */
export async function fileScope(file: string): Promise<Scope> {
  const path = join(root, file);
  const module = (await import(/* @vite-ignore */ path)) as object;
  return [{ from: path, names: Object.keys(module) }];
}
