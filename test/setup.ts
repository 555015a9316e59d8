import { appendFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect } from "vitest";

/** `FC_SEED=123` repeats the property tests of a run, `FC_RUNS=10000` makes them look harder; `CPU_TIMES=file` is for times. */
const { FC_SEED: seed, FC_RUNS: runs, CPU_TIMES: times } = process.env;

fc.configureGlobal({
  ...(seed === undefined ? {} : { seed: Number(seed) }),
  ...(runs === undefined ? {} : { numRuns: Number(runs) }),
});

if (times !== undefined) {
  const start = process.cpuUsage();
  let loaded = 0;
  const spent = (): number => {
    const { user, system } = process.cpuUsage(start);
    return Math.round((user + system) / 1000);
  };
  beforeAll(() => {
    loaded = spent();
  });
  afterAll(() => {
    appendFileSync(times, `${spent() - loaded}\t${loaded}\t${expect.getState().testPath}\n`);
  });
}
