import { it } from "vitest";
import { mt19937, type Tensor, tensor } from "../index.ts";
import { noiseOf } from "./noise.ts";

it("t", () => {
  const c = [4.4525480118879735e-9, -1.2080595696848183e-8, 7.968091124869954e-9, -2.0108556681958308e-8];
  const f = (c: number[]) => {
    const x = tensor(c);
    const y = x.sub(x.mean()).div(10).exp();
    return y.sub(y.mean()).data() as Float64Array;
  };
  for (const w of [
    [1, 1, 1, 1],
    [1, -1, 0.5, 0.25],
    [0.75, -0.625, 1, -0.875],
  ]) {
    for (const e of [-48, -40, -32, -24, -16]) {
      const rows = [-3, -2, -1, 0, 1, 2, 3].map((k) =>
        f(c.map((x, i) => x + 181 * 2 ** e * k * w[i]! * 2 ** -26))[3]!.toExponential(12),
      );
      console.log(w, e, rows.join(" "));
    }
    console.log(noiseOf((t) => f(c.map((x, i) => x + t * w[i]! * 2 ** -26)), 4));
  }
});
