import type { Lane } from "../scalar/lane.ts";
import { threefry } from "../scalar/threefry.ts";
import type { NoAttributes, PlainOperation } from "./definition.ts";
import { zero } from "./derivative/zero.ts";
import { numericDtype } from "./dtype-rule.ts";
import { broadcastAll, elementwiseBatching } from "./elementwise.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { threefrySamples } from "./facts/threefry-samples.ts";
import { operation } from "./operation.ts";

/** An operation on the two words of a key and a counter, whose upper word is 0: what is made of the two random words. */
function random(name: string, of: <V, M>(m: Lane<V, M>, first: V, second: V) => V): PlainOperation {
  return operation<NoAttributes>({
    name,
    family: "random",
    arity: 3,
    dtype: (inputs) => numericDtype(name, "integers", inputs),
    shape: (inputs) => broadcastAll(name, inputs),
    derivative: zero("the result is int32"),
    batch: elementwiseBatching,
    meaning: {
      kind: "map",
      scalar: (m, a, b, c) => threefry(m, a, b, m.constant(0), c, of),
    },
    isInternal: true,
  });
}

const words = "int32: the first and the second word of a key, and a counter.";
const none = "The result has dtype int32 and no derivative.";
const paper =
  "Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011); JAX, jax.random";

export const threefryHigh: PlainOperation = /* @__PURE__ */ random("threefryHigh", (_, first) => first);

export const threefryHighFacts: Facts = /* @__PURE__ */ facts(threefryHigh, {
  summary: "The first of the two words that Threefry-2x32 makes of a key and a counter.",
  formula: "first word of threefry2x32(a, b; 0, c)",
  domain: words,
  convention: none,
  source: paper,
  example: 'threefryHigh.dtype(["int32", "int32", "int32"], {}) // => "int32"',
  samples: () => threefrySamples(),
});

export const threefryLow: PlainOperation = /* @__PURE__ */ random("threefryLow", (_, __, second) => second);

export const threefryLowFacts: Facts = /* @__PURE__ */ facts(threefryLow, {
  summary: "The second of the two words that Threefry-2x32 makes of a key and a counter.",
  formula: "second word of threefry2x32(a, b; 0, c)",
  domain: words,
  convention: none,
  source: paper,
  example: 'threefryLow.dtype(["int32", "int32", "int32"], {}) // => "int32"',
  samples: () => threefrySamples(),
});

export const threefryBits: PlainOperation = /* @__PURE__ */ random("threefryBits", (m, first, second) =>
  m.bitXor(first, second),
);

export const threefryBitsFacts: Facts = /* @__PURE__ */ facts(threefryBits, {
  summary: "32 random bits: the two words that Threefry-2x32 makes of a key and a counter, as one.",
  formula: "first word ⊕ second word of threefry2x32(a, b; 0, c)",
  domain: words,
  convention: none,
  source: paper,
  example: 'threefryBits.dtype(["int32", "int32", "int32"], {}) // => "int32"',
  samples: () => threefrySamples(),
});
