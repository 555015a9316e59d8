import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Tensor, tensor } from "../index.ts";
import { clearPlans } from "./materialize.ts";
import { CacheEntry } from "./plan-cache.ts";
import { resetStatistics, settings, statistics } from "./settings.ts";
import { lengthOf } from "./structure.ts";

describe("structures that were seen", () => {
  const usual = { ...settings };
  const chain = (length: number): number => {
    let y: Tensor = tensor([1, 2]);
    for (let k = 0; k < length; k++) y = y.neg();
    return y.data()[0] as number;
  };

  beforeEach(() => {
    clearPlans();
    settings.mostWords = 20_000;
    resetStatistics();
  });
  afterEach(() => {
    Object.assign(settings, usual);
    // The last statistics are what the test run looks at.
    for (let k = 0; k < 3; k++) chain(3);
  });

  test("are kept within a budget of integers, not by number: small ones are many", () => {
    for (let k = 0; k < 30; k++) chain(k + 1);
    expect(statistics.evictions).toBe(0);
    for (let k = 0; k < 30; k++) chain(k + 1);
    expect(statistics).toMatchObject({ hits: 30, misses: 30, evictions: 0 });
    for (let k = 0; k < 10; k++) chain(500 + k);
    expect(statistics.evictions).toBeGreaterThan(30);
  });

  test("count no longer once they are forgotten", () => {
    for (let k = 0; k < 20; k++) chain(1000 + k);
    expect(statistics.evictions).toBeGreaterThanOrEqual(15);
    clearPlans();
    resetStatistics();
    for (let r = 0; r < 2; r++) for (let k = 0; k < 20; k++) chain(k + 1);
    expect(statistics).toMatchObject({ hits: 20, misses: 20, evictions: 0 });
  });

  test("are forgotten in order of last use", () => {
    for (let k = 0; k < 20; k++) chain(k + 1);
    chain(1);
    for (let k = 0; k < 4; k++) chain(800 + k);
    resetStatistics();
    chain(1);
    expect(statistics).toMatchObject({ hits: 1, misses: 0 });
    chain(2);
    expect(statistics).toMatchObject({ hits: 1, misses: 1 });
  });

  test("let go of everything once they are forgotten, whoever still refers to them", () => {
    const row = new Int32Array(400);
    const entry = new CacheEntry({ records: row, inputs: row, sections: row, roots: row, hash: 1 }, 1);
    entry.foresee(0, [0]);
    entry.next = entry;
    entry.release();
    expect(lengthOf(entry.structure)).toBe(0);
    expect([entry.foreseen, entry.next]).toEqual([null, null]);
  });
});
