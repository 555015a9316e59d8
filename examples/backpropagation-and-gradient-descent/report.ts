// What the program prints.
import type { Tensor } from "@chainrule/autograd";
import type { Mlp } from "@chainrule/nn";
import type { GradientDescent } from "@chainrule/optim";
import asciichart from "asciichart";
import cliProgress from "cli-progress";
import type { Chain } from "./chain-rule.ts";

export function startingWeights(model: Mlp): void {
  title("Starting weights");
  matrices("W", model.parameters());
}

export function backpropagation(loss: Tensor, found: readonly Tensor[], chain: Chain): void {
  const [i, j] = chain.weight;
  title("1. Backpropagation: how does the loss depend on each weight?");
  print(`The loss in iteration 1, L = ½ Σ (y − ŷ)², is ${decimal(loss.item())}. Its derivatives:`);
  matrices("∂L/∂W", found);
  print(
    `The chain rule for one of them: the weight w = W₁[${i}, ${j}], from input ${i} to hidden unit ${j}. It acts on`,
  );
  print("z₁ = x · W₁, that on h = sigmoid(z₁), that on z₂ = h · W₂, that on ŷ = sigmoid(z₂), that on L.");
  const columns = Object.values(chain.factors).map((factor) => factor.toArray());
  const names = Object.keys(chain.factors).map((name) => name.padStart(11));
  print(`\n        ${names.join("   ")}`);
  for (const [row, product] of chain.product.toArray().entries()) {
    const factors = columns.map((column) => decimal(column[row] as number));
    print(`  row ${row + 1} ${factors.join(" · ")} = ${decimal(product)}`);
  }
  print(`${"added up".padStart(77)} = ${decimal(chain.product.sum().item())}`);
  print(
    `${`∂L/∂W₁[${i}, ${j}] as found above`.padStart(77)} = ${decimal((found[0] as Tensor).slice([i, j]).item())}`,
  );
}

export function gradientDescent(descent: GradientDescent, found: readonly Tensor[], chain: Chain): void {
  const [i, j] = chain.weight;
  const rate = descent.learningRate;
  const element = ([matrix]: readonly Tensor[]): string =>
    decimal(matrix?.slice([i, j]).item() ?? Number.NaN);
  title("2. Gradient descent: a step against these derivatives");
  print(
    `Each weight w becomes w − learning rate · ∂L/∂w, and the learning rate is ${rate}. The one from above:`,
  );
  print(
    `  W₁[${i}, ${j}] = ${decimal(chain.value)} − ${rate} · ${element(found)} = ${element(descent.parameters)}\n`,
  );
  print("All weights after iteration 1:");
  matrices("W", descent.parameters);
}

/** Counts from 1 to `iterations` and shows how far it got. */
export function* progress(iterations: number): Generator<number> {
  // The first iteration has much to tell, and the bar would be in its way.
  yield 1;
  title(`Both in turn, ${iterations.toLocaleString("en")} times`);
  const format = " {bar} {percentage} %  {value} / {total}";
  const options = { format, stream: process.stdout, noTTYOutput: true, hideCursor: true };
  const bar = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
  bar.start(iterations, 1);
  try {
    for (let iteration = 2; iteration <= iterations; iteration++) {
      yield iteration;
      bar.update(iteration);
    }
  } finally {
    bar.stop();
  }
}

export function lossCurve(losses: readonly number[]): void {
  const width = 75;
  const columns = Array.from(
    { length: width },
    (_, k) => losses[Math.round((k * (losses.length - 1)) / (width - 1))],
  );
  const logarithms = columns.map((loss) => Math.log10(loss as number));
  print("\n       L, on a logarithmic scale");
  print(asciichart.plot(logarithms, { height: 12, format: (x) => (10 ** x).toFixed(6).padStart(10) }));
  print(`${"iteration 1".padStart(22)}${losses.length.toLocaleString("en").padStart(width - 10)}`);
}

/** Whether the predictions are those expected, to the eighth digit. */
export function predictions(
  inputs: Tensor<[4, 3]>,
  targets: Tensor<[4, 1]>,
  found: readonly number[],
  expected: readonly number[],
): boolean {
  title("Predictions of the last iteration");
  print("  inputs     target   prediction     expected");
  const rows = inputs.toArray().map((input, row) => {
    const [prediction, wanted] = [decimal(found[row] as number), decimal(expected[row] as number)];
    const right = prediction === wanted;
    print(
      `  ${input.join(", ")}    ${targets.toArray()[row]}     ${prediction}  ${wanted}  ${right ? "✓" : "✗ differs"}`,
    );
    return right;
  });
  const right = rows.every(Boolean);
  print(right ? "\nAll agree to the eighth digit." : "\nThey do not agree to the eighth digit.");
  return right;
}

const print = (text: string): void => console.log(text);
const title = (text: string): void => print(`\n${`━━ ${text} `.padEnd(91, "━")}\n`);
const decimal = (x: number): string => x.toFixed(8).padStart(11);

function matrices(name: string, tensors: readonly Tensor[]): void {
  for (const [k, tensor] of tensors.entries()) {
    const label = `${name}${"₁₂"[k]} =`;
    for (const [row, numbers] of (tensor.toArray() as number[][]).entries()) {
      print(`  ${(row === 0 ? label : "").padEnd(8)} ${numbers.map(decimal).join("  ")}`);
    }
    print("");
  }
}
