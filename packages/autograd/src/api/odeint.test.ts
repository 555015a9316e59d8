import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  compile,
  grad,
  gradients,
  hessian,
  inspect,
  jacobian,
  jvp,
  type OdeintOptions,
  odeint,
  odeintEvent,
  parameter,
  root,
  scalar,
  stack,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from "../index.ts";
import type { Stride } from "./ode-method.ts";
import { rodas5p } from "./rosenbrock.ts";
import { dormandPrince } from "./runge-kutta.ts";

const bits = (t: Tensor): unknown => t.toArray();
const few = { maxSteps: 60 };

/** y' = a t y, whose solution is y₀ exp(a (t² - t₀²) / 2). */
const grown = (a: Tensor | number, y: Tensor | number, times: Tensor | readonly number[]): Tensor =>
  odeint((x: Tensor, t) => x.mul(t).mul(a), y, times as Tensor, { maxSteps: 60 });

describe("odeint", () => {
  test("has derivatives that are right beside others which are constant", () => {
    const [start, slope] = [tensor(2), tensor(4)];
    const end = odeint(() => slope.mul(3), start, [0, 1], few)
      .slice([1])
      .sum();
    const [found] = gradients(end.square().add(slope), [slope]) as [Tensor];
    expect(found.item()).toBeCloseTo(85, 10);
  });

  test("is as near to known solutions as the tolerances ask, at asked times within and at the ends of steps", () => {
    const times = [0, 0.1, 0.77, 2, 3, 6];
    const { q, p } = odeint(
      ({ q: x, p: v }: { q: Tensor; p: Tensor }) => ({ q: v, p: x.neg() }),
      { q: [1, 0], p: [0, 1] },
      times,
      { maxSteps: 100 },
    );
    expect(q.shape).toEqual([6, 2]);
    for (const [k, t] of times.entries()) {
      expect(
        q
          .slice([k])
          .sub([Math.cos(t), Math.sin(t)])
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-7);
      expect(
        p
          .slice([k])
          .sub([-Math.sin(t), Math.cos(t)])
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-7);
    }
    const errorAt = (rtol: number): number =>
      Math.abs(
        odeint((y: Tensor) => y.neg(), 1, [0, 1], { rtol, atol: rtol, maxSteps: 150 })
          .slice([1])
          .item() - Math.exp(-1),
      );
    expect(errorAt(1e-4)).toBeLessThan(1e-4);
    expect(errorAt(1e-12)).toBeLessThan(1e-12);
  });

  test.each([
    ["dopri5", dormandPrince],
    ["rodas5p", rodas5p],
  ])("steps of %s are of order 5, and values within them of order 4", (_, method) => {
    // y' = -y² + t, of which a step ends where smaller ones do.
    const system = {
      slope: (y: Tensor, t: Tensor): Tensor => y.square().neg().add(t),
      byState: (y: Tensor): Tensor => y.mul(-2).reshape([1, 1]),
      byTime: (y: Tensor): Tensor => y.mul(0).add(1),
    };
    const stride = (y: Tensor, from: number, h: number): Stride => {
      const t = tensor(from);
      return method(system, y, t, tensor(h), system.slope(y, t));
    };
    const error = (h: number, theta: number): number => {
      const { next, within } = stride(tensor([1]), 0, h);
      const [c0, c1, c2, c3] = within.map((c) => c.item()) as [number, number, number, number];
      const inner = c0 + (1 - theta) * (c1 + theta * (c2 + (1 - theta) * c3));
      let y: Tensor = tensor([1]);
      for (let k = 0; k < 2; k++) y = stride(y, (k * h * theta) / 2, (h * theta) / 2).next;
      return Math.abs((theta === 1 ? next.item() : 1 + theta * inner) - y.item());
    };
    expect(Math.log2(error(0.05, 1) / error(0.025, 1))).toBeGreaterThan(5.5);
    for (const theta of [0.3, 0.8])
      expect(Math.log2(error(0.05, theta) / error(0.025, theta))).toBeGreaterThan(4.5);
  });

  test("goes backwards in time, nowhere, and takes times in any order between the first and the last", () => {
    const back = grown(1, 1, [2, 1, 0]).toArray() as number[];
    for (const [k, t] of [2, 1, 0].entries()) expect(back[k]).toBeCloseTo(Math.exp((t * t - 4) / 2), 8);
    expect(bits(grown(1, 3, [1]))).toEqual([3]);
    expect(bits(grown(1, 3, [1, 1]))).toEqual([3, 3]);
    const [first, , , last] = grown(1, 1, [0, 1.5, 0.5, 2]).toArray() as [number, number, number, number];
    expect([first, last]).toEqual([1, expect.closeTo(Math.exp(2), 6)]);
    expect(odeint((y: Tensor) => y, zeros([0]), [0, 1]).shape).toEqual([2, 0]);
  });

  test("has derivatives in both modes and of second order, by parameters, the state and the times", () => {
    const at = [0.5, 1, 2];
    const solved = (a: number, y: number, t0: number, t: number): number =>
      y * Math.exp((a * (t * t - t0 * t0)) / 2);
    const near = (got: Tensor, wanted: readonly number[]): void =>
      expect(got.toArray()).toEqual(wanted.map((w) => expect.closeTo(w, 5)));
    const wanted = at.map((t) => solved(0.7, 2, 0.5, t));
    near(
      jacobian((a: Tensor) => grown(a, 2, at))(0.7),
      at.map((t, k) => ((t * t - 0.25) / 2) * (wanted[k] as number)),
    );
    near(
      jacobian(jacobian((a: Tensor) => grown(a, 2, at)))(0.7),
      at.map((t, k) => ((t * t - 0.25) / 2) ** 2 * (wanted[k] as number)),
    );
    near(
      jvp((y: Tensor) => grown(0.7, y, at), [2], [1])[1],
      wanted.map((w) => w / 2),
    );
    const byTimes = jacobian((ts: Tensor) => grown(0.7, 2, ts).slice([2]))(at);
    const last = wanted[2] as number;
    near(byTimes, [-0.7 * 0.5 * last, 0, 0.7 * 2 * last]);
  });

  test("moves with the times as the equations say, also where no step is taken, and close to where one ends", () => {
    const decayed = (times: Tensor): Tensor => odeint((y: Tensor) => y.neg(), 3, times, few);
    expect(bits(jacobian(decayed)([1, 1]))).toEqual([
      [0, 0],
      [3, -3],
    ]);
    // y' = y cos (1 + t), whose solution is exp(sin (1 + t) - sin 1).
    const at = (t: Tensor): Tensor =>
      odeint((y: Tensor, s) => y.mul(s.add(1).cos()), 1, stack([tensor(0), t]), { maxSteps: 14 }).slice([1]);
    const bends = [1e-9, 1e-4, 1].map((t) => {
      const bend = (Math.cos(1 + t) ** 2 - Math.sin(1 + t)) * Math.exp(Math.sin(1 + t) - Math.sin(1));
      const got = grad(grad(at))(t).item();
      expect(got).toBeCloseTo(bend, t === 1 ? 7 : 14);
      return got;
    });
    const [, near, far] = bends as [number, number, number];
    expect(jvp(grad(at), [1], [1])[1].item()).toBe(far);
    expect(jacobian((t: Tensor) => vmap(grad(at))(t))([1e-4, 1]).toArray()).toEqual([
      [near, 0],
      [0, far],
    ]);
  });

  test("has second derivatives by any two of a parameter, the state, and the times", () => {
    type All = readonly [a: Tensor, y: Tensor, from: Tensor, to: Tensor];
    const ends = ([a, y, from, to]: All): Tensor => grown(a, y, stack([from, to])).slice([1]);
    const exact = ([a, y, from, to]: All): Tensor =>
      y.mul(a.mul(to.square().sub(from.square())).div(2).exp());
    const bend = (f: (all: All) => Tensor): readonly number[] => {
      const of = (v: Tensor): Tensor => f([0, 1, 2, 3].map((k) => v.slice([k])) as unknown as All);
      return bits(hessian(of)([0.7, 2, 0.5, 1.5]).reshape([16])) as number[];
    };
    const wanted = bend(exact);
    expect(bend(ends)).toEqual(wanted.map((w) => expect.closeTo(w, 5)));
  });

  test("gives the same bits compiled, and for examples one by one, also of derivatives", () => {
    const loss = (a: Tensor): Tensor => grown(a, 1, [0, 1, 1.5]).square().sum();
    const both = (a: Tensor): Tensor[] => [loss(a), grad(loss)(a)];
    const plain = both(tensor(0.5)).map(bits);
    const compiled = compile(both);
    for (let k = 0; k < 2; k++) expect(compiled(0.5).map(bits)).toEqual(plain);
    const each = [0.5, -2].map((a) => grad(loss)(a).item());
    expect(vmap(grad(loss))([0.5, -2]).toArray()).toEqual(each);
  });

  test("follows parameters that change, and trains in a compiled step", () => {
    const rate = parameter(-0.5);
    const step = compile(() => {
      const error = odeint((y: Tensor) => y.mul(rate), 1, [0, 1], few)
        .slice([1])
        .sub(0.3)
        .square();
      const [slope] = gradients(error, [rate]);
      rate.assign(rate.sub(slope.mul(2)));
    });
    for (let k = 0; k < 30; k++) step();
    expect(rate.item()).toBeCloseTo(Math.log(0.3), 6);
  });

  test("refuses what it does not reach, with how far away that is", () => {
    // The solution has a pole at 1.
    const pole = (): Tensor => odeint((y: Tensor) => y.square(), 1, [0, 2], few) as Tensor;
    expect(message(() => pole().toArray())).toMatch(
      /^odeint: the last time must be reached in 60 steps, got 1\.0\d+\. That is how far away it was\. Allow more with maxSteps, rtol or atol\.$/,
    );
    const kept = parameter([1, 1]);
    const step = compile(() => {
      kept.assign(pole());
    });
    expect(message(() => step())).toBe(message(() => pole().toArray()));
    expect(kept.toArray()).toEqual([1, 1]);
    expect(message(() => grown(1, 1, [0, 3, 1]).toArray())).toBe(
      "odeint: times must lie between the first and the last, got 2.",
    );
    expect(message(() => odeint((y: Tensor) => y.mul(NaN), 1, [0, 1], few).toArray())).toContain(
      "got 1. That is",
    );
  });

  test.each([
    [() => odeint(1 as never, 1, [0, 1]), "odeint: takes a function, got 1."],
    [() => odeint((y) => y, 1, 1), "odeint: times must be a vector with at least one element, got shape []."],
    [
      () => odeint((y) => y, 1, tensor([0, 1], { dtype: "float32" })),
      'odeint: times must have the dtype of the state, got float32 and float64. Use cast("float64").',
    ],
    [
      () => odeint((y) => y, tensor([1], { dtype: "int32" }), [0, 1]),
      'odeint: the first state must be floating-point, got int32. Cast it, e.g. with cast("float64").',
    ],
    [
      () => odeint((y: Tensor) => y.sum(), [1, 2], [0, 1]),
      "odeint: what the function returns must have shape [2], got [].",
    ],
    [() => odeint((y) => y, 1, [0, 1], { maxStep: 0 }), "odeint: maxStep must be a positive number, got 0."],
    [() => odeint((y) => y, 1, [0, 1], { rtol: -1 }), "odeint: rtol must be a positive number, got -1."],
    [
      () => odeint((y) => y, 1, [0, 1], { method: "toString" as never }),
      'odeint: method must be "dopri5" or "rodas5p", got "toString".',
    ],
    [
      () => odeint((y) => y, 1, [0, 1], { adjoint: "yes" as never }),
      'odeint: adjoint must be true or false, got "yes".',
    ],
    [
      () => odeint((y) => y, 1, [0, 1], { steps: 1 } as never),
      'odeint: there is no option "steps", only rtol, atol, maxSteps, maxStep, method, adjoint.',
    ],
    [
      () => odeint((y, t) => y.mul(t.item()), 1, [0, 1]),
      "odeint: a value cannot be read inside the function, since each step has its own. Choose by value with where() or cond().",
    ],
  ] as const)("refuses a bad call: %s", (call, wanted) => {
    expect(message(call as () => unknown)).toBe(wanted);
  });
});

/** What remains is, relative to what is expected. */
const distance = (got: readonly number[], wanted: readonly number[]): number =>
  Math.max(...got.map((g, k) => Math.abs(g / (wanted[k] as number) - 1)));

describe("derivatives of odeint where the solution is easier than they are", () => {
  const pendulum = (y: Tensor, method: "dopri5" | "rodas5p" = "dopri5"): Tensor =>
    odeint((x: Tensor) => stack([x.slice([1]), x.slice([0]).sin().neg()]), y, [0, 5, 20], {
      method,
      maxSteps: 300,
    }).slice([2]);
  const turned = [
    [Math.cos(20), Math.sin(20)],
    [-Math.sin(20), Math.cos(20)],
  ].map((row) => row.map((x) => expect.closeTo(x, 6)));

  test.each(["dopri5", "rodas5p"] as const)("are right at rest, in both modes, %s", (method) => {
    expect(jacobian((y: Tensor) => pendulum(y, method))([0, 0]).toArray()).toEqual(turned);
    for (const k of [0, 1]) {
      const [, along] = jvp((y: Tensor) => pendulum(y, method), [[0, 0]], [[1 - k, k]]);
      expect(along.toArray()).toEqual(turned.map((row) => row[k]));
    }
  });

  /** y' = p cos 7t - y, whose solution is p times that for 1. */
  const driven = (p: Tensor): Tensor =>
    odeint((y: Tensor, t) => t.mul(7).cos().mul(p).sub(y), 0, [0, 10], { maxSteps: 600 }).slice([1]);
  const exact = (Math.cos(70) + 7 * Math.sin(70) - Math.exp(-10)) / 50;

  test("are right by a parameter that is 0 or next to it, and the same compiled and for examples", () => {
    const slopes = [0, 1e-9, 1].map((p) => grad(driven)(p).item());
    for (const slope of slopes) expect(slope).toBeCloseTo(exact, 7);
    expect(vmap(grad(driven))([0, 1e-9, 1]).toArray()).toEqual(slopes);
    const compiled = compile(grad(driven));
    expect([0, 1e-9, 1].map((p) => compiled(p).item())).toEqual(slopes);
    const rate = parameter(0);
    const [slope] = gradients(driven(rate), [rate]);
    expect(slope.item()).toBe(slopes[0]);
  });

  test("are right where parameters cancel, and beside what grows", () => {
    const difference = grad((v: Tensor) => {
      const by = v.slice([0]).sub(v.slice([1]));
      return odeint((y: Tensor, t) => t.mul(7).cos().mul(by).sub(y), 0, [0, 10], { maxSteps: 400 }).slice([
        1,
      ]);
    });
    expect(difference([3, 3]).toArray()).toEqual([expect.closeTo(exact, 7), expect.closeTo(-exact, 7)]);
    // One component stays at rest beside another that is a power of e.
    const both = jacobian((y: Tensor) =>
      odeint((x: Tensor) => x.mul([1, -30]), y, [0, 2], { maxSteps: 200 }).slice([1]),
    )([1, 0]);
    expect(both.toArray()).toEqual([
      [expect.closeTo(Math.exp(2), 6), 0],
      [0, expect.closeTo(Math.exp(-60), 9)],
    ]);
  });

  /** y' = yⁿ sin 30t, whose derivatives by y at 0 are those of a line but for that of order n: n! S, where S is the integral of the sine. */
  const power =
    (n: number, options: OdeintOptions = {}) =>
    (y: Tensor): Tensor =>
      odeint((x: Tensor, t) => x.pow(n).mul(t.mul(30).sin()), y, [0, 1], { maxSteps: 200, ...options }).slice(
        [1],
      );
  const area = (1 - Math.cos(30)) / 30;
  const along = (f: (y: Tensor) => Tensor) => (y: Tensor) => jvp(f, [y], [1])[1];

  test.each([{ method: "dopri5" }, { method: "rodas5p", rtol: 1e-6, atol: 1e-8 }] as const)(
    "are right of second order where those of first order rest, in any mode: %s",
    (options) => {
      const f = power(2, options);
      for (const bend of [grad(grad(f)), grad(along(f)), along(grad(f)), along(along(f))])
        expect(bend(tensor(0)).item()).toBeCloseTo(2 * area, 6);
    },
  );

  test("are right of third order where the others rest, and the same compiled and for examples", () => {
    const third = grad(grad(grad(power(3))));
    const found = [0, 0.2].map((y) => third(y).item());
    // y / √(1 - 2 S y²)
    const exact = grad(
      grad(
        grad((y: Tensor) =>
          y.div(
            y
              .square()
              .mul(-2 * area)
              .add(1)
              .sqrt(),
          ),
        ),
      ),
    );
    expect(found).toEqual([6 * area, exact(0.2).item()].map((x) => expect.closeTo(x, 6)));
    expect(vmap(third)([0, 0.2]).toArray()).toEqual(found);
    expect(compile(third)(0.2).item()).toBe(found[1]);
  });

  test("are right of second order by several numbers, in each of which nothing changes", () => {
    const f = (v: Tensor) =>
      odeint(
        ({ a, c }: Record<"a" | "c" | "x" | "y", Tensor>, t) => {
          const wave = t.mul(30).sin();
          return { a: a.mul(0), c: c.mul(0), x: a.mul(c).mul(wave), y: a.square().sub(c.square()).mul(wave) };
        },
        { a: v.slice([0]), c: v.slice([1]), x: tensor(0), y: tensor(0) },
        [0, 1],
        { maxSteps: 200 },
      );
    const sum = (v: Tensor): Tensor => f(v).x.add(f(v).y.mul(3)).slice([1]);
    expect(hessian(sum)([0, 0]).toArray()).toEqual(
      [
        [6, 1],
        [1, -6],
      ].map((row) => row.map((x) => expect.closeTo(x * area, 7))),
    );
  });

  test("take no more steps than the orders need that somebody asks for", () => {
    expect(message(() => grad(grad(power(2, { maxSteps: 12 })))(0).item())).toMatch(
      /^odeint: the derivative must reach the last time in 12 steps, got 0\.\d+\. That is how far away it was\. Allow more with maxSteps, rtol or atol\.$/,
    );
    expect(grad(power(2, { maxSteps: 12 }))(0).item()).toBe(1);
  });

  test("leave the value and its steps alone", () => {
    const decays = (y: Tensor | number): Tensor =>
      odeint((x: Tensor) => x.mul(-1e3), y as Tensor, [0, 1], { maxSteps: 20 }).slice([1]);
    expect(decays(0).item()).toBe(0);
    expect(message(() => grad(decays)(0).item())).toMatch(
      /^odeint: the derivative must reach the last time in 20 steps, got 0\.9\d+\. That is how far away it was\. Allow more with maxSteps, rtol or atol\.$/,
    );
    const steps = compile((y: Tensor) => decays(y));
    expect(steps(0).item()).toBe(0);
  });

  test("do not ask for steps where they are not finite", () => {
    // y' = -√y, whose derivative at 0 is infinite.
    const drained = (y: Tensor): Tensor =>
      odeint((x: Tensor) => x.relu().sqrt().neg(), y, [0, 1], { maxSteps: 60 }).slice([1]);
    expect(drained(tensor(0)).item()).toBe(0);
    expect(grad(drained)(9).item()).toBeCloseTo(1 - 1 / 6, 6);
  });

  test("of the time of an event are right by a component that is at rest until then", () => {
    // A clock, and a pendulum at rest beside it.
    const after = (v: Tensor): Tensor =>
      odeintEvent(
        (x: Tensor) => stack([x.slice([1]), x.slice([0]).sin().neg(), tensor(1)]),
        stack([v.slice([0]), v.slice([1]), tensor(0)]),
        [0, 30],
        (x: Tensor) => x.slice([2]).sub(20),
        { maxSteps: 400 },
      ).y.slice([{ stop: 2 }]);
    expect(jacobian(after)([0, 0]).toArray()).toEqual(turned);
  });
});

describe("odeint with rodas5p", () => {
  // References: SciPy's Radau with rtol 1e-12, which agrees with the digits that the test sets publish. With the same tolerances, SciPy
  // 1.17 takes 319 steps, 2,964 slopes and 338 factorisations; 78, 647 and 100; 210, 1,931 and 232. A step here is 8 and 1.
  test("solves van der Pol's equation with mu = 1000", () => {
    const { x, v } = odeint(
      (s: { x: Tensor; v: Tensor }) => ({
        x: s.v,
        v: s.x.square().neg().add(1).mul(s.v).mul(1000).sub(s.x),
      }),
      { x: 2, v: 0 },
      [0, 2000],
      { method: "rodas5p", rtol: 1e-4, atol: 1e-8, maxSteps: 345 },
    );
    const wanted = [1.7061677321704383, -0.0008928097010248463];
    expect(
      distance(
        [x, v].map((of) => of.slice([1]).item()),
        wanted,
      ),
    ).toBeLessThan(1e-4);
  });

  test("solves Robertson's equations", () => {
    const [a, b, c] = odeint(
      ([a, b, c]) => {
        const [slow, back, fast] = [a.mul(0.04), b.mul(c).mul(1e4), b.square().mul(3e7)];
        return [back.sub(slow), slow.sub(back).sub(fast), fast];
      },
      [tensor(1), tensor(0), tensor(0)],
      [0, 40],
      { method: "rodas5p", rtol: 1e-6, atol: 1e-10, maxSteps: 45 },
    );
    const wanted = [0.7158270687194165, 9.185534764558227e-6, 0.2841637457458203];
    expect(
      distance(
        [a, b, c].map((of) => of.slice([1]).item()),
        wanted,
      ),
    ).toBeLessThan(2e-6);
  });

  test("solves the equations of a plant's high irradiance response", () => {
    const rates = tensor([
      [-1.71, 0.43, 8.32, 0, 0, 0, 0, 0],
      [1.71, -8.75, 0, 0, 0, 0, 0, 0],
      [0, 0, -10.03, 0.43, 0.035, 0, 0, 0],
      [0, 8.32, 1.71, -1.12, 0, 0, 0, 0],
      [0, 0, 0, 0, -1.745, 0.43, 0.43, 0],
      [0, 0, 0, 0.69, 1.71, -0.43, 0.69, 0],
      [0, 0, 0, 0, 0, 0, -1.81, 0],
      [0, 0, 0, 0, 0, 0, 1.81, 0],
    ]);
    const source = tensor([0.0007, 0, 0, 0, 0, 0, 0, 0]);
    const pairing = tensor([0, 0, 0, 0, 0, -280, 280, -280]);
    const y = odeint(
      (x: Tensor) =>
        rates
          .matmul(x)
          .add(source)
          .add(
            x
              .slice([5])
              .mul(x.slice([7]))
              .mul(pairing),
          ),
      [1, 0, 0, 0, 0, 0, 0, 0.0057],
      [0, 321.8122],
      { method: "rodas5p", rtol: 1e-6, atol: 1e-10, maxSteps: 210 },
    );
    const wanted = [
      0.0007371312573325532, 0.0001442485726316158, 5.8887297409673285e-5, 0.001175651343283123,
      0.0023863561988309505, 0.006238968252741669, 0.0028499983951854693, 0.0028500016048145223,
    ];
    expect(distance(y.slice([1]).toArray() as number[], wanted)).toBeLessThan(1e-6);
  });

  /** y' = a (cos t - y) from 0, whose solution is (a² cos t + a sin t - a² exp(-a t)) / (1 + a²). */
  const drawn = (
    a: Tensor,
    times: Tensor | readonly number[] = [0, 0.3, 0.5],
    { rtol, maxSteps }: OdeintOptions = { rtol: 1e-6, maxSteps: 80 },
  ): Tensor =>
    odeint((y: Tensor, t) => t.cos().sub(y).mul(a), 0, times as Tensor, {
      method: "rodas5p",
      rtol,
      atol: 1e-8,
      maxSteps,
    });
  const exact = (a: Tensor, t: number): Tensor =>
    a
      .square()
      .mul(Math.cos(t))
      .add(a.mul(Math.sin(t)))
      .div(a.square().add(1));

  test("has derivatives in both modes and of second order, by parameters and the times", () => {
    const [f, g] = [(a: Tensor) => drawn(a).slice([2]), (a: Tensor) => exact(a, 0.5)];
    expect(f(tensor(1000)).item()).toBeCloseTo(g(tensor(1000)).item(), 7);
    const near = (got: Tensor, wanted: Tensor): void =>
      expect(Math.abs(got.item() / wanted.item() - 1)).toBeLessThan(1e-4);
    near(grad(f)(1000), grad(g)(1000));
    near(jvp(f, [1000], [1])[1], grad(g)(1000));
    near(grad(grad(f))(1000), grad(grad(g))(1000));
    const byTime = grad((t: Tensor) => drawn(tensor(1000), t).slice([1]))([0, 0.5]).toArray() as number[];
    expect(byTime).toEqual([expect.closeTo(0, 4), expect.closeTo(-Math.sin(0.5), 2)]);
  });

  test("gives the same bits compiled, for examples one by one, and beside a parameter, also of derivatives", () => {
    const rate = parameter(1000);
    const end = (a: Tensor): Tensor => drawn(a, [0, 0.1, 0.2], { rtol: 1e-3, maxSteps: 60 }).slice([1]);
    const both = (): Tensor[] => {
      const y = end(rate);
      return [y, ...gradients(y, [rate])];
    };
    const plain = both().map(bits);
    const compiled = compile(both);
    for (let k = 0; k < 2; k++) expect(compiled().map(bits)).toEqual(plain);
    const slope = grad(end);
    expect([slope(1000).item(), slope(30).item()]).toEqual(bits(vmap(slope)([1000, 30])));
    rate.assign(30);
    expect(compiled().map(bits)).toEqual(both().map(bits));
  });

  test("refuses what it does not reach, and takes float32", () => {
    const pole = (): Tensor =>
      odeint((y: Tensor) => y.square(), 1, [0, 2], { method: "rodas5p", maxSteps: 60 });
    expect(message(() => pole().toArray())).toMatch(
      /^odeint: the last time must be reached in 60 steps, got 1\.1/,
    );
    const y = odeint((x: Tensor, t) => t.cos().sub(x).mul(1000), tensor(0, { dtype: "float32" }), [0, 2], {
      method: "rodas5p",
      maxSteps: 40,
    });
    expect(y.dtype).toBe("float32");
    expect(y.slice([1]).item()).toBeCloseTo(exact(tensor(1000), 2).item(), 4);
  });
});

describe("odeint by adjoint equations", () => {
  const adjoint = { adjoint: true, rtol: 1e-7, atol: 1e-9, maxSteps: 60 } as const;
  type All = readonly [a: Tensor, y: Tensor, from: Tensor, to: Tensor];
  const parts = (v: Tensor): All => [0, 1, 2, 3].map((k) => v.slice([k])) as unknown as All;
  /** y' = a t y, whose solution is y exp(a (t² - from²) / 2). */
  const ends =
    (method: "dopri5" | "rodas5p") =>
    (v: Tensor): Tensor => {
      const [a, y, from, to] = parts(v);
      return odeint((x: Tensor, t) => x.mul(t).mul(a), y, stack([from, to]), { ...adjoint, method }).slice([
        1,
      ]);
    };
  const exact = (v: Tensor): Tensor => {
    const [a, y, from, to] = parts(v);
    return y.mul(a.mul(to.square().sub(from.square())).div(2).exp());
  };
  const at = [0.7, 2, 0.5, 1.5];
  const near = (got: Tensor, wanted: Tensor): void => {
    const all = bits(wanted.reshape([-1])) as number[];
    expect(got.reshape([-1]).toArray()).toEqual(all.map((w) => expect.closeTo(w, 5)));
  };

  test.each(["dopri5", "rodas5p"] as const)(
    "has derivatives in both modes and of second order, %s",
    (method) => {
      const f = ends(method);
      near(grad(f)(at), grad(exact)(at));
      near(jvp(f, [at], [[1, -1, 1, 1]])[1], jvp(exact, [at], [[1, -1, 1, 1]])[1]);
      near(hessian(f)(at), hessian(exact)(at));
    },
  );

  test("gives the states at all times, in any order and backwards, and derivatives of all of them", () => {
    const f = (y: Tensor | number, times: readonly number[]): Tensor =>
      odeint((x: Tensor) => x.neg(), y as Tensor, times, adjoint);
    near(f(1, [0, 2, 1, 1, 3]), tensor([0, 2, 1, 1, 3]).neg().exp());
    near(f(1, [3, 2, 2.5, 1]), tensor([0, 1, 0.5, 2]).exp());
    near(f(5, [1, 1]), tensor([5, 5]));
    near(jacobian((y: Tensor) => f(y, [0, 1, 2]))(3), tensor([0, 1, 2]).neg().exp());
    expect(odeint((x: Tensor) => x, zeros([0]), [0, 1], adjoint).shape).toEqual([2, 0]);
  });

  test("gives the same bits compiled, for examples one by one, and as a parameter changes", () => {
    const slope = grad(ends("dopri5"));
    const other = [0.3, 1, 0, 1];
    expect(bits(vmap(slope)([at, other]))).toEqual([bits(slope(at)), bits(slope(other))]);
    expect(bits(grad((vs: Tensor) => vmap(ends("dopri5"))(vs).sum())([at, other]))).toEqual([
      bits(slope(at)),
      bits(slope(other)),
    ]);
    const rate = parameter(-0.5);
    const both = (): Tensor[] => {
      const y = odeint(({ x }) => ({ x: x.mul(rate) }), { x: [1, 2] }, [0, 1], adjoint)
        .x.square()
        .sum();
      return [y, ...gradients(y, [rate])];
    };
    const compiled = compile(both);
    for (const value of [-0.5, 0.25, 0.25]) {
      rate.assign(value);
      expect(compiled().map(bits)).toEqual(both().map(bits));
    }
    near(both()[1] as Tensor, tensor(10 * Math.exp(0.5)));
  });

  test("takes no memory for steps, and is as accurate for small cotangents", () => {
    const loss = (a: Tensor, options: OdeintOptions): Tensor =>
      odeint((y: Tensor) => y.mul(a), [1, 2], [0, 1], options)
        .slice([1])
        .sum();
    const bytes = (options: OdeintOptions): number => {
      const { plan } = inspect([grad((a: Tensor) => loss(a, options))(0.5)]);
      return [...plan.matchAll(/; (\d+) bytes/g)].reduce((sum, [, each]) => sum + Number(each), 0);
    };
    expect(bytes({ adjoint: true, maxSteps: 60 })).toBe(bytes({ adjoint: true, maxSteps: 6 }));
    expect(bytes({ maxSteps: 180 })).toBeGreaterThan(4 * bytes({ maxSteps: 6 }));
    // The state stays 0, so that nothing but the cotangent keeps steps short.
    const end = (y: Tensor): Tensor => odeint((x: Tensor) => x.mul(3), y, [0, 1], adjoint).slice([1]);
    const tiny = grad((y: Tensor) => end(y).mul(1e-14))(0).item();
    expect(tiny * 1e14).toBeCloseTo(Math.exp(3), 4);
  });

  test("refuses what it does not reach, in the steps between two times, also for a derivative", () => {
    const pole = (y: Tensor | number, maxSteps: number): Tensor =>
      odeint((x: Tensor) => x.square(), y as Tensor, [0, 0.5, 2], { ...adjoint, maxSteps });
    expect(message(() => pole(1, 60).toArray())).toMatch(
      /^odeint: each time must be reached from the one before in 60 steps, got 1\.0\d+\. That is how far away it was\. Allow more with maxSteps, rtol or atol\.$/,
    );
    // What stays 0 takes few steps, but not how it would grow.
    const grows = (y: Tensor): Tensor =>
      odeint((x: Tensor) => x.mul(30), y, [0, 1], { ...adjoint, maxSteps: 9 });
    expect(message(() => grad((y: Tensor) => grows(y).sum())(0).item())).toMatch(
      /^odeint: the derivative must come from each time to the next in 9 steps, got /,
    );
  });
});

describe("odeintEvent", () => {
  test.each([
    [5, 0.8, {}],
    [2, 0.9, {}],
    [10, 0.99, {}],
    [2.7, 0.5, { direction: -1 }],
    [5, 0.8, { rtol: 1e-4, atol: 1e-6 }],
    [3.3, 0.95, { method: "rodas5p" }],
  ] as const)(
    "goes on from an event to the next: a ball from %d metres that keeps %d of its speed, %j",
    (height, kept, options) => {
      const gravity = 9.81;
      const times = (h: Tensor): Tensor[] => {
        let [x, v, t]: [Tensor, Tensor, Tensor] = [h, tensor(0), tensor(0)];
        return Array.from({ length: 5 }, () => {
          const event = odeintEvent(
            (y: { x: Tensor; v: Tensor }) => ({ x: y.v, v: -gravity }),
            { x, v },
            [0, 20],
            (y) => y.x,
            options,
          );
          [x, v, t] = [event.y.x, event.y.v.mul(-kept), t.add(event.t)];
          return t;
        });
      };
      const fall = Math.sqrt((2 * height) / gravity);
      let [speed, time] = [gravity * fall, fall];
      const right = times(tensor(height)).map((_, k) => {
        if (k > 0) {
          speed *= kept;
          time += (2 * speed) / gravity;
        }
        return time;
      });
      expect(times(tensor(height)).map((t) => t.item())).toEqual(
        right.map((value) => expect.closeTo(value, 6)),
      );
      const slope = grad((h: Tensor) => times(h)[2] as Tensor<[]>)(height).item();
      expect(slope).toBeCloseTo((right[2] as number) / (2 * height), 6);
    },
  );

  /** A stone falls from a height. */
  const fall = (height: Tensor | number, g: Tensor | number): { t: Tensor; v: Tensor } => {
    const { t, y } = odeintEvent(
      ({ v }) => ({ x: v, v: tensor(0).sub(g) }),
      { x: height, v: 0 },
      [0, 10],
      ({ x }) => x,
      { maxSteps: 20 },
    );
    return { t, v: y.v };
  };
  const long = (height: Tensor): Tensor => fall(height, 9.81).t;

  test("finds when something happens, and the state then", () => {
    const { t, v } = fall(5, 9.81);
    expect(t.item()).toBeCloseTo(Math.sqrt(10 / 9.81), 12);
    expect(v.item()).toBeCloseTo(-Math.sqrt(10 * 9.81), 11);
    const wave = (direction: -1 | 0 | 1, times: readonly number[], level = 0.5, from = 0): number =>
      odeintEvent(
        (_, s) => s.cos(),
        from,
        times,
        (y) => y.sub(level),
        { direction, maxSteps: 40 },
      ).t.item();
    expect(wave(0, [0, 9])).toBeCloseTo(Math.PI / 6, 7);
    expect(wave(1, [0, 9])).toBeCloseTo(Math.PI / 6, 7);
    expect(wave(-1, [0, 9])).toBeCloseTo((5 * Math.PI) / 6, 7);
    // What is 0 to begin with happens when it is 0 again; and backwards in time the ways are exchanged.
    expect(wave(0, [0, 9], 0)).toBeCloseTo(Math.PI, 7);
    expect(wave(1, [0, -9], -0.5)).toBeCloseTo((-5 * Math.PI) / 6, 7);
    const stiff = odeintEvent(
      (y, s) => s.cos().sub(y).mul(1e4),
      0,
      [0, 3],
      (y) => y.sub(0.5),
      {
        method: "rodas5p",
        direction: -1,
        maxSteps: 200,
      },
    );
    expect(stiff.t.item()).toBeCloseTo(Math.PI / 3 + 1e-4, 6);
  });

  test("has derivatives in both modes and of second order, by parameters, the state and the times", () => {
    const rate = Math.sqrt(2 / 9.81);
    expect(grad(long)(5).item()).toBeCloseTo(rate / 2 / Math.sqrt(5), 12);
    expect(jvp(long, [5], [1])[1].item()).toBeCloseTo(rate / 2 / Math.sqrt(5), 12);
    expect(grad(grad(long))(5).item()).toBeCloseTo((-rate / 4) * 5 ** -1.5, 12);
    const speed = grad((g: Tensor) => fall(5, g).v)(9.81).item();
    expect(speed).toBeCloseTo(-Math.sqrt(10 / 9.81) / 2, 11);
    const later = grad(
      (t: Tensor) =>
        odeintEvent(
          (y) => y,
          1,
          stack([t, tensor(9)]),
          (y, s) => y.sub(s).sub(2),
          { maxSteps: 60 },
        ).t,
    );
    // exp(t - s) = t + 2, where it is: ṫ = exp / (exp - 1) ṡ.
    const at = root((t: Tensor) => t.exp().sub(t).sub(2), 1).item();
    expect(later(0).item()).toBeCloseTo(Math.exp(at) / (Math.exp(at) - 1), 6);
  });

  test("gives the same bits compiled, for examples one by one, and for parameters that change", () => {
    expect(bits(vmap(grad(long))([5, 3]))).toEqual([5, 3].map((h) => grad(long)(h).item()));
    const g = parameter(9.81);
    const both = (): Tensor[] => {
      const { t } = fall(5, g);
      return [t, ...gradients(t, [g])];
    };
    const compiled = compile(both);
    for (const value of [9.81, 1.62, 1.62]) {
      g.assign(value);
      expect(compiled().map(bits)).toEqual(both().map(bits));
    }
  });

  test.each([
    [
      () =>
        odeintEvent(
          (y) => y,
          1,
          [0, 1],
          (y) => y,
        ).t.item(),
      /^odeintEvent: the event must happen between both times, got 2\.718\d+\. That is how far from 0 its number was at the last\.$/,
    ],
    [
      () =>
        odeintEvent(
          (y) => y.square(),
          1,
          [0, 2],
          (y) => y,
          { maxSteps: 40 },
        ).t.item(),
      /^odeintEvent: the event or the last time must be reached in 40 steps, got 1\.1\d+\. That is how far away the last time was\. Allow more with maxSteps, rtol or atol\.$/,
    ],
    [
      () =>
        odeintEvent(
          (y) => y,
          1,
          [0, 1, 2],
          (y) => y,
        ),
      /^odeintEvent: there must be two times, got shape \[3\]\.$/,
    ],
    [
      () =>
        odeintEvent(
          (y) => y,
          [1, 2],
          [0, 1],
          (y) => y,
        ),
      /^odeintEvent: the event must return a scalar of the dtype of the state, float64, got float64 \[2\]\.$/,
    ],
    [
      () =>
        odeintEvent(
          (y) => y,
          1,
          [0, 1],
          (y) => y,
          { direction: 2 as never },
        ),
      /^odeintEvent: direction must be 1, -1 or 0, got 2\.$/,
    ],
    [() => odeintEvent((y) => y, 1, [0, 1], 3 as never), /^odeintEvent: takes a function, got 3\.$/],
  ])("refuses: %s", (call, wanted) => {
    expect(message(call as () => unknown)).toMatch(wanted);
  });
});

describe("steps that are not longer than maxStep", () => {
  const course = (a: Tensor, y: Tensor, options: OdeintOptions): Tensor =>
    odeint(
      (x: Tensor, t) => t.sub(50).div(0.3).square().neg().exp().mul(a).sub(x.mul(0)),
      y,
      [0, 60],
      options,
    )
      .slice([1])
      .sum();
  const wanted = 0.3 * Math.sqrt(Math.PI);

  test.each([
    { method: "dopri5", adjoint: false },
    { method: "dopri5", adjoint: true },
    { method: "rodas5p", adjoint: false },
    { method: "rodas5p", adjoint: true },
  ] as const)("see what happens between longer ones, and so do derivatives: %s", (choices) => {
    const options = { ...choices, rtol: 1e-5, maxStep: 0.5, maxSteps: 300 };
    expect(course(tensor(1), tensor(0), { ...options, maxStep: undefined }).item()).toBeLessThan(1e-9);
    expect(course(tensor(1), tensor(0), options).item()).toBeCloseTo(wanted, 4);
    expect(grad((a: Tensor) => course(a, tensor(0), options))(1).item()).toBeCloseTo(wanted, 4);
    expect(jvp((a: Tensor) => course(a, tensor(0), options), [1], [1])[1].item()).toBeCloseTo(wanted, 4);
  });

  test("see two events that longer ones do not", () => {
    const when = (options: OdeintOptions): number =>
      odeintEvent(
        (y: Tensor) => y.mul(0).add(1),
        0,
        [0, 10],
        (y: Tensor) => y.sub(5).square().sub(0.01),
        options,
      ).t.item();
    expect(message(() => when({ maxSteps: 100 }))).toMatch(
      /^odeintEvent: the event must happen between both times, /,
    );
    expect(when({ maxSteps: 100, maxStep: 0.15 })).toBeCloseTo(4.9, 9);
    expect(message(() => when({ maxStep: Number.NaN }))).toBe(
      "odeintEvent: maxStep must be a positive number, got NaN.",
    );
  });
});

test.each([1, 1e-6, 1e-12, 1e12])("forward mode of the adjoint way is linear: a tangent of %d", (size) => {
  const f = (a: Tensor): Tensor =>
    odeint((y: Tensor<[]>, t) => a.mul(t.mul(200).sin()).sub(y), 0, [0, 1], {
      adjoint: true,
      maxSteps: 2000,
    }).slice([1]);
  const right = (Math.sin(200) - 200 * Math.cos(200) + 200 * Math.exp(-1)) / 40_001;
  expect(jvp(f, [0], [size])[1].item() / size / right).toBeCloseTo(1, 5);
  const both = (a: Tensor, y0: Tensor): Tensor =>
    odeint((y: Tensor) => y.mul(a).neg(), y0, [0, 1], { adjoint: true }).slice([1]);
  const slope = jvp(both, [2, 3], [size, 2 * size])[1].item() / size;
  expect(slope).toBeCloseTo((2 - 3) * Math.exp(-2), 8);
  const mapped = vmap((x: Tensor<[]>) => jvp(both, [2, 3], [x, x])[1] as Tensor<[]>)([size, 0, size * 1e-9]);
  const wanted = (1 - 3) * Math.exp(-2);
  const [first, second, third] = mapped.toArray();
  expect((first as number) / size).toBeCloseTo(wanted, 8);
  expect(second).toBe(0);
  expect((third as number) / size / 1e-9).toBeCloseTo(wanted, 8);
});

describe("going on from an event", () => {
  /** When a ball hits the ground, three times, in a unit of so many to the metre. */
  const hits = (
    height: number,
    unit: number,
    dtype: "float64" | "float32",
    options?: OdeintOptions,
  ): number[] => {
    const number = (x: number): Tensor<[]> => scalar(x, { dtype });
    let state = { x: number(height * unit), v: number(0) };
    let time = 0;
    return [0, 1, 2].map(() => {
      const { t, y } = odeintEvent(
        ({ v }) => ({ x: v, v: v.mul(0).sub(9.81 * unit) }),
        state,
        tensor([0, 20], { dtype }),
        ({ x }) => x,
        options,
      );
      state = { x: y.x, v: y.v.mul(-0.8) };
      time += t.item();
      return time;
    });
  };
  const first = (height: number): number => Math.sqrt((2 * height) / 9.81);

  test.each<[string, number, "float64" | "float32", OdeintOptions?]>([
    ["metres", 1, "float64"],
    ["metres, float32", 1, "float32"],
    ["millimetres", 1000, "float64"],
    ["millimetres, float32", 1000, "float32"],
    ["nanometres", 1e9, "float64"],
    ["thousands of kilometres", 1e-6, "float64"],
    ["a small atol", 1, "float64", { rtol: 1e-6, atol: 1e-12 }],
    ["a smaller one", 1, "float64", { atol: 1e-14 }],
    ["float32 and a large one", 1, "float32", { atol: 1e-3 }],
  ])("does not find it again, whatever the units and tolerances: %s", (_, unit, dtype, options) => {
    for (const height of [9.999, 15]) {
      const t = first(height);
      const found = hits(height, unit, dtype, options).map((time) => time / t);
      const digits = dtype === "float32" ? 4 : 9;
      expect(found).toEqual([1, 2.6, 3.88].map((time) => expect.closeTo(time, digits)));
    }
  });

  test("has the derivative of the event that it finds", () => {
    const second = (h: Tensor<[]>): Tensor => {
      let [state, time] = [{ x: h, v: h.mul(0) }, h.mul(0)];
      for (let k = 0; k < 2; k++) {
        const { t, y } = odeintEvent(
          ({ v }) => ({ x: v, v: v.mul(0).sub(9810) }),
          state,
          [0, 20],
          ({ x }) => x,
        );
        state = { x: y.x, v: y.v.mul(-0.8) };
        time = time.add(t);
      }
      return time;
    };
    for (const height of [1234, 9999]) {
      const found = grad(second)(height).item();
      expect(found * height).toBeCloseTo((2.6 * Math.sqrt((2 * height) / 9810)) / 2, 9);
    }
  });

  test("leaves out nothing that lies a little ahead", () => {
    for (const ahead of [1e-3, 1e-6, 1e-9, 1e-12]) {
      const { t } = odeintEvent(
        ({ x, v }) => ({ x: v, v: x.neg() }),
        { x: ahead, v: -1 },
        [0, 10],
        ({ x }) => x,
      );
      expect(t.item() / Math.atan(ahead)).toBeCloseTo(1, 3);
    }
  });
});
