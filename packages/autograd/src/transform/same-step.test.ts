import { describe, expect, test } from "vitest";
import { listing } from "../graph/listing.ts";
import {
  checkpoint,
  compile,
  cond,
  fixedPoint,
  grad,
  gradients,
  odeint,
  scalar,
  scan,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
  zeros,
} from "../index.ts";
import { bodiesOf } from "../op/body.ts";
import { nodeOf } from "../tensor/handle.ts";
import { type GraphBody, graphOf } from "./body.ts";

const x = tensor([1, 2, 3]);
type Step = (h: Tensor, t: Tensor) => Tensor;

function last(step: Step, xs: Tensor = x): Tensor {
  return scan((h: Tensor, t: Tensor) => [step(h, t), null], scalar(0), xs)[0];
}

/** More bodies than are remembered. */
function manyBodies(): void {
  for (let k = 0; k <= 1_000; k++)
    scan((h: Tensor, row: Tensor) => [h.add(row.sum()), null], scalar(0), zeros([0, k]));
}

/** More kinds of nodes than are remembered. */
function manyKinds(): void {
  for (let k = 0; k < 20_000; k++) zeros([0, k]);
}

/** What the body of the loop below is, and what its nodes are. */
function remembered(): [unknown, unknown] {
  const { nodes } = listing([nodeOf(last((h, t) => h.add(t.sin())))]);
  const [body] = nodes.flatMap(({ attributes }) => bodiesOf(attributes).map(graphOf)) as [GraphBody];
  return [body, body.outputs[0]?.kind];
}

/** Functions with loops and branches. */
const programs: Readonly<Record<string, (v: Tensor) => unknown>> = {
  "a scan": (v) => last((h, t) => h.mul(0.5).add(t), v),
  "a scan that refers to a tensor": (v) => last((h, t) => h.mul(v.sum()).sub(t), v),
  "a cond": (v) =>
    cond(
      v.sum().greater(1),
      (a: Tensor) => a.sin(),
      (a: Tensor) => a.cos(),
      v,
    ),
  "a whileLoop": (v) =>
    whileLoop(
      (a: Tensor) => a.less(100),
      (a: Tensor) => a.mul(2),
      v.sum(),
    ),
  "a fixed point": (v) => fixedPoint((a: Tensor) => a.cos().add(v.mul(0.1)), v.mul(0)),
  "a differential equation": (v) => odeint((y: Tensor) => y.mul(-0.5), v, [0, 1]),
  "loops in branches in loops": (v) =>
    last(
      (h, t) =>
        cond(
          t.greater(1),
          (a: Tensor) => last((b, u) => b.add(u.mul(a)), v),
          (a: Tensor) => last((b, u) => b.sub(last((c, w) => c.add(w), v)).mul(u), v).add(a),
          h,
        ) as Tensor,
      v,
    ),
  "derivatives of a scan": (v) => [
    grad((a: Tensor) => last((h, t) => h.mul(t).sin(), a))(v),
    grad((a: Tensor) => grad((b: Tensor) => last((h, t) => h.mul(t).sin().add(t), b))(a).sum())(v),
  ],
  "a derivative of a checkpoint of a scan": (v) =>
    grad((a: Tensor) => checkpoint((b: Tensor) => last((h, t) => h.mul(t).add(t), b))(a))(v),
  "examples of a cond": (v) =>
    vmap((e: Tensor) =>
      cond(
        e.greater(1),
        (a: Tensor) => last((h, t) => h.add(t.mul(a)), v),
        (a: Tensor) => a.neg(),
        e,
      ),
    )(v),
};

const step: Step = (h, t) => h.mul(0.5).add(t);

/** What the step of a scan does, and does later on. */
const changing: Readonly<Record<string, readonly [before: Step, now: Step]>> = {
  "another operation": [(h, t) => h.sin().add(t), (h, t) => h.cos().add(t)],
  "another argument of it": [(h, t) => h.sub(t), (h, t) => t.sub(h)],
  "another attribute of it": [
    (h, t) =>
      h.add(
        t
          .reshape([1])
          .sum([0], { keepDims: true } as never)
          .sum(),
      ),
    (h, t) => h.add(t.reshape([1]).sum([0]).sum()),
  ],
  "another argument twice": [(h, t) => h.add(t).add(t), (h, t) => h.add(h).add(t)],
  "another dtype": [
    (h, t) => t.cast("float32").cast("float64").add(h),
    (h, t) => t.cast("int32").cast("float64").add(h),
  ],
  "what it carries on": [(h) => h, (_, t) => t],
  "one operation more": [step, (h, t) => step(h, t).neg()],
  "another step of a loop within": [
    (h, t) => last((a, b) => a.add(b.mul(t))).add(h),
    (h, t) => last((a, b) => a.sub(b.mul(t))).add(h),
  ],
};

describe.each([
  ["bodies", manyBodies, 0],
  ["kinds of nodes", manyKinds, 1],
] as const)("after more %s than are remembered", (_, make, which) => {
  test("a loop that was recorded before does the same", () => {
    const compiled = Object.values(programs).map((f) => compile(f as (v: Tensor) => Tensor));
    const first = compiled.map((f) => plain(f(x)));
    const before = remembered()[which];
    expect(remembered()[which]).toBe(before);
    make();
    expect(remembered()[which]).not.toBe(before);
    for (const [k, f] of compiled.entries()) {
      const name = Object.keys(programs)[k];
      expect([name, plain(f(x))]).toEqual([name, first[k]]);
    }
  });

  test("one that does something else is refused", () => {
    const calls = Object.values(changing).map((steps) => {
      let call = 0;
      const f = compile((v: Tensor) => last(steps[call++ === 0 ? 0 : 1], v));
      f(x);
      return f;
    });
    make();
    const message =
      "compile: the function does scan in another way than when it was recorded: pass what that depends on as an argument.";
    const found = calls.map((f) => refusal(() => f(x)));
    expect(found).toEqual(calls.map(() => message));
  });

  test("a checkpoint is asked for its derivative", () => {
    const derivative = (again: Step): Tensor => {
      let call = 0;
      const y = checkpoint((v: Tensor) => last(call++ === 0 ? step : again, v))(x);
      make();
      return gradients(y, [x])[0];
    };
    expect(derivative(step).toArray()).toEqual([0.25, 0.5, 1]);
    expect(() => derivative((h, t) => h.mul(0.5).sub(t))).toThrow(
      "checkpoint: the function must do the same each time it is called, but did something else for the derivative.",
    );
  });
});

function refusal(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}

function plain(result: unknown): unknown {
  return Array.isArray(result) ? result.map(plain) : (result as Tensor).toArray();
}
