import { mt19937, type Parameter } from "@chainrule/autograd";
import { batches, halfSquaredError, mlp, uniform } from "@chainrule/nn";
import type { Optimizer } from "@chainrule/optim";
import { type Data, featureCount } from "./data.ts";

export interface Training {
  /** The loss of all rows before the first epoch and after each. */
  readonly losses: readonly number[];
  /** The updates of first-layer weights in the first epoch: how many, how many of an input that is zero ... */
  readonly updates: number;
  readonly updatesOfZeros: number;
  /** ... how many were exactly zero, and how many of these belong to an input that is zero. */
  readonly zeroUpdates: number;
  readonly zeroUpdatesOfZeros: number;
  /** How far the weights of each feature moved in the first epoch, all steps added up. */
  readonly distances: readonly number[];
}

/** Trains a network like the first one, a row at a time, and looks at what each step does to the first layer. */
export function train(
  data: Data,
  epochs: number,
  make: (parameters: readonly Parameter[]) => Optimizer,
): Training {
  const model = mlp([featureCount, 4, 1], {
    activation: "sigmoid",
    output: "sigmoid",
    bias: false,
    initializer: uniform(0, 1),
    generator: mt19937(10),
  });
  const optimiser = make(model.parameters());
  const { weight } = model.layers[0];
  const lossOf = ({ inputs, targets }: Data) => halfSquaredError(model.forward(inputs), targets);

  const losses = [lossOf(data).item()];
  const distances = Array<number>(featureCount).fill(0);
  const counts = { updates: 0, updatesOfZeros: 0, zeroUpdates: 0, zeroUpdatesOfZeros: 0 };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const row of batches({ ...data }, { size: 1 })) {
      const before = weight.toArray();
      optimiser.minimize(lossOf(row));
      if (epoch > 1) continue;
      const after = weight.toArray();
      for (const [feature, x] of row.inputs.reshape([featureCount]).toArray().entries()) {
        for (const [unit, value] of (after[feature] ?? []).entries()) {
          const update = value - (before[feature]?.[unit] ?? NaN);
          counts.updates += 1;
          counts.updatesOfZeros += Number(x === 0);
          counts.zeroUpdates += Number(update === 0);
          counts.zeroUpdatesOfZeros += Number(update === 0 && x === 0);
          distances[feature] = (distances[feature] ?? 0) + Math.abs(update);
        }
      }
    }
    losses.push(lossOf(data).item());
  }
  return { losses, distances, ...counts };
}
