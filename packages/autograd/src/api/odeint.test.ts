import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  compile,
  grad,
  gradients,
  jacobian,
  jvp,
  odeint,
  parameter,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from "../index.ts";
import { dormandPrince } from "./runge-kutta.ts";

const bits = (t: Tensor): unknown => t.toArray();
const few = { maxSteps: 60 };

/** y' = a t y, whose solution is y₀ exp(a (t² - t₀²) / 2). */
const grown = (a: Tensor | number, y: Tensor | number, times: Tensor | readonly number[]): Tensor =>
  odeint((x: Tensor, t) => x.mul(t).mul(a), y, times as Tensor, few);

describe("odeint", () => {
  test("is as near to known solutions as the tolerances ask, at asked times within and at the ends of steps", () => {
    const times = [0, 0.1, 0.77, 2, 3, 6];
    const { q, p } = odeint(
      ({ q: x, p: v }: { q: Tensor; p: Tensor }) => ({ q: v, p: x.neg() }),
      { q: [1, 0], p: [0, 1] },
      times,
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
        odeint((y: Tensor) => y.neg(), 1, [0, 2], { rtol, atol: rtol })
          .slice([1])
          .item() - Math.exp(-2),
      );
    expect(errorAt(1e-4)).toBeLessThan(1e-4);
    expect(errorAt(1e-12)).toBeLessThan(1e-12);
  });

  test("steps are of order 5, and values within them of order 4", () => {
    const slope = (y: Tensor): Tensor => y.square().neg();
    const error = (h: number, theta: number): number => {
      const [y, t] = [tensor(1), tensor(0)];
      const { next, within } = dormandPrince(slope, y, t, tensor(h), slope(y));
      const [c0, c1, c2, c3] = within.map((c) => c.item()) as [number, number, number, number];
      const inner = c0 + (1 - theta) * (c1 + theta * (c2 + (1 - theta) * c3));
      return Math.abs((theta === 1 ? next.item() : 1 + theta * inner) - 1 / (1 + h * theta));
    };
    expect(Math.log2(error(0.2, 1) / error(0.1, 1))).toBeGreaterThan(5.5);
    for (const theta of [0.3, 0.5, 0.8])
      expect(Math.log2(error(0.1, theta) / error(0.05, theta))).toBeGreaterThan(4.5);
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
    [() => odeint((y) => y, 1, [0, 1], { rtol: -1 }), "odeint: rtol must be a positive number, got -1."],
    [
      () => odeint((y) => y, 1, [0, 1], { steps: 1 } as never),
      'odeint: there is no option "steps", only rtol, atol, maxSteps.',
    ],
    [
      () => odeint((y, t) => y.mul(t.item()), 1, [0, 1]),
      "odeint: a value cannot be read inside the function, since each step has its own. Choose by value with where() or cond().",
    ],
  ] as const)("refuses a bad call: %s", (call, wanted) => {
    expect(message(call as () => unknown)).toBe(wanted);
  });
});
