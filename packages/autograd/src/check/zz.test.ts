import { it } from "vitest";
import { mt19937, parameter, type Tensor } from "../index.ts";
import { checkGradients } from "./check-gradients.ts";
it("t", () => {
  const r = mt19937(1);
  const w1 = parameter(r.normal([784, 128]).mul(0.05)), b1 = parameter(r.normal([128]).mul(0.1)), w2 = parameter(r.normal([128, 10]).mul(0.1)), x = r.uniform([8, 784]), y = r.uniform([8, 10]);
  const loss = () => (x.matmul(w1 as Tensor).add(b1).relu().matmul(w2 as Tensor) as Tensor).logSoftmax().mul(y).mean().neg();
  for (const m of [100, 1000]) { const t = performance.now(); const rep = checkGradients(loss, [w1, b1, w2], { maxElements: m }); console.log(m, performance.now() - t, String(rep)); }
});
