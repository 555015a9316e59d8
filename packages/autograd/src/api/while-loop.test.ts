import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  compile,
  grad,
  gradients,
  hessian,
  jvp,
  parameter,
  scan,
  stack,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
} from "../index.ts";

/** Squares until it is large, and counts. */
const limit = parameter(1000);
const grown = (x: Tensor, factor: Tensor | number = 1): { x: Tensor; count: Tensor } =>
  whileLoop(
    ({ x: y }) => y.max().less(limit),
    ({ x: y, count }) => ({ x: y.square().mul(factor), count: count.add(1) }),
    { x, count: tensor(0, { dtype: "int32" }) },
  );
/** The same as JavaScript runs it. */
function written(x: Tensor, factor: Tensor | number = 1): { x: Tensor; count: number } {
  let [y, count] = [x, 0];
  for (; y.max().item() < limit.item(); count++) y = y.square().mul(factor);
  return { x: y, count };
}

describe("a loop that ends by its data", () => {
  test.each([[[2, 3]], [[1.5, 1.2]], [[2000, 1]]])(
    "does the steps that it would take written out: %s",
    (numbers) => {
      const x = tensor(numbers);
      const wanted = written(x, 1.25);
      for (const run of [grown, compile(grown)]) {
        const got = run(x, tensor(1.25));
        expect(got.x.toArray()).toEqual(wanted.x.toArray());
        expect(got.count.item()).toBe(wanted.count);
        expect(got.count.dtype).toBe("int32");
      }
    },
  );

  test("sees what parameters are at the time", () => {
    const compiled = compile((x: Tensor) => grown(x).count);
    expect([grown(tensor([2])).count.item(), compiled([2]).item()]).toEqual([4, 4]);
    limit.assign(10);
    expect([grown(tensor([2])).count.item(), compiled([2]).item()]).toEqual([2, 2]);
    limit.assign(1000);
  });

  test("has derivatives in forward mode, of any order, by what it is given and refers to", () => {
    const one = (x: Tensor, c: Tensor): Tensor => grown(x, c).x;
    const other = (x: Tensor, c: Tensor): Tensor => written(x, c).x;
    const point = [tensor([2, 1.5]), tensor(1.25)] as const;
    const along = [tensor([1, -1]), tensor(0.5)] as const;
    const twice =
      (f: typeof one) =>
      (x: Tensor, c: Tensor): Tensor =>
        jvp(f, [x, c], along)[1];
    const bits = (f: typeof one): unknown => [
      jvp(f, point, along)[1].toArray(),
      jvp((x: Tensor) => f(x, tensor(1.25)), [point[0]], [along[0]])[1].toArray(),
      jvp((c: Tensor) => f(point[0], c), [point[1]], [along[1]])[1].toArray(),
      jvp(twice(f), point, along)[1].toArray(),
    ];
    expect(bits(one)).toEqual(bits(other));
    const compiled = compile((x: Tensor) => jvp(twice(one), [x, point[1]], along)[1]);
    expect(compiled(point[0]).toArray()).toEqual(jvp(twice(other), point, along)[1].toArray());
  });

  test("takes as many steps for each example as it needs", () => {
    const examples = tensor([[2], [1.1], [5000]]);
    const each = [...examples].map((x) => written(x));
    for (const f of [vmap(grown), compile(vmap((x: Tensor) => grown(x)))]) {
      const all = f(examples);
      expect(all.x.toArray()).toEqual(each.map(({ x }) => x.toArray()));
      expect(all.count.toArray()).toEqual(each.map(({ count }) => count));
    }
    const slope = (x: Tensor): Tensor => jvp((y: Tensor) => grown(y).x, [x], [[1]])[1];
    const slopes = stack([...examples].map(slope)).toArray();
    expect(vmap(slope)(examples).toArray()).toEqual(slopes);
    expect(
      jvp(
        vmap((y: Tensor) => grown(y).x),
        [examples],
        [[[1], [1], [1]]],
      )[1].toArray(),
    ).toEqual(slopes);
    const nested = vmap(vmap((x: Tensor) => grown(x).count))(examples.reshape([1, 3, 1]));
    expect(nested.toArray()).toEqual([each.map(({ count }) => count)]);
    // What differs between examples may be only what the loop refers to.
    const shared = vmap((c: Tensor) => grown(tensor([2]), c).count)([1, 4]);
    expect(shared.toArray()).toEqual([written(tensor([2])).count, written(tensor([2]), 4).count]);
  });

  test("stands in loops, and loops in it", () => {
    const [last] = scan((x: Tensor) => [grown(x).x.div(300), x], tensor([2]), null, { length: 3 });
    let wanted = tensor([2]) as Tensor;
    for (let k = 0; k < 3; k++) wanted = written(wanted).x.div(300);
    expect(last.toArray()).toEqual(wanted.toArray());
    const outer = whileLoop(
      (x) => x.less(20),
      (x) =>
        whileLoop(
          (y) => y.less(10),
          (y) => y.add(3),
          x,
        ).add(5),
      tensor(0),
    );
    expect(outer.item()).toBe(22);
  });

  test("refuses reverse mode, and says what to do instead", () => {
    const text =
      "whileLoop: reverse mode goes back through the steps, and would have to know how many there are at most. Use scan(), which " +
      "is told, or forward mode: jvp().";
    const x = tensor([2]);
    const y = grown(x).x.sum();
    expect(message(() => grad((t: Tensor) => grown(t).x.sum())(x))).toBe(text);
    expect(message(() => gradients(y, [x])[0].item())).toBe(text);
    expect(message(() => hessian((t: Tensor) => grown(t).x.sum())(x))).toBe(text);
    expect(message(() => compile(() => gradients(grown(x).x.sum(), [x])[0])())).toBe(text);
    // What does not pass through it has a derivative.
    expect(gradients(x.sum().mul(y.detach()), [x])[0].toArray()).toEqual([y.item()]);
  });
});

test.each([
  [() => whileLoop(1 as never, (x) => x, 1), "whileLoop: takes a function, got 1."],
  [() => whileLoop((x) => x.less(1), 1 as never, 1), "whileLoop: takes a function, got 1."],
  [
    () =>
      whileLoop(
        (x) => x,
        (x) => x,
        1,
      ),
    "whileLoop: the predicate must be bool, got float64. Compare first, e.g. with greater(x, 0).",
  ],
  [
    () =>
      whileLoop(
        (x) => x.less(1),
        (x) => x,
        [1, 2],
      ),
    "whileLoop: the predicate must be a scalar, got shape [2]. Choose element by element with where().",
  ],
  [
    () =>
      whileLoop(
        (x) => x.max().less(1),
        (x) => x.sum(),
        [1, 2],
      ),
    "whileLoop: each step must carry on what it was given, got float64 [] for float64 [2].",
  ],
  [
    () => whileLoop((x) => x.less(1), ((x: Tensor) => ({ x })) as never, 1),
    "whileLoop: the carry that the function returns must be a tensor, got an object.",
  ],
  [
    () =>
      whileLoop(
        (x) => (x.item() < 1 ? x.less(1) : x.less(2)),
        (x) => x,
        1,
      ),
    "whileLoop: a value cannot be read inside the function, since each step has its own. Choose by value with where() or cond().",
  ],
] as const)("a bad call is refused: %s", (call, wanted) => {
  expect(message(call as () => unknown)).toBe(wanted);
});
