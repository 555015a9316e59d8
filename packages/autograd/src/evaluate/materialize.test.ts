import { beforeEach, describe, expect, test } from "vitest";
import { gradients, type Parameter, parameter, stopGradient, type Tensor, tensor } from "../index.ts";
import { resetStatistics, statistics } from "./settings.ts";

const runs = (): number => statistics.compiled + statistics.interpreted;

describe("one run serves", () => {
  const x = tensor([0.1, -0.2, 0.3]);
  const w = parameter([1, 2, 3]);
  const b = parameter(0.5);
  const lossOf = () => x.mul(w).add(b).tanh().square().sum();

  beforeEach(resetStatistics);

  test("derivatives that were asked for together", () => {
    const [dw, db] = gradients(lossOf(), [w, b]);
    const first = dw.toArray();
    db.item();
    expect(runs()).toBe(1);
    expect(dw.toArray()).toEqual(first);
  });

  test("a loss and its derivatives, in whatever order they are read, from the second time on", () => {
    const read = (): number[] => {
      const loss = lossOf();
      const [dw, db] = gradients(loss, [w, b]);
      return [loss.item(), ...dw.toArray(), db.item()];
    };
    const first = read();
    read();
    resetStatistics();
    expect(read()).toEqual(first);
    expect(runs()).toBe(1);
  });

  test("each step of a loop that assigns one by one, from the second time on", () => {
    const cells = Array.from({ length: 5 }, (_, k) => parameter([0.1 * k, 0.2, 0.3]));
    const step = (): number => {
      const loss = cells.reduce((h, cell) => h.mul(cell).tanh(), x.add(1)).sum();
      const slopes = gradients(loss, cells);
      for (const [k, cell] of cells.entries()) cell.assign(cell.sub((slopes[k] as Tensor<[3]>).mul(0.01)));
      return loss.item();
    };
    step();
    // The derivatives that the first update did not need, together, and each update by itself.
    expect(runs()).toBe(2 + cells.length - 1);
    for (let k = 0; k < 3; k++) {
      resetStatistics();
      step();
      expect([runs(), statistics.misses]).toEqual([cells.length, 0]);
    }
  });

  test("a loss that is read before backward, from the second time on", () => {
    const step = (): unknown => {
      const loss = lossOf();
      loss.item();
      w.grad = null;
      b.grad = null;
      loss.backward();
      return w.grad;
    };
    step();
    step();
    resetStatistics();
    expect(step()).not.toBeNull();
    expect(b.data()).toEqual(Float64Array.of(0.5));
    expect(runs()).toBe(1);
  });

  test("only what is wanted, if derivatives are no longer asked for", () => {
    for (let k = 0; k < 3; k++) gradients(lossOf(), [w]).map((g) => g.toArray());
    for (let k = 0; k < 10; k++) lossOf().item();
    resetStatistics();
    lossOf().item();
    expect(runs()).toBe(1);
  });
});

test("a gradient is not taken for that of a graph which differs behind a known value", () => {
  const x = tensor([1, 2]);
  const w = parameter([1, 1]);
  const step = (frozen: boolean): unknown => {
    const product = w.mul(x);
    const known = frozen ? stopGradient(product) : product;
    known.toArray();
    const loss = w.mul(5).sub(known).square().sum();
    loss.item();
    w.grad = null;
    loss.backward();
    return (w as Parameter).grad?.toArray();
  };
  for (let k = 0; k < 4; k++) expect(step(true)).toEqual([40, 30]);
  for (let k = 0; k < 4; k++) expect(step(false)).toEqual([32, 18]);
});
