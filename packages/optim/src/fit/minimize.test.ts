import {
  compile,
  dependsOn,
  grad,
  gradients,
  hvp,
  isTensor,
  jacobian,
  jvp,
  mt19937,
  ones,
  parameter,
  root,
  scalar,
  stopGradient,
  type Tensor,
  tensor,
  vjp,
} from "@chainrule/autograd";
import { logdet } from "@chainrule/autograd/linalg";
import { describe, expect, it, vi } from "vitest";
import { message } from "../../../../test/message.ts";
import { gradientDescent, leastSquares, type MinimizationMethod, minimize } from "../index.ts";
import { boundedTarget } from "./bounded-model.ts";
import { Bounds } from "./bounds.ts";
import { Unknowns } from "./unknowns.ts";

const methods: readonly MinimizationMethod[] = ["l-bfgs", "conjugate-gradient", "newton-cg", "trust-region"];

/** Rosenbrock's function. */
const valley = (x: Tensor): Tensor => {
  const [a, b] = x.split(2) as unknown as [Tensor, Tensor];
  return b.sub(a.square()).square().mul(100).add(a.sub(1).square()).sum();
};

/** Least at (0, …, n − 1), and bent down far away. */
const bells = (x: Tensor): Tensor => x.sub([0, 1, 2]).square().neg().div(8).exp().sum().neg();

describe.each(methods)("minimize by %s", (method) => {
  it("goes through a curved valley", () => {
    const { x, value, reason } = minimize(valley, [-1.2, 1], { method });
    expect(x).toEqual([expect.closeTo(1, 7), expect.closeTo(1, 7)]);
    expect([reason, value < 1e-15]).toEqual(["converged", true]);
  });

  it("steps back where the function refuses its data, and begins nowhere else", () => {
    const f = (t: Tensor): Tensor => t.sub(logdet(t.reshape([1, 1]))).sum();
    const { x, reason } = minimize(f, 3, { method });
    expect([x, reason]).toEqual([expect.closeTo(1, 7), "converged"]);
    expect(message(() => minimize(f, -3, { method }))).toBe(
      "logdet: a must be positive definite, got pivot -3 at [0, 0].",
    );
  });

  it("gets down where the function bends down", () => {
    const { x, reason } = minimize(bells, [4, -4, 6], { method });
    expect(x).toEqual([expect.closeTo(0, 6), expect.closeTo(1, 6), expect.closeTo(2, 6)]);
    expect(reason).toBe("converged");
  });

  it("steps back from where the function is not a number", () => {
    const { x, reason } = minimize((x) => x.sub(x.log()).sum(), [30, 0.01], { method });
    expect(x).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)]);
    expect(reason).toBe("converged");
  });

  it("ends at once where the gradient is 0", () => {
    const { x, iterations, evaluations } = minimize(valley, [1, 1], { method });
    expect([x, iterations, evaluations]).toEqual([[1, 1], 0, 1]);
  });

  it("comes as near as rounding lets it, beside a large constant", () => {
    const { x, reason } = minimize((x) => x.sub([1, 2]).square().mul([1, 50]).sum().add(1e6), [5, 5], {
      method,
      tolerance: 1e-16,
    });
    expect(x).toEqual([expect.closeTo(1, 9), expect.closeTo(2, 9)]);
    expect(reason).toBe("converged");
  });

  it.each([1e10, -1e10, 1e15])("is not content with a slope because the function is %s", (constant) => {
    const f = (x: Tensor): Tensor => x.sub([3, -1]).square().mul([1, 20]).sum().add(constant);
    expect(minimize(f, [0, 0], { method })).toMatchObject({
      x: [expect.closeTo(3, 6), expect.closeTo(-1, 6)],
      reason: "converged",
    });
  });

  it("ends where rounding leaves nothing of the slope, and says whether it has converged", () => {
    const rows = mt19937(4).normal([12, 3]);
    const squares =
      (dtype: "float32" | "float64", scale: number) =>
      (x: Tensor): Tensor =>
        rows.cast(dtype).matmul(x).sub(rows.cos().sum(1).mul(scale).cast(dtype)).square().sum();
    const zeros = { float64: tensor([0, 0, 0]), float32: tensor([0, 0, 0], { dtype: "float32" }) };
    const { x } = minimize(squares("float64", 1), zeros.float64, { method });
    for (const [dtype, scale, digits] of [
      ["float64", 1e8, 6],
      ["float32", 1, 3],
    ] as const) {
      const found = minimize(squares(dtype, scale), zeros[dtype], { method });
      expect(found.reason).toBe("converged");
      expect(found.iterations).toBeLessThan(60);
      const wanted = x.data();
      for (const [k, at] of found.x.data().entries())
        expect(at / scale).toBeCloseTo(wanted[k] as number, digits);
    }
    const strict = minimize(squares("float64", 1e8), zeros.float64, { method, tolerance: 1e-300 });
    expect([strict.reason, strict.iterations < 100]).toEqual(["converged", true]);
  });

  it("tells of each iterate, and stops when it is told to", () => {
    const seen: number[] = [];
    const found = minimize(valley, [-1.2, 1], {
      method,
      onStep: ({ iteration, x, value }) => {
        seen.push(value);
        expect([iteration, x.length]).toEqual([seen.length, 2]);
        return iteration === 4 && "stop";
      },
    });
    expect([found.reason, found.iterations, found.value]).toEqual(["stopped", 4, seen[3]]);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    expect(minimize(valley, [-1.2, 1], { method, maxIterations: 3 })).toMatchObject({
      reason: "maxIterations",
      iterations: 3,
    });
  });

  it("is stuck where the slope is wrong", () => {
    // The derivative is −1, and the value rises.
    const misled = (x: Tensor): Tensor => stopGradient(x).mul(2).sub(x).sum();
    const found = minimize(misled, [0.3], { method, maxIterations: 10 });
    expect(found.reason).toBe("stuck");
  });

  it("finds the same bits again", () => {
    const run = () => minimize(valley, [-1.2, 1], { method });
    expect(run().x).toEqual(run().x);
  });
});

describe("a line search", () => {
  // −log(1 − x) − 1000 x is no number from 1 on, and least shortly before.
  it.each(["l-bfgs", "conjugate-gradient"] as const)(
    "finds its way back from a wall, by %s, and does not run into it again and again",
    (method) => {
      const { x, reason, evaluations } = minimize(
        (x) => x.neg().add(1).log().neg().sub(x.mul(1000)).sum(),
        [0],
        { method },
      );
      expect([reason, x]).toEqual(["converged", [expect.closeTo(0.999, 10)]]);
      expect(evaluations).toBeLessThanOrEqual(34);
    },
  );

  it("goes by slopes where rounding hides the fall", () => {
    // Of the other unknown, 400 a³ − 318 a − 2 is 0.
    const found = minimize(valley, [0, -0.7], { bounds: { upper: [1, 0.8] } });
    expect([found.reason, found.x]).toEqual(["converged", [expect.closeTo(0.8947558975956836, 9), 0.8]]);
    expect(found.evaluations).toBeLessThanOrEqual(20);
  });
});

describe("the model within bounds", () => {
  const generator = mt19937(5);
  const numbers = (count: number, low: number, high: number): number[] => [
    ...generator.uniform([count], { low, high }).data(),
  ];
  const times = (a: readonly number[][], x: readonly number[]): number[] =>
    a.map((row) => row.reduce((sum, value, k) => sum + value * (x[k] as number), 0));
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, k) => sum + value * (b[k] as number), 0);

  /** The curvature that pairs have shown, as a matrix: one update after the other. */
  const curvature = (n: number, pairs: readonly { step: number[]; change: number[] }[]): number[][] => {
    const last = pairs.at(-1);
    const theta =
      last === undefined ? 1 : product(last.change, last.change) / product(last.step, last.change);
    let b = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? theta : 0)));
    for (const { step, change } of pairs) {
      const moved = times(b, step);
      const [down, up] = [product(step, moved), product(step, change)];
      b = b.map((row, i) =>
        row.map(
          (value, j) =>
            value -
            ((moved[i] as number) * (moved[j] as number)) / down +
            ((change[i] as number) * (change[j] as number)) / up,
        ),
      );
    }
    return b;
  };

  /** By elimination, which a matrix that is positive definite allows in any order. */
  const solved = (a: readonly number[][], rhs: readonly number[]): number[] => {
    const [first, ...others] = a.map((row, i) => [...row, rhs[i] as number]);
    if (first === undefined) return [];
    const [head = 1] = first;
    const rest = others.map((row) =>
      row.map((value, j) => value - ((row[0] as number) / head) * (first[j] as number)).slice(1),
    );
    const found = solved(
      rest.map((row) => row.slice(0, -1)),
      rest.map((row) => row.at(-1) as number),
    );
    return [((first.at(-1) as number) - product(first.slice(1, -1), found)) / head, ...found];
  };

  /** The first minimum along the negative gradient, bent at the bounds, by trying ever finer: the model's value is all it looks at. */
  const cauchy = (x: number[], g: number[], b: number[][], lower: number[], upper: number[]): number[] => {
    const at = (t: number): number[] =>
      x.map((value, k) =>
        Math.min(Math.max(value - t * (g[k] as number), lower[k] as number), upper[k] as number),
      );
    const ends = x
      .map(
        (value, k) => (value - (((g[k] as number) < 0 ? upper[k] : lower[k]) as number)) / (g[k] as number),
      )
      .toSorted((a, b) => a - b);
    let from = 0;
    for (const end of [...ends, Number.POSITIVE_INFINITY]) {
      if (end <= from) continue;
      const z = at(from).map((value, k) => value - (x[k] as number));
      const direction = g.map((slope, k) =>
        (x[k] as number) - from * slope > (lower[k] as number) &&
        (x[k] as number) - from * slope < (upper[k] as number)
          ? -slope
          : 0,
      );
      const slope = product(g, direction) + product(direction, times(b, z));
      const by = -slope / product(direction, times(b, direction));
      if (!(by > 0)) return at(from);
      if (from + by < end) return at(from + by);
      from = end;
    }
    return at(from);
  };

  it("leads to where a dense matrix says: along the bounds, then to the minimum over what is free", () => {
    for (let trial = 0; trial < 60; trial++) {
      const n = 2 + (trial % 4);
      const root = Array.from({ length: n }, () => numbers(n, -1, 1));
      const hessian = root.map((a, i) => root.map((c, j) => product(a, c) + (i === j ? 0.3 : 0)));
      const pairs = Array.from({ length: trial % 4 }, () => {
        const step = numbers(n, -1, 1);
        const change = times(hessian, step);
        return { step, change, product: product(step, change) };
      });
      const [x, g] = [numbers(n, -0.5, 0.5), numbers(n, -3, 3)];
      const [lower, upper] = [numbers(n, -1, -0.5), numbers(n, 0.5, 1)];
      const b = curvature(n, pairs);
      const point = cauchy(x, g, b, lower, upper);
      const free = [...point.keys()].filter(
        (k) => (point[k] as number) > (lower[k] as number) && (point[k] as number) < (upper[k] as number),
      );
      const slopes = times(
        b,
        point.map((value, k) => value - (x[k] as number)),
      ).map((value, k) => value + (g[k] as number));
      const inner = solved(
        free.map((i) => free.map((j) => (b[i] as number[])[j] as number)),
        free.map((k) => -(slopes[k] as number)),
      );
      const end = point.map(
        (value, k) => value + (free.includes(k) ? (inner[free.indexOf(k)] as number) : 0),
      );
      const nearest = end.map((value, k) =>
        Math.min(Math.max(value, lower[k] as number), upper[k] as number),
      );
      // Cut short instead where that leads uphill.
      const isDown =
        nearest.reduce((sum, value, k) => sum + (value - (x[k] as number)) * (g[k] as number), 0) < 0;
      const part = Math.min(
        1,
        ...free.map((k) => {
          const by = (end[k] as number) - (point[k] as number);
          return (((by > 0 ? upper[k] : lower[k]) as number) - (point[k] as number)) / by;
        }),
      );
      const expected = isDown
        ? nearest
        : point.map((value, k) => value + part * ((end[k] as number) - value));
      const vector = (values: readonly number[]): Float64Array => Float64Array.from(values);
      const bounds = new Bounds("minimize", { lower, upper }, new Unknowns("minimize", x));
      const got = boundedTarget(
        { x: vector(x), value: 0, gradient: vector(g) },
        bounds,
        pairs.map(({ step, change, product }) => ({ step: vector(step), change: vector(change), product })),
      );
      expect([...(got ?? [])]).toEqual(expected.map((value) => expect.closeTo(value, 9) as number));
    }
  });
});

describe("what minimize takes and gives", () => {
  const apart = (a: Tensor, b: Tensor): Tensor => a.sub(b).square().sum();

  it("is a number", () => {
    const found: number = minimize((x) => x.sub(3).square(), 1).x;
    expect(found).toBeCloseTo(3, 9);
  });

  it("is nested arrays", () => {
    const { x } = minimize((x) => apart(x, tensor([[1, 2], [3, 4]])), [[0, 0], [0, 0]]); // biome-ignore format: rows
    const rows: number[][] = x;
    expect(rows.map((row) => row.map((value) => value.toFixed(6)))).toEqual([
      ["1.000000", "2.000000"],
      ["3.000000", "4.000000"],
    ]);
  });

  it("is a tensor, of its dtype", () => {
    const { x } = minimize(
      (x) => apart(x, ones([2, 1], { dtype: "float32" })),
      tensor([[0], [5]], { dtype: "float32" }),
    );
    expect([x.dtype, x.shape]).toEqual(["float32", [2, 1]]);
    expect(x.toArray()).toEqual([[expect.closeTo(1, 5)], [expect.closeTo(1, 5)]]);
  });

  it("is a tree", () => {
    const start = { scale: 1, rates: [0.5, 0.25], deep: [{ offset: tensor([0, 0, 0]) }] };
    const { x } = minimize(
      ({ scale, rates, deep }) =>
        scale
          .sub(2)
          .square()
          .add(apart(rates, tensor([-1, 1])))
          .add(apart((deep[0] as { readonly offset: Tensor }).offset, tensor([1, 2, 3]))),
      start,
    );
    const scale: number = x.scale;
    const offset: Tensor = (x.deep[0] as { offset: Tensor }).offset;
    expect([scale, ...x.rates, ...(offset.toArray() as number[])]).toEqual(
      [2, -1, 1, 1, 2, 3].map((value) => expect.closeTo(value, 6) as number),
    );
    expect(start.rates).toEqual([0.5, 0.25]);
  });

  it("takes gradients as they are, unless the tolerance says otherwise", () => {
    const small = (x: Tensor): Tensor => x.sub(3).square().mul(1e-10);
    expect(minimize(small, 0)).toMatchObject({ x: 0, reason: "converged", iterations: 0 });
    expect(minimize(small, 0, { tolerance: 1e-18 }).x).toBeCloseTo(3, 6);
    expect(minimize((x) => small(x).mul(1e10), 0).x).toBeCloseTo(3, 6);
    // As large as it is, a function may be multiplied by anything.
    for (const by of [1, 1e6, 1e12]) {
      const { x, iterations } = minimize((x) => x.sub(3).square().add(1).mul(by), 0);
      expect([x, iterations]).toEqual([
        expect.closeTo(3, 6),
        minimize((x) => x.sub(3).square().add(1), 0).iterations,
      ]);
    }
  });

  it("prints as a table", () => {
    const f = ({ a, "b c": b }: { a: Tensor; "b c": Tensor }): Tensor =>
      apart(a, ones([2, 2])).add(b.sub(7).square());
    const found = minimize(f, { a: [[1, 1], [1, 1]], "b c": 7 }); // biome-ignore format: rows
    expect(String(found)).toBe(
      [
        ..."00 01 10 11".split(" ").map(([i, j]) => `x.a[${i}][${j}] = 1.000000000`),
        'x["b c"] = 7.000000000',
        "value 0.000000000, converged after 0 iterations",
      ].join("\n"),
    );
    const long = String(minimize((x) => apart(x, ones([100])), new Array<number>(100).fill(0)));
    expect(long.split("\n").slice(-3)).toEqual([
      "x[18] = 1.000000000",
      "and 81 more",
      expect.stringMatching(/^value \S+, converged after 2 iterations$/) as string,
    ]);
  });

  it("counts each evaluation once, and records f as often as compile does", () => {
    let calls = 0;
    const f = (x: Tensor): Tensor => {
      calls += 1;
      return valley(x);
    };
    const { evaluations, derivatives } = minimize(f, [-1.2, 1]);
    expect(derivatives).toBe(evaluations);
    // At calls 1, 2, 4, 8 and so on.
    expect(calls).toBe(1 + Math.floor(Math.log2(evaluations)));
  });

  it("compiles nothing when the same is fitted again, to other data", () => {
    const fit = (to: number): unknown[] => {
      const goal = tensor([to, 2, 3]);
      const f = (x: Tensor): Tensor => apart(x, goal).add(x.square().square().mul(0.01).sum());
      const residuals = (x: Tensor): Tensor => x.sub(goal).mul(to);
      const found = [f, f].map(
        (f, k) => minimize(f, [1, 1, 1], { method: k === 0 ? "l-bfgs" : "newton-cg" }).x,
      );
      return [...found, leastSquares(residuals, [1, 1, 1], { acceleration: true }).x];
    };
    fit(1);
    const engine = Reflect.get(globalThis, "WebAssembly") as { Module: () => object };
    const modules = vi.spyOn(engine, "Module");
    try {
      const [quick, exact, squares] = fit(4) as number[][];
      expect(modules).not.toHaveBeenCalled();
      expect(quick).toEqual((exact as number[]).map((value) => expect.closeTo(value, 6) as number));
      expect(squares).toEqual([4, 2, 3].map((value) => expect.closeTo(value, 9) as number));
      compile((x: Tensor) => x.sum().exp().mul(7))([1, 2, 3, 4, 5, 6, 7]);
      expect(modules).toHaveBeenCalledTimes(1);
    } finally {
      modules.mockRestore();
    }
  });

  it("goes on with what was compiled of a function, which is recorded once to see that it is the same", () => {
    let calls = 0;
    const counted = <R>(result: R): R => {
      calls += 1;
      return result;
    };
    const goal = tensor([3, 2]);
    const f = (x: Tensor): Tensor => counted(apart(x, goal));
    const residuals = (x: Tensor): Tensor => counted(x.sub(goal));
    const searches = [
      (start: number[]) => minimize(f, start),
      (start: number[]) => minimize(f, start, { method: "newton-cg" }),
      (start: number[]) => leastSquares(residuals, start),
      (start: number[]) => leastSquares(residuals, start, { acceleration: true }),
    ];
    for (const search of searches) search([1, 1]);
    const rounds = [1, 2, 3, 4].map((k) => {
      calls = 0;
      for (const search of searches) expect(String(search([k, -k]).x.map(Math.round))).toBe("3,2");
      return calls;
    });
    // And at calls 16, 32 and so on.
    expect(Math.min(...rounds)).toBe(searches.length);
  });

  it("takes up what a function uses by now, and what it is given", () => {
    let goal = tensor([3, 2]);
    let factor = 1;
    let isShifted = false;
    const residuals = (x: Tensor): Tensor => {
      const rest = x.sub(goal).mul(factor);
      return isShifted ? rest.add(1) : rest;
    };
    const f = (x: Tensor): Tensor => residuals(x).square().add(factor).sum();
    const found = (): string => {
      const { x, value } = minimize(f, [1, 1]);
      const all = [...x, value, ...leastSquares(residuals, [1, 1]).x];
      return all.map((each) => each.toFixed(3)).join(" ");
    };
    expect(found()).toBe("3.000 2.000 2.000 3.000 2.000");
    goal = tensor([5, 6]);
    expect(found()).toBe("5.000 6.000 2.000 5.000 6.000");
    factor = 2;
    expect(found()).toBe("5.000 6.000 4.000 5.000 6.000");
    isShifted = true;
    expect(found()).toBe("4.500 5.500 4.000 4.500 5.500");

    const given: unknown[] = [];
    const any = (x: unknown): Tensor => {
      given.push(x);
      return (isTensor(x) ? x : (x as { a: Tensor }).a).sub(7).square().sum();
    };
    const starts = [1, [1], { a: 1 }, { a: [1] }, { a: 1, b: [] }, { a: scalar(1, { dtype: "float32" }) }];
    const ends = starts.map((start) => minimize(any as (x: Tensor) => Tensor, start as number).x);
    const at7 = expect.closeTo(7, 6) as number;
    const seven = expect.objectContaining({ shape: [], dtype: "float32" }) as Tensor;
    expect(ends).toEqual([at7, [at7], { a: at7 }, { a: [at7] }, { a: at7, b: [] }, { a: seven }]);
    expect(given.some((x) => Object.keys(x as object).join() === "a,b")).toBe(true);
  });

  it("is minimised inside a function that is being recorded, for data that are known", () => {
    const outer = compile((y: Tensor) => y.mul(minimize((x) => x.sub(3).square(), 1).x));
    expect(outer(2).item()).toBeCloseTo(6, 7);
  });
});

describe("minimize within bounds", () => {
  it("stays within them at every evaluation, and ends exactly at those that hold it", () => {
    const seen: number[][] = [];
    // A number only between the bounds.
    const f = (x: Tensor): Tensor => {
      const [a, b] = x.split(2) as unknown as [Tensor, Tensor];
      return valley(x).add(a.add(1.5).sqrt().mul(0)).add(b.neg().add(2).sqrt().mul(0)).sum();
    };
    const { x, reason } = minimize(f, [-1.2, 1], {
      bounds: { lower: [-1.499, -1], upper: [0.5, 1.999] },
      onStep: ({ x }) => void seen.push(x),
    });
    expect([reason, x]).toEqual(["converged", [0.5, expect.closeTo(0.25, 8)]]);
    expect(seen.every(([a = 9, b = 9]) => a >= -1.499 && a <= 0.5 && b >= -1 && b <= 1.999)).toBe(true);
  });

  it("takes one number for all, trees, and sides that are open", () => {
    const f = ({ a, b }: { a: Tensor; b: Tensor }): Tensor =>
      a.sub(3).square().sum().add(b.add(3).square().sum());
    const start = { a: [1, 1], b: 0 };
    expect(
      minimize(f, start, { bounds: { upper: { b: 5, a: [2, Number.POSITIVE_INFINITY] }, lower: -1 } }).x,
    ).toEqual({
      a: [2, expect.closeTo(3, 7)],
      b: -1,
    });
    expect(minimize(f, start, { bounds: { upper: { a: 2, b: 1 } } }).x).toEqual({
      a: [2, 2],
      b: expect.closeTo(-3, 7),
    });
    expect(minimize(f, start, { bounds: {} }).x.b).toBeCloseTo(-3, 7);
  });

  it("leaves what has no room where it is, and ends at once where nothing may move", () => {
    const f = (x: Tensor): Tensor => x.sub([1, 2]).square().sum();
    expect(minimize(f, [5, 5], { bounds: { lower: [5, 0], upper: [5, 9] } }).x).toEqual([
      5,
      expect.closeTo(2, 7),
    ]);
    expect(minimize(f, [5, 5], { bounds: { lower: 5, upper: 5 } })).toMatchObject({
      reason: "converged",
      iterations: 0,
    });
    expect(minimize(f, [5, 5], { bounds: { lower: 5 } })).toMatchObject({
      reason: "converged",
      iterations: 0,
      x: [5, 5],
    });
  });

  it("ends at a bound, not a rounding away from it", () => {
    const [from, upper] = [1 / 20, 11 / 61];
    expect(from + (upper - from)).toBeLessThan(upper);
    const bounds = { upper };
    expect(minimize((x) => x.sub(3).square().sum(), [from], { bounds }).x).toEqual([upper]);
    for (const side of [1, -1]) {
      const within = side > 0 ? { upper } : { lower: -upper };
      const { x, standardErrors } = leastSquares((x: Tensor) => x.sub([3 * side, 4 * side]), [side * from], {
        bounds: within,
      });
      expect([x, standardErrors]).toEqual([[side * upper], [0]]);
    }
  });

  it("finds a straight line's end", () => {
    expect(minimize((x) => x.mul([1, -1]).sum(), [0.3, 0.4], { bounds: { lower: -1, upper: 7 } }).x).toEqual([
      -1, 7,
    ]);
  });
});

describe("minimize refuses", () => {
  const square = (x: Tensor): Tensor => x.square().sum();
  it.each<[string, () => unknown, string]>([
    ["no function", () => minimize(1 as never, [1]), "f must be a function, got 1."],
    [
      "no start",
      () => minimize(square as never, undefined),
      "takes tensors, numbers, and arrays or plain objects of these, got undefined.",
    ],
    ["an empty start", () => minimize(square as never, []), "x0 must have at least one number, got []."],
    [
      "a start that is not finite",
      () => minimize(square, [1, Number.NaN]),
      "x0 must be finite, got NaN at x[1].",
    ],
    [
      "integers",
      () => minimize(square as never, { a: tensor([1], { dtype: "int32" }) }),
      "x0 must be floating-point, got int32 at x.a.",
    ],
    [
      "a vector",
      () => minimize((x) => x.square(), [1, 2]),
      "f must return a floating-point scalar, got float64 [2]. Reduce it, e.g. with sum() or mean().",
    ],
    ["a number", () => minimize((() => 1) as never, [1]), "f must return a floating-point scalar, got 1."],
    [
      "a promise",
      () => minimize((async () => 1) as never, [1]),
      "f must return a floating-point scalar, got a Promise.",
    ],
    [
      "a constant",
      () => minimize(() => tensor(1), [1]),
      "f does not depend on its argument, or only through operations without a derivative. Calculate it from the argument.",
    ],
    [
      "a value that is not finite",
      () => minimize((x) => x.log().sum(), [-1]),
      "f and its gradient must be finite at x0, got some that are not. Start elsewhere.",
    ],
    [
      "a gradient that is not finite",
      () => minimize((x) => x.sqrt().sum(), [0]),
      "f and its gradient must be finite at x0, got some that are not. Start elsewhere.",
    ],
    [
      "another method",
      () => minimize(square, [1], { method: "bfgs" as never }),
      'method must be "l-bfgs", "conjugate-gradient", "newton-cg" or "trust-region", got "bfgs".',
    ],
    [
      "a tolerance of 0",
      () => minimize(square, [1], { tolerance: 0 }),
      "tolerance must be a positive finite number, got 0.",
    ],
    [
      "no iterations",
      () => minimize(square, [1], { maxIterations: 0 }),
      "maxIterations must be a positive integer, got 0.",
    ],
    ["onStep", () => minimize(square, [1], { onStep: 1 as never }), "onStep must be a function, got 1."],
    [
      "an asynchronous onStep",
      () => minimize(square, [1], { onStep: async () => "stop" }),
      'onStep must not be asynchronous, since a fit does not wait for it. Return "stop" to stop.',
    ],
    [
      "bounds for another method",
      () => minimize(square, [1], { method: "newton-cg", bounds: { lower: 0 } }),
      'bounds need the method "l-bfgs", got "newton-cg".',
    ],
    [
      "bounds that are no options",
      () => minimize(square, [1], { bounds: [0, 1] as never }),
      "options must be an object with lower, upper, got [0, 1].",
    ],
    [
      "crossed bounds",
      () => minimize(square, [1, 2], { bounds: { lower: [0, 3], upper: 2 } }),
      "bounds.lower must not exceed bounds.upper, got 3 and 2 for x[1].",
    ],
    [
      "a start beyond a bound",
      () => minimize(({ a }) => a.square().sum(), { a: [1, 2] }, { bounds: { upper: 1.5 } }),
      "x0 must be within its bounds, got 2 at x.a[1], which has to be from -Infinity to 1.5.",
    ],
    [
      "a bound that is NaN",
      () => minimize(square, [1], { bounds: { upper: Number.NaN } }),
      "bounds.upper must not be NaN, got it for x[0].",
    ],
    [
      "bounds of another shape",
      () => minimize(square, [1, 2], { bounds: { upper: [1, 2, 3] } }),
      "bounds.upper must have the shape of x0, [2] at x, got [3].",
    ],
    [
      "bounds of another structure",
      () => minimize(({ a }) => a.square().sum(), { a: [1, 2] }, { bounds: { upper: { b: 1 } } }),
      'bounds.upper must be an object with "a", got an object with "b".',
    ],
    [
      "another option",
      () => minimize(square, [1], { gtol: 1 } as never),
      'there is no option "gtol", only method, bounds, tolerance, maxIterations, onStep.',
    ],
  ])("%s", (_, call, text) => {
    expect(call).toThrow(expect.objectContaining({ message: `minimize: ${text}` }));
  });

  it("what f was, where onStep changes what f refers to, however often f was searched before", () => {
    const changed = "a number in the function was 1 when it was recorded and is 3 now: ";
    const remedy = "pass it as an argument, or keep it in a parameter.";
    for (let searches = 0; searches < 6; searches++) {
      let mu = 1;
      const f = (x: Tensor): Tensor => x.sub(mu).square().sum().add(x.sub(mu).pow(4).sum());
      const residuals = (x: Tensor): Tensor => x.sub(mu).add(x.sub(mu).pow(3).mul(0.5));
      for (let k = 0; k < searches; k++) {
        minimize(f, [5, 2]);
        leastSquares(residuals, [5, 2]);
      }
      const onStep = (): void => {
        mu = 3;
      };
      expect(message(() => minimize(f, [5, 2], { onStep }))).toContain(changed);
      mu = 1;
      expect(message(() => leastSquares(residuals, [5, 2], { onStep }))).toContain(changed + remedy);
      mu = 1;
      expect(minimize(f, [5, 2], { onStep: () => "stop" }).reason).toBe("stopped");
    }
  });

  it("with the words of what f calls", () => {
    expect(() => minimize((x) => x.matmul(tensor([[1, 2, 3]]) as never), [1, 2])).toThrow(/^matmul: /);
    expect(() => minimize((x) => tensor(x.sum().item()), [1, 2])).toThrow(/^compile: a value cannot be read/);
  });
});

describe("what is found is data, and a derivative that would lack what lies between is refused", () => {
  const remedy =
    "For its derivative, find it with root((x) => grad(f)(x), found.stopGradient()); or take stopGradient() of it if it is meant as data.";
  const through = `through what minimize() found, which is data. ${remedy}`;
  const throughFit =
    "through what leastSquares() found, which is data. For its derivative, find it with " +
    "root((x) => grad((x) => residuals(x).square().sum())(x), found.stopGradient()); or take stopGradient() of it if it is meant as data.";
  const cost = (a: Tensor) => (x: Tensor) => x.sub(a).square().add(x.pow(4));
  const best = (a: Tensor, start: Tensor = scalar(0)): Tensor => minimize(cost(a), start).x;

  const found: Record<string, (w: Tensor) => Tensor> = {
    "what f refers to": (w) => best(w),
    "what that was built from": (w) => best(w.mul(2).exp()),
    "the start": (w) => best(scalar(1), w),
    "a bound": (w) => minimize(cost(scalar(0)), scalar(9), { bounds: { lower: w } }).x,
    "a part of a tree, of float32": (w) =>
      minimize(({ x: [x] }) => cost(w)(x.cast("float64")), {
        x: [tensor(0, { dtype: "float32" })],
      }).x.x[0].cast("float64"),
    "a step on the way": (w) => {
      let latest = scalar(0) as Tensor;
      minimize(cost(w), scalar(0), { onStep: ({ x }) => void (latest = x) });
      return latest;
    },
    "the result of a compiled function": (w) => best(compile(() => w.square())()),
    "what was found before": (w) => best(best(w)),
  };
  it.each(Object.entries(found))("by %s", (_, way) => {
    for (const w of [parameter(1.5), tensor(1.5)]) {
      const x = way(w);
      const loss = x.square().add(w);
      expect(message(() => gradients(loss, [w]))).toBe(`gradients: y depends on xs[0] ${through}`);
      expect(message(() => dependsOn(loss, [scalar(1), w]))).toBe(`dependsOn: y depends on xs[1] ${through}`);
      expect(gradients(x.stopGradient().square().add(w), [w])[0].item()).toBe(1);
      // By anything else it is data, without a word.
      const other = tensor(2);
      expect(gradients(x.mul(other), [other])[0].item()).toBe(x.item());
    }
  });

  it("by a parameter, until that has another value", () => {
    const w = parameter(1);
    const x = best(w);
    const text = `backward: y depends on a parameter of shape [] ${through}`;
    expect(message(() => x.square().add(w).backward())).toBe(text);
    expect(message(() => compile(() => x.mul(w).backward())())).toBe(text);
    expect(message(() => x.square().backward())).toBe(`backward: y depends on a parameter ${through}`);
    const descent = gradientDescent([w], { learningRate: 0.1 });
    expect(message(() => descent.minimize(x.mul(w)))).toBe(
      `gradientDescent.minimize: loss depends on parameters[0] ${through}`,
    );
    expect([w.item(), w.grad]).toEqual([1, null]);
    w.assign(2);
    x.mul(w).backward();
    expect(w.grad?.item()).toBe(x.item());
  });

  it("by the argument of a function that is differentiated", () => {
    const f = (a: Tensor): Tensor => best(a).square().add(a);
    const text = `the result depends on an argument of shape [] ${through}`;
    expect(message(() => grad(f)(1))).toBe(`grad: ${text}`);
    expect(message(() => vjp(f, 1))).toBe(`vjp: ${text}`);
    expect(message(() => jvp(f, [1], [1]))).toBe(`jvp: ${text}`);
    expect(message(() => jacobian(f)(1))).toBe(`jacobian: ${text}`);
    expect(message(() => hvp(f, 1, 1))).toBe(`hvp: ${text}`);
    expect(message(() => grad((a: Tensor) => grad((b: Tensor) => best(a).mul(b))(2))(1))).toBe(
      `grad: ${text}`,
    );
    // Whole without it: by another argument, and where it is meant as data.
    const x = best(scalar(1)).item();
    expect(grad((b: Tensor, a: Tensor) => best(a).mul(b))(2, 1).item()).toBe(x);
    expect(grad((a: Tensor) => best(a).stopGradient().mul(a))(1).item()).toBe(x);
    expect(grad((a: Tensor) => best(a.stopGradient()).mul(a))(1).item()).toBe(x);
  });

  it("of leastSquares, errors included", () => {
    const w = parameter(1);
    const fit = leastSquares((x: Tensor) => x.sub(w).mul([1, 2]), tensor(0));
    for (const y of [fit.x, fit.standardErrors])
      expect(message(() => gradients(y.add(w), [w]))).toBe(`gradients: y depends on xs[0] ${throughFit}`);
    const start = (s: Tensor): Tensor => leastSquares((x: Tensor) => x.sub(1).mul([1, 2]), s).x;
    expect(message(() => grad((s: Tensor) => start(s).add(s))(2))).toBe(
      `grad: the result depends on an argument of shape [] ${throughFit}`,
    );
  });

  it("with a remedy that gives the derivative of the implicit function", () => {
    const whole = (a: Tensor): Tensor =>
      root((x: Tensor) => grad(cost(a))(x), best(a).stopGradient()).square();
    const x = best(scalar(1)).item();
    // 2 (x − a) + 4 x³ = 0, hence dx/da = 2 / (2 + 12 x²).
    expect(grad(whole)(1).item()).toBeCloseTo((2 * x * 2) / (2 + 12 * x ** 2), 10);
  });
});
