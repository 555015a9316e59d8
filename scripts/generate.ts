// Writes what follows from the source: `npm run generate`. Tests fail while a file is not what this writes.
import { readFileSync, writeFileSync } from "node:fs";
import { elementwiseFile } from "./generate-elementwise.ts";
import { layersFile } from "./generate-layers.ts";
import { withPrintouts } from "./generate-lowering.ts";
import { methodsFile } from "./generate-methods.ts";
import { operationsPage } from "./generate-operations.ts";
import { operationsFile } from "./operation-files.ts";
import { root } from "./stage.mjs";

const architecture = "docs/architecture.md";
const elementwise = elementwiseFile();
const files = [
  layersFile(),
  operationsFile(),
  elementwise,
  methodsFile(elementwise),
  { path: "docs/operations.md", text: operationsPage() },
  { path: architecture, text: withPrintouts(readFileSync(`${root}${architecture}`, "utf8")) },
];
for (const { path, text } of files) {
  writeFileSync(`${root}${path}`, text);
  console.log(path);
}
