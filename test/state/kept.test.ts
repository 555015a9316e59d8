import {
  compile,
  gradients,
  ones,
  type Parameter,
  parameter,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/autograd";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { clearPlans } from "../../packages/autograd/src/evaluate/materialize.ts";
import { sharedMemory } from "../../packages/autograd/src/wasm/compile-plan.ts";

const { budget } = sharedMemory();

afterEach(() => {
  sharedMemory().budget = budget;
});

type Link = (y: Tensor, operand: Tensor | number) => Tensor;

const chain: Readonly<Record<string, Link>> = {
  add: (y, operand) => y.add(operand as never),
  sub: (y, operand) => y.sub(operand as never),
  mul: (y, operand) => y.mul(operand as never),
  sin: (y) => y.sin(),
};

const kinds = ["loss", "gradient", "assign", "carry", "state", "parameter"] as const;

interface Action {
  readonly what: (typeof kinds)[number];
  /** Which derivative, and which parameter or state. */
  readonly by: number;
  readonly k: number;
}

/**
 * Loops as people write them, one after the other: a loss, its derivatives, and what is done with them, in the same order in each
 * step of a loop.
 */
interface Loops {
  readonly size: 1 | 2;
  readonly links: readonly { readonly name: string; readonly operand: number }[];
  readonly wrt: readonly number[];
  readonly loops: readonly (readonly Action[])[];
}

const pick = fc.nat({ max: 12 });

const action = fc.record({ what: fc.constantFrom(...kinds), by: pick, k: pick });

/** Of derivatives that are asked for together one is mostly used before another is read. */
const ofStep = fc
  .tuple(fc.array(action, { maxLength: 2 }), pick, pick, fc.array(action, { maxLength: 1 }))
  .map(([before, by, k, after]): readonly Action[] => [
    ...before,
    { what: "assign", by, k },
    ...[0, 1, 2].map((place): Action => ({ what: "gradient", by: by + place, k })),
    ...after,
  ]);

const programs: fc.Arbitrary<Loops> = fc.record({
  size: fc.constantFrom(1, 2),
  links: fc.array(fc.record({ name: fc.constantFrom("add", "sub", "mul", "mul", "sin"), operand: pick }), {
    minLength: 2,
    maxLength: 5,
  }),
  wrt: fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 2, maxLength: 3 }),
  loops: fc.array(ofStep, { minLength: 3, maxLength: 3 }),
});

/** All that is read in loops of six steps. */
function readings({ size, links, wrt, loops }: Loops, before: () => void): number[] {
  const shape = size === 1 ? [] : [2];
  const seen: number[] = [];
  for (const actions of loops) {
    const cells = [0.75, -0.5, 1.25].map((x) => parameter(zeros(shape).add(x)) as Parameter);
    const states = cells.map((): Tensor => zeros(shape));
    const by = wrt.map((k) => cells[k] as Parameter);
    for (let step = 0; step < 6; step++) {
      const operands = [...cells, step / 2 + 0.5];
      const y = links.reduce(
        (y, { name, operand }) => (chain[name] as Link)(y, at(operands, operand)),
        cells[0] as Tensor,
      );
      const loss = y.square().sum();
      const found: readonly Tensor[] = gradients(loss, by, { unused: "zero" });
      for (const action of actions) {
        before();
        const [gradient, cell, state] = [at(found, action.by), at(cells, action.k), at(states, action.k)];
        if (action.what === "assign") cell.assign(cell.sub(gradient.mul(0.01) as never) as never);
        else if (action.what === "carry") states[action.k % 3] = state.mul(0.5).add(gradient as never);
        else seen.push(...{ loss, gradient, state, parameter: cell }[action.what].data());
      }
    }
    before();
    for (const x of [...cells, ...states]) seen.push(...x.data());
  }
  return seen;
}

function at<T>(list: readonly T[], k: number): T {
  return list[k % list.length] as T;
}

test("loops give the same bits whether plans are kept from step to step or made anew", () => {
  fc.assert(
    fc.property(programs, (program) => {
      clearPlans();
      expect(readings(program, () => {})).toEqual(readings(program, clearPlans));
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 15 },
  );
});

test("a known value is told from another by what it was computed from, where a derivative goes on behind it", () => {
  const found = (f: (x: Tensor<[2]>) => Tensor<[2]>): number[] => {
    const x = tensor([1, 2]);
    const y = f(x);
    y.data();
    return gradients(y.mul(y).sum(), [x])[0].toArray();
  };
  for (let k = 0; k < 4; k++) {
    expect(found((x) => x.mul(2))).toEqual([8, 16]);
    expect(found((x) => x.square())).toEqual([4, 32]);
    expect(found((x) => x.neg())).toEqual([2, 4]);
  }
});

test("a gradient that a compiled function left in memory outlives its place there", () => {
  const w = parameter([1, 2, 3]);
  const found = compile((x: Tensor<[3]>) => {
    w.mul(x).sum().backward();
  });
  found(tensor([5, 6, 7]));
  // Whatever runs next needs the room, and writes there.
  sharedMemory().budget = 0;
  for (const size of [2000, 2000, 2000, 3, 3, 3, 3]) {
    for (let k = 1; k < 3; k++) compile((x: Tensor) => x.mul(k).sin().sum())(ones([size]));
  }
  expect(w.grad?.toArray()).toEqual([5, 6, 7]);
});
