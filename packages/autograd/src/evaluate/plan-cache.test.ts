import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { type Tensor, tensor, zeros } from "../index.ts";
import { elementsOf, nodeOf } from "../tensor/handle.ts";
import { clearPlans } from "./materialize.ts";
import { CacheEntry } from "./plan-cache.ts";
import { planWords } from "./plan-words.ts";
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

  test.each([
    ["kinds", (node: Node) => node.kind],
    ["types of data", (node: Node) => (node.first as Node).kind.type],
  ])("are not kept where the numbers of %s are too high to be written down", (_, numbered) => {
    const x = zeros([3, 5, 7]);
    const evaluated = (number: number): string => {
      const y = nodeOf(x.cos());
      const before = numbered(y).number;
      Object.assign(numbered(y), { number });
      try {
        expect(elementsOf(y)[0]).toBe(1);
        return String(planWords(listing([nodeOf(x), nodeOf(x.cos())]), {}));
      } finally {
        Object.assign(numbered(y), { number: before });
      }
    };
    const words = new Set<string>();
    for (const number of [5, 2 ** 30 - 2, 2 ** 30 - 1, 2 ** 30 + 5, 2 ** 31 + 5, 2 ** 32 + 5]) {
      resetStatistics();
      for (let k = 0; k < 3; k++) words.add(evaluated(number));
      expect([number, statistics.misses]).toEqual([number, number < 2 ** 30 - 1 ? 1 : 3]);
    }
    // Compiled functions are told apart all the same.
    expect(words.size).toBe(6);
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
