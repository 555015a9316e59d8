// The whole gate, from a clean clone: install, lint, format, build with types, tests.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linesAboutSkipped } from "./skipped.mjs";
import { install, stage } from "./stage.mjs";

install();

const directory = mkdtempSync(join(tmpdir(), "chainrule-test-"));
const report = join(directory, "report.json");
const selection = process.argv.slice(2);

// Each stage runs even when one before it failed, so that one run tells everything.
const results = [
  stage("lint", ["oxlint"]),
  stage("format", ["biome", "check"]),
  stage("types", ["tsc", "-b"]),
  stage("tests", [
    "vitest",
    "run",
    ...selection,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]),
];

let passed = 0;
let failed = 0;
/** @type {string[]} */
const skipped = [];
if (existsSync(report)) {
  /** @type {{ testResults: { status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  for (const file of testResults) {
    for (const { status, fullName } of file.assertionResults) {
      if (status === "passed") passed++;
      else if (status === "failed") failed++;
      else skipped.push(fullName);
    }
    // A file that could not be loaded has no tests to fail; it counts as one failure.
    if (file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"))
      failed++;
  }
}
rmSync(directory, { recursive: true, force: true });

const ok = results.every(Boolean) && failed === 0 && passed > 0;
console.log("");
for (const line of linesAboutSkipped(skipped, selection)) console.log(line);
console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`);
process.exit(ok ? 0 : 1);
