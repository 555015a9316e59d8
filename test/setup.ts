import fc from "fast-check";

/** `FC_SEED=123` repeats the property tests of a run, `FC_RUNS=10000` makes them look harder. */
const { FC_SEED: seed, FC_RUNS: runs } = process.env;

fc.configureGlobal({
  ...(seed === undefined ? {} : { seed: Number(seed) }),
  ...(runs === undefined ? {} : { numRuns: Number(runs) }),
});
