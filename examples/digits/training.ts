import { argmax, compile, type Tensor } from "@chainrule/autograd";
import { batches, categoricalCrossEntropyWithLogits, mlp } from "@chainrule/nn";
import { adam, cosineDecay } from "@chainrule/optim";
import { readTable } from "../tables/table.ts";

const table = readTable("digits");
const pixels = table.features.div(16); // from 0 to 1
const digits = table.targets.cast("int32");
const rows = (start: number, stop: number) => ({
  images: pixels.slice([{ start, stop }]),
  labels: digits.slice([{ start, stop }]),
});

/** The first half is to learn from, the second half to be read. */
export const seen = rows(0, 898);
export const unseen = rows(898, 1797);
export const epochs = 30;
const size = 16;

export type Network = ReturnType<typeof network>;
export const network = (seed: number) => mlp([64, 64, 10], { activation: "sigmoid", seed });

/** What a network reads in each of the unseen images. */
export function read(model: Network): number[] {
  return argmax(model.forward(unseen.images), 1).toArray();
}

/** A trained network, and the loss of both halves after each epoch. */
export function train(seed: number) {
  const model = network(seed);
  const steps = epochs * Math.ceil(seen.labels.size / size);
  const optimizer = adam(model.parameters(), { learningRate: cosineDecay(0.02, { steps }) });
  const lossOf = (images: Tensor<[number, number]>, labels: Tensor<[number]>) =>
    categoricalCrossEntropyWithLogits(model.forward(images), labels);
  // The forward pass, backpropagation and Adam, as one function in WebAssembly.
  const step = compile((images: Tensor<[number, number]>, labels: Tensor<[number]>) => {
    optimizer.minimize(lossOf(images, labels));
  });

  const rounds = batches(seen, { size, seed });
  const losses: { epoch: number; seen: number; unseen: number }[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const { images, labels } of rounds) step(images, labels);
    losses.push({
      epoch,
      seen: lossOf(seen.images, seen.labels).item(),
      unseen: lossOf(unseen.images, unseen.labels).item(),
    });
  }
  return { model, optimizer, losses };
}
