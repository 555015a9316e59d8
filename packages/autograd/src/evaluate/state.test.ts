import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Node, takeDeepNodes } from "../graph/node.ts";
import {
  checkpoint,
  compile,
  evaluate,
  gradients,
  isEvaluated,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  take,
  tensor,
  vmap,
  zeros,
} from "../index.ts";
import { nodeOf } from "../tensor/handle.ts";
import { clearPlans } from "./materialize.ts";
import { resetStatistics, settings, statistics } from "./settings.ts";

/** What a step did: evaluations of known and of new structures, and runs. */
function counted(step: () => void): { hits: number; misses: number; runs: number } {
  resetStatistics();
  step();
  const { hits, misses, compiled, interpreted } = statistics;
  return { hits, misses, runs: compiled + interpreted };
}

/** Requires that from the tenth step on each does the same, with known structures only. */
function requireSteady(step: () => void, runs: number, steps = 30): void {
  for (let k = 0; k < 10; k++) step();
  for (let k = 10; k < steps; k++) expect(counted(step)).toEqual({ hits: runs, misses: 0, runs });
}

const inputs = [
  [1, 2, 3],
  [0, -1, 2],
];
const targets = [1, -2];

/** ½ Σ (x·w + b − y)², by the engine and by hand. */
class Problem {
  readonly w: Parameter<[3]> = parameter([0.5, -0.25, 1]);
  readonly b: Parameter<[]> = parameter(0.1);
  readonly #x = tensor(inputs);
  readonly #y = tensor(targets);

  loss(w: Tensor = this.w, b: Tensor = this.b): Tensor<[]> {
    const product = this.#x.mul(w).sum(1).add(b);
    return product.sub(this.#y).square().sum().mul(0.5);
  }

  get values(): number[] {
    return [...this.w.data(), this.b.item()];
  }

  static gradient([w0 = 0, w1 = 0, w2 = 0, b = 0]: readonly number[]): number[] {
    const total = [0, 0, 0, 0];
    for (const [r, [x0 = 0, x1 = 0, x2 = 0]] of inputs.entries()) {
      const error = x0 * w0 + x1 * w1 + x2 * w2 + b - (targets[r] ?? 0);
      for (const [k, x] of [x0, x1, x2, 1].entries()) total[k] = (total[k] ?? 0) + error * x;
    }
    return total;
  }
}

function expectClose(got: ArrayLike<number>, wanted: readonly number[]): void {
  expect(got.length).toBe(wanted.length);
  for (const [k, value] of wanted.entries()) expect(got[k]).toBeCloseTo(value, 9);
}

/** An optimiser as users write it: its state in plain variables; and the same on numbers. */
interface Hand {
  readonly step: () => void;
  readonly problem: Problem;
  readonly byHand: (values: number[]) => number[];
}

const map2 = (a: readonly number[], b: readonly number[], f: (x: number, y: number) => number): number[] =>
  a.map((x, k) => f(x, b[k] ?? 0));

function momentum(assign: "one by one" | "together", source: "gradients" | "grad" = "gradients"): Hand {
  const problem = new Problem();
  const { w, b } = problem;
  let [vw, vb]: Tensor[] = [zeros([3]), scalar(0)];
  const gradientsNow = (): Tensor[] => {
    if (source === "gradients") return gradients(problem.loss(), [w, b]);
    for (const p of [w, b]) p.grad = null;
    problem.loss().backward();
    return [w.grad as Tensor, b.grad as Tensor];
  };
  const step = (): void => {
    const [gw, gb] = gradientsNow() as [Tensor, Tensor];
    vw = (vw as Tensor).mul(0.9).add(gw);
    vb = (vb as Tensor).mul(0.9).add(gb);
    const [nw, nb] = [w.sub(vw.mul(0.01)), b.sub(vb.mul(0.01))];
    if (assign === "together") evaluate([nw, nb]);
    w.assign(nw as Tensor<[3]>);
    b.assign(nb as Tensor<[]>);
  };
  let v = [0, 0, 0, 0];
  const byHand = (values: number[]): number[] => {
    v = map2(v, Problem.gradient(values), (old, g) => 0.9 * old + g);
    return map2(values, v, (p, u) => p - 0.01 * u);
  };
  return { step, problem, byHand };
}

function nesterov(): Hand {
  const problem = new Problem();
  const { w, b } = problem;
  let [vw, vb]: Tensor[] = [zeros([3]), scalar(0)];
  const step = (): void => {
    const ahead = [w.sub((vw as Tensor).mul(0.009)), b.sub((vb as Tensor).mul(0.009))] as [Tensor, Tensor];
    const [gw, gb] = gradients(problem.loss(...ahead), ahead) as [Tensor, Tensor];
    vw = (vw as Tensor).mul(0.9).add(gw);
    vb = (vb as Tensor).mul(0.9).add(gb);
    w.assign(w.sub(vw.mul(0.01)) as Tensor<[3]>);
    b.assign(b.sub(vb.mul(0.01)) as Tensor<[]>);
  };
  let v = [0, 0, 0, 0];
  const byHand = (values: number[]): number[] => {
    const g = Problem.gradient(map2(values, v, (p, u) => p - 0.009 * u));
    v = map2(v, g, (old, slope) => 0.9 * old + slope);
    return map2(values, v, (p, u) => p - 0.01 * u);
  };
  return { step, problem, byHand };
}

/** State in a class, in arrays; the number of the step in a plain number. */
class Adam {
  t = 0;
  m: Tensor[] = [];
  v: Tensor[] = [];

  step(parameters: readonly Parameter[], found: readonly Tensor[]): void {
    this.t += 1;
    for (const [k, p] of parameters.entries()) {
      const g = found[k] as Tensor;
      const m = (this.m[k] ?? zeros(p.shape as [])).mul(0.9).add(g.mul(0.1));
      const v = (this.v[k] ?? zeros(p.shape as [])).mul(0.99).add(g.square().mul(0.01));
      this.m[k] = m;
      this.v[k] = v;
      const change = m.div(1 - 0.9 ** this.t).div(
        v
          .div(1 - 0.99 ** this.t)
          .sqrt()
          .add(1e-8),
      );
      p.assign(p.sub(change.mul(0.05)) as never);
    }
  }
}

function adam(): Hand {
  const problem = new Problem();
  const optimizer = new Adam();
  const parameters: Parameter[] = [problem.w, problem.b];
  const step = (): void => optimizer.step(parameters, gradients(problem.loss(), parameters));
  let [m, v, t] = [[0, 0, 0, 0], [0, 0, 0, 0], 0];
  const byHand = (values: number[]): number[] => {
    const g = Problem.gradient(values);
    t += 1;
    m = map2(m, g, (old, x) => 0.9 * old + 0.1 * x);
    v = map2(v, g, (old, x) => 0.99 * old + 0.01 * x * x);
    const change = map2(m, v, (a, c) => a / (1 - 0.9 ** t) / (Math.sqrt(c / (1 - 0.99 ** t)) + 1e-8));
    return map2(values, change, (p, c) => p - 0.05 * c);
  };
  return { step, problem, byHand };
}

function rmsProp(): Hand {
  const problem = new Problem();
  const { w, b } = problem;
  const state: Record<string, Tensor> = { w: zeros([3]), b: scalar(0) };
  const step = (): void => {
    const [gw, gb] = gradients(problem.loss(), [w, b]) as [Tensor, Tensor];
    state["w"] = (state["w"] as Tensor).mul(0.9).add(gw.square().mul(0.1));
    state["b"] = (state["b"] as Tensor).mul(0.9).add(gb.square().mul(0.1));
    w.assign(w.sub(gw.div(state["w"].sqrt().add(1e-6)).mul(0.02)) as Tensor<[3]>);
    b.assign(b.sub(gb.div(state["b"].sqrt().add(1e-6)).mul(0.02)) as Tensor<[]>);
  };
  let v = [0, 0, 0, 0];
  const byHand = (values: number[]): number[] => {
    const g = Problem.gradient(values);
    v = map2(v, g, (old, x) => 0.9 * old + 0.1 * x * x);
    return map2(
      values,
      map2(g, v, (x, c) => x / (Math.sqrt(c) + 1e-6)),
      (p, c) => p - 0.02 * c,
    );
  };
  return { step, problem, byHand };
}

/** The number of nodes without a value that a run would compute for this one. */
function unreadBehind(root: Node): number {
  const unread = new Set<Node>();
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.value !== null || unread.has(node)) continue;
    unread.add(node);
    stack.push(...node.inputs);
  }
  return unread.size;
}

const usual = { ...settings };
beforeEach(() => {
  Object.assign(settings, { compileAfter: 2, verify: false });
  clearPlans();
});
afterEach(() => Object.assign(settings, usual));

describe("state in a plain variable costs the same in each step, and is right:", () => {
  test.each<[string, number, () => Hand]>([
    ["momentum, parameters assigned one by one", 2, () => momentum("one by one")],
    ["momentum, evaluated together", 1, () => momentum("together")],
    ["momentum of grad", 2, () => momentum("one by one", "grad")],
    ["momentum of grad, evaluated together", 1, () => momentum("together", "grad")],
    ["Nesterov, the gradient taken ahead", 2, nesterov],
    ["Adam in a class", 2, adam],
    ["RMSProp in an object", 2, rmsProp],
  ])("%s", (_, runs, make) => {
    const { step, problem, byHand } = make();
    let wanted = problem.values;
    requireSteady(() => {
      step();
      wanted = byHand(wanted);
    }, runs);
    expectClose(problem.values, wanted);
  });

  test("a moving average of weights, read at the end only", () => {
    const { step, problem } = momentum("one by one");
    let mean: Tensor = zeros([3]);
    let wanted = [0, 0, 0];
    requireSteady(() => {
      step();
      mean = mean.mul(0.99).add(problem.w.mul(0.01));
      wanted = map2(wanted, problem.values, (m, w) => 0.99 * m + 0.01 * w);
    }, 2);
    expect(isEvaluated(mean)).toBe(false);
    expectClose(mean.data(), wanted);
  });

  test.each(["stopGradient", "detach"] as const)(
    "what a recurrent network carries along, cut by %s",
    (cut) => {
      const w = parameter(0.3);
      let hidden: Tensor = scalar(0.1);
      let [h, p] = [0.1, 0.3];
      requireSteady(() => {
        hidden = hidden[cut]().mul(w).add(1).tanh();
        const [slope] = gradients(hidden.square() as Tensor<[]>, [w]);
        w.assign(w.sub(slope.mul(0.1)));
        const next = Math.tanh(h * p + 1);
        p -= 0.1 * 2 * next * (1 - next * next) * h;
        h = next;
      }, 1);
      expectClose([hidden.item(), w.item()], [h, p]);
    },
  );

  test("a power iteration", () => {
    const a = tensor([
      [2, 1],
      [1, 3],
    ]);
    let x: Tensor = tensor([1, 0]);
    let seen = 0;
    requireSteady(() => {
      const next = a.mul(x).sum(1);
      x = next.div(next.square().sum().sqrt());
      seen = a.mul(x).sum(1).mul(x).sum().item();
    }, 1);
    expect(seen).toBeCloseTo((5 + Math.sqrt(5)) / 2, 9);
  });

  test("totals, read in each step or every third one", () => {
    for (const every of [1, 3]) {
      const { step, problem } = momentum("together");
      let total: Tensor = scalar(0);
      let wanted = 0;
      let k = 0;
      const each = (): void => {
        for (let r = 0; r < every; r++) {
          const loss = problem.loss();
          wanted += loss.item();
          total = total.add(loss);
          step();
        }
        k += 1;
        expect(total.item()).toBeCloseTo(wanted, 9);
      };
      for (let r = 0; r < 10; r++) each();
      const first = counted(each);
      expect(first.misses).toBe(0);
      for (let r = 0; r < 10; r++) expect(counted(each)).toEqual(first);
      expect(k).toBe(21);
    }
  });

  test("a difference of second order, which reaches two steps back", () => {
    let [before, now]: Tensor[] = [tensor([1, 2]), tensor([1, 2])];
    let [u, v] = [1, 1];
    requireSteady(() => {
      const next = (now as Tensor)
        .mul(2)
        .sub(before as Tensor)
        .sub((now as Tensor).mul(0.01));
      [before, now] = [now, next];
      [u, v] = [v, 2 * v - u - 0.01 * v];
      expect(now.sum().item()).toBeCloseTo(3 * v, 9);
    }, 1);
  });

  test("two loops in turn, whose states have the same structure", () => {
    const hands = [momentum("one by one"), momentum("one by one")];
    const wanted = hands.map(({ problem }) => problem.values);
    requireSteady(() => {
      for (const [k, { step, byHand }] of hands.entries()) {
        step();
        wanted[k] = byHand(wanted[k] as number[]);
      }
    }, 4);
    for (const [k, { problem }] of hands.entries()) expectClose(problem.values, wanted[k] as number[]);
  });

  test("state that is mapped over examples", () => {
    let x: Tensor = tensor([1, 2, 3]);
    let wanted = [1, 2, 3];
    requireSteady(() => {
      x = vmap((e: Tensor) => e.mul(0.5).add(1))(x);
      wanted = wanted.map((e) => 0.5 * e + 1);
      expect(x.sum().item()).toBeCloseTo(
        wanted.reduce((a, b) => a + b),
        9,
      );
    }, 1);
    expectClose(x.data(), wanted);
  });
});

describe("a value that is kept on the way", () => {
  test("is computed once, also for what is read after the run that had it", () => {
    const w = parameter([1, 2]);
    const step = (): void => {
      const hidden = w.mul(3).exp();
      hidden.sum().item();
      hidden.mean().item();
      expect(hidden.data()[0]).toBeCloseTo(Math.exp(3), 9);
    };
    requireSteady(step, 2);
  });

  test("changes no derivative, whether it is read or not", () => {
    const w = parameter([0.3, -0.2]);
    const step = (): number[] => {
      const hidden = w.square().add(w);
      const first = hidden.sum().tanh();
      first.item();
      const second = hidden.mul(hidden).sum();
      const [slope] = gradients(second.add(first), [w]);
      return [...slope.data()];
    };
    const expected = [0.3, -0.2].map((x, _, all) => {
      const sum = all.reduce((s, e) => s + e * e + e, 0);
      return (2 * (x * x + x) + 1 - Math.tanh(sum) ** 2) * (2 * x + 1);
    });
    for (let k = 0; k < 8; k++) expectClose(step(), expected);
  });

  test("is that of its own target: gradients by parameters of equal shape are not mistaken for one another", () => {
    const [a, b] = [parameter(2), parameter(5)];
    const slope = (by: Parameter<[]>): number => {
      const y = a.mul(3).add(b.square());
      y.item();
      a.grad = null;
      b.grad = null;
      const [found] = gradients(y, [by]);
      return found.item();
    };
    for (let k = 0; k < 4; k++) expect(slope(a)).toBe(3);
    for (let k = 0; k < 4; k++) expect([slope(b), slope(a)]).toEqual([10, 3]);
  });

  test("is right whichever derivative of a request is used first, and by what", () => {
    const wants = (a: number, b: number, d: number, x: number): number[] => {
      const t = a * x + b;
      return [2 * t * d * d * x, 2 * t * d * d, 2 * t * t * d];
    };
    const subsets = [
      [0, 2],
      [2, 0],
      [0, 1, 2],
      [2, 1, 0],
      [1, 2],
    ];
    for (const by of subsets) {
      clearPlans();
      for (const moved of [...by, ...by]) {
        const cells = [parameter(2), parameter(3), parameter(5)] as const;
        for (let k = 0; k < 6; k++) {
          const [a, b, d] = cells;
          const wanted = wants(a.item(), b.item(), d.item(), k + 0.5);
          const loss = a
            .mul(k + 0.5)
            .add(b)
            .mul(d)
            .square()
            .sum();
          const slopes: readonly Tensor[] = gradients(
            loss,
            by.map((cell) => cells[cell] as Parameter<[]>),
          );
          const cell = cells[moved] as Parameter<[]>;
          cell.assign(cell.sub((slopes[0] as Tensor<[]>).mul(1e-4)));
          expectClose(
            slopes.map((slope) => slope.item()),
            by.map((target) => wanted[target] as number),
          );
        }
      }
    }
  });

  test("goes with the graph that it came from: what lies behind a known value is part of a derivative", () => {
    const a = parameter([1, 2]);
    const x = tensor([0.7, 1.1]);
    const step = (inner: (t: Tensor) => Tensor): number[] => {
      const known = inner(a);
      known.data();
      const [slope] = gradients(known.mul(x).sum(), [a]);
      return [...slope.data()];
    };
    for (let k = 0; k < 4; k++)
      expectClose(
        step((t) => t.mul(2)),
        [1.4, 2.2],
      );
    for (let k = 0; k < 4; k++)
      expectClose(
        step((t) => t.square()),
        [1.4, 4.4],
      );
    for (let k = 0; k < 4; k++)
      expectClose(
        step((t) => t.mul(2)),
        [1.4, 2.2],
      );
  });

  test.each(["at once", "after something else, so that it is not what is expected"] as const)(
    "behind which there are other operations is another to a derivative, %s",
    (when) => {
      const x = parameter([1, 2]);
      const slope = (inner: "square" | "exp"): number[] => {
        const known = x[inner]();
        known.data();
        if (when !== "at once") scalar(1).tanh().exp().item();
        return [...gradients(known.mul(2).sum(), [x])[0].data()];
      };
      for (let k = 0; k < 4; k++) {
        expectClose(slope("square"), [4, 8]);
        expectClose(slope("exp"), [2 * Math.exp(1), 2 * Math.exp(2)]);
      }
    },
  );

  test("derivatives asked for of older nodes go on behind what is older than others", () => {
    const x = parameter(3);
    const slopes = (inner: "square" | "exp"): number[] => {
      const y = x[inner]();
      y.item();
      const z = y.mul(2);
      const w = z.mul(y);
      const [byZ] = gradients(w, [z]);
      const [byX] = gradients(w.add(z), [x]);
      return [byZ.add(byX).item(), byX.item()];
    };
    const e = Math.exp(3);
    const byX = (4 * e + 2) * e;
    for (let k = 0; k < 4; k++) {
      expectClose(slopes("square"), [9 + 228, 228]);
      expectClose(slopes("exp"), [e + byX, byX]);
    }
  });

  test("which is data to one run and depends on the parameter in another, has a slope in the other", () => {
    const w = parameter([0.5, 2]);
    const slope = (known: Tensor): number[] => {
      known.data();
      const y = known.mul(w).sum();
      y.item();
      return [...gradients(y, [w])[0].data()];
    };
    for (let k = 0; k < 4; k++) expectClose(slope(tensor([3, 4])), [3, 4]);
    for (let k = 0; k < 4; k++) expectClose(slope(w.square()), [3 * 0.25, 3 * 4]);
  });

  test("and depends on the parameter, is not in the way of a gradient that is computed in advance", () => {
    const [a, b] = [parameter([0.5, 2]), parameter([3, 4])];
    const data = tensor([5, 6]);
    const slope = (known: Tensor, by: Parameter<[2]>): number[] => {
      const y = known.mul(a).mul(b).sum();
      y.item();
      return [...gradients(y, [by])[0].data()];
    };
    const turn = (): number => {
      const known = b.square();
      known.data();
      expectClose(slope(known, b), [3 * 9 * 0.5, 3 * 16 * 2]);
      return counted(() => expectClose(slope(data, a), [15, 24])).runs;
    };
    for (let k = 0; k < 4; k++) turn();
    for (let k = 0; k < 4; k++) expect(turn()).toBe(1);
  });
});

describe("stopGradient", () => {
  test("lets go of what it was made from once that is known, whichever of the two was read", () => {
    const x = tensor([1, 2]);
    for (const read of ["it", "its source", "both by a run"] as const) {
      const source = x.mul(3);
      const stop = source.detach();
      expect(nodeOf(stop).first).toBe(nodeOf(source));
      if (read === "it") expect(stop.toArray()).toEqual([3, 6]);
      else if (read === "its source") source.data();
      else evaluate([stop.add(1), source]);
      expect(stop.sum().item()).toBe(9);
      expect(nodeOf(stop).first).toBeNull();
      expect(isEvaluated(stop)).toBe(true);
    }
    expect(nodeOf(x.stopGradient()).first).toBeNull();
  });

  test("does so however many follow one another", () => {
    const stop = tensor([1, 2]).mul(3).detach().detach().detach();
    expect(stop.toArray()).toEqual([3, 6]);
    expect(nodeOf(stop).first).toBeNull();
  });

  test("twice in a row, had on the way by one run and known by another, is computed no more", () => {
    const source = scalar(0.5).mul(3);
    const state = source.detach().detach();
    expect(state.add(1).item()).toBe(2.5);
    expect(source.item()).toBe(1.5);
    expect(counted(() => expect(state.mul(3).item()).toBe(4.5)).runs).toBe(1);
  });

  test("keeps no past alive behind it", () => {
    let state: Tensor = tensor([1]);
    for (let k = 0; k < 20; k++) {
      state = state.detach().mul(0.5).add(1);
      state.item();
    }
    let behind = 0;
    const stack = [nodeOf(state)];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      behind += 1;
      stack.push(...node.inputs);
    }
    expect(behind).toBeLessThan(8);
  });

  test.each<[string, (x: Tensor, state: Tensor) => Tensor, number]>([
    ["which depends on a parameter", (_, state) => state.mul(5), 10],
    ["which depends on an argument as well", (x, state) => x.stopGradient().mul(state), 6],
  ])("in a checkpoint may have let go since, and must not have changed, %s", (_, make, factor) => {
    const [w, state] = [parameter(3), parameter(2)];
    let reads = true;
    const f = checkpoint((x: Tensor) => {
      const known = make(x, state);
      if (reads) known.item();
      return x.mul(known.detach()).square();
    });
    for (const readsFirst of [true, false])
      for (const change of [false, true]) {
        state.assign(2);
        reads = readsFirst;
        const y = f(w) as Tensor<[]>;
        reads = !readsFirst;
        if (change) state.assign(7);
        const slope = (): number => gradients(y, [w])[0].item();
        if (change) expect(slope).toThrow("checkpoint: ");
        else expect(slope()).toBe(2 * 3 * factor ** 2);
      }
  });

  test("in a checkpoint is not asked for the value of what is not known yet", () => {
    const x = tensor(3);
    let reads = true;
    const f = checkpoint((y: Tensor) => {
      const known = y.mul(5);
      if (reads) known.item();
      return y.mul(known.stopGradient());
    });
    const slope = compile((scale: Tensor) => {
      reads = true;
      const y = f(x).mul(scale) as Tensor<[]>;
      reads = false;
      return gradients(y, [x])[0];
    });
    expect(slope(2).item()).toBe(30);
  });

  test("is what grad is", () => {
    const w = parameter(3);
    w.square().backward();
    const { grad } = w;
    expect(isEvaluated(grad as Tensor)).toBe(false);
    expect(() => gradients(grad as Tensor, [w])).toThrow("or only through stopGradient");
    expect(grad?.item()).toBe(6);
    expect(nodeOf(grad as Tensor).first).toBeNull();
    w.square().backward();
    expect(w.grad?.item()).toBe(12);
  });

  test("of gradients of one request, which are computed in one run", () => {
    const problem = new Problem();
    problem.loss().backward();
    expect(
      counted(() => {
        problem.w.grad?.data();
        problem.b.grad?.item();
      }).runs,
    ).toBe(1);
  });
});

describe("what nobody asked for is in nobody's way if it is refused:", () => {
  const message = "take: indices must be from -2 to 1 for axis 0 of [2], got 9.";
  /** Refused once it is computed. */
  const refused = (x: Tensor): Tensor => x.mul(take(tensor([1, 2]), scalar(9).round().cast("int32")));
  /** What is read, and what is refused if it is. */
  const pairs: Readonly<Record<string, (x: Tensor<[3]>) => readonly [Tensor, Tensor, unknown]>> = {
    "what a derivative is of": (x) => {
      const y = refused(x).sum();
      return [gradients(y, [tensor([1, 2])], { unused: "zero" })[0], y, [0, 0]];
    },
    "what a derivative is by": (x) => {
      const v = refused(x);
      return [gradients(x.square().sum(), [v], { unused: "zero" })[0], v, [0, 0, 0]];
    },
    "what a derivative is of that another is by": (x) => {
      const y = refused(x).sum();
      const [v] = gradients(y, [x]);
      return [gradients(x.square().sum(), [v], { unused: "zero" })[0], y, [0, 0, 0]];
    },
    "another derivative of the same": (x) => {
      const [a, b] = [tensor([1, 2, 3]), tensor([1, 1, 1])];
      const y = a
        .square()
        .add(b.mul(refused(x)))
        .sum();
      return [...gradients(y, [a, b]), [2, 4, 6]];
    },
    "a value that an earlier run kept for it": (x) => {
      const [y, by] = [x.square(), refused(x)];
      return [gradients(y.sum(), [by], { unused: "zero" })[0], by.mul(y), [0, 0, 0]];
    },
  };

  test.each(Object.keys(pairs))("%s", (name) => {
    for (let step = 0; step < 6; step++) {
      const [read, other, value] = (pairs[name] as (typeof pairs)[string])(tensor([1, 2, 3]));
      expect(read.toArray()).toEqual(value);
      expect(() => other.add(1).data()).toThrow(expect.objectContaining({ message }));
    }
  });
});

describe("a tensor behind which much hangs that nobody has read", () => {
  const chain = (length: number): Tensor => {
    let y: Tensor = tensor([1, 2]);
    for (let k = 0; k < length; k++) y = y.add(1);
    return y;
  };

  test("is computed with the next run", () => {
    const [short, long] = [chain(1000), chain(1001)];
    tensor([3]).mul(2).item();
    expect([isEvaluated(short), isEvaluated(long)]).toEqual([false, true]);
    expect(long.toArray()).toEqual([1002, 1003]);
  });

  test("is not missed beside steps that build much more, and forget it", () => {
    const step = (): void => {
      for (let k = 0; k < 10; k++) chain(1200);
      tensor([3]).mul(2).item();
    };
    let mean = chain(1001);
    step();
    const before = mean;
    mean = mean.mul(0.5);
    step();
    expect([isEvaluated(before), unreadBehind(nodeOf(mean))]).toEqual([true, 1]);
    expect(mean.toArray()).toEqual([501, 501.5]);
  });

  test("is not kept for it, once a program has forgotten it", () => {
    takeDeepNodes();
    for (let k = 0; k < 30; k++) chain(3000);
    expect(takeDeepNodes().length).toBe(4);
  });

  test("does not make a loop's graph grow", () => {
    const w = parameter([1, 2]);
    let mean: Tensor = zeros([2]);
    let wanted = 0;
    for (let k = 0; k < 2500; k++) {
      w.assign(w.mul(0.999));
      mean = mean.mul(0.99).add(w.mul(0.01));
      wanted = 0.99 * wanted + 0.01 * 0.999 ** (k + 1);
      if (k % 50 === 0) expect(unreadBehind(nodeOf(mean))).toBeLessThanOrEqual(1010);
    }
    expectClose(mean.data(), [wanted, 2 * wanted]);
  });

  test("is not, where a node counts twice because two use it", () => {
    let y: Tensor = tensor([1, 2]);
    for (let k = 0; k < 40; k++) y = y.mul(0.5).add(y.mul(0.5));
    tensor([3]).mul(2).item();
    expect(isEvaluated(y)).toBe(false);
    expect(y.toArray()).toEqual([1, 2]);
  });

  test("is left alone where it stands for data that is not known yet, and in nobody's way", () => {
    const other = chain(1001);
    const f = vmap((x: Tensor) => {
      let y: Tensor = x;
      for (let k = 0; k < 1500; k++) y = y.add(1);
      expect(tensor([3]).mul(2).item()).toBe(6);
      expect(isEvaluated(other)).toBe(true);
      return y;
    });
    expect(f([1, 2]).toArray()).toEqual([1501, 1502]);
  });
});
