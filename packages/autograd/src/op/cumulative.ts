import type { Lane } from "../scalar/lane.ts";
import type { Shape } from "../shape/shape.ts";
import type { Declaration, Operation } from "./definition.ts";
import { numericDtype, type Takes } from "./dtype-rule.ts";
import { routine } from "./routine.ts";

/** The axis is counted from the end. */
export type CumulativeAttributes = { readonly axis: number; readonly reverse: boolean };

type Entry = Pick<Declaration<CumulativeAttributes>, "name" | "derivative"> & {
  readonly takes: Takes;
  /** What combined with any number leaves it as it is, bit for bit. A function: bundlers keep what divides, as -∞ is written. */
  neutral(): number;
  combine<V, M>(m: Lane<V, M>, a: V, b: V): V;
};

/** Combines the elements up to each one along an axis, one after the other. */
export function cumulative(entry: Entry): Operation<CumulativeAttributes> {
  return routine<CumulativeAttributes>({
    name: entry.name,
    derivative: entry.derivative,
    family: "cumulative",
    arity: 1,
    dtype: (inputs) => numericDtype(entry.name, entry.takes, inputs),
    shape: (inputs) => inputs[0] as Shape,
    meaning: {
      isUniform: true,
      cores: ({ axis }) => ({ inputs: [[[axis]]], output: [[axis]] }),
      run: (m, { input, output }, { reverse }) => {
        const [x, y] = [input(0), output(0)];
        const [size = 0] = x.sizes;
        const lane = m.lane(x.dtype);
        const total = m.cell(lane.constant(entry.neutral()));
        m.range(0, size, (i) => {
          const at = reverse ? m.plus(m.times(i, -1), size - 1) : i;
          total.set(entry.combine(lane, total.get(), x.read(at)));
          y.write(total.get(), at);
        });
      },
    },
  });
}
