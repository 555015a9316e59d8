/** Problems of textbooks, as a user would write them: each against a closed form or a published number, and by `assertGradients`. */
import {
  arange,
  assertGradients,
  compile,
  concat,
  cumsum,
  einsum,
  eye,
  fixedPoint,
  grad,
  gridSample,
  hessian,
  jacobian,
  logsumexp,
  parameter,
  scan,
  softmax,
  sort,
  stack,
  type Tensor,
  take,
  tensor,
  where,
} from "@chainrule/autograd";
import { type Complex, irfft, rfft, rfftfreq } from "@chainrule/autograd/fft";
import { expm, solve } from "@chainrule/autograd/linalg";
import { categorical, key, nextKey, normal } from "@chainrule/autograd/random";
import { adam, minimize } from "@chainrule/optim";
import { expect, test } from "vitest";

const apart = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

/** The matrix of r ×, from 0, r and -r. */
const cross = (r: Tensor): Tensor =>
  take(concat([[0], r, r.neg()]), [0, 6, 2, 3, 0, 4, 5, 1, 0]).reshape([3, 3]);

test("bundle adjustment: a camera that is not turned has derivatives by its turning", () => {
  type Camera = Readonly<Record<"rotation" | "centre" | "focus" | "bend", Tensor>>;
  const pixel = ({ rotation, centre, focus, bend }: Camera, point: Tensor): Tensor => {
    const p = expm(cross(rotation)).matmul(point.sub(centre));
    const flat = p.slice([{ stop: 2 }]).div(p.slice([2]));
    const r2 = flat.square().sum();
    return flat.mul(focus).mul(
      bend
        .slice([0])
        .mul(r2)
        .add(bend.slice([1]).mul(r2.square()))
        .add(1),
    );
  };
  const still = {
    rotation: tensor([0, 0, 0]),
    centre: tensor([0.1, 0.2, -3]),
    focus: tensor(2),
    bend: tensor([0.01, -0.002]),
  };
  const point = tensor([0.5, -0.4, 1]);
  // A small turn moves x by r × x, so that its slope is -[x]×; without lens a picture is (x, y) / z.
  const x = point.sub(still.centre);
  const [flat, z] = [x.slice([{ stop: 2 }]), x.slice([2])];
  const moved = cross(x).neg();
  const closed = moved
    .slice([{ stop: 2 }])
    .sub(
      flat
        .div(z)
        .reshape([2, 1])
        .mul(moved.slice([2])),
    )
    .div(z);
  const plain = (rotation: Tensor): Tensor => pixel({ ...still, bend: tensor([0, 0]), rotation }, point);
  expect(apart(jacobian(plain)([0, 0, 0]), closed.mul(still.focus))).toBeLessThan(1e-14);
  assertGradients(pixel, [still, point], { maxElements: 2, order: 1 });
});

test("a turn as the exponential of its matrix is what O. Rodrigues found", () => {
  const r = tensor([0.3, -0.2, 0.5]);
  const angle = r.square().sum().sqrt();
  const k = cross(r.div(angle));
  const turned = k.mul(angle.sin()).add(k.matmul(k).mul(angle.cos().neg().add(1)));
  expect(apart(expm(cross(r)), turned.add(eye(3)))).toBeLessThan(1e-15);
  assertGradients((x: Tensor) => expm(cross(x)), [r], { maxElements: 2, order: 1 });
});

test("an LSTM whose gates are open adds up what it is shown", () => {
  type Cell = { readonly w: Tensor; readonly u: Tensor; readonly b: Tensor };
  const lstm = ({ w, u, b }: Cell, xs: Tensor): Tensor => {
    const step = ({ h, c }: { h: Tensor; c: Tensor }, x: Tensor) => {
      const gates = x.matmul(w).add(h.matmul(u)).add(b).reshape([4, 2]);
      const [i, f, o] = [0, 1, 3].map((k) => gates.slice([k]).sigmoid());
      const kept = c.mul(f as Tensor).add(
        gates
          .slice([2])
          .tanh()
          .mul(i as Tensor),
      );
      return [{ h: (o as Tensor).mul(kept.tanh()), c: kept }, null] as const;
    };
    return scan(step, { h: tensor([0, 0]), c: tensor([0, 0]) }, xs)[0].h;
  };
  // Gates at 1, and the candidate is the input itself: h = tanh(Σ tanh x).
  const open = {
    w: tensor([0, 1].map((k) => Array.from({ length: 8 }, (_, j) => (j === 4 + k ? 1 : 0)))),
    u: tensor([0, 1].map(() => Array.from({ length: 8 }, () => 0))),
    b: tensor([50, 50, 50, 50, 0, 0, 50, 50]),
  };
  const xs = tensor([
    [0.1, -0.2],
    [0.3, 0.4],
    [-0.5, 0.6],
    [0.2, 0.1],
  ]);
  const sum = xs.tanh().sum(0);
  expect(apart(lstm(open, xs), sum.tanh())).toBeLessThan(1e-15);
  const slope = grad((x: Tensor) => lstm(open, x).sum())(xs);
  const closed = sum.tanh().square().neg().add(1).mul(xs.tanh().square().neg().add(1));
  expect(apart(slope, closed)).toBeLessThan(1e-15);
  const any = (rows: number, seed: number): Tensor => normal(key(seed), [rows, 8]).mul(0.5);
  assertGradients(lstm, [{ w: any(2, 1), u: any(2, 2), b: any(1, 3).reshape([8]) }, xs], { maxElements: 2 });
});

test("attention by einsum: what comes later is not looked at", () => {
  type Heads = { readonly q: Tensor; readonly k: Tensor; readonly v: Tensor };
  // [time, head, size] each.
  const attention = ({ q, k, v }: Heads): Tensor => {
    const score = einsum("thd,shd->hts", q, k).div(Math.sqrt(q.shape[2] as number));
    const time = arange(q.shape[0] as number);
    const seen = time.reshape([-1, 1]).greaterEqual(time);
    return einsum("hts,shd->thd", softmax(where(seen, score, -Infinity), -1), v);
  };
  const draw = (seed: number): Tensor => normal(key(seed), [4, 2, 3]);
  const heads = { q: draw(1), k: draw(2), v: draw(3) };
  const out = attention(heads);
  // The first sees itself; and where all keys are the same, each sees the mean of those before it.
  expect(apart(out.slice([0]), heads.v.slice([0]))).toBe(0);
  const means = cumsum(heads.v, 0).div(tensor([1, 2, 3, 4]).reshape([4, 1, 1]));
  expect(apart(attention({ ...heads, k: heads.k.mul(0) }), means)).toBeLessThan(1e-15);
  // Nothing that is said at time 1 depends on what is at 2 or 3.
  const slopes = grad((x: Heads) =>
    attention(x)
      .slice([{ stop: 2 }])
      .sin()
      .sum(),
  )(heads);
  for (const slope of [slopes.k, slopes.v])
    expect(
      slope
        .slice([{ start: 2 }])
        .abs()
        .max()
        .item(),
    ).toBe(0);
  assertGradients(attention, [heads], { maxElements: 4 });
});

test("policy gradients on a bandit: expected, sampled, and as far as the best arm", () => {
  const rewards = tensor([0.2, 0.5, 1, 0.1]);
  const expected = (logits: Tensor): Tensor => softmax(logits).mul(rewards).sum();
  const logits = tensor([0.1, -0.3, 0.2, 0.4]);
  const chances = softmax(logits);
  // R. Sutton, A. Barto, Reinforcement Learning, 2018, 2.8: π (r - E r).
  const closed = chances.mul(rewards.sub(expected(logits)));
  expect(apart(grad(expected)(logits), closed)).toBeLessThan(1e-16);
  // By the logarithm of what was drawn, on average.
  const surrogate = (policy: Tensor, draws: Tensor): Tensor =>
    take(policy.sub(logsumexp(policy)), draws)
      .mul(take(rewards, draws))
      .mean();
  const draws = categorical(key(5), logits, -1, [4000]);
  expect(apart(grad((p: Tensor) => surrogate(p, draws))(logits), closed)).toBeLessThan(0.02);
  const [policy, calls] = [parameter([0, 0, 0, 0]), parameter(0)];
  const optimizer = adam([policy], { learningRate: 0.1 });
  const step = compile(() => {
    const pulled = categorical(nextKey(key(6), calls), policy.stopGradient(), -1, [20]);
    optimizer.minimize(surrogate(policy, pulled).neg());
  });
  for (let k = 0; k < 200; k++) step();
  expect(softmax(policy).slice([2]).item()).toBeGreaterThan(0.95);
  assertGradients((p: Tensor) => surrogate(p, draws.slice([{ stop: 10 }])), [logits]);
});

test("differentiable sorting: by the order that there is, and by a soft one", () => {
  const x = tensor([0.3, -1, 2, 0.9]);
  // The derivative of what is sorted is the permutation.
  const permutation = tensor([
    [0, 1, 0, 0],
    [1, 0, 0, 0],
    [0, 0, 0, 1],
    [0, 0, 1, 0],
  ]);
  expect(apart(jacobian((v: Tensor) => sort(v))(x), permutation)).toBe(0);
  // S. Prillo, J. Eisenschlos, SoftSort, 2020, eq. 3: rows that tell how likely each element stands there.
  const soft = (v: Tensor, temperature: Tensor): Tensor =>
    softmax(sort(v).reshape([-1, 1]).sub(v).abs().neg().div(temperature), -1);
  expect(apart(soft(x, tensor(0.01)), permutation)).toBeLessThan(1e-20);
  // Two elements at a distance of d: 1 / (1 + exp(-d / τ)).
  const two = soft(tensor([0.7, 0.2]), tensor(0.25)).slice([0, 1]);
  expect(two.item()).toBeCloseTo(1 / (1 + Math.exp(-2)), 15);
  assertGradients((v: Tensor) => sort(v).mul([1, 2, 3, 4]).sum(), [x]);
  assertGradients(soft, [x, 0.5]);
});

test("a spectral filter: derivatives by FFT, and the filter that least squares finds", () => {
  const n = 32;
  const t = arange(n).mul((2 * Math.PI) / n);
  const filtered = (x: Tensor, filter: Complex): Tensor => {
    const { re, im } = rfft(x);
    const product = {
      re: re.mul(filter.re).sub(im.mul(filter.im)),
      im: re.mul(filter.im).add(im.mul(filter.re)),
    };
    return irfft(product, { n });
  };
  // i k, without the highest, is the derivative.
  const k = rfftfreq(n, 1 / n);
  const slope = where(k.less(n / 2), k, 0);
  const wave = t.mul(3).sin().add(t.mul(5).cos());
  const steeper = t.mul(3).cos().mul(3).sub(t.mul(5).sin().mul(5));
  expect(apart(filtered(wave, { re: k.mul(0), im: slope }), steeper)).toBeLessThan(1e-12);
  // Least squares with a penalty: N. Wiener's Re(X̄ Y) / (|X|² + λ), where the loss is flat.
  const [x, y] = [normal(key(1), [n]), normal(key(2), [n])];
  const loss = (gain: Tensor): Tensor => {
    const weight = where(k.greater(0).logicalAnd(k.less(n / 2)), 2, 1).div(n);
    const off = filtered(x, { re: gain, im: gain.mul(0) }).sub(y);
    return off.square().sum().add(gain.square().mul(weight).sum().mul(0.5));
  };
  const [a, b] = [rfft(x), rfft(y)];
  const wiener = a.re.mul(b.re).add(a.im.mul(b.im)).div(a.re.square().add(a.im.square()).add(0.5));
  expect(grad(loss)(wiener).abs().max().item()).toBeLessThan(1e-13);
  assertGradients(loss, [wiener.add(0.3)]);
});

test("registration of images by grid sampling finds how far one was moved", () => {
  const n = 24;
  const place = arange(n)
    .mul(2 / (n - 1))
    .sub(1);
  const [xs, ys] = [place.broadcastTo([n, n]), place.reshape([n, 1]).broadcastTo([n, n])];
  const blob = (x: number, y: number): Tensor =>
    xs.sub(x).square().add(ys.sub(y).square()).mul(-6).exp().reshape([1, 1, n, n]);
  const moved = (image: Tensor, by: Tensor): Tensor => {
    const grid = stack([xs, ys], -1).add(by).reshape([1, n, n, 2]);
    return gridSample(image, grid, { alignCorners: true, padding: "border" });
  };
  // A ramp moves by its slope, and bilinear interpolation of it is exact.
  const inner = (image: Tensor): Tensor =>
    image.slice([0, 0, { start: 6, stop: 18 }, { start: 6, stop: 18 }]);
  const ramp = xs.mul(3).add(ys).reshape([1, 1, n, n]);
  const slope = jacobian((by: Tensor) => inner(moved(ramp, by)))([0.11, -0.07]);
  expect(apart(slope, tensor([3, 1]))).toBeLessThan(1e-12);
  const [first, second] = [blob(-0.1, 0.05), blob(0.15, -0.2)];
  const loss = (by: Tensor): Tensor => inner(moved(first, by).sub(second)).square().sum();
  const { x } = minimize(loss, [0, 0]);
  expect(apart(tensor(x), tensor([-0.25, 0.25]))).toBeLessThan(0.01);
  assertGradients(loss, [[0.013, -0.021]]);
});

test("optimal transport by Sinkhorn's fixed point", () => {
  // M. Cuturi, Sinkhorn Distances, 2013: exp((f + g - C) / ε) with the given marginals.
  const plan = (cost: Tensor, p: Tensor, q: Tensor, epsilon: number): Tensor => {
    const soft = (x: Tensor, axis: number): Tensor => logsumexp(x.sub(cost).div(epsilon), axis).mul(epsilon);
    const other = (f: Tensor): Tensor =>
      q
        .log()
        .mul(epsilon)
        .sub(soft(f.reshape([-1, 1]), 0));
    const round = (f: Tensor): Tensor =>
      p
        .log()
        .mul(epsilon)
        .sub(soft(other(f), 1));
    // What is added to f and taken from g is free: the first place has none.
    const f = fixedPoint((x: Tensor) => round(x).sub(round(x).slice([0])), p.mul(0));
    return f.reshape([-1, 1]).add(other(f)).sub(cost).div(epsilon).exp();
  };
  // Two places each: as much on the diagonal as a logistic function of 1 / ε tells.
  const half = tensor([0.5, 0.5]);
  const two = plan(eye(2).neg().add(1), half, half, 0.4);
  expect(two.slice([0, 0]).item()).toBeCloseTo(0.5 / (1 + Math.exp(-1 / 0.4)), 12);
  const cost = tensor([0.1, 0.7, 0.5, 0.6, 0.2, 0.9]).reshape([2, 3]);
  const [p, q] = [tensor([0.4, 0.6]), tensor([0.3, 0.5, 0.2])];
  const at = plan(cost, p, q, 0.3);
  expect(apart(concat([at.sum(1), at.sum(0)]), concat([p, q]))).toBeLessThan(1e-10);
  // What it costs with its entropy has the plan itself as its slope.
  const value = (c: Tensor): Tensor => {
    const by = plan(c, p, q, 0.3);
    return by
      .mul(c)
      .sum()
      .add(by.mul(by.log().sub(1)).sum().mul(0.3));
  };
  expect(apart(grad(value)(cost), at)).toBeLessThan(1e-9);
  assertGradients((c: Tensor) => plan(c, p, q, 0.3).mul(cost.square()).sum(), [cost], {
    order: 1,
    tolerance: 1e-5,
  });
});

test("the lightest truss: how far it bends by the adjoint, and the areas that are best", () => {
  // Two bars from (±1, 1) meet at (0, 0), where a force pulls; Young's modulus is 1.
  const bars = tensor([
    [-1, 1],
    [1, 1],
  ]).div(Math.SQRT2);
  const length = Math.SQRT2;
  const force = tensor([0.4, -1]);
  const give = (areas: Tensor): Tensor => {
    const stiffness = einsum("b,bi,bj->ij", areas.div(length), bars, bars);
    return force.mul(solve(stiffness, force)).sum();
  };
  const areas = tensor([1.5, 0.8]);
  // The forces N in both bars are known without areas: N² L / A each. The adjoint says -(elongation)² / L.
  const pull = solve(bars.transpose(), force);
  expect(give(areas).item()).toBeCloseTo(pull.square().mul(length).div(areas).sum().item(), 14);
  const closed = pull.square().mul(-length).div(areas.square());
  expect(apart(grad(give)(areas), closed)).toBeLessThan(1e-14);
  const curvature = closed.div(areas).mul(-2);
  expect(apart(hessian(give)(areas), curvature.mul(eye(2)))).toBeLessThan(1e-13);
  // Weight times give is least where areas are as the forces: (Σ |N| L)².
  const { x, value } = minimize(
    (logs: Tensor) => {
      const size = logs.exp();
      return size.sum().mul(length).mul(give(size)).log();
    },
    [0, 0],
  );
  expect(Math.exp(value)).toBeCloseTo(pull.abs().mul(length).sum().square().item(), 9);
  const shares = concat([softmax(x), pull.abs().div(pull.abs().sum())]).reshape([2, 2]);
  expect(apart(shares.slice([0]), shares.slice([1]))).toBeLessThan(1e-4);
  assertGradients(give, [areas]);
});
