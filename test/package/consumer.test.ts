import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { packages } from "../../scripts/api-report.ts";
import { root } from "../../scripts/stage.mjs";

const { consumer } = inject("packed");

/** What a new user might write first, with nothing but the packed packages. */
const session = `
import { assertGradients, compile, grad, parameter, tensor } from "@chainrule/autograd";
import { rfft } from "@chainrule/autograd/fft";
import { cholesky } from "@chainrule/autograd/linalg";
import { key, split, uniform } from "@chainrule/autograd/random";
import { gradientDescent } from "@chainrule/optim";
import { mlp } from "@chainrule/nn";

const x = tensor([[0, 1], [1, 1], [1, 0]]);
const model = mlp([2, 3, 1], { activation: "tanh", seed: 1 });
const target = tensor([[1], [0], [1]]);
const loss = () => model.forward(x).sub(target).square().mean();
assertGradients((t) => t.sub(target).square().mean(), [model.forward(x)]);
const before = loss().item();
const descent = gradientDescent(model.parameters(), { learningRate: 0.1 });
for (let k = 0; k < 50; k++) descent.minimize(loss());
const step = compile(() => {
  const value = loss();
  descent.minimize(value);
  return value;
});
for (let k = 0; k < 50; k++) step();
if (!(loss().item() < before / 2)) throw new Error(\`from \${before} only to \${loss().item()}\`);
if (grad((t) => t.tanh())(0).item() !== 1) throw new Error("tanh'(0)");
const [first, second] = split(key(1));
if (uniform(first, [2, 3]).shape[0] !== 2 || uniform(second, []).item() === uniform(first, []).item()) throw new Error("random");
if (rfft([1, 1]).re.data()[0] !== 2) throw new Error("fft");
if (cholesky([[4]]).toArray()[0]?.[0] !== 2) throw new Error("linalg");
if (parameter([1, 2]).shape[0] !== 2) throw new Error("shape");
console.log("done");
`;

const program = `
import * as autograd from "@chainrule/autograd";
import * as gears from "@chainrule/autograd/gears";
import * as fft from "@chainrule/autograd/fft";
import * as linalg from "@chainrule/autograd/linalg";
import * as random from "@chainrule/autograd/random";
import * as nn from "@chainrule/nn";
import * as optim from "@chainrule/optim";

const names: number[] = [autograd, fft, gears, linalg, random, nn, optim].map((module) => Object.keys(module).length);
console.log(JSON.stringify(names));
`;

interface Guide {
  /** The files that the page has its reader write, each of all its parts. */
  readonly files: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
  /** What the page says that the programs print, each from beginning to end: a program grows, but what it printed before stays. */
  readonly printed: ReadonlyMap<string, string>;
}

/** What a reader of a page does: each block of code goes to the end of the file that the text before it names. */
function guide(page: string): Guide {
  const files = new Map<string, string>();
  const commands: string[] = [];
  const printed = new Map<string, string>();
  let file = "";
  let program = "";
  const parts = readFileSync(join(root, page), "utf8").split(/^```(\w*)[^\n]*\n([^]*?)^```$/m);
  for (let k = 0; k < parts.length; k += 3) {
    const [text = "", language, block = ""] = parts.slice(k, k + 3);
    file = [...text.matchAll(/`(\w+\.ts)`/g)].at(-1)?.[1] ?? file;
    if (language === "ts") files.set(file, `${files.get(file) ?? ""}${block}\n`);
    if (language === "sh") {
      commands.push(...block.trim().split("\n"));
      program = commands.at(-1)?.split(" ").at(-1) ?? "";
      if (commands.at(-1)?.startsWith("npx tsx ") && !printed.has(program)) printed.set(program, "");
    }
    if (language === "text") printed.set(program, `${printed.get(program) ?? ""}${block}`);
  }
  return { files, commands, printed };
}

it("runs as plain ES modules from a folder of its own", async () => {
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ type: "module", private: true }));
  writeFileSync(join(consumer, "program.mjs"), program.replace(": number[]", ""));
  const output = execFileSync(process.execPath, ["program.mjs"], { cwd: consumer, encoding: "utf8" });
  const entries = [
    "autograd",
    "autograd/fft",
    "autograd/gears",
    "autograd/linalg",
    "autograd/random",
    ...packages.filter((name) => name !== "autograd"),
  ];
  const sources = await Promise.all(entries.map((name) => import(`@chainrule/${name}`)));
  expect(JSON.parse(output)).toEqual(sources.map((module) => Object.keys(module).length));
});

it("trains a model there", () => {
  writeFileSync(join(consumer, "session.mjs"), session);
  expect(execFileSync(process.execPath, ["session.mjs"], { cwd: consumer, encoding: "utf8" })).toBe("done\n");
});

it("follows the page about a first model word for word", () => {
  const { files, commands, printed } = guide("docs/first-model.md");
  const folder = join(consumer, "first-model");
  mkdirSync(folder);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const found = new Map<string, string>();
  for (const command of commands) {
    const [program, ...rest] = command.split(" ");
    const [first = ""] = rest;
    // What asks the registry is there already, in the folder above.
    if (program === "npm" && first === "install") {
      const known = [...packages.map((name) => `@chainrule/${name}`), "--save-dev", "tsx"];
      expect(rest.slice(1).filter((name) => !known.includes(name))).toEqual([]);
    } else if (program === "npm") execFileSync("npm", rest, { cwd: folder });
    else if (program !== "mkdir" && program !== "cd") {
      expect(command).toMatch(/^npx tsx [a-z]+\.ts$/);
      found.set(rest[1] ?? "", "");
    }
  }
  for (const name of found.keys()) {
    const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
    found.set(name, execFileSync(process.execPath, [tsx, name], { cwd: folder, encoding: "utf8" }));
  }
  expect(found.size).toBeGreaterThan(3);
  expect([...found]).toEqual([...printed]);
});

it.each(["nodenext", "bundler"])("typechecks for a strict user, moduleResolution %s", (resolution) => {
  writeFileSync(join(consumer, "program.ts"), program);
  writeFileSync(join(consumer, "session.ts"), session);
  writeFileSync(
    join(consumer, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        target: "es2022",
        lib: ["es2022", "dom"],
        module: resolution === "bundler" ? "esnext" : resolution,
        moduleResolution: resolution,
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        // The declarations themselves are under test.
        skipLibCheck: false,
        types: [],
        noEmit: true,
      },
      files: [
        "program.ts",
        "session.ts",
        ...[...guide("docs/first-model.md").files.keys()].map((name) => `first-model/${name}`),
      ],
    }),
  );
  const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", consumer], { encoding: "utf8" });
  expect(stdout).toBe("");
});

it.each(packages)("ships %s without tests", (name) => {
  const files = readdirSync(join(consumer, "node_modules/@chainrule", name), { recursive: true }).map(String);
  expect(files).toContain("LICENSE");
  expect(files).toContain(join("dist", "bundle", "index.js"));
  expect(files.filter((file) => /\.test(-d)?\./.test(file) || file.endsWith(".tsbuildinfo"))).toEqual([]);
});
