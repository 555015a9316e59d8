import { afterEach, describe, expect, test } from "vitest";
import { interpretOnly } from "../evaluate/compilation.ts";
import {
  compile,
  customGradient,
  evaluate,
  grad,
  gradients,
  hessian,
  jacobian,
  jvp,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  tensor,
  vjp,
  vmap,
} from "../index.ts";

const w: Parameter = parameter([1, 2]);
const other: Parameter = parameter([5, 5]);

/** Runs something that hands out a tensor from its inside. */
function kept(run: (keep: (t: Tensor) => Tensor) => unknown): Tensor {
  let found: Tensor | undefined;
  try {
    run((t) => {
      found ??= t;
      return t;
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return found as Tensor;
}

const recorded =
  "has no value outside the function that was recorded. Return it from there, or keep state in a parameter, with assign().";
const mapped = "has no value outside the function that vmap() called. Return it from there.";

/** Ways to get hold of a tensor that means nothing outside, and how it is refused. */
const ways: Readonly<Record<string, readonly [make: () => Tensor, message: string]>> = {
  "computed from an argument": [
    () => kept((keep) => compile((x: Tensor) => keep(x.mul(3)))([1, 2])),
    `mul: the result depends on arguments of compile() or parameters and ${recorded}`,
  ],
  "computed in several steps": [
    () => kept((keep) => compile((x: Tensor) => keep(x.mul(3).exp().add(1)).sum())([1, 2])),
    `add: the result depends on arguments of compile() or parameters and ${recorded}`,
  ],
  "an argument": [
    () => kept((keep) => compile((x: Tensor) => keep(x).sum())([1, 2])),
    `compile: an argument of the function was kept, and ${recorded}`,
  ],
  "computed from a parameter": [
    () => kept((keep) => compile(() => keep(w.exp()))()),
    `exp: the result depends on arguments of compile() or parameters and ${recorded}`,
  ],
  "of a recording that threw": [
    () =>
      kept((keep) =>
        compile((x: Tensor) => {
          keep(x.sin());
          throw new RangeError("no");
        })([1, 2]),
      ),
    `sin: the result depends on arguments of compile() or parameters and ${recorded}`,
  ],
  "a gradient": [
    () => kept((keep) => compile(() => keep(gradients(w.square().sum(), [w])[0] as Tensor).sum())()),
    `gradients: the result depends on arguments of compile() or parameters and ${recorded}`,
  ],
  "a gradient of a parameter": [
    () =>
      kept((keep) =>
        compile(() => {
          w.square().sum().backward();
          keep(w.grad as Tensor);
          w.grad = null;
        })(),
      ),
    `gradients: the result depends on arguments of compile() or parameters and ${recorded}`,
  ],
  "a value that was assigned": [
    () =>
      kept((keep) =>
        compile(() => {
          other.assign(other.mul(1));
          keep(other.neg());
        })(),
      ),
    `neg: the result depends on arguments of compile() or parameters and ${recorded}`,
  ],
  "made by grad() inside": [
    () => kept((keep) => compile((x: Tensor) => grad((t) => keep(t.cos()).sum())(x))([1, 2])),
    `cos: the result depends on arguments of compile() or parameters and ${recorded}`,
  ],
  "of an example": [
    () => kept((keep) => vmap((x) => keep(x.mul(2)))([[1, 2]])),
    `mul: the result depends on one example of vmap() and ${mapped}`,
  ],
  "an example": [
    () => kept((keep) => vmap((x) => keep(x).sum())([[1, 2]])),
    `vmap: a tensor that stands for one example was kept, and ${mapped}`,
  ],
  "of an example in a recording": [
    () => kept((keep) => compile((x: Tensor) => vmap((row) => keep(row.tanh()))(x))([[1, 2]])),
    `tanh: the result depends on one example of vmap() and ${mapped}`,
  ],
  "of an example of examples": [
    () => kept((keep) => vmap((m) => vmap((row) => keep(row.add(m.sum())))(m))([[[1, 2]]])),
    `add: the result depends on one example of vmap() and ${mapped}`,
  ],
  "a cotangent of a jacobian": [
    () =>
      kept((keep) =>
        jacobian(
          customGradient((x) => [x.mul(2), (u) => keep(u.mul(2))]),
          { mode: "reverse" },
        )([1, 2]).data(),
      ),
    "mul: the result depends on one example of jacobian() and has no value outside the function that jacobian() called. " +
      "Return it from there.",
  ],
};

/** What must not be done with it. */
const uses: Readonly<Record<string, (t: Tensor) => unknown>> = {
  "data()": (t) => t.data(),
  "toArray()": (t) => t.toArray(),
  "sum().item()": (t) => t.sum().item(),
  "as text": (t) => String(t),
  "as JSON": (t) => JSON.stringify(t),
  "evaluate()": (t) => evaluate([t]),
  "in an expression": (t) => tensor([1, 2]).add(t).toArray(),
  "gradients() of it": (t) => gradients(t.sum(), [other], { unused: "zero" }),
  "gradients() by it": (t) => gradients(t.mul(2).sum(), [t]),
  "gradients() beside it": (t) => gradients(other.mul(t).sum(), [other]),
  "backward()": (t) => t.sum().mul(other.sum()).backward(),
  "grad() beside it": (t) => grad((x) => x.mul(t).sum())([1, 2]).data(),
  "vmap() beside it": (t) => vmap((x) => x.mul(t))([[1, 2]]).data(),
  "assign()": (t) => other.assign(t as Tensor<[2]>),
  "as a gradient": (t) => {
    other.grad = t;
  },
  "parameter()": (t) => parameter(t),
  "as an argument of a compiled function": (t) => compile((x: Tensor) => x.mul(2))(t),
  "in another recording": (t) => compile((x: Tensor) => x.add(t))([1, 2]),
  "as a result of another recording": (t) => compile(() => t)(),
  "assigned in another recording": (t) => compile(() => other.assign(t as Tensor<[2]>))(),
  "differentiated in another recording": (t) =>
    compile((x: Tensor) => gradients(x.mul(t).sum(), [x])[0] as Tensor)([1, 2]),
  "in vmap() in another recording": (t) => compile((x: Tensor) => vmap((row) => row.mul(t))(x))([[1, 2]]),
};

describe.each(["compiled", "interpreted"])("%s, a tensor that was kept is refused:", (way) => {
  afterEach(() => interpretOnly(false));

  test.each(Object.keys(ways))("%s", (name) => {
    interpretOnly(way === "interpreted");
    const [make, message] = ways[name] as (typeof ways)[string];
    const t = make();
    for (const [use, act] of Object.entries(uses)) {
      let refusal = `${use} is not refused`;
      try {
        act(t);
      } catch (error) {
        refusal = String(error);
      }
      expect(refusal).toBe(`ArgumentError: ${message}`);
      expect([other.toArray(), other.grad, w.grad]).toEqual([[5, 5], null, null]);
    }
  });
});

test("state in a plain variable, from one recording to the next, is refused", () => {
  let hidden: Tensor | undefined;
  const recurrent = compile((x: Tensor) => {
    hidden = hidden === undefined ? x.sum() : hidden.mul(0.5).add(x.sum());
    return hidden;
  });
  expect(recurrent([1, 1]).item()).toBe(2);
  expect(() => recurrent([1, 1, 1])).toThrow(
    "sum: the result depends on arguments of compile() or parameters",
  );
});

describe("may be kept:", () => {
  test("what does not depend on arguments or parameters", () => {
    const inside = [
      kept((keep) => compile((x: Tensor) => x.add(keep(tensor([1, 2]).mul(2))))([1, 1])),
      kept((keep) => vmap((x) => x.add(keep(tensor([1, 2]).mul(2))))([[1, 1]])),
    ];
    for (const t of inside) expect(compile((x: Tensor) => x.add(t))([0, 1]).toArray()).toEqual([2, 5]);
    expect(inside.map((t) => t.toArray())).toEqual([
      [2, 4],
      [2, 4],
    ]);
  });

  test("what leaves a transformation", () => {
    const inside = [
      kept((keep) => grad((x) => keep(x.mul(3)).sum())([1, 2]).data()),
      kept((keep) => jvp((x) => keep(x.mul(3)), [[1, 2]], [[1, 1]])[1].data()),
      kept((keep) => vjp((x) => keep(x.mul(3)), [1, 2])),
      kept((keep) => hessian((x) => keep(x.mul(3)).square().sum())([1, 2]).data()),
      kept((keep) => jacobian((x) => keep(x.mul(3)))([1, 2]).data()),
    ];
    for (const t of inside) {
      expect(t.toArray()).toEqual([3, 6]);
      expect(compile((x: Tensor) => x.add(t))([1, 1]).toArray()).toEqual([4, 7]);
    }
  });

  test("what vmap() and compile() return", () => {
    const result = vmap((x) => x.mul(2))([1, 2]);
    expect(gradients(result.mul(other).sum(), [other])[0].toArray()).toEqual([2, 4]);
    expect(compile(() => result)().toArray()).toEqual([2, 4]);
  });
});

describe("a value cannot be read in a recording,", () => {
  test("however large its graph is", () => {
    const grow = (x: Tensor): Tensor => {
      let y = x;
      for (let k = 0; k < 400_000; k++) y = y.add(1);
      return y;
    };
    const text = "compile: a value cannot be read while the function is being recorded";
    expect(() => compile((x: Tensor) => grow(x).item())(1)).toThrow(text);
  });

  test("nor be evaluated for one example of vmap()", () => {
    const text = "vmap: a value cannot be read inside the function, since each example has its own.";
    const f = (x: Tensor): Tensor => vmap((row) => evaluate([row.mul(2)])[0] as Tensor)(x);
    expect(() => f(tensor([1, 2]))).toThrow(text);
    expect(() => compile(f)([1, 2])).toThrow(text);
  });
});

describe.each<[string, (f: (x: Tensor) => Tensor) => (x: Tensor) => Tensor]>([
  ["outside recordings", (f) => f],
  ["in a recording", (f) => compile(f)],
])("in vmap(), %s,", (_, wrapped) => {
  const message =
    "backward: y must be the same for all examples of vmap(), got one that differs between examples. " +
    "Return it and call backward() outside, on the sum over the examples, or use grad() inside.";

  test.each<[string, (v: Parameter) => void]>([
    ["no gradient", () => undefined],
    ["a pending gradient", (v) => v.mul(2).sum().backward()],
    [
      "a used gradient",
      (v) => {
        v.mul(2).sum().backward();
        v.takeGradient();
      },
    ],
  ])("backward() is refused and leaves %s as it is", (_name, prepare) => {
    const v: Parameter = parameter([1, 2]);
    prepare(v);
    const before = [v.grad?.toArray(), v.pendingGradient?.toArray()];
    const f = wrapped(
      vmap((row) => {
        v.mul(row).sum().backward();
        return row;
      }),
    );
    expect(() => f(tensor([[1, 2]]))).toThrow(expect.objectContaining({ message }));
    expect([v.grad?.toArray(), v.pendingGradient?.toArray()]).toEqual(before);
  });

  test("so is a gradient set by hand", () => {
    const v: Parameter = parameter([1, 2]);
    const f = wrapped(
      vmap((row) => {
        v.grad = row;
        return row;
      }),
    );
    expect(() => f(tensor([[1, 2]]))).toThrow(
      "grad: the gradient must be the same for all examples of vmap(), got one that differs between examples. " +
        "Return it and set it outside.",
    );
    expect(v.grad).toBe(null);
  });

  test("what is the same for all examples may have effects", () => {
    const v: Parameter = parameter([1, 2]);
    const f = wrapped(
      vmap((row) => {
        v.square().sum().backward();
        v.assign(v.mul(10));
        return row.mul(scalar(2));
      }),
    );
    expect(f(tensor([[1, 2]])).toArray()).toEqual([[2, 4]]);
    expect([v.toArray(), v.grad?.toArray()]).toEqual([
      [10, 20],
      [2, 4],
    ]);
  });
});

describe("a function that catches the refusal of", () => {
  const w = parameter(2);
  const unknown = "a value cannot be read while the function is being recorded, since it is not known yet.";
  const differs = "a value cannot be read inside the function, since each example has its own.";

  test.each<[string, (x: Tensor) => unknown]>([
    ["item()", (x) => x.sum().item()],
    ["toArray()", (x) => x.toArray()],
    ["text", (x) => String(x)],
    ["JSON", (x) => JSON.stringify({ x })],
    ["a parameter", () => w.item()],
  ])("%s is refused all the same, in each call", (name, read) => {
    const f = (x: Tensor): Tensor => {
      try {
        read(x);
        return x;
      } catch {
        return x.neg();
      }
    };
    const compiled = compile(f);
    for (let k = 0; k < 3; k++) expect(() => compiled([1, 2])).toThrow(unknown);
    if (name !== "a parameter") expect(() => vmap(f)([[1, 2]])).toThrow(differs);
    expect(grad((x: Tensor) => f(x).sum())([1, 2]).toArray()).toEqual([1, 1]);
  });

  test("an effect in vmap is refused all the same", () => {
    const f = (x: Tensor<[]>): Tensor => {
      try {
        w.assign(x);
      } catch {}
      return x;
    };
    expect(() => vmap(f)([1, 2])).toThrow("the value must be the same for all examples of vmap()");
    expect(w.item()).toBe(2);
  });

  test("something else is not", () => {
    const f = compile((x: Tensor) => {
      try {
        return x.matmul([1, 2, 3]);
      } catch {
        return x.neg();
      }
    });
    expect(f([1, 2]).toArray()).toEqual([-1, -2]);
  });
});

test("state that a compiled function keeps in a variable is refused when it is used again, and a parameter is named", () => {
  let state: Tensor = tensor([0, 0]);
  let last: Tensor = state;
  const carry = compile((x: Tensor) => {
    state = state.mul(0.9).add(x);
    return state.sum();
  });
  const compare = compile((x: Tensor) => {
    const change = x.sub(last);
    last = x;
    return change;
  });
  expect([carry([1, 2]).item(), compare([1, 2]).toArray()]).toEqual([3, [1, 2]]);
  expect(() => carry([1, 2])).toThrow(
    `add: the result depends on arguments of compile() or parameters and ${recorded}`,
  );
  expect(() => compare([1, 2])).toThrow(`compile: an argument of the function was kept, and ${recorded}`);
});
