import { describe, expect, it } from "vitest";
import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { zero } from "../../packages/autograd/src/op/derivative/zero.ts";
import { batchShape, routine } from "../../packages/autograd/src/op/routine.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { allocate, type DType } from "../../packages/autograd/src/shape/dtype.ts";
import { type Shape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { copyBy } from "../../packages/autograd/src/wasm/emitted-machine.ts";
import { copyInSquares } from "../../packages/autograd/src/wasm/square-copy.ts";
import { differences } from "./run.ts";

copyBy(copyInSquares);

type Size = { readonly size: number };
const vector = [[-1]];

/** What the inputs decide, with a result like the second one. */
const given = {
  family: "cumulative",
  arity: 2,
  dtype: (inputs: readonly DType[]) => inputs[1] as DType,
  derivative: zero("it is a test's"),
} as const;

/** Each row from the diagonal on, backwards, times the number before it and one of the other input: bounds depend on an index. */
const rows: Operation<Size> = routine<Size>({
  ...given,
  name: "rows",
  shape: (inputs) => inputs[1] as Shape,
  meaning: {
    cores: () => ({ inputs: [vector, [[-2], [-1]]], output: [[-2], [-1]] }),
    run: (m, { input, output }, { size }) => {
      const [x, a, y] = [input(0), input(1), output(0)];
      const none = m.lane(a.dtype).constant(0);
      m.range(0, size, (i) => {
        m.each(a.dtype, 0, i, [none], (_, k, [nothing]) => y.write(nothing as typeof none, i, k));
        m.each(a.dtype, i, size, [x.read(i)], (lane, k, [scale]) => {
          const mirrored = m.plus(m.times(k, -1), size - 1);
          const total = m.cell(lane.mul(scale as typeof none, a.read(i, mirrored)));
          m.range(0, i, (j) => total.set(lane.add(total.get(), lane.mul(x.read(j), a.read(j, k)))));
          y.write(total.get(), i, k);
        });
      });
    },
  },
});

/** Running sums and products, by way of scratch memory, of batches that are computed side by side. */
const running: Operation<Size> = routine<Size>({
  ...given,
  name: "running",
  shape: (inputs, { size }) => [...batchShape("running", inputs, [vector, vector]), size],
  meaning: {
    isUniform: true,
    cores: () => ({ inputs: [vector, vector], output: vector }),
    scratch: ([, x], { size }) => [{ shape: [2, size], dtype: (x as { dtype: DType }).dtype }],
    run: (m, { input, output, scratch }, { size }) => {
      const [x, a, y, work] = [input(0), input(1), output(0), scratch(0)];
      const lane = m.lane(a.dtype);
      const total = m.cell(lane.constant(0));
      m.range(0, size, (i) => {
        total.set(lane.add(total.get(), a.read(i)));
        work.write(total.get(), 0, i);
        work.write(lane.mul(total.get(), x.read(i)), 1, m.plus(m.times(i, -1), size - 1));
      });
      m.each(a.dtype, 0, size, [total.get()], (own, i, [all]) => {
        const differs = own.gt(work.read(0, i), work.read(1, i));
        y.write(
          own.select(differs, own.sub(all as ReturnType<typeof total.get>, work.read(0, i)), work.read(1, i)),
          i,
        );
      });
      m.range(0, size, (i) => y.write(lane.add(y.read(i), m.lane(a.dtype).constant(1)), i));
    },
  },
});

/** Copies from what is given to memory, on to other memory, and to the result. */
const moving: Operation<Size & { readonly axis: number }> = routine<Size & { readonly axis: number }>({
  ...given,
  arity: 1,
  dtype: ([dtype]) => dtype as DType,
  name: "moving",
  shape: ([shape]) => shape as Shape,
  meaning: {
    isUniform: true,
    cores: ({ axis }) => ({ inputs: [[[axis]]], output: [[axis]] }),
    scratch: ([x], { size }) => [
      { shape: [2, size + 3], dtype: (x as { dtype: DType }).dtype },
      { shape: [size + 1], dtype: (x as { dtype: DType }).dtype },
    ],
    run: (m, { input, output, scratch }, { size }) => {
      const [memory, from] = [scratch(0), input(0)];
      const lane = m.lane(from.dtype);
      m.copy({ memory: from, at: [0] }, { memory: output(0), at: [0] }, size);
      m.copy({ memory: from, at: [1] }, { memory, at: [1, 2] }, size - 1);
      m.copy({ memory, at: [1, 2] }, { memory: scratch(1), at: [1] }, size - 1);
      m.range(1, size, (i) => scratch(1).write(lane.add(scratch(1).read(i), from.read(0)), i));
      m.copy({ memory: scratch(1), at: [1] }, { memory: output(0), at: [0] }, size - 1);
    },
  },
});

function data(shape: Shape, dtype: DType, seed: number): Node {
  const elements = allocate(dtype, sizeOf(shape));
  for (let k = 0; k < elements.length; k++) elements[k] = 4 * Math.sin(seed + 7 * k);
  return inputNode(elements, shape, dtype);
}

describe("elements side by side", () => {
  it.each(["float64", "float32", "int32"] as const)("have the bits of one after the other, %s", (dtype) => {
    for (const size of [0, 1, 2, 3, 4, 5, 8, 11])
      for (const batch of [[], [3], [2, 5]]) {
        const node = apply(rows, [data([size], dtype, 1), data([...batch, size, size], dtype, 2)], { size });
        expect(differences([node]), `${size} of [${batch}]`).toEqual([]);
      }
  });
});

describe("what is copied", () => {
  it.each(["float64", "float32", "int32"] as const)("arrives where batches are side by side, %s", (dtype) => {
    for (const size of [1, 2, 5, 8, 13])
      for (const batch of [1, 2, 4, 5, 9])
        for (const axis of [-1, -2])
          for (const axes of [[], [0], [1]]) {
            const shape = axis === -1 ? [batch, size] : [size, batch];
            const x = apply(operationNamed("flip"), [data(shape, dtype, 1)], { axes });
            const outer = apply(operationNamed("broadcastTo"), [x], { shape: [2, ...shape] });
            const roots = [apply(moving, [x], { size, axis }), apply(moving, [outer], { size, axis })];
            expect(differences(roots), `${size} of ${batch}, axis ${axis}, flipped ${axes}`).toEqual([]);
          }
  });
});

describe("batches side by side", () => {
  it.each(["float64", "float32", "int32"] as const)("have the bits of one after the other, %s", (dtype) => {
    for (const size of [1, 2, 5])
      for (const batch of [[], [1], [2], [3], [4], [7], [3, 6], [5, 1]])
        for (const shared of [[], batch, batch.map((_, k) => (k === 0 ? 1 : (batch[k] as number)))]) {
          const inputs = [data([...shared, size], dtype, 1), data([...batch, size], dtype, 2)];
          expect(differences([apply(running, inputs, { size })]), `${size} of [${batch}]`).toEqual([]);
        }
  });
});

/** Strides of a vector, each element with the first of its stride: an index that goes on is added to one that stays. */
const strided: Operation<Size & { readonly stride: number }> = routine<Size & { readonly stride: number }>({
  ...given,
  arity: 1,
  dtype: ([dtype]) => dtype as DType,
  name: "strided",
  shape: ([shape]) => shape as Shape,
  meaning: {
    cores: () => ({ inputs: [vector], output: vector }),
    run: (m, { input, output }, { size, stride }) => {
      const [x, y] = [input(0), output(0)];
      m.range(0, size, (k) => {
        const first = m.times(k, stride);
        m.each(x.dtype, 0, stride, [], (lane, i) => {
          const at = m.plus(i, first);
          y.write(lane.add(x.read(at), x.read(first)), at);
        });
      });
    },
  },
});

describe("an index that goes on", () => {
  it.each(["float64", "float32", "int32"] as const)(
    "is told from one that stays and is added to it, %s",
    (dtype) => {
      // With one whole vector, whose first index is 0, and elements behind it.
      for (const stride of [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 17])
        for (const size of [1, 2, 5]) {
          const node = apply(strided, [data([size * stride], dtype, 1)], { size, stride });
          expect(differences([node]), `${size} of ${stride}`).toEqual([]);
        }
    },
  );
});
