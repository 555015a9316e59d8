import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  compile,
  customGradient,
  grad,
  gradients,
  hessian,
  hvp,
  jacobian,
  jvp,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
  zeros,
} from "../index.ts";

type AnyJvp = (f: (o: { a: Tensor }) => unknown, xs: unknown, tangents: unknown) => [Tensor, Tensor];
type AnyHvp = (f: (x: readonly Tensor[]) => unknown, x: unknown, v: unknown) => unknown;
type AnyVjp = (f: (x: Tensor) => unknown, x: unknown) => [unknown, (cotangent: unknown) => unknown];

describe("grad", () => {
  test("nests to any order", () => {
    const third = grad(grad(grad((x) => x.pow(4))));
    expect(third(2).item()).toBe(48);
    expect(grad(grad((x) => x.mul(x.exp())))(0.3).item()).toBeCloseTo(3.104675257424805, 14);
  });

  test("keeps nested perturbations apart, also where the inner function uses the outer variable", () => {
    expect(grad((x) => x.mul(grad((y) => x.add(y))(1)))(1).item()).toBe(1);
    expect(grad((x) => x.mul(grad((y) => x.mul(y))(x)))(3).item()).toBe(6);
  });

  test("takes and gives trees", () => {
    const f = (p: { w: Tensor<[2]>; b: Tensor<[]> }, x: Tensor<[2]>) => p.w.mul(x).sum().add(p.b.square());
    const g = grad(f)({ w: tensor([1, 2]), b: tensor(3) }, tensor([10, 20]));
    expect([g.w.toArray(), g.b.item()]).toEqual([[10, 20], 6]);
    const [value, [first, second]] = valueAndGrad((p: [Tensor, Tensor]) => p[0].mul(p[1]).sum())([
      tensor([2]),
      tensor([5]),
    ]);
    expect([value.item(), first.toArray(), second.toArray()]).toEqual([10, [5], [2]]);
  });

  test("of what does not depend on the argument is 0", () => {
    expect(grad(() => 7)(3).item()).toBe(0);
    expect(jacobian((x) => x.stopGradient())([1, 2]).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

describe("vjp and jvp", () => {
  test("are transposes of each other", () => {
    const f = (a: Tensor, b: Tensor) => a.matmul(b).tanh();
    const a = tensor([
      [0.1, 0.2],
      [0.3, -0.4],
    ]);
    const b = tensor([[0.5], [0.7]]);
    const [, pullback] = vjp(f, a, b);
    const [, tangent] = jvp(f, [a, b], [a.mul(2), b.mul(-1)]);
    const [da, db] = pullback([[1], [10]]);
    const left = tangent
      .mul([[1], [10]])
      .sum()
      .item();
    const right = da
      .mul(a.mul(2))
      .sum()
      .add(db.mul(b.mul(-1)).sum())
      .item();
    expect(left).toBeCloseTo(right, 14);
  });

  test("carry trees", () => {
    const [out, pullback] = vjp((p: { x: Tensor }) => ({ y: p.x.mul(2), z: p.x.sum() }), {
      x: tensor([1, 2]),
    });
    expect([out.y.toArray(), out.z.item()]).toEqual([[2, 4], 3]);
    const [back] = pullback({ y: tensor([1, 1]), z: tensor(10) });
    expect(back.x.toArray()).toEqual([12, 12]);
  });

  test("match trees by their keys, in whatever order these come", () => {
    const f = (o: { a: Tensor; b: Tensor }) => o.a.mul(10).add(o.b.square());
    const at = { a: 1, b: 2 };
    expect((jvp as AnyJvp)(f as never, [at], [{ b: 100, a: 7 }])[1].item()).toBe(470);
    expect(((hvp as AnyHvp)(f as never, at, { b: 100, a: 7 }) as { b: Tensor }).b.item()).toBe(200);
    const [, pullback] = vjp((x: Tensor) => ({ loss: x.mul(3), aux: x.mul(5) }), scalar(2));
    expect(pullback({ aux: 0, loss: 1 })[0].item()).toBe(3);
    const [, nested] = vjp((x: Tensor) => ({ p: [x, { u: x.mul(2), v: x.mul(4) }] as const }), scalar(2));
    expect(nested({ p: [0, { v: 1, u: 0 }] })[0].item()).toBe(4);
    // Numbers side by side are a tensor where one is wanted, and several where several are.
    expect(
      jvp((p: readonly [Tensor, Tensor]) => p[0].mul(p[1]), [[scalar(2), scalar(3)]], [[1, 10]])[1].item(),
    ).toBe(23);
  });
});

describe("jacobian and hessian", () => {
  const f = (x: Tensor) => x.mul(x.flip()).sin();

  test("agree in both modes", () => {
    const x = tensor([0.1, 0.5, -0.3]);
    const forward = jacobian(f, { mode: "forward" })(x).toArray();
    expect(jacobian(f, { mode: "reverse" })(x).toArray()).toEqual(forward);
  });

  test("have the shape of the value, then of the argument", () => {
    expect(
      jacobian((x) => x.sum(0))(
        tensor([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ).shape,
    ).toEqual([3, 2, 3]);
    expect(jacobian((x) => x.sum())(tensor([[1, 2]])).shape).toEqual([1, 2]);
    expect(hessian((x) => x.square().sum())(tensor([[1, 2]])).shape).toEqual([1, 2, 1, 2]);
    expect(jacobian((x) => x)(tensor([])).shape).toEqual([0, 0]);
  });

  test("are trees of trees for trees", () => {
    const j = jacobian((p: { a: Tensor; b: Tensor }) => [p.a.mul(p.b)])({ a: tensor([2, 3]), b: tensor(5) });
    const [row] = j as unknown as [{ a: Tensor; b: Tensor }];
    expect([row.a.toArray(), row.b.toArray()]).toEqual([
      [
        [5, 0],
        [0, 5],
      ],
      [2, 3],
    ]);
  });

  test("hvp is the Hessian times a vector", () => {
    const g = (x: Tensor) => x.pow(3).sum().add(x.prod());
    const x = tensor([1, 2, 3]);
    const v = tensor([1, 0, -1]);
    const product = hessian(g)(x).matmul(v as never) as Tensor;
    expect(hvp(g, x, v).toArray()).toEqual(product.toArray());
  });
});

describe("customGradient", () => {
  const clipped = customGradient((x) => [x, (u) => u.clip(-1, 1)]);

  test("replaces the derivative, in reverse and in forward mode", () => {
    const tripled = customGradient((x) => [x.exp(), (u) => u.mul(3)]);
    expect(grad((x) => tripled(x).mul(2))(0).item()).toBe(6);
    expect(jvp((x) => tripled(x), [0], [5])[1].item()).toBe(15);
    expect(grad((x) => clipped(x).mul(100))(1).item()).toBe(1);
  });

  test("has derivatives of its own derivative", () => {
    const cube = customGradient((x) => [x.pow(3), (u) => u.mul(x.square()).mul(3)]);
    expect(grad(grad((x) => cube(x)))(2).item()).toBe(12);
  });

  test("serves several arguments", () => {
    const product = customGradient((a, b) => [a.mul(b), (u) => [u.mul(b), u.mul(a)]]);
    expect(vjp(product, 2, 5)[1](1).map((t) => t.item())).toEqual([5, 2]);
  });

  test.each<[string, () => unknown, string]>([
    [
      "no pair",
      () => customGradient((x) => x as never)(1),
      "customGradient: the function must return [value, pullback], got a Tensor.",
    ],
    [
      "half a pair",
      () => customGradient((x) => [x, 1] as never)(1),
      "customGradient: the function must return [value, pullback], got [a Tensor, 1].",
    ],
    [
      "no cotangent",
      () => grad(customGradient((x) => [x.sum(), (() => undefined) as never]))([1, 2, 3]),
      "customGradient: the pullback must return one cotangent for each argument, got undefined for argument 0. " +
        "Return 0 where there is none.",
    ],
    [
      "null among cotangents",
      () => grad(customGradient((a, b) => [a.mul(b), (u) => [u, null as never]]))(1, 2),
      "customGradient: the pullback must return one cotangent for each argument, got null for argument 1. " +
        "Return 0 where there is none.",
    ],
    [
      "a cotangent of the wrong shape",
      () => grad(customGradient((x) => [x.sum(), () => tensor([1, 2])]))([1, 2, 3]),
      "customGradient: the pullback's result must have shape [3], got [2].",
    ],
    [
      "a cotangent of the wrong shape for one of several",
      () => grad(customGradient((a, b) => [a.mul(b).sum(), (u) => [u.mul(b), u]]))([1, 2], [3, 4]),
      "customGradient: the pullback's result for argument 1 must have shape [2], got [].",
    ],
    [
      "too few cotangents",
      () => grad(customGradient((a, b) => [a.mul(b), (u) => [u]]))(1, 2),
      "customGradient: the pullback must return one cotangent for each argument, got 1 for 2.",
    ],
    ["no function", () => customGradient(1 as never), "customGradient: takes a function, got 1."],
  ])("that gives %s is refused", (_, f, text) => {
    expect(message(f)).toBe(text);
  });
});

describe("refused", () => {
  test.each<[string, () => unknown, string]>([
    ["grad of no function", () => grad(3 as never), "grad: takes a function, got 3."],
    [
      "grad of a vector",
      () => grad((x) => x)([1, 2]),
      "grad: y must be a scalar, got shape [2]. Reduce it, e.g. with sum(), or use jacobian().",
    ],
    [
      "grad of several values",
      () => grad((x: Tensor) => [x, x] as never)(1),
      "grad: the function must return one scalar, got 2 tensors. Use jacobian() for others.",
    ],
    [
      "grad of nothing",
      () => grad((() => undefined) as never)(1),
      "grad: the function must return a tensor, got undefined.",
    ],
    [
      "grad at text",
      () => grad((x) => x)("1" as never),
      'grad: the first argument must be floating-point, got "1".',
    ],
    [
      "grad at an integer",
      () => grad((x) => x.cast("float64"))(tensor(1, { dtype: "int32" })),
      'grad: the first argument must be floating-point, got int32. Cast it, e.g. with cast("float64").',
    ],
    [
      "a cotangent of the wrong shape",
      () => vjp((x) => x, [1, 2])[1]([1, 2, 3]),
      "vjp: the cotangent must have shape [2], got [3].",
    ],
    [
      "a cotangent of the wrong dtype",
      () => vjp((x) => x, [1, 2])[1](tensor([1, 2], { dtype: "float32" })),
      'vjp: the cotangent must be float64, got float32. Use cast("float64").',
    ],
    [
      "a tangent of the wrong shape",
      () => jvp((x) => x, [[1, 2]], [1]),
      "jvp: tangents[0] must have shape [2], got [].",
    ],
    [
      "too few tangents",
      () => jvp((x) => x, [1], []),
      "jvp: takes one tangent for each argument, got 0 for 1.",
    ],
    [
      "tangents that are not a list",
      () => jvp((x) => x, 1 as never, 1 as never),
      "jvp: takes the arguments and their tangents as two arrays.",
    ],
    [
      "a call without arguments",
      () => (grad((x) => x.sum()) as () => unknown)(),
      "grad: the function must be called with at least one argument.",
    ],
    [
      "a Jacobian of a call without arguments",
      () => (jacobian((x) => x) as () => unknown)(),
      "jacobian: the function must be called with at least one argument.",
    ],
    [
      "a Hessian of a call without arguments",
      () => (hessian((x) => x) as () => unknown)(),
      "hessian: the function must be called with at least one argument.",
    ],
    [
      "a tree that contains itself",
      () => {
        const a: Record<string, unknown> = {};
        a["a"] = { b: [1, a] };
        grad(() => 1)(a as never);
      },
      "grad: a tree must not contain itself, got an object that does.",
    ],
    [
      "an array that contains itself",
      () => {
        const a: unknown[] = [];
        a[0] = [a, a];
        grad(() => 1)(a as never);
      },
      "grad: a tree must not contain itself, got an array that does.",
    ],
    [
      "a Jacobian of too many elements",
      () => jacobian((x) => x)(zeros([1e5])),
      "jacobian: shape [100000, 100000] has 10000000000 elements, more than an array can hold.",
    ],
    [
      "grad of a tree with one scalar",
      () => grad(((x: Tensor) => ({ loss: x })) as never)(1),
      "grad: the function must return one scalar, got a tree with one tensor. Use jacobian() for others.",
    ],
    [
      "grad of a function that is async",
      () => grad((async (x: Tensor) => x) as never)(1),
      "grad: the function must return a tensor, got a Promise. Call await before, and pass what it gives as an argument.",
    ],
    [
      "options that are none",
      () => jacobian((x) => x, null as never),
      "jacobian: options must be an object with mode, got null.",
    ],
    [
      "an unknown option",
      () => jacobian((x) => x, { modes: "forward" } as never),
      'jacobian: there is no option "modes", only mode.',
    ],
    [
      "an unknown mode",
      () => jacobian((x) => x, { mode: "sideways" as never }),
      'jacobian: mode must be "forward" or "reverse", got "sideways".',
    ],
    [
      "a Jacobian of integers",
      () => jacobian((x) => x.cast("int32"))([1]),
      "jacobian: argument and value must be floating-point, got int32.",
    ],
    [
      "a Hessian of a vector",
      () => hessian((x) => x)([1, 2]),
      "hessian: y must be a scalar, got shape [2]. Reduce it, e.g. with sum(), or use jacobian().",
    ],
    [
      "a tangent of the wrong shape for the second argument",
      () => jvp((x, y) => x.mul(y), [1, [1, 2]], [1, [1, 2, 3]]),
      "jvp: tangents[1] must have shape [2], got [3].",
    ],
    [
      "a tangent with other keys",
      () => (jvp as AnyJvp)((o) => o.a, [{ a: 1, b: 2 }], [{ a: 1, c: 2 }]),
      'jvp: tangents[0] must be an object with "a", "b", got an object with "a", "c".',
    ],
    [
      "a tangent with a key missing",
      () => (jvp as AnyJvp)((o) => o.a, [{ a: 1, b: 2 }], [{ a: 1 }]),
      'jvp: tangents[0] must be an object with "a", "b", got an object with "a".',
    ],
    [
      "a tensor for a tree",
      () => (vjp as AnyVjp)((x) => ({ p: { q: x } }), 1)[1]({ p: tensor(1) }),
      'vjp: the cotangent must be an object with "q" at .p, got a Tensor.',
    ],
    [
      "a tree for a tensor",
      () => vjp((x) => x, 1)[1]({} as never),
      "vjp: the cotangent must be a tensor, got an object.",
    ],
    [
      "an array of another length",
      () => (hvp as AnyHvp)((p) => p[0]?.sum(), [tensor(1), tensor(2)], [1]),
      "hvp: v must be an array of 2, got an array of 1.",
    ],
    [
      "hvp along the wrong shape",
      () => hvp((x) => x.sum(), [1, 2], [1]),
      "hvp: v must have shape [2], got [1].",
    ],
  ])("%s", (_, f, text) => {
    expect(message(f)).toBe(text);
  });
});

test("a promise among the arguments is refused, and await is named", () => {
  const promise = Promise.resolve(1) as never;
  const text = (op: string): string =>
    `${op}: takes tensors, numbers, and arrays or plain objects of these, got a Promise. Use await.`;
  const identity = (x: Tensor): Tensor => x;
  expect(() => grad(identity)(promise)).toThrow(text("grad"));
  expect(() => compile(identity)(promise)).toThrow(text("compile"));
  expect(() => vmap(({ x: [t] }: { x: [Tensor] }) => t)({ x: [promise] })).toThrow(text("vmap"));
  expect(() => jvp(identity, [promise], [1])).toThrow(text("jvp"));
  expect(() => compile(async (x: Tensor) => x)(1)).toThrow(
    "compile: the function must return tensors, trees of them or nothing, got a Promise. Call await before, and pass what it " +
      "gives as an argument.",
  );
});

test("an instance of a class among the arguments is refused, and what to do instead is said", () => {
  class Model {
    readonly w: Parameter = parameter(2);
  }
  const text = (op: string): string =>
    `${op}: takes tensors, numbers, and arrays or plain objects of these, got a Model. Refer to it in the function, where ` +
    "gradients() differentiates by parameters; or pass the tensors that it holds as a plain object.";
  const f = (model: { readonly w: Tensor }): Tensor => model.w.square();
  const model = new Model();
  expect(() => grad(f)(model as never)).toThrow(text("grad"));
  expect(() => vmap(f)([model] as never)).toThrow(text("vmap"));
  expect(() => compile(f)(model as never)).toThrow(text("compile"));
  expect(message(() => jvp(f, [new Date(0)] as never, [1]))).toBe(
    "jvp: takes tensors, numbers, and arrays or plain objects of these, got a Date.",
  );
  // Both ways work.
  expect(gradients(f(model), [model.w])[0].item()).toBe(4);
  expect(grad(f)({ w: model.w }).w.item()).toBe(4);
  expect(() => grad((() => model) as never)(1)).toThrow(
    "grad: the function must return tensors, numbers, and arrays or plain objects of these, got a Model.",
  );
});

test("a number that a compiled function is given and uses as one is refused, and how to keep it is said", () => {
  const repeated = (x: Tensor, count: number): Tensor => {
    let y = x;
    for (let k = 0; k < count; k++) y = y.mul(2);
    return y;
  };
  const operator =
    "operator: JavaScript's operators do not work on tensors. Use add(), sub(), mul(), div(), pow() and neg() to calculate, less(), " +
    "greater() and equal() to compare, item() for a number.";
  const about = (op: string): string =>
    ` A number that ${op}() passes to a function arrives as a tensor: one that is to stay a number, such as a count of steps, has to be ` +
    "a variable that the function refers to, or a string, of which each has a recording of its own.";
  expect(message(() => compile(repeated as never)(tensor(1), 3))).toBe(operator + about("compile"));
  expect(message(() => vmap(repeated as never)([1], [3] as never))).toBe(operator + about("vmap"));
  expect(message(() => Number(tensor(1)))).toBe(operator);
  expect(compile((x: Tensor, count: string) => repeated(x, Number(count)))(1, "3").item()).toBe(8);
});

test("what is passed beside a function would go unnoticed, and is refused, but for what map() passes", () => {
  const product = (a: Tensor, b: Tensor): Tensor => a.mul(b);
  for (const [name, transform] of Object.entries({ grad, valueAndGrad })) {
    const loose = transform as unknown as (...args: unknown[]) => unknown;
    for (const [extra, shown] of [
      [1, "1"],
      [{ argnums: 1 }, "an object"],
    ] as const)
      expect(() => loose(product, extra)).toThrow(
        `${name}: takes a function and { hasAux }, got ${shown} as well. The derivative is by the first argument; for another, ` +
          "write a function that takes that first, and for several one that takes them as an object.",
      );
    expect(() => loose(product, { hasAux: 1 })).toThrow(`${name}: hasAux must be true or false, got 1.`);
    expect(() => loose(product, undefined, 1)).toThrow(
      `${name}: takes a function and { hasAux }, got 1 as well.`,
    );
    expect(loose(product, undefined)).toBeTypeOf("function");
  }
  const [first] = [(x: Tensor): Tensor => x.square()].map(grad);
  expect(first?.(3).item()).toBe(6);
});

describe("hasAux", () => {
  const loss = (p: { w: Tensor<[2]> }, x: Tensor) => {
    const y = p.w.mul(x);
    return [y.square().sum(), { y, more: [y.sum(), 7] }] as const;
  };

  test("hands on what a function returns besides, compiled too, and derivatives pass through it", () => {
    const both = (w: Tensor<[2]>, x: Tensor) => valueAndGrad(loss, { hasAux: true })({ w }, x);
    for (const f of [both, compile(both)]) {
      const [[value, { y, more }], gradient] = f(tensor([1, 2]), tensor([3, -1]));
      expect([value.item(), y.toArray(), more[0].item(), more[1].item()]).toEqual([13, [3, -2], 1, 7]);
      expect(gradient.w.toArray()).toEqual([18, 4]);
    }
    const [gradient, { y }] = grad(loss, { hasAux: true })({ w: [1, 2] }, 2);
    expect([gradient.w.toArray(), y.toArray()]).toEqual([
      [8, 16],
      [2, 4],
    ]);
    const outer = (w: Tensor<[2]>): Tensor => {
      const [slope, aux] = grad(loss, { hasAux: true })({ w }, tensor(3));
      return slope.w.mul(aux.y).sum();
    };
    // Of Σ 18 w · 3 w.
    expect(grad(outer)([1, 2]).toArray()).toEqual([108, 216]);
    const rows = vmap((w: Tensor<[2]>) => grad(loss, { hasAux: true })({ w }, tensor(1))[1].y)([
      [1, 2],
      [3, 4],
    ]);
    expect(rows.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("wants a pair", () => {
    const loose = grad as unknown as (f: unknown, options: unknown) => (x: number) => unknown;
    for (const [result, shown] of [
      [scalar(1), "a Tensor"],
      [[scalar(1)], "an array"],
      [3, "3"],
    ] as const)
      expect(() => loose(() => result, { hasAux: true })(1)).toThrow(
        `grad: with hasAux the function must return a scalar and what else it gives, [value, aux], got ${shown}.`,
      );
    expect(() => loose((x: Tensor) => [x, "text"], { hasAux: true })(1)).toThrow(
      'grad: the function must return tensors, numbers, and arrays or plain objects of these, got "text".',
    );
    // Without it, a pair is what it was.
    expect(() => loose((x: Tensor) => [x, x], { hasAux: false })(1)).toThrow(
      "grad: the function must return one scalar, got 2 tensors.",
    );
  });
});

describe("a function whose result depends on what it assigned of its argument", () => {
  type F = (x: Tensor<[]>, y: Tensor<[]>) => Tensor<[]>;
  const transforms: Readonly<Record<string, (f: F) => unknown>> = {
    grad: (f) => grad(f)(2, 5),
    valueAndGrad: (f) => valueAndGrad(f)(2, 5)[1],
    vjp: (f) => vjp((x) => f(x as Tensor<[]>, scalar(5)), 2)[1](1)[0],
    jvp: (f) => jvp((x) => f(x as Tensor<[]>, scalar(5)), [2], [1])[1],
    jacobian: (f) => jacobian(f)(2, 5),
    hessian: (f) => hessian(f)(2, 5),
    hvp: (f) => hvp((x: Tensor<[]>) => f(x, scalar(5)), scalar(2), scalar(1)),
  };
  const v = parameter(1);
  const u = parameter(1);
  const lossy: Readonly<Record<string, F>> = {
    itself: (x) => (v.assign(x), v.mul(x)),
    "calculated with": (x) => (v.assign(v.mul(x).add(1)), v.square()),
    "in a second parameter": (x) => {
      v.assign(x.exp());
      u.assign(v.mul(2));
      return u.mul(x);
    },
    "as an optimiser does": (x) => {
      const [slope] = gradients(v.sub(x).square(), [v]);
      v.assign(v.sub(slope.mul(0.1)));
      return v.square().mul(x);
    },
    "in a function inside": (x) => grad((y: Tensor<[]>) => (v.assign(x), v.mul(y).square()))(3),
    "by way of backward()": (x) => {
      v.grad = null;
      v.mul(x).backward();
      v.assign(v.sub((v.grad as unknown as Tensor<[]>).mul(0.1)));
      return v.mul(x);
    },
    "by way of gradients that add up": (x) => {
      v.grad = null;
      v.mul(x).backward();
      v.mul(2).backward();
      return (v.grad as unknown as Tensor<[]>).mul(x);
    },
    "as its gradient": (x) => {
      v.grad = x.mul(2);
      return v.mul(v.grad);
    },
  };
  /** What is made of a value is no part of a recording. */
  const made: Readonly<Record<string, F>> = {
    "in one made of it": (x) => parameter(x).mul(x),
    "in one made of a copy": (x) => parameter(parameter(x.mul(2))).square(),
  };

  test.each(Object.keys(transforms))("is refused by %s, as the derivative would lack a part", (op) => {
    const take = transforms[op] as (f: F) => unknown;
    for (const f of Object.values({ ...lossy, ...made })) {
      const text =
        `${op}: the result depends on the value or the grad of a parameter of shape [] that the function computed from its ` +
        "argument: a parameter keeps numbers only, and the derivative would lack a part. Calculate with what it was given, and with " +
        "gradients() instead of backward(); or give it a stopGradient() of what is meant as data.";
      expect(message(() => take(f))).toBe(text);
      if (!Object.values(made).includes(f))
        expect(message(() => compile(() => take(f) as Tensor)())).toBe(text);
    }
  });

  test("may make a parameter of numbers, or of what is data", () => {
    expect(grad((x: Tensor<[]>) => parameter(3).mul(x))(2).item()).toBe(3);
    expect(grad((x: Tensor<[]>) => parameter(x.stopGradient()).mul(x))(2).item()).toBe(2);
    const other = (x: Tensor<[]>, y: Tensor<[]>): Tensor<[]> => parameter(y).mul(x);
    expect(grad(other)(2, 5).item()).toBe(5);
  });

  test("is not where nothing is lost", () => {
    const fine: readonly (readonly [F, number])[] = [
      [(x) => (v.assign(x.stopGradient()), v.mul(x)), 2],
      [(x) => (v.assign(x.round()), v.mul(x)), 2],
      [(x) => (v.mul(x).backward(), x.square()), 4],
      [(x) => (v.mul(x.stopGradient()).backward(), x.mul(v.grad as unknown as Tensor<[]>)), 2],
      // Noted down, or read before it is assigned, or assigned again since.
      [(x) => (v.assign(x.square()), x.square()), 4],
      [(x) => ((y: Tensor<[]>) => (v.assign(x), y))(x.mul(u)), 3],
      [(x) => (v.assign(x), v.assign(4), v.mul(x)), 4],
      // By the other argument no derivative is taken.
      [(x, y) => (v.assign(y), v.mul(x)), 5],
    ];
    for (const [f, slope] of fine) {
      u.assign(3);
      v.grad = null;
      expect(grad(f)(2, 5).item()).toBe(slope);
      u.assign(3);
      v.grad = null;
      expect(compile((x: Tensor<[]>, y: Tensor<[]>) => grad(f)(x, y))(2, 5).item()).toBe(slope);
    }
  });

  test("may step by the gradients of an inner loss that are meant as data, and be compiled with its step", () => {
    const w = parameter(3);
    const step = compile(() => {
      const slope = grad((x: Tensor<[]>) => x.square())(w);
      w.assign(w.sub(slope.mul(0.25)));
      return w.mul(1);
    });
    expect([step(), step()].map((t) => t.item())).toEqual([1.5, 0.75]);
    const outer = (x: Tensor<[]>): Tensor<[]> => {
      const [slope] = gradients(w.mul(x).square(), [w]);
      w.assign(w.sub(slope.stopGradient().mul(0.125)));
      return w.mul(x);
    };
    expect(grad(outer)(2).item()).toBe(0);
  });
});
