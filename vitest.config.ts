import { defineConfig, type Plugin, type TestProjectInlineConfiguration } from "vitest/config";
import { oneScript } from "./test/one-script.ts";

// One seed for every property test of a run; fast-check prints it with each failure, and `FC_SEED=123` repeats it.
process.env["FC_SEED"] ??= String(Math.floor(Math.random() * 2 ** 31));

// The `source` condition of the packages leads to their TypeScript: no build is needed to run a test.
const conditions = ["source", "module", "node", "development|production"];

type Settings = NonNullable<TestProjectInlineConfiguration["test"]>;

function project(name: string, settings: Settings, plugins: Plugin[] = []): TestProjectInlineConfiguration {
  return {
    plugins,
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      name,
      setupFiles: ["test/setup.ts"],
      // Processes: a file that exhausts the heap takes no other along.
      pool: "forks",
      execArgv: ["--expose-gc"],
      // Ends what hangs. Nothing that works takes as long, on the slowest and busiest machine.
      testTimeout: 3_600_000,
      hookTimeout: 3_600_000,
      ...settings,
    },
  };
}

/** For files that can take turns in the same processes (`test/shared-process.ts`). */
const shared = {
  isolate: false,
  // Most of what tests make is garbage at once: with more room for it, less is copied. Two processes fill two processors, where
  // collecting on several threads is more work and no faster.
  execArgv: ["--expose-gc", "--max-semi-space-size=32", "--single-threaded-gc"],
  setupFiles: ["test/shared-process.ts", "test/setup.ts"],
} satisfies Settings;

/** These watch the heap, the stack, or what V8 counts, or leave globals of a browser's driver, and have a process each. */
const alone = ["test/{browser,counting,memory}/**/*.test.ts", "test/other-engines/million.test.ts"];

export default defineConfig({
  test: {
    maxWorkers: 2,
    // Modules are evaluated anew before the next setup file imports one.
    sequence: { setupFiles: "list" },
    projects: [
      project(
        "unit",
        {
          ...shared,
          include: ["packages/*/src/**/*.test.ts"],
          // What it asks of the interpreter is asked in the project `compiled` too, which compares every evaluation with it.
          exclude: ["packages/autograd/src/transform/batch.test.ts"],
        },
        [oneScript()],
      ),
      project(
        "cross",
        { ...shared, include: ["test/**/*.test.ts"], exclude: ["test/package/**", ...alone] },
        [oneScript()],
      ),
      project("alone", { include: alone }),
      // The same tests once more, with everything compiled at once and compared with the interpreter bit by bit. Left
      // out is what evaluates nothing, or only with the interpreter, or only operations at their own samples and random
      // programs (test/compiled has both), or graphs too large to be compiled, and what has bits to arrive at both ways, or
      // decides itself what is compiled and not compared.
      project(
        "compiled",
        {
          ...shared,
          include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [
            ...alone,
            "test/{browser,compiled,conformance,documentation,example,hostile,lint,package,plans,programs,reference,scripts,state}/**",
            "packages/autograd/src/check/exact-rules.test.ts",
            "packages/autograd/src/evaluate/{execution,interpretation}.test.ts",
            "packages/autograd/src/graph/node-kind.test.ts",
            "packages/autograd/src/inspect/formula.test.ts",
            "packages/autograd/src/plan/{in-place,loop-pieces,simplify}.test.ts",
            "packages/autograd/src/{interpret,scalar,wasm}/**",
            "packages/autograd/src/tensor/{compiler,size}.test.ts",
          ],
          setupFiles: [...shared.setupFiles, "test/compiled-setup.ts"],
        },
        [oneScript({ source: "packages/autograd/src/plan/arena.ts", by: "test/plans/verified-arena.ts" })],
      ),
      // What a user gets: built, packed and unpacked elsewhere.
      project("package", { include: ["test/package/**/*.test.ts"], globalSetup: ["test/package/pack.ts"] }),
      project("types", {
        include: [],
        typecheck: {
          enabled: true,
          only: true,
          include: ["packages/*/src/**/*.test-d.ts", "test/**/*.test-d.ts"],
          tsconfig: "tsconfig.types.json",
          checker: "tsc",
          spawnTimeout: 3_600_000,
          // Errors elsewhere are for `npm run typecheck` to tell.
          ignoreSourceErrors: true,
        },
      }),
    ],
  },
});
