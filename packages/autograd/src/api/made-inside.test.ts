import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  checkpoint,
  compile,
  cond,
  customGradient,
  dependsOn,
  fixedPoint,
  grad,
  gradients,
  hessian,
  jvp,
  parameter,
  root,
  scalar,
  scan,
  type Tensor,
  tensor,
  vmap,
} from "../index.ts";

type Unary = (x: Tensor) => Tensor;
type Construct = (x: Tensor, f: Unary) => Tensor;

const yes = (): Tensor => scalar(1).greater(0);
const plain: Construct = (x, f) => f(x);

/** Ways to have a function called, and what the same is without them. */
const constructs: Readonly<Record<string, readonly [Construct, Construct?]>> = {
  checkpoint: [(x, f) => checkpoint(f)(x)],
  "checkpoint in checkpoint": [
    (x, f) => checkpoint((u) => checkpoint((t) => checkpoint(f)(t).add(t))(u).mul(u))(x),
    (x, f) => f(x).add(x).mul(x),
  ],
  "checkpoint of a function without arguments": [(x, f) => checkpoint(() => f(x))()],
  "checkpoint in vmap": [
    (x, f) => vmap((v) => checkpoint((t, u) => f(u).add(t))(v, x))([0, 0]).sum(),
    (x, f) => f(x).mul(2),
  ],
  "checkpoint in grad": [
    (x, f) => grad((u) => checkpoint(f)(u).square())(x),
    (x, f) => grad((u) => f(u).square())(x),
  ],
  "checkpoint in hessian": [
    (x, f) => hessian((u) => checkpoint(f)(u).square())(x),
    (x, f) => hessian((u) => f(u).square())(x),
  ],
  "checkpoint in jvp": [
    (x, f) => jvp((u) => checkpoint(f)(u).square(), [x], [1])[1],
    (x, f) => jvp((u) => f(u).square(), [x], [1])[1],
  ],
  "grad in checkpoint": [
    (x, f) => checkpoint((u) => grad((v) => f(v).square())(u))(x),
    (x, f) => grad((v) => f(v).square())(x),
  ],
  customGradient: [(x, f) => customGradient((u) => [f(u), (w) => w.mul(grad(f)(u))])(x)],
  "customGradient in checkpoint": [
    (x, f) => checkpoint((v) => customGradient((u) => [f(u), (w) => w.mul(grad(f)(u))])(v))(x),
  ],
  cond: [(x, f) => cond(yes(), f, (v) => v, x)],
  "cond that refers to x": [
    (x, f) =>
      cond(
        yes(),
        () => f(x),
        () => x,
      ),
  ],
  "cond in cond": [
    (x, f) =>
      cond(
        yes(),
        () =>
          cond(
            yes(),
            () => f(x),
            () => x,
          ),
        () => x,
      ),
  ],
  "cond in root": [
    (x, f) =>
      root(
        (s) =>
          s.sub(
            cond(
              s.less(1e9),
              () => f(x),
              () => s,
            ),
          ),
        0,
      ),
  ],
  "cond in checkpoint": [
    (x, f) =>
      checkpoint((u) =>
        cond(
          yes(),
          () => f(u),
          () => u,
        ),
      )(x),
  ],
  scan: [(x, f) => scan((s) => [f(s), s], x, null, { length: 1 })[0]],
  "scan that refers to x": [
    (x, f) => scan((s) => [f(x).add(s), s], 0, null, { length: 2 })[0],
    (x, f) => f(x).mul(2),
  ],
  "scan in checkpoint": [
    (x, f) => checkpoint((u) => scan((s) => [f(u).add(s), s], 0, null, { length: 2 })[0])(x),
    (x, f) => f(x).mul(2),
  ],
  "vmap that refers to x": [(x, f) => vmap((v) => f(x).add(v))([0, 0]).sum(), (x, f) => f(x).mul(2)],
  fixedPoint: [(x, f) => fixedPoint((s) => s.mul(0.5).add(f(x)), 0), (x, f) => f(x).mul(2)],
  root: [(x, f) => root((s) => s.sub(f(x)), 0)],
};

/** Functions that hand out tensors which they make. */
const functions: Readonly<Record<string, (keep: Unary) => Unary>> = {
  "on the way": (keep) => (v) => keep(v.square()).mul(3).mul(v),
  "the value": (keep) => (v) => keep(v.square()),
  "the argument": (keep) => (v) => keep(v).mul(3),
  "used twice": (keep) => (v) => {
    const k = keep(v.square());
    return k.mul(k).add(v.mul(k));
  },
  "one behind another": (keep) => (v) => {
    const first = keep(v.square());
    return keep(first.mul(v)).mul(first).sin();
  },
  "a number": (keep) => (v) => v.mul(keep(tensor(3) as Tensor)),
  "made of a number": (keep) => (v) => v.mul(keep(tensor(3).mul(2)).sin()),
  "what is made of a number is used": (keep) => (v) => v.mul(keep(tensor(3) as Tensor).mul(2)),
  "a parameter": (keep) => (v) => v.mul(keep(parameter(3) as Tensor).square()),
  "a derivative": (keep) => (v) =>
    keep(gradients(v.pow(3), [v])[0])
      .square()
      .mul(v),
  "what a derivative is taken by": (keep) => (v) => {
    const k = keep(v.square());
    return gradients(k.mul(k).mul(v), [k])[0];
  },
};

/** What is asked of a result y, tensors k that were made inside, and x. */
const questions: Readonly<
  Record<string, (y: Tensor, ks: readonly Tensor[], x: Tensor) => readonly Tensor[]>
> = {
  "y by k": (y, ks) => gradients(y, ks),
  "y by k, or zeros": (y, ks) => gradients(y, ks, { unused: "zero" }),
  "y + k by k": (y, ks) =>
    gradients(
      ks.reduce((sum, k) => sum.add(k), y),
      ks,
    ),
  "y² + k² by k and x": (y, ks, x) =>
    gradients(
      ks.reduce((sum, k) => sum.add(k.square()), y.square()),
      [...ks, x],
    ),
  "by k, then by k and x": (y, ks, x) => {
    const [k] = ks as [Tensor];
    const slope = gradients(y.pow(3), [k])[0];
    return gradients(slope.mul(k), [...ks, x], { unused: "zero" });
  },
  "by x, then by k and x": (y, ks, x) => {
    const [k] = ks as [Tensor];
    return gradients(gradients(y.square(), [x])[0].add(k), [...ks, x]);
  },
  "by x, by x, then by k and x": (y, ks, x) => {
    const [k] = ks as [Tensor];
    const slope = gradients(y.pow(3), [x])[0];
    return gradients(gradients(slope, [x])[0].square().add(k.square()), [...ks, x]);
  },
  backward: (y, ks) => {
    y.square().backward();
    return ks.map((k) => (k as { grad?: Tensor | null }).grad ?? scalar(0));
  },
};

/** The answer, or that it was refused. */
function answer(
  construct: Construct,
  name: string,
  question: string,
  isCompiled: boolean,
): number[] | string {
  const run = (x: Tensor): Tensor[] => {
    const kept: Tensor[] = [];
    const most = name === "one behind another" ? 2 : 1;
    const f = (functions[name] as (typeof functions)[string])((k) => {
      if (kept.length < most) kept.push(k);
      return k;
    });
    const y = construct(x, f);
    return [...(questions[question] as (typeof questions)[string])(y, kept, x)];
  };
  try {
    const found = isCompiled ? compile(run as (x: Tensor<[]>) => Tensor[])(2) : run(scalar(2));
    return found.map((t) => t.item());
  } catch (error) {
    return (error as Error).name;
  }
}

/** What may be refused: what has no value outside, what a rule of the user's says nothing of, and what a branch computes anew. */
const refused = /^(customGradient|cond|scan|vmap)|customGradient|cond in/;

function isNear(found: readonly number[], wanted: readonly number[]): boolean {
  return (
    found.length === wanted.length &&
    found.every((value, k) => Math.abs(value - (wanted[k] as number)) <= 1e-6 * (1 + Math.abs(value)))
  );
}

describe.each([false, true])(
  "derivatives by what a function made are right or refused, compiled: %s,",
  (isCompiled) => {
    const names = Object.keys(constructs);
    // A recording builds the same graph.
    const some = names.filter((_, k) => k % 3 === 0);
    test.each(isCompiled ? some : names)("%s", (name) => {
      const [construct, same = plain] = constructs[name] as (typeof constructs)[string];
      const wrong: string[] = [];
      for (const kept of Object.keys(functions))
        for (const question of Object.keys(questions)) {
          const wanted = answer(same, kept, question, false);
          const found = answer(construct, kept, question, isCompiled);
          const isRight =
            typeof found === "string"
              ? found === wanted || isCompiled || refused.test(name)
              : typeof wanted !== "string" && isNear(found, wanted);
          if (!isRight) wrong.push(`${kept}: ${question}: ${String(found)}, not ${String(wanted)}`);
        }
      expect(wrong).toEqual([]);
    });
  },
);

describe("by what a function made", () => {
  test("customGradient says that its rule is for arguments", () => {
    let k = scalar(0) as Tensor;
    const f = customGradient((v) => {
      k = v.square();
      return [k.mul(3), (u) => u.mul(5)];
    });
    const x = scalar(2);
    const y = f(x);
    expect(message(() => gradients(y.add(k), [k]))).toBe(
      "customGradient: the rule is for the arguments of the function, but the derivative is asked for by a tensor of shape [] " +
        "that the function made on the way to its value. Make it before, and pass it as an argument.",
    );
    // The rule may refer to it, and what is not on the way is no matter.
    expect(gradients(y.add(x), [x])[0].item()).toBe(6);
    const beside = customGradient((v) => {
      k = v.square();
      return [v.mul(3), (u) => u.mul(k)];
    });
    expect(gradients(beside(x).add(k), [k])[0].item()).toBe(1);
  });

  test("cond says that a branch computes its own", () => {
    let k = scalar(0) as Tensor;
    const x = scalar(2);
    const y = cond(
      yes(),
      () => (k = x.square()).mul(3),
      () => x,
    );
    const text = (op: string): string =>
      `${op}: y depends on xs[0] through the result of cond(), whose function made it: the branch computes its own instead of ` +
      "that tensor. Make it before, and refer to it in the function.";
    expect(message(() => gradients(y, [k]))).toBe(text("gradients"));
    expect(message(() => gradients(y.add(k), [k], { unused: "zero" }))).toBe(text("gradients"));
    expect(message(() => dependsOn(y, [k]))).toBe(text("dependsOn"));
    expect(gradients(k.square(), [k])[0].item()).toBe(8);
  });

  test("checkpoint calls the function once more unless that is asked for", () => {
    let calls = 0;
    const kept: Tensor[] = [];
    const f = checkpoint((v) => {
      calls += 1;
      const k = v.square();
      kept.push(k);
      return k.mul(3);
    });
    const x = scalar(2);
    const y = f(x);
    expect(gradients(y, [kept[0] as Tensor])[0].item()).toBe(3);
    expect(calls).toBe(1);
    expect(gradients(y, [x])[0].item()).toBe(12);
    expect(calls).toBe(2);
  });

  test("checkpoint refuses other values of parameters that are made anew, and two that became one", () => {
    const different =
      "checkpoint: the function must do the same each time it is called, but did something else for the derivative.";
    let value = 2;
    const x = scalar(2);
    const y = checkpoint((v) => v.mul(parameter(value++)))(x);
    expect(message(() => gradients(y, [x]))).toBe(different);
    let isFirst = true;
    const sharing = checkpoint((v) => {
      const a = v.square();
      const b = isFirst ? v.square() : a;
      isFirst = false;
      return a.mul(b);
    });
    expect(message(() => gradients(sharing(x), [x]))).toBe(different);
  });
});
