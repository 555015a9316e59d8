import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  checkpoint,
  compile,
  grad,
  gradients,
  hessian,
  jvp,
  mt19937,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  tensor,
  vmap,
  where,
} from "../index.ts";

const f = (x: Tensor, w: Tensor): Tensor => x.mul(w).sin().exp().sum();
const x = tensor([0.3, -0.7, 2]);
const w = tensor([1.1, 0.2, -0.4]);

test("a checkpointed function has the same value and derivatives", () => {
  const g = checkpoint(f);
  expect(g(x, w).item()).toBe(f(x, w).item());
  expect(grad(g)(x, w).toArray()).toEqual(grad(f)(x, w).toArray());
  expect(jvp(g, [x, w], [w, x])[1].item()).toBeCloseTo(jvp(f, [x, w], [w, x])[1].item(), 14);
  const second = hessian(g)(x, w).toArray() as unknown as number[][];
  const plain = hessian(f)(x, w).toArray() as unknown as number[][];
  for (const [i, row] of plain.entries()) {
    for (const [j, value] of row.entries()) expect(second[i]?.[j]).toBeCloseTo(value, 13);
  }
});

test("the derivative computes the function again", () => {
  let calls = 0;
  const counted = checkpoint((t) => {
    calls += 1;
    return t.square();
  });
  const y = counted(3);
  expect([y.item(), calls]).toEqual([9, 1]);
  expect(grad((t) => counted(t))(3).item()).toBe(6);
  expect(calls).toBe(3);
});

describe("what the function refers to has derivatives as in the function itself:", () => {
  test("parameters, once and several times", () => {
    const v = parameter(3);
    const y = checkpoint((t) => t.mul(v))(2);
    expect(gradients(y, [v])[0].item()).toBe(2);
    y.backward();
    expect(v.grad?.item()).toBe(2);
    const squared = checkpoint((t) => t.mul(v.square()).add(v))(2);
    expect(gradients(squared, [v])[0].item()).toBe(13);
    expect(gradients(checkpoint(() => v.mul(5))(), [v])[0].item()).toBe(5);
    expect(gradients(checkpoint(() => v)(), [v])[0].item()).toBe(1);
  });

  test("tensors, and what was computed from the argument outside", () => {
    const t = tensor([1, 2]);
    const z = t.square();
    const y = checkpoint((u) => u.mul(z).mul(z).sum())([3, 5]);
    expect(gradients(y, [z, t]).map((g) => g.toArray())).toEqual([
      [6, 40],
      [12, 160],
    ]);
    const twice = grad((u) => checkpoint((s) => s.sin().mul(u))(u));
    const plain = grad((u) => u.sin().mul(u));
    expect(twice(1).item()).toBe(plain(1).item());
    expect(grad(twice)(1).item()).toBeCloseTo(grad(plain)(1).item(), 14);
    expect(jvp((u) => checkpoint((s) => s.sin().mul(u))(u), [1], [2])[1].item()).toBeCloseTo(
      2 * plain(1).item(),
      14,
    );
    expect(checkpoint((u) => u)(4).item()).toBe(4);
    expect(grad(checkpoint((u) => u))(4).item()).toBe(1);
  });

  test("at second order, under vmap, nested and compiled", () => {
    const v = parameter([0.5, -1]);
    const loss = (u: Tensor): Tensor => u.mul(v).exp().mul(v.square()).sum();
    const both = (g: (u: Tensor) => Tensor): unknown[] => [
      grad((p) => grad((u) => g(u).mul(p))([1, 2]).sum())(3).toArray(),
      gradients(g(tensor([1, 2])), [v])[0].toArray(),
      gradients(
        gradients(g(tensor([1, 2])), [v])[0]
          .square()
          .sum(),
        [v],
      )[0].toArray(),
      gradients(
        vmap(g)([
          [1, 2],
          [3, 4],
        ]).sum(),
        [v],
      )[0].toArray(),
      compile(() => gradients(g(tensor([1, 2])), [v])[0])().toArray(),
    ];
    const plain = both(loss);
    for (const g of [checkpoint(loss), checkpoint((u) => checkpoint(loss)(u))])
      for (const [k, found] of both(g).entries()) expectClose(found, plain[k]);
  });
});

function expectClose(found: unknown, wanted: unknown): void {
  const [a, b] = [[found].flat(3), [wanted].flat(3)] as [number[], number[]];
  expect(a.length).toBe(b.length);
  for (const [k, value] of a.entries()) expect(value).toBeCloseTo(b[k] as number, 10);
}

describe("a tensor that the function refers to, replaced by an equal one before the derivative is asked for, is another:", () => {
  const x = tensor([1, 2]);
  const w = tensor([0.5, 0.5]);
  /** Two calls, with different states of the same elements, of which each weighs differently. */
  const twice = <T extends Tensor<[2]>>(make: () => T) => {
    let h = make();
    const states = [h];
    const cell = checkpoint((s: Tensor<[2]>) => s.mul(w).add(h).square().sum());
    const first = cell(x);
    h = make();
    states.push(h);
    const second = cell(x).mul(3);
    return { first, second, total: first.add(second), states: states as [T, T], late: () => (h = make()) };
  };
  const makers: Record<string, () => Tensor<[2]>> = {
    "a tensor": () => tensor([0, 0]),
    "a computed one": () => x.mul(0),
    "a parameter": () => parameter([0, 0]),
  };

  test.each(Object.keys(makers))("%s", (name) => {
    const make = makers[name] as () => Tensor<[2]>;
    const { first, total, states } = twice(make);
    expect(gradients(first, [states[0]])[0].toArray()).toEqual([1, 2]);
    // Also after the function was called once more for one of them.
    expect(gradients(total, [states[0]])[0].toArray()).toEqual([1, 2]);
    expect(gradients(total, [states[1]])[0].toArray()).toEqual([3, 6]);
    expect(gradients(total, states).map((g) => g.toArray())).toEqual([
      [1, 2],
      [3, 6],
    ]);
  });

  test.each(Object.keys(makers))("%s, replaced once more, and used besides", (name) => {
    const { first, second, states, late } = twice(makers[name] as () => Tensor<[2]>);
    const [a, b] = states;
    const c = late();
    const total = first.add(second).add(a.mul(10).sum()).add(b.mul(20).sum()).add(c.mul(30).sum());
    expect(gradients(total, [a, b, c]).map((g) => g.toArray())).toEqual([
      [11, 12],
      [23, 26],
      [30, 30],
    ]);
  });

  test.each(Object.keys(makers))("%s, at second order", (name) => {
    const { total, states } = twice(makers[name] as () => Tensor<[2]>);
    const [a, b] = states;
    const [g] = gradients(total, [a]);
    // Of 4 h² at h = [0.5, 1] + a, and of nothing else.
    expect(gradients(g.square().sum(), [a])[0].toArray()).toEqual([4, 8]);
    expect(gradients(g.square().sum(), [b], { unused: "zero" })[0].toArray()).toEqual([0, 0]);
  });

  test("backward and compile", () => {
    const { total, second, states } = twice(() => parameter([0, 0]));
    total.backward();
    second.backward();
    expect(states.map(({ grad }) => grad?.toArray())).toEqual([
      [1, 2],
      [6, 12],
    ]);
    const compiled = compile((k: Tensor<[2]>) => {
      const { first, total, states } = twice(() => k.mul(0));
      return [...gradients(first, [states[0]]), ...gradients(total, states)];
    });
    expect(compiled(x).map((g) => g.toArray())).toEqual([
      [1, 2],
      [1, 2],
      [3, 6],
    ]);
  });
});

test("a parameter that was assigned before the derivative is refused", () => {
  const text =
    "checkpoint: parameters that the function reads must keep their values until the derivative is asked for, " +
    "got one of shape [] that was assigned. Take the derivative before assign() or step().";
  for (const of of [(v: Tensor) => v, (v: Tensor) => v.square()]) {
    const v = parameter(3);
    const t = scalar(2);
    const y = checkpoint((u) => u.mul(of(v)))(t);
    v.assign(4);
    expect(() => gradients(y, [t])).toThrow(text);
  }
});

describe("effects, which would happen once more for each derivative, are refused and change nothing:", () => {
  const text = (op: string): string =>
    `${op}: has no place inside the function that checkpoint() is given, which is called once more for each derivative. ` +
    "Return what it needs, and call it outside.";
  const effects: Readonly<Record<string, (v: Parameter<[]>, u: Tensor) => unknown>> = {
    assign: (v, u) => v.assign(v.mul(0.9).add(u.mul(0.1)) as Tensor<[]>),
    backward: (v, u) => v.mul(u).backward(),
    grad: (v, u) => {
      v.grad = u as Tensor<[]>;
    },
  };

  test.each(Object.keys(effects))("%s", (op) => {
    const v = parameter(3);
    const effect = effects[op] as (v: Parameter<[]>, u: Tensor) => unknown;
    const block = checkpoint((u) => (effect(v, u), u.square()));
    expect(message(() => block(2))).toBe(text(op));
    expect(message(() => grad(block)(2))).toBe(text(op));
    expect(message(() => compile((t: Tensor<[]>) => block(t))(2))).toBe(text(op));
    expect(message(() => checkpoint((u) => block(u).mul(u))(2))).toBe(text(op));
    expect([v.item(), v.grad]).toEqual([3, null]);
    // Afterwards, effects are what they were.
    v.assign(4);
    v.square().backward();
    expect([v.item(), v.grad?.item()]).toEqual([4, 8]);
  });

  test("but not outside of it, nor of what it was called by", () => {
    const v = parameter(3);
    const step = compile((t: Tensor<[]>) => {
      checkpoint((u: Tensor<[]>) => u.mul(v).sin())(t).backward();
      v.assign(v.sub((v.grad as unknown as Tensor<[]>).mul(0.5)));
    });
    step(2);
    expect(v.item()).toBeCloseTo(3 - Math.cos(6), 14);
  });
});

test("anything but a function is refused, and so is a function that returns no tensor or a different one each time", () => {
  expect(() => checkpoint(3 as never)).toThrow("checkpoint: takes a function, got 3.");
  const returned = "checkpoint: the function must return a tensor, got";
  expect(() => checkpoint((() => 3) as never)(1)).toThrow(`${returned} 3.`);
  expect(() => checkpoint(((t: Tensor) => [t, t]) as never)([1])).toThrow(`${returned} an array.`);
  let calls = 0;
  const fickle = checkpoint((t) => (calls++ > 0 ? t.mul(w).sum() : t.sum()));
  expect(() => grad(fickle)(x)).toThrow(
    "checkpoint: the function must do the same each time it is called, but did something else for the derivative.",
  );
});

test("a function that does something else for the derivative than for the value is refused, whatever it is", () => {
  const text =
    "checkpoint: the function must do the same each time it is called, but did something else for the derivative.";
  let calls = 0;
  const random = mt19937(1);
  const later = (): boolean => calls++ > 0;
  const fickle: readonly ((t: Tensor) => Tensor)[] = [
    (t) => t.mul(later() ? 2 : 1),
    (t) => t.pow(later() ? 3 : 2),
    (t) => t.mul(later() ? tensor([1, 2]) : tensor([1, 3])),
    (t) => t.mul(random.uniform([2]).greater(0.5).cast("float64")),
    (t) => where(random.uniform([2]).greater(0.5), t, 0),
    (t) => where(t.greater(later() ? 1.5 : 0.5), t, 0),
    (t) => (later() ? t.exp() : t.sin()),
    (t) => t.slice([{ start: later() ? 1 : 0, step: 2 }]),
    (t) =>
      t.mul(
        gradients(
          t
            .square()
            .mul(later() ? 2 : 1)
            .sum(),
          [t],
        )[0],
      ),
    (t) => (later() ? t.add(t.flip()) : t.flip().add(t)),
    (t) => {
      const w = t.mul(2);
      return gradients(w.mul(later() ? t.mul(2) : w).sum(), [w])[0];
    },
  ];
  for (const f of fickle) {
    calls = 0;
    expect(() => grad((t: Tensor) => checkpoint(f)(t).sum())([1, 2])).toThrow(text);
  }
  calls = 0;
  const swapped = checkpoint((a: Tensor, b: Tensor) => (later() ? a.sub(b) : b.sub(a)));
  expect(() => grad((a: Tensor) => swapped(a, 3))(2)).toThrow(text);
  let s = tensor(2);
  const [t, f] = [scalar(3), checkpoint((u: Tensor) => u.mul(s))];
  const y = f(t);
  s = tensor(2);
  expect(gradients(y, [t])[0].item()).toBe(2);
  s = tensor(5);
  expect(() => gradients(y, [t])).toThrow(text);
});

test("a function that does the same from what it makes anew is not refused, whether or not that was read", () => {
  const same: readonly ((t: Tensor) => Tensor)[] = [
    (t) => t.mul(mt19937(1).uniform([2])),
    (t) => where(t.greater(mt19937(1).uniform([2])), t.mul(3), t),
    (t) => t.stopGradient().mul(t),
    (t) => t.mul(tensor([0.5, 2]).mul(3).stopGradient()),
    (t) => t.mul(gradients(t.pow(3).sum(), [t])[0]),
    (t) => t.softmax().mul(t.norm()).add(t.logsumexp()),
  ];
  for (const f of same) {
    const plain = grad((t: Tensor) => f(t).sum())([1, 2]).toArray();
    expect(grad((t: Tensor) => checkpoint(f)(t).sum())([1, 2]).toArray()).toEqual(plain);
    const t = tensor([1, 2]);
    const y = checkpoint(f)(t).sum();
    y.item();
    expect(gradients(y, [t])[0].toArray()).toEqual(plain);
    expect(compile((u: Tensor) => grad((v: Tensor) => checkpoint(f)(v).sum())(u))(t).toArray()).toEqual(
      plain,
    );
  }
});
