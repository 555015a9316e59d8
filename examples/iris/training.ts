import type { Tensor } from "@chainrule/autograd";
import { categoricalCrossEntropyWithLogits, fit, mlp, partition, standardization } from "@chainrule/nn";
import { adam } from "@chainrule/optim";
import { readTable } from "../tables/table.ts";

/** A split of the flowers by this seed, and a model that has seen the first part, 7 of 10. */
export async function train(seed: number) {
  const table = readTable("iris");
  const petals = table.features.slice([null, { start: 2, stop: 4 }]);
  const kinds = table.targets.cast("int32"); // class indices
  const [seen, keptBack] = partition({ petals, kinds }, [0.7, 0.3], { seed, stratify: kinds });
  if (seen === undefined || keptBack === undefined) throw new Error("there are two parts");

  // The scale is taken from what the model may see.
  const scale = standardization(seen.petals);
  const model = mlp([2, 4, 3], { activation: "tanh", seed });
  const logits = (petals: Tensor<[number, number]>) => model.forward(scale.apply(petals));
  const { epochs } = await fit(model, seen, {
    loss: (batch) => categoricalCrossEntropyWithLogits(logits(batch.petals), batch.kinds),
    optimizer: adam(model.parameters(), { learningRate: 0.02 }),
    validation: keptBack,
    epochs: 60,
    size: 20,
    seed,
  });
  return { seen, keptBack, logits, last: epochs.at(-1) };
}
