import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import { interpretOnly } from "../evaluate/compilation.ts";
import { Sources } from "../gears.ts";
import { Node } from "../graph/node.ts";
import {
  checkpoint,
  compile,
  customGradient,
  dependsOn,
  evaluate,
  grad,
  gradients,
  jvp,
  ones,
  parameter,
  scalar,
  type Tensor,
  tensor,
  vmap,
} from "../index.ts";
import { nodeOf } from "../tensor/handle.ts";

const remedy =
  "Differentiate inside that function, leave compile() out, or take stopGradient() of the result if it is meant as data.";
const refusal = (op: string, x = "xs[0]"): string =>
  `${op}: y depends on ${x} through the result of a compiled function, which is data. ${remedy}`;

/** What stands between a tensor and a scalar made with compiled functions: some way of depending on it. */
const ways: [string, (w: Tensor<[2]>) => Tensor][] = [
  ["a parameter or tensor that the function refers to", (w) => compile((x) => x.mul(w).sum())([3, 4])],
  ["an argument", (w) => compile((x: Tensor) => x.square().sum())(w)],
  ["an argument among several", (w) => compile((a, x) => x.mul(a).sum())([1, 2], w)],
  ["a part of an argument", (w) => compile(({ x: [x] }: { x: [Tensor] }) => x.sum())({ x: [w] })],
  ["what an argument was calculated from", (w) => compile((x: Tensor) => x.exp().sum())(w.mul(2).sin())],
  [
    "that, read on the way",
    (w) => {
      const { a, b } = evaluate({ a: w.mul(2), b: w.mul(2).add(1) });
      return compile((x: Tensor) => x.exp().sum())(b.sin().mul(a));
    },
  ],
  ["what the function's tensor was calculated from", (w) => ((s) => compile(() => s.sum())())(w.mul(2))],
  ["another compiled function", (w) => compile((x: Tensor) => x.sum())(compile(() => w.mul(2))())],
  [
    "a compiled function's result that another refers to",
    (w) => {
      const inner = compile(() => w.mul(2))();
      return compile(() => inner.sum())();
    },
  ],
  ["a derivative", (w) => compile((x) => gradients(x.mul(w.square()).sum(), [x])[0].sum())([1, 2])],
  ["a derivative as an argument", (w) => compile((x: Tensor) => x.sum())(gradients(w.exp().sum(), [w])[0])],
  ["a slope of 0", (w) => compile(() => w.sub(100).relu().sum())()],
  ["the second result", (w) => (compile(() => [ones([]), w.sum()])() as Tensor[])[1] as Tensor],
  ["a result of many elements", (w) => compile((x) => x.mul(w.sum()))(ones([100])).sum()],
  ["checkpoint", (w) => compile(() => checkpoint((x) => x.sin().sum())(w))()],
  ["a rule of its own", (w) => compile(() => customGradient((x) => [x.sum(), (u) => u.mul(ones([2]))])(w))()],
  ["vmap", (w) => compile(() => vmap((x) => x.square())(w).sum())()],
  [
    "many calls",
    (w) => {
      const f = compile((h: Tensor<[2]>, x: Tensor<[2]>) => h.mul(0.5).add(x));
      let h: Tensor<[2]> = w;
      for (let k = 0; k < 300; k++) h = f(h, tensor([k, 1]));
      return h.sum();
    },
  ],
];

describe("a derivative that lacks what goes through a compiled function is refused, which depends by", () => {
  test.each(ways)("%s", (_, way) => {
    for (const isRead of [false, true]) {
      for (const w of [parameter([0.5, 2]), tensor([0.5, 2])]) {
        const r = way(w);
        if (isRead) r.item();
        for (const y of [r, r.add(w.sum()), w.sum().mul(r.sin())]) {
          expect(message(() => gradients(y, [w]))).toBe(refusal("gradients"));
          expect(message(() => gradients(y, [w], { unused: "zero" }))).toBe(refusal("gradients"));
          expect(message(() => dependsOn(y, [scalar(1), w]))).toBe(refusal("dependsOn", "xs[1]"));
        }
        const cut = r.stopGradient().mul(w.sum());
        const [expected] = gradients(scalar(r.item()).mul(w.sum()), [w]);
        expect(gradients(cut, [w])[0].toArray()).toEqual(expected.toArray());
      }
    }
  });
});

test("a parameter that was an argument is remembered however many calls ago that was, as long as it has that value", () => {
  const [p, q] = [parameter(2), parameter(3)];
  const f = compile((h: Tensor<[]>, x: Tensor<[]>) => h.mul(0.999).add(x));
  let h = f(p, q);
  for (let k = 0; k < 900; k++) h = f(h, scalar(0.1));
  for (const w of [p, q]) {
    expect(message(() => gradients(h.add(w), [w]))).toBe(refusal("gradients"));
    expect(message(() => dependsOn(h, [w]))).toBe(refusal("dependsOn"));
    expect(message(() => gradients(h, [w], { unused: "zero" }))).toBe(refusal("gradients"));
  }
  p.assign(5);
  expect(gradients(h.add(p), [p])[0].item()).toBe(1);
  expect(message(() => gradients(h.add(q), [q]))).toBe(refusal("gradients"));
});

test("of what library functions make of tensors nothing is kept that it was made from", () => {
  const w = parameter([1, 2]);
  const make = new Sources([w.mul(2), compile((x) => x.mul(w))(2)]).maker({
    through: "through f()",
    remedy: "Do.",
  });
  const made = make(Float64Array.of(1, 2), [2], "float64");
  expect(message(() => gradients(made.sum().add(w.sum()), [w]))).toBe(
    "gradients: y depends on xs[0] through f(). Do.",
  );
  const behind = new Set<object>([nodeOf(made).lineage as object]);
  // A set that grows is gone through to its end.
  for (const each of behind)
    for (const part of Object.values(each)) if (typeof part === "object" && part !== null) behind.add(part);
  expect(behind.size).toBeGreaterThan(5);
  expect([...behind].filter((each) => each instanceof Node || ArrayBuffer.isView(each))).toEqual([]);
});

test("backward() says so of what it would add to grad, and changes nothing", () => {
  const [v, w] = [parameter([1, 2]), parameter(3)];
  const f = compile((x) => x.mul(v).sum());
  const text = `backward: y depends on a parameter of shape [2] through the result of a compiled function, which is data. ${remedy}`;
  for (let k = 0; k < 3; k++) {
    expect(message(() => f([3, 4]).mul(w).add(v.sum()).backward())).toBe(text);
    expect(
      message(() =>
        compile((x: Tensor) => x.sum())(v)
          .add(v.sum())
          .backward(),
      ),
    ).toBe(text);
    expect([v.grad, w.grad]).toEqual([null, null]);
  }
  const all = `backward: y depends on a parameter through the result of a compiled function, which is data. ${remedy}`;
  // Also where nothing else of the loss depends on it: it would stay as it is, while the others are trained.
  const g = compile((x) => x.square());
  for (const loss of [
    () => f([3, 4]),
    () => f([3, 4]).square(),
    () => f([3, 4]).mul(w),
    () => g(f([3, 4])).add(w),
  ]) {
    expect(message(() => loss().backward())).toBe(all);
    expect([v.grad, w.grad]).toEqual([null, null]);
  }
  const before = f([3, 4]).mul(w);
  v.assign([0, 0]);
  before.backward();
  expect(w.grad?.item()).toBe(11);
});

describe("backward() in a compiled function says so of what it is given, or refers to", () => {
  const [v, w] = [parameter(2), parameter(3)];
  const encode = compile((x: Tensor<[]>) => x.mul(v));
  const train = compile((h: Tensor<[]>) => h.mul(w).backward());
  const trainList = compile((hs: readonly Tensor<[]>[]) =>
    hs
      .reduce((product, h) => product.mul(h))
      .mul(w)
      .backward(),
  );
  const by = "the function takes a derivative by a parameter from which an argument of shape []";
  const given = `compile: ${by} was built outside: inside, that is data, and the derivative would lack a part. Build it inside, or pass its stopGradient() if it is meant as data.`;
  const captured = `backward: y depends on a parameter through the result of a compiled function, which is data. ${remedy}`;

  const results: Readonly<Record<string, () => Tensor<[]>>> = {
    "a result": () => encode(1),
    "what plain operations made of it": () => encode(1).add(1).square(),
    "a result of a result": () => encode(encode(1)),
    "one of several": () => compile((x: Tensor<[]>) => ({ x, y: [x.exp(), x.mul(v)] }))(1).y[1] as Tensor<[]>,
    "a state fed back more often than numbers are kept": () => {
      let h = encode(1);
      for (let k = 0; k < 210; k++) h = encode(h.mul(0.5));
      return h;
    },
    "a function mapped over examples": () => compile((xs: Tensor) => vmap(encode)(xs).sum())([1, 2]),
    "a derivative": () => compile(grad((x: Tensor<[]>) => encode(x).square()))(1),
    "a tangent": () => compile((x: Tensor<[]>) => jvp(encode, [x], [1])[1])(1),
    "the value of the parameter": () => compile(() => v)(),
  };

  test.each(Object.keys(results))("%s", (name) => {
    const make = results[name] as () => Tensor<[]>;
    const isRefused = (h: Tensor<[]>): void => {
      expect(message(() => train(h))).toBe(given);
      expect(message(() => trainList([scalar(1), h]))).toBe(given);
      expect(message(() => compile(() => h.mul(w).backward())())).toBe(captured);
      const batch = { h };
      const held = compile((x: Tensor<[]>) =>
        checkpoint((t: Tensor<[]>) => t.mul(batch.h).mul(w))(x).backward(),
      );
      expect(message(() => held(1))).toBe(captured);
    };
    for (let k = 0; k < 3; k++) {
      w.grad = null;
      isRefused(make());
      expect([v.grad, w.grad]).toEqual([null, null]);
      // Meant as data, kept in a parameter, or from a value that the parameter has no longer.
      const kept = parameter(0);
      kept.assign(make());
      const before = make();
      v.assign(v.item());
      const value = before.item();
      for (const h of [make().stopGradient(), kept, before]) {
        train(h);
        expect([v.grad, w.takeGradient()?.item()]).toEqual([null, value]);
        compile(() => h.mul(w).backward())();
        expect([v.grad, w.takeGradient()?.item()]).toEqual([null, value]);
      }
      kept.grad = null;
    }
  });

  test("but not of what it does not differentiate through, nor of compiled functions that it calls", () => {
    compile((h: Tensor<[]>, x: Tensor<[]>) => x.mul(w).add(h.round()).backward())(encode(1), scalar(5));
    expect([v.grad, w.takeGradient()?.item()]).toEqual([null, 5]);
    compile((x: Tensor<[]>) => train(encode(x)))(1);
    expect([v.takeGradient()?.item(), w.takeGradient()?.item()]).toEqual([3, 2]);
  });

  test("a state that is carried on while the parameters it is made from are trained", () => {
    const u = parameter(0.5);
    const step = compile((h: Tensor<[]>) => {
      const next = h.mul(u);
      next.backward();
      u.assign(u.sub(u.takeGradient()?.mul(0.1) ?? 0));
      return next;
    });
    let h: Tensor<[]> = scalar(1);
    for (let k = 0; k < 3; k++) h = step(h);
    expect(u.item()).toBeCloseTo(0.5 - 0.1 * (1 + 0.5 + 0.5 * 0.4), 14);
    // Read by other code it is a result of values that are gone.
    train(h);
    expect(w.takeGradient()?.item()).toBe(h.item());
  });
});

describe("the result of a compiled function is data", () => {
  test("for derivatives by what it was not computed from", () => {
    const [v, w] = [parameter([1, 2]), parameter(3)];
    const target = compile((x) => x.mul(v).sum());
    for (let k = 1; k < 4; k++) {
      target([3, 4]).stopGradient().mul(w).backward();
      expect([w.grad?.item(), v.grad]).toEqual([11 * k, null]);
      expect(gradients(target([3, 4]).mul(w), [w])[0].item()).toBe(11);
      expect(dependsOn(target([3, 4]), [w, scalar(1)])).toEqual([false, false]);
    }
    expect(message(() => gradients(target([3, 4]), [w]))).toBe(
      "gradients: y does not depend on xs[0], or only through the result " +
        "of a compiled function, which is data. Build y from that very tensor. For zeros instead of this error, pass " +
        '{ unused: "zero" }.',
    );
  });

  test("for derivatives by one argument of what it was computed from without a slope", () => {
    const f = compile(
      (x: Tensor, y: Tensor) => [x.round().sum(), y.less(x).sum().cast("float64"), y.sum()] as const,
    );
    const [w, z] = [parameter([1.2, 2]), tensor([1, 2])];
    const [a, b, c] = f(w, z);
    expect(gradients(w.sum().mul(a).mul(b).mul(c), [w])[0].toArray()).toEqual([9, 9]);
    expect(message(() => gradients(z.sum().mul(c), [z]))).toBe(refusal("gradients"));
    expect(gradients(z.sum().mul(a), [z])[0].toArray()).toEqual([3, 3]);
  });

  test("once the parameter has another value, as it would be uncompiled", () => {
    const w = parameter(3);
    const f = compile((x) => x.mul(w));
    const before = f(2);
    w.assign(5);
    expect(gradients(before.mul(w), [w])[0].item()).toBe(6);
    const g = compile(() => {
      const y = w.square();
      w.assign(w.add(1));
      return [y, w.mul(2)] as const;
    });
    for (let k = 5; k < 8; k++) {
      const [old, now] = g();
      expect(gradients(old.mul(w), [w])[0].item()).toBe(k * k);
      expect(message(() => gradients(now.mul(w), [w]))).toBe(refusal("gradients"));
      w.assign(w.item());
      expect(gradients(now.mul(w), [w])[0].item()).toBe(2 * (k + 1));
    }
  });

  test("for functions that are differentiated, which have arguments of their own", () => {
    const w = parameter([1, 2]);
    const f = compile((x) => x.mul(w).sum());
    const r = f([3, 4]);
    expect(grad((t) => t.sum().mul(r))(w).toArray()).toEqual([11, 11]);
    expect(grad((t: Tensor) => f(t).add(t.sum()))([3, 4]).toArray()).toEqual([2, 3]);
  });

  test("as a gradient, a value to assign and a state that stopGradient() cuts off", () => {
    const w = parameter([1, 2]);
    const slope = compile((x) => gradients(w.mul(x).square().sum(), [w])[0]);
    const step = compile((h: Tensor<[2]>, x: Tensor<[2]>) => h.mul(0.5).add(x.mul(w)));
    let h: Tensor<[2]> = tensor([0, 0]);
    for (let k = 0; k < 5; k++) {
      h = step(h, tensor([1, 1])).stopGradient();
      h.mul(w).sum().backward();
      expect(w.grad?.toArray()).toEqual(h.toArray());
      w.grad = slope([1, 2]);
      w.assign(w.sub(w.grad.mul(0.01)));
      w.grad = null;
    }
  });
});

describe.each(["compiled", "interpreted"])("%s, results of one call", (way) => {
  beforeEach(() => interpretOnly(way === "interpreted"));
  afterEach(() => interpretOnly(false));

  test("are one tensor where the function returns one twice", () => {
    const cell = compile((x) => {
      const h = x.square();
      return { out: h, state: h, other: x.square() };
    });
    const { out, state, other } = cell(3);
    expect([out === state, out === other]).toEqual([true, false]);
    expect(gradients(out.mul(state).mul(other), [state])[0].item()).toBe(162);
    const product = compile((a: Tensor, b: Tensor) => gradients(a.mul(b), [a])[0]);
    expect([product(out, state).item(), product(out, other).item()]).toEqual([18, 9]);
  });

  test("that are computed from one another have no derivative by it that lacks this way", () => {
    const f = compile((x) => {
      const a = x.mul(2);
      return { b: a.square(), a, c: x.mul(3) };
    });
    const g = compile((v: Tensor) => v.mul(1));
    const slope = compile((u: Tensor, v: Tensor) => gradients(u.mul(v).sum(), [u])[0]);
    for (let k = 0; k < 5; k++) {
      const x = tensor([1, 2]);
      const [{ a, b, c }, second] = [f(x), f(x)];
      for (const y of [b, b.exp(), g(b), g(g(b))]) {
        expect(message(() => gradients(y.sum().add(a.sum()), [a]))).toBe(refusal("gradients"));
        expect(message(() => slope(a, y))).toContain(
          "by an argument of shape [2] from which an argument of shape [2] was built",
        );
      }
      for (const y of [c, second.a, second.b, b.stopGradient()])
        expect(gradients(y.mul(a).sum(), [a])[0].toArray()).toEqual(y.toArray());
      expect(slope(a, second.b).toArray()).toEqual(second.b.toArray());
    }
  });
});

describe.each(["compiled", "interpreted"])("%s, what a function hands on", (way) => {
  beforeEach(() => interpretOnly(way === "interpreted"));
  afterEach(() => interpretOnly(false));

  test("is the tensor that went in, so that derivatives by it are whole", () => {
    const s = tensor([2, 3]).mul(1);
    const f = compile((x: Tensor<[2]>, { h }: { h: Tensor<[2]> }) => ({ x, h, s, sum: x.add(h) }));
    const product = compile((a: Tensor<[2]>, b: Tensor<[2]>) => gradients(a.mul(b).sum(), [a])[0]);
    for (let k = 1; k < 6; k++) {
      const [x, h] = [tensor([k, 1]), tensor([k, 5]).sin()];
      const found = f(x, { h });
      for (const [given, returned] of [
        [x, found.x],
        [h, found.h],
        [s, found.s],
      ] as const) {
        const twice = given.mul(2).toArray();
        expect(returned.toArray()).toEqual(given.toArray());
        for (const by of [given, returned]) {
          expect(gradients(returned.mul(given).sum(), [by])[0].toArray()).toEqual(twice);
          expect(product(by, returned).toArray()).toEqual(twice);
        }
      }
      for (const by of [x, found.x, h, found.h])
        expect(message(() => gradients(found.sum.mul(by).sum(), [by]))).toBe(refusal("gradients"));
    }
    const same = compile((x) => x);
    const [a, b] = [same(3), same(3)];
    expect(gradients(a.mul(b), [a])[0].item()).toBe(3);
  });

  test("is the value of a parameter, by which no derivative is taken that goes through the parameter as well", () => {
    const w = parameter(3);
    const text =
      "y depends on xs[0] also through the parameter whose value it is, which a compiled function returned. Take the " +
      "derivative by the parameter, or stopGradient() of what is meant as data.";
    const [value, next, given] = [
      compile(() => w),
      compile(() => {
        w.assign(w.add(1));
        return w;
      }),
      compile((x: Tensor<[]>) => x),
    ];
    const times = compile((x) => x.mul(w));
    for (let k = 0; k < 5; k++) {
      for (const made of [next, value, () => given(w)]) {
        const r = made();
        for (const y of [r.mul(w), r.mul(times(2)), r.mul(w.square()).square()]) {
          expect(message(() => gradients(y, [r]))).toBe(`gradients: ${text}`);
          expect(message(() => dependsOn(y, [r]))).toBe(`dependsOn: ${text}`);
        }
        expect(gradients(r.mul(w.stopGradient()), [r])[0].item()).toBe(w.item());
        expect(message(() => gradients(r.mul(w), [w]))).toBe(refusal("gradients"));
        const before = w.item();
        w.assign(before + 1);
        // What it was is a constant by now.
        expect([r.item(), gradients(r.mul(w), [r])[0].item()]).toEqual([before, before + 1]);
        w.assign(before);
      }
    }
  });
});

test("the value of a parameter that a compiled function returns inside another function stays what it is", () => {
  const w = parameter([1, 2]);
  const value = compile(() => w);
  let kept: Tensor<[2]> | undefined;
  grad((x: Tensor) => {
    kept = value();
    return x.sum();
  })([1]);
  const f = compile((x: Tensor<[2]>) => {
    w.assign(w.mul(10));
    return x.mul(1);
  });
  expect(f(kept as Tensor<[2]>).toArray()).toEqual([1, 2]);
});

test("the arguments of a call are read once", () => {
  let reads = 0;
  const source = {
    get batch(): Tensor {
      return tensor(++reads);
    },
  };
  const f = compile((s: { readonly batch: Tensor }) => s.batch.mul(1));
  expect(Array.from({ length: 9 }, () => f(source).item())).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
