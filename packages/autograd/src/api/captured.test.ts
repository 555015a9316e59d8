import { afterEach, describe, expect, test } from "vitest";
import { interpretOnly } from "../evaluate/compilation.ts";
import {
  compile,
  evaluate,
  full,
  grad,
  gradients,
  jvp,
  parameter,
  stopGradient,
  type Tensor,
  tensor,
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

test("a composite holds constants that are read elsewhere meanwhile", () => {
  const lengths = [1, 2, 3, 4].map((k) => tensor([3 * k, 4 * k]).norm());
  // Their constants are made now, and are the very nodes that these derivatives are.
  for (const length of lengths) length.mul(2).item();
  for (const value of [0, 1, 2, 0.5, -1]) full([], value).item();
  expect(lengths.map((length) => length.add(1).item())).toEqual([6, 11, 16, 21]);
});
