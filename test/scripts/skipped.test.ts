import { expect, test } from "vitest";
import { linesAboutSkipped } from "../../scripts/skipped.mjs";

test("what a run left out is told reason by reason", () => {
  expect(linesAboutSkipped([], [])).toEqual([]);
  expect(
    linesAboutSkipped(
      [
        "in Chromium too (skipped: no Chromium found, set CHROMIUM) compiled",
        "in Chromium too (skipped: no Chromium found, set CHROMIUM) in a worker",
        "one test (skipped: no Python found)",
        "something else",
      ],
      ["--project", "unit"],
    ),
  ).toEqual([
    "!!! LEFT OUT: 2 tests: no Chromium found, set CHROMIUM",
    "!!! LEFT OUT: 1 test: no Python found",
    "!!! LEFT OUT: 1 test: something else: nothing says why",
    "!!! LEFT OUT: all tests but those of --project unit",
  ]);
});
