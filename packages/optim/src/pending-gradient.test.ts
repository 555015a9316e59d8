import {
  compile,
  gradients,
  type Parameter,
  parameter,
  scalar,
  stack,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/autograd";
import { describe, expect, test } from "vitest";
import { message } from "../../../test/message.ts";
import { type GradientDescent, gradientDescent } from "./index.ts";

interface World {
  readonly w: Parameter<[2]>;
  readonly v: Parameter<[2]>;
  readonly descent: GradientDescent;
}

/** What happened to `w` before. */
const pasts: Readonly<Record<string, (world: World) => void>> = {
  nothing: () => undefined,
  "backward()": ({ w }) => w.mul(5).sum().backward(),
  "backward(), read": ({ w }) => {
    w.mul(5).sum().backward();
    void String(w.grad);
  },
  "a gradient that was taken": ({ w }) => {
    w.mul(5).sum().backward();
    w.takeGradient();
  },
  "a gradient that a compiled function took": ({ w }) => {
    w.mul(5).sum().backward();
    compile(() => w.takeGradient()?.mul(1))();
  },
  "a gradient that a compiled function found and took": ({ w }) => {
    compile(() => {
      w.mul(5).sum().backward();
      return w.takeGradient()?.mul(1);
    })();
  },
  "backward() twice": ({ w }) => {
    w.mul([1, 2]).sum().backward();
    w.square().sum().backward();
  },
  "compiled backward()": ({ w }) => compile(() => w.mul(5).sum().backward())(),
  "compiled backward(), read": ({ w }) => {
    compile(() => w.mul(5).sum().backward())();
    void w.grad?.data();
  },
  "a step": ({ w, descent }) => {
    w.mul(5).sum().backward();
    descent.step();
  },
  "a compiled step": ({ w, descent }) => {
    compile(() => {
      w.mul(5).sum().backward();
      descent.step();
    })();
  },
  "a step, and backward() since": ({ w, descent }) => {
    w.mul(5).sum().backward();
    descent.step();
    w.mul(7).sum().backward();
  },
  "a gradient set by hand": ({ w }) => {
    w.grad = tensor([3, 4]).mul(2);
  },
  "a gradient set to null": ({ w }) => {
    w.mul(5).sum().backward();
    w.grad = null;
  },
  "backward() of another parameter": ({ v }) => v.mul(5).sum().backward(),
};

/** What a function does. */
const deeds: Readonly<Record<string, (world: World, x: Tensor) => Tensor | undefined>> = {
  "backward()": ({ w }, x) => {
    w.mul(x).sum().backward();
    return undefined;
  },
  "backward() twice": ({ w }, x) => {
    w.mul(x).sum().backward();
    w.sin().sum().backward();
    return undefined;
  },
  "backward(), step()": ({ w, descent }, x) => {
    w.mul(x).sum().backward();
    descent.step();
    return undefined;
  },
  "step()": ({ descent }) => {
    descent.step();
    return undefined;
  },
  "step() or nothing": ({ w, descent }) => {
    if (w.pendingGradient !== null) descent.step();
    return undefined;
  },
  "step(), backward(), step()": ({ w, v, descent }, x) => {
    w.square().sum().backward();
    descent.step();
    w.mul(x).sum().add(v.sum()).backward();
    descent.step();
    return undefined;
  },
  "zeroGrad(), backward(), step()": ({ w, descent }, x) => {
    descent.zeroGrad();
    w.mul(x).sum().backward();
    descent.step();
    return undefined;
  },
  "zeroGrad()": ({ descent }) => {
    descent.zeroGrad();
    return undefined;
  },
  "backward(), zeroGrad()": ({ w, descent }, x) => {
    w.mul(x).sum().backward();
    descent.zeroGrad();
    return undefined;
  },
  "reading grad": ({ w }) => w.grad?.mul(2),
  "reading grad behind backward()": ({ w }, x) => {
    w.mul(x).sum().backward();
    return w.grad?.mul(2);
  },
  "assigning with grad": ({ w }) => {
    w.assign(w.grad === null ? w.add(1) : w.sub(w.grad.mul(0.1)));
    return undefined;
  },
  "changing grad": ({ w }) => {
    if (w.grad !== null) w.grad = w.grad.mul(10);
    return undefined;
  },
  "setting grad to itself": ({ w }) => {
    const { grad } = w;
    w.grad = grad;
    return undefined;
  },
  "changing all gradients, step()": ({ w, v, descent }, x) => {
    w.mul(x).sum().backward();
    for (const cell of [w, v]) if (cell.grad !== null) cell.grad = cell.grad.mul(0.5);
    descent.step();
    return undefined;
  },
  "setting grad to what the new value makes of it": ({ w, descent }, x) => {
    w.mul(x).sum().backward();
    descent.step();
    w.grad = w.mul(0.5);
    descent.step();
    return w.mul(1);
  },
  "setting grad to a used one behind stopGradient(), step()": ({ w, descent }, x) => {
    w.mul(x).sum().backward();
    descent.step();
    w.grad = (w.grad as Tensor<[2]>).stopGradient().mul(0.5);
    descent.step();
    return w.mul(1);
  },
  "setting grad to what is made of a gradient that was taken, step()": ({ w, descent }, x) => {
    const before = w.takeGradient();
    w.mul(x).sum().backward();
    const now = w.takeGradient() as Tensor<[2]>;
    w.grad = before === null ? now.mul(0.5) : before.add(now);
    descent.step();
    return w.mul(1);
  },
  "changing a gradient that may have been taken, step()": ({ w, descent }) => {
    if (w.grad !== null) w.grad = w.grad.mul(0.5);
    // Not if it was used: a call that is refused changes nothing where it is compiled.
    if (w.pendingGradient !== null) descent.step();
    return w.mul(1);
  },
  "changing grad, step()": ({ w, descent }, x) => {
    w.mul(x).sum().backward();
    if (w.grad !== null) w.grad = w.grad.clip(-1, 1);
    descent.step();
    return w.grad ?? undefined;
  },
  "momentum in grad": ({ w, descent }, x) => {
    const [g] = gradients(w.square().mul(x).sum(), [w]);
    w.grad = w.grad === null ? g : w.grad.mul(0.9).add(g);
    descent.step();
    return w.mul(1);
  },
  "minimize()": ({ w, v, descent }, x) => {
    const loss = w.mul(x).sum().add(v.square().sum());
    descent.minimize(loss);
    return loss;
  },
  "takeGradient()": ({ w }) => w.takeGradient()?.mul(3),
  "takeGradient() twice, backward()": ({ w }, x) => {
    w.takeGradient();
    const none = w.takeGradient();
    w.mul(x).sum().backward();
    return none === null ? w.mul(1) : none;
  },
};

type Way = "plain" | "compiled" | "read in between";

/** Everything that can be seen of three calls. */
function story(past: string, deed: string, way: Way): unknown[] {
  const [w, v] = [parameter([1, -2]), parameter([0.5, 3])];
  const world: World = { w, v, descent: gradientDescent([w, v], { learningRate: 0.1 }) };
  (pasts[past] as (world: World) => void)(world);
  const act = (x: Tensor): Tensor | undefined =>
    (deeds[deed] as (world: World, x: Tensor) => Tensor | undefined)(world, x);
  const run = way === "plain" ? act : (compile(act as never) as typeof act);
  const seen: unknown[] = [];
  for (const x of [3, 4, 5, 6]) {
    try {
      seen.push(run(tensor([x, -x]))?.toArray());
    } catch (error) {
      seen.push(String(error));
    }
    if (way === "read in between") void [w.toArray(), w.grad?.data(), v.item === null];
    if (x === 4) w.mul(100).sum().backward();
  }
  for (const cell of [w, v])
    seen.push(cell.toArray(), cell.grad?.toArray(), cell.pendingGradient?.toArray() ?? null);
  return seen;
}

describe.each(Object.keys(pasts))("after %s, a compiled function does what the function does:", (past) => {
  test.each(Object.keys(deeds))("%s", (deed) => {
    const plain = story(past, deed, "plain");
    expect(story(past, deed, "compiled")).toEqual(plain);
    expect(story(past, deed, "read in between")).toEqual(plain);
  });
});

test("a training step is recorded once, since an optimiser has used each gradient", () => {
  const w = parameter([1, 2]);
  const descent = gradientDescent([w], { learningRate: 0.1 });
  const step = compile((x: Tensor) => {
    w.mul(x).sum().backward();
    descent.step();
  });
  for (let k = 0; k < 5; k++) step(1);
  expect(step.plans).toBe(1);
  w.sum().backward();
  step(1);
  step(1);
  expect(step.plans).toBe(2);
  expect(w.toArray()).toEqual([1 - 0.1 * 8, 2 - 0.1 * 8].map((value) => expect.closeTo(value, 12)));
});

test("a step that fails leaves the gradients to be used", () => {
  const [v, w] = [parameter([1, 2]), parameter([3, 4])];
  const descent = gradientDescent([v, w], { learningRate: 0.25 });
  v.square().sum().add(w.sum()).backward();
  const fail = (): never => {
    throw new Error("no");
  };
  Object.defineProperty(w, "add", { value: fail, configurable: true });
  expect(() => descent.step()).toThrow("no");
  expect([v, w].map((cell) => cell.pendingGradient?.toArray())).toEqual([
    [2, 4],
    [1, 1],
  ]);
  Reflect.deleteProperty(w, "add");
  descent.step();
  expect([v.toArray(), w.toArray(), v.pendingGradient]).toEqual([[0.5, 1], [2.75, 3.75], null]);
});

describe.each(["plain", "compiled"])("a gradient that a step has used (%s)", (way) => {
  const cells = (): [Parameter<[]>, Parameter<[]>, Parameter<[]>] => [
    parameter(1),
    parameter(1),
    parameter(1),
  ];
  const run = (f: () => void): (() => void) => (way === "plain" ? f : compile(f));

  test.each([
    ["clipped", (g: Tensor) => g.clip(-0.5, 0.5)],
    ["set to itself", (g: Tensor) => g],
    [
      "scaled by the norm of all",
      (g: Tensor, all: readonly Tensor<[]>[]) => g.div(stack(all.map((each) => each.abs())).norm()),
    ],
    ["computed and read", (g: Tensor) => g.mul(0.25)],
    ["clipped by a compiled function", compile((g: Tensor) => g.clip(-0.5, 0.5)) as (g: Tensor) => Tensor],
  ])("stays used when it is %s, as that of the others is", (name, change) => {
    const [body, a, b] = cells();
    const descent = gradientDescent([body, a, b], { learningRate: 0.1 });
    const step = (head: Parameter<[]>) =>
      run(() => {
        body.mul(head).sub(3).square().backward();
        const all = [body, a, b].flatMap(({ grad }) => (grad === null ? [] : [grad]));
        for (const cell of [body, a, b])
          if (cell.grad !== null) cell.grad = change(cell.grad, all) as Tensor<[]>;
        descent.step();
      });
    const [first, second] = [step(a), step(b)];
    first();
    if (name.endsWith("read")) void [String(a.grad), b.grad?.item()];
    const was = a.item();
    second();
    expect(a.item()).toBe(was);
    expect(a.pendingGradient).toBeNull();
    expect(b.item()).not.toBe(1);
    const then = b.item();
    first();
    expect(a.item()).not.toBe(was);
    expect(b.item()).toBe(then);
  });

  test("stays used when a compiled function looks it up and clips it", () => {
    const [body, a, b] = cells();
    const all = [body, a, b];
    const descent = gradientDescent(all, { learningRate: 0.1 });
    const clipped = compile(() => all.map(({ grad }) => (grad ?? zeros([])).clip(-0.5, 0.5)));
    const step = (head: Parameter<[]>): void => {
      body.mul(head).sub(3).square().backward();
      const found = clipped();
      for (const [k, cell] of all.entries()) if (cell.grad !== null) cell.grad = found[k] as Tensor<[]>;
      descent.step();
    };
    for (const [head, other] of [
      [a, b],
      [b, a],
      [a, b],
      [b, a],
    ] as const) {
      const was = other.item();
      run(() => step(head))();
      expect(other.item()).toBe(was);
    }
  });

  test("stays used when the function refers to what was made of it", () => {
    const [a] = cells();
    const descent = gradientDescent([a], { learningRate: 0.5 });
    a.mul(3).backward();
    descent.step();
    const clipped = a.grad?.clip(-1, 1) as Tensor<[]>;
    run(() => {
      a.grad = clipped.mul(1);
    })();
    expect([a.pendingGradient, a.grad?.item()]).toEqual([null, 1]);
  });

  test("counts once more where it was taken by hand: gradients of two batches are added up", () => {
    const [encoder, head] = cells();
    const descent = gradientDescent([encoder, head], { learningRate: 0.1 });
    run(() => {
      let sum: Tensor = scalar(0);
      for (const x of [1, 2]) {
        head.grad = null;
        encoder.mul(head).mul(x).sub(3).square().backward();
        sum = sum.add(encoder.takeGradient() as Tensor);
      }
      encoder.grad = sum as Tensor<[]>;
      descent.step();
    })();
    expect([encoder.item(), head.item()]).toEqual([1.8, 1.4]);
  });

  test("is replaced by one that is made of something else, which counts", () => {
    const [a, b] = cells();
    const descent = gradientDescent([a, b], { learningRate: 0.5 });
    a.mul(3).backward();
    descent.step();
    run(() => {
      a.grad = b.mul(2);
      descent.step();
    })();
    expect(a.item()).toBe(1 - 1.5 - 1);
    run(() => {
      a.grad = scalar(4);
      descent.step();
    })();
    expect(a.item()).toBe(1 - 1.5 - 1 - 2);
  });
});

test.each([
  ["plain", (f: () => void) => f],
  ["compiled", (f: () => void) => compile(f)],
])(
  "what is made of a used gradient and of something new is refused, since nobody can say whether it counts, %s",
  (_, wrap) => {
    const text =
      "grad: a step has used this gradient, and what is put in its place is made of it and of something new. Leave out parameters whose " +
      "pendingGradient is null, or keep what goes on from step to step in a variable, as in velocity = velocity.mul(0.9).add(g).detach(), and " +
      "set grad to that.";
    const losses = {
      curved: (w: Parameter<[]>) => w.square(),
      linear: (w: Parameter<[]>) => w.mul(3),
    };
    for (const loss of Object.values(losses)) {
      const w = parameter(1);
      const descent = gradientDescent([w], { learningRate: 0.1 });
      const derivative = compile(() => gradients(loss(w), [w])[0]);
      const step = wrap(() => {
        const [g] = gradients(loss(w), [w]);
        w.grad = w.grad === null ? g : w.grad.mul(0.9).add(g);
        descent.step();
      });
      step();
      const [value, gradient] = [w.item(), w.grad?.item()];
      expect(message(step)).toBe(text);
      expect([w.item(), w.grad?.item(), w.pendingGradient]).toEqual([value, gradient, null]);
      expect(message(wrap(() => (w.grad = (w.grad as Tensor<[]>).add(w))))).toBe(text);
      expect(message(() => (w.grad = (w.grad as Tensor<[]>).add(derivative())))).toBe(text);
      // As its text says.
      let velocity: Tensor<[]> = scalar(gradient as number);
      velocity = velocity
        .mul(0.9)
        .add(gradients(loss(w), [w])[0])
        .detach();
      w.grad = velocity;
      descent.step();
      expect(w.item()).toBeCloseTo(value - 0.1 * velocity.item(), 15);
    }
  },
);
