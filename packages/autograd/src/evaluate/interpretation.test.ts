import { expect, test, vi } from "vitest";
import { gradients, parameter, stack, tensor } from "../index.ts";
import { ScalarProgram } from "../interpret/scalar-program.ts";

test("derivatives that were asked for together are settled together, however many", () => {
  const of = vi.spyOn(ScalarProgram, "of");
  const parts = Array.from({ length: 500 }, (_, k) => parameter(k));
  // A derivative among others that the value depends on, so that it is met on a walk.
  const found = gradients(stack(parts).square().sum(), parts);
  expect(
    tensor([1, 2])
      .mul(found[7] as never)
      .sum()
      .item(),
  ).toBe(42);
  expect((found[499] as { item(): number }).item()).toBe(998);
  expect(of.mock.calls.length).toBeLessThan(10);
  of.mockRestore();
});
