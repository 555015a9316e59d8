import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { packages } from "../../scripts/api-report.ts";
import { root } from "../../scripts/stage.mjs";

const { consumer } = inject("packed");

const program = `
import * as autograd from "@chainrule/autograd";
import * as nn from "@chainrule/nn";
import * as optim from "@chainrule/optim";

const names: number[] = [autograd, nn, optim].map((module) => Object.keys(module).length);
console.log(JSON.stringify(names));
`;

it("runs as plain ES modules from a folder of its own", async () => {
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ type: "module", private: true }));
  writeFileSync(join(consumer, "program.mjs"), program.replace(": number[]", ""));
  const output = execFileSync(process.execPath, ["program.mjs"], { cwd: consumer, encoding: "utf8" });
  const sources = await Promise.all(packages.map((name) => import(`@chainrule/${name}`)));
  expect(JSON.parse(output)).toEqual(sources.map((module) => Object.keys(module).length));
});

it.each(["nodenext", "bundler"])("typechecks for a strict user, moduleResolution %s", (resolution) => {
  writeFileSync(join(consumer, "program.ts"), program);
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
      files: ["program.ts"],
    }),
  );
  const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", consumer], { encoding: "utf8" });
  expect(stdout).toBe("");
});

it.each(packages)("ships %s without tests", (name) => {
  const files = readdirSync(join(consumer, "node_modules/@chainrule", name), { recursive: true }).map(String);
  expect(files).toContain("LICENSE");
  expect(files).toContain(join("dist", "index.js"));
  expect(files.filter((file) => /\.test(-d)?\./.test(file) || file.endsWith(".tsbuildinfo"))).toEqual([]);
});
