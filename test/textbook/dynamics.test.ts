/** Problems of textbooks, as a user would write them: each against a closed form or a published number, and by `assertGradients`. */
import {
  assertGradients,
  compile,
  fixedPoint,
  mt19937,
  odeint,
  parameter,
  root,
  scan,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { adam } from "@chainrule/optim";
import { expect, test } from "vitest";

test("a mass on a spring: its period is 2π √(m / k)", () => {
  const position = (k: Tensor, m: Tensor, t: Tensor | number, maxSteps = 20): Tensor => {
    const force = ({ x, v }: { x: Tensor; v: Tensor }) => ({ x: v, v: x.mul(k).div(m).neg() });
    const times = tensor([0, 1]).mul(t);
    return odeint(force, { x: 1, v: 0 }, times, { rtol: 1e-6, atol: 1e-8, maxSteps }).x.slice([1]);
  };
  const [k, m] = [tensor(3), tensor(0.5)];
  const period = 2 * Math.PI * Math.sqrt(0.5 / 3);
  expect(position(k, m, period, 60).item()).toBeCloseTo(1, 4);
  expect(position(k, m, period / 4).item()).toBeCloseTo(0, 4);
  // Where it comes to the middle first, as a root of the solution.
  const quarter = root((t: Tensor) => position(k, m, t), 0.6, { tolerance: 1e-6 });
  expect(quarter.item()).toBeCloseTo(period / 4, 4);
  assertGradients((a: Tensor) => position(a, m, 0.7), [k], { tolerance: 1e-3, order: 1 });
});

test("a pendulum by the implicit midpoint rule keeps its energy for a thousand steps", () => {
  const h = 0.05;
  const energy = (q: Tensor, p: Tensor): Tensor => p.square().div(2).sub(q.cos());
  const swing = (q0: Tensor, steps: number): { q: Tensor; p: Tensor } => {
    const step = ({ q, p }: { q: Tensor; p: Tensor }) => {
      const next = root(
        ({ q: a, p: b }: { q: Tensor; p: Tensor }) => ({
          q: a.sub(q).sub(b.add(p).mul(h / 2)),
          p: b.sub(p).add(a.add(q).div(2).sin().mul(h)),
        }),
        { q, p },
      );
      return [next, energy(next.q, next.p)] as const;
    };
    return scan(step, { q: q0, p: tensor(0) }, null, { length: steps })[0];
  };
  const end = compile((q0: Tensor) => swing(q0, 1000))(1);
  expect(energy(end.q, end.p).item()).toBeCloseTo(-Math.cos(1), 3);
  // A quarter of the period for an amplitude of 1: K(sin ½) = 1.6857503548… (M. Abramowitz, I. Stegun, 17.3.1).
  const quarter = 1.6857503548 / h;
  expect(swing(tensor(1), Math.floor(quarter)).q.item()).toBeGreaterThan(0);
  expect(swing(tensor(1), Math.ceil(quarter)).q.item()).toBeLessThan(0);
  assertGradients((q0: Tensor) => swing(q0, 5).q, [0.8]);
});

test("PageRank as a fixed point, of four pages", () => {
  // Each page links to: A to B, C and D; B to A and D; C to D; D to B. The columns are where one goes from a page.
  const links = tensor([
    [0, 1 / 2, 0, 0],
    [1 / 3, 0, 0, 1],
    [1 / 3, 0, 0, 0],
    [1 / 3, 1 / 2, 1, 0],
  ]);
  const rank = (damping: Tensor): Tensor =>
    fixedPoint(
      (x: Tensor) => links.matmul(x).mul(damping).add(damping.neg().add(1).div(4)),
      [0.25, 0.25, 0.25, 0.25],
    );
  const ranks = rank(tensor(1 - 0.15)).toArray() as number[];
  expect(ranks.reduce((a, b) => a + b)).toBeCloseTo(1, 11);
  // What the linear equations say.
  const left = links.matmul(ranks).mul(0.85).add(0.0375).sub(ranks).abs().max().item();
  expect(left).toBeLessThan(1e-11);
  assertGradients((d: Tensor) => rank(d).mul([1, 2, 3, 4]).sum(), [0.85]);
});

test("a neural ODE learns a spiral", () => {
  const numbers = mt19937(7);
  const [w1, w2] = [parameter(numbers.normal([2, 8]).mul(0.5)), parameter(numbers.normal([8, 2]).mul(0.1))];
  const times = [0, 0.5, 1, 1.5];
  const start = tensor([1, 0]);
  const along = (a: Tensor, b: Tensor): Tensor =>
    odeint((y: Tensor) => y.matmul(a).tanh().matmul(b), start, times, {
      rtol: 1e-5,
      atol: 1e-6,
      maxSteps: 40,
    });
  // y' = (-0.1 y₁ - y₂, y₁ - 0.1 y₂): a spiral.
  const spiral = tensor(times.map((t) => [Math.cos(t), Math.sin(t)].map((x) => x * Math.exp(-0.1 * t))));
  const loss = (): Tensor => along(w1, w2).sub(spiral).square().mean();
  const before = loss().item();
  const optimizer = adam([w1, w2], { learningRate: 0.05 });
  const step = compile(() => optimizer.minimize(loss()));
  for (let k = 0; k < 150; k++) step();
  expect(loss().item()).toBeLessThan(before / 200);
  assertGradients((a: Tensor) => along(a, w2.detach()).sum(), [w1.detach()], {
    order: 1,
    tolerance: 1e-3,
    maxElements: 2,
  });
});
