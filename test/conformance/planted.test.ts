import { describe, expect, test } from "vitest";
import { apply } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Builder } from "../../packages/autograd/src/op/builder.ts";
import { declarationNamed } from "../../packages/autograd/src/op/declarations.ts";
import type { DeclaredOperation, PartialRule } from "../../packages/autograd/src/op/definition.ts";
import { stopGradient } from "../../packages/autograd/src/op/leaf.ts";
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
  readonly op: DeclaredOperation;
}

function clone(name: string, change: Partial<DeclaredOperation>): DeclaredOperation {
  return { ...declarationNamed(name), ...change };
}

function partials(...rules: readonly PartialRule[]): DeclaredOperation["derivative"] {
  return { form: "partials", partials: rules };
}

function times<V>(b: Builder<V>, factor: number, x: V): V {
  return b.mul(b.constant(factor, x), x);
}

/** A value that is right and has no derivative any more. */
function frozen<V>(x: V): V {
  return apply(stopGradient, [x as Node]) as V;
}

const plants: readonly Plant[] = [
  {
    law: specLaw,
    defect: "a comparison that claims to be float64",
    op: clone("less", { meaning: declarationNamed("sub").meaning }),
  },
  {
    law: valueLaw,
    defect: "a sine that is off by 1e-14",
    op: clone("sin", {
      meaning: {
        kind: "map",
        scalar: (m, x, b, c) => {
          const sine = declarationNamed("sin").meaning;
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
        const side = b.where(b.greater(x, zero), b.constant(1, y), zero);
        return b.where(b.equal(x, zero), b.constant(0.5, y), side);
      }),
    }),
  },
  {
    law: adjointLaw,
    defect: "a transpose that is off by 3e-12",
    op: clone("flip", {
      derivative: {
        form: "linear",
        transpose: (b, cotangent, _inputs, attributes) => () => {
          return times(b, 1 + 3e-12, b.flip(cotangent, attributes["axes"] as readonly number[]));
        },
      },
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
      derivative: {
        form: "bilinear",
        transposeLeft: (b, cotangent, right, left) => b.sumTo(b.mul(cotangent, right), left),
        transposeRight: (b, cotangent, left, right) => b.sumTo(b.mul(left, cotangent), right),
      },
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
    op: clone("sin", { derivative: partials((b, _y, x) => frozen(b.cos(x))) }),
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
      const findings = op.samples().flatMap((sample) => law.check(op, sample) ?? []);
      expect({ defect, found: findings.length > 0 }).toEqual({ defect, found: true });
    },
  );

  test.each(plants.map((plant) => [plant.law.name, plant] as const))(
    "and only there, by: %s",
    (_, { law, op }) => {
      const sound = declarationNamed(op.name);
      expect(sound.samples().flatMap((sample) => law.check(sound, sample) ?? [])).toEqual([]);
    },
  );

  test("by every law there is", () => {
    expect(new Set(plants.map(({ law }) => law))).toEqual(new Set(laws));
  });
});
