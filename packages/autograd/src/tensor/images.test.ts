import { describe, expect, expectTypeOf, test } from "vitest";
import { grad } from "../api/grad.ts";
import { gradients } from "../api/gradients.ts";
import { tensor, zeros } from "./create.ts";
import * as convolutions from "./functions/convolution.ts";
import * as pooling from "./functions/pooling.ts";
import { gridSample, resize } from "./functions/resizing.ts";
import type { Tensor } from "./tensor.ts";

const { conv1d, conv3d, convTranspose1d, convTranspose2d } = convolutions;
const { adaptiveAvgPool2d, avgPool1d, maxPool1d, maxPool2d } = pooling;
const row = zeros([1, 2, 5]);
const image = zeros([1, 2, 5, 4]);

describe("convolutions, pooling and resizing", () => {
  test("have shapes as in PyTorch", () => {
    expect(conv3d(zeros([1, 2, 4, 4, 4]), zeros([3, 2, 3, 3, 3]), { padding: "same" }).shape).toEqual([
      1, 3, 4, 4, 4,
    ]);
    expect(
      convTranspose2d(image, zeros([2, 3, 3, 3]), { stride: 2, padding: 1, outputPadding: 1 }).shape,
    ).toEqual([1, 3, 10, 8]);
    expect(maxPool2d(image, 3, { stride: 2, padding: 1, ceilMode: true }).shape).toEqual([1, 2, 3, 3]);
    expect(adaptiveAvgPool2d(image, [3, 4]).shape).toEqual([1, 2, 3, 4]);
    expect(resize(zeros([1, 1, 2, 2, 2]), 4).shape).toEqual([1, 1, 4, 4, 4]);
    expectTypeOf(maxPool1d(row, 2)).toEqualTypeOf<Tensor<[number, number, number]>>();
  });

  test("of the largest element share the derivative among elements of the image, not with the padding", () => {
    const least = -Infinity;
    const slope = (x: Tensor, size: number, options: object) =>
      grad((y: Tensor) => maxPool1d(y, size, options).sum())(x).data();
    const none = tensor([[[least, least, least]]]);
    expect([...slope(none, 3, { padding: 1, stride: 1 })]).toEqual([0.5 + 1 / 3, 1 + 1 / 3, 0.5 + 1 / 3]);
    expect([...slope(tensor([[[least, 3, least]]]), 2, { padding: 1 })]).toEqual([1, 1, 0]);
    // Two windows of the first and last element, and of what lies beyond the end.
    expect([...slope(none, 2, { dilation: 2, ceilMode: true, stride: 2 })]).toEqual([0.5, 0, 0.5]);
    expect([...slope(none, 2, { ceilMode: true })]).toEqual([0.5, 0.5, 1]);
    expect([...maxPool1d(none, 2, { ceilMode: true }).data()]).toEqual([least, least]);
  });

  test("of images of the size asked for are tensors of their own", () => {
    expect(resize(row, 5).toArray()).toEqual(row.toArray());
    const same = resize(row, 5);
    expect(gradients(same.square().sum(), [same])[0].shape).toEqual([1, 2, 5]);
  });

  test.each([
    [
      () => conv1d(image, zeros([1, 2, 3])),
      "conv1d: x must be [batch, channels, length] and the kernel [out, channels / groups, length], got x [1, 2, 5, 4] and kernel [1, 2, 3].",
    ],
    [
      () => conv1d(row, zeros([1, 2, 6])),
      "conv1d: the kernel must fit into x with its padding: it covers [6], got [5].",
    ],
    [
      () => conv3d(zeros([1, 1, 1, 1, 1]), zeros([1, 1, 1, 1, 1]), { stride: [1, 1] }),
      "conv3d: stride must be a positive integer or three of them, got [1, 1].",
    ],
    [
      () => convTranspose1d(row, zeros([3, 1, 2])),
      "convTranspose1d: the kernel must take the channels of x, which 1 groups must divide, got x [1, 2, 5] and kernel [3, 1, 2].",
    ],
    [
      () => convTranspose1d(row, zeros([2, 1, 2]), { outputPadding: 1 }),
      "convTranspose1d: outputPadding must be smaller than stride or dilation, got [1] for stride [1] and dilation [1].",
    ],
    [
      () => convTranspose1d(row, zeros([2, 1, 2]), { padding: 3 }),
      "convTranspose1d: nothing is left of [6] without padding [3].",
    ],
    [
      () => maxPool1d(row, 6),
      "maxPool1d: windows must fit into x with its padding, got [6] for shape [1, 2, 5].",
    ],
    [
      () => avgPool1d(row, 3, { padding: 2 }),
      "avgPool1d: padding must be at most half of the window, got 2 for 3.",
    ],
    [
      () => avgPool1d(tensor([[[1]]], { dtype: "int32" }), 1),
      'avgPool1d: arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    ],
    [() => maxPool2d(row, 2), "maxPool2d: x must be [batch, channels, height, width], got shape [1, 2, 5]."],
    [
      () => adaptiveAvgPool2d(image, 0),
      "adaptiveAvgPool2d: size must be a positive integer or two of them, got 0.",
    ],
    [
      () => resize(zeros([2, 2]), 2),
      "resize: x must have from one to three axes behind batch and channels, got shape [2, 2].",
    ],
    [
      () => resize(row, 2, { method: "area" as "linear" }),
      'resize: method must be "nearest", "linear" or "cubic", got "area".',
    ],
    [
      () => gridSample(image, zeros([1, 2, 2, 3])),
      "gridSample: x must be [batch, channels, height, width] and the grid [batch, height, width, 2], got x [1, 2, 5, 4] and grid [1, 2, 2, 3].",
    ],
    [
      () => gridSample(image, zeros([1, 2, 2, 2]), { padding: "reflection" as "zeros" }),
      'gridSample: padding must be "zeros" or "border", got "reflection".',
    ],
  ])("refuse other arguments: %#", (call, text) => {
    expect(call).toThrow(text);
  });
});

test("the slope of a grid on the last line of the border is that beyond it", () => {
  const pixels = tensor([
    [
      [
        [1, 3, 7],
        [2, -4, 5],
        [8, 6, -9],
      ],
    ],
  ]);
  const slope = (x: number, y: number): unknown =>
    grad((at: Tensor) =>
      gridSample(pixels, at.reshape([1, 1, 1, 2]), { padding: "border", alignCorners: true }).sum(),
    )(tensor([x, y]))
      .add(0)
      .toArray();
  expect(slope(1, 1)).toEqual([0, 0]);
  expect(slope(1, 0.5)).toEqual([0, -14]);
  expect(slope(0.5, 1)).toEqual([-15, 0]);
});
