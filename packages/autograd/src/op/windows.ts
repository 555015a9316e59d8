import { ShapeError } from "../error/error.ts";
import type { Index } from "../scalar/machine.ts";
import { formatShape, type Shape, stridesOf } from "../shape/shape.ts";
import type { Core, Operation } from "./definition.ts";
import { linear } from "./derivative/linear.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { movementFacts } from "./facts/movement-facts.ts";
import { overlapAddSamples, windowCases } from "./facts/window-samples.ts";
import { movement } from "./movement.ts";
import { routine } from "./routine.ts";

/** For each of the last axes: how many elements a window takes, how far apart, and the steps from window to window. */
export type Windows = {
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
  readonly dilations: readonly number[];
};

/** The same, and how long the axes are. */
export type OverlapAttributes = Windows & { readonly lengths: readonly number[] };

export const windows: Operation<Windows> = /* @__PURE__ */ movement<Windows>({
  name: "windows",
  arity: 1,
  shape: (inputs, attributes) => {
    const from = inputs[0] as Shape;
    const rank = attributes.sizes.length;
    const lengths = from.slice(from.length - rank);
    const counts = countsOf(lengths, attributes);
    if (counts.length < rank || counts.some((count) => count < 1)) {
      throw new ShapeError(
        "windows",
        `windows of ${formatShape(attributes.sizes)} elements must fit into ${formatShape(from)}.`,
        [from],
      );
    }
    return [...from.slice(0, from.length - rank), ...attributes.sizes, ...counts];
  },
  transpose:
    (b, cotangent, [x], attributes) =>
    () => {
      const from = (x as { readonly shape: Shape }).shape;
      return b(overlapAdd, cotangent, {
        ...attributes,
        lengths: from.slice(from.length - attributes.sizes.length),
      });
    },
  batch: { inputs: "leading", attributes: (attributes) => attributes },
  meaning: {
    kind: "view",
    view: (input, { steps, dilations }) => {
      const strides = stridesOf(input);
      const own = strides.slice(strides.length - steps.length);
      const within = own.map((stride, k) => stride * (dilations[k] as number));
      const between = own.map((stride, k) => stride * (steps[k] as number));
      return {
        offset: 0,
        strides: [...strides.slice(0, strides.length - steps.length), ...within, ...between],
      };
    },
  },
});

export const windowsFacts: Facts<Windows> = /* @__PURE__ */ movementFacts(windows, {
  summary: "Windows over the last axes, which may overlap.",
  formula: "y[..., i, j] = x[..., dilation · i + step · j]",
  example: "conv2d([[[[1, 2, 3]]]], [[[[1, 1]]]]).toArray() // => [[[[3, 5]]]]",
  cases: windowCases,
});

export const overlapAdd: Operation<OverlapAttributes> = /* @__PURE__ */ routine<OverlapAttributes>({
  name: "overlapAdd",
  family: "indexing",
  arity: 1,
  dtype: (inputs) => numericDtype("overlapAdd", "numbers", inputs),
  shape: (inputs, { lengths }) => {
    const from = inputs[0] as Shape;
    return [...from.slice(0, Math.max(0, from.length - 2 * lengths.length)), ...lengths];
  },
  derivative: /* @__PURE__ */ linear(
    (b, cotangent, _inputs, { sizes, steps, dilations }) =>
      () =>
        b(windows, cotangent, { sizes, steps, dilations }),
  ),
  meaning: {
    cores: ({ lengths }) => ({ inputs: [lastAxes(2 * lengths.length)], output: lastAxes(lengths.length) }),
    run: (m, { input, output }, { lengths, steps, dilations }) => {
      type I = Parameters<typeof m.plus>[0];
      const [x, y] = [input(0), output(0)];
      const lane = m.lane(x.dtype);
      const rank = lengths.length;
      const zero = lane.constant(0);
      const inEach = (
        sizes: readonly number[],
        body: (at: readonly I[]) => void,
        at: readonly I[] = [],
      ): void => {
        if (at.length === sizes.length) body(at);
        else m.range(0, sizes[at.length] as number, (i) => inEach(sizes, body, [...at, i]));
      };
      inEach(lengths, (at) => y.write(zero, ...at));
      inEach(x.sizes, (at) => {
        const to = lengths.map((_, k) =>
          m.plus(
            m.times(at[k] as Index<never>, dilations[k] as number),
            m.times(at[rank + k] as Index<never>, steps[k] as number),
          ),
        );
        y.write(lane.add(y.read(...to), x.read(...at)), ...to);
      });
    },
  },
});

export const overlapAddFacts: Facts<OverlapAttributes> = /* @__PURE__ */ facts(overlapAdd, {
  summary: "Windows added up where they come from.",
  formula: "y[..., k] = Σ x[..., i, j] over dilation · i + step · j = k",
  domain: "Numbers.",
  convention: "none; linear. Added to 0 in the order of the elements",
  source: "D. Griffin, J. Lim, Signal estimation from modified short-time Fourier transform, 1984, (6)",
  example: "conv2d([[[[1, 2, 3]]]], [[[[1, 1]]]]).toArray() // => [[[[3, 5]]]]",
  samples: overlapAddSamples,
});

/** How many windows there are along each axis. */
function countsOf(lengths: Shape, { sizes, steps, dilations }: Windows): number[] {
  return lengths.map((length, k) => {
    const covered = (dilations[k] as number) * ((sizes[k] as number) - 1) + 1;
    return Math.floor((length - covered) / (steps[k] as number)) + 1;
  });
}

function lastAxes(count: number): Core {
  return Array.from({ length: count }, (_, k) => [k - count]);
}
