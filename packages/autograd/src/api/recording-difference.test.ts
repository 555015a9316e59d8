import { afterEach, describe, expect, test } from "vitest";
import { interpretOnly } from "../evaluate/compilation.ts";
import {
  checkpoint,
  compile,
  customGradient,
  evaluate,
  grad,
  gradients,
  mt19937,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from "../index.ts";

const kept = "pass it as an argument, or keep it in a parameter.";
const branch = "pass what that depends on as an argument.";
const x = tensor([1, 2]);

/** Functions that do something else from the second call on, and how the second call is refused. */
const changing: Readonly<Record<string, readonly [make: () => (x: Tensor) => unknown, message: string]>> = {
  "a counter": [
    () => {
      let t = 0;
      return (v) => v.mul(++t);
    },
    `a number in the function was 1 when it was recorded and is 2 now: ${kept}`,
  ],
  "the sign of a zero": [
    () => {
      let zero = 0;
      return (v) => {
        const result = v.add(zero);
        zero = -0;
        return result;
      };
    },
    `a number in the function was 0 when it was recorded and is -0 now: ${kept}`,
  ],
  "a number to NaN, in a derivative": [
    () => {
      let c = 1;
      return (v) => {
        const result = grad((t) => t.square().mul(c).sum())(v);
        c = NaN;
        return result;
      };
    },
    `a number in the function was 1 when it was recorded and is NaN now: ${kept}`,
  ],
  "a number for each example": [
    () => {
      let t = 0;
      return (v) => vmap((e) => e.mul(++t))(v);
    },
    `a number in the function was 1 when it was recorded and is 2 now: ${kept}`,
  ],
  "a constant": [
    () => {
      let t = 0;
      return (v) => v.add(zeros([2]).add(++t));
    },
    `a number in the function was 1 when it was recorded and is 2 now: ${kept}`,
  ],
  "random numbers": [
    () => {
      const random = mt19937(1);
      return (v) => v.mul(random.uniform([2]));
    },
    `data of shape [2] made in the function was 0.417022004702574 at [0] when it was recorded and is ` +
      `0.00011437481734488664 now: ${kept}`,
  ],
  "an element of an array": [
    () => {
      const weights = [1, 2];
      return (v) => {
        const result = v.mul([...weights] as never);
        weights[1] = 3;
        return result;
      };
    },
    `data of shape [2] made in the function was 2 at [1] when it was recorded and is 3 now: ${kept}`,
  ],
  "another tensor in a variable": [
    () => {
      let s = tensor([1, 1]);
      return (v) => {
        const result = v.mul(s);
        s = tensor([1, 4]);
        return result;
      };
    },
    `a tensor that the function refers to was 1 at [1] when it was recorded and is 4 now: ${kept}`,
  ],
  "another scalar in a variable": [
    () => {
      let s = scalar(1);
      return (v) => {
        const result = v.mul(s);
        s = scalar(2);
        return result;
      };
    },
    `a tensor that the function refers to was 1 when it was recorded and is 2 now: ${kept}`,
  ],
  "another computed tensor in a variable, read or not": [
    () => {
      const states = [1, 2].map((k) => tensor([k, 1]).square());
      void states[0]?.data();
      let call = 0;
      return (v) => v.mul(states[call++] as Tensor);
    },
    `a tensor that the function refers to was 1 at [0] when it was recorded and is 4 now: ${kept}`,
  ],
  "a mask": [
    () => {
      let call = 0;
      const masks = [tensor([true, true]), tensor([true, false])];
      return (v) => v.mul((masks[call++] as Tensor).cast("float64"));
    },
    `a tensor that the function refers to was true at [1] when it was recorded and is false now: ${kept}`,
  ],
  "a tensor of another shape": [
    () => {
      let call = 0;
      const states = [scalar(1), tensor([1, 1])];
      return (v) => v.add(states[call++] as Tensor).sum();
    },
    `a tensor that the function refers to was float64 [] when it was recorded and is float64 [2] now: ${kept}`,
  ],
  "another operation": [
    () => {
      let call = 0;
      return (v) => (call++ === 0 ? v.exp() : v.sin());
    },
    `the function does sin where it did exp when it was recorded: ${branch}`,
  ],
  "another axis": [
    () => {
      let call = 0;
      return (v) => v.reshape([2, 1]).sum(call++);
    },
    `the function does sum in another way than when it was recorded: ${branch}`,
  ],
  "another argument": [
    () => {
      let call = 0;
      return (v) => {
        const parts = [v.slice([{ stop: 1 }]), v.slice([{ start: 1 }])];
        return parts[call++];
      };
    },
    `the function does slice in another way than when it was recorded: ${branch}`,
  ],
  "another parameter": [
    () => {
      let call = 0;
      const parameters = [parameter([1, 2]), parameter([1, 2])];
      return (v) => v.mul(parameters[call++] as Tensor);
    },
    `the function uses another argument or parameter than when it was recorded: ${branch}`,
  ],
  "a parameter made inside": [
    () => (v) => v.mul(parameter([1, 2])),
    "the function makes a parameter, which would be another one in each call: make it outside, with what it belongs to.",
  ],
  "another derivative": [
    () => {
      let call = 0;
      const parameters = [parameter([1, 2]), parameter([1, 2])];
      return (v) =>
        gradients(
          v
            .mul(parameters[0] as Tensor)
            .mul(parameters[1] as Tensor)
            .sum(),
          [parameters[call++] as Tensor],
        )[0];
    },
    `the function uses another argument or parameter than when it was recorded: ${branch}`,
  ],
  "another position among derivatives": [
    () => {
      let call = 0;
      const parameters = [parameter([1, 2]), parameter([1, 2])] as const;
      return (v) => gradients(v.mul(parameters[0]).mul(parameters[1]).sum(), parameters)[call++];
    },
    `the function does gradients in another way than when it was recorded: ${branch}`,
  ],
  "a derivative by a tensor computed in another way to the same elements": [
    () => {
      const base = scalar(1);
      const states = [base.mul(2), base.add(1)];
      let call = 0;
      return (v) => gradients(v.mul(states[call++] as Tensor).sum(), [base])[0];
    },
    `a tensor that the function refers to was computed in another way when it was recorded: ${kept}`,
  ],
  "which of two equal tensors a derivative is taken by": [
    () => {
      const states = [scalar(2), scalar(2)] as const;
      let call = 0;
      return (v) => gradients(v.mul(states[0].square()).sum().add(states[1]), [states[call++] as Tensor])[0];
    },
    `the function does gradients in another way than when it was recorded: ${branch}`,
  ],
  "how often a derivative meets what it is taken by": [
    () => {
      let call = 0;
      return (v) => {
        const w = v.mul(2);
        return gradients(w.mul(call++ === 0 ? w : v.mul(2)).sum(), [w])[0];
      };
    },
    `the function does gradients in another way than when it was recorded: ${branch}`,
  ],
  "how often a derivative meets a tensor made inside": [
    () => {
      let call = 0;
      return (v) => {
        const k = tensor(2);
        return v.mul(gradients(k.mul(call++ === 0 ? tensor(2) : k), [k])[0]);
      };
    },
    `the function does gradients in another way than when it was recorded: ${branch}`,
  ],
  "a tensor kept from the first call, built from what a derivative is taken by there": [
    () => {
      let kept: Tensor | undefined;
      return (v) => {
        const k = tensor(2);
        kept ??= k.square();
        return v.mul(gradients(kept.add(k), [k])[0]);
      };
    },
    `the function does gradients in another way than when it was recorded: ${branch}`,
  ],
  "a number that a derivative of something constant is built from": [
    () => {
      const c = scalar(2);
      let n = 0;
      return (v) => v.mul(gradients(c.pow(++n), [c])[0]);
    },
    `a number in the function was 1 when it was recorded and is 2 now: ${kept}`,
  ],
  "what it assigns to": [
    () => {
      let call = 0;
      const parameters = [parameter([1, 2]), parameter([1, 2])];
      return (v) => parameters[call++]?.assign(v.mul(2) as Tensor<[2]>);
    },
    `the function does not change the same parameters as when it was recorded: ${branch}`,
  ],
  "that it assigns as well": [
    () => {
      let call = 0;
      const w = parameter([1, 2]);
      return (v) => {
        if (call++ > 0) w.assign(v as Tensor<[2]>);
        return v.mul(2);
      };
    },
    `the function does not change the same parameters as when it was recorded: ${branch}`,
  ],
  "whether it resets a gradient": [
    () => {
      let call = 0;
      const w: Parameter = parameter([1, 2]);
      return (v) => {
        w.grad = call++ > 0 ? null : v;
      };
    },
    `the function does not change the same parameters as when it was recorded: ${branch}`,
  ],
  "what it returns": [
    () => {
      let call = 0;
      return (v) => (call++ === 0 ? [v] : { v });
    },
    `the function returns something of another structure than when it was recorded: ${branch}`,
  ],
};

/** Functions that do the same each time, though not with the same nodes. */
const constant: Readonly<Record<string, () => (x: Tensor) => unknown>> = {
  "numbers, arrays and constants": () => (v) =>
    v
      .mul(2)
      .add([1, 2] as never)
      .add(zeros([2]))
      .mul(NaN)
      .add(-0),
  "a tensor in a variable": () => {
    const s = tensor([1, 2]).exp();
    return (v) => v.mul(s);
  },
  "a tensor that is read in between": () => {
    const s = tensor([1, 2]).exp();
    let call = 0;
    return (v) => {
      if (call++ > 0) s.data();
      return v.mul(s);
    };
  },
  "a tensor computed anew, unread and read": () => {
    let call = 0;
    return (v) => {
      const s = tensor([1, 2]).exp().add(1);
      if (call++ % 2 === 1) s.data();
      return v.mul(s).sum();
    };
  },
  "a tensor with the same elements, computed in another way": () => {
    const states = [tensor([2, 4]), tensor([1, 2]).mul(2), evaluate([tensor([1, 3]).add(1)])[0] as Tensor];
    let call = 0;
    return (v) => v.mul(states[call++ % 3] as Tensor);
  },
  "a parameter that changes": () => {
    const w: Parameter = parameter([1, 2]);
    return (v) => {
      w.assign(w.add(v));
      const [g] = gradients(w.square().sum(), [w]);
      return [w, g];
    };
  },
  "backward() and its gradients": () => {
    const w: Parameter = parameter([1, 2]);
    return (v) => {
      w.mul(v).square().sum().backward();
      return w.takeGradient();
    };
  },
  "a parameter made at the first call": () => {
    let w: Parameter | undefined;
    return (v) => {
      w ??= parameter([1, 2]);
      return v.mul(w);
    };
  },
  "derivatives of all sorts": () => (v) => {
    const f = (t: Tensor): Tensor => t.square().mul(3).sum();
    const own = customGradient((t) => [t.mul(2), (u) => u.mul(2)]);
    return [grad(f)(v), grad(checkpoint(f))(v), grad((t) => own(t).sum())(v), vmap((e) => grad(f)(e))(v)];
  },
  "a derivative of something constant by something constant": () => {
    const c = tensor(2);
    return (v) => v.mul(gradients(c.square(), [c])[0]);
  },
  "a derivative of a derivative of something constant": () => {
    const c = tensor(2);
    return (v) => v.mul(gradients(gradients(c.pow(3), [c])[0].add(v.sum()), [c])[0]);
  },
  "a derivative by a tensor made inside": () => (v) => {
    const k = tensor(2);
    return v.mul(gradients(k.square(), [k])[0]).add(gradients(v.mul(k).square().sum(), [k])[0]);
  },
  "a derivative by zeros made inside": () => (v) => {
    const h = zeros([2]);
    return v.mul(gradients(h.add(1).tanh().sum(), [h])[0]);
  },
  "derivatives by equal tensors made inside": () => (v) => {
    const [a, b] = [tensor(2), tensor(2)];
    const [da, db] = gradients(a.square().mul(b).mul(v.sum()), [a, b]);
    return [da, db];
  },
  "a derivative by a tensor made at the first call": () => {
    let k: Tensor | undefined;
    return (v) => {
      k ??= tensor(2);
      return v.mul(gradients(k.square(), [k])[0]);
    };
  },
  "beside a derivative, a tensor with the same elements, computed in another way": () => {
    const c = tensor(2);
    const states = [tensor([2, 4]), tensor([1, 2]).mul(2), tensor([1, 3]).add(1)];
    let call = 0;
    return (v) => v.mul(gradients(c.square(), [c])[0]).mul(states[call++ % 3] as Tensor);
  },
  "a parameter that is reset to a number": () => {
    const w = parameter(1);
    return (v) => {
      w.assign(5);
      w.grad = null;
      w.square().mul(v.sum()).backward();
      w.square().backward();
      return w.takeGradient();
    };
  },
  "a parameter that starts from the same tensor each time": () => {
    const [w, c] = [parameter(1), tensor(4).add(0)];
    let call = 0;
    return () => {
      if (call++ === 2) c.data();
      w.assign(c);
      for (let k = 0; k < 3; k++) w.assign(w.sub(gradients(w.square(), [w])[0].mul(0.1)));
      return w.mul(1);
    };
  },
  "branches on flags and shapes": () => (v) => (v.rank === 1 ? v.neg() : v),
};

describe.each(["compiled", "interpreted"])("%s, a function that is called again may not change", (way) => {
  afterEach(() => interpretOnly(false));

  test.each(Object.keys(changing))("%s", (name) => {
    interpretOnly(way === "interpreted");
    const [make, message] = changing[name] as (typeof changing)[string];
    const f = compile(make() as (v: Tensor) => Tensor);
    f(x);
    expect(() => f(x)).toThrow(expect.objectContaining({ message: `compile: ${message}` }));
    const unchecked = compile(make() as (v: Tensor) => Tensor, { check: false });
    const first = unchecked(x);
    for (let k = 0; k < 4; k++) expect(plain(unchecked(x))).toEqual(plain(first));
  });
});

describe.each(["compiled", "interpreted"])(
  "%s, a function is called again as often as wanted with",
  (way) => {
    afterEach(() => interpretOnly(false));

    test.each(Object.keys(constant))("%s", (name) => {
      interpretOnly(way === "interpreted");
      const make = constant[name] as () => (v: Tensor) => unknown;
      const f = compile(make() as (v: Tensor) => Tensor);
      const g = make();
      for (let k = 0; k < 9; k++) expect(plain(f(x))).toEqual(plain(g(x) as Tensor));
    });
  },
);

function plain(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(plain);
  return result === undefined || result === null ? undefined : (result as Tensor).toArray?.();
}

describe("a recording is compared", () => {
  const countingCalls = (options?: {
    readonly check: boolean;
  }): { calls: () => number; f: (v: Tensor) => Tensor } => {
    let calls = 0;
    const f = compile((v: Tensor) => {
      calls += 1;
      return v.mul(2);
    }, options);
    return { calls: () => calls, f };
  };

  test("at calls 2, 4, 8, 16 and so on of each recording", () => {
    const { calls, f } = countingCalls();
    const after: number[] = [];
    for (let k = 1; k <= 33; k++) {
      const before = calls();
      f(x);
      if (calls() > before) after.push(k);
    }
    expect(after).toEqual([1, 2, 4, 8, 16, 32]);
    const before = calls();
    for (let k = 0; k < 4; k++) f(tensor([1, 2, 3]));
    expect(calls() - before).toBe(3);
  });

  test("never with { check: false }", () => {
    const { calls, f } = countingCalls({ check: false });
    for (let k = 0; k < 9; k++) f(x);
    expect(calls()).toBe(1);
  });

  test("again after a refusal, which changes nothing", () => {
    const w: Parameter = parameter([1, 2]);
    let rate = 1;
    const step = compile((v: Tensor) => {
      w.grad = null;
      w.mul(v).sum().backward();
      w.assign(w.sub(v.mul(rate)));
    });
    step(x);
    rate = 0.5;
    for (let k = 0; k < 3; k++) {
      expect(() => step(x)).toThrow("a number in the function was 1 when it was recorded and is 0.5 now");
      expect([w.toArray(), w.grad?.toArray()]).toEqual([
        [0, 0],
        [1, 2],
      ]);
    }
    rate = 1;
    step(x);
    expect(w.toArray()).toEqual([-1, -2]);
  });

  test("before the call that a function throws in", () => {
    let call = 0;
    const w: Parameter = parameter([1, 2]);
    const f = compile((v: Tensor) => {
      if (++call === 2) throw new RangeError("no");
      w.assign(v as Tensor<[2]>);
    });
    f(x);
    expect(() => f(x.mul(3))).toThrow(RangeError);
    expect(w.toArray()).toEqual([1, 2]);
    f(x.mul(3));
    expect(w.toArray()).toEqual([3, 6]);
  });

  test("however its nodes are shared", () => {
    const doubled = (v: Tensor, isShared: boolean): Tensor => {
      let y = v;
      for (let k = 0; k < 40; k++) y = y.add(isShared ? y : y.mul(1));
      return y;
    };
    let call = 0;
    const f = compile((v: Tensor) => doubled(v, call++ === 0));
    f(x);
    expect(() => f(x)).toThrow("the function does mul where it took a value as it is when it was recorded");
    const deep = compile((v: Tensor) => {
      let y = v;
      for (let k = 0; k < 20_000; k++) y = y.add(1);
      return y;
    });
    deep(x);
    expect(deep(x).toArray()).toEqual([20_001, 20_002]);
  });
});
