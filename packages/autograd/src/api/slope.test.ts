import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  checkpoint,
  compile,
  customGradient,
  DerivativeError,
  dependsOn,
  grad,
  gradients,
  hessian,
  hvp,
  jacobian,
  jvp,
  maximum,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
  where,
} from "../index.ts";

const zeros = 'For zeros instead of this error, pass { unused: "zero" }.';

describe("a scalar that has no slope by x is refused, and the operations are named:", () => {
  test.each<[string, string, (w: Tensor<[2]>) => Tensor]>([
    ["rounding", "round, which has", (w) => w.round().sum()],
    ["floor and ceil", "ceil and floor, which have", (w) => w.ceil().add(1).floor().sum()],
    ["sign", "sign, which has", (w) => w.sign().sum()],
    ["a comparison", "greater, which has", (w) => w.greater(0).cast("float64").sum()],
    [
      "a count",
      "round and equal, which have",
      (w) => w.round().equal([0, 1]).cast("float64").mean() as Tensor,
    ],
    ["a cast to int32", "cast, which has", (w) => w.cast("int32").add(1).cast("float64").sum()],
    ["a condition", "less, which has", (w) => where(w.less(0), 1, 2).sum()],
    [
      "several ways",
      "round, greater and floor, which have",
      (w) => w.floor().sum().add(w.greater(1).cast("float64").sum()).mul(w.round().max()),
    ],
    ["a checkpoint", "round, which has", (w) => checkpoint((t) => t.round().sum())(w)],
    ["a checkpoint around it", "round, which has", (w) => checkpoint((t) => t.mul(w.round()).sum())([1, 1])],
    ["many examples", "round, which has", (w) => vmap((t) => t.round())(w).sum()],
  ])("%s", (_, operations, f) => {
    for (const read of [false, true]) {
      const w = parameter([0.2, 1.8]);
      const y = f(w);
      if (read) y.item();
      expect(message(() => gradients(y, [w]))).toBe(
        `gradients: y depends on xs[0] only through ${operations} no derivative. ${zeros}`,
      );
      expect(message(() => y.backward())).toBe(
        `backward: y depends on parameters only through ${operations} no derivative.`,
      );
      expect(message(() => compile((t: Tensor<[2]>) => gradients(f(t), [t]))(w))).toBe(
        `gradients: y depends on xs[0] only through ${operations} no derivative. ${zeros}`,
      );
      expect([w.grad, dependsOn(y, [w])]).toEqual([null, [false]]);
      expect(gradients(y, [w], { unused: "zero" })[0].toArray()).toEqual([0, 0]);
    }
  });

  test("a derivative that does not change with it", () => {
    const [x, v] = [parameter(2), parameter(1.3)];
    const [slope] = gradients(x.mul(v.round()), [x]);
    for (const read of [false, true]) {
      if (read) slope.item();
      expect(message(() => gradients(slope, [v]))).toBe(
        `gradients: y depends on xs[0] only through round, which has no derivative. ${zeros}`,
      );
    }
  });

  test("but not what assign() gave a parameter in a compiled function, which hides nothing", () => {
    const [v, w] = [parameter(1), parameter(2)];
    const step = compile(() => {
      w.assign(w.mul(2));
      return gradients(w.square(), [v]);
    });
    expect(message(step)).toBe(
      `gradients: y does not depend on xs[0]. Build y from that very tensor. ${zeros}`,
    );
  });

  test("a derivative of what had none", () => {
    for (const slope of [
      (w: Parameter<[2]>) => grad((t) => t.round().sum())(w),
      (w: Parameter<[2]>) => gradients(w.round().sum(), [w], { unused: "zero" })[0],
    ]) {
      const w = parameter([0.2, 1.8]);
      const y = slope(w);
      expect(y.toArray()).toEqual([0, 0]);
      expect(message(() => gradients(y.sum(), [w]))).toBe(
        `gradients: y depends on xs[0] only through round, which has no derivative. ${zeros}`,
      );
    }
  });

  test("stopGradient, of which nobody knows what it hides", () => {
    for (const read of [false, true]) {
      const w = parameter([0.2, 1.8]);
      const y = w.stopGradient().sum();
      if (read) y.item();
      expect(message(() => gradients(y, [w]))).toBe(
        "gradients: y does not depend on xs[0], or only through " +
          `stopGradient, which has no derivative. Build y from that very tensor. ${zeros}`,
      );
      expect(message(() => y.backward())).toBe(
        "backward: the tensor depends on no parameter, or only through stopGradient, which has no derivative. Create " +
          "one with parameter().",
      );
    }
  });
});

describe("a slope that happens to be 0 is one:", () => {
  const step = (x: Tensor): Tensor => x.add(x.round().sub(x).stopGradient());

  test.each<[string, (w: Tensor<[2]>) => Tensor, number[]]>([
    ["dead units", (w) => w.sub(100).relu().sum(), [0, 0]],
    ["the other side of where", (w) => where(w.greater(100), w, 7).sum(), [0, 0]],
    ["straight through", (w) => step(w).square().sum(), [0, 4]],
    ["one flat term of a sum", (w) => w.mul(3).sum().add(w.round().sum()), [3, 3]],
    ["times 0", (w) => w.mul(0).sum(), [0, 0]],
    ["the smaller of two", (w) => maximum(w, 50).sum(), [0, 0]],
    ["a cast to float32 and back", (w) => w.cast("float32").cast("float64").sum(), [1, 1]],
    ["the slope of something linear", (w) => gradients(w.mul(3).sum(), [w])[0].sum(), [0, 0]],
    ["the slope of something piecewise linear", (w) => gradients(w.abs().sum(), [w])[0].sum(), [0, 0]],
    ["the same by grad()", (w) => grad((t) => t.abs().sum())(w).sum(), [0, 0]],
    ["by valueAndGrad()", (w) => valueAndGrad((t) => t.mul(2).sum())(w)[1].sum(), [0, 0]],
    ["by vjp()", (w) => vjp((t) => t.relu(), w)[1]([1, 1])[0].sum(), [0, 0]],
    ["by jvp()", (w) => jvp((t) => t.relu(), [w], [[1, 1]])[1].sum(), [0, 0]],
    ["by jacobian()", (w) => jacobian((t) => t.mul(3))(w).sum(), [0, 0]],
    ["by hessian()", (w) => hessian((t) => t.square().sum())(w).sum(), [0, 0]],
    ["by hvp()", (w) => hvp((t) => t.square().sum(), w, [1, 1]).sum(), [0, 0]],
    ["of many examples", (w) => vmap(grad((t) => t.mul(3)))(w).sum(), [0, 0]],
    ["asked for of each", (w) => vmap((t) => gradients(t.abs() as never, [t])[0])(w).sum(), [0, 0]],
    [
      "of a rule",
      (w) => gradients(customGradient((t) => [t.mul(3), (u) => u.mul(3)])(w).sum(), [w])[0].sum(),
      [0, 0],
    ],
  ])("%s", (_, f, expected) => {
    for (const read of [false, true]) {
      const w = parameter([0.2, 1.8]);
      const y = f(w);
      if (read) y.item();
      expect(gradients(y, [w])[0].toArray()).toEqual(expected);
      expect(dependsOn(y, [w])).toEqual([true]);
      y.backward();
      expect(w.grad?.toArray()).toEqual(expected);
    }
  });

  test("a penalty on a slope reaches what only chooses between pieces", () => {
    const penalty = (of: "gradients" | "grad" | "vmap"): unknown[] => {
      const [w, b] = [parameter([1, -2]), parameter([0.1, -0.2])];
      const critic = (x: Tensor): Tensor<[]> => x.mul(w).add(b).relu().sum();
      const x = tensor([0.3, 0.4]);
      const slopes = {
        gradients: () => gradients(critic(x), [x])[0],
        grad: () => grad(critic)(x),
        vmap: () => vmap(grad(critic))([[0.3, 0.4]]),
      };
      return gradients(slopes[of]().square().sum(), [w, b]).map((g) => g.toArray());
    };
    for (const of of ["gradients", "grad", "vmap"] as const)
      expect(penalty(of)).toEqual([
        [2, 0],
        [0, 0],
      ]);
  });
});

describe("backward", () => {
  test("leaves grad null where no slope arrives", () => {
    const [v, w] = [parameter(3), parameter(1.7)];
    const y = v.mul(w.round()).add(w.stopGradient());
    y.backward();
    expect([v.grad?.item(), w.grad]).toEqual([2, null]);
  });

  test("does so inside a compiled function", () => {
    const [v, w] = [parameter(3), parameter(1.7)];
    compile(() => v.mul(w.round()).backward())();
    expect([v.grad?.item(), w.grad]).toEqual([2, null]);
  });

  test("leaves what was there before", () => {
    const [v, w] = [parameter(3), parameter(1.7)];
    w.square().backward();
    v.mul(w.round()).backward();
    expect([v.grad?.item(), w.grad?.item()]).toEqual([2, 3.4]);
  });

  test("of an earlier value, beside a present one that no slope reaches, is refused", () => {
    const w = parameter(3);
    const before = w.square();
    w.assign(5);
    expect(message(() => before.add(w.round()).backward())).toBe(
      "backward: y must be built from values that parameters have now, got one that was replaced, of a parameter of " +
        "shape []. Build y anew after assign() or step().",
    );
  });
});

test("errors say in fields which tensor is not reached, and why, for those who put it in other words", () => {
  const [x, other] = [tensor([1, 2]), tensor([3, 4])];
  const unreached = (y: Tensor<[]>): unknown => {
    try {
      return gradients(y, [x, other]);
    } catch (error) {
      return error instanceof DerivativeError ? error.unreached : error;
    }
  };
  const through = "only through round, which has no derivative";
  const related = { index: 1, isRelated: true, through, remedy: "" };
  expect(unreached(x.add(other.round()).sum())).toEqual(related);
  expect(unreached(x.sum())).toEqual({ ...related, isRelated: false, through: "" });
  expect(unreached(scalar(1, { dtype: "int32" }) as never)).toBeNull();
});

describe("unused", () => {
  test("asks for zeros also of what y has nothing to do with", () => {
    const [x, other] = [tensor([1, 2]), tensor([[1], [2]], { dtype: "float32" })];
    const run = (y: Tensor): unknown => {
      const [first, second] = gradients(y, [x, other], { unused: "zero" });
      return [first.toArray(), second.toArray(), second.dtype];
    };
    const expected = [[2, 4], [[0], [0]], "float32"];
    for (let k = 0; k < 4; k++) expect(run(x.square().sum())).toEqual(expected);
    const read = x.square().sum();
    read.item();
    expect(run(read)).toEqual(expected);
  });

  test("asks for zeros of scalars, and of a parameter that has nothing to do with y, but not of one that was assigned since", () => {
    const [v, w] = [parameter(2), parameter(3)];
    for (let k = 0; k < 20; k++) {
      const y = v.square();
      w.assign(k);
      expect(gradients(y, [v, w], { unused: "zero" }).map((g) => g.item())).toEqual([4, 0]);
    }
    const before = w.square();
    w.assign(1);
    const outdated =
      "depends on xs[1] only through a value that it no longer has. Build the graph anew after assign() or step().";
    for (const y of [before, before.add(v), before.round().add(before)]) {
      expect(message(() => gradients(y, [v, w], { unused: "zero" }))).toBe(`gradients: y ${outdated}`);
      const inside = compile(() => gradients(y, [parameter(1), w], { unused: "zero" }));
      expect(message(inside)).toBe(`gradients: y ${outdated}`);
    }
    // Beside the present value an earlier one is a constant, and so is one behind an operation without a slope.
    expect(gradients(before.mul(w), [w], { unused: "zero" })[0].item()).toBe(361);
    expect(gradients(before.round(), [w], { unused: "zero" })[0].item()).toBe(0);
    expect(dependsOn(before, [w])).toEqual([false]);
  });

  test("does so in a compiled function", () => {
    const w = parameter(3);
    const f = compile((x: Tensor<[]>) => gradients(x.square(), [x, w], { unused: "zero" }));
    for (const x of [1, 2, 3]) expect(f(scalar(x)).map((g) => g.item())).toEqual([2 * x, 0]);
  });

  test.each<[unknown, string]>([
    [{ unused: "skip" }, 'gradients: unused must be "zero", got "skip".'],
    [{ unused: true }, 'gradients: unused must be "zero", got true.'],
    [{ unused: null }, 'gradients: unused must be "zero", got null.'],
    [{ allowUnused: true }, 'gradients: there is no option "allowUnused", only unused.'],
    ["zero", 'gradients: options must be an object with unused, got "zero".'],
  ])("may not be %o", (options, text) => {
    expect(message(() => gradients(scalar(1), [scalar(1)], options as never))).toBe(text);
  });
});

describe("a function that read its argument and returned a plain number is refused", () => {
  type F = (x: Tensor) => number;
  const text = (op: string, value = "0.8414709848078965"): string =>
    `${op}: the function must return tensors, got ${value} after it read its argument: no derivative passes through ` +
    "item() and the like. Calculate with tensor operations; if the result is a constant, return scalar() of it.";
  const sine = ((x) => Math.sin(x.item())) satisfies F as never;

  test.each<[string, () => unknown]>([
    ["grad", () => grad(sine)(1)],
    ["valueAndGrad", () => valueAndGrad(sine)(1)],
    ["vjp", () => vjp(sine, 1)],
    ["jvp", () => jvp(sine, [1], [1])],
    ["jacobian", () => jacobian(sine)(1)],
    ["hessian", () => hessian(sine)(1)],
    ["hvp", () => hvp(sine, 1, 1)],
  ])("by %s", (op, f) => {
    expect(message(f)).toBe(text(op));
  });

  test.each<[string, F]>([
    ["data()", (x) => Math.sin(x.data()[0] as number)],
    ["toArray()", (x) => Math.sin(Number(x.toArray()))],
    ["text", (x) => Math.sin(Number(String(x)))],
    ["JSON", (x) => Math.sin(Number(JSON.stringify(x)))],
    ["what was calculated from it", (x) => Math.sin(x.mul(2).add(1).div(3).item())],
    ["a mask", (x) => (x.greater(0).item() ? Math.sin(1) : 0)],
    ["its derivative", (x) => Math.sin(grad((t) => t.square().div(2))(x).item())],
    [
      "it among much else",
      (x) => {
        const value = x.item();
        for (let k = 0; k < 1000; k++) scalar(k).item();
        return Math.sin(value);
      },
    ],
    [
      "it inside another transformation",
      (x) => {
        let value = 0;
        grad((t) => {
          value = x.item();
          return t;
        })(1);
        return Math.sin(value);
      },
    ],
  ])("when it read %s", (_, f) => {
    expect(message(() => grad(f as never)(1))).toBe(text("grad"));
  });

  test("also as a part of what it returned", () => {
    const f = ((x: Tensor) => ({ y: x.square(), parts: [x.item()] })) as never;
    expect(message(() => vjp(f, 2))).toBe(text("vjp", "2"));
  });

  test("but not if it read something else, or nothing, or returned a tensor", () => {
    const w = parameter(2);
    const derivative = (f: (x: Tensor) => unknown): number => grad(f as never)(3).item();
    expect(derivative(() => w.item())).toBe(0);
    expect(derivative(() => 5)).toBe(0);
    expect(derivative((x) => (x.item() > 5 ? x.square() : scalar(0)))).toBe(0);
    expect(derivative((x) => (x.item() > 2 ? x.square() : scalar(0)))).toBe(6);
    expect(derivative((x) => x.stopGradient().item())).toBe(0);
    expect(derivative((x) => [x.square(), String(x)][0])).toBe(6);
  });
});

test("dependsOn answers for each tensor, whatever was asked before", () => {
  const [a, b, c] = [parameter(1), parameter(2), parameter(3)];
  const y: Tensor<[]> = a.mul(c).add(b.round());
  const all: readonly Parameter[] = [a, b, c, a];
  expect([dependsOn(y, all), dependsOn(y, []), dependsOn(a, [a, y])]).toEqual([
    [true, false, true, true],
    [],
    [true, false],
  ]);
  expect(message(() => dependsOn(tensor([1, 2]), []))).toBe(
    "dependsOn: y must be a scalar, got shape [2]. Reduce it, e.g. with sum(), or use jacobian().",
  );
});
