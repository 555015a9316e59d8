/** Workload 14: rows by index, values added by index, cumulative sums and sorting, float32. */
import { cumsum, gradients, scatterAdd, sort, take } from "@chainrule/autograd";
import type { Contest } from "../contest.ts";
import { type FunctionCase, functionContest } from "./function-contest.ts";

const [rows, width, count] = [10_000, 64, 4096] as const;
const table = { shape: [rows, width] };
const indices = { shape: [count], below: rows };
const values = { shape: [count, width] };

const cases: readonly FunctionCase[] = [
  {
    title: `gather: ${count} rows of ${rows} x ${width}`,
    dtype: "float32",
    inputs: [table, indices],
    chainrule: ([x, i]) => [take(x as never, i as never)],
    jax: ({ numpy: np }, [x, i]) => [np.take(x as never, i as never, 0)],
    tfjs: (tf, [x, i]) => [tf.gather(x as never, i as never)],
    python: "gather",
  },
  {
    title: `scatter: ${count} rows added to ${rows} x ${width}`,
    dtype: "float32",
    inputs: [table, indices, values],
    chainrule: ([x, i, v]) => [scatterAdd(x as never, i as never, v as never)],
    // It scatters only as the derivative of what gathers.
    jax: ({ numpy: np, vjp }, [x, i, v]) => {
      const [y, pull] = vjp((each) => np.take(each, i as never, 0), [np.zeros([rows, width])]);
      y.dispose();
      return [np.add(x as never, pull(v as never)[0])];
    },
    tfjs: (tf, [x, i, v]) => [
      tf.add(x as never, tf.scatterND(tf.expandDims(i as never, 1), v as never, [rows, width])),
    ],
    python: "scatter",
  },
  {
    title: `gather: the gradient of ${count} weighted rows of ${rows} x ${width}`,
    dtype: "float32",
    inputs: [table, indices, values],
    chainrule: ([x, i, v]) => {
      const y = take(x as never, i as never)
        .square()
        .mul(v as never);
      return gradients(y.sum(), [x as never]);
    },
    jax: ({ numpy: np, grad }, [x, i, v]) => [
      grad((each) =>
        np
          .square(np.take(each, i as never, 0))
          .mul(v as never)
          .sum(),
      )(x as never),
    ],
    tfjs: (tf, [x, i, v]) => [
      tf.grad((each) =>
        tf
          .gather(each, i as never)
          .square()
          .mul(v as never)
          .sum(),
      )(x as never),
    ],
    python: "gather_gradient",
  },
  {
    title: "cumulative sums along rows of 1,000 x 1,000",
    dtype: "float32",
    inputs: [{ shape: [1000, 1000] }],
    chainrule: ([x]) => [cumsum(x as never, 1 as never)],
    jax: ({ numpy: np }, [x]) => [np.cumsum(x as never, 1)],
    tfjs: (tf, [x]) => [tf.cumsum(x as never, 1)],
    python: "cumsum",
  },
  {
    title: "sort: 100 rows of 1,000",
    dtype: "float32",
    inputs: [{ shape: [100, 1000] }],
    chainrule: ([x]) => [sort(x as never)],
    jax: ({ numpy: np }, [x]) => [np.sort(x as never, 1)],
    tfjs: (tf, [x]) => [tf.neg(tf.topk(tf.neg(x as never), 1000).values)],
    python: "sort",
  },
];

export const indexings: readonly Contest[] = cases.map(functionContest);
