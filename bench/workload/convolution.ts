/** Workload 11: a convolution of 3 × 3, float32, beside the same of nine slices: forward alone, and with both gradients. */
import {
  compile,
  concat,
  conv2d,
  gradients,
  matmul,
  pad,
  slice,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { uniform } from "../data.ts";

const [batch, channels, size, out] = [8, 16, 28, 32];
const image = [batch, channels, size, size] as const;
const kernel = [out, channels, 3, 3] as const;

type Convolution = (x: Tensor, w: Tensor) => Tensor;

const direct: Convolution = (x, w) => conv2d(x, w, { padding: 1 });

/** The windows' elements side by side, each a slice of the image with a border of zeros; then a matrix product. */
const bySlices: Convolution = (x, w) => {
  const padded = pad(x, [
    [0, 0],
    [0, 0],
    [1, 1],
    [1, 1],
  ]);
  const slices = Array.from({ length: 9 }, (_, k) => {
    const [row, column] = [Math.floor(k / 3), k % 3];
    return slice(padded, [
      null,
      null,
      { start: row, stop: row + size },
      { start: column, stop: column + size },
    ]).reshape([batch, channels, 1, size * size]);
  });
  const columns = concat(slices, 2).reshape([batch, channels * 9, size * size]);
  return matmul(w.reshape([out, channels * 9]), columns).reshape([batch, out, size, size]);
};

function contestant(name: string, convolution: Convolution, withGradients: boolean): Contestant {
  return {
    name,
    dtype: "float32",
    prepare() {
      const counts = [image, kernel].map((shape) => shape.reduce((a, b) => a * b, 1));
      const [x, w] = uniform(11, counts, -1, 1).map((data, k) =>
        tensor(Float32Array.from(data), { shape: k === 0 ? image : kernel }),
      ) as unknown as [Tensor, Tensor];
      const step = compile((a: Tensor, b: Tensor): Tensor[] => {
        const y = convolution(a, b);
        return withGradients ? [y, ...gradients(y.square().sum(), [a, b])] : [y];
      });
      let results: readonly Tensor[] = [];
      return stepper(
        () => {
          results = step(x, w);
        },
        () => results.flatMap((result) => [...result.data().subarray(0, 500)]),
      );
    },
  };
}

export const convolutions: readonly Contest[] = [false, true].map((withGradients) => ({
  title: `${batch} images of ${channels} x ${size} x ${size}, ${out} kernels of 3 x 3, ${withGradients ? "forward and both gradients" : "forward"}`,
  flops: (withGradients ? 6 : 2) * batch * out * channels * 9 * size ** 2,
  contestants: [
    contestant("chainrule conv2d", direct, withGradients),
    contestant("chainrule nine slices", bySlices, withGradients),
  ],
  bars: [{ of: "chainrule conv2d", against: ["chainrule nine slices"], atMost: 1 }],
}));
