// `npm start` lists the examples and runs the first network; `npm start -- NAME` runs the example called NAME. An example is a file
// in `examples`, or a folder with an `index.ts`.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { install, root, run, typescript } from "./stage.mjs";

install();

const folder = join(root, "examples");
const entries = readdirSync(folder, { withFileTypes: true });
const examples = new Map();
for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
  const path = entry.isDirectory() ? `${entry.name}/index.ts` : entry.name;
  if (/(?<!\.test|\.d)\.ts$/.test(path) && existsSync(join(folder, path))) {
    examples.set(entry.name.replace(/\.ts$/, ""), join(folder, path));
  }
}

const names = [...examples.keys()];
const name = process.argv[2] ?? "backpropagation-and-gradient-descent";
console.log(`\nexamples: ${names.join(", ")}`);
const path = examples.get(name);
if (path === undefined) {
  console.error(`start: no example is called ${name}.`);
  process.exit(1);
}
console.log(`running ${name}; \`npm start -- NAME\` runs another\n`);
process.exit(run([...typescript, path, ...process.argv.slice(3)]));
