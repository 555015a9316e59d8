import { describe, expect, it } from "vitest";
import { table } from "../op/table.ts";
import { laneOf, scalarOf } from "./scalar.ts";
import { ScalarSteps } from "./scalar-steps.ts";
import { called, codeOf } from "./step-code.ts";

const written = [...table.values()].filter((op) => codeOf(op) !== called);

describe("steps that call no operation", () => {
  it("are those of most graphs of scalars", () => {
    const names = written.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "add",
        "sub",
        "mul",
        "div",
        "neg",
        "strongMul",
        "strongDiv",
        "square",
        "relu",
        "greater",
      ]),
    );
    expect(new Set(written.map(codeOf)).size).toBe(10);
  });

  it.each(written.map((op) => [op.name, op] as const))("have the bits of %s", (_, op) => {
    const numbers = [0, -0, 1, -1.5, 3, 0.1, 1e-310, 5e-46, 1e300, Infinity, -Infinity, Number.NaN];
    for (const dtype of ["float64", "float32"] as const) {
      const lane = laneOf(dtype);
      const steps = new ScalarSteps(lane, 4);
      const [x, y] = [steps.input(), steps.input()];
      const place = steps.step(op, x, y, y);
      for (const a of numbers.map((each) => lane.constant(each))) {
        for (const b of numbers.map((each) => lane.constant(each))) {
          steps.set(x, a);
          steps.set(y, b);
          steps.run();
          expect([a, b, steps.valueAt(place)]).toEqual([a, b, scalarOf(op.meaning, lane, a, b, b)]);
        }
      }
    }
  });
});
