import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { packages } from "../../scripts/api-report.ts";
import { root } from "../../scripts/stage.mjs";

const { consumer } = inject("packed");

/** What a new user might write first, with nothing but the packed packages. */
const session = `
import { assertGradients, compile, grad, parameter, tensor } from "@chainrule/autograd";
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
if (cholesky([[4]]).toArray()[0]?.[0] !== 2) throw new Error("linalg");
if (parameter([1, 2]).shape[0] !== 2) throw new Error("shape");
console.log("done");
`;

const program = `
import * as autograd from "@chainrule/autograd";
import * as linalg from "@chainrule/autograd/linalg";
import * as random from "@chainrule/autograd/random";
import * as nn from "@chainrule/nn";
import * as optim from "@chainrule/optim";

const names: number[] = [autograd, linalg, random, nn, optim].map((module) => Object.keys(module).length);
console.log(JSON.stringify(names));
`;

it("runs as plain ES modules from a folder of its own", async () => {
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ type: "module", private: true }));
  writeFileSync(join(consumer, "program.mjs"), program.replace(": number[]", ""));
  const output = execFileSync(process.execPath, ["program.mjs"], { cwd: consumer, encoding: "utf8" });
  const entries = [
    "autograd",
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
      files: ["program.ts", "session.ts"],
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
