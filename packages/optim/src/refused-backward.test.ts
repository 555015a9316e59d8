import { compile, type Parameter, parameter, type Tensor, take, tensor } from "@chainrule/autograd";
import { cholesky } from "@chainrule/autograd/linalg";
import { describe, expect, test } from "vitest";
import { adam, gradientDescent } from "./index.ts";

interface World {
  readonly w: Parameter<[2]>;
  readonly v: Parameter<[2]>;
}

const good = tensor([0, 1], { dtype: "int32" });
const bad = tensor([0, 7], { dtype: "int32" });
// Known when values are computed, and not before.
const chosen = (index: Tensor): Tensor => index.mul(1);

/** Losses whose gradients are refused when they are computed; of `w`, and but for the first not of `v`, or of both. */
const losses: Readonly<Record<string, (world: World, index: Tensor) => Tensor<[]>>> = {
  "an index, in both": ({ w, v }, index) => take(w, chosen(index)).square().mul(v).sum(),
  "an index, in one": ({ w, v }, index) => take(w, chosen(index)).square().sum().add(v.sum()),
  "a matrix": ({ w, v }, index) => {
    const matrix = tensor([
      [2, 0],
      [0, 2],
    ]).sub(index.sum().cast("float64"));
    return cholesky(matrix.add(w.square().mul(0.01)))
      .square()
      .sum()
      .add(v.sum());
  },
};

/** What happened before. */
const pasts: Readonly<Record<string, (world: World, step: () => void) => void>> = {
  nothing: () => undefined,
  "a gradient": ({ w, v }) => w.mul([1, 2]).add(v.mul(3)).sum().backward(),
  "a gradient of one": ({ w }) => w.mul([1, 2]).sum().backward(),
  "two gradients": ({ w, v }) => {
    w.mul([1, 2]).add(v.mul(3)).sum().backward();
    w.square().sum().backward();
  },
  "a gradient, read": ({ w, v }) => {
    w.mul([1, 2]).add(v.mul(3)).sum().backward();
    void String(w.grad);
  },
  "a used gradient": ({ w, v }, step) => {
    w.mul([1, 2]).add(v.mul(3)).sum().backward();
    step();
  },
  "a used gradient, read": ({ w, v }, step) => {
    w.mul([1, 2]).add(v.mul(3)).sum().backward();
    step();
    void String(w.grad);
  },
  "a gradient set by hand": ({ w }) => {
    w.grad = tensor([5, 6]);
  },
  "a gradient of a compiled function": ({ w, v }) => {
    compile(() => w.mul([1, 2]).add(v.mul(3)).sum().backward())();
  },
  "a gradient that a compiled function used": ({ w, v }, step) => {
    compile(() => {
      w.mul([1, 2]).add(v.mul(3)).sum().backward();
      step();
    })();
  },
};

const refused = /indices must be from -2 to 1|cholesky: /;

/** Ways to find out that it is refused. */
const ways: Readonly<Record<string, (world: World, loss: () => Tensor<[]>, step: () => void) => void>> = {
  "backward, step": (_, loss, step) => {
    loss().backward();
    step();
  },
  "backward, reading the gradient": ({ w }, loss) => {
    loss().backward();
    w.grad?.data();
  },
  "backward, reading what was made of it": ({ w }, loss) => {
    loss().backward();
    w.grad?.square().sum().item();
  },
  "backward, reading the loss": (_, loss) => {
    const y = loss();
    y.backward();
    y.item();
  },
  "backward, clipping by hand, step": (world, loss, step) => {
    loss().backward();
    for (const p of [world.w, world.v]) if (p.grad !== null) p.grad = p.grad.clip(-1, 1);
    step();
  },
  "backward, reading the other first": ({ w, v }, loss) => {
    loss().backward();
    const gradient = w.grad;
    try {
      // Where it can be had, it is known from then on.
      v.grad?.data();
      void v.grad;
    } catch {}
    gradient?.data();
  },
  "backward, compiled step": (_, loss, step) => {
    loss().backward();
    compile(step)();
  },
  "compiled backward and step": (_, loss, step) => {
    compile(() => {
      loss().backward();
      step();
    })();
  },
};

const makers = {
  gradientDescent: (parameters: readonly Parameter[]) =>
    gradientDescent(parameters, { learningRate: 0.1, momentum: 0.9 }),
  adam: (parameters: readonly Parameter[]) => adam(parameters, { learningRate: 0.1 }),
};

function begin(optimizer: keyof typeof makers) {
  const world: World = { w: parameter([1, 0.5]), v: parameter([-0.3, 2]) };
  const rule = makers[optimizer]([world.w, world.v]);
  return { world, rule };
}

const seen = ({ w, v }: World): unknown =>
  [w, v].flatMap((p) => [p, p.grad, p.pendingGradient].map((x) => x?.toArray() ?? null));
const state = (rule: { state(): Record<string, Tensor> }): unknown =>
  Object.entries(rule.state()).map(([name, x]) => [name, x.toArray()]);

describe.each(Object.keys(losses))("a refused loss, with %s,", (lossName) => {
  const loss = losses[lossName] as (typeof losses)[string];
  describe.each(Object.keys(pasts))("after %s:", (past) => {
    test.each(Object.keys(ways))("%s", (way) => {
      for (const optimizer of ["gradientDescent", "adam"] as const) {
        const [a, b] = [begin(optimizer), begin(optimizer)];
        for (const { world, rule } of [a, b]) pasts[past]?.(world, () => rule.step());
        expect(() =>
          ways[way]?.(
            a.world,
            () => loss(a.world, bad),
            () => a.rule.step(),
          ),
        ).toThrow(refused);
        expect(seen(a.world)).toEqual(seen(b.world));
        expect(state(a.rule)).toEqual(state(b.rule));
        for (let k = 0; k < 2; k++) {
          for (const { world, rule } of [a, b]) {
            loss(world, good).backward();
            rule.step();
          }
          expect(seen(a.world)).toEqual(seen(b.world));
          expect(state(a.rule)).toEqual(state(b.rule));
        }
      }
    });
  });
});

test("what was added before and after a refused loss still counts, and is used once", () => {
  for (const lossName of Object.keys(losses)) {
    const loss = losses[lossName] as (typeof losses)[string];
    const [a, b] = [begin("adam"), begin("adam")];
    const add = ({ w, v }: World, k: number) => w.mul(k).add(v).sum().backward();
    for (const { world } of [a, b]) add(world, 2);
    loss(a.world, bad).backward();
    for (const { world } of [a, b]) add(world, 3);
    expect(() => a.rule.step()).toThrow(refused);
    for (const { world } of [a, b]) add(world, 4);
    expect(seen(a.world)).toEqual(seen(b.world));
    for (const { rule } of [a, b]) rule.step();
    expect(seen(a.world)).toEqual(seen(b.world));
    expect(a.world.w.grad?.toArray()).toEqual([9, 9]);
  }
});

test("an error of something else takes nothing back", () => {
  const [a, b] = [begin("adam"), begin("adam")];
  for (const { world } of [a, b]) losses["an index, in one"]?.(world, good).backward();
  expect(() => take(a.world.w, chosen(bad)).sum().item()).toThrow(refused);
  expect(seen(a.world)).toEqual(seen(b.world));
  a.world.w.grad = tensor([1, 2]);
  expect(() => take(a.world.w, chosen(bad)).sum().item()).toThrow(refused);
  expect(a.world.w.pendingGradient?.toArray()).toEqual([1, 2]);
});

test("a gradient set by hand stays", () => {
  const w = parameter([1, 2]);
  take(w, chosen(bad)).square().sum().backward();
  w.grad = tensor([5, 6]);
  expect(() => take(w, chosen(bad)).sum().item()).toThrow(refused);
  expect(w.pendingGradient?.toArray()).toEqual([5, 6]);
  take(w, chosen(bad)).square().sum().backward();
  w.grad = null;
  expect(() => take(w, chosen(bad)).sum().item()).toThrow(refused);
  expect(w.grad).toBe(null);
});
