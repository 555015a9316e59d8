// Rows of features that are mostly zero, as words of a text are: a few are frequent, most are rare.
import { mt19937, type Tensor, tensor } from "@chainrule/autograd";

export const featureCount = 16;
const rowCount = 48;

export interface Data {
  readonly inputs: Tensor<[number, number]>;
  readonly targets: Tensor<[number, number]>;
}

/** Feature k is 1 in about 1 of k + 2 rows, else 0; the target is 1 if most of a row's features have an even number. */
export function sparseData(): Data {
  const random = mt19937(10).uniform([rowCount, featureCount]).toArray();
  const inputs = random.map((row) => row.map((x, k) => (x < 1 / (k + 2) ? 1 : 0)));
  const targets = inputs.map((row) => [
    row.reduce((sum: number, x, k) => sum + (k % 2 === 0 ? x : -x), 0) > 0 ? 1 : 0,
  ]);
  return { inputs: tensor(inputs), targets: tensor(targets) };
}
