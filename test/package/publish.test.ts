import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, inject, it } from "vitest";
import { packages } from "../../scripts/api-report.ts";

const { consumer, tarballs } = inject("packed");

function tarball(name: string): Buffer {
  return readFileSync(tarballs[name] ?? "");
}

describe.each(packages)("@chainrule/%s, packed", (name) => {
  const manifest = JSON.parse(
    readFileSync(join(consumer, `node_modules/@chainrule/${name}/package.json`), "utf8"),
  );

  it("has nothing that publint would mention", async () => {
    const buffer = tarball(name);
    const data = buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball: data }, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  it("has types that resolve wherever ES modules do", async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball(name)));
    if (!result.types) throw new Error("the package has no types");
    // An ESM-only package is not for `moduleResolution: node10`, and `require` gets it from Node 20.19 on.
    const problems = result.problems.filter(
      (problem) =>
        !("resolutionKind" in problem && /node10|node16-cjs/.test(problem.resolutionKind)) &&
        problem.kind !== "CJSResolvesToESM",
    );
    expect(problems).toEqual([]);
  });

  it("contains what it should, and no tests", () => {
    expect(manifest).toMatchObject({
      name: `@chainrule/${name}`,
      type: "module",
      license: "MIT",
      sideEffects: false,
    });
    expect(JSON.stringify(manifest.dependencies ?? {})).not.toContain("workspace:");
    if (name === "autograd") expect(manifest.dependencies).toBeUndefined();
  });
});
