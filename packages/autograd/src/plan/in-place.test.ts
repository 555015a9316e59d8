import { describe, expect, it } from "vitest";
import { apply, inputNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { operationNamed } from "../op/table.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { CompiledPlan, type Slot } from "../wasm/compile-plan.ts";
import { arenaOf } from "./arena.ts";
import { lower } from "./lower.ts";
import { programOf } from "./program.ts";

const op = (name: string, ...inputs: Node[]): Node => apply(operationNamed(name), inputs);
const data = (shape: number[], first: number): Node =>
  inputNode(
    Float64Array.from({ length: sizeOf(shape) }, (_, k) => first + k / 8),
    shape,
    "float64",
  );

/** Runs a step three times, each root becoming the data of its leaf; the roots that share the leaf's place. */
function run(pairs: readonly (readonly [leaf: Node, root: Node])[], ...others: Node[]): boolean[] {
  const roots = [...pairs.map(([, root]) => root), ...others];
  const list = evaluationOrder(roots);
  const leaves = list.nodes.filter((node) => node.value !== null);
  const plan = lower(programOf(list));
  const carried = pairs.map(([leaf], root) => ({ root, leaf: leaves.indexOf(leaf) }));
  const compiled = new CompiledPlan(plan, { carried });
  for (const [k, leaf] of leaves.entries()) {
    const slot = compiled.leaves[k];
    if (slot) compiled.write(slot, leaf.value as TypedArray);
  }
  const held = new Map(leaves.map((leaf) => [leaf, leaf.value as TypedArray]));
  for (let pass = 0; pass < 3; pass++) {
    compiled.run();
    for (const [leaf, value] of held) leaf.value = value;
    const wanted = interpret(list);
    expect(roots.map((_, k) => compiled.read(compiled.roots[k] as Slot))).toEqual(wanted);
    for (const [k, [leaf]] of pairs.entries()) held.set(leaf, wanted[k] as TypedArray);
  }
  const numbers = carried.map(({ root, leaf }) => ({
    root: plan.program.roots[root] as number,
    leaf: plan.program.leaves[leaf] as number,
  }));
  const { addresses } = arenaOf(plan, numbers);
  return numbers.map(({ root, leaf }) => addresses[root] === addresses[leaf]);
}

describe("a result that replaces a leaf", () => {
  it("is written over it where each element is read before it is written", () => {
    const w = data([3, 5], 1);
    expect(run([[w, op("sub", w, op("mul", w, w))]])).toEqual([true]);
  });

  it.each([3, 21, 3000])("is written over it while a sum of %i elements reads it", (size) => {
    const w = data([size], 1);
    const sum = apply(operationNamed("sum"), [w], { axes: [0], keepDims: false });
    expect(run([[w, op("mul", data([size], 5), data([size], 9))]], sum)).toEqual([true]);
  });

  it("is written over it with a scalar's size", () => {
    const w = data([], 1);
    expect(run([[w, op("sin", w)]])).toEqual([true]);
  });

  it("keeps a place of its own while somebody reads the leaf later", () => {
    const w = data([4], 1);
    const total = apply(operationNamed("sum"), [op("exp", w)], { axes: [0], keepDims: false });
    expect(run([[w, op("add", w, w)]], op("mul", total, w))).toEqual([false]);
  });

  it("keeps a place of its own where the leaf is read in another order", () => {
    const w = data([3, 3], 1);
    const turned = apply(operationNamed("permute"), [w], { axes: [1, 0] });
    expect(run([[w, op("sub", w, turned)]])).toEqual([false]);
  });

  it("keeps a place of its own where its first element is read all the time", () => {
    const w = data([10], 1);
    const first = apply(operationNamed("slice"), [w], { starts: [0], sizes: [1], steps: [1] });
    expect(run([[w, op("add", w, first)]])).toEqual([false]);
  });

  it("keeps a place of its own where vectors run over the end of a row", () => {
    const w = data([3, 5], 1);
    const b = data([5], 2);
    expect(run([[w, op("sub", w, b)]])).toEqual([false]);
  });

  it("changes places with another", () => {
    const a = data([6], 1);
    const b = data([6], 9);
    run([
      [a, op("neg", b)],
      [b, op("exp", a)],
    ]);
  });

  it("may replace two leaves", () => {
    const a = data([6], 1);
    const b = data([6], 9);
    const sum = op("mul", a, b);
    expect(
      run([
        [a, sum],
        [b, sum],
      ]),
    ).toEqual([true, false]);
  });
});
