import { describe, expect, it, vi } from "vitest";
import { apply, inputNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { lower } from "../plan/lower.ts";
import { programOf } from "../plan/program.ts";
import { reverse } from "../transform/reverse.ts";
import { CompiledPlan } from "../wasm/compile-plan.ts";
import { concat } from "./concat.ts";
import type { Builder, Operation } from "./definition.ts";
import { linear, type Transpose } from "./derivative/linear.ts";

const parts = 1000;

/** Sizes of axes that count how often they are read. */
function counted(): { readonly shapes: readonly number[][]; readonly reads: () => number } {
  let reads = 0;
  const shapes = Array.from({ length: parts }, () => {
    const read = (): number => {
      reads += 1;
      return 1;
    };
    return Object.defineProperty<number[]>([0], 0, { get: read, enumerable: true });
  });
  return { shapes, reads: () => reads };
}

describe("a join of many parts is linear in their number", () => {
  const { meaning } = concat;
  if (meaning.kind !== "place") throw new Error("concat places its parts");
  const [rule] = concat.derivative.rules as unknown as readonly [Transpose<{ readonly axis: number }>];

  it("in reading their sizes", () => {
    const placed = counted();
    meaning.place(placed.shapes, { axis: 0 });
    expect(placed.reads()).toBeLessThan(10 * parts);

    const carried = counted();
    const cotangent = inputNode(new Float64Array(parts), [parts], "float64");
    const specs = carried.shapes.map((shape) => ({ shape, dtype: "float64" as const }));
    const received = rule(((_op: Operation, x: Node) => x) as unknown as Builder<Node>, cotangent, specs, {
      axis: 0,
    });
    for (let index = 0; index < parts; index++) received(index);
    expect(carried.reads()).toBeLessThan(10 * parts);
  });

  it("in evaluation and differentiation, which ask once for all parts", () => {
    const place = vi.fn(meaning.place.bind(meaning));
    const transpose = vi.fn(rule);
    const op: Operation = {
      ...(concat as Operation),
      meaning: { kind: "place", place },
      derivative: linear(transpose as never),
    };
    const leaves = Array.from({ length: parts }, (_, k) => inputNode(new Float64Array([k]), [1], "float64"));
    const joined = apply(op, leaves, { axis: 0 });
    const list = evaluationOrder([joined]);
    expect(interpret(list)[0]).toEqual(Float64Array.from({ length: parts }, (_, k) => k));
    expect(place).toHaveBeenCalledTimes(1);
    new CompiledPlan(lower(programOf(list))).release();
    expect(place).toHaveBeenCalledTimes(2);

    const cotangent = inputNode(
      Float64Array.from({ length: parts }, (_, k) => -k),
      [parts],
      "float64",
    );
    const received = reverse([joined], [cotangent], leaves) as Node[];
    expect(transpose).toHaveBeenCalledTimes(1);
    const values = interpret(evaluationOrder(received));
    expect(values.map(([value]) => value)).toEqual(Array.from({ length: parts }, (_, k) => -k));
  });
});
