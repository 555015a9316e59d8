import fc from "fast-check";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { clearPlans } from "../../packages/autograd/src/evaluate/materialize.ts";
import { settings } from "../../packages/autograd/src/evaluate/settings.ts";
import { instructions } from "./arbitrary.ts";
import { Command, requireSameWorlds, Tally } from "./command.ts";
import { Model } from "./model.ts";
import { Real, relieve } from "./real.ts";
import { given } from "./value.ts";
import type { World } from "./world.ts";

/** Sequences in all; `FC_RUNS=2000` looks harder. */
const sequences = fc.readConfigureGlobal().numRuns ?? 200;

const seed = fc.readConfigureGlobal().seed ?? 0;

/** At which evaluation graphs are compiled: at once, when they come back, late, and only in functions given to `compile`. */
const compiledAt = [1, 2, 4, Infinity];

const usual = { ...settings };
afterEach(() => {
  Object.assign(settings, usual);
  relieve();
});

afterAll(() => {
  console.log(`FC_SEED=${seed}`);
});

const place = fc.nat({ max: 40 });
const command = instructions.map((each) => fc.tuple(each, place).map(([step, at]) => new Command(step, at)));
const commands = fc.commands(command, { maxCommands: 25, size: "max" });

const parameters = [
  given([], [0.625]),
  given([3], [0.5, -1.25, 0.75]),
  given([2, 3], [1, 0.5, -0.25, 2, -1.5, 0.125]),
];

describe("whatever is done in whatever order", () => {
  test.each(compiledAt)(
    "values, gradients and refusals are those of the model; compiled at evaluation %d",
    (compileAfter) => {
      fc.assert(
        fc.property(commands, fc.boolean(), (program, isWatched) => {
          settings.compileAfter = compileAfter;
          relieve();
          clearPlans();
          const [model, real] = [new Model(parameters, 0.25), new Real(parameters, 0.25)];
          begin(model);
          begin(real);
          fc.modelRun(() => ({ model: { world: model, isWatched }, real }), program);
          requireSameWorlds(model, real);
        }),
        // Each looks at sequences of its own.
        { numRuns: Math.ceil(sequences / compiledAt.length), seed: seed + compiledAt.indexOf(compileAfter) },
      );
    },
  );

  // One and the same sample in each run: what a few sequences leave out differs from seed to seed.
  test("most of what is tried is done, and something of every kind", () => {
    const tally = new Tally();
    const sample = fc.sample(fc.array(fc.oneof(...command), { maxLength: 25, size: "max" }), {
      seed: 1,
      numRuns: 400,
    });
    for (const sequence of sample) {
      const model = new Model(parameters, 0.25);
      begin(model);
      for (const each of sequence) tally.count(each.kind, each.rehearse(model));
    }
    expect(tally.shareDone).toBeGreaterThan(0.6);
    expect(tally.neverDone).toEqual([]);
  });
});

function begin<T>(world: World<T>): void {
  world.variables.push(
    world.constant([3], [1.5, -0.5, 2]),
    world.constant([2, 3], [0.25, -1, 1.5, 0.5, 2, -0.75]),
  );
}
