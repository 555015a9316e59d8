import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  associativeScan,
  checkpoint,
  compile,
  cond,
  customGradient,
  dependsOn,
  fixedPoint,
  grad,
  gradients,
  isParameter,
  odeint,
  type Parameter,
  parameter,
  quadrature,
  root,
  scalar,
  scan,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
} from "../index.ts";

type Step = (...args: Tensor[]) => Tensor | void;
type Way = (f: Step) => Step;

const ways: [string, Way][] = [
  ["plain", (f) => f],
  ["compiled", (f) => compile(f) as Step],
  [
    "compiled within a compiled function",
    (f) => compile((...args: Tensor[]) => (compile(f) as Step)(...args)) as Step,
  ],
];

describe.each(ways)("arguments are told apart as they are outside, %s", (name, way) => {
  test("one tensor given twice", () => {
    const f = way((a, b) => gradients(a.mul(b).sum(), [a])[0]);
    const [x, z] = [tensor([1, 2]), tensor([5, 6])];
    for (let k = 0; k < 3; k++) {
      expect((f(x, x) as Tensor).toArray()).toEqual([2, 4]);
      expect((f(x, z) as Tensor).toArray()).toEqual([5, 6]);
      expect((f(x, tensor([1, 2])) as Tensor).toArray()).toEqual([1, 2]);
    }
    const s = scalar(3);
    expect([(f(s, s) as Tensor).item(), (f(s, scalar(3)) as Tensor).item()]).toEqual([6, 3]);
  });

  test("a parameter that the function refers to", () => {
    const w = parameter([1, 2]);
    const f = way((v) => gradients(v.mul(w).sum(), [w])[0]);
    for (let k = 0; k < 3; k++) {
      expect((f(w) as Tensor).toArray()).toEqual([2, 4]);
      expect((f(tensor([1, 2])) as Tensor).toArray()).toEqual([1, 2]);
      expect((f(parameter([5, 6])) as Tensor).toArray()).toEqual([5, 6]);
    }
    w.assign([3, 4]);
    expect((f(w) as Tensor).toArray()).toEqual([6, 8]);
    expect((f(tensor([1, 2])) as Tensor).toArray()).toEqual([1, 2]);
  });

  test("a parameter that the function assigns", () => {
    // Within a compiled function an argument is a tensor, which does not follow.
    if (name.includes("within")) return;
    const w = parameter(1);
    const f = way((v) => {
      w.assign(w.mul(2));
      return v.add(w);
    });
    expect([f(w), f(w), f(w)].map(String)).toEqual(["4", "8", "16"]);
    expect([(f(scalar(1)) as Tensor).item(), w.item()]).toEqual([17, 16]);
    expect((f(w) as Tensor).item()).toBe(64);
  });

  test("a parameter that backward() reaches, alone or beside one that the function refers to", () => {
    // Within a compiled function it is what that is given.
    const b = parameter([3, 4]);
    for (const isAlone of [true, false]) {
      const f = way((v) =>
        v
          .mul(isAlone ? v : b)
          .sum()
          .backward(),
      );
      const [w, other] = [parameter([1, 2]), parameter([5, 6])];
      for (let k = 1; k < 6; k++) {
        f(w);
        if (!isAlone) f(tensor([7, 8]));
        f(other);
        expect([w.takeGradient(), other.takeGradient()].map((grad) => grad?.toArray())).toEqual(
          isAlone
            ? [
                [2, 4],
                [10, 12],
              ]
            : [
                [3, 4],
                [3, 4],
              ],
        );
      }
    }
    expect(b.grad?.toArray()).toEqual([5 * 13, 5 * 16]);
  });

  test("a parameter in a tree, first beside a term that refers to it", () => {
    const [w, b] = [parameter([1, 2]), parameter(0.5)];
    type Weights = { readonly w: Tensor; readonly b: Tensor };
    const f = way(((p: Weights, x: Tensor) => {
      const loss = x.matmul(p.w).add(p.b).square().mean().add(w.square().sum().mul(0.1));
      return gradients(loss, [p.w])[0];
    }) as never) as unknown as (p: Weights, x: Tensor) => Tensor;
    const eye = tensor([
      [1, 0],
      [0, 1],
    ]);
    for (let k = 0; k < 3; k++) {
      expect(f({ w, b }, eye).toArray()).toEqual([expect.closeTo(1.7, 12), expect.closeTo(2.9, 12)]);
      expect(f({ w: parameter([1, 2]), b }, eye).toArray()).toEqual([1.5, 2.5]);
    }
  });
});

test("a parameter that one recording of a function refers to is itself in all others, however they are found", () => {
  const w = parameter([1, 2]);
  const f = compile((...xs: Tensor<[2]>[]) => (xs.length > 1 ? w.mul(2) : (xs[0] as Tensor<[2]>)));
  f(tensor([3, 4]), tensor([5, 6]));
  for (let k = 0; k < 5; k++) {
    expect(f(tensor([k, 4])).toArray()).toEqual([k, 4]);
    expect(f(w).toArray()).toEqual([1, 2]);
  }
});

test("parameters that a function does not refer to share a recording", () => {
  const norm = compile((v: Tensor) => v.square().sum());
  const models: Parameter[] = [parameter([1, 2]), parameter([3, 4]), parameter([5, 6])];
  expect(models.map((w) => norm(w).item())).toEqual([5, 25, 61]);
  expect(norm.plans).toBe(1);
  const product = compile((a: Tensor, b: Tensor) => a.mul(b));
  for (let k = 0; k < 5; k++) product(k, k);
  for (let k = 0; k < 5; k++) product(k, 1);
  expect(product.plans).toBe(1);
});

describe("a derivative does not pass from an argument to what it was built from", () => {
  const remedy = "Build it inside, or pass its stopGradient() if it is meant as data.";
  const why = `was built outside: inside, that is data, and the derivative would lack a part. ${remedy}`;
  const [c, w, other] = [tensor([1, 2]), parameter([1, 2]), parameter([3, 4])];
  const double = compile((v: Tensor) => v.mul(2));
  const scaled = compile((v: Tensor) => v.mul(w));

  /** Functions of what the second calculates, and how they are refused. */
  const refused: Readonly<Record<string, readonly [f: Step, args: () => Tensor[], text: string]>> = {
    "to a parameter, by backward()": [
      (v) => v.mul(w).sum().backward(),
      () => [w.square()],
      `by a parameter of shape [2] from which an argument of shape [2] ${why}`,
    ],
    "to a parameter, by gradients()": [
      (v) => gradients(v.mul(w).sum(), [w])[0],
      () => [w.square().sum()],
      `by a parameter of shape [2] from which an argument of shape [] ${why}`,
    ],
    "to a parameter, in a derivative of a derivative": [
      (v) => gradients(gradients(v.mul(w.pow(3)).sum(), [w])[0].sum(), [w])[0],
      () => [w.square()],
      `by a parameter of shape [2] from which an argument of shape [2] ${why}`,
    ],
    "through the result of a compiled function": [
      (v) => v.mul(w).sum().backward(),
      () => [scaled([1, 1]).add(1)],
      `by a parameter of shape [2] from which an argument of shape [2] ${why}`,
    ],
    "as the result of compiled functions": [
      (v) => v.mul(w).sum().backward(),
      () => [double(double(scaled([1, 1])))],
      `by a parameter of shape [2] from which an argument of shape [2] ${why}`,
    ],
    "to a parameter that backward() reaches in no other way": [
      (v) => v.mul(w).sum().backward(),
      () => [other.square()],
      `by a parameter from which an argument of shape [2] ${why}`,
    ],
    "to that by way of compiled functions": [
      (v) => v.mul(w).sum().backward(),
      () => [double(double(other))],
      `by a parameter from which an argument of shape [2] ${why}`,
    ],
    "to a parameter that dependsOn() is asked about": [
      (v) => (dependsOn(v.sum(), [w])[0] ? v : v.mul(0)),
      () => [w.square()],
      `by a parameter of shape [2] from which an argument of shape [2] ${why}`,
    ],
    "to a tensor that the function refers to": [
      (v) => gradients(v.mul(c).sum(), [c])[0],
      () => [c.exp()],
      `by a tensor of shape [2] that it refers to, from which an argument of shape [2] ${why}`,
    ],
    "to another argument": [
      (u, v) => gradients(u.mul(v).sum(), [u])[0],
      () => {
        const x = tensor([5, 6]);
        return [x, double(x)];
      },
      `by an argument of shape [2] from which an argument of shape [2] ${why}`,
    ],
  };

  test.each(Object.keys(refused))("%s", (name) => {
    const [f, args, text] = refused[name] as (typeof refused)[string];
    const compiled = compile(f) as Step;
    const plain = args().map((arg) => scalar(2).mul(arg.stopGradient()));
    const stopped = args().map((arg) => arg.stopGradient());
    const before = w.grad;
    for (let k = 0; k < 3; k++) {
      w.grad = null;
      compiled(...plain);
      const grad = w.grad as Tensor | null;
      expect(() => compiled(...args())).toThrow(
        expect.objectContaining({ message: `compile: the function takes a derivative ${text}` }),
      );
      expect((w.grad as Tensor | null)?.toArray()).toEqual(grad?.toArray());
      w.grad = null;
      f(...stopped);
      const wanted = (w.grad as Tensor | null)?.toArray();
      w.grad = null;
      compiled(...stopped);
      expect((w.grad as Tensor | null)?.toArray()).toEqual(wanted);
    }
    w.grad = before;
  });

  test("nor from a tensor that the function refers to, to an argument", () => {
    const x = tensor([1, 2]);
    const square = x.square();
    const f = compile((v: Tensor) => gradients(square.mul(v).sum(), [v])[0]);
    expect(f([1, 2]).toArray()).toEqual([1, 4]);
    expect(() => f(x)).toThrow(
      "compile: the function takes a derivative by an argument of shape [2] from which a tensor of shape [2] that it refers to was " +
        "built outside: inside, that is data, and the derivative would lack a part. Build it inside, or take its stopGradient() if it " +
        "is meant as data.",
    );
  });

  test("and a tensor that the function refers to is not an argument as well", () => {
    for (const isByArgument of [false, true]) {
      const f = compile((v: Tensor) => gradients(v.mul(c).sum(), [isByArgument ? v : c])[0]);
      expect(f([3, 4]).toArray()).toEqual(isByArgument ? [1, 2] : [3, 4]);
      expect(() => f(c)).toThrow(
        "compile: a derivative goes through a tensor of shape [2] that the function refers to and is given as an argument as " +
          "well: inside, these are two. Refer to the argument alone, or pass its stopGradient() if it is meant as data.",
      );
    }
    expect(compile((v: Tensor) => v.mul(c))(c).toArray()).toEqual([1, 4]);
  });

  test("but what was built from an earlier value, or is meant as data, is data everywhere", () => {
    const [v, target] = [parameter([1, 2]), parameter([3, 4])];
    const early = v.square();
    v.assign([2, 3]);
    const f = compile((x: Tensor) => x.mul(v).sum().backward());
    f(early);
    expect(v.takeGradient()?.toArray()).toEqual([1, 4]);
    f(compile((t: Tensor) => t.mul(2))(target).stopGradient());
    expect(v.takeGradient()?.toArray()).toEqual([6, 8]);
    // State that is carried on while the parameter changes.
    const step = compile((h: Tensor) => {
      const next = h.mul(v);
      next.sum().backward();
      v.assign(v.sub(v.takeGradient() ?? 0));
      return next;
    });
    let h: Tensor = tensor([1, 1]);
    for (let k = 0; k < 3; k++) h = step(h);
    expect([h.toArray(), v.toArray()]).toEqual([
      [-2, -6],
      [-3, -7],
    ]);
  });
});

test("a parameter is itself to a function that asks for its gradient or assigns it, whatever was given before", () => {
  type W = Parameter<[]>;
  const stepped = (w: W): Tensor => (w.grad ? w.sub(w.grad.mul(0.1)) : w.mul(1));
  const norm = (ws: W[]): Tensor =>
    ws
      .map((w): Tensor => w.grad?.square().sum() ?? scalar(0))
      .reduce((a, b) => a.add(b))
      .sqrt();
  const make = (value: number): W => {
    const p = parameter(value);
    p.square().backward();
    return p;
  };
  for (const isTensorFirst of [false, true]) {
    const [f, g] = [compile(stepped), compile(norm)];
    if (isTensorFirst) {
      expect(f(scalar(3) as W).item()).toBe(3);
      expect(g([scalar(3) as W, scalar(4) as W]).item()).toBe(0);
    }
    for (const value of [1, 2, 3]) {
      const p = make(value);
      expect(f(p).item()).toBeCloseTo(value * 0.8, 14);
      expect(g([p, make(value)]).item()).toBeCloseTo(2 * value * Math.SQRT2, 14);
      expect(f(parameter(value)).item()).toBe(value);
    }
  }
  const double = compile((w: W) => w.assign(w.mul(2)));
  const [p, q] = [parameter(1), parameter(10)];
  for (let k = 0; k < 4; k++) {
    double(p);
    double(q);
  }
  expect([p.item(), q.item()]).toEqual([16, 160]);
});

test("a parameter is itself to a compiled function within a compiled function that it is an argument of", () => {
  type Model = { readonly w: Parameter<[2]> };
  const clip = compile(({ w }: Model) => {
    if (w.grad !== null) w.grad = w.grad.clip(-1, 1);
  });
  const norm = compile(({ w }: Model): Tensor => (w.pendingGradient ? w.pendingGradient.norm() : scalar(-1)));
  const half = compile(({ w }: Model) => w.assign(w.mul(0.5)));
  const step = (model: Model): Tensor => {
    model.w.square().sum().backward();
    clip(model);
    half(model);
    return norm(model);
  };
  const compiled = compile(step);
  for (const value of [1, 2, 3]) {
    const [a, b] = [{ w: parameter([value, 3]) }, { w: parameter([value, 3]) }];
    expect(compiled(a).item()).toBe(step(b).item());
    expect([a.w.toArray(), a.w.grad?.toArray()]).toEqual([b.w.toArray(), b.w.grad?.toArray()]);
    expect(a.w.toArray()).toEqual([value / 2, 1.5]);
  }
  const given = compile((model: Model): Tensor => norm(model));
  expect(given({ w: parameter([3, 4]) }).item()).toBe(-1);
  const w = parameter([3, 4]);
  w.square().sum().div(2).backward();
  expect(given({ w }).item()).toBe(5);
});

test("a parameter is itself to a function that asks whether it is one, whatever was given before", () => {
  type Cells = Readonly<Record<string, Tensor>>;
  const decayed = (cells: Cells): void => {
    for (const cell of Object.values(cells)) if (isParameter(cell)) cell.assign(cell.mul(0.5));
  };
  const known = new Set<unknown>();
  const counted = (cells: Cells, x: Tensor): Tensor =>
    x.mul(Object.values(cells).filter((cell) => isParameter(cell) && known.has(cell)).length);
  for (const isTensorFirst of [false, true]) {
    const [f, g] = [compile(decayed), compile(counted)];
    const fixed = tensor(8);
    if (isTensorFirst) {
      f({ a: fixed, b: tensor(1) });
      expect(g({ a: fixed, b: tensor(1) }, tensor(3)).item()).toBe(0);
    }
    for (let k = 0; k < 3; k++) {
      const [a, b] = [parameter(1), parameter(2)];
      known.add(a).add(b);
      f({ a, fixed });
      f({ a, b });
      expect([a.item(), b.item(), fixed.item()]).toEqual([0.25, 1, 8]);
      expect(g({ a, fixed }, tensor(3)).item()).toBe(3);
      expect(g({ a, b }, tensor(3)).item()).toBe(6);
    }
  }
});

describe.each(ways)("a derivative inside the function of an operation lacks no part, %s", (_, way) => {
  const s = parameter(2);
  /** 2 s + 3 where x is s, in plain JavaScript; 3 where x is data. */
  const slope = (x: Tensor): Tensor => gradients(x.square().add(s.mul(3)).sum(), [s])[0];
  const built = (by: string, data: string, how = "pass its", where = " outside"): string =>
    `the function takes a derivative by ${by} from which ${data} was built${where}: inside, that is data, and the derivative ` +
    `would lack a part. Build it inside, or ${how} stopGradient() if it is meant as data.`;
  const argument = "an argument of shape []";
  const parameterText = "a parameter of shape []";
  const two =
    "a derivative goes through a parameter of shape [] that the function refers to and is given as an argument as well: inside, " +
    "these are two. Refer to the argument alone, or pass its stopGradient() if it is meant as data.";
  const run = (f: () => unknown): string | number[] => {
    let found: Tensor = s;
    const text = message(() => {
      found = way(() => f() as Tensor)() as Tensor;
      found.toArray();
    });
    return text === "no error" ? ([found.toArray()].flat() as number[]) : text;
  };

  type OfOne = (f: (x: Tensor) => Tensor, x: Tensor, g?: (x: Tensor) => Tensor) => Tensor;
  /** Each calls its function with what stands for x; what is carried on is g of it. */
  const operations: Readonly<Record<string, OfOne>> = {
    cond: (f, x) => cond(true, f, f, x),
    "scan: carry": (f, x, g = (c) => c.mul(1)) => scan((c: Tensor) => [g(c), f(c)], x, [], { length: 2 })[1],
    "scan: xs": (f, x) => scan((c, row: Tensor) => [c, f(row)], 0, x.mul([1, 1]))[1],
    vmap: (f, x) => vmap(f)(x.mul([1, 1])),
    whileLoop: (f, x, g = (c) => c.mul(1)) =>
      whileLoop(
        ({ k }) => k.less(2),
        ({ c, k }) => ({ c: g(c), found: f(c), k: k.add(1) }),
        { c: x, found: scalar(0), k: scalar(0) },
      ).found,
  };

  test.each(Object.keys(operations))("%s", (name) => {
    const operation = operations[name] as OfOne;
    const op = name.split(":")[0] as string;
    const all = [argument, "an argument of shape [2]"].map((data) => `${op}: ${built(parameterText, data)}`);
    const refused = (f: () => unknown): void => {
      expect(all).toContain(run(f));
    };
    const threes = (f: () => unknown): void => {
      expect(new Set<unknown>(run(f))).toEqual(new Set([3]));
    };
    refused(() => operation(slope, s.mul(1)));
    if (op === "vmap") refused(() => operation((x) => checkpoint(slope)(x), s.exp()));
    refused(() => operation((x) => (dependsOn(x, [s])[0] ? x : x.mul(0)), s.mul(1)));
    // What is inside something that is inside.
    for (const [inner, within] of Object.entries(operations)) {
      refused(() => operation((x) => within((e) => slope(e.mul(x)), scalar(1)).sum(), s.mul(1)));
      threes(() =>
        operation(
          (x) =>
            within((e) => slope(e.mul(x)), scalar(1))
              .sum()
              .div(inner.startsWith("scan:") || inner === "vmap" ? 2 : 1),
          scalar(1),
        ),
      );
    }
    // Independent, or stopped.
    threes(() => operation(slope, scalar(1)));
    threes(() => operation(slope, s.mul(1).stopGradient()));
    threes(() => operation((x) => slope(x.stopGradient()), s.mul(1)));
    threes(() => operation(slope, parameter(5).mul(2)));
    // By something made inside.
    const own = (x: Tensor): Tensor => {
      const alias = x.mul(1);
      return gradients(alias.mul(s).add(alias).sum(), [alias])[0];
    };
    threes(() => operation(own, s.mul(1)));
  });

  test.each(["scan: carry", "whileLoop"])("%s: what a step carries on", (name) => {
    const operation = operations[name] as OfOne;
    const op = name.split(":")[0] as string;
    const carried = (by: string): string =>
      `${op}: ${built(by, "what it carries on, of shape [],", "carry on its", "")}`;
    expect(run(() => operation(slope, scalar(1), (c) => c.mul(s)))).toBe(carried(parameterText));
    expect(run(() => operation(slope, scalar(1), () => s.mul(1)))).toBe(carried(parameterText));
    expect(run(() => operation(slope, scalar(1), slope))).toBe(carried(parameterText));
    expect(run(() => operation(slope, s))).toBe(`${op}: ${two}`);
    const stopped = run(() => operation(slope, scalar(1), (c) => c.mul(s).stopGradient()));
    expect(new Set<unknown>(stopped)).toEqual(new Set([3]));
  });

  test("what one is given for another", () => {
    const byFirst = (a: Tensor, b: Tensor): Tensor => gradients(a.mul(b), [a])[0];
    const t = s.mul(2);
    const given = built(argument, argument);
    expect(run(() => cond(true, byFirst, byFirst, s, s.mul(2)))).toBe(`cond: ${given}`);
    expect(run(() => cond(true, byFirst, byFirst, s, tensor(5)))).toEqual([5]);
    const byCarry = (c: Tensor): Tensor => gradients(c.mul(t), [c])[0];
    const referred = built(argument, "a tensor of shape [] that it refers to", "take its");
    expect(run(() => cond(true, byCarry, byCarry, s))).toBe(`cond: ${referred}`);
    expect(run(() => cond(true, byCarry, byCarry, tensor(1)))).toEqual([4]);
    const both = (next: (a: Tensor, b: Tensor) => Tensor[]): unknown =>
      scan(
        ({ a, b }) => {
          const [first, second] = next(a, b) as [Tensor, Tensor];
          return [{ a: first, b: second }, byFirst(a, b)];
        },
        { a: tensor(2) as Tensor, b: tensor(3) as Tensor },
        [],
        { length: 2 },
      )[1];
    const on = `scan: ${built(argument, "what it carries on, of shape [],", "carry on its", "")}`;
    expect(run(() => both((a, b) => [a, b.mul(a)]))).toBe(on);
    expect(
      run(() =>
        both((a, b) => {
          const n = a.mul(2);
          return [n, b.mul(n)];
        }),
      ),
    ).toBe(on);
    expect(run(() => both((a, b) => [b, a.mul(b)]))).toBe(on);
    expect(run(() => both((a, b) => [a.mul(2), b.mul(a)]))).toEqual([3, 6]);
    expect(run(() => both((a, b) => [a.sub(byFirst(a, b)), b.mul(2)]))).toEqual([3, 6]);
  });
});

test("the value of a parameter that a compiled function returned is the parameter", () => {
  const w = parameter(3);
  const value = (compile((x: Tensor) => x) as Step)(w) as Tensor;
  const by = (x: Tensor, y: Tensor = w): Tensor => gradients(y.square(), [x], { unused: "zero" })[0];
  const text = (op: string): string =>
    `${op}: the function takes a derivative by an argument of shape [] of what depends on that also through the parameter whose value ` +
    "it is, which a compiled function returned. Take the derivative by the parameter, or stopGradient() of what is meant as data.";
  const f = compile((x: Tensor) => by(x));
  const outside = w.mul(1);
  for (let k = 0; k < 2; k++) {
    expect(f(w).item()).toBe(6);
    expect(message(() => f(value))).toBe(text("compile"));
    expect(f(value.stopGradient()).item()).toBe(0);
    expect(f(2).item()).toBe(0);
    expect(message(() => compile((x: Tensor) => by(x, outside))(value))).toBe(text("compile"));
    expect(message(() => compile((x: Tensor, y: Tensor) => by(x, y))(value, w.mul(1)))).toBe(text("compile"));
    expect(message(() => compile((x: Tensor) => (dependsOn(w.square(), [x])[0] ? x : x))(value))).toBe(
      text("compile"),
    );
    expect(message(() => cond(true, by, by, value))).toBe(text("cond"));
  }
  w.assign(4);
  expect(f(value).item()).toBe(0);
});

describe("a derivative inside a function that is solved or integrated lacks no part", () => {
  const s = parameter(2);
  const byS = (x: Tensor): Tensor => gradients(x.mul(s).add(s.square()), [s])[0];
  const at = (found: Tensor): number[] =>
    [found.toArray()].flat().map((x) => Number((x as number).toFixed(6)));
  const outside = (shape = "[]"): string =>
    `the function takes a derivative by a parameter of shape [] from which an argument of shape ${shape} was built outside: inside, ` +
    "that is data, and the derivative would lack a part. Build it inside, or pass its stopGradient() if it is meant as data.";
  const carried =
    "the function takes a derivative by a parameter of shape [] from which what it carries on, of shape [], was built: inside, that is " +
    "data, and the derivative would lack a part. Build it inside, or carry on its stopGradient() if it is meant as data.";

  test.each<[string, () => Tensor, string]>([
    ["the first state", () => odeint((y) => byS(y), s.mul(1), [0, 1]), `odeint: ${outside()}`],
    ["a first state that is it", () => odeint((y) => byS(y), s, [0, 1]), `odeint: ${outside()}`],
    ["the state", () => odeint((y) => byS(y), 1, [0, 1]), `odeint: ${carried}`],
    ["the time", () => odeint((y, t) => y.mul(0).add(byS(t)), 1, s.mul([0, 1])), `odeint: ${outside("[2]")}`],
    [
      "one state by way of another",
      () => odeint(({ a, b }) => ({ a: b.mul(s), b: byS(a).mul(0) }), { a: 1, b: 1 }, [0, 1]).a,
      `odeint: ${carried}`,
    ],
    ["the fixed point", () => fixedPoint((x) => byS(x).mul(0.1), 1), `fixedPoint: ${carried}`],
    ["where it is sought", () => fixedPoint((x) => byS(x).mul(0.1), s.mul(1)), `fixedPoint: ${outside()}`],
    ["the root", () => root((x) => byS(x).sub(5), 1), `root: ${carried}`],
    ["the lower limit", () => quadrature((x) => byS(x), s.mul(0), 1), `quadrature: ${outside()}`],
    ["the upper limit", () => quadrature((x) => byS(x), 0, s), `quadrature: ${outside()}`],
    [
      "the elements",
      () => associativeScan((a) => byS(a), s.mul([1, 2])),
      `associativeScan: ${outside("[1]")}`,
    ],
    [
      "what was joined",
      () => associativeScan((a, b) => byS(a).mul(b.mul(s)), [1, 2, 3, 4]),
      `associativeScan: ${outside("[1]")}`,
    ],
  ])("where it was built from what the derivative is taken by: %s", (_, call, why) => {
    expect(message(call)).toBe(why);
  });

  test("what is the same wherever the argument is, or held fixed, is right", () => {
    const partial = (x: Tensor): Tensor => grad((v: Tensor) => x.mul(v).add(v.square()))(s);
    const energy = (y: Tensor): Tensor => gradients(y.square().mul(s), [y])[0].neg();
    const limit = s.mul(1);
    expect(at(odeint((y) => partial(y).neg(), -3, [0, 1]))).toEqual([-3, -3.632121]);
    expect(at(odeint((y) => energy(y), s.mul(1), [0, 1]))).toEqual([2, 0.036631]);
    expect(at(fixedPoint((x) => partial(x).mul(0.5), s.mul(1)))).toEqual([4]);
    expect(at(fixedPoint((x) => x.sub(gradients(x.sub(s).square(), [x])[0].mul(0.3)), s.mul(2)))).toEqual([
      2,
    ]);
    expect(at(root((x) => partial(x).sub(5), 3))).toEqual([1]);
    expect(at(quadrature((x) => byS(x), 0, limit.stopGradient()))).toEqual([10]);
    expect(at(quadrature((x) => gradients(x.square().mul(s), [x])[0], 0, limit))).toEqual([8]);
    expect(at(associativeScan((a, b) => gradients(a.mul(b).square(), [a])[0], s.mul([1, 2])))).toEqual([
      2, 64,
    ]);
  });
});

test.each(ways.slice(0, 2))(
  "a derivative inside a checkpoint goes every way that it goes without, %s",
  (_, way) => {
    const x = scalar(3);
    const w = parameter(2);
    const [u, square] = [x.square(), w.square()];
    const own = (a: Tensor, b: Tensor): Tensor => gradients(a.mul(b), [a])[0];
    const cases: [(...args: Tensor[]) => Tensor, Tensor[]][] = [
      [(a) => own(a, u), [x]],
      [own as Step as never, [x, u]],
      [own as Step as never, [x, x]],
      [(a) => own(a, w), [w]],
      [(a) => own(a, w.square()).mul(a), [w]],
      [(a) => gradients(u, [a])[0].mul(a), [x]],
      [(a) => own(a, u).stopGradient().mul(a), [x]],
      [(a) => checkpoint((b: Tensor) => own(b, a.mul(u)))(a), [x]],
    ];
    for (const [f, args] of cases) {
      const found = (g: typeof f) => {
        const step = way(() => {
          const y = g(...args);
          return gradients(y.mul(y), [args[0] as Tensor])[0].add(y.mul(1000));
        });
        return (step() as Tensor).item();
      };
      expect(found(checkpoint(f) as typeof f)).toBe(found(f));
    }
    // A parameter from which something was built outside is data in a compiled function, which refuses it by itself.
    expect(checkpoint((a: Tensor) => own(a, square))(w).item()).toBe(12);
    expect(customGradient((a: Tensor) => [own(a, u), (c) => c])(x).item()).toBe(27);
  },
);
