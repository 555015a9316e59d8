import {
  compile,
  gradients,
  mt19937,
  type Parameter,
  parameter,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/autograd";
import { gradientDescent } from "@chainrule/optim";
import { expect, test } from "vitest";
import { sharedMemory } from "../../packages/autograd/src/wasm/compile-plan.ts";

/** `HEAP_STEPS=100000` trains the large network as long as the small one, which takes some minutes. */
const long = Number(process.env["HEAP_STEPS"] ?? 2_000);

const collect = (globalThis as { gc?: () => void }).gc as () => void;

/** What is in use after a collection, in bytes. */
function used(): { readonly heap: number; readonly arrays: number; readonly arena: number } {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, arrays: arrayBuffers, arena: sharedMemory().memory.buffer.byteLength };
}

type Step = (k: number) => unknown;

interface Network {
  readonly parameters: readonly Parameter[];
  readonly loss: (k: number) => Tensor<[]>;
}

function small(): Network {
  const x = tensor([
    [0, 0, 1],
    [1, 1, 1],
    [1, 0, 1],
    [0, 1, 1],
  ]);
  const y = tensor([[0], [1], [1], [0]]);
  const random = mt19937(10);
  const w1 = parameter(random.uniform([3, 4]));
  const w2 = parameter(random.uniform([4, 1]));
  const loss = (): Tensor<[]> => x.matmul(w1).sigmoid().matmul(w2).sigmoid().sub(y).square().sum().mul(0.5);
  return { parameters: [w1, w2], loss };
}

function large(): Network {
  const random = mt19937(1);
  const batches = Array.from({ length: 4 }, () => random.uniform([16, 784]).cast("float32"));
  const labels = random.uniform([16, 10]).softmax(-1).cast("float32");
  const w1 = parameter(random.normal([784, 128], { standardDeviation: 0.05 }), { dtype: "float32" });
  const b1 = parameter(zeros([128], { dtype: "float32" }));
  const w2 = parameter(random.normal([128, 10], { standardDeviation: 0.05 }), { dtype: "float32" });
  const loss = (k: number): Tensor<[]> => {
    const x = batches[k % batches.length] as Tensor<[16, 784]>;
    const logits = x.matmul(w1).add(b1).relu().matmul(w2);
    return logits.logSoftmax(-1).mul(labels).sum(-1).mean().neg();
  };
  return { parameters: [w1, b1, w2], loss };
}

const ways: Readonly<Record<string, (network: Network) => Step>> = {
  "plain, reading the loss": ({ parameters, loss }) => {
    const descent = gradientDescent(parameters, { learningRate: 0.01 });
    return (k) => {
      const value = loss(k);
      value.backward();
      descent.step();
      return value.item();
    };
  },
  "plain, reading the loss before backward()": ({ parameters, loss }) => {
    const descent = gradientDescent(parameters, { learningRate: 0.01 });
    return (k) => {
      const value = loss(k);
      value.item();
      value.backward();
      descent.step();
    };
  },
  "plain, reading nothing": ({ parameters, loss }) => {
    const descent = gradientDescent(parameters, { learningRate: 0.01 });
    return (k) => descent.minimize(loss(k));
  },
  compiled: ({ parameters, loss }) => {
    const descent = gradientDescent(parameters, { learningRate: 0.01 });
    return compile(() => {
      const value = loss(0);
      descent.step(gradients(value, parameters));
      return value;
    });
  },
};

test.each(
  Object.entries(ways).flatMap(([way, make]) => [
    [`3-4-1, 100,000 steps, ${way}`, small, make, 100_000] as const,
    [`784-128-10, ${long} steps, ${way}`, large, make, long] as const,
  ]),
)("memory stays flat: %s", (_, network, make, steps) => {
  const step = make(network());
  // Plans, optimised code and caches are made on the way.
  const early = Math.floor(steps / 4);
  for (let k = 0; k < early; k++) step(k);
  const before = used();
  for (let k = early; k < steps; k++) step(k);
  const after = used();
  expect(after.heap - before.heap).toBeLessThan(500_000);
  expect(after.arrays - before.arrays).toBeLessThan(1_000_000);
  expect(after.arena).toBe(before.arena);
  console.log(
    `heap ${(after.heap / 1e6).toFixed(1)} MB, ${((after.heap - before.heap) / 1e3).toFixed(0)} KB more`,
  );
});
