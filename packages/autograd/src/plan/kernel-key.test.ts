import { describe, expect, test } from "vitest";
import { interpretOnly } from "../evaluate/compilation.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import {
  argsort,
  compile,
  concat,
  cumsum,
  gradients,
  greater,
  parameter,
  scalar,
  scan,
  type Tensor,
  take,
  tensor,
  where,
  zeros,
} from "../index.ts";
import { add } from "../op/add.ts";
import { isBody } from "../op/body.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { sameBits } from "../shape/same-bits.ts";
import { nodeOf } from "../tensor/handle.ts";
import { moduleOf } from "../wasm/compile-plan.ts";
import { arenaOf } from "./arena.ts";
import type { ClosedKernel, KernelCall } from "./closed-kernel.ts";
import { callsOf } from "./closing.ts";
import { keyOf } from "./kernel-key.ts";
import { lower } from "./lower.ts";
import type { Plan } from "./plan.ts";
import { programOf } from "./program.ts";

function planOf(...roots: readonly Tensor[]): Plan {
  return lower(programOf(evaluationOrder(roots.map((root) => nodeOf(root)))));
}

function kernelsOf(...roots: readonly Tensor[]): KernelCall[] {
  return callsOf(planOf(...roots));
}

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

/** The same with one field another, for each field in it, however deep. */
function* changed(value: unknown, path: string): Generator<readonly [path: string, value: unknown]> {
  if (typeof value === "number") {
    yield [path, value + 1];
    if (value === 0 && path.endsWith(".constant")) yield [path, -value];
  } else if (typeof value === "boolean") yield [path, !value];
  else if (typeof value === "string") yield [path, value === "int32" ? "bool" : "int32"];
  else if (value === null) yield [path, path.endsWith(".op") ? add : 1];
  else if (Array.isArray(value)) {
    if (value.length > 0) yield [path, [...value, ...value.slice(-1)]];
    for (const [k, item] of value.entries())
      for (const [at, other] of changed(item, `${path}[${k}]`)) yield [at, value.with(k, other)];
  } else if ("meaning" in (value as object) || isBody(value)) yield [path, { ...(value as object) }];
  else
    for (const [name, item] of Object.entries(value as object))
      for (const [at, other] of name === "kind" ? [] : changed(item, `${path}.${name}`))
        yield [at, { ...(value as object), [name]: other }];
}

describe("the key of a kernel", () => {
  const zero = x.add(0);
  const samples: Readonly<Record<string, Tensor>> = {
    "loop with results and a reduction": x.mul(zero).sum(0).add(zero.transpose().sum(1)),
    "loop over a mask": where(greater(x, 2), x, 0),
    place: concat([x, x.mul(2)], 1),
    routine: cumsum(x, 1),
    "product of batches": x.reshape([2, 1, 3]).matmul(x.reshape([2, 3, 1])),
    "sort, which has memory of its own": argsort(x),
    body: scan((carry: Tensor<[3]>, row: Tensor<[3]>) => [carry.add(row), row], tensor([0, 0, 0]), x)[1],
  };
  test.each(Object.entries(samples))("tells every field: %s", (_, root) => {
    const kernels = kernelsOf(root).map(({ kernel }) => kernel);
    expect(kernels.length).toBeGreaterThan(0);
    for (const kernel of kernels) {
      const all = [...changed(kernel, "")];
      expect(all.length).toBeGreaterThan(5);
      const untold = all.filter(([, other]) => keyOf(other as ClosedKernel) === keyOf(kernel));
      expect(untold.map(([path]) => path)).toEqual([]);
    }
  });
});

/** How many functions a module has, and its bytes. */
function sizeOfModule(...roots: readonly Tensor[]): { functions: number; bytes: number } {
  const plan = planOf(...roots);
  const module = moduleOf(plan, callsOf(plan), arenaOf(plan), 256);
  return { functions: module.functions.length, bytes: module.encode().length };
}

describe("a kernel that occurs often", () => {
  const w = parameter([
    [0.1, -0.2, 0.3],
    [0.2, 0.1, -0.4],
    [-0.3, 0.5, 0.2],
  ]);
  const network = (layers: number): readonly Tensor[] => {
    let h: Tensor = x;
    for (let k = 0; k < layers; k++) h = h.matmul(w).add(0.1).tanh();
    const loss = h.square().mean();
    return [loss, ...gradients(loss, [w])];
  };

  test("is in a module once, however often that is", () => {
    const few = sizeOfModule(...network(10));
    const many = sizeOfModule(...network(40));
    expect(many.functions).toBe(few.functions);
    // A few calls for each layer.
    expect(many.bytes - few.bytes).toBeLessThan(30 * 150);
  });

  test("works at different places of one tensor", () => {
    const rows = tensor(Array.from({ length: 12 }, (_, k) => [k, k + 0.5, -k, 2 * k]));
    const part = (start: number, length = 2): Tensor => rows.slice([{ start, stop: start + length }]);
    const keysOf = (parts: readonly Tensor[]): Set<string> =>
      new Set(parts.map((own) => keyOf((kernelsOf(own.exp().sum(1))[0] as KernelCall).kernel)));
    expect(keysOf([part(0), part(2), part(5), part(7)]).size).toBe(1);
    // Backwards, and more of them, are kernels of their own.
    expect(keysOf([part(0), part(0).flip(1), part(3, 4)]).size).toBe(3);
  });

  test("has the interpreter's bits wherever it works", () => {
    const cell = parameter(Array.from({ length: 37 }, (_, k) => k / 7));
    const index = tensor([1, 0, 2], { dtype: "int32" });
    const plain = (dtype: "float64" | "float32"): Tensor<[number, number]> =>
      tensor(
        Array.from({ length: 12 }, (_, i) => Array.from({ length: 37 }, (_, j) => Math.sin(i * 37 + j) * 2)),
        { dtype },
      );
    const build = (data: Tensor<[number, number]>): Tensor[] => {
      const results: Tensor[] = [];
      // Each row depends on the one before, so that they do not share loops.
      let row: Tensor = zeros([37], { dtype: data.dtype });
      for (let k = 0; k < 6; k++) {
        row = data.slice([k]).add(row.mul(0.1));
        const backwards = row.flip(0).mul(row).exp();
        const sum = backwards.tanh().sum();
        results.push(backwards, sum, greater(row, 1), row.mul(k % 2 === 0 ? 0 : -0));
        results.push(concat([row, row.mul(3), zeros([2], { dtype: data.dtype })]), cumsum(row));
        results.push(
          row.reshape([37, 1]).matmul(row.reshape([1, 37])),
          data.matmul(row.reshape([37, 1])).sum(0),
        );
        results.push(take(row, index.add(1)));
        cell.assign(cell.mul(0.5).add(row.cast("float64")));
      }
      return results;
    };
    const keys = kernelsOf(...build(plain("float64"))).map(({ kernel }) => keyOf(kernel));
    expect(keys.filter((key) => keys.filter((other) => other === key).length >= 3).length).toBeGreaterThan(
      20,
    );
    cell.assign(zeros([37]));
    const step = compile(build);
    for (const dtype of ["float64", "float32"] as const) {
      const before = cell.data();
      const got = step(plain(dtype)).map((result) => result.data());
      const after = cell.data();
      cell.assign(tensor(before));
      interpretOnly(true);
      try {
        const wanted = build(plain(dtype)).map((result) => result.data());
        expect(got.findIndex((values, k) => !sameBits(values, wanted[k] as TypedArray))).toBe(-1);
        expect(sameBits(after, cell.data())).toBe(true);
      } finally {
        interpretOnly(false);
      }
    }
  });

  test("that is refused ends the run, whichever of them it is", () => {
    const rows = tensor([1, 2, 3]);
    const f = compile((index: Tensor<[number]>) =>
      [0, 1, 2, 3].map((k) => take(rows, index.slice([k]).cast("int32")).exp()),
    );
    expect(f(tensor([0, 1, 2, 0])).map((y) => y.item())).toEqual(
      [1, 2, 3, 1].map((k) => scalar(k).exp().item()),
    );
    for (let k = 0; k < 4; k++) {
      const index = [0, 1, 2, 0];
      index[k] = 3;
      expect(() => f(tensor(index))).toThrow(/^take: indices must be from -3 to 2/);
    }
  });
});
