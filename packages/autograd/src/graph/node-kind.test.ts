import { expect, test } from "vitest";
import { parameter, zeros } from "../index.ts";
import { nodeOf } from "../tensor/handle.ts";

test("a type held by a long-lived tensor does not remember for ever what it met", () => {
  const w = parameter([1, 2, 3, 4, 5]);
  const { type } = nodeOf(w).kind;
  let most = 0;
  for (let size = 1; size <= 30_000; size++) {
    const rows = zeros([0, size, 5]);
    // On either side, and with what is remembered of scalars.
    rows.mul(2).add(w.mul(rows));
    most = Math.max(most, type.mixedResults.size);
  }
  expect(most).toBeGreaterThan(1000);
  expect(most).toBeLessThan(20_000);
  const { type: scalar } = nodeOf(zeros([])).kind;
  expect(scalar.mixedResults.size).toBeLessThan(20_000);
  expect(w.mul(zeros([0, 7, 5])).shape).toEqual([0, 7, 5]);
});
