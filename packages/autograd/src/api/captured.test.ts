import { afterEach, describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import { interpretOnly } from "../evaluate/compilation.ts";
import {
  checkpoint,
  compile,
  dependsOn,
  evaluate,
  full,
  grad,
  gradients,
  jvp,
  type Parameter,
  parameter,
  stopGradient,
  type Tensor,
  tensor,
  vjp,
  vmap,
  where,
} from "../index.ts";

/** A tensor of shape [3] in each state that one can be in when a function closes over it. */
const states: Readonly<Record<string, () => Tensor>> = {
  data: () => tensor([1, 2, 3]),
  unread: () => tensor([1, 2, 3]).mul(2),
  "read as data": () => read(tensor([1, 2, 3]).mul(2)),
  "read as text": () => {
    const s = tensor([1, 2, 3]).exp();
    void String(s);
    return s;
  },
  evaluated: () => evaluate(tensor([1, 2, 3]).mul(2).sin()),
  "computed from what was read": () => read(tensor([1, 2, 3]).mul(2)).add(1),
  "read, and what it was computed from": () => read(read(tensor([1, 2, 3]).mul(2)).add(1)),
  "a view of what was read": () => read(tensor([[1, 2, 3]]).mul(2)).reshape([3]),
  "a slice of what was read": () => read(tensor([1, 2, 3, 4, 5]).mul(2)).slice([{ start: 1, stop: 4 }]),
  "a read slice": () => read(tensor([1, 2, 3, 4, 5]).slice([{ start: 1, stop: 4 }])),
  "a read composite": () => read(tensor([1, 2, 3]).softmax()),
  "a read broadcast constant": () => read(grad((t) => t.mul(0).sum())([1, 2, 3])),
  "a read derivative by something unused": () => read(grad((a, _b) => a.sum())([1, 2, 3], 4)),
  "a result of a compiled function": () => compile((t: Tensor) => t.mul(3))(tensor([1, 2, 3])),
  "a large result of a compiled function": () =>
    compile((t: Tensor) => t.mul(3))(tensor(Array.from({ length: 99 }, (_, k) => k))).slice([{ stop: 3 }]),
  "an unread gradient": () => gradientOf(tensor([1, 2, 3])),
  "a read gradient": () => read(gradientOf(tensor([1, 2, 3]))),
  "a gradient left by backward()": () => {
    const w = parameter([1, 2, 3]);
    w.square().sum().backward();
    return w.grad as Tensor;
  },
  "a tangent that was read": () => read(jvp((t) => t.square(), [[1, 2, 3]], [[1, 0, 2]])[1]),
  "behind stopGradient, read": () => read(stopGradient(tensor([1, 2, 3]).mul(2))),
  "float32, read": () => read(tensor([1, 2, 3], { dtype: "float32" }).mul(0.1)).cast("float64"),
  "int32, read": () => read(tensor([1, 2, 3], { dtype: "int32" }).add(4)).cast("float64"),
  "a mask, read": () => where(read(tensor([1, 2, 3]).greater(1)), 10, 20),
  "a parameter": () => parameter([4, 5, 6]),
  "a parameter that was read": () => read(parameter([4, 5, 6])),
  "a resident parameter": () => {
    const w = parameter([4, 5, 6]);
    compile(() => w.assign(w.add(1)))();
    return w;
  },
  "what vmap() made, read": () => read(vmap((t) => t.square())([1, 2, 3])),
};

function read<T extends Tensor>(s: T): T {
  s.data();
  return s;
}

function gradientOf(x: Tensor): Tensor {
  return gradients(x.square().mul(x).sum(), [x])[0];
}

/** Functions of an argument of shape [2, 3] and a tensor that they close over. */
const uses: Readonly<Record<string, (v: Tensor, s: Tensor) => unknown>> = {
  once: (v, s) => v.add(s),
  twice: (v, s) => v.mul(s).add(s.square()),
  "beside numbers and other data": (v, s) =>
    v
      .mul(0.5)
      .add(tensor([7, 8, 9]))
      .sub(s)
      .div(3),
  "without the argument": (_v, s) => s,
  "twice over, together with what it was computed from": (v, s) => [s, v.add(s.exp()), s.sum()],
  "in vmap()": (v, s) => vmap((row) => row.mul(s).sum())(v),
  "for each example of vmap()": (v, s) => vmap((row, e) => row.mul(e), { in: [1, 0] })(v, s),
  "in a derivative": (v, s) => grad((t) => t.mul(s).square().sum())(v),
  "in a product": (v, s) => v.matmul(s.reshape([3, 1])),
};

function plain(result: unknown): unknown {
  return Array.isArray(result) ? result.map(plain) : (result as Tensor).toArray();
}

const first = tensor([
  [10, 20, 30],
  [-1, 0.5, 2],
]);

describe.each(["compiled", "interpreted"])("%s, a function may close over a tensor that is", (way) => {
  afterEach(() => interpretOnly(false));

  test.each(Object.keys(states))("%s", (state) => {
    for (const [name, use] of Object.entries(uses)) {
      const make = states[state] as () => Tensor;
      const expected = [first, first.mul(2), first].map((v) => plain(use(v, make())));
      const s = make();
      interpretOnly(way === "interpreted");
      const f = compile((v: Tensor) => use(v, s) as Tensor);
      expect({ [name]: [first, first.mul(2), first].map((v) => plain(f(v))) }).toEqual({ [name]: expected });
      interpretOnly(false);
    }
  });

  test.each(Object.keys(states))("%s, and read between its recordings", (state) => {
    const s = (states[state] as () => Tensor)();
    const expected = s.data();
    interpretOnly(way === "interpreted");
    const later = (states[state] as () => Tensor)();
    const f = compile((v: Tensor) => v.mul(0).add(later));
    expect(f(tensor([0, 0, 0])).data()).toEqual(expected);
    later.toArray();
    expect(f(tensor([1, 1, 1])).data()).toEqual(expected);
    expect(f(tensor([[1, 1, 1]])).data()).toEqual(expected);
  });
});

const built =
  "that was built from the parameter's present value outside the compiled function, and is data inside. Build it " +
  "inside, or take stopGradient() of it if it is meant as data.";

/** What a program makes of a parameter of shape [2] before it compiles a function that refers to it. */
const derived: Readonly<Record<string, (w: Parameter<[2]>) => Tensor>> = {
  unread: (w) => w.exp(),
  read: (w) => read(w.exp()),
  "read, and calculated with": (w) => read(w.exp()).mul(w),
  "a chain of several": (w) => read(w.square().add(1).sin()).sum(),
  "a row": (w) => [...w][1] as Tensor,
  "a slice": (w) => w.slice([{ stop: 1 }]),
  "a view": (w) => w.reshape([2, 1]).reshape([2]),
  "another name": (w) => w.mul(1),
  "its first derivative": (w) => gradients(w.pow(3).sum(), [w])[0],
  "its first derivative, read": (w) => read(gradients(w.pow(3).sum(), [w])[0]),
  "a cotangent": (w) => vjp((x: Tensor<[2]>) => x.pow(3), w)[1]([1, 2])[0],
  "a tangent": (w) => jvp((x) => x.pow(3), [w], [[1, 2]])[1],
  "made by vmap()": (w) => vmap((x) => x.square())(w),
  "made by checkpoint()": (w) => checkpoint((x) => x.square())(w),
  "a class field": (w) =>
    new (class {
      readonly penalty = w.square().sum().mul(0.1);
    })().penalty,
  "what a compiled function returned beside it": (w) => compile((x) => x.mul(2))([1, 1]).add(w),
};

/** What a function asks for by a parameter, with a tensor that it refers to; the text of its refusal, without what is common. */
const asked: readonly (readonly [string, (w: Parameter<[2]>, s: Tensor) => unknown])[] = [
  ["gradients: y depends on xs[0]", (w, s) => gradients(w.mul(s).sum(), [w])],
  ["gradients: y depends on xs[0]", (w, s) => gradients(s.sum(), [w])],
  [
    "gradients: y depends on xs[1]",
    (w, s) => gradients(w.mul(3).add(s).sum(), [w.mul(3), w], { unused: "zero" }),
  ],
  ["gradients: y depends on xs[0]", (w, s) => gradients(checkpoint((x) => x.mul(s).sum())(w), [w])],
  ["gradients: y depends on xs[0]", (w, s) => gradients(grad((x) => x.square().mul(s).sum())(w).sum(), [w])],
  [
    "gradients: y depends on xs[0]",
    (w, s) => gradients(gradients(w.mul(s).square().sum(), [s])[0].sum(), [w]),
  ],
  ["gradients: y depends on xs[0]", (w, s) => gradients(vmap((x) => x.mul(s).sum())(w).sum(), [w])],
  ["gradients: y depends on xs[0]", (w, s) => vmap((x) => gradients(x.mul(s).mul(w).sum(), [w])[0])([1, 2])],
  ["gradients: y depends on xs[0]", (w, s) => compile(() => gradients(w.mul(s).sum(), [w]))()],
  ["dependsOn: y depends on xs[1]", (w, s) => void dependsOn(w.mul(s).sum(), [tensor(1), w])],
  ["backward: y depends on a parameter of shape [2]", (w, s) => w.mul(s).sum().backward()],
  ["backward: y depends on a parameter of shape [2]", (_, s) => s.sum().backward()],
];

describe.each(["compiled", "interpreted"])("%s, a derivative by a parameter", (way) => {
  afterEach(() => interpretOnly(false));

  test.each(Object.keys(derived))(
    "is refused that goes through what was built from it outside: %s",
    (name) => {
      interpretOnly(way === "interpreted");
      const make = derived[name] as (w: Parameter<[2]>) => Tensor;
      for (const [text, ask] of asked) {
        const w = parameter([0.5, 2]);
        const s = make(w);
        const refused = compile(() => ask(w, s) as Tensor[]);
        const shape = `[${s.shape.join(", ")}]`;
        for (let k = 0; k < 2; k++)
          expect(message(refused)).toBe(`${text} through a tensor of shape ${shape} ${built}`);
        expect([w.toArray(), w.grad]).toEqual([[0.5, 2], null]);
      }
    },
  );

  test("is as uncompiled where that is meant as data, or is from an earlier value", () => {
    interpretOnly(way === "interpreted");
    const later: readonly ((w: Parameter<[2]>) => unknown)[] = [
      (w) => w.assign([3, 4]),
      (w) => w.assign(w),
      (w) => compile(() => w.assign(w.mul(2)))(),
      (w) => {
        const double = compile(() => w.assign(w.mul(2)));
        for (let k = 0; k < 2; k++) double();
      },
    ];
    const f = (w: Parameter<[2]>, s: Tensor): Tensor => gradients(w.square().mul(s).sum(), [w])[0];
    for (const make of Object.values(derived)) {
      const w = parameter([0.5, 2]);
      const s = make(w);
      const cut = s.stopGradient();
      const expected = f(w, cut).toArray();
      const data = compile(() => [f(w, cut), f(w, s.stopGradient())]);
      for (let k = 0; k < 4; k++) expect(data().map((g) => g.toArray())).toEqual([expected, expected]);
      for (const change of later) {
        const v = parameter([0.5, 2]);
        const old = make(v);
        change(v);
        const compiled = compile(() => f(v, old));
        const uncompiled = f(v, old).toArray();
        for (let k = 0; k < 4; k++) expect(compiled().toArray()).toEqual(uncompiled);
      }
    }
  });

  test("is refused when the function first refers to such a tensor, and then nothing has changed", () => {
    interpretOnly(way === "interpreted");
    const w = parameter(3);
    let s: Tensor = w.square();
    w.assign(2);
    const step = compile(() => {
      w.mul(s).backward();
      w.assign(w.add(1));
    });
    step();
    expect([w.item(), w.grad?.item()]).toEqual([3, 9]);
    s = w.square();
    expect(message(step)).toBe(
      `backward: y depends on a parameter of shape [] through a tensor of shape [] ${built}`,
    );
    expect([w.item(), w.grad?.item()]).toEqual([3, 9]);
    // What the function assigns makes a value from before the call an earlier one.
    const v = parameter(2);
    const outside = v.square();
    const f = (): Tensor => {
      v.assign(v.mul(3));
      return gradients(outside.mul(v), [v])[0];
    };
    expect(compile(f)().item()).toBe(4);
    const replaced = compile(() => {
      v.assign(v.mul(3));
      outside.backward();
    });
    expect(message(replaced)).toMatch("got one that was replaced");
  });

  test("is refused in a recording as outside that goes through results of compiled functions", () => {
    interpretOnly(way === "interpreted");
    const through = "through the result of a compiled function, which is data.";
    for (const result of [
      (w: Parameter<[2]>) => compile((x) => x.mul(w))([1, 2]),
      (w: Parameter<[2]>) => compile((x: Tensor) => x.exp())(w),
      (w: Parameter<[2]>) => compile((x: Tensor) => x.exp())(w.square()).mul(3),
      (w: Parameter<[2]>) =>
        compile(() => {
          w.assign(w.mul(2));
          return w.square();
        })(),
    ]) {
      const w = parameter([0.5, 2]);
      const r = result(w);
      expect(message(compile(() => gradients(w.mul(r).sum(), [w])))).toMatch(`xs[0] ${through}`);
      expect(message(compile(() => w.mul(r).sum().backward()))).toMatch(`shape [2] ${through}`);
      w.assign([1, 1]);
      expect(compile(() => gradients(w.mul(r).sum(), [w])[0])().toArray()).toEqual(r.toArray());
    }
  });
});

describe.each(["compiled", "interpreted"])("made anew with the same elements, %s,", (way) => {
  test("is known by what it was made from when calls are compared", () => {
    interpretOnly(way === "interpreted");
    const w = parameter([1, 0]);
    let scale: Tensor = w.norm();
    const scaled = compile((x: Tensor) => x.mul(scale));
    const lacking = "y depends on xs[0] through the result of a compiled function, which is data.";
    for (const next of [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ]) {
      w.assign(next);
      scale = w.norm();
      scaled.check(3);
      expect(message(() => gradients(scaled(3).add(w.sum()), [w]))).toContain(lacking);
    }
    // And nothing is refused that lacks nothing any more.
    scale = tensor(1);
    scaled.check(3);
    expect(gradients(scaled(3).add(w.sum()), [w])[0].toArray()).toEqual([1, 1]);
  });

  test("is what a derivative in the function is taken by", () => {
    interpretOnly(way === "interpreted");
    let t: Tensor = tensor(2);
    const f = compile((x: Tensor) => gradients(x.mul(t), [t])[0]);
    const lacking = "the function takes a derivative by a tensor of shape [] that it refers to";
    expect(f(1).item()).toBe(1);
    for (let k = 0; k < 5; k++) {
      // Refused, however often it was before.
      expect(message(() => f(t.mul(3)))).toContain(lacking);
      t = tensor(2);
    }
    expect(f(5).item()).toBe(5);
  });
});

test("a composite holds constants that are read elsewhere meanwhile", () => {
  const lengths = [1, 2, 3, 4].map((k) => tensor([3 * k, 4 * k]).norm());
  // Their constants are made now, and are the very nodes that these derivatives are.
  for (const length of lengths) length.mul(2).item();
  for (const value of [0, 1, 2, 0.5, -1]) full([], value).item();
  expect(lengths.map((length) => length.add(1).item())).toEqual([6, 11, 16, 21]);
});
