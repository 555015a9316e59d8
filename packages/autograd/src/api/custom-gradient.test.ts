import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import { nextEpoch } from "../graph/listing.ts";
import {
  checkpoint,
  compile,
  customGradient,
  grad,
  gradients,
  hessian,
  jacobian,
  jvp,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  type TensorLike,
  tensor,
  vjp,
  vmap,
  where,
} from "../index.ts";
import { nodeOf } from "../tensor/handle.ts";

const refusal = (what: string): string =>
  `customGradient: the rule is for the arguments of the function, but the value is also calculated from ${what} that the ` +
  "function refers to, and the derivative is asked for through that. Pass it as an argument, or take stopGradient() of it " +
  "where it is a constant.";

/** x · w, by a rule for x alone. */
const scaledBy =
  (w: Tensor) =>
  (x: TensorLike): Tensor<[]> =>
    customGradient((t) => [t.mul(w), (u) => u.mul(w)])(x) as Tensor<[]>;

describe("a rule says nothing of what its function refers to, so that differentiating by it is refused:", () => {
  const w = parameter(3);
  const x = parameter(2);
  const scaled = scaledBy(w);

  test.each<[string, () => unknown, string]>([
    ["a parameter", () => gradients(scaled(x), [w]), "a parameter of shape []"],
    ["beside an argument", () => gradients(scaled(x), [x, w]), "a parameter of shape []"],
    ["by backward()", () => scaled(x).backward(), "a parameter of shape []"],
    ["though zeros would do", () => gradients(scaled(x), [w], { unused: "zero" }), "a parameter of shape []"],
    ["an outer argument", () => grad((y) => scaledBy(y)(1))(3), "a tensor of shape []"],
    ["in forward mode", () => jvp((y) => scaledBy(y)(1), [3], [1]), "a tensor of shape []"],
    ["by vjp()", () => vjp((y) => scaledBy(y)(1), 3)[1](1), "a tensor of shape []"],
    ["by jacobian()", () => jacobian((y) => scaledBy(y)([1, 2]))(3), "a tensor of shape []"],
    [
      "what was calculated before",
      () => grad((y) => scaledBy(y.mul([1, 2]).sum())(1))(3),
      "a tensor of shape []",
    ],
    [
      "the argument itself, calculated with before",
      () =>
        grad((y) => {
          const value = y.exp();
          return customGradient(() => [value, (u) => u.mul(value)])(y);
        })(1),
      "a tensor of shape []",
    ],
    ["in a compiled function", () => compile(() => gradients(scaled(x), [w]))(), "a parameter of shape []"],
    ["of examples", () => gradients(vmap(scaled)([1, 2]).sum(), [w]), "a parameter of shape []"],
    [
      "an example",
      () => grad((xs) => vmap((example) => scaledBy(example)(2))(xs).sum())([1, 2, 3]),
      "a tensor of shape [3]",
    ],
    [
      "within a checkpoint",
      () => gradients(checkpoint(scaled)(x) as Tensor<[]>, [w]),
      "a parameter of shape []",
    ],
    [
      "within another rule's function",
      () => gradients(customGradient((t) => [scaled(1).mul(t), (u) => u])(x) as Tensor<[]>, [w]),
      "a tensor of shape []",
    ],
    [
      "at second order, behind the value",
      () => gradients(gradients(scaled(x).square(), [x])[0], [w]),
      "a parameter of shape []",
    ],
  ])("%s", (_, f, what) => {
    expect(message(f)).toBe(refusal(what));
    expect([x.grad, w.grad]).toEqual([null, null]);
  });

  test("after the value was read, too", () => {
    const y = scaled(x);
    expect(y.item()).toBe(6);
    expect(message(() => gradients(y, [w]))).toBe(refusal("a parameter of shape []"));
  });
});

describe("what a function refers to is allowed where nobody differentiates by it:", () => {
  test("data, parameters, and what was calculated", () => {
    const w = parameter([3, 4]);
    const data = tensor([1, 2]).mul(10);
    const f = customGradient((t) => [t.mul(w).mul(data).sum(), (u) => u.mul(w).mul(data)]);
    expect(grad(f)([1, 1]).toArray()).toEqual([30, 80]);
    expect(jvp(f, [[1, 1]], [[1, 0]])[1].item()).toBe(30);
    expect(vmap(grad(f))([[1, 1]]).toArray()).toEqual([[30, 80]]);
  });

  test("a constant of what is differentiated by", () => {
    const w = parameter(3);
    const y = customGradient((t) => [t.mul(w.stopGradient()), (u) => u.mul(w)])(w.square());
    expect(gradients(y as Tensor<[]>, [w])[0].item()).toBe(18);
  });

  test("a condition", () => {
    const [x, threshold] = [parameter([1, 3]), parameter(2)];
    const spike = customGradient((t) => [where(t.greater(threshold), 1, 0), (u) => u.mul(0.5)]);
    spike(x).sum().backward();
    expect([x.grad?.toArray(), threshold.grad]).toEqual([[0.5, 0.5], null]);
  });

  test("anything in the pullback, also at second order", () => {
    const [w, x] = [parameter(3), parameter(2)];
    const f = customGradient((t) => [t.mul(5), (u) => u.mul(w).mul(x)]);
    const [slope] = gradients(f(x) as Tensor<[]>, [x]);
    expect(gradients(slope, [w, x]).map((g) => g.item())).toEqual([2, 3]);
    expect(hessian(scaledBy(w))(2).item()).toBe(0);
    expect(hessian((t) => scaledBy(w)(t).square())(2).item()).toBe(18);
    expect(gradients(gradients(scaledBy(w)(x), [x])[0], [w])[0].item()).toBe(1);
  });

  test("by one of two examples", () => {
    const [xs, v] = [parameter([1, 2, 3]), parameter(2)];
    const y = vmap((x) => scaledBy(x)(v))(xs).sum();
    expect(gradients(y, [v])[0].item()).toBe(6);
  });

  test("within a checkpoint, by its argument", () => {
    const [w, x] = [parameter(3), parameter(2)];
    const f = checkpoint((t) => scaledBy(w)(t).square());
    expect(gradients(f(x) as Tensor<[]>, [x])[0].item()).toBe(36);
  });

  test("as an argument, it has a derivative", () => {
    const [w, x] = [parameter(3), parameter(2)];
    const product = customGradient((t, s) => [t.mul(s), (u) => [u.mul(s), u.mul(t)]]);
    expect(gradients(product(x, w) as Tensor<[]>, [x, w]).map((g) => g.item())).toEqual([3, 2]);
    expect(hessian((t) => product(t, t))(5).item()).toBe(2);
  });
});

describe("a pullback that reads a parameter", () => {
  const x = tensor(0.5);
  const refused =
    "customGradient: parameters that the pullback reads must keep their values until the derivative is asked for, got one " +
    "of shape [] that was assigned. Take the derivative before assign() or step().";
  const slopeOf = (y: Tensor): string => message(() => gradients(y.sum(), [x])[0].item().toString());

  test.each<[string, (w: Parameter<[]>) => void]>([
    ["plain", (w) => w.assign(5)],
    ["in a compiled function", (w) => compile(() => w.assign(w.add(2)))()],
    ["by an optimiser's hand", (w) => w.assign(w.add(w.sub(1)))],
  ])("is refused once that was assigned, %s", (_, assign) => {
    const w = parameter(3);
    const scale = (t: Tensor): Tensor => customGradient((s) => [s.mul(2), (u) => u.mul(w)])(t);
    expect(gradients(scale(x).sum(), [x])[0].item()).toBe(3);
    const before = scale(x);
    assign(w);
    expect(slopeOf(before)).toBe(refused);
    // What is called from then on has the new value.
    expect(gradients(scale(x).sum(), [x])[0].item()).toBe(5);
    expect(compile((t) => gradients(scale(t).sum(), [t])[0])(x).item()).toBe(5);
    expect(compile((t) => gradients(scale(t).sum(), [t])[0])(x).item()).toBe(5);
  });

  test("is refused in a recording that assigns, and not one that did before", () => {
    const w = parameter(3);
    const scale = customGradient((t) => [t.mul(2), (u) => u.mul(w)]);
    const late = compile((t: Tensor) => {
      const y = scale(t);
      w.assign(5);
      return gradients(y.sum(), [t])[0];
    });
    expect(message(() => late(x).item().toString())).toBe(refused);
    const early = compile((t: Tensor) => {
      w.assign(w.add(1));
      return gradients(scale(t).sum(), [t])[0];
    });
    expect([early(x).item(), early(x).item(), w.item()]).toEqual([4, 5, 5]);
  });

  test("may refer to what was computed from it", () => {
    const w = parameter(3);
    const doubled = w.mul(2);
    const y = customGradient((t) => [t, (u) => u.mul(doubled)])(x);
    w.assign(5);
    expect(gradients(y.sum(), [x])[0].item()).toBe(6);
  });
});

describe("the function", () => {
  test("may return its argument, or what has nothing to do with it", () => {
    expect(grad(customGradient((t) => [t, (u) => u.mul(7)]))(1).item()).toBe(7);
    expect(grad(customGradient(() => [scalar(4), (u) => u.mul(7)]))(1).item()).toBe(7);
    const w = parameter(3);
    const y = customGradient(() => [w, (u) => u.mul(7)])(1);
    expect(message(() => gradients(y as Tensor<[]>, [w]))).toBe(refusal("a parameter of shape []"));
  });

  test("may read its arguments", () => {
    const steep = customGradient((t) => [t.item() > 0 ? t.mul(2) : t, (u) => u.mul(3)]);
    expect([steep(2).item(), steep(-2).item(), grad(steep)(2).item()]).toEqual([4, -2, 3]);
  });

  test("is looked at no further than its arguments, however long a chain they end", () => {
    const walked = (length: number): number => {
      let x: Tensor = tensor([1, 2]);
      for (let k = 0; k < length; k++) x = x.sin();
      const f = customGradient((t) => [t.mul(2), (u) => u.mul(2)]);
      const before = nextEpoch();
      f(x);
      let met = 0;
      for (let node = nodeOf(x); node.first !== null; node = node.first) if (node.epoch > before) met += 1;
      return met;
    };
    expect(walked(100)).toBe(0);
  });
});

test("a rule is asked only for what somebody wants to know", () => {
  let calls = 0;
  const doubled = customGradient((t: Tensor) => {
    const pullback = (u: Tensor): Tensor => {
      calls++;
      return u.mul(2);
    };
    return [t.mul(2), pullback];
  });
  const x = tensor([1, 2]);
  const y = doubled(x);
  expect(gradients(y.sum(), [y])[0].toArray()).toEqual([1, 1]);
  expect(calls).toBe(0);
  expect(gradients(y.sum(), [x])[0].toArray()).toEqual([2, 2]);
  expect(calls).toBe(1);
});
