// Before all others: counted is what is loaded after it.
import "./work.ts";

import {
  checkGradients,
  compile,
  evaluate,
  gradients,
  mt19937,
  type Parameter,
  parameter,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { expect, test } from "vitest";
import { ModuleBuilder } from "../../packages/autograd/src/wasm/assembler.ts";
import { SharedMemory } from "../../packages/autograd/src/wasm/memory.ts";
import { byReverse, leaf, numbers, op, opWith, total } from "../other-engines/graph.ts";
import { workOf } from "./work.ts";

// Before others: once a compiled function has returned something, backward() looks for its results as well.
test("a scalar graph that comes back is built, recognised and run, and neither derived nor walked through again", () => {
  const w = parameter(0.5);
  const length = 3000;
  const step = (): void => {
    let y: Tensor = w;
    for (let k = 0; k < length; k++) y = y.mul(w).add(0.5).tanh();
    w.grad = null;
    y.backward();
    evaluate([y, w.grad as unknown as Tensor]);
  };
  for (let k = 0; k < 4; k++) step();
  // A tenth more than it takes today, for each operation.
  expect(workOf(step) / (3 * length)).toBeLessThan(175);
});

test("a loop that comes back to its first structure after many that are alike recognises it", () => {
  const cells = Array.from({ length: 300 }, (_, k) => parameter(k / 300));
  const step = (): void => {
    let sum: Tensor = cells[0]?.mul(0) as Tensor;
    for (const cell of cells) sum = sum.add(cell.square());
    const slopes = gradients(sum, cells);
    for (const [k, cell] of cells.entries()) cell.assign(cell.sub((slopes[k] as Tensor).mul(0.01)));
  };
  for (let k = 0; k < 6; k++) step();
  // A tenth more than it takes today, for each parameter; reading the structure anew takes a quarter more.
  expect(workOf(step) / cells.length).toBeLessThan(640);
});

test("emitting a module takes work in proportion to its bytes", () => {
  const emitted = (kernels: number): { readonly work: number; readonly bytes: number } => {
    let bytes = 0;
    const work = workOf(() => {
      const module = new ModuleBuilder();
      module.importMemory("env", "memory");
      const body = (f: Parameters<Parameters<ModuleBuilder["define"]>[3]>[0]): void => {
        for (let kernel = 0; kernel < kernels; kernel++) {
          f.range(0, 64, 16, (at) => {
            let x = f.load("v128.load", at);
            for (let k = 0; k < 20; k++) x = f.op("f64x2.add", f.op("f64x2.mul", x, x), x);
            f.store("v128.store", at, x);
          });
        }
      };
      module.define("run", [], "none", body, "run");
      bytes = module.encode().length;
    });
    return { work, bytes };
  };
  const few = emitted(40);
  const many = emitted(320);
  expect(few.bytes).toBeGreaterThan(5000);
  // A sixth more than it takes today.
  expect(few.work / few.bytes).toBeLessThan(15);
  expect(many.work / many.bytes).toBeLessThan(15);
});

test("checking a network of 16 parameters takes some 15 calls and 20,000 steps for each", () => {
  const random = mt19937(1);
  const [w1, w2] = [parameter(random.uniform([3, 4])), parameter(random.uniform([4, 1]))];
  const x = tensor([
    [0, 0, 1],
    [1, 1, 1],
    [1, 0, 1],
    [0, 1, 1],
  ]);
  const y = tensor([[0], [1], [1], [0]]);
  let calls = 0;
  const loss = (a: Tensor, b: Tensor): Tensor => {
    calls++;
    return y.sub(x.matmul(a).sigmoid().matmul(b).sigmoid()).square().sum().mul(0.5);
  };
  const check = (): unknown => expect(checkGradients(loss, [w1, w2]).ok).toBe(true);
  check();
  calls = 0;
  expect(workOf(check) / 16).toBeLessThan(25_000);
  expect(calls / 16).toBeLessThan(16);
});

test("comparing a recording takes work in proportion to the number of parameters that a derivative is taken by", () => {
  const compared = (count: number): number => {
    const w: readonly Parameter<[]>[] = Array.from({ length: count }, (_, k) => parameter(k));
    const step = compile(() => {
      const loss = w.map((p) => p.square() as Tensor).reduce((a, b) => a.add(b));
      for (const [k, g] of gradients(loss, w).entries()) w[k]?.assign(g);
    });
    step();
    // The second call records again.
    return workOf(() => step());
  };
  compared(10);
  // Eight times as many: 64 times the work if each derivative went through all parameters.
  expect(compared(400) / compared(50)).toBeLessThan(12);
});

test("memory for a plan takes no more work to find, however many plans there are", () => {
  const foundBeside = (count: number): number => {
    const memory = new SharedMemory();
    const tenant = { vacate: () => {} };
    for (let k = 0; k < count; k++) memory.take(64, tenant);
    return workOf(() => memory.take(64, tenant));
  };
  foundBeside(1);
  expect(foundBeside(500)).toBe(foundBeside(1));
});

test("differentiating a chain of products takes work in proportion to its length", () => {
  const differentiated = (length: number): number =>
    workOf(() => {
      const x = leaf([1, 1, 1]);
      let y = x;
      for (let k = 0; k < length; k++) y = op("mul", opWith("prod", { axes: [0], keepDims: true }, y), x);
      numbers(...byReverse(total(y), x));
    });
  differentiated(10);
  // Eight times the length: 64 times the work if each product walked the whole graph.
  expect(differentiated(2000) / differentiated(250)).toBeLessThan(12);
});

test("backward() takes no more work for state that was cut off, after something was recorded as before", () => {
  compile((x) => x.mul(2))([1, 2]);
  const w = parameter([1, 2]);
  const workAfter = (steps: number): number => {
    let state: Tensor = tensor([1, 2]);
    const step = (): void => {
      state = state.mul(0.9).add(1).detach();
      w.mul(state).sum().backward();
      w.grad = null;
    };
    for (let k = 0; k < steps; k++) step();
    return workOf(step);
  };
  const [few, many] = [workAfter(50), workAfter(300)];
  expect(many).toBeLessThan(1.5 * few);
});

test("a chain that nobody reads takes work in proportion to its length, read itself or left to the next run", () => {
  const evaluated = (length: number, isRead: boolean): number =>
    workOf(() => {
      let y = tensor([1]);
      for (let k = 0; k < length; k++) y = y.add(1);
      (isRead ? y : tensor([1, 2]).sum()).data();
    });
  for (const isRead of [true, false]) {
    evaluated(10, isRead);
    // Eight times the length: close to 64 times the work if each of those that are noted were followed to the end.
    expect(evaluated(40_000, isRead) / evaluated(5_000, isRead)).toBeLessThan(12);
  }
});
