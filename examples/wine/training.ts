import { compile, type Tensor } from "@chainrule/autograd";
import {
  batches,
  categoricalCrossEntropyWithLogits,
  Linear,
  parameters,
  partition,
  standardization,
} from "@chainrule/nn";
import { adam } from "@chainrule/optim";
import { readTable } from "../tables/table.ts";

type Measurements = Tensor<[number, number]>;

/** A split of the wines by this seed, and a model that has seen the first part, 7 of 10; its loop is written out. */
export function train(seed: number) {
  const { features, targets } = readTable("wine");
  const kinds = targets.cast("int32"); // class indices
  const [seen, keptBack] = partition({ features, kinds }, [0.7, 0.3], { seed, stratify: kinds });
  if (seen === undefined || keptBack === undefined) throw new Error("there are two parts");

  // Thirteen measurements become two numbers, by which the kinds have to be told apart.
  const scale = standardization(seen.features);
  const squeeze = new Linear(13, 2, { seed });
  const decide = new Linear(2, 3, { seed });
  const model = { squeeze, decide };
  const planeOf = (features: Measurements) => squeeze.forward(scale.apply(features));

  const optimizer = adam(parameters(model), { learningRate: 0.02 });
  const step = compile((features: Measurements, kinds: Tensor<[number]>) => {
    const loss = categoricalCrossEntropyWithLogits(decide.forward(planeOf(features)), kinds);
    optimizer.minimize(loss);
    return loss;
  });
  const rounds = batches(seen, { size: 20, seed });
  const losses: number[] = [];
  for (let epoch = 1; epoch <= 30; epoch++) {
    let sum = 0;
    for (const { features, kinds } of rounds) sum += step(features, kinds).item() * kinds.size;
    losses.push(sum / seen.kinds.size);
  }
  return { seen, keptBack, planeOf, decide, losses };
}
