/** Changes of variables, by which limits may be infinite. */
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import type { WritesAround } from "../op/definition.ts";
import { where } from "../tensor/functions/select.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { divisionInputCount } from "./quadrature-intervals.ts";
import { writtenAround } from "./written-around.ts";

/** The variable for numbers from 0 to 1, and its slope. */
interface Variable {
  readonly x: Tensor;
  readonly slope: Tensor;
}

type Change = (u: Tensor) => Variable;

/** A limit, and whether it is the infinite one: known of a number, and of a tensor when it is computed. */
interface Limit {
  readonly value: Tensor;
  readonly isInfinite: boolean | Tensor;
}

/** Whether a limit is the infinite one: known of a number. */
export type Extent = "always" | "never" | "perhaps";

/** The limits of an integral. */
export type Infinities = {
  readonly low: Extent;
  readonly high: Extent;
};

export function infinityOf(given: unknown, infinite: number): Extent {
  if (typeof given !== "number") return "perhaps";
  return given === infinite ? "always" : "never";
}

function limitOf(value: Tensor, infinity: Extent, infinite: number): Limit {
  // What is always infinite is not looked at.
  if (infinity !== "perhaps") return { value, isInfinite: infinity === "always" };
  const isInfinite = value.equal(infinite);
  return { value: where(isInfinite, 0, value), isInfinite };
}

/** The same integral from 0 to 1: of what a function is given besides, its limits, and a number from 0 to 1. */
export const overUnit: WritesAround<Infinities> = /* @__PURE__ */ writtenAround(
  "quadrature",
  (f, nodes, { low, high }) => {
    const [from, to, u] = nodes.slice(-3).map((node) => wrap(node)) as [Tensor, Tensor, Tensor];
    const over = changeOfVariable(
      limitOf(from, low, Number.NEGATIVE_INFINITY),
      limitOf(to, high, Number.POSITIVE_INFINITY),
    );
    const { x, slope } = over(u);
    const known = nodes.slice(divisionInputCount, -3);
    const value = wrap(f.applied(b, [...known, nodeOf(x)])[0] as Node).mul(slope);
    return [nodeOf(value)];
  },
);

function changeOfVariable(low: Limit, high: Limit): Change {
  return (u) => {
    const rest = u.neg().add(1);
    const width = high.value.sub(low.value);
    const finite = { x: low.value.add(width.mul(u)), slope: u.mul(0).add(width) };
    const far = u.div(rest);
    const slope = rest.square().reciprocal();
    const upwards = { x: low.value.add(far), slope };
    const downwards = { x: high.value.sub(far), slope };
    // x = t / (1 - t²), for t from -1 to 1.
    const t = u.mul(2).sub(1);
    const left = u.mul(rest).mul(4);
    const both = { x: t.div(left), slope: t.square().add(1).div(left.square()).mul(2) };
    return either(
      low.isInfinite,
      either(high.isInfinite, both, downwards),
      either(high.isInfinite, upwards, finite),
    );
  };
}

function either(condition: boolean | Tensor, yes: Variable, no: Variable): Variable {
  if (typeof condition === "boolean") return condition ? yes : no;
  return { x: where(condition, yes.x, no.x), slope: where(condition, yes.slope, no.slope) };
}
