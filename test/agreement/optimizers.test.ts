/** 100 steps of every rule beside those of PyTorch and optax: data/optimizers.json, which optimizers.py writes. */
import { readFileSync } from "node:fs";
import { compile, type Parameter, parameter, type Tensor } from "@chainrule/autograd";
import type { Optimizer, Setting } from "@chainrule/optim";
import * as optim from "@chainrule/optim";
import { describe, expect, it } from "vitest";

interface Case {
  readonly rule: string;
  readonly options: Readonly<Record<string, Setting>>;
  readonly problem: string;
  /** What weight and bias are after each of `steps`. */
  readonly values: readonly (readonly [number[][], number[]])[];
}

interface Table {
  readonly weight: number[][];
  readonly bias: number[];
  readonly steps: readonly number[];
  readonly cases: readonly Case[];
}

const table = JSON.parse(readFileSync(new URL("data/optimizers.json", import.meta.url), "utf8")) as Table;

/** Gradients in closed form, with nothing but sums and products; the same in optimizers.py. */
const problems: Readonly<Record<string, (weight: Tensor, bias: Tensor) => [Tensor, Tensor]>> = {
  quadratic: (weight, bias) => [
    weight
      .sub([
        [1, 0, -0.5],
        [0.25, -0.75, 1.5],
      ])
      .mul([
        [0.125, 1, 4],
        [2, 0.5, 0.25],
      ]),
    bias.sub(0.125).mul([3, 0.5, 1]),
  ],
  wells: (weight, bias) => {
    const signs = [
      [1, -0.5, 0.25],
      [-0.25, 0.5, -1],
    ];
    const total = weight.mul(signs).sum().add(bias.sum());
    return [
      weight.mul(weight).mul(weight).sub(weight).add(0.125).add(total.mul(0.25).mul(signs)),
      bias.mul(bias).mul(bias).sub(bias).add(total.mul(0.25)),
    ];
  },
};

type Make = (parameters: readonly Parameter[], options: Case["options"]) => Optimizer;

/** Weight and bias after each of the table's steps. */
function train({ rule, options, problem }: Case, isCompiled: boolean): (readonly [unknown, unknown])[] {
  const make = (optim as unknown as Readonly<Record<string, Make>>)[rule] as Make;
  const weight: Parameter = parameter(table.weight);
  const bias: Parameter = parameter(table.bias);
  // Muon is for matrices; the bias stays.
  const parameters = rule === "muon" ? [weight] : [weight, bias];
  const descent = make(parameters, options);
  const gradientsOf = problems[problem] as (typeof problems)[string];
  const step = (): void => descent.step(gradientsOf(weight, bias).slice(0, parameters.length));
  const run = isCompiled ? compile(step) : step;
  const found: (readonly [unknown, unknown])[] = [];
  for (let k = 1; k <= (table.steps.at(-1) as number); k++) {
    run();
    if (table.steps.includes(k)) found.push([weight.toArray(), bias.toArray()]);
  }
  return found;
}

function largestError(got: unknown, expected: unknown): number {
  const [a, b] = [got, expected].map((value) => [value].flat(9) as number[]) as [number[], number[]];
  expect(a).toHaveLength(b.length);
  return Math.max(
    ...a.map((value, k) => Math.abs(value - (b[k] as number)) / Math.max(1e-3, Math.abs(b[k] as number))),
  );
}

describe.each(
  table.cases.map((row) => [`${row.rule} ${JSON.stringify(row.options)} on ${row.problem}`, row] as const),
)("%s", (_, row) => {
  let values: ReturnType<typeof train> | undefined;
  const plain = (): ReturnType<typeof train> => {
    values ??= train(row, false);
    return values;
  };

  it("agrees for 100 steps", () => {
    expect(largestError(plain(), row.values)).toBeLessThan(1e-12);
  });

  it("is the same bits compiled", () => {
    expect(train(row, true)).toEqual(plain());
  });
});

it("has a case of every rule", () => {
  const tested = new Set(table.cases.map(({ rule }) => rule));
  const made = Object.keys(optim).filter((name) => `${name}Rule` in optim);
  expect(made.filter((name) => !tested.has(name))).toEqual([]);
});
