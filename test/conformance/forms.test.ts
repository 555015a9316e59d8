import { describe, expect, test } from "vitest";
import { add } from "../../packages/autograd/src/op/add.ts";
import type {
  Attributes,
  Builder,
  Derivative,
  Operation,
} from "../../packages/autograd/src/op/definition.ts";
import { cotangentRule } from "../../packages/autograd/src/op/derivative/cotangent-rule.ts";
import { tangentRule } from "../../packages/autograd/src/op/derivative/tangent-rule.ts";
import { matmul } from "../../packages/autograd/src/op/matmul.ts";
import type { ReduceAttributes } from "../../packages/autograd/src/op/reduction.ts";
import { cos } from "../../packages/autograd/src/op/sin.ts";
import { strongMul } from "../../packages/autograd/src/op/strong-mul.ts";
import { broadcastTo, sum, sumTo } from "../../packages/autograd/src/op/sum.ts";
import { factsOf } from "../../packages/autograd/src/op/table.ts";
import { laws } from "./laws.ts";

function sumOf<V>(b: Builder<V>, terms: readonly (V | null)[]): V {
  const present = terms.filter((term) => term !== null) as V[];
  return present.reduce((x, y) => b(add, x, y));
}

/** Operations whose derivative is declared in one mode only, so that the other has to follow from it. */
const declared: Readonly<Record<string, readonly (readonly [form: string, Derivative<Attributes>])[]>> = {
  mul: [
    [
      "a tangent rule",
      tangentRule((b, y, [left, right], [dLeft, dRight]) => {
        const fromLeft = !dLeft ? null : b(strongMul, dLeft, right as typeof y);
        const fromRight = !dRight ? null : b(strongMul, left as typeof y, dRight);
        return b(broadcastTo, sumOf(b, [fromLeft, fromRight]), { shape: b.shapeOf(y) });
      }),
    ],
  ],
  matmul: [
    [
      "a tangent rule",
      tangentRule((b, y, [left, right], [dLeft, dRight]) =>
        sumOf(b, [
          !dLeft ? null : b(matmul, dLeft, right as typeof y),
          !dRight ? null : b(matmul, left as typeof y, dRight),
        ]),
      ),
    ],
  ],
  sin: [
    ["a tangent rule", tangentRule((b, y, [x], [dx]) => b(strongMul, dx as typeof y, b(cos, x as typeof y)))],
    [
      "a cotangent rule",
      cotangentRule((b, cotangent, step) => [b(strongMul, cotangent, b(cos, step.input(0)))]),
    ],
  ],
  add: [
    [
      "a cotangent rule",
      cotangentRule((b, cotangent, step) =>
        step.inputs().map((input) => sumTo(b, cotangent, b.shapeOf(input))),
      ),
    ],
  ],
  sum: [
    [
      "a tangent rule",
      tangentRule<ReduceAttributes>((b, y, _inputs, [dx], attributes) => b(sum, dx as typeof y, attributes)),
    ],
  ],
};

describe.each(
  Object.entries(declared).flatMap(([name, forms]) => forms.map((form) => [name, ...form] as const)),
)("%s by %s", (name, _, derivative) => {
  const { op, samples } = factsOf(name);
  const other: Operation = { ...op, derivative };

  test("obeys every law", () => {
    const findings = samples().flatMap((sample) =>
      laws.flatMap((law) =>
        (law.check(other, sample) ?? []).map((finding) => `${sample.name}, ${law.name}: ${finding}`),
      ),
    );
    expect(findings).toEqual([]);
  });
});
