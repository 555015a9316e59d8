import { describe, expect, it } from "vitest";
import { compile, mt19937, parameter, type Tensor, type TensorLike, tensor, zeros } from "../index.ts";
import { nodeOf } from "../tensor/handle.ts";
import { checkGradients } from "./check-gradients.ts";

const random = mt19937(7);
const x23 = random.uniform([2, 3], { low: 0.3, high: 1.7 });

describe("checkGradients finds functions that are not deterministic", () => {
  it("by a counter", () => {
    let calls = 0;
    const report = checkGradients((x) => x.mul(calls++), [1]);
    expect(report).toMatchObject({ ok: false, deterministic: false, entries: [] });
    expect(String(report)).toBe(
      "checkGradients: f is not deterministic.\nCalled again at the same point, it returned another value, so differences " +
        "say nothing. Draw random numbers outside f, or from a generator seeded inside it, and keep no state.",
    );
  });

  it("by chance", () => {
    const generator = mt19937(1);
    expect(checkGradients((x) => x.mul(generator.uniform([3])), [[1, 2, 3]]).deterministic).toBe(false);
    expect(checkGradients((x) => x.mul(mt19937(1).uniform([3])), [[1, 2, 3]]).ok).toBe(true);
  });

  it("that change later", () => {
    let calls = 0;
    expect(checkGradients((x) => x.mul(calls++ < 5 ? 1 : 2), [1]).deterministic).toBe(false);
  });
});

describe("checkGradients finds functions that leave the graph", () => {
  it("by item()", () => {
    const report = checkGradients((x) => x.mul((x as Tensor<[]>).item()), [3]);
    expect(report.entries[0]).toMatchObject({ analytic: 3, verdict: "differs" });
    expect(report.entries[0]?.numeric).toBeCloseTo(6, 9);
    const all = checkGradients((x) => (x as Tensor<[]>).item() ** 2, [3]);
    expect(String(all)).toContain("No derivative reaches xs[0], although f depends on it: look for item()");
  });

  it("by stopGradient", () => {
    expect(String(checkGradients((x) => x.stopGradient().square(), [3]))).toContain("stopGradient");
  });

  it("but not those that choose by value", () => {
    const f = (x: Tensor): Tensor => ((x as Tensor<[]>).item() > 0 ? x.square() : x.neg());
    expect(checkGradients(f, [3]).ok).toBe(true);
    expect(checkGradients(f, [0]).entries[0]?.verdict).toBe("kink");
  });
});

describe("checkGradients takes", () => {
  const w = parameter([
    [0.1, -0.2],
    [0.3, 0.4],
  ]);
  const b = parameter([0.5, 0.6]);
  const model = (x: TensorLike): Tensor =>
    tensor(x as number[])
      .matmul(w as Tensor)
      .add(b)
      .tanh();

  it("trees, and names their leaves", () => {
    const f = ({ w, list }: { w: Tensor; list: Tensor[] }): Tensor =>
      w
        .sum()
        .mul(list[0] as Tensor)
        .add(list[1] as Tensor);
    const report = checkGradients(f, [{ w: x23, list: [tensor(2), tensor(3)] }]);
    expect(report.ok).toBe(true);
    expect([...new Set(report.entries.map(({ name }) => name))]).toEqual([
      "xs[0].w",
      "xs[0].list[0]",
      "xs[0].list[1]",
    ]);
  });

  it("functions that return trees", () => {
    const report = checkGradients(
      (x: Tensor) => ({ sum: x.sum(), mask: x.greater(0), "a b": [x.exp()] }),
      [tensor([1, 2])],
    );
    expect(report.ok).toBe(true);
    expect([...new Set(report.entries.map(({ output }) => output))]).toEqual(["f.sum", 'f["a b"][0]']);
    expect(report.notes).toEqual(["f.mask is bool and has no derivative."]);
  });

  it("parameters that the function knows without being given them, and leaves them as they were", () => {
    const before = [nodeOf(w), nodeOf(b)];
    const report = checkGradients(() => model([[1, 2]]), [w, b]);
    expect(report.ok).toBe(true);
    expect(report.entries).toHaveLength(12);
    expect(report.entries.some(({ numeric }) => Math.abs(numeric) > 0.1)).toBe(true);
    expect([nodeOf(w), nodeOf(b)]).toEqual(before);
    expect(nodeOf(w)).toBe(before[0]);
  });

  it("parameters even if the function throws, assigns or collects gradients", () => {
    const before = nodeOf(b);
    expect(() =>
      checkGradients(() => {
        b.assign([7, 7]);
        throw new Error("stop");
      }, [b]),
    ).toThrow("stop");
    expect(nodeOf(b)).toBe(before);
    const f = (): Tensor => {
      const y = b.square().sum();
      y.backward();
      return y;
    };
    expect(checkGradients(f, [b]).ok).toBe(true);
    expect(b.grad).toBe(null);
  });

  it("compiled functions", () => {
    const step = compile((x: Tensor) =>
      x
        .matmul(w as Tensor)
        .square()
        .sum(),
    );
    expect(checkGradients(step, [tensor([[1, 2]])]).ok).toBe(true);
    expect(checkGradients(() => step(tensor([[1, 2]])), [w]).ok).toBe(true);
  });

  it("arguments of other dtypes, which it leaves alone", () => {
    const report = checkGradients(
      (x, mask, n) => mask.where(x, x.mul(n.cast("float64"))),
      [[1, 2], tensor([true, false]), tensor(3, { dtype: "int32" })],
    );
    expect(report.ok).toBe(true);
    expect(report.entries).toHaveLength(4);
    expect(report.notes).toEqual([
      "xs[1] is bool and has no derivative.",
      "xs[2] is int32 and has no derivative.",
    ]);
  });

  it("arguments that do not matter, and empty ones", () => {
    expect(checkGradients((x) => x.square(), [1, 2]).notes).toEqual([
      "f does not depend on xs[1], or is flat there.",
    ]);
    expect(checkGradients((x) => x.square(), [zeros([0])])).toMatchObject({
      ok: true,
      total: 0,
      entries: [],
    });
  });

  it("a sample of many elements, the same for the same seed", () => {
    const f = (x: Tensor): Tensor => x.sin().sum();
    const x = random.uniform([40, 50]);
    const report = checkGradients(f, [x], { maxElements: 20, seed: 3 });
    expect(report).toMatchObject({ ok: true, total: 2000 });
    expect(report.entries).toHaveLength(20);
    expect(report.notes).toEqual([
      "Of 2000 derivatives, a sample was checked (seed 3). Raise { maxElements } for more.",
    ]);
    const indices = (seed: number): unknown =>
      checkGradients(f, [x], { maxElements: 20, seed }).entries.map(({ index }) => index);
    expect(indices(3)).toEqual(report.entries.map(({ index }) => index));
    expect(indices(4)).not.toEqual(indices(3));
    const square = checkGradients((y) => y.exp(), [x], { maxElements: 100 });
    expect(square.entries).toHaveLength(100);
    expect(new Set(square.entries.map(({ outputIndex }) => outputIndex.join())).size).toBe(10);
  });
});

it("takes a sample of a large argument without looking at each element again and again", () => {
  const w = parameter(random.uniform([300, 400]));
  const report = checkGradients(() => w.square().sum(), [w], { maxElements: 5 });
  expect(report).toMatchObject({ ok: true, total: 120_000 });
});
