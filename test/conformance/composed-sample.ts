import type { Attributes } from "../../packages/autograd/src/op/definition.ts";
import { spread, spreadInput } from "../../packages/autograd/src/op/facts/elementwise-samples.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import type { Shape } from "../../packages/autograd/src/shape/shape.ts";

type Case = readonly [shapes: readonly Shape[], attributes: Attributes];
/** Elements of vectors at which values or derivatives are special. */
type Point = readonly [data: readonly (readonly number[])[], attributes: Attributes];

/** Each case in float64, every third in float32 as well, and the points, where slopes cannot be measured. */
function samplesOf(cases: readonly Case[], points: readonly Point[]): Sample[] {
  const label = (attributes: Attributes): string => JSON.stringify(attributes);
  const samples = (["float64", "float32"] as const).flatMap((dtype) => {
    const chosen = dtype === "float64" ? cases : cases.filter((_, k) => k % 3 === 1);
    return chosen.map(([shapes, attributes], k): Sample => {
      const name = `${shapes.map((shape) => `[${shape}]`).join(", ")} ${label(attributes)} ${dtype}`;
      return {
        name,
        inputs: shapes.map((shape, i) =>
          spreadInput(shape, [-3, 3], k + 5 * i + (dtype === "float32" ? 40 : 0), dtype),
        ),
        attributes,
      };
    });
  });
  const special = points.map(
    ([data, attributes]): Sample => ({
      name: `at ${data.map((part) => `[${part.map(shown)}]`).join(", ")} ${label(attributes)}`,
      inputs: data.map((part) => ({ shape: [part.length], data: part })),
      attributes,
      kink: true,
    }),
  );
  return [...samples, ...special];
}

function shown(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}

/** Of any dtype. */
function moved(cases: readonly Case[], points: readonly Point[]): Sample[] {
  const [shapes, attributes] = cases[4] as Case;
  const others = (["int32", "bool"] as const).map(
    (dtype): Sample => ({
      name: `${shapes.map((shape) => `[${shape}]`).join(", ")} ${dtype}`,
      inputs: shapes.map((shape) => ({ shape, data: spread(shape, [0, 2], 1).map(Math.trunc), dtype })),
      attributes,
    }),
  );
  return [...samplesOf(cases, points), ...others];
}

const reductions: readonly Case[] = [
  [[[2]], {}],
  [[[5]], { axes: 0 }],
  [[[9]], { axes: -1 }],
  [[[17]], { keepDims: true }],
  [[[2, 3]], {}],
  [[[2, 3]], { axes: 0 }],
  [[[2, 3]], { axes: 1, keepDims: true }],
  [[[2, 4]], { axes: [-1], keepDims: true }],
  [[[2, 3, 4]], { axes: [0, 2] }],
  [[[2, 3, 4]], { axes: 1 }],
  [[[2, 3, 4]], { axes: [2, 0, 1], keepDims: true }],
  [[[5, 7]], { axes: -2 }],
  [[[2, 2, 2, 2]], { axes: [1, 3], keepDims: true }],
  [[[2, 0]], { axes: 0 }],
  [[[0, 3]], { axes: 1, keepDims: true }],
  [[[3, 1]], { axes: 0 }],
];
/** Reductions over one element or none. */
const small: readonly Case[] = [
  [[[]], {}],
  [[[1]], {}],
  [[[3, 1]], { axes: 1 }],
  [[[2, 3]], { axes: [] }],
];
const noElements: readonly Case[] = [
  [[[0]], {}],
  [[[2, 0]], { axes: 1 }],
];
const vectors: readonly (readonly number[])[] = [
  [3, 3, 3],
  [0, -0],
  [-0, -0],
  [1, Infinity],
  [-Infinity, 1, 2],
  [-Infinity, -Infinity],
  [Infinity, -Infinity],
  [Infinity, Infinity],
  [1, NaN, 2],
  [1e308, 1e308],
  [1e-100, 2e-100, 4e-100],
  [1000, 1000, 999],
  [-1000, 1000],
  [2, 1, 2],
];

/** A size as corrected to n - 1 elements and to none. */
const corrected: readonly Case[] = [
  [[[5]], { correction: 1 }],
  [[[3, 4]], { axes: 0, correction: 1, keepDims: true }],
  [[[4, 5]], { axes: 1, correction: 1.5 }],
];
const overcorrected: readonly Case[] = [[[[1]], { correction: 1 }]];

/** Where the derivative is a convention or not a number. */
function singular(cases: readonly Case[]): Sample[] {
  return samplesOf(cases, []).map((sample) => ({ ...sample, kink: true }));
}

const along: readonly Case[] = [
  [[[]], {}],
  [[[1]], {}],
  [[[2]], {}],
  [[[5]], { axes: 0 }],
  [[[9]], { axes: -1 }],
  [[[17]], {}],
  [[[2, 3]], {}],
  [[[2, 3]], { axes: 0 }],
  [[[2, 3]], { axes: [0, 1] }],
  [[[2, 3]], { axes: [] }],
  [[[2, 3, 4]], { axes: 1 }],
  [[[2, 3, 4]], { axes: [0, -1] }],
  [[[5, 7]], { axes: -2 }],
  [[[3, 1]], { axes: 1 }],
  [[[2, 2, 2, 2]], { axes: [1, 3] }],
  [[[0]], {}],
  [[[2, 0]], {}],
  [[[0, 2]], { axes: 1 }],
];

const one = vectors.map((data): Point => [[data], {}]);

const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 100];
const products: readonly Point[] = [
  [[[0], [Infinity]], {}],
  [
    [
      [0, 1],
      [NaN, 2],
    ],
    {},
  ],
  [
    [
      [1, 2],
      [0, 0],
    ],
    {},
  ],
  [[[-0], [1]], {}],
  [
    [
      [Infinity, 1],
      [1, -Infinity],
    ],
    {},
  ],
  [
    [
      [1e308, 1e308],
      [10, -10],
    ],
    {},
  ],
  [
    [
      [5e-324, 1],
      [0.5, 5e-324],
    ],
    {},
  ],
  [
    [
      [3, 3],
      [3, 3],
    ],
    {},
  ],
];

/** By name of the composition. */
export const composedSamples: Readonly<Record<string, readonly Sample[]>> = {
  mean: [...samplesOf([...reductions, ...small], one), ...singular(noElements)],
  var: [
    ...samplesOf([...reductions, ...small, ...corrected], one),
    ...singular([...noElements, ...overcorrected]),
  ],
  std: [
    ...samplesOf([...reductions, ...corrected], one),
    ...singular([...small, ...noElements, ...overcorrected]),
  ],
  softmax: samplesOf(along, one),
  logSoftmax: samplesOf(along, one),
  dot: samplesOf(
    sizes.map((n): Case => [[[n], [n]], {}]),
    products,
  ),
  outer: samplesOf(
    sizes.map((n, k): Case => [[[n % 20], [sizes[(5 * k + 3) % 11] as number]], {}]),
    [...products, [[[1, 2, 3], [Infinity]], {}], [[[NaN], [0, 1]], {}]],
  ),
  stack: moved(
    [
      [[[]], {}],
      [[[], []], { axis: 0 }],
      [[[], [], []], { axis: -1 }],
      [[[1], [1]], {}],
      [[[3], [3]], { axis: 0 }],
      [[[3], [3]], { axis: 1 }],
      [[[4], [4], [4]], { axis: -1 }],
      [[[4], [4], [4]], { axis: -2 }],
      [[[0], [0]], { axis: 0 }],
      [[[0], [0]], { axis: 1 }],
      [[[9]], { axis: 1 }],
      [
        [
          [2, 3],
          [2, 3],
        ],
        { axis: 0 },
      ],
      [
        [
          [2, 3],
          [2, 3],
        ],
        { axis: 1 },
      ],
      [
        [
          [2, 3],
          [2, 3],
        ],
        { axis: 2 },
      ],
      [
        [
          [1, 2, 2],
          [1, 2, 2],
          [1, 2, 2],
        ],
        { axis: 3 },
      ],
      [
        [
          [2, 0],
          [2, 0],
        ],
        { axis: 1 },
      ],
    ],
    [
      [
        [
          [Infinity, -0],
          [NaN, 0],
        ],
        { axis: 1 },
      ],
      [
        [
          [1, 1],
          [1, 1],
        ],
        {},
      ],
      [[[5e-324], [-Infinity]], {}],
    ],
  ),
  split: moved(
    [
      [[[1]], { sections: 1 }],
      [[[4]], { sections: 2 }],
      [[[4]], { sections: [1, 3] }],
      [[[4]], { sections: [0, 4, 0] }],
      [[[6]], { sections: 3 }],
      [[[9]], { sections: [2, 3, 4] }],
      [[[17]], { sections: 17 }],
      [[[2, 3]], { sections: 2 }],
      [[[2, 3]], { sections: 3, axis: 1 }],
      [[[2, 3]], { sections: [1, 2], axis: -1 }],
      [[[2, 3, 4]], { sections: 2, axis: 2 }],
      [[[2, 3, 4]], { sections: [2, 1], axis: 1 }],
      [[[0]], { sections: 2 }],
      [[[0, 2]], { sections: 2, axis: 1 }],
      [[[1, 1, 1]], { sections: [1], axis: -3 }],
      [[[2, 2, 2, 2]], { sections: 2, axis: -2 }],
    ],
    [
      [[[Infinity, -0, NaN, 0]], { sections: 2 }],
      [[[1, 1, 1]], { sections: [2, 1] }],
      [[[5e-324, -Infinity]], { sections: 2 }],
    ],
  ),
  expandDims: moved(
    [
      [[[]], { axes: 0 }],
      [[[]], { axes: [0, 1] }],
      [[[1]], { axes: 1 }],
      [[[3]], { axes: 0 }],
      [[[3]], { axes: -1 }],
      [[[3]], { axes: [0, 2] }],
      [[[3]], { axes: [-1, 0] }],
      [[[3]], { axes: [] }],
      [[[0]], { axes: 0 }],
      [[[9]], { axes: [1, 2, 3] }],
      [[[2, 3]], { axes: 1 }],
      [[[2, 3]], { axes: -3 }],
      [[[2, 3]], { axes: [1, 3] }],
      [[[2, 3, 4]], { axes: 2 }],
      [[[2, 0]], { axes: [0, -1] }],
      [[[17]], { axes: -2 }],
    ],
    [
      [[[Infinity, -0, NaN]], { axes: 0 }],
      [[[1, 1]], { axes: 1 }],
      [[[5e-324, -Infinity]], { axes: [0, 1] }],
    ],
  ),
  squeeze: moved(
    [
      [[[]], {}],
      [[[1]], {}],
      [[[1]], { axes: 0 }],
      [[[3]], {}],
      [[[1, 3]], {}],
      [[[3, 1]], { axes: -1 }],
      [[[1, 3, 1]], {}],
      [[[1, 3, 1]], { axes: 0 }],
      [[[1, 3, 1]], { axes: [0, 2] }],
      [[[1, 3, 1]], { axes: [-1] }],
      [[[1, 3, 1]], { axes: [] }],
      [[[1, 1, 1]], {}],
      [[[1, 1, 1]], { axes: [0, 2] }],
      [[[0, 1]], { axes: 1 }],
      [[[2, 1, 3]], { axes: 1 }],
      [[[2, 1, 3, 1]], {}],
      [[[1, 17]], { axes: -2 }],
    ],
    [
      [[[NaN]], {}],
      [[[-0]], { axes: 0 }],
      [[[Infinity, -0, NaN]], {}],
    ],
  ),
};
