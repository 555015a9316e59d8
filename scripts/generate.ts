// Writes what follows from the operation table: `npm run generate`. Tests fail while a file is not what this writes.
import { writeFileSync } from "node:fs";
import { elementwiseFiles } from "./generate-elementwise.ts";
import { root } from "./stage.mjs";

for (const { path, text } of await elementwiseFiles()) {
  writeFileSync(`${root}${path}`, text);
  console.log(path);
}
