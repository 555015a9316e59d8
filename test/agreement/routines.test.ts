import { readFileSync } from "node:fs";
import {
  argmax,
  argmin,
  argsort,
  type ConvolutionOptions,
  compile,
  cond,
  conv2d,
  cumsum,
  grad,
  jvp,
  scan,
  sort,
  stack,
  type Tensor,
  take,
  tensor,
  topK,
  vmap,
} from "@chainrule/autograd";
import { cholesky, solveTriangular, type TriangularOptions } from "@chainrule/autograd/linalg";
import { describe, expect, test } from "vitest";

type Numbers = readonly (number | Numbers)[];

interface Differentiated {
  readonly value: Numbers;
  /** What each input receives. */
  readonly received: readonly Numbers[];
}

interface Known {
  readonly inputs: Readonly<
    Record<"positive" | "triangular" | "right" | "ofFactor" | "ofSolution" | "x" | "ofX", Numbers>
  >;
  readonly cholesky: Differentiated;
  readonly solveTriangular: readonly (Differentiated & { readonly options: TriangularOptions })[];
  readonly axes: readonly {
    readonly cumsum: Differentiated;
    readonly sort: Differentiated;
    readonly take: Differentiated;
    readonly argsort: Numbers;
    readonly descending: boolean;
    readonly argmax: Numbers;
    readonly argmin: Numbers;
    readonly topK: { readonly values: Numbers; readonly indices: Numbers };
  }[];
  readonly conv2d: readonly (Differentiated &
    Readonly<Record<"x" | "kernel" | "cotangent", Numbers>> & { readonly options: ConvolutionOptions })[];
}

const known = JSON.parse(readFileSync(new URL("data/routines.json", import.meta.url), "utf8")) as Known;
const inputs = Object.fromEntries(
  Object.entries(known.inputs).map(([name, data]) => [name, tensor(data as number[])]),
) as unknown as Readonly<Record<keyof Known["inputs"], Tensor>>;

function expectClose(actual: Tensor, expected: Numbers): void {
  expect(
    actual
      .sub(expected as number[])
      .abs()
      .max()
      .item(),
  ).toBeLessThan(1e-14);
}

/** The value and what each argument receives, plain and compiled. */
function expectSame(
  f: (...args: Tensor[]) => Tensor,
  args: readonly Tensor[],
  cotangent: Tensor,
  { value, received }: Differentiated,
): void {
  expectClose(f(...args), value);
  for (const [k, expected] of received.entries()) {
    const slope = grad((own: Tensor) =>
      f(...args.with(k, own))
        .mul(cotangent)
        .sum(),
    );
    expectClose(slope(args[k] as Tensor), expected);
    expectClose(compile(slope)(args[k] as Tensor), expected);
  }
}

describe("PyTorch's numbers", () => {
  test("of a Cholesky factor", () => {
    expectSame(cholesky, [inputs.positive], inputs.ofFactor, known.cholesky);
  });

  test.each(known.solveTriangular.map((each) => [each.options, each] as const))(
    "of a triangular system, %o",
    (options, each) => {
      const f = (a: Tensor, b: Tensor): Tensor => solveTriangular(a, b, options) as Tensor;
      expectSame(f, [inputs.triangular, inputs.right], inputs.ofSolution, each);
    },
  );

  test.each(known.axes.map((each, axis) => [axis, each] as const))("along axis %i", (axis, each) => {
    const { x, ofX } = inputs;
    const { descending } = each;
    expectSame((y) => cumsum(y, axis), [x], ofX, each.cumsum);
    expectSame((y) => sort(y, axis, { descending }), [x], ofX, each.sort);
    const taken = (y: Tensor): Tensor => take(y, [1, 0, 1], axis) as Tensor;
    expectSame(taken, [x], taken(x), each.take);
    expect(argsort(x, axis, { descending }).toArray()).toEqual(each.argsort);
    expect(argmax(x, axis).toArray()).toEqual(each.argmax);
    expect(argmin(x, axis).toArray()).toEqual(each.argmin);
    const { values, indices } = topK(x, 2, axis);
    expect([values.toArray(), indices.toArray()]).toEqual([each.topK.values, each.topK.indices]);
  });

  test.each(known.conv2d.map((each) => [each.options, each] as const))(
    "of a convolution, %o",
    (options, each) => {
      const [x, kernel, cotangent] = [each.x, each.kernel, each.cotangent].map((data) =>
        tensor(data as number[]),
      );
      const f = (image: Tensor, weights: Tensor): Tensor => conv2d(image, weights, options) as Tensor;
      expectSame(f, [x as Tensor, kernel as Tensor], cotangent as Tensor, each);
    },
  );
});

interface Loop {
  readonly inputs: readonly Numbers[];
  readonly value: readonly Numbers[];
  readonly tangent: readonly Numbers[];
  /** What each input receives, and how that changes along the tangents. */
  readonly received: readonly Numbers[];
  readonly curved: readonly Numbers[];
}

type Loops = Readonly<
  Record<"recurrent" | "reversed" | "exchanged" | "nested" | "true" | "false", Loop> &
    Record<"examples" | "manySlopes", readonly Numbers[]>
>;

const loops = JSON.parse(readFileSync(new URL("data/loops.json", import.meta.url), "utf8")) as Loops;

type Results = readonly Tensor[];
type Function = (...args: Tensor[]) => Results;

/** The functions of `loops.py`, with their results in a row. */
const recurrent = (reverse: boolean): Function => {
  return (w, h, x) =>
    scan(
      (state: Tensor, each: Tensor) => {
        const next = state.matmul(w).add(each).tanh();
        return [next, next.mul(state).mean()];
      },
      h,
      x,
      { reverse },
    );
};

const exchanged: Function = (first, second) => {
  const [state, ys] = scan(
    ([a, b]: readonly [Tensor, Tensor]) => [[a.mul(b).add(b), a], b],
    [first, second],
    null,
    { length: 6 },
  );
  return [...state, ys];
};

const nested: Function = (w, h, x) =>
  scan(
    (state: Tensor, each: Tensor) =>
      scan(
        (s: Tensor) => {
          const next = cond(
            s.sum().greater(0),
            (t: Tensor) => t.sin().matmul(w),
            (t: Tensor) => t.sub(each),
            s,
          );
          return [next, next.sum()];
        },
        state,
        null,
        { length: 3 },
      ),
    h,
    x,
  );

const chosen: Function = (w, h, x) =>
  cond(
    h.sum().greater(0),
    (a: Tensor) => [a.matmul(w), a.sum()],
    (a: Tensor) => [a.neg().exp(), a.mul(take(w, 0)).sum()],
    x,
  );

/** Σ (k + 1) sin of all elements of the k-th result. */
function lossOf(results: Results): Tensor {
  return results
    .map((y, k) =>
      y
        .sin()
        .mul(k + 1)
        .sum(),
    )
    .reduce((a, b) => a.add(b));
}

describe("JAX's numbers", () => {
  const expectAll = (actual: Results, expected: readonly Numbers[]): void => {
    expect(actual.length).toBe(expected.length);
    for (const [k, t] of actual.entries()) {
      const wanted = tensor(expected[k] as number[]);
      const error = t.sub(wanted).abs().max().div(wanted.abs().max().add(1));
      // Steps add up what the one before rounded.
      expect(error.item()).toBeLessThan(1e-13);
    }
  };

  test.each<["recurrent" | "reversed" | "exchanged" | "nested" | "true" | "false", Function]>([
    ["recurrent", recurrent(false)],
    ["reversed", recurrent(true)],
    ["exchanged", exchanged],
    ["nested", nested],
    ["true", chosen],
    ["false", chosen],
  ])("of a loop or a branch: %s", (name, f) => {
    const { value, tangent, received, curved, ...of } = loops[name];
    const args = of.inputs.map((data) => tensor(data as number[]));
    const along = args.map((x) => x.cos().detach());
    const slopes = (all: Results): Results => grad((list: Results) => lossOf(f(...list)))(all);
    const forward = (all: Results): Results => jvp((list: Results) => f(...list), [all], [along])[1];
    const forwardOverReverse = (all: Results): Results => jvp(slopes, [all], [along])[1];
    const all = (list: Results): Results => [
      ...f(...list),
      ...forward(list),
      ...slopes(list),
      ...forwardOverReverse(list),
    ];
    const expected = [value, tangent, received, curved].flat();
    expectAll(all(args), expected);
    expectAll(compile(all)(args), expected);
  });

  test("of many examples, which choose for themselves", () => {
    const [w, h, along] = loops.nested.inputs.map((data): Tensor => tensor(data as number[])) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const rows = stack([h.abs(), h.abs().neg()]);
    expectAll(vmap((each: Tensor) => chosen(w, each, h))(rows), loops.examples);
    const slope = vmap((each: Tensor) => grad((own: Tensor) => lossOf(nested(own, each, along)))(w));
    expectAll([slope(rows)], loops.manySlopes);
  });
});
