import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../scripts/stage.mjs";

const page = "docs/adding-an-operation.md";
const diffs = [...readFileSync(join(root, page), "utf8").matchAll(/^```diff\n([\s\S]*?)^```$/gm)].map(
  ([, diff = ""]) => diff,
);

it("the page shows one file of the engine for each operation, one line of test, and the function where it is written by hand", () => {
  const files = diffs.map((diff) => /^\+\+\+ b\/(.*)$/m.exec(diff)?.[1]);
  expect(files).toEqual([
    "packages/autograd/src/op/versine.ts",
    "test/conformance/elementwise-oracle.ts",
    "packages/autograd/src/op/discounted-sum.ts",
    "packages/autograd/src/tensor/functions/discounted-sum.ts",
    "test/conformance/oracle.ts",
    "packages/autograd/src/op/iterate.ts",
    "packages/autograd/src/api/iterate.ts",
  ]);
});

it.each(diffs.map((diff) => [/^\+\+\+ b\/(.*)$/m.exec(diff)?.[1], diff] as const))(
  "its diff of %s applies",
  (_, diff) => {
    const { status, stderr } = spawnSync("git", ["apply", "--check", "-"], {
      cwd: root,
      input: diff,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  },
);
