/** Integrals from 0 to 1, on intervals that are halved where errors are largest. */
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { type Body, givenAll } from "../op/body.ts";
import { type Dividing, type Division, divideBy, type Integral, integral } from "../op/integral.ts";
import type { Spec } from "../op/spec.ts";
import type { DType } from "../shape/dtype.ts";
import { arange, tensor } from "../tensor/create.ts";
import { maximum, minimum } from "../tensor/functions/elementwise.generated.ts";
import { take } from "../tensor/functions/indexing.ts";
import { concat } from "../tensor/functions/join.ts";
import { pad } from "../tensor/functions/movement.ts";
import { where } from "../tensor/functions/select.ts";
import { argmax } from "../tensor/functions/sorting.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Accuracy, whereSettled } from "./accuracy.ts";
import { scaled } from "./probe-direction.ts";
import { underivedLoop } from "./while-loop.ts";
import { writtenAround } from "./written-around.ts";

/**
 * Kronrod's rule of 15 nodes and the weights of Gauss's rule of 7 among them, from the ends to the middle. R. Piessens and others,
 * QUADPACK, 1983, QK15.
 */
const nodes = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.20778495500789848, 0,
];
const kronrod = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
];
const gauss = [0, 0.1294849661688697, 0, 0.27970539148927664, 0, 0.3818300505051189, 0, 0.4179591836734694];

/** The nodes from 0 to 1, the weights of both rules, and the numbers of intervals: what a body cannot hold is among its inputs. */
export function divisionInputs(most: number, dtype: DType): Node[] {
  const whole = (half: readonly number[], sign: number): number[] => [
    ...half,
    ...half
      .slice(0, -1)
      .reverse()
      .map((x) => sign * x),
  ];
  const rules = tensor([whole(nodes, -1), whole(kronrod, 1), whole(gauss, 1)], { dtype });
  return [nodeOf(rules), nodeOf(arange(most, { dtype: "int32" }))];
}

export const divisionInputCount = 2;

/** How many there are before any is halved. */
const firstIntervals = 10;

/** The integral from 0 to 1 of a function that gives a vector for a number, behind what it refers to and {@link divisionInputs}. */
export function integrated(
  integrand: Body,
  known: readonly Node[],
  accuracy: Accuracy & { readonly stol: number },
): Node {
  const method = "quadrature";
  divideBy(method, intervals);
  const { dtype } = integrand.outputs[0] as Spec;
  const { most } = accuracy;
  const row: Spec = { shape: [2 * most + 2], dtype };
  const sum = integrand.around(summed, [...integrand.inputs.slice(0, -1), row], { most });
  const attributes: Integral = {
    ...accuracy,
    method,
    longest: Number.POSITIVE_INFINITY,
    integrand,
    known: known.length,
    sum,
    derived: [],
    examples: [],
  };
  return applyRoutine(integral, known, attributes);
}

/** Values at the nodes of each interval, times half its width: [intervals, 15, elements]. */
function valuesIn(f: Body, known: readonly Node[], left: Tensor, width: Tensor): Tensor {
  const [count] = left.shape as readonly [number];
  const points = take(wrap(known[0] as Node), 0);
  const half = width.reshape([count, 1]).div(2);
  const u = left.reshape([count, 1]).add(half.mul(points.add(1)));
  const each = f.batched([...known.map(() => false), true], count * 15);
  const values = wrap(each.applied(b, [...known, nodeOf(u.reshape([count * 15]))])[0] as Node);
  return values.reshape([count, 15, -1]).mul(half.reshape([count, 1, 1]));
}

/** A rule's integral over each interval: [intervals, elements]. */
function ruleOf(known: readonly Node[], which: number, values: Tensor): Tensor {
  return values.mul(take(wrap(known[0] as Node), which).reshape([15, 1])).sum(1);
}

interface Pieces {
  readonly sum: Tensor;
  readonly error: Tensor;
  /** The integral of the absolute value. */
  readonly size: Tensor;
}

function piecesOf(known: readonly Node[], values: Tensor): Pieces {
  const [count, , size] = values.shape as readonly [number, number, number];
  const sum = ruleOf(known, 1, values);
  const change = sum.sub(ruleOf(known, 2, values)).abs();
  const mean = sum.div(2).reshape([count, 1, size]);
  const spread = ruleOf(known, 1, values.sub(mean).abs());
  // As QK15: the rules' difference is the error of the lesser one.
  const scaledChange = spread.mul(minimum(change.mul(200).div(spread).pow(1.5), 1));
  const error = where(spread.greater(0), scaledChange, change).sum(1);
  return { sum, error, size: ruleOf(known, 1, values.abs()).sum(1) };
}

/** Over what an integral is summed up. */
const summed = /* @__PURE__ */ writtenAround("quadrature", (f, all, { most }: { readonly most: number }) => {
  const known = all.slice(0, -1);
  const row = wrap(all.at(-1) as Node);
  const [left, width] = [row.slice([{ stop: most }]), row.slice([{ start: most, stop: 2 * most }])];
  // Those that are not needed are the first once more, and leave nothing.
  const isUsed = wrap(known[1] as Node).less(row.slice([2 * most]).cast("int32"));
  const used = (x: Tensor): Tensor => where(isUsed, x, take(x, 0));
  const sum = ruleOf(known, 1, valuesIn(f, known, used(left), used(width)));
  const total = where(isUsed.reshape([most, 1]), sum, 0).sum(0);
  const found = whereSettled(total, row.slice([2 * most + 1]), {
    caller: "quadrature",
    most: 1,
    rule: `the error must come below the tolerances with ${most} intervals`,
    remedy:
      "That is how many times as large it was. Allow more with maxIntervals, rtol or atol: derivatives may need more than the value.",
  });
  return [nodeOf(found)];
});

interface Intervals {
  readonly left: Tensor;
  readonly width: Tensor;
  readonly count: Tensor;
  /** Of the integrand, then of its derivatives. */
  readonly pieces: readonly Pieces[];
}

/**
 * Intervals as short as the integrand and its derivatives need them: where they begin, then how wide they are, then their number, then how
 * many times as large as allowed the error is.
 */
const intervals = /* @__PURE__ */ writtenAround("quadrature", (integrand, known, division: Division) => {
  const { most } = division;
  const { dtype } = integrand.outputs[0] as Spec;
  const place = wrap(known[1] as Node);
  const functions = withDerivatives(integrand, known.length, division.derived);
  const piecesIn = (left: Tensor, width: Tensor): Pieces[] =>
    functions.map((f, order) => {
      const values = valuesIn(f, known, left, width);
      // A derivative that is not finite asks for nothing.
      return piecesOf(known, order === 0 ? values : where(values.abs().less(Infinity), values, 0));
    });
  // In one batch, so that a peak between the nodes of a single rule is not taken for nothing.
  const count = Math.min(firstIntervals, most);
  const first = place.slice([{ stop: count }]).cast(dtype);
  const [lefts, widths] = [first.div(count), first.mul(0).add(1 / count)];
  const padded = (x: Tensor): Tensor =>
    pad(x, [[0, most - count], ...x.shape.slice(1).map(() => [0, 0] as const)]);
  const begin: Intervals = {
    left: padded(lefts),
    width: padded(widths),
    count: tensor(count, { dtype: "int32" }),
    pieces: piecesIn(lefts, widths).map(({ sum, error, size }) => {
      return { sum: padded(sum), error: padded(error), size: padded(size) };
    }),
  };
  const found: Intervals = underivedLoop(
    (now: Intervals) => isTooLarge(now, division).logicalAnd(now.count.less(most)),
    (now: Intervals) => {
      const worst = argmax(errorsIn(now, division));
      const at = take(now.left, worst);
      const width = take(now.width, worst).div(2);
      const both = (a: Tensor, c: Tensor): Tensor => concat([a.reshape([1]), c.reshape([1])]);
      const halves = piecesIn(both(at, at.add(width)), both(width, width));
      const [isOld, isNew] = [place.equal(worst), place.equal(now.count)];
      const put = (one: Tensor, other: Tensor, rest: Tensor): Tensor => {
        const along = (mask: Tensor): Tensor => mask.reshape([most, ...rest.shape.slice(1).map(() => 1)]);
        return where(along(isOld), one, where(along(isNew), other, rest));
      };
      const halved = (half: Tensor, rest: Tensor): Tensor => put(take(half, 0, 0), take(half, 1, 0), rest);
      return {
        left: put(at, at.add(width), now.left),
        width: put(width, width, now.width),
        count: now.count.add(1),
        pieces: now.pieces.map(({ sum, error, size }, order) => {
          const half = halves[order] as Pieces;
          return {
            sum: halved(half.sum, sum),
            error: halved(half.error, error),
            size: halved(half.size, size),
          };
        }),
      };
    },
    begin,
  );
  const error = found.pieces
    .map((pieces) => errorOf(pieces).div(allowedFor(pieces, division)))
    .reduce((most, each) => maximum(most, each));
  const row = concat([found.left, found.width, found.count.cast(dtype).reshape([1]), error.reshape([1])]);
  return [nodeOf(row)];
});

function errorOf({ error }: Pieces): Tensor {
  return error.sum();
}

function allowedFor({ sum, size }: Pieces, { rtol, atol, stol }: Dividing): Tensor {
  const total = sum.sum(0);
  // Of what is 0, or next to the least number that there is, nothing nearer is to be had.
  const least = sum.dtype === "float32" ? 2 ** -139 : 2 ** -1064;
  const beside = maximum(size.sum().mul(stol), atol > 0 ? atol : least);
  return total.shape[0] === 0 ? beside : maximum(total.abs().max().mul(rtol), beside);
}

function isTooLarge({ pieces }: Intervals, dividing: Dividing): Tensor {
  return pieces
    .map((each) => errorOf(each).greater(allowedFor(each, dividing)))
    .reduce((any, each) => any.logicalOr(each));
}

/** The error of each interval, the largest beside what is allowed of it. */
function errorsIn({ pieces }: Intervals, dividing: Dividing): Tensor {
  const [only, ...others] = pieces as readonly [Pieces, ...Pieces[]];
  if (others.length === 0) return only.error;
  return pieces
    .map((each) => each.error.div(allowedFor(each, dividing)))
    .reduce((most, each) => maximum(most, each));
}

/** An integrand, its derivative in a direction in which nothing cancels by chance, the derivative of that, and so on. */
function withDerivatives(integrand: Body, count: number, derived: readonly number[]): Body[] {
  const functions = [integrand];
  for (let from = 0; from < derived.length; from += count) {
    const last = functions.at(-1) as Body;
    functions.push(last.around(alongDirection, last.inputs, { has: derived.slice(from, from + count) }));
  }
  return functions;
}

type Moving = {
  /** By which of what is referred to, as 0 or 1. */
  readonly has: readonly number[];
};

const alongDirection = /* @__PURE__ */ writtenAround("quadrature", (f, nodes, { has }: Moving) => {
  const moving = nodes.slice(0, -1).flatMap((node, k) => {
    return has[k] === 1 ? [nodeOf(scaled(wrap(node).stopGradient(), k))] : [];
  });
  const { body } = f.pushed(givenAll, [...has.map((own) => own === 1), false]);
  return body.applied(b, [...nodes, ...moving]);
});
