import {
  assertGradients,
  compile,
  grad,
  gradients,
  mt19937,
  type Parameter,
  scan,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from "@chainrule/autograd";
import { adam } from "@chainrule/optim";
import { describe, expect, it } from "vitest";
import { message } from "../../../test/message.ts";
import { BatchNorm } from "./batch-norm.ts";
import { loadState, stateOf } from "./file/state.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { namedParameters } from "./model/parameters.ts";
import { setTraining } from "./model/training.ts";
import { sequential } from "./sequential.ts";

const x = tensor([
  [
    [1, 2, 4],
    [0, -1, 3],
  ],
  [
    [2, 2, 5],
    [7, 1, -3],
  ],
]);
const cotangent = [
  [
    [1, -1, 2],
    [0, 1, 3],
  ],
  [
    [2, 1, -1],
    [1, 1, 0.5],
  ],
];

function expectClose(actual: Tensor, exact: readonly number[], tolerance: number): void {
  const values = [...actual.data()];
  expect(values.length).toBe(exact.length);
  for (const [k, value] of values.entries())
    expect(Math.abs(value - (exact[k] as number)), `[${k}]`).toBeLessThan(tolerance);
}

function withWeights<L extends { weight: Parameter | null; bias: Parameter | null }>(
  layer: L,
  weight: number[],
  bias: number[],
): L {
  layer.weight?.assign(weight);
  layer.bias?.assign(bias);
  return layer;
}

// Expected numbers by mpmath, with 40 digits, the derivatives by differences.
describe("LayerNorm", () => {
  it("brings rows to mean 0 and variance 1, with the derivative through both", () => {
    for (const compiled of [false, true]) {
      const layer = withWeights(new LayerNorm(3), [2, -1, 1], [0.5, 1, 0]);
      const both = (u: Tensor): Tensor[] => {
        const y = layer.forward(u as Tensor<[2, 2, 3]>);
        return [y, ...gradients(y.mul(cotangent).sum(), [u])];
      };
      const [y, slope] = (compiled ? compile(both) : both)(x) as [Tensor, Tensor];
      expectClose(
        y,
        [
          -1.638083062900595, 1.2672603828625744, 1.3363019143128718, -0.28446318282917155,
          1.9805789785364645, 1.3728105699510502, -0.9142100268524473, 1.7071050134262236, 1.4142100268524473,
          3.095541969675284, 1.1622213731047053, -1.1355496117329367,
        ],
        1e-14,
      );
      expectClose(
        slope,
        [
          0.34362000136861953, -0.5154308610986374, 0.17181085973001795, -1.3577200397118902e-6,
          -3.3943000992797257e-6, 4.752020138991616e-6, 1.767765479821717, -1.7677595873094012,
          -5.892512315990284e-6, 0.13447311683184474, -0.336182467903869, 0.2017093510720243,
        ],
        1e-14,
      );
    }
  });

  it("has derivatives of second order by rows, weight and bias, and examples of vmap as rows", () => {
    const layer = new LayerNorm(3);
    assertGradients((u: Tensor) => layer.forward(u as Tensor<[2, 2, 3]>), [x], { order: 2, tolerance: 1e-5 });
    const rows = x.reshape([4, 3]);
    expect(vmap((row: Tensor) => layer.forward(row as Tensor<[3]>))(rows).toArray()).toEqual(
      layer.forward(rows).toArray(),
    );
  });

  it("may go without weight and bias, and is of the dtype it is told", () => {
    const layer = new LayerNorm(2, { affine: false, dtype: "float32", epsilon: 1 });
    expect([layer.weight, layer.bias, layer.parameters()]).toEqual([null, null, []]);
    expect(layer.forward([3, 5]).toArray()).toEqual([-Math.SQRT1_2, Math.SQRT1_2].map(Math.fround));
    expect([...namedParameters(new LayerNorm(2)).keys()]).toEqual(["weight", "bias"]);
  });

  it("refuses what does not fit", () => {
    expect(message(() => new LayerNorm(0))).toBe("LayerNorm: inputs must be a positive integer, got 0.");
    expect(message(() => new LayerNorm(2, { epsilon: 0 }))).toBe(
      "LayerNorm: epsilon must be a positive finite number, got 0.",
    );
    expect(message(() => new LayerNorm(2, { affine: 1 as never }))).toBe(
      "LayerNorm: affine must be true or false, got 1.",
    );
    expect(message(() => new LayerNorm(2).forward([1, 2, 3] as never))).toBe(
      "LayerNorm.forward: x must have last size 2, got shape [3].",
    );
    expect(message(() => new LayerNorm(2).forward(tensor([1, 2], { dtype: "float32" })))).toBe(
      'LayerNorm.forward: x must be float64, as the layer is, got float32. Use cast("float64").',
    );
  });
});

describe("BatchNorm", () => {
  it("brings channels to mean 0 and variance 1, with the derivative through both, and averages them", () => {
    for (const compiled of [false, true]) {
      const layer = withWeights(new BatchNorm(2, { decay: 0.75 }), [2, -1], [0.5, 1]);
      const both = (u: Tensor): Tensor[] => {
        const y = layer.forward(u);
        return [y, ...gradients(y.mul(cotangent).sum(), [u])];
      };
      const [y, slope] = (compiled ? compile(both) : both)(x) as [Tensor, Tensor];
      expectClose(
        y,
        [
          -1.9253498303281582, -0.4701399321312633, 2.4402798642625267, 1.3663965651244772,
          1.6804507638026003, 0.4242339690901074, -0.4701399321312633, -0.4701399321312633, 3.895489762459422,
          -0.8319828256223855, 1.0523423664463538, 2.308559161158847,
        ],
        1e-14,
      );
      expectClose(
        slope,
        [
          -0.08559756106585019, -2.6536168411807513, 2.396813885967712, 0.29856663544782874,
          -0.05119506019041289, -0.5364734697061858, 1.712012853409934, 0.2568029552130389,
          -1.6264152923440838, 0.23446491549053414, 0.020219933729823874, 0.03441704522841197,
        ],
        1e-14,
      );
      // A quarter of the batch's, whose variance is without bias.
      expectClose(layer.running.mean, [2 / 3, 7 / 24], 1e-15);
      expectClose(layer.running.variance, [0.75 + 17 / 30, 0.75 + 73 / 24], 1e-14);
    }
  });

  it("uses the averages outside of training, changes nothing then, and takes single examples", () => {
    const layer = new BatchNorm(2, { axis: -1, affine: false });
    layer.running.load({ mean: [1, 2], variance: [4 - 1e-5, 1 - 1e-5] });
    setTraining(layer, false);
    const rows = tensor([
      [3, 3],
      [1, 0],
    ]);
    expectClose(layer.forward(rows), [1, 1, 0, -2], 1e-15);
    expectClose(layer.forward([3, 3]), [1, 1], 1e-15);
    expect(vmap((row: Tensor) => layer.forward(row))(rows).toArray()).toEqual(layer.forward(rows).toArray());
    expect(layer.running.mean.toArray()).toEqual([1, 2]);
  });

  it("is in training or not as it was set before each call, compiled too", () => {
    const story = (compiled: boolean): unknown[] => {
      const layer = new BatchNorm(2);
      const forward = (u: Tensor): Tensor => layer.forward(u);
      const run = compiled ? compile(forward) : forward;
      const seen: unknown[] = [];
      for (const training of [true, true, true, false, false, true, false, true, true, true, true, false]) {
        setTraining({ layer }, training);
        seen.push(run(x).toArray(), layer.running.mean.toArray(), layer.running.variance.toArray());
      }
      return seen;
    };
    expect(story(true)).toEqual(story(false));
  });

  it("trains in a compiled step with the same bits, and goes on from what was saved", () => {
    const begin = (seed: number) => {
      const model = sequential(
        new Linear(3, 4, { seed }),
        new BatchNorm(4),
        "tanh",
        new Linear(4, 1, { seed }),
      );
      return { model, descent: adam(model.parameters(), { learningRate: 0.01 }) };
    };
    const inputs = mt19937(1).normal([8, 3]);
    const run = (compiled: boolean): unknown => {
      const training = begin(1);
      const once = (u: Tensor): Tensor => {
        const loss = training.model
          .forward(u as Tensor<[8, 3]>)
          .sub(1)
          .square()
          .mean();
        training.descent.minimize(loss);
        return loss;
      };
      const step = compiled ? compile(once) : once;
      const losses = Array.from({ length: 6 }, () => step(inputs).item());
      const resumed = begin(2);
      loadState(resumed, stateOf(training));
      setTraining([training.model, resumed.model], false);
      const [one, other] = [training, resumed].map(({ model }) => model.forward(inputs).toArray());
      expect(other).toEqual(one);
      return [losses, one];
    };
    expect(run(true)).toEqual(run(false));
    expect([...stateOf(begin(1).model).keys()].slice(2, 6)).toEqual([
      "layers.1.weight",
      "layers.1.bias",
      "layers.1.running.mean",
      "layers.1.running.variance",
    ]);
    // The averages are no parameters.
    expect(begin(1).model.parameters().length).toBe(6);
  });

  it("refuses what does not fit, and then has averaged nothing", () => {
    const layer = new BatchNorm(3);
    expect(message(() => layer.forward([[1, 2]]))).toBe(
      "BatchNorm.forward: x must have size 3 at axis 1, got shape [1, 2].",
    );
    expect(message(() => layer.forward([1, 2, 3]))).toBe(
      "BatchNorm.forward: x must have size 3 at axis 1, got shape [3].",
    );
    const single =
      "BatchNorm.forward: x must have more than one element of each channel in training, got shape [1, 3]. Use larger batches, or " +
      "setTraining(model, false).";
    expect(message(() => layer.forward([[1, 2, 3]]))).toBe(single);
    expect(message(() => layer.forward(zeros([0, 3])))).toBe(single.replace("[1, 3]", "[0, 3]"));
    expect(message(() => layer.forward(zeros([2, 3], { dtype: "float32" })))).toBe(
      'BatchNorm.forward: x must be float64, as the layer is, got float32. Use cast("float64").',
    );
    const batches = zeros([2, 4, 3]);
    expect(message(() => vmap((rows: Tensor) => layer.forward(rows))(batches))).toBe(
      "BatchNorm.forward: has no place inside the function that vmap() is given, which is called once for all examples: they would all " +
        "have the same statistics. Apply the model to the batch, or setTraining(model, false).",
    );
    expect(message(() => scan((sum: Tensor, rows: Tensor) => [sum, layer.forward(rows)], 0, batches))).toBe(
      "BatchNorm.forward: has no place inside the function that scan() is given, which is called once for all steps. Return what it " +
        "needs, and call it outside.",
    );
    expect(layer.running.mean.toArray()).toEqual([0, 0, 0]);
    expect(message(() => new BatchNorm(2, { axis: 0.5 }))).toBe(
      "BatchNorm: axis must be an integer, got 0.5.",
    );
    expect(message(() => new BatchNorm(2, { decay: 2 }))).toBe(
      "BatchNorm: decay must be a number from 0 to 1, got 2.",
    );
    expect(message(() => Reflect.set(layer, "training", 1))).toBe(
      "BatchNorm: training must be true or false, got 1.",
    );
    expect(message(() => layer.running.load({ mean: [1, 2, 3], variance: [1] }))).toBe(
      "RunningStatistics.load: variance must have shape [3], got [1].",
    );
    expect(layer.running.mean.toArray()).toEqual([0, 0, 0]);
  });

  it("averages numbers: no derivative goes through what the batches before have left", () => {
    const layer = new BatchNorm(2, { affine: false, decay: 0 });
    const measured = (u: Tensor): Tensor => {
      layer.forward(u);
      layer.training = false;
      const y = layer.forward(u);
      layer.training = true;
      return y.sum();
    };
    const [first, second] = [34 / 15, 73 / 6].map((variance) => 1 / Math.sqrt(variance + 1e-5));
    const each = [first, first, first, second, second, second] as number[];
    for (const f of [grad(measured), compile((u: Tensor) => grad(measured)(u))])
      expectClose(f(x), [...each, ...each], 1e-14);
  });

  it("averages batches whose results nobody reads, however many", () => {
    const layer = new BatchNorm(2);
    for (let k = 0; k < 3000; k++) layer.forward(x);
    expectClose(layer.running.mean, [8 / 3, 7 / 6], 1e-13);
    expectClose(layer.running.variance, [34 / 15, 73 / 6], 1e-13);
  });
});
