/** Problems of textbooks, as a user would write them: each against a closed form or a published number, and by `assertGradients`. */
import {
  assertGradients,
  compile,
  eye,
  grad,
  jacobian,
  logsumexp,
  normalCdf,
  parameter,
  scan,
  type Tensor,
  tensor,
  valueAndGrad,
} from "@chainrule/autograd";
import { cholesky, logdet, solve, solveTriangular } from "@chainrule/autograd/linalg";
import { key, logProbability, nextKey, normal } from "@chainrule/autograd/random";
import { adam } from "@chainrule/optim";
import { expect, test } from "vitest";

const logOfRootOfTwoPi = Math.log(2 * Math.PI) / 2;

test("ridge regression in closed form: how its weights move with the penalty", () => {
  const x = tensor([
    [1, 0.5],
    [1, -1],
    [1, 2],
    [1, 0.25],
  ]);
  const y = tensor([[1], [-0.5], [3], [0.75]]);
  const gram = x.transpose().matmul(x);
  const weights = (penalty: Tensor): Tensor => solve(gram.add(eye(2).mul(penalty)), x.transpose().matmul(y));
  // There the loss that it minimises is flat.
  const loss = (w: Tensor): Tensor => x.matmul(w).sub(y).square().sum().add(w.square().sum().mul(0.3));
  expect(
    grad(loss)(weights(tensor(0.3)).detach())
      .abs()
      .max()
      .item(),
  ).toBeLessThan(1e-14);
  // dw/dλ = -(XᵀX + λ)⁻¹ w.
  const slope = jacobian(weights)(0.3);
  const closed = solve(gram.add(eye(2).mul(0.3)), weights(tensor(0.3))).neg();
  expect(slope.sub(closed).abs().max().item()).toBeLessThan(1e-15);
  assertGradients(weights, [0.3]);
});

test("the marginal likelihood of a Gaussian process, and its slope by every hyperparameter", () => {
  const x = tensor([-1.5, -0.5, 0.1, 0.9, 2]);
  const y = tensor([-1, -0.4, 0.2, 0.7, 0.9]);
  type Kernel = { readonly length: Tensor; readonly noise: Tensor };
  const covariance = ({ length, noise }: Kernel): Tensor => {
    const apart = x.reshape([5, 1]).sub(x).div(length).square();
    return apart.div(-2).exp().add(eye(5).mul(noise.square()));
  };
  const evidence = (kernel: Kernel): Tensor => {
    const l = cholesky(covariance(kernel));
    const z = solveTriangular(l, y.reshape([5, 1]));
    const logarithms = l.mul(eye(5)).sum([1]).log().sum();
    return z
      .square()
      .sum()
      .div(-2)
      .sub(logarithms)
      .sub(5 * logOfRootOfTwoPi);
  };
  // C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning, 2006, 5.9: ½ tr((α αᵀ - K⁻¹) dK/dθ).
  const at = { length: tensor(0.8), noise: tensor(0.3) };
  const k = covariance(at);
  const alpha = solve(k, y.reshape([5, 1]));
  const inner = alpha.matmul(alpha.transpose()).sub(solve(k, eye(5)));
  const [found, slopes] = [grad(evidence)(at), jacobian(covariance)(at)];
  for (const name of ["length", "noise"] as const)
    expect(found[name].item()).toBeCloseTo(inner.mul(slopes[name]).sum().div(2).item(), 12);
  assertGradients(evidence, [at]);
});

test("a Kalman filter: the flow of the Nile is likeliest where the books say", () => {
  // Annual flow at Aswan, 1871 to 1970, in 10⁸ m³: G. Cobb, Biometrika 65 (1978), 243.
  const flow = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
    1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
    1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796,
    1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874,
    848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718,
    714, 740,
  ] as const;
  // The level wanders, and is seen with noise; the first year tells where it begins.
  const likelihood = ({ noise, drift }: { noise: Tensor; drift: Tensor }): Tensor => {
    const year = ({ level, spread }: { level: Tensor; spread: Tensor }, y: Tensor) => {
      const variance = spread.add(noise);
      const gain = spread.div(variance);
      const surprise = y.sub(level);
      const next = { level: level.add(gain.mul(surprise)), spread: gain.mul(noise).add(drift) };
      const told = surprise.square().div(variance).add(variance.log()).div(-2).sub(logOfRootOfTwoPi);
      return [next, told] as const;
    };
    return scan(year, { level: tensor(flow[0]), spread: noise.add(drift) }, tensor(flow.slice(1)))[1].sum();
  };
  // J. Durbin, S. Koopman, Time Series Analysis by State Space Methods, 2.10.3: 15099 and 1469.1.
  const [noise, drift] = [15_099, 1469.1];
  const [value, slope] = valueAndGrad(likelihood)({ noise, drift });
  // The same in one piece: changes from year to year are normal, and only neighbours know of each other.
  const apart = eye(100)
    .slice([{ start: 1 }])
    .sub(eye(99, 100));
  const covariance = apart.matmul(apart.transpose()).mul(noise).add(eye(99).mul(drift));
  const change = tensor(flow.slice(1)).sub(flow.slice(0, -1));
  const whole = solve(covariance, change).mul(change).sum().add(logdet(covariance)).div(-2);
  expect(value.item()).toBeCloseTo(whole.item() - 99 * logOfRootOfTwoPi, 9);
  // Where it is flat, to the digits that they print.
  expect(Math.abs(slope.noise.item() * noise)).toBeLessThan(2e-3);
  expect(Math.abs(slope.drift.item() * drift)).toBeLessThan(2e-3);
  assertGradients((n: Tensor, d: Tensor) => likelihood({ noise: n.exp(), drift: d.exp() }), [9.5, 7.5]);
});

test("a mixture's likelihood: its slopes are what each point owes to each component", () => {
  const x = tensor([-2, -1.5, 0, 1, 1.25, 3]);
  type Mixture = { readonly logits: Tensor; readonly mean: Tensor; readonly std: Tensor };
  const joint = ({ logits, mean, std }: Mixture): Tensor => {
    const prior = logits.sub(logsumexp(logits));
    return logProbability("normal", { mean, std }, x.reshape([6, 1])).add(prior);
  };
  const likelihood = (mixture: Mixture): Tensor => logsumexp(joint(mixture), 1).sum();
  const at = { logits: tensor([0.2, -0.4]), mean: tensor([-1, 1.5]), std: tensor([0.7, 1.1]) };
  const share = joint(at)
    .sub(logsumexp(joint(at), 1, { keepDims: true }))
    .exp();
  const found = grad(likelihood)(at);
  // C. Bishop, Pattern Recognition and Machine Learning, 2006, 9.16 to 9.20.
  const { logits, mean, std } = at;
  const off = x.reshape([6, 1]).sub(mean);
  const size = logits.sub(logsumexp(logits)).exp();
  const gap = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();
  expect(gap(found.logits, share.sub(size).sum(0))).toBeLessThan(1e-14);
  expect(gap(found.mean, share.mul(off).div(std.square()).sum(0))).toBeLessThan(1e-14);
  const wider = off.square().div(std.square()).sub(1).div(std);
  expect(gap(found.std, share.mul(wider).sum(0))).toBeLessThan(1e-13);
  assertGradients(likelihood, [at]);
});

test("hidden Markov models by the forward algorithm: the umbrella, and each day as a derivative", () => {
  // S. Russell, P. Norvig, Artificial Intelligence, 15.2: rain stays with 0.7; an umbrella at 0.9 if it rains, else at 0.2.
  const stay = tensor([
    [0.7, 0.3],
    [0.3, 0.7],
  ]).log();
  const seen = (umbrellas: readonly boolean[]): Tensor =>
    tensor(umbrellas.map((is) => (is ? [0.9, 0.2] : [0.1, 0.8]))).log();
  const likelihood = (evidence: Tensor): Tensor => {
    const day = (belief: Tensor, likely: Tensor) =>
      [logsumexp(belief.reshape([2, 1]).add(stay), 0).add(likely), null] as const;
    return logsumexp(scan(day, tensor([0.5, 0.5]).log(), evidence)[0]);
  };
  // The slope of the logarithm by that of an emission is the probability of the state then, by all that was seen.
  const two = grad(likelihood)(seen([true, true]));
  expect((two.toArray() as number[][])[0]?.[0]).toBeCloseTo(0.883, 3);
  expect((two.toArray() as number[][])[1]?.[0]).toBeCloseTo(0.883, 3);
  // Every way through five days, one by one.
  const week = [true, true, false, true, true];
  let all = 0;
  for (let ways = 0; ways < 2 ** 5; ways++) {
    let p = 0.5;
    for (const [k, umbrella] of week.entries()) {
      const [before, now] = [(ways >> (k - 1)) & 1, (ways >> k) & 1];
      if (k > 0) p *= before === now ? 0.7 : 0.3;
      p *= umbrella === (now === 1) ? (now === 1 ? 0.9 : 0.8) : now === 1 ? 0.1 : 0.2;
    }
    all += p;
  }
  expect(likelihood(seen(week)).item()).toBeCloseTo(Math.log(all), 12);
  assertGradients(likelihood, [seen(week)]);
});

test("a variational bound is exact for each draw where the approximation is the posterior", () => {
  // z is standard normal and x = z + noise: the posterior is normal with mean x / 2 and variance ½, the evidence N(x; 0, 2).
  const x = 1.3;
  const bound = (mean: Tensor, logScale: Tensor, noise: Tensor): Tensor => {
    const z = mean.add(logScale.exp().mul(noise));
    const log = (mu: Tensor | number, std: Tensor | number, at: Tensor): Tensor =>
      logProbability("normal", { mean: mu, std }, at);
    return log(0, 1, z)
      .add(log(z, 1, tensor(x)))
      .sub(log(mean, logScale.exp(), z));
  };
  const noise = normal(key(3), [100]);
  const evidence = -(x * x) / 4 - Math.log(Math.sqrt(2)) - logOfRootOfTwoPi;
  const off = bound(tensor(x / 2), tensor(-Math.log(2) / 2), noise).sub(evidence);
  expect(off.abs().max().item()).toBeLessThan(1e-14);
  // Adam finds it, with fresh noise in every step.
  const [mean, logScale, calls] = [parameter(0), parameter(0), parameter(0)];
  const optimizer = adam([mean, logScale], { learningRate: (k) => k.mul(-0.01).exp().mul(0.1) });
  const step = compile(() =>
    optimizer.minimize(
      bound(mean, logScale, normal(nextKey(key(4), calls), [50]))
        .mean()
        .neg(),
    ),
  );
  for (let k = 0; k < 400; k++) step();
  expect(mean.item()).toBeCloseTo(x / 2, 2);
  expect(logScale.item()).toBeCloseTo(-Math.log(2) / 2, 2);
  assertGradients((m: Tensor, s: Tensor) => bound(m, s, noise).mean(), [0.2, -0.1]);
});

test("the Greeks of Black and Scholes", () => {
  type Market = Readonly<Record<"s" | "k" | "r" | "sigma" | "t", Tensor>>;
  const call = ({ s, k, r, sigma, t }: Market): Tensor => {
    const width = sigma.mul(t.sqrt());
    const d1 = s.div(k).log().add(r.mul(t)).div(width).add(width.div(2));
    return s.mul(normalCdf(d1)).sub(k.mul(r.mul(t).neg().exp()).mul(normalCdf(d1.sub(width))));
  };
  // J. Hull, Options, Futures, and Other Derivatives, example 15.6: 4.76.
  const market = { s: 42, k: 40, r: 0.1, sigma: 0.2, t: 0.5 };
  const { s, k, r, sigma, t } = market;
  const [price, greek] = valueAndGrad(call)(market);
  expect(price.item()).toBeCloseTo(4.76, 2);
  const width = sigma * Math.sqrt(t);
  const d1 = Math.log(s / k) / width + (r * t) / width + width / 2;
  const density = Math.exp((-d1 * d1) / 2) / Math.sqrt(2 * Math.PI);
  const owed = k * Math.exp(-r * t) * normalCdf(d1 - width).item();
  expect(greek.s.item()).toBeCloseTo(normalCdf(d1).item(), 13);
  expect(greek.r.item()).toBeCloseTo(t * owed, 12);
  expect(greek.sigma.item()).toBeCloseTo(s * density * Math.sqrt(t), 12);
  expect(greek.t.item()).toBeCloseTo((s * density * sigma) / (2 * Math.sqrt(t)) + r * owed, 12);
  const gamma = grad(
    grad((price: Tensor) =>
      call({ s: price, k: tensor(k), r: tensor(r), sigma: tensor(sigma), t: tensor(t) }),
    ),
  )(s);
  expect(gamma.item()).toBeCloseTo(density / (s * width), 13);
  assertGradients(call, [market], { tolerance: 1e-5 });
});
