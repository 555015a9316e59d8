import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { constantNode } from "../../packages/autograd/src/graph/build.ts";
import { table } from "../../packages/autograd/src/op/table.ts";
import { sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { flowsOf } from "../conformance/subject.ts";
import { concatenated } from "../numeric/vector.ts";
import { leftOut, programs } from "./arbitrary.ts";
import { instantiate } from "./loss.ts";
import { results, text } from "./program.ts";

/** What random programs cover is asked of the same ones in every run: of others, an unlucky thousand would leave a thing out. */
const fixed = { numRuns: 1000, seed: 1 };

describe("random programs", () => {
  const sample = fc.sample(programs(), fixed);
  const steps = sample.flatMap((program) => program.steps);

  test("use every operation there is", () => {
    const used = new Set(steps.map(({ op }) => op));
    expect([...table.keys()].filter((name) => !used.has(name) && !(name in leftOut))).toEqual([]);
    expect(Object.keys(leftOut).filter((name) => !table.has(name))).toEqual([]);
  });

  test("have all kinds of shapes", () => {
    const shapes = steps.map(({ shape }) => shape);
    expect(shapes.some((shape) => sizeOf(shape) === 0)).toBe(true);
    expect(new Set(shapes.map(({ length }) => length))).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(shapes.some((shape) => shape.includes(1) && shape.length > 1)).toBe(true);
  });

  test("are deep, and depend on their leaves", () => {
    expect(steps.length).toBeGreaterThan(8 * sample.length);
    const flat = sample.filter((program) => {
      const { leaves, loss } = instantiate(program, 0);
      const gradient = reverse([loss], [constantNode(1, "float64")], leaves);
      return concatenated(flowsOf(gradient, leaves)).every((x) => x === 0);
    });
    expect(flat.length).toBeLessThan(0.3 * sample.length);
  });

  test("stay finite", () => {
    const wild = sample.filter((program) => {
      const { values } = instantiate(program, 1);
      const numbers = flowsOf(
        results(program).map((k) => values[k] ?? null),
        [],
      );
      return !numbers.every((part) => part.every(Number.isFinite));
    });
    expect(wild.map(text)).toEqual([]);
  });

  test("shrink to what matters", () => {
    // As if tanh were wrong: the smallest program that shows it is tanh of a leaf.
    const details = fc.check(
      fc.property(programs(), (program) => program.steps.every(({ op }) => op !== "tanh")),
      fixed,
    );
    const smallest = details.counterexample?.[0];
    expect(smallest?.steps.length).toBeLessThanOrEqual(3);
    expect(smallest?.leaves).toEqual([[]]);
  });
});
