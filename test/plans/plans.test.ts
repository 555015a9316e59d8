import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leavesOf, type Structure } from "../../packages/autograd/src/evaluate/structure.ts";
import { StructureMatcher } from "../../packages/autograd/src/evaluate/structure-matcher.ts";
import { StructureReader } from "../../packages/autograd/src/evaluate/structure-reader.ts";
import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { type Arena, arenaOf } from "../../packages/autograd/src/plan/arena.ts";
import type { Carried } from "../../packages/autograd/src/plan/in-place.ts";
import { lower } from "../../packages/autograd/src/plan/lower.ts";
import type { LoopKernel, Plan } from "../../packages/autograd/src/plan/plan.ts";
import { givenNodes, programOf } from "../../packages/autograd/src/plan/program.ts";
import { graphOf, type WrittenGraph } from "./graph-text.ts";
import { planGraphs } from "./plan-graphs.ts";
import { planText } from "./plan-text.ts";
import { structureGraphs } from "./structure-graphs.ts";
import { structureText } from "./structure-text.ts";
import { planProblems, verifyPlan } from "./verify-plan.ts";

const trimmed = (text: string): string => text.trim().replaceAll(/^ +/gm, "");

describe("the plan of", () => {
  it.each(planGraphs)("$of", ({ graph, plan: expected }) => {
    const written = graphOf(graph);
    const list = evaluationOrder(written.roots);
    const plan = lower(programOf(list));
    const arena = arenaOf(plan);
    expect(planText(plan, arena, givenNodes(list), written)).toBe(trimmed(expected));
    verifyPlan(plan, arena);
  });
});

describe("the structure of", () => {
  const read = (graph: WrittenGraph): { structure: Structure; nodes: Node[] } => {
    const reader = new StructureReader();
    reader.read(graph.roots, false);
    return { structure: reader.copy(), nodes: reader.nodes.slice(0, reader.size) };
  };
  const structures = structureGraphs.map(({ graph }) => read(graphOf(graph)).structure);

  it.each(structureGraphs)("$of", ({ graph, structure: expected }) => {
    const written = graphOf(graph);
    const { structure, nodes } = read(written);
    expect(structureText(structure, nodes, written)).toBe(trimmed(expected));
  });

  it.each(structureGraphs.map(({ of }, k) => [of, k] as const))(
    "%s is recognised, and taken for no other one",
    (_, k) => {
      const { roots } = graphOf(structureGraphs[k]?.graph ?? "");
      const matcher = new StructureMatcher();
      const matching = structures.flatMap((structure, other) => {
        const same = matcher.match(structure, leavesOf(structure), roots, false);
        matcher.clear();
        return same ? [other] : [];
      });
      expect(matching).toEqual([k]);
      const reader = new StructureReader();
      reader.read(roots, false);
      expect(structures.filter((structure) => reader.equals(structure))).toEqual([structures[k]]);
    },
  );
});

describe("movement", () => {
  const steps: readonly ((x: Node, k: number) => Node)[] = [
    (x) => apply(operationNamed("permute"), [x], { axes: [...x.shape.keys()].toReversed() }),
    (x, k) => apply(operationNamed("flip"), [x], { axes: [k % x.shape.length] }),
    (x, k) => {
      const axis = k % x.shape.length;
      const size = x.shape[axis] as number;
      const [start, step] = [size > 2 ? 1 : 0, size > 3 ? 2 : 1];
      return apply(operationNamed("slice"), [x], {
        starts: x.shape.map((_, a) => (a === axis ? start : 0)),
        sizes: x.shape.with(axis, Math.floor((size - start - 1) / step) + 1),
        steps: x.shape.map((_, a) => (a === axis ? step : 1)),
      });
    },
    (x) => apply(operationNamed("reshape"), [x], { shape: [x.shape.reduce((a, b) => a * b, 1)] }),
    (x) => {
      const size = x.shape.reduce((a, b) => a * b, 1);
      return apply(operationNamed("reshape"), [x], { shape: size % 2 === 0 ? [2, 1, size / 2] : [1, size] });
    },
    (x) => apply(operationNamed("broadcastTo"), [x], { shape: [2, ...x.shape] }),
  ];

  it("after movement is read where its elements are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(3)), { minLength: 1, maxLength: 6 }),
        fc.constantFrom<number[]>([4, 6], [3, 2, 4], [5], [1, 7], [2, 1, 3, 2]),
        (chain, shape) => {
          const x = inputNode(new Float64Array(shape.reduce((a, b) => a * b, 1)), shape, "float64");
          const moved = chain.reduce(
            (node, [step, k]) => (steps[step] as (x: Node, k: number) => Node)(node, k),
            x,
          );
          const axes = [moved.shape.length - 1];
          const sum = apply(operationNamed("sum"), [moved], { axes, keepDims: false });
          const plan = lower(programOf(evaluationOrder([apply(operationNamed("neg"), [moved]), sum])));
          verifyPlan(plan, arenaOf(plan));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("the verifier notices", () => {
  const plan = ((): Plan => {
    const { roots } = graphOf(`
      x: float64 [4,3]
      t = permute x axes=[1,0]
      n = neg t
      y = exp n
      s = sum y axes=[0] keepDims=false
      z = div y s
      p = matmul z x
      return p z
    `);
    return lower(programOf(evaluationOrder(roots)));
  })();
  const arena = arenaOf(plan);
  const [first, second, third] = plan.kernels as [LoopKernel, LoopKernel, LoopKernel];
  const addressed = (change: (addresses: Int32Array) => void): Arena => {
    const addresses = arena.addresses.slice();
    change(addresses);
    return { ...arena, addresses };
  };
  const [x = -1] = plan.program.leaves;
  const [product = -1, quotient = -1] = plan.program.roots;
  const carried: Carried[] = [{ root: quotient, leaf: x }];

  it("nothing in a plan that is right", () => {
    expect(planProblems(plan, arena)).toEqual([]);
  });

  const plans: readonly (readonly [string, Plan, string])[] = [
    ["kernels in another order", { ...plan, kernels: [second, first, third] }, "before it is written"],
    ["a kernel that is missing", { ...plan, kernels: [first, third] }, "before it is written"],
    ["a result that is missing", { ...plan, kernels: [first, second] }, "is never written"],
    ["a kernel that stands twice", { ...plan, kernels: [first, second, second, third] }, "again"],
    [
      "a value that is not stored",
      { ...plan, kernels: [{ ...first, stores: [] }, second, third] },
      "before it is written",
    ],
    [
      "a value that is stored for nobody",
      { ...plan, kernels: [{ ...first, stores: first.values }, second, third] },
      "for nobody",
    ],
    [
      "a loop over another shape",
      { ...plan, kernels: [{ ...first, shape: [4, 3] }, second, third] },
      "shape",
    ],
    [
      "a view that is read elsewhere",
      {
        ...plan,
        accesses: plan.accesses.map((access, v) =>
          access && access.base !== v ? { ...access, offset: access.offset + 1 } : access,
        ),
      },
      "at [0,0] is",
    ],
    [
      "a view that is read along another axis",
      {
        ...plan,
        accesses: plan.accesses.map((access, v) =>
          access && access.base !== v ? { ...access, strides: access.strides.toReversed() } : access,
        ),
      },
      "at [0,1] is",
    ],
  ];
  it.each(plans)("%s", (_, wrong, problem) => {
    expect(planProblems(wrong, arena).join("; ")).toContain(problem);
  });

  const places: readonly (readonly [string, Arena, readonly Carried[], string])[] = [
    ["two results in one place", addressed((at) => (at[product] = at[quotient] as number)), [], "overlaps"],
    ["a result behind the arena", addressed((at) => (at[product] = arena.bytes - 8)), [], "behind the arena"],
    ["a result that begins in an element", addressed((at) => (at[product] = 4)), [], "between elements"],
    ["a result without a place", addressed((at) => (at[product] = -1)), [], "has no place"],
    ["a result over data", addressed((at) => (at[quotient] = at[x] as number)), [], "overlaps"],
    [
      "a result over data that is read later",
      addressed((at) => (at[quotient] = at[x] as number)),
      carried,
      "is read after",
    ],
  ];
  it.each(places)("%s", (_, wrong, over, problem) => {
    expect(planProblems(plan, wrong, over).join("; ")).toContain(problem);
  });

  it("a result that is left nowhere, or elsewhere for no reason", () => {
    expect(planProblems(plan, arena, [], [product]).join("; ")).toContain("not left anywhere");
    const elsewhere = { ...arena, left: new Map([[product, 0]]) };
    expect(planProblems(plan, elsewhere, [], [product]).join("; ")).toContain("for no reason");
  });

  it("what is left behind in a place that a run which is refused has written to", () => {
    const { roots } = graphOf(`
      a: float64 [2,2]
      c = cholesky a
      d = exp c
      return d
    `);
    const refusing = lower(programOf(evaluationOrder(roots)));
    const left = refusing.program.roots;
    const right = arenaOf(refusing, [], left);
    expect(planProblems(refusing, right, [], left)).toEqual([]);
    const wrong = { ...right, left: new Map(left.map((root) => [root, right.addresses[root] as number])) };
    expect(planProblems(refusing, wrong, [], left).join("; ")).toContain("lost to");
  });
});
