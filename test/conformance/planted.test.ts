import { describe, expect, test } from "vitest";
import { apply } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { equal, greater } from "../../packages/autograd/src/op/comparison.ts";
import type { Builder, Operation } from "../../packages/autograd/src/op/definition.ts";
import { bilinear } from "../../packages/autograd/src/op/derivative/bilinear.ts";
import { linear } from "../../packages/autograd/src/op/derivative/linear.ts";
import { partials } from "../../packages/autograd/src/op/derivative/partials.ts";
import { flip } from "../../packages/autograd/src/op/flip.ts";
import { stopGradient } from "../../packages/autograd/src/op/leaf.ts";
import { mul } from "../../packages/autograd/src/op/mul.ts";
import { cos } from "../../packages/autograd/src/op/sin.ts";
import { sumTo } from "../../packages/autograd/src/op/sum.ts";
import { factsOf, operationNamed } from "../../packages/autograd/src/op/table.ts";
import { where } from "../../packages/autograd/src/op/where.ts";
import { exactGradientLaw, exactValueLaw } from "./law/exact.ts";
import { adjointLaw, forwardLaw, reverseLaw } from "./law/first-order.ts";
import { formLaw, specLaw } from "./law/form.ts";
import type { Law } from "./law/law.ts";
import { curvatureLaw, nestingLaw } from "./law/second-order.ts";
import { strongZeroLaw } from "./law/strong-zero.ts";
import { valueLaw } from "./law/value.ts";
import { laws } from "./laws.ts";

/** A defect as small or as well hidden as the law still has to notice. */
interface Plant {
  readonly law: Law;
  readonly defect: string;
  readonly op: Operation;
}

function clone(name: string, change: Partial<Operation>): Operation {
  return { ...operationNamed(name), ...change };
}

function times<V>(b: Builder<V>, factor: number, x: V): V {
  return b(mul, b.constant(factor, x), x);
}

/** A value that is right and has no derivative any more. */
function frozen<V>(x: V): V {
  return apply(stopGradient, [x as Node]) as V;
}

const plants: readonly Plant[] = [
  {
    law: specLaw,
    defect: "a comparison that claims to be float64",
    op: clone("less", { meaning: operationNamed("sub").meaning }),
  },
  {
    law: valueLaw,
    defect: "a sine that is off by 1e-14",
    op: clone("sin", {
      meaning: {
        kind: "map",
        scalar: (m, x, b, c) => {
          const sine = operationNamed("sin").meaning;
          if (sine.kind !== "map") throw new Error("sin is no longer a map");
          return m.add(sine.scalar(m, x, b, c), m.constant(1e-14));
        },
      },
    }),
  },
  {
    law: exactValueLaw,
    defect: "-0 + 0 = -0",
    op: clone("add", {
      meaning: {
        kind: "map",
        scalar: (m, a, b) => m.select(m.eq(m.add(a, b), m.constant(0)), a, m.add(a, b)),
      },
    }),
  },
  {
    law: exactGradientLaw,
    defect: "half a slope for relu at 0",
    op: clone("relu", {
      derivative: partials((b, y, x) => {
        const zero = b.constant(0, y);
        const side = b(where, b(greater, x, zero), b.constant(1, y), zero);
        return b(where, b(equal, x, zero), b.constant(0.5, y), side);
      }),
    }),
  },
  {
    law: adjointLaw,
    defect: "a transpose that is off by 3e-12",
    op: clone("flip", {
      derivative: linear((b, cotangent, _inputs, attributes) => () => {
        return times(b, 1 + 3e-12, b(flip, cotangent, { axes: attributes["axes"] as readonly number[] }));
      }),
    }),
  },
  {
    law: reverseLaw,
    defect: "a derivative that is off by 1e-10 in both modes",
    op: clone("exp", { derivative: partials((b, y) => times(b, 1 + 1e-10, y)) }),
  },
  {
    law: forwardLaw,
    defect: "a derivative that is off by 1e-10 in both modes",
    op: clone("exp", { derivative: partials((b, y) => times(b, 1 + 1e-10, y)) }),
  },
  {
    law: strongZeroLaw,
    defect: "a product whose zeros are ordinary",
    op: clone("mul", {
      derivative: bilinear(
        (b, cotangent, right, left) => sumTo(b, b(mul, cotangent, right), left),
        (b, cotangent, left, right) => sumTo(b, b(mul, left, cotangent), right),
      ),
    }),
  },
  {
    law: nestingLaw,
    defect: "a mixed second derivative that is there in one order only",
    op: clone("mul", {
      derivative: partials(
        (_b, _y, _x1, x2) => frozen(x2),
        (_b, _y, x1) => x1,
      ),
    }),
  },
  {
    law: curvatureLaw,
    defect: "no second derivative",
    op: clone("sin", { derivative: partials((b, _y, x) => frozen(b(cos, x))) }),
  },
  {
    law: formLaw,
    defect: "a partial that was left out",
    op: clone("mul", { derivative: partials((_b, _y, _x1, x2) => x2, null) }),
  },
];

describe("a planted defect is found", () => {
  test.each(plants.map((plant) => [plant.law.name, plant] as const))(
    "by the law: %s",
    (_, { law, defect, op }) => {
      const findings = factsOf(op.name)
        .samples()
        .flatMap((sample) => law.check(op, sample) ?? []);
      expect({ defect, found: findings.length > 0 }).toEqual({ defect, found: true });
    },
  );

  test.each(plants.map((plant) => [plant.law.name, plant] as const))(
    "and only there, by: %s",
    (_, { law, op }) => {
      const { op: sound, samples } = factsOf(op.name);
      expect(samples().flatMap((sample) => law.check(sound, sample) ?? [])).toEqual([]);
    },
  );

  test("by every law there is", () => {
    expect(new Set(plants.map(({ law }) => law))).toEqual(new Set(laws));
  });
});
