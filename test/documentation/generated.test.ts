import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withPrintouts } from "../../scripts/generate-lowering.ts";
import { operationsPage } from "../../scripts/generate-operations.ts";
import { root } from "../../scripts/stage.mjs";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

it("the stages of lowering in docs/architecture.md are what inspect prints; if not, `npm run generate`", () => {
  const page = read("docs/architecture.md");
  expect(withPrintouts(page)).toBe(page);
});

it("docs/operations.md is what the operation table says; if not, `npm run generate`", () => {
  expect(read("docs/operations.md")).toBe(operationsPage());
});
