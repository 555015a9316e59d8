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
  print(`The loss in iteration 1, L = ½ Σ (ŷ − y)², is ${loss.item().toFixed(8)}. Its derivatives:\n`);
  matrices("∂L/∂W", found);
  print(`The chain rule for one of them, w = W₁[${i}, ${j}], from input ${i} to hidden unit ${j}:`);
  print("w acts on z₁ = x · W₁, that on h = sigmoid(z₁), that on z₂ = h · W₂, that on");
  print("ŷ = sigmoid(z₂), that on L. Each row of the data goes its own way; all add up.\n");
  print(`            ${[1, 2, 3, 4].map((row) => `row ${row}`.padStart(11)).join("  ")}`);
  for (const [k, { name, formula, slopes }] of chain.factors.entries()) {
    print(`  ${k === 0 ? " " : "×"} ${name}  ${slopes.toArray().map(decimal).join("  ")}   ${formula}`);
  }
  print(`  =         ${chain.product.toArray().map(decimal).join("  ")}\n`);
  print(`  added up                        ${decimal(chain.product.sum().item())}`);
  print(`  ∂L/∂W₁[${i}, ${j}] as found above     ${decimal(element(found, chain))}`);
}

export function gradientDescent(descent: GradientDescent, found: readonly Tensor[], chain: Chain): void {
  const rate = descent.learningRate;
  const [before, slope, after] = [chain.value, element(found, chain), element(descent.parameters, chain)];
  title("2. Gradient descent: a step against these derivatives");
  print(`Each weight becomes w − learning rate · ∂L/∂w. The learning rate is ${rate}:\n`);
  print(
    `  W₁[${chain.weight.join(", ")}] = ${before.toFixed(8)} − ${rate} · (${slope.toFixed(8)}) = ${after.toFixed(8)}\n`,
  );
  print("All weights after iteration 1:\n");
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
  const width = 66;
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

const print = (text: string): void => console.log(text.replace(/ +$/gm, ""));
const title = (text: string): void => print(`\n${`━━ ${text} `.padEnd(80, "━")}\n`);
const decimal = (x: number): string => x.toFixed(8).padStart(11);
const element = ([matrix]: readonly Tensor[], { weight }: Chain): number =>
  matrix?.slice(weight).item() ?? Number.NaN;

function matrices(name: string, tensors: readonly Tensor[]): void {
  for (const [k, tensor] of tensors.entries()) {
    const label = `${name}${"₁₂"[k]} =`;
    for (const [row, numbers] of (tensor.toArray() as number[][]).entries()) {
      print(`  ${(row === 0 ? label : "").padEnd(8)} ${numbers.map(decimal).join("  ")}`);
    }
    print("");
  }
}
