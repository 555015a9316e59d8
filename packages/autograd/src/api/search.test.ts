import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  assertGradients,
  compile,
  cond,
  customGradient,
  eye,
  fixedPoint,
  grad,
  gradients,
  hessian,
  jacobian,
  jvp,
  parameter,
  root,
  scan,
  stack,
  type Tensor,
  tensor,
  vjp,
  vmap,
} from "../index.ts";
import { solve } from "../linalg/index.ts";

const matrix = tensor([
  [0.2, -0.1],
  [0.15, 0.1],
]);
const start = [0, 0];

/** x = a (x² / 4 + b), as a fixed point and as a root, of a matrix and a vector. */
const quadratic = (x: Tensor, a: Tensor, b: Tensor): Tensor => a.matmul(x.square().div(4).add(b));
const found = {
  fixedPoint: (a: Tensor, b: Tensor): Tensor => fixedPoint((x: Tensor) => quadratic(x, a, b), start),
  root: (a: Tensor, b: Tensor): Tensor => root((x: Tensor) => quadratic(x, a, b).sub(x), start),
};
const b = tensor([0.5, -0.3]);

function expectClose(actual: Tensor, wanted: Tensor, tolerance = 1e-10): void {
  expect(actual.shape).toEqual(wanted.shape);
  expect(actual.sub(wanted).abs().max().item()).toBeLessThan(tolerance * (1 + wanted.abs().max().item()));
}

describe.each(["fixedPoint", "root"] as const)("%s", (name) => {
  const f = found[name];

  test("finds what solves the equation, also where it is linear", () => {
    const x = f(matrix, b);
    expectClose(x, quadratic(x, matrix, b));
    const linear =
      name === "root"
        ? root((y: Tensor) => matrix.matmul(y).add(b).sub(y), start)
        : fixedPoint((y: Tensor) => matrix.matmul(y).add(b), start);
    expectClose(linear, solve(eye(2).sub(matrix), b));
  });

  test("has derivatives in both modes, of first and second order, by all that the function refers to", () => {
    const loss = (a: Tensor, c: Tensor): Tensor => f(a, c).mul([1, 2]).sum();
    assertGradients(loss, [matrix, b]);
    assertGradients((c: Tensor) => grad(loss)(matrix, c).mul(matrix.sin()).sum(), [b]);
    const [, moved] = jvp((c: Tensor) => f(matrix, c), [b], [[1, -2]]);
    const [, pullback] = vjp((c: Tensor) => f(matrix, c), b);
    const [received] = pullback([2, 1]);
    expect(moved.mul([2, 1]).sum().item()).toBeCloseTo(received.mul([1, -2]).sum().item(), 10);
    const second = hessian((c: Tensor) => loss(matrix, c))(b);
    expectClose(second, second.transpose());
  });

  test("has derivatives of third order", () => {
    // x = a x² / 4 + a, solved for x.
    const solved = (a: Tensor): Tensor => a.square().neg().add(1).sqrt().neg().add(1).mul(2).div(a);
    const one = {
      fixedPoint: (a: Tensor): Tensor => fixedPoint((x: Tensor) => x.square().div(4).add(1).mul(a), 0),
      root: (a: Tensor): Tensor => root((x: Tensor) => x.square().div(4).add(1).mul(a).sub(x), 0),
    }[name];
    for (const order of [grad, (g: typeof one) => grad(grad(g)), (g: typeof one) => grad(grad(grad(g)))])
      expectClose(order(one)(0.6), order(solved)(0.6), 1e-9);
  });

  test("gives the same bits compiled, and for examples one by one", () => {
    const outputs = (c: Tensor): Tensor[] => [f(matrix, c), jacobian((d: Tensor) => f(matrix, d))(c)];
    const plain = outputs(b).map((t) => t.toArray());
    const compiled = compile(outputs);
    for (let k = 0; k < 3; k++) expect(compiled(b).map((t) => t.toArray())).toEqual(plain);
    const examples = tensor([
      [0.5, -0.3],
      [0, 0],
      [1, 1],
    ]);
    const each = [...examples].map((c) => f(matrix, c).toArray());
    const all = vmap((c: Tensor) => f(matrix, c));
    expect(all(examples).toArray()).toEqual(each);
    expect(compile(all)(examples).toArray()).toEqual(each);
    const slopes = (c: Tensor): Tensor => grad((d: Tensor) => f(matrix, d).square().sum())(c);
    const slopesEach = stack([...examples].map(slopes));
    expect(vmap(slopes)(examples).toArray()).toEqual(slopesEach.toArray());
    const [total] = gradients(all(examples).square().sum(), [examples]);
    expectClose(total, slopesEach);
    const nested = vmap(vmap((c: Tensor) => f(matrix, c)))(examples.reshape([3, 1, 2]));
    expect(nested.reshape([3, 2]).toArray()).toEqual(each);
  });

  test("takes trees, parameters that change, float32, and what is read in between", () => {
    const factor = parameter(0.5);
    const pair = (): { u: Tensor; v: Tensor } => {
      const next = ({ u, v }: { u: Tensor; v: Tensor }): { u: Tensor; v: Tensor } => ({
        u: v.mul(factor).add([1, 2]),
        v: u.sum().mul(0.25),
      });
      const from = { u: tensor([0, 0]), v: tensor(0) };
      if (name === "fixedPoint") return fixedPoint(next, from) as { u: Tensor; v: Tensor };
      return root(({ u, v }: { u: Tensor; v: Tensor }) => {
        const to = next({ u, v });
        return { u: to.u.sub(u), v: to.v.sub(v) };
      }, from) as { u: Tensor; v: Tensor };
    };
    // v = (2 f v + 3) / 4.
    const solved = (at: number): number => 3 / (4 - 2 * at);
    for (const at of [0.5, 1]) {
      factor.assign(at);
      const { u, v } = pair();
      expect(v.item()).toBeCloseTo(solved(at), 10);
      expect(u.toArray()).toEqual([
        expect.closeTo(solved(at) * at + 1, 10),
        expect.closeTo(solved(at) * at + 2, 10),
      ]);
      const [slope] = gradients(v, [factor]);
      expect(slope.item()).toBeCloseTo(6 / (4 - 2 * at) ** 2, 9);
    }
    const step = compile(() => {
      const { v } = pair();
      v.sub(2).square().backward();
      factor.assign(factor.sub((factor.grad as Tensor).mul(0.1)));
      return v;
    });
    step();
    const before = factor.item();
    expect(step().item()).toBeCloseTo(solved(before), 10);
    const single =
      name === "root"
        ? root((x: Tensor) => x.square().sub(2), tensor(1, { dtype: "float32" }))
        : fixedPoint((x: Tensor) => x.add(2).sqrt(), tensor(1, { dtype: "float32" }));
    expect(single.dtype).toBe("float32");
    expect(single.item()).toBeCloseTo(name === "root" ? Math.SQRT2 : 2, 5);
  });

  test("in a step of a loop, and in a branch", () => {
    const loop = (c: Tensor): Tensor =>
      scan((x: Tensor) => [f(matrix, x).add(b), x], c, null, { length: 3 })[0];
    const unrolled = (c: Tensor): Tensor => f(matrix, f(matrix, f(matrix, c).add(b)).add(b)).add(b);
    expect(loop(b).toArray()).toEqual(unrolled(b).toArray());
    expectClose(jacobian(loop)(b), jacobian(unrolled)(b));
    const chosen = (c: Tensor): Tensor =>
      cond(
        c.sum().greater(0),
        (x) => f(matrix, x),
        (x) => x.neg(),
        c,
      );
    expect(chosen(b).toArray()).toEqual(f(matrix, b).toArray());
    expectClose(jacobian(chosen)(b), jacobian((c: Tensor) => f(matrix, c))(b));
  });

  test("has no derivative by what it begins with, and begins with nothing at all", () => {
    const from = tensor(1);
    const x =
      name === "root"
        ? root((y: Tensor) => y.square().sub(2), from)
        : fixedPoint((y: Tensor) => y.add(2).sqrt(), from);
    expect(grad((first: Tensor) => fixedPoint((y: Tensor) => y.cos(), first))(1).item()).toBe(0);
    expect(message(() => gradients(x, [from]))).toBe(
      `gradients: y depends on xs[0] only through ${name}, which has no derivative. For zeros instead of this error, ` +
        'pass { unused: "zero" }.',
    );
    expect((name === "root" ? root : fixedPoint)((y: Tensor) => y.cos(), tensor([])).shape).toEqual([0]);
  });
});

test("a root from which Newton's whole step leads away is found with halves of it", () => {
  // Whole steps from 3 end at infinity.
  expect(root((x: Tensor) => x.div(x.square().add(1).sqrt()), 3).item()).toBeCloseTo(0, 12);
  const circle = root(
    ({ x, y }: { x: Tensor; y: Tensor }) => ({
      x: x.square().add(y.square()).sub(4),
      y: x.mul(y).sub(1),
    }),
    { x: 2, y: 0.4 },
  );
  // x² + y² = 4 and x y = 1: (x + y)² = 6, (x - y)² = 2.
  expect(circle.x.item()).toBeCloseTo((Math.sqrt(6) + Math.sqrt(2)) / 2, 14);
  expect(circle.y.item()).toBeCloseTo((Math.sqrt(6) - Math.sqrt(2)) / 2, 14);
});

describe("what is not found is refused, with how far it came:", () => {
  const away = (): Tensor => fixedPoint((x: Tensor) => x.mul(2).add(1), 0);
  const text =
    "fixedPoint: x must change by at most 1e-12 in the last of 1000 steps, relative to |x|, got 0.5. A function that brings " +
    "numbers closer together has a fixed point that is found; for others, use root(), or allow more with maxIterations or " +
    "tolerance.";

  test("a function that leads away, plain, compiled and for one of several examples", () => {
    expect(message(() => away().item())).toBe(text);
    const kept = parameter(1);
    const step = compile(() => {
      kept.assign(away());
    });
    expect(message(() => step())).toBe(text);
    expect(kept.item()).toBe(1);
    const each = vmap((a: Tensor) => fixedPoint((x: Tensor) => x.mul(a).add(1), 0));
    expect(message(() => each([0.5, 2]).toArray())).toBe(text.replace("got 0.5", "got 0.5 at [1]"));
  });

  test.each([1e-300, 1.6e-19, 1, 1e200])(
    "nothing that is not a root, or fixed point, in units of %s",
    (unit) => {
      const near = (x: Tensor): unknown => x.div(unit).item();
      expect(near(root((x: Tensor) => x.div(unit).expm1().sub(1), 0))).toBeCloseTo(Math.LN2, 12);
      // A first step that is 100,000 times as long as it may be.
      expect(near(root((x: Tensor) => x.div(unit).expm1().sub(1e5), 0))).toBeCloseTo(Math.log(100_001), 10);
      expect(near(root((x: Tensor) => x.div(unit).square().sub(2), unit))).toBeCloseTo(Math.SQRT2, 12);
      expect(near(fixedPoint((x: Tensor) => x.div(2).add(unit), 0))).toBeCloseTo(2, 11);
      expect(near(fixedPoint((x: Tensor) => x.div(2).add(unit), 1e9 * unit))).toBeCloseTo(2, 11);
    },
  );

  test("a root or fixed point at 0, where no step is small beside x", () => {
    const rounded = (x: Tensor): Tensor =>
      tensor([-1.1, 0.1, 1])
        .sub(x)
        .sin()
        .sum()
        .add(0.1 - 1e-17);
    for (const first of [5, -3, 1e-9]) {
      expect(root((x: Tensor) => x.expm1(), first).item()).toBe(0);
      expect(Math.abs(root((x: Tensor) => x.exp().sub(x.cos()), first).item())).toBeLessThan(1e-15);
    }
    const balance = root((x: Tensor) => rounded(x).sub(rounded(tensor(0))), 0.3);
    expect(Math.abs(balance.item())).toBeLessThan(1e-15);
    expect(Math.abs(fixedPoint((x: Tensor) => x.div(2), 1).item())).toBeLessThan(1e-40);
    expect(vmap((a: Tensor) => root((x: Tensor) => x.exp().sub(1).sub(a), 1))([0, 1]).toArray()).toEqual([
      expect.closeTo(0, 14),
      expect.closeTo(Math.LN2, 14),
    ]);
  });

  test("values that are not numbers, and options that are too strict", () => {
    expect(message(() => fixedPoint((x: Tensor) => x.sub(1).log(), 0).item())).toContain("got NaN.");
    expect(message(() => fixedPoint((x: Tensor) => x.cos(), 1, { maxIterations: 2 }).item())).toContain(
      "in the last of 2 steps, relative to |x|, got 0.36",
    );
    expect(fixedPoint((x: Tensor) => x.cos(), 1, { tolerance: 0.9 }).item()).toBe(Math.cos(1));
  });

  test("a derivative that the steps do not arrive at", () => {
    // What begins at the fixed point stays there, whatever is near.
    const slope = grad((a: Tensor) => fixedPoint((x: Tensor) => x.mul(1.5).sub(a.div(2)), a));
    expect(message(() => slope(2).item())).toContain(
      "fixedPoint: the derivative must change by at most 1e-12 in the last of 1000 steps, relative to itself, got 0.3",
    );
  });

  test("a function without a root", () => {
    expect(message(() => root((x: Tensor) => x.square().add(1), 0.3).item())).toMatch(
      /^root: the step must become at most 1e-12 within 100 iterations, relative to \|x\|, got \d\S*\. Begin nearer to a root, or allow more with maxIterations or tolerance\.$/,
    );
    expect(message(() => root((x: Tensor) => x.square().add(1), 0).item())).toBe(
      "root: the Jacobian must not be singular, got pivot 0 at [0, 0].",
    );
    const one = (c: Tensor): Tensor => root((x: Tensor) => x.square().sub(c), 1.3);
    expect(message(() => vmap(one)([4, -1]).toArray())).toMatch(/^root: .*, got \S+ at \[1\]\. /);
  });
});

describe("bad calls are refused:", () => {
  test.each([
    [() => fixedPoint(1 as never, 0), "fixedPoint: takes a function, got 1."],
    [
      () => root((x: Tensor) => x, tensor([1], { dtype: "int32" })),
      'root: the first guess must be floating-point, got int32. Cast it, e.g. with cast("float64").',
    ],
    [
      () => root((x) => x, { a: tensor(1), b: tensor(1, { dtype: "float32" }) }),
      "root: the tensors of the first guess must have one dtype, got float64 and float32.",
    ],
    [
      () => root((x: Tensor) => x.sum(), [1, 2]),
      "root: what the function returns must have shape [2], got [].",
    ],
    [
      () => root(((x: Tensor) => [x, x]) as never, 1),
      "root: what the function returns must be a tensor, got an array.",
    ],
    [
      () => root((async (x: Tensor) => x) as never, 1),
      "root: the function must return tensors, got a Promise. Call await before, and pass what it gives as an argument.",
    ],
    [() => root((x) => x, 1, { tolerance: 0 }), "root: tolerance must be a positive number, got 0."],
    [
      () => root((x) => x, 1, { maxIterations: 2.5 }),
      "root: maxIterations must be a positive integer below 2147483648, got 2.5.",
    ],
    [
      () => root((x) => x, 1, { tol: 1 } as never),
      'root: there is no option "tol", only tolerance, maxIterations.',
    ],
    [
      () => fixedPoint((x: Tensor) => x.mul(x.item()), 1),
      "fixedPoint: a value cannot be read inside the function, since each step has its own. Choose by value with where() or cond().",
    ],
    [
      () => fixedPoint((x: Tensor) => customGradient((y) => [y.cos(), (u) => u])(x), 1),
      "fixedPoint: the function must not use customGradient(): a rule that was given for one call cannot be carried over to a graph " +
        "that runs any number of times. Leave it out, or do without the loop or the branch.",
    ],
  ] as const)("%s", (call, wanted) => {
    expect(message(call as () => unknown)).toBe(wanted);
  });
});
