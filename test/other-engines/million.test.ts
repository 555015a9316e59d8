import { expect, test } from "vitest";
import { materialize } from "../../packages/autograd/src/evaluate/materialize.ts";
import { constantNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { gradientNodes } from "../../packages/autograd/src/transform/gradient.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { leaf, op } from "./graph.ts";

const length = 1_000_000;

/** sin(1e-6 · x + x) and so on: every step depends on the one before it, and on the leaf. */
function chain(x: Node): Node {
  const step = leaf(1e-6);
  let y = x;
  for (let k = 0; k < length / 2; k++) y = op("add", op("mul", y, step), x);
  return y;
}

function timed<T>(times: Record<string, number>, what: string, run: () => T): T {
  const started = performance.now();
  const result = run();
  times[what] = Math.round(performance.now() - started);
  return result;
}

test("a graph of 1,000,000 sequential nodes builds, differentiates in both modes and evaluates", () => {
  const times: Record<string, number> = {};
  const x = leaf(2);
  const y = timed(times, "build", () => chain(x));
  const one = constantNode(1, "float64");
  const [pulled] = timed(times, "reverse", () => reverse([y], [one], [x])) as [Node];
  const [pushed] = timed(times, "forward", () => forward([y], [x], [one])) as [Node];
  timed(times, "evaluate", () => materialize([y, pulled, pushed]));
  console.log(`1,000,000 nodes, in ms: ${JSON.stringify(times)}`);
  // y = x (1 + h + h² + ...) = x / (1 - h).
  const exact = 1 / (1 - 1e-6);
  expect(y.value?.[0]).toBeCloseTo(2 * exact, 14);
  expect(pulled.value?.[0]).toBeCloseTo(exact, 14);
  expect(pushed.value?.[0]).toBeCloseTo(exact, 14);
});

test("and so does a deferred gradient of one", () => {
  const x = leaf(2);
  const y = chain(x);
  const [slope] = gradientNodes(y, [x]) as [Node];
  materialize([y]);
  materialize([slope]);
  expect(slope.value?.[0]).toBeCloseTo(1 / (1 - 1e-6), 14);
});
