import { describe, expect, it } from "vitest";
import {
  customGradient,
  explain,
  gradients,
  maximum,
  mt19937,
  parameter,
  scalar,
  stack,
  type Tensor,
  tensor,
} from "../index.ts";
import { nodeOf } from "../tensor/handle.ts";

/** The sums that an explanation states, and the factors and contributions that it lists. */
function numbersIn(text: string): { readonly total: number; readonly products: number[] } {
  if (text.includes("every path has a factor of 0")) return { total: 0, products: [] };
  const total = Number(/= (\S+), over/.exec(text)?.[1]?.replace("∞", "Infinity"));
  const blocks = text.split(/^path.*$/m).slice(1);
  const products = blocks.map((block) => {
    const values = [...block.matchAll(/ = (\S+)$/gm)].map(([, value]) => Number(value));
    const rest = /together (\S+)/.exec(block)?.[1];
    const own = block.includes("product") ? values.slice(0, -1) : values;
    return own.reduce((product, factor) => product * factor, 1) + (rest === undefined ? 0 : Number(rest));
  });
  return { total, products };
}

describe("explain, between scalars", () => {
  const t = scalar(2);

  it("prints each local derivative by its rule, multiplies along paths and adds them up", () => {
    expect(explain(t.square().mul(t), t)).toBe(
      [
        "∂y/∂x = 12, over 2 paths",
        "",
        "  x  = 2",
        "  v1 = x²     = 4",
        "  y  = v1 · x = 8",
        "",
        "path 1: ∂y/∂v1 · ∂v1/∂x",
        "  ∂y/∂v1  = x     = 2",
        "  ∂v1/∂x  = 2 · x = 4",
        "  product = 8",
        "",
        "path 2: ∂y/∂x",
        "  ∂y/∂x = v1 = 4",
      ].join("\n"),
    );
  });

  it("uses names", () => {
    const w = parameter(0.5);
    const z = w.mul(2);
    const output = z.sigmoid();
    const L = output.sub(1).square().mul(0.5);
    expect(explain(L, w, { names: { L, ŷ: output, z, w } })).toBe(
      [
        "∂L/∂w = -0.1057541856, over 1 path",
        "",
        "  w  = 0.5",
        "  z  = w · 2      = 1",
        "  ŷ  = sigmoid(z) = 0.7310585786",
        "  v1 = ŷ - 1      = -0.2689414214",
        "  v2 = v1²        = 0.07232948813",
        "  L  = v2 · 0.5   = 0.03616474406",
        "",
        "path: ∂L/∂v2 · ∂v2/∂v1 · ∂v1/∂ŷ · ∂ŷ/∂z · ∂z/∂w",
        "  ∂L/∂v2  = 0.5",
        "  ∂v2/∂v1 = 2 · v1       = -0.5378828427",
        "  ∂v1/∂ŷ  = 1",
        "  ∂ŷ/∂z   = σ(z) · σ(-z) = 0.1966119332",
        "  ∂z/∂w   = 2",
        "  product = -0.1057541856",
      ].join("\n"),
    );
  });

  it("takes an input that is used twice in one step as one", () => {
    expect(explain(t.mul(t), t).split("\n").slice(-2)).toEqual(["path: ∂y/∂x", "  ∂y/∂x = x + x = 4"]);
  });

  it("shows conditions, and values that are beside the way", () => {
    const s = scalar(3);
    const text = explain(s.mul(t).greater(5).where(s.exp(), s), s);
    expect(text).toContain("  v1 = true\n");
    expect(text).toContain("∂y/∂v2  = 1 if v1, else 0 = 1");
  });

  it("agrees with the gradient", () => {
    const s = scalar(0.7);
    const y = s.sin().mul(s.exp()).add(s.relu().pow(s)).div(s.square().add(1)).sub(s.tanh().softplus());
    const [dy] = gradients(y, [s]);
    const { total, products } = numbersIn(explain(y, s));
    expect(total).toBeCloseTo(dy.item(), 8);
    expect(products.reduce((sum, product) => sum + product, 0)).toBeCloseTo(total, 7);
    expect(products.map(Math.abs)).toEqual(products.map(Math.abs).sort((a, b) => b - a));
  });

  it("counts paths that it does not show, and adds them up", () => {
    let y: Tensor = t.add(0);
    for (let k = 0; k < 20; k++) y = y.sin().add(y.cos());
    const text = explain(y, t, { limit: 3 });
    expect(text.split("\n")[0]).toMatch(/over 1048576 paths$/);
    expect(text).toMatch(/\n\nand 1048573 paths more, together -?[\d.]+$/);
    const [dy] = gradients(y, [t]);
    expect(Number(/= (\S+),/.exec(text)?.[1])).toBeCloseTo(dy.item(), 9);
  });

  it("leaves out the middle of long ways", () => {
    let y: Tensor = t.mul(1);
    for (let k = 0; k < 5_000; k++) y = y.add(1);
    const text = explain(y, t);
    expect(text.split("\n").length).toBeLessThan(60);
    expect(text).toContain("  ... 4977 more factors ...");
    expect(text).toContain("(4993 more)");
  });

  it("of derivatives, rules of the user's own, and of x itself", () => {
    const [dy] = gradients(t.tanh(), [t]);
    expect(explain(dy, t)).toContain("= -2 · tanh(x) · v1 = -0.1362186874");
    const f = customGradient((a) => [a.sin(), (u) => u.mul(a.cos())]);
    expect(explain(f(t).mul(3), t)).toContain("= rule of customGradient = -0.4161468365");
    expect(explain(t, t)).toBe("∂x/∂x = 1: they are the same");
    expect(explain(t.mul(0).mul(t), t)).toContain("∂y/∂x = 0, over 2 paths");
  });

  it("remembers nothing at the nodes", () => {
    const middle = t.exp();
    explain(middle.sin(), t);
    expect(nodeOf(middle).value).toBe(null);
  });
});

describe("explain, for an element", () => {
  const random = mt19937(10);
  const w1 = random.uniform([3, 4]);
  const w2 = random.uniform([4, 1]);
  const x = tensor([
    [0, 0, 1],
    [1, 1, 1],
    [1, 0, 1],
    [0, 1, 1],
  ]);
  const z = x.matmul(w1);
  const h = z.sigmoid();
  const prediction = h.matmul(w2).sigmoid();
  const loss = tensor([[0], [1], [1], [0]])
    .sub(prediction)
    .square()
    .sum()
    .mul(0.5);

  it("goes from element to element", () => {
    const text = explain(loss, w1, { element: [0, 2], names: { L: loss, W1: w1, W2: w2, x, z, h } });
    expect(text.split("\n")[0]).toBe(
      "∂L/∂W1[0, 2] = -0.007168311916, over 2 paths, not counting those with a factor of 0",
    );
    expect(text).toContain("z[1, 2]  = matmul(x, W1)[1, 2] = 1.517070918");
    expect(text).toMatch(/∂h\[2, 2\]\/∂z\[2, 2\] += σ\(z\[2, 2\]\) · σ\(-z\[2, 2\]\) += 0.1664693904/);
    expect(text).toMatch(/∂v1\[2, 0\]\/∂h\[2, 2\] += W2\[2, 0\] += 0.8126209617/);
    expect(text).toMatch(/∂z\[2, 2\]\/∂W1\[0, 2\] += x\[2, 0\] += 1\n/);
    const { total, products } = numbersIn(text);
    expect(products).toHaveLength(2);
    expect(products.reduce((sum, product) => sum + product, 0)).toBeCloseTo(total, 9);
  });

  it("agrees with the gradient in every element, through all kinds of operations", () => {
    const a = random.uniform([2, 3]);
    const b = random.uniform([4, 3, 2]);
    const functions: readonly ((v: Tensor) => Tensor)[] = [
      (v) => v.softmax(-1).square().sum(),
      (v) => v.max(0).mul(v.logsumexp(1).sum()).sum().add(v.norm()).add(v.prod()),
      (v) => stack([v, v.flip(0)]).var(),
      (v) => b.matmul(v.matmul(v.transpose())).sum(),
      (v) =>
        v
          .slice([null, { step: 2 }])
          .pad([
            [0, 1],
            [1, 0],
          ])
          .exp()
          .sum(),
      (v) =>
        maximum(v, [[0.5], [0.2]])
          .mul(v.reshape([3, 2]).transpose().sum(1, { keepDims: true }))
          .mean(),
    ];
    for (const f of functions) {
      const result = f(a);
      const [gradient] = gradients(result, [a]);
      for (const element of [
        [0, 0],
        [1, 2],
        [1, 1],
      ] as const) {
        const text = explain(result, a, { element, limit: 1000 });
        const expected = gradient.slice([element[0], element[1]]).item();
        expect(numbersIn(text).total).toBeCloseTo(expected, 8);
      }
    }
  });

  it("gives up on too many elements", () => {
    const v = tensor([1]);
    expect(() => explain(v.broadcastTo([100_001]).sum(), v, { element: [0] })).toThrow(
      "explain: more than 100000 elements lie between x and y. Explain part of the way, to or from an intermediate.",
    );
  });

  it("says if all is 0", () => {
    expect(explain(x.mul(0).sum(), x, { element: [0, 0] })).toBe(
      "∂y/∂x[0, 0] = 0: every path has a factor of 0",
    );
  });
});

describe("explain, between tensors", () => {
  it("shows what every tensor on the way receives, by rule, with shape and norm", () => {
    const v = tensor([1, -2]);
    expect(explain(v.square().sum(), v)).toBe(
      [
        "∂y/∂x has shape [2] and norm 4.472135955, over 1 path. For numbers, choose an { element }.",
        "",
        "path: y ← v1 ← x",
        "  ∂y/∂v1 = 1                [2] norm 1.414213562",
        "  ∂y/∂x  = ∂y/∂v1 · 2 · x   [2] norm 4.472135955",
      ].join("\n"),
    );
  });

  it("of matrices", () => {
    const w = parameter([
      [1, 2],
      [3, 4],
    ]);
    const x = tensor([
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    const text = explain(x.matmul(w).tanh().sum(), w, { names: { X: x, W: w } });
    expect(text).toMatch(/∂y\/∂v1 = ∂y\/∂v2 · sech²v1 +\[3, 2\] norm/);
    expect(text).toMatch(/∂y\/∂W {2}= matmul\(Xᵀ, ∂y\/∂v1\) +\[2, 2\] norm/);
  });

  it("shows several paths, and counts the others", () => {
    const v = tensor([1, 2]);
    const y = v.sin().mul(v).mul(v.exp()).sum();
    expect(explain(y, v).match(/^path \d/gm)).toHaveLength(3);
    expect(explain(y, v, { limit: 1 })).toMatch(/\n\nand 2 paths more$/);
  });
});

describe("explain refuses", () => {
  const t = scalar(1);
  it.each<readonly [string, () => unknown]>([
    [
      "explain: y must be a scalar, got shape [1]. Reduce it, e.g. with sum(), or use jacobian().",
      () => explain(tensor([1]), t),
    ],
    ["explain: y does not depend on x. Build y from that very tensor.", () => explain(scalar(1), t)],
    ["explain: x must be a tensor, got 3.", () => explain(t, 3 as never)],
    ["explain: x must be a tensor, got an array.", () => explain(t, [t] as never)],
    ["explain: y must be a tensor, got an array.", () => explain([t] as never, t)],
    [
      "explain: element must be an index into x, of shape [2], got [2].",
      () => explain(tensor([1, 2]).sum(), tensor([1, 2]), { element: [2] }),
    ],
    ["explain: limit must be a positive integer, got 0.", () => explain(t.exp(), t, { limit: 0 })],
    [
      'explain: there is no option "path", only element, names, limit.',
      () => explain(t, t, { path: 1 } as never),
    ],
    [
      'explain: names must be tensors by name, got 3 for "a".',
      () => explain(t, t, { names: { a: 3 as never } }),
    ],
  ])("%s", (message, call) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});
