import {
  checkpoint,
  compile,
  cond,
  evaluate,
  gradients,
  ones,
  type Parameter,
  parameter,
  scan,
  type Tensor,
  tensor,
  where,
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

type Read = (x: Tensor) => void;

/** What is calculated from three values, by functions that may read what comes up in them. */
const pieces: Readonly<Record<string, (x: Tensor, y: Tensor, z: Tensor, read: Read) => Tensor>> = {
  sin: (x) => x.sin(),
  tanh: (x) => x.tanh(),
  mul: (x, y) => x.mul(y),
  add: (x, y) => x.add(y).mul(0.7),
  log: (x) => x.abs().add(0.1).log(),
  stopped: (x, y, z) => x.stopGradient().mul(y).add(z),
  detached: (x, y, z) => x.add(y).mul(z.detach()),
  compared: (x, y, z) => where(x.greater(y), y, z),
  rounded: (x, y) => x.round().add(y),
  derivative: (x, y) => gradients(x.mul(y).sum(), [x])[0].add(x),
  branch: (x, y, z, read) =>
    cond(
      x.sum().greater(-9),
      (q: Tensor) => {
        const inside = [y.sin(), z.cos()] as const;
        for (const each of inside) read(each);
        const stop = inside[0].stopGradient();
        read(stop);
        return stop.mul(inside[1]).add(stop.mul(q)).add(inside[0].mul(inside[1])).add(y.mul(z)).add(y);
      },
      (q: Tensor) => q,
      x,
    ).tanh(),
  loop: (x, y, z, read) =>
    scan(
      (h: Tensor, k: Tensor): [Tensor, Tensor] => {
        const u = y.sin();
        read(u);
        const next = h.mul(u.stopGradient()).add(u.mul(k)).add(z.stopGradient().mul(u)).tanh();
        return [next, next];
      },
      x,
      [0.5, -0.25],
    )[0],
  checkpoint: (x, y, z, read) =>
    checkpoint((q: Tensor, r: Tensor) => {
      const [u, m, p] = [z.sin(), z.cos(), q.sin()];
      for (const each of [u, p]) read(each);
      const stop = p.stopGradient();
      read(stop);
      return u.stopGradient().mul(r).add(m.mul(q)).add(stop.mul(z)).add(p.mul(u)).add(z).tanh();
    })(x, y),
};

const piece = fc.record({ name: fc.constantFrom(...Object.keys(pieces)), x: pick, y: pick, z: pick });

type Steps = readonly { readonly name: string; readonly x: number; readonly y: number; readonly z: number }[];

/** The gradient of a program, and that of something calculated from it. */
function gradientsOf(steps: Steps, read: Read) {
  return (w: Tensor, v: Tensor): Tensor[] => {
    const values = [w, v];
    for (const { name, x, y, z } of steps) {
      const made = (pieces[name] as (typeof pieces)[string])(
        at(values, x),
        at(values, y),
        at(values, z),
        read,
      );
      read(made);
      values.push(made);
    }
    // A walk from the result comes to the last value first, and then to others from there.
    const last = values.at(-1) as Tensor;
    const total = values.reduce((sum, value, k) => (k % 2 === 0 ? sum.add(value.mul(0.3)) : sum), last).sum();
    const first = gradients(total, [w, v], { unused: "zero" });
    const norm = first[0].square().sum().add(first[1].sin().sum());
    read(norm);
    return [...first, ...gradients(norm, [w, v], { unused: "zero" })];
  };
}

function bitsOf(found: readonly Tensor[]): number[] {
  return found.flatMap((each) => [...each.data()]);
}

/** Reads some of the values that it is given, in one way or another: which, the digits of a number say. */
function reader(choice: number): Read {
  const ways: readonly Read[] = [
    () => {},
    (x) => x.data(),
    () => {},
    (x) => String(x),
    (x) => JSON.stringify(x),
    () => {},
    (x) => evaluate(x),
  ];
  let state = choice;
  return (x) => {
    state = (state * 75 + 74) % 65537;
    at(ways, state)(x);
  };
}

/** That gradients have the same bits whatever is read on the way, and compiled. */
function requireSameBits(steps: Steps, start: number, isScalar: boolean, choice: number): void {
  const cells = (): [Tensor, Tensor] => {
    const [a, b] = [start, 0.2 - start * start];
    return isScalar ? [parameter(a), parameter(b)] : [parameter([a, b]), parameter([b + 1, a * 0.7])];
  };
  const found = (read: Read): number[] => bitsOf(gradientsOf(steps, read)(...cells()));
  const plain = found(() => {});
  expect(found((x) => x.data())).toEqual(plain);
  expect(found(reader(choice))).toEqual(plain);
  const [w, v] = cells();
  expect(bitsOf(compile(() => gradientsOf(steps, () => {})(w, v))())).toEqual(plain);
}

const program = fc.array(piece, { minLength: 3, maxLength: 9 });

test("a derivative has the same bits whatever was read before, and compiled", () => {
  fc.assert(
    fc.property(
      program,
      fc.integer({ min: -9, max: 9 }),
      fc.boolean(),
      fc.nat(60_000),
      (steps, x, isScalar, choice) => requireSameBits(steps, x / 7, isScalar, choice),
    ),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 6 },
  );
});

const step = (name: string, x: number, y = 0, z = 0): Steps[number] => ({ name, x, y, z });

// A walk through a stopGradient, also within a branch or a checkpoint, comes to what is behind it before others do.
test.each<[string, Steps]>([
  ["a stopGradient", [step("sin", 0), step("log", 0), step("mul", 3, 2), step("stopped", 2, 0, 4)]],
  ["a branch", [step("sin", 0), step("log", 0), step("branch", 0, 2, 3)]],
  ["a checkpoint", [step("sin", 0), step("log", 0), step("checkpoint", 2, 0, 3)]],
])("a derivative has the same bits whatever was read before %s", (_, steps) => {
  for (let k = 1; k <= 4; k++) requireSameBits(steps, k / 7 - 0.4, k % 2 === 0, k);
});
