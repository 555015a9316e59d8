import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

// One seed for every property test of a run; fast-check prints it with each failure, and `FC_SEED=123` repeats it.
process.env["FC_SEED"] ??= String(Math.floor(Math.random() * 2 ** 31));

// The `source` condition of the packages leads to their TypeScript: no build is needed to run a test.
const conditions = ["source", "module", "node", "development|production"];

type Settings = NonNullable<TestProjectInlineConfiguration["test"]>;

function project(name: string, settings: Settings): TestProjectInlineConfiguration {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      name,
      setupFiles: ["test/setup.ts"],
      // A process for each file: a test may watch the heap, and one that exhausts it takes no other along.
      pool: "forks",
      execArgv: ["--expose-gc"],
      // Ends what hangs. Nothing that works takes as long, on the slowest and busiest machine.
      testTimeout: 3_600_000,
      hookTimeout: 3_600_000,
      ...settings,
    },
  };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project("unit", { include: ["packages/*/src/**/*.test.ts"] }),
      project("cross", { include: ["test/**/*.test.ts"], exclude: ["test/package/**"] }),
      // The same tests once more, with everything compiled at once and compared with the interpreter bit by bit. Left
      // out is what evaluates nothing, or only with the interpreter, or only operations at their own samples and random
      // programs (test/compiled has both), or graphs too large to be compiled.
      project("compiled", {
        include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
        exclude: [
          "test/{compiled,conformance,counting,documentation,example,hostile,lint,memory,package,plans,programs,reference,scripts,state}/**",
          "test/other-engines/million.test.ts",
          "packages/autograd/src/check/exact-rules.test.ts",
          "packages/autograd/src/{scalar,wasm}/**",
          "packages/autograd/src/tensor/{compiler,size}.test.ts",
        ],
        setupFiles: ["test/setup.ts", "test/compiled-setup.ts"],
      }),
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
