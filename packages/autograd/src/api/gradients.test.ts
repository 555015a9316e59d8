import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import { compile, gradients, type Parameter, parameter, scalar, type Tensor, tensor } from "../index.ts";

describe("gradients", () => {
  test("are tensors that can be differentiated again", () => {
    const x = tensor([0.3, -1.2]);
    const [first] = gradients(x.mul(x.exp()).sum(), [x]);
    const [second] = gradients(first.sum(), [x]);
    const exact = (v: number): number => (v + 2) * Math.exp(v);
    for (const [k, v] of [0.3, -1.2].entries()) expect(second.toArray()[k]).toBeCloseTo(exact(v), 14);
  });

  test("equal values stay apart", () => {
    const a = scalar(2);
    const b = scalar(2);
    expect(gradients(a.mul(b).mul(b), [a, b]).map((g) => g.item())).toEqual([4, 8]);
  });

  test("of intermediates and of the value itself", () => {
    const x = scalar(3);
    const y = x.square();
    const z = y.mul(2);
    expect(gradients(z, [z, y, x]).map((g) => g.item())).toEqual([1, 2, 12]);
  });

  test("no order of perturbations is confused: d/dx (x · d/dy (x + y)) is 1", () => {
    const x = scalar(1);
    const y = scalar(1);
    const [inner] = gradients(x.add(y), [y]);
    expect(gradients(x.mul(inner), [x])[0].item()).toBe(1);
  });

  test("of a linear function are constant, and their gradient is 0", () => {
    const x = scalar(5);
    const [first] = gradients(x.mul(3), [x]);
    expect(gradients(first, [x])[0].item()).toBe(0);
  });

  test("know a value that was read before", () => {
    const x = tensor([1, 2]);
    for (let k = 0; k < 5; k++) {
      const y = x.square().sum();
      expect(y.item()).toBe(5);
      expect(gradients(y, [x])[0].toArray()).toEqual([2, 4]);
    }
  });

  test.each<[string, () => unknown, string]>([
    [
      "of a vector",
      () => gradients(tensor([1, 2, 3]), []),
      "gradients: y must be a scalar, got shape [3]. Reduce it, e.g. with sum(), or use jacobian().",
    ],
    [
      "of an integer",
      () => gradients(scalar(1, { dtype: "int32" }), []),
      "gradients: y must be floating-point, got int32, which has no derivative.",
    ],
    [
      "with respect to an integer",
      () => gradients(scalar(1), [tensor([1], { dtype: "int32" })]),
      'gradients: xs[0] must be floating-point, got int32. Cast it, e.g. with cast("float64"), and build y from that.',
    ],
    [
      "of something unrelated",
      () => gradients(scalar(1), [scalar(1)]),
      "gradients: y does not depend on xs[0]. Build y from that very tensor. " +
        'For zeros instead of this error, pass { unused: "zero" }.',
    ],
    [
      "with respect to a parameter that was assigned since",
      () => {
        const w = parameter(1);
        const y = w.square();
        w.assign(2);
        gradients(y, [w]);
      },
      "gradients: y depends on xs[0] only through a value that it no longer has. Build the graph anew after assign() or " +
        "step().",
    ],
    [
      "of a number",
      () => gradients(3 as unknown as Tensor, []),
      "gradients: y must be a tensor or parameter, got 3.",
    ],
    [
      "with respect to a number",
      () => gradients(scalar(1), [3 as unknown as Tensor]),
      "gradients: xs[0] must be a tensor or parameter, got 3.",
    ],
    [
      "with respect to a hole",
      () => gradients(scalar(1), new Array<Tensor>(1)),
      "gradients: xs[0] must be a tensor or parameter, got undefined.",
    ],
    [
      "of a result of a compiled function",
      () => {
        const w = parameter(2);
        gradients(compile((t) => t.square())(w), [w]);
      },
      "gradients: y depends on xs[0] through the result of a compiled function, which is data. Differentiate inside that " +
        "function, leave compile() out, or take stopGradient() of the result if it is meant as data.",
    ],
    [
      "with respect to no list",
      () => gradients(scalar(1), scalar(1) as unknown as Tensor[]),
      "gradients: takes an array of tensors as its second argument, got a Tensor. Write [x] for one.",
    ],
  ])("%s are refused", (_, f, text) => {
    expect(message(f)).toBe(text);
  });
});

test("a derivative depends on what it was taken by, whatever has been computed since", () => {
  const x = tensor([1, 2]);
  for (let k = 0; k < 4; k++) {
    const [slope] = gradients(x.mul(3).sum(), [x]);
    if (k !== 1) slope.toArray();
    expect(gradients(slope.sum(), [x])[0].toArray()).toEqual([0, 0]);
  }
});

describe("backward", () => {
  test("adds up, twice exactly twice", () => {
    const w = parameter([1, -2]);
    expect(w.grad).toBeNull();
    const loss = w.square().sum();
    loss.backward();
    expect(w.grad?.toArray()).toEqual([2, -4]);
    loss.backward();
    expect(w.grad?.toArray()).toEqual([4, -8]);
    w.grad = null;
    loss.backward();
    expect((w as Parameter).grad?.toArray()).toEqual([2, -4]);
  });

  test("reaches every parameter once, and only parameters", () => {
    const a = parameter(2);
    const b = parameter(3);
    const unused = parameter(1);
    a.mul(b).mul(a).backward();
    expect([a.grad?.item(), b.grad?.item(), unused.grad]).toEqual([12, 4, null]);
  });

  test("takes an earlier value as a constant, beside the present one and where no derivative reaches it", () => {
    const w = parameter(3);
    const before = w.square();
    const target = w.mul(2).stopGradient();
    w.assign(5);
    w.mul(before).backward();
    expect(w.grad?.item()).toBe(9);
    w.grad = null;
    w.sub(target).square().backward();
    expect((w as Parameter).grad?.item()).toBe(-2);
  });

  test("by a value that was assigned inside a compiled function is as outside", () => {
    const w = parameter(3);
    const step = (): void => {
      w.grad = null;
      w.assign(w.mul(2));
      w.square().backward();
    };
    step();
    expect(w.grad?.item()).toBe(12);
    compile(step)();
    expect([w.item(), w.grad?.item()]).toEqual([12, 24]);
  });

  test.each<[string, () => unknown, string]>([
    [
      "a vector",
      () => parameter([1, 2]).square().backward(),
      "backward: y must be a scalar, got shape [2]. Reduce it, e.g. with sum(), or use jacobian().",
    ],
    [
      "a loss from before an assignment",
      () => {
        const w = parameter([1, 2]);
        const v = parameter(1);
        const y = w.square().sum().mul(v);
        y.backward();
        w.assign([0, 0]);
        y.backward();
      },
      "backward: y must be built from values that parameters have now, got one that was replaced, of a parameter of " +
        "shape [2]. Build y anew after assign() or step().",
    ],
    [
      "a loss from before a compiled step",
      () => {
        const w = parameter(1);
        const y = w.square();
        compile(() => w.assign(w.mul(2)))();
        y.backward();
      },
      "backward: y must be built from values that parameters have now, got one that was replaced, of a parameter of " +
        "shape []. Build y anew after assign() or step().",
    ],
    [
      "a result of a compiled function",
      () => {
        const w = parameter(2);
        compile(() => w.square())().backward();
      },
      "backward: y depends on a parameter through the result of a compiled function, which is data. Differentiate inside that " +
        "function, leave compile() out, or take stopGradient() of the result if it is meant as data.",
    ],
    [
      "a result of a compiled function of data",
      () => compile((x) => x.square())(3).backward(),
      "backward: the tensor depends on no parameter, or only through the result of a compiled function, which is data. " +
        "Differentiate inside that function, leave compile() out, or take stopGradient() of the result if it is meant as data.",
    ],
    [
      "what depends on no parameter",
      () => scalar(1).square().backward(),
      "backward: the tensor depends on no parameter. Create one with parameter().",
    ],
  ])("of %s is refused", (_, f, text) => {
    expect(message(f)).toBe(text);
  });
});
