import { describe, expect, test } from "vitest";
import { operationDifferences } from "../compiled/run.ts";
import { composed, operationOf } from "./composed.ts";
import { composedOracles } from "./composed-oracle.ts";
import { composedSamples } from "./composed-sample.ts";
import { laws } from "./laws.ts";

describe.each(Object.entries(composed))("%s", (name, composition) => {
  const samples = composedSamples[name] ?? [];

  test.each(samples.map((sample) => [sample.name, sample] as const))("%s", (_, sample) => {
    const op = operationOf(name, composition, sample);
    const findings = laws.flatMap((law) => {
      return (law.check(op, sample) ?? []).map((finding) => `${law.name}: ${finding}`);
    });
    expect(findings).toEqual([]);
    expect(operationDifferences(op, sample)).toEqual([]);
  });

  test("has an oracle, and enough samples, of distinct names", () => {
    expect(composedOracles).toHaveProperty(name);
    expect(samples.length).toBeGreaterThanOrEqual(25);
    expect(new Set(samples.map(({ name }) => name)).size).toBe(samples.length);
  });
});
