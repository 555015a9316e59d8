import { readFileSync } from "node:fs";
import {
  argmax,
  argmin,
  argsort,
  type ConvolutionOptions,
  compile,
  conv2d,
  cumsum,
  grad,
  sort,
  type Tensor,
  take,
  tensor,
  topK,
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
