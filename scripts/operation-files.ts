import { readdirSync } from "node:fs";
import type { Facts } from "../packages/autograd/src/op/facts/facts.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { naturally } from "./natural-order.ts";
import { root } from "./stage.mjs";

const folder = "packages/autograd/src/op";

/** An operation's facts, and the file of `op/` that it is in. */
export interface Found {
  readonly facts: Facts;
  readonly file: string;
}

/** The files of `op/` that hold operations with facts, found by looking, so that a new one need not be named anywhere. */
async function foundOperations(): Promise<Found[]> {
  const files = readdirSync(`${root}${folder}`).filter((file) => /^[\w-]+\.ts$/.test(file));
  const found: Found[] = [];
  for (const file of files.sort(naturally)) {
    const exported = (await import(/* @vite-ignore */ `${root}${folder}/${file}`)) as object;
    for (const facts of Object.values(exported).filter(isFacts)) found.push({ facts, file });
  }
  return found.toSorted((a, b) => (a.facts.op.name < b.facts.op.name ? -1 : 1));
}

function isFacts(value: unknown): value is Facts {
  return typeof value === "object" && value !== null && "op" in value && "samples" in value;
}

/** By the names of the operations. */
export const operations: readonly Found[] = await foundOperations();

/** The list of these files, which tests import. */
export function operationsFile(): GeneratedFile {
  const files = [...new Set(operations.map(({ file }) => file))].sort(naturally);
  return {
    path: `${folder}/operations.generated.ts`,
    text: [
      "// Written by `npm run generate`: the files of this folder that hold operations. Do not edit.",
      ...files.map((file) => `export * from "./${file}";`),
      "",
    ].join("\n"),
  };
}
