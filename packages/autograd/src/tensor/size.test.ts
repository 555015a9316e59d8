import { describe, expect, it } from "vitest";
import { concat, type Tensor, zeros } from "../index.ts";
import { stack } from "./functions/join.ts";

describe("a result of more elements than an array can hold is refused by", () => {
  const wide = zeros([1, 1e6]);
  const large = wide.broadcastTo([4000, 1e6]) as Tensor;

  it.each<[string, () => unknown, string]>([
    ["add", () => zeros([1e5, 1]).add(wide), "shape [100000, 1000000] has 100000000000"],
    ["outer", () => zeros([1e5]).outer(zeros([1e6])), "shape [100000, 1000000] has 100000000000"],
    ["pad", () => zeros([1]).pad(1e10), "shape [20000000001] has 20000000001"],
    ["concat", () => concat([large, large]), "shape [8000, 1000000] has 8000000000"],
    ["stack", () => stack([large, large]), "shape [2, 4000, 1000000] has 8000000000"],
    ["broadcastTo", () => wide.broadcastTo([1e4, 1e6]), "shape [10000, 1000000] has 10000000000"],
    ["matmul", () => zeros([1e5, 1]).matmul(wide), "shape [100000, 1000000] has 100000000000"],
  ])("%s", (op, f, text) => {
    expect(f).toThrow(`${op}: ${text} elements, more than one array can hold.`);
  });
});
