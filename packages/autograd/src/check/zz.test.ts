import { it } from "vitest";
import { mt19937, type Tensor, tensor } from "../index.ts";
import { checkGradients } from "./check-gradients.ts";

it("fuzz", () => {
  const un: ((x: Tensor) => Tensor)[] = [
    (x) => x.sin(),
    (x) => x.tanh(),
    (x) => x.sigmoid(),
    (x) => x.exp().log1p(),
    (x) => x.square(),
    (x) => x.softplus(),
    (x) => x.softmax(),
    (x) => x.abs().add(0.1).sqrt(),
    (x) => x.square().add(1).reciprocal(),
    (x) => x.square().add(0.5).log(),
    (x) => x.erf(),
    (x) => x.relu(),
    (x) => x.mul(100),
    (x) => x.mul(0.01),
    (x) => x.add(3),
    (x) => x.sub(x.mean()),
    (x) => x.div(x.norm().add(1)),
    (x) => x.cos(),
    (x) => x.logSoftmax(),
    (x) => x.abs(),
    (x) => x.flip(),
    (x) => x.max().add(x),
    (x) => x.mul(x.sum()),
    (x) => x.div(10).exp(),
    (x) => x.clip(-1, 1),
    (x) => x.tan().atan?.() ?? x,
  ];
  let seed = Number(process.env["S"] ?? 1),
    bad = 0,
    entries = 0,
    worst = 0,
    t = performance.now(),
    calls = 0,
    miss = 0;
  const r = mt19937(seed);
  const pick = (n: number) => (r.integers([], { high: n }) as any).item();
  for (let k = 0; k < 300; k++) {
    const depth = 1 + pick(7);
    const fs = Array.from({ length: depth }, () => un[pick(un.length - 1)]!);
    const scale = [1e-8, 1e-4, 1e-2, 1, 1, 1, 1, 10, 1e3, 1e6][pick(10)]!;
    const x = r.normal([1 + pick(4)]).mul(scale);
    const f = (x: Tensor) => fs.reduce((y, g) => g(y), x);
    const rep = checkGradients(f, [tensor(x.data())]);
    entries += rep.entries.length;
    if (!rep.ok) {
      bad++;
      if (bad < 14)
        console.log(k, scale, fs.map(String).join(" | "), x.toArray(), f(x).toArray(), "\n" + rep);
    } else worst = Math.max(worst, rep.maxError);
  }
  console.log("bad", bad, "of 300", entries, worst, performance.now() - t);
});
