import { describe, expect, expectTypeOf, it } from "vitest";
import { message } from "../../../../../test/message.ts";
import {
  assertGradients,
  type ConvolutionOptions,
  compile,
  concat,
  conv2d,
  grad,
  hessian,
  matmul,
  mt19937,
  pad,
  parameter,
  slice,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from "../../index.ts";

const random = mt19937(3);
const x = random.normal([2, 4, 5, 4]);
const kernel = random.normal([6, 2, 3, 2]);
const options: ConvolutionOptions = { stride: [2, 1], padding: 1, dilation: [1, 2], groups: 2 };

/** Of 3 × 3 elements, one step at a time: nine slices side by side, and a matrix product. */
function bySlices(image: Tensor, weights: Tensor): Tensor {
  const [n = 0, channels = 0, height = 0, width = 0] = image.shape;
  const padded = pad(image, [
    [0, 0],
    [0, 0],
    [1, 1],
    [1, 1],
  ]);
  const columns = Array.from({ length: 9 }, (_, k) =>
    slice(padded, [
      null,
      null,
      { start: Math.floor(k / 3), stop: Math.floor(k / 3) + height },
      { start: k % 3, stop: (k % 3) + width },
    ] as never).reshape([n, channels, 1, height * width]),
  );
  const rows = weights.reshape([weights.shape[0] as number, channels * 9]);
  return matmul(rows, (concat(columns, 2) as Tensor).reshape([n, channels * 9, height * width])).reshape([
    n,
    weights.shape[0] as number,
    height,
    width,
  ]) as Tensor;
}

describe("conv2d", () => {
  it("has the bits of nine slices and a matrix product", () => {
    const [image, weights] = [random.normal([2, 3, 5, 6]), random.normal([4, 3, 3, 3])];
    const expected = bySlices(image, weights).toArray();
    expect(conv2d(image, weights, { padding: 1 }).toArray()).toEqual(expected);
    expect(conv2d(image, weights, { padding: "same" }).toArray()).toEqual(expected);
    expect(compile((a: Tensor, b: Tensor) => conv2d(a, b, { padding: 1 }))(image, weights).toArray()).toEqual(
      expected,
    );
  });

  it("knows its shape, also as a type", () => {
    const y = conv2d(zeros([8, 3, 32, 31]), zeros([16, 3, 5, 5]), { stride: 2, padding: "same" });
    expectTypeOf(y.shape).toEqualTypeOf<readonly [8, 16, number, number]>();
    expect(y.shape).toEqual([8, 16, 16, 16]);
    expect(conv2d(x, kernel, options).shape).toEqual([2, 6, 3, 4]);
    expect(conv2d(zeros([0, 1, 3, 3]), zeros([2, 1, 2, 2])).shape).toEqual([0, 2, 2, 2]);
    expect(conv2d(zeros([2, 0, 3, 3]), zeros([4, 0, 2, 2])).toArray()).toEqual(zeros([2, 4, 2, 2]).toArray());
  });

  it("has right derivatives in both modes, of first and second order", () => {
    const f = (image: Tensor, weights: Tensor): Tensor => conv2d(image, weights, options).sin();
    assertGradients(f, [x.slice([{ stop: 1 }] as never), kernel], { maxElements: 60 });
    const loss = (image: Tensor): Tensor =>
      conv2d(
        image,
        tensor([
          [
            [
              [1, -2],
              [3, 0.5],
            ],
          ],
        ]),
        { stride: 2 },
      )
        .square()
        .sum();
    assertGradients(loss, [random.normal([1, 1, 3, 4])], { order: 2 });
    // Of third order: the loss is of degree three in the kernel.
    const cubic = (weights: Tensor): Tensor =>
      conv2d(
        [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
        weights.reshape([1, 1, 2, 2]),
      )
        .pow(3)
        .sum();
    const third = grad((weights: Tensor) => hessian(cubic)(weights).sum());
    const sum = 6 * 10 ** 2;
    expect(third([0, 0, 0, 0]).toArray()).toEqual([sum, 2 * sum, 3 * sum, 4 * sum]);
  });

  it("is the same one by one and in a batch of vmap, compiled and not", () => {
    const images = random.normal([3, 1, 4, 5, 4]);
    const one = (image: Tensor): Tensor => conv2d(image, kernel, options);
    const each = [0, 1, 2].map((k) => one(images.slice([k] as never) as Tensor).toArray());
    expect(vmap(one)(images).toArray()).toEqual(each);
    expect(compile(vmap(one))(images).toArray()).toEqual(each);
    const kernels = random.normal([3, 6, 2, 3, 2]);
    const other = (weights: Tensor): Tensor => conv2d(x, weights, options);
    expect(vmap(other)(kernels).toArray()).toEqual(
      [0, 1, 2].map((k) => other(kernels.slice([k] as never) as Tensor).toArray()),
    );
  });

  it("learns, step for step the same compiled", () => {
    const train = (wrap: (step: (image: Tensor) => Tensor) => (image: Tensor) => Tensor): unknown => {
      const w = parameter(kernel);
      const step = wrap((image) => {
        const loss = conv2d(image, w, options).square().mean();
        w.assign(w.sub(grad((v: Tensor) => conv2d(image, v, options).square().mean())(w).mul(0.1)));
        return loss;
      });
      const losses = Array.from({ length: 3 }, () => step(x).item());
      expect(losses[2]).toBeLessThan(losses[0] as number);
      return [losses, w.toArray()];
    };
    expect(train((step) => compile(step) as never)).toEqual(train((step) => step));
  });

  it.each<readonly [unknown, unknown, unknown, string]>([
    [
      zeros([3, 3]),
      kernel,
      {},
      "conv2d: x must be [batch, channels, height, width] and the kernel [out, channels / groups, height, width], got " +
        "x [3, 3] and kernel [6, 2, 3, 2].",
    ],
    [
      x,
      kernel,
      {},
      "conv2d: the kernel must take the channels of x, got x [2, 4, 5, 4] and kernel [6, 2, 3, 2].",
    ],
    [
      x,
      kernel,
      { groups: 4 },
      "conv2d: the kernel must take the channels of x divided by 4 groups, got x [2, 4, 5, 4] and kernel [6, 2, 3, 2].",
    ],
    [
      zeros([1, 4, 5, 5]),
      zeros([3, 2, 3, 3]),
      { groups: 2 },
      "conv2d: 2 groups must divide what the kernel gives, got kernel [3, 2, 3, 3].",
    ],
    [
      x,
      zeros([6, 4, 3, 5]),
      {},
      "conv2d: the kernel must fit into x with its padding: it covers [3, 5], got [5, 4].",
    ],
    [
      x,
      zeros([6, 4, 0, 2]),
      {},
      "conv2d: the kernel must fit into x with its padding: it covers [0, 2], got [5, 4].",
    ],
    [x, kernel, { stride: 0 }, "conv2d: stride must be a positive integer or two of them, got 0."],
    [
      x,
      kernel,
      { dilation: [1, 1, 1] },
      "conv2d: dilation must be a positive integer or two of them, got [1, 1, 1].",
    ],
    [
      x,
      kernel,
      { padding: "valid" },
      'conv2d: padding must be a non-negative integer or two of them, or "same", got "valid".',
    ],
    [x, kernel, { groups: 0 }, "conv2d: groups must be a positive integer, got 0."],
    [
      x,
      kernel,
      { strides: 2 },
      'conv2d: there is no option "strides", only stride, padding, dilation, groups.',
    ],
    [
      zeros([1, 1, 2, 2], { dtype: "int32" }),
      zeros([1, 1, 1, 1], { dtype: "int32" }),
      {},
      'conv2d: arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    ],
    [
      x,
      kernel.cast("float32"),
      {},
      'conv2d: dtypes must match, got float64 and float32. Cast one of them, e.g. with cast("float64").',
    ],
  ])("refuses what does not fit", (image, weights, given, expected) => {
    expect(message(() => conv2d(image as Tensor, weights as Tensor, given as ConvolutionOptions))).toBe(
      expected,
    );
  });
});
