import { expect, inject, it } from "vitest";

it("builds without an error", () => {
  expect(inject("buildErrors")).toBe("");
});
