import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  gradients,
  linspace,
  mt19937,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { adam } from "@chainrule/optim";
import { afterEach, describe, expect, it, vi } from "vitest";
import { batches } from "../data/batches.ts";
import { Dropout } from "../dropout.ts";
import { load } from "../file/save.ts";
import { loadState, stateOf } from "../file/state.ts";
import { Linear } from "../linear.ts";
import { meanSquaredError } from "../loss/mean-squared-error.ts";
import { type Mlp, mlp } from "../mlp.ts";
import { parameters } from "../model/parameters.ts";
import { setTraining } from "../model/training.ts";
import { sequential } from "../sequential.ts";
import { EarlyStopping } from "./early-stopping.ts";
import { fit } from "./fit.ts";
import type { FitOptions, Minimizer } from "./fit-options.ts";

const x = linspace(-1, 1, 10).reshape([10, 1]);
const data = { x, y: x.square() };
type Batch = { x: Tensor<[number, 1]>; y: Tensor<[number, 1]> };

/** Plain descent, so that this package needs no other. */
function descent(parameters: readonly Parameter[], rate: number): Minimizer {
  return {
    minimize(loss) {
      const slopes = gradients(loss, [...parameters]);
      const values = parameters.map((w, k) => w.sub((slopes[k] as Tensor).mul(rate)));
      for (const [k, w] of parameters.entries()) w.assign(values[k] as Tensor);
    },
  };
}

function begin(rate = 0.1): { model: Mlp<[1, 4, 1]>; options: FitOptions<Batch> } {
  const model = mlp([1, 4, 1], { activation: "tanh", seed: 1 });
  return {
    model,
    options: {
      loss: (batch) => meanSquaredError(model.forward(batch.x), batch.y),
      optimizer: descent(model.parameters(), rate),
      epochs: 5,
    },
  };
}

const weights = (model: Mlp<[1, 4, 1]>): unknown => model.parameters().map((w) => w.toArray());

afterEach(() => vi.unstubAllGlobals());

describe("fit", () => {
  it("is the loop by hand, bit for bit", async () => {
    const { model, options } = begin();
    const { epochs, reason, best } = await fit(model, data, { ...options, size: 4, seed: 2 });
    const other = begin();
    const losses: number[][] = [];
    const rounds = batches(data, { size: 4, seed: 2 });
    for (let epoch = 1; epoch <= 5; epoch++) {
      const found: number[] = [];
      for (const batch of rounds) {
        const loss = other.options.loss(batch, { training: true });
        other.options.optimizer.minimize(loss);
        found.push(loss.item());
      }
      losses.push(found);
    }
    expect(weights(model)).toEqual(weights(other.model));
    expect(epochs.map(({ loss }) => loss)).toEqual(
      losses.map((all) => all.reduce((sum, loss) => sum + loss) / 3),
    );
    expect([reason, best, epochs.map(({ epoch }) => epoch)]).toEqual(["epochs", null, [1, 2, 3, 4, 5]]);
  });

  it("measures after each epoch, tells of each batch, and takes batches that come later", async () => {
    const { model, options } = begin();
    const told: unknown[] = [];
    const { epochs } = await fit(
      model,
      async function* (epoch: number) {
        yield { x: x.slice([{ start: 0, stop: epoch }]), y: x.slice([{ start: 0, stop: epoch }]) };
      },
      {
        ...options,
        epochs: 2,
        validation: data,
        metrics: () => ({ first: model.layers[0].weight.size }),
        onBatch: ({ epoch, batch }) => told.push([epoch, batch]),
      },
    );
    expect(told).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(epochs[1]?.validation).toBe(options.loss(data, { training: false }).item());
    expect(epochs[1]?.metrics).toEqual({ first: 4 });
  });

  it("stops when the loss no longer falls, at what was best", async () => {
    const { model, options } = begin();
    const after: unknown[] = [];
    const result = await fit(model, data, {
      ...options,
      epochs: 9,
      patience: 2,
      // Downhill for three epochs, then up again.
      loss: () => model.layers[0].bias?.sub(3).square().mean() as Tensor,
      optimizer: {
        minimize: () => {
          for (const w of model.parameters()) w.assign(w.add(1));
        },
      },
      validation: data,
      onEpoch: () => void after.push(weights(model)),
    });
    expect(result).toMatchObject({ reason: "patience", best: 3 });
    expect(result.epochs.map(({ validation }) => validation)).toEqual([4, 1, 0, 1, 4]);
    expect(weights(model)).toEqual(after[2]);
  });

  it("ends between two batches when the signal is aborted, and when onEpoch says so", async () => {
    const { model, options } = begin();
    const controller = new AbortController();
    let count = 0;
    const aborted = await fit(model, data, {
      ...options,
      size: 2,
      signal: controller.signal,
      onBatch: () => {
        count += 1;
        if (count === 7) controller.abort();
      },
    });
    expect([aborted.reason, aborted.epochs.length, count]).toEqual(["signal", 1, 7]);
    const later = await fit(model, data, {
      ...options,
      metrics: async () => ({ half: 0.5 }),
      onEpoch: async ({ epoch }) => epoch === 2 && "stop",
    });
    expect([later.reason, later.epochs.length, later.epochs[0]?.metrics]).toEqual([
      "stopped",
      2,
      { half: 0.5 },
    ]);
    const failing = { ...options, onBatch: () => Promise.reject(new Error("the disk is full")) };
    await expect(fit(model, data, failing)).rejects.toThrow("the disk is full");
    const stopped = await fit(model, data, { ...options, onEpoch: ({ epoch }) => epoch === 2 && "stop" });
    expect([stopped.reason, stopped.epochs.length]).toEqual(["stopped", 2]);
  });

  it("goes on from a checkpoint, bit for bit", async () => {
    const folder = mkdtempSync(join(tmpdir(), "chainrule-fit-"));
    const checkpoint = join(folder, "training.safetensors");
    const whole = begin();
    const { epochs } = await fit(whole.model, data, { ...whole.options, size: 3, seed: 1 });
    const first = begin();
    await fit(first.model, data, { ...first.options, size: 3, seed: 1, epochs: 2, checkpoint });
    const second = begin();
    const { model, options } = second;
    const generator = mt19937(9);
    const { epoch } = await load(checkpoint, { model, optimizer: options.optimizer, generator });
    const rest = await fit(model, data, { ...options, size: 3, generator, firstEpoch: Number(epoch) + 1 });
    expect(rest.epochs).toEqual(epochs.slice(2));
    expect(weights(model)).toEqual(weights(whole.model));
    rmSync(folder, { recursive: true });
  });

  it("goes on from a checkpoint with what onEpoch changed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "chainrule-fit-"));
    const checkpoint = join(folder, "training.safetensors");
    const fading = (): { model: object; options: FitOptions<Batch> } => {
      const { model: network, options } = begin();
      const weight = parameter(1);
      const loss = (batch: Batch): Tensor<[]> =>
        options
          .loss(batch, { training: true })
          .add((network.parameters()[0] as Parameter).square().sum().mul(weight)) as Tensor<[]>;
      const onEpoch = (): void => weight.assign(weight.mul(0.5));
      return { model: { network, weight }, options: { ...options, loss, onEpoch } };
    };
    const whole = fading();
    const { epochs } = await fit(whole.model, data, whole.options);
    const first = fading();
    await fit(first.model, data, { ...first.options, epochs: 2, checkpoint });
    const { model, options } = fading();
    await load(checkpoint, { model, optimizer: options.optimizer });
    const rest = await fit(model, data, { ...options, firstEpoch: 3 });
    expect(rest.epochs).toEqual(epochs.slice(2));
    rmSync(folder, { recursive: true });
  });

  it("goes on from a checkpoint knowing what was best before it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "chainrule-fit-"));
    const checkpoint = join(folder, "training.safetensors");
    /** Downhill for three epochs, then up again. */
    const trained = () => {
      const { model, options } = begin();
      const loss = () => model.layers[0].bias?.sub(3).square().mean() as Tensor;
      const optimizer = {
        minimize: () => {
          for (const w of model.parameters()) w.assign(w.add(1));
        },
      };
      const patience = new EarlyStopping(model, 3);
      return { model, patience, options: { ...options, loss, optimizer, patience, epochs: 9 } };
    };
    const whole = trained();
    const uninterrupted = await fit(whole.model, data, { ...whole.options, epochs: 9 });
    expect([uninterrupted.reason, uninterrupted.best, uninterrupted.epochs.length]).toEqual([
      "patience",
      4,
      7,
    ]);
    for (const at of [1, 3, 4, 6]) {
      const first = trained();
      await fit(first.model, data, { ...first.options, epochs: at, checkpoint });
      const { model, patience, options } = trained();
      const { epoch } = await load(checkpoint, { model, optimizer: options.optimizer, patience });
      const rest = await fit(model, data, { ...options, firstEpoch: Number(epoch) + 1 });
      expect([rest.reason, rest.best, rest.epochs.at(-1)?.epoch]).toEqual(["patience", 4, 7]);
      expect(weights(model)).toEqual(weights(whole.model));
    }
    rmSync(folder, { recursive: true });
  });

  it("takes an EarlyStopping through JSON, also before the first epoch", () => {
    const model = mlp([1, 1], { activation: "tanh" });
    const patience = new EarlyStopping(model, 3);
    const throughJson = (): void => {
      const text = JSON.stringify(Object.fromEntries(stateOf({ model, patience })));
      loadState({ model, patience }, JSON.parse(text));
    };
    throughJson();
    expect([patience.epoch, patience.value]).toEqual([0, Number.POSITIVE_INFINITY]);
    patience.note(1, 5);
    throughJson();
    expect([patience.epoch, patience.value]).toEqual([1, 5]);
  });

  it("takes an EarlyStopping of that model and training only", async () => {
    const { model, options } = begin();
    const patience = new EarlyStopping(model, 6);
    const other = begin();
    await expect(fit(other.model, data, { ...other.options, patience })).rejects.toThrow(
      "fit: patience must be an EarlyStopping of the model that is trained, got one of another model.",
    );
    await fit(model, data, { ...options, patience });
    await expect(fit(model, data, { ...options, patience })).rejects.toThrow(
      "EarlyStopping: epoch must be after those that were noted, got 1 after 5. Make another EarlyStopping for another training.",
    );
    const again = await fit(model, data, { ...options, patience, firstEpoch: 6, epochs: 7 });
    expect(again.epochs.length).toBe(2);
  });

  describe("a model with Dropout", () => {
    const made = (training: boolean, setsItself: boolean) => {
      const layer = new Dropout(0.5, { seed: 1 });
      const model = sequential(new Linear(1, 8, { seed: 1 }), "tanh", layer, new Linear(8, 1, { seed: 2 }));
      layer.training = training;
      const flags: Record<"batch" | "metrics" | "epoch", boolean[]> = { batch: [], metrics: [], epoch: [] };
      const error = (batch: Batch): Tensor => meanSquaredError(model.forward(batch.x), batch.y);
      const options: FitOptions<Batch> = {
        loss: (batch, use) => {
          if (setsItself) setTraining(model, use.training);
          return error(batch);
        },
        optimizer: descent(model.parameters(), 0.01),
        epochs: 7,
        size: 4,
        validation: data,
        metrics: async () => {
          await Promise.resolve();
          flags.metrics.push(layer.training);
          return { error: error(data).item() };
        },
        onBatch: () => flags.batch.push(layer.training),
        onEpoch: () => {
          flags.epoch.push(layer.training);
        },
      };
      return { model, layer, flags, options };
    };

    // By itself a recording sets the property, and later calls of what is compiled leave it alone.
    it.each([true, false])(
      "is measured as it is outside of training, if the loss says so itself: %s",
      async (setsItself) => {
        const { model, layer, flags, options } = made(true, setsItself);
        const { epochs } = await fit(model, data, options);
        expect(flags).toEqual({
          batch: flags.batch.map(() => true),
          metrics: Array(7).fill(false),
          epoch: Array(7).fill(false),
        });
        for (const { validation, metrics } of epochs) expect(metrics["error"]).toBe(validation);
        expect(layer.training).toBe(true);
        const drawn = epochs.map(({ loss }) => loss);
        const other = made(false, false);
        expect(drawn).not.toEqual(
          (await fit(other.model, data, other.options)).epochs.map(({ loss }) => loss),
        );
        expect(other.flags.batch).not.toContain(true);
      },
    );

    it("is as it was given also after an error", async () => {
      const { model, layer, options } = made(true, true);
      const onEpoch = (): void => {
        throw new RangeError("enough");
      };
      await expect(fit(model, data, { ...options, onEpoch })).rejects.toThrow("enough");
      expect(layer.training).toBe(true);
    });
  });

  it("never takes NaN for the least loss", () => {
    const model = mlp([1, 1], { activation: "tanh", seed: 1 });
    const patience = new EarlyStopping(model, 3);
    patience.note(1, Number.NaN);
    expect([patience.epoch, patience.value]).toEqual([0, Number.POSITIVE_INFINITY]);
    patience.note(2, 0.5);
    const best = model.parameters().map((w) => w.toArray());
    for (const w of model.parameters()) w.assign(w.add(1));
    patience.note(3, Number.NaN);
    patience.note(4, 0.9);
    expect([patience.epoch, patience.value, patience.isOverAt(4), patience.isOverAt(5)]).toEqual([
      2,
      0.5,
      false,
      true,
    ]);
    patience.restore();
    expect(model.parameters().map((w) => w.toArray())).toEqual(best);
  });

  it("refuses what a callback changed after the last comparison, when training ends", async () => {
    const { model, options } = begin();
    let penalty = 0;
    const loss: typeof options.loss = (batch, use) => options.loss(batch, use).add(penalty);
    const onEpoch = ({ epoch }: { epoch: number }): void => {
      if (epoch === 5) penalty = 1;
    };
    await expect(fit(model, data, { ...options, loss, onEpoch, epochs: 7 })).rejects.toThrow(
      /^compile: a number in the function was 0 when it was recorded and is 1 now/,
    );
    penalty = 0;
    const last = await fit(model, data, { ...options, loss, onEpoch, epochs: 4, validation: data });
    expect(last.epochs.length).toBe(4);
  });

  it("measures validation data without effects: the loss is told, and refused if it changes parameters all the same", async () => {
    const { model, options } = begin();
    const mean = parameter(0);
    const uses: boolean[] = [];
    const loss =
      (always: boolean): typeof options.loss =>
      (batch, use) => {
        if (use.training || always) mean.assign(mean.mul(0.5).add(batch.x.square().mean()));
        uses.push(use.training);
        return options.loss(batch, use);
      };
    await fit(model, data, {
      ...options,
      loss: loss(false),
      epochs: 2,
      validation: { ...data, x: data.x.add(100) },
    });
    expect(new Set(uses)).toEqual(new Set([true, false]));
    const average = data.x.square().mean().item();
    expect(mean.item()).toBeCloseTo(1.5 * average, 12);
    const before = [weights(model), mean.item()];
    await expect(fit(model, data, { ...options, loss: loss(true), validation: data })).rejects.toThrow(
      "fit: the loss changes parameters while it is measured, so that validation data would become part of the model. Its second argument is { training: false } then: change them only in training.",
    );
    expect([weights(model), mean.item()]).toEqual(before);
  });

  it("lets timers and events have their turn", async () => {
    const { model, options } = begin();
    let turns = 0;
    let now = 0;
    vi.stubGlobal("setImmediate", (run: () => void) => {
      turns += 1;
      run();
    });
    // Each look at the clock is five milliseconds later than the last.
    const clock = vi.spyOn(Date, "now").mockImplementation(() => (now += 5));
    await fit(model, data, { ...options, size: 1, epochs: 2 });
    clock.mockRestore();
    expect(turns).toBeGreaterThan(3);
    expect(turns).toBeLessThan(20);
  });

  it("draws one line in a terminal, and nothing elsewhere", async () => {
    const written: string[] = [];
    const stderr = { isTTY: false, columns: 60, write: (text: string) => void written.push(text) };
    vi.stubGlobal("process", { ...process, getBuiltinModule: undefined, stderr });
    const { model, options } = begin();
    await fit(model, data, { ...options, epochs: 2 });
    expect(written).toEqual([]);
    stderr.isTTY = true;
    await fit(model, data, { ...options, epochs: 2, metrics: () => ({ accuracy: 0.5 }) });
    expect(written.at(-2)?.slice(4)).toMatch(/^epoch 2\/2, loss [\d.e-]+, accuracy 0\.5$/);
    expect(written.at(-1)).toBe("\n");
    expect(Math.max(...written.map((text) => text.length))).toBeLessThanOrEqual(4 + 59);
  });

  const { model, options } = begin();
  const unchecked = fit as unknown as (...args: readonly unknown[]) => Promise<unknown>;
  it.each<[string, readonly unknown[], string]>([
    [
      "no model",
      [1, data, options],
      "model must be an object that holds parameters, such as mlp(...) or { w, b }, got 1.",
    ],
    ["no loss", [model, data, { ...options, loss: 1 }], "loss must be a function, got 1."],
    [
      "no optimiser",
      [model, data, { ...options, optimizer: model }],
      "optimizer must be an optimiser such as adam(parameters(model), ...), got a Perceptron.",
    ],
    ["no epochs", [model, data, { ...options, epochs: 0 }], "epochs must be a positive integer, got 0."],
    ["an array", [model, { ...data, y: [1] }, options], '"y" must be a tensor, got [1]. Use tensor().'],
    [
      "a size of one's own batches",
      [model, () => [], { ...options, size: 1 }],
      "size, generator and seed are for data, not for a function that returns batches.",
    ],
    [
      "no batches",
      [model, () => [], options],
      "data must give at least one batch, got none in epoch 1. A function of data has to make new batches for each epoch.",
    ],
    [
      "a promise of batches",
      [model, async () => [data], options],
      "data must return batches that can be iterated over, got a Promise. Write an async generator, async function* () { yield batch; }.",
    ],
    [
      "a controller for its signal",
      [model, data, { ...options, signal: new AbortController() }],
      /^fit: signal must be that of an AbortController, controller\.signal, got /,
    ],
    [
      "a word for progress",
      [model, data, { ...options, progress: "no" }],
      'progress must be true or false, got "no".',
    ],
    [
      "a loss that is not finite",
      [model, data, { ...options, loss: () => scalar(Number.NaN).mul(model.forward(x).sum()) }],
      "the loss must be finite, got NaN in batch 1 of epoch 1. Lower the learning rate, clip gradients, or look for NaN in the data.",
    ],
    [
      "a loss that is none",
      [model, data, { ...options, loss: () => 1 }],
      "loss must return a tensor, got 1.",
    ],
    [
      "a number of patience where training is resumed",
      [model, data, { ...options, patience: 2, firstEpoch: 3 }],
      "patience must be an EarlyStopping where training is resumed, got 2 with firstEpoch 3: the number does not know which epoch was best before, nor the model then. Save and load { model, optimizer, patience: new EarlyStopping(model, 2) }.",
    ],
    [
      "a seed where training is resumed",
      [model, data, { ...options, seed: 3, firstEpoch: 3 }],
      "seed must be a generator where training is resumed, got 3 with firstEpoch 3: the seed draws the order of epoch 1 again. Save and load { model, optimizer, generator: mt19937(3) }, and pass that generator.",
    ],
    [
      "a misspelt option",
      [model, data, { ...options, epoch: 1 }],
      /^fit: there is no option "epoch", only loss, /,
    ],
  ] as [string, readonly unknown[], string][])("refuses %s", async (_, args, message) => {
    await expect(unchecked(...args)).rejects.toThrow(
      typeof message === "string" ? expect.objectContaining({ message: `fit: ${message}` }) : message,
    );
  });
});

it("makes no step whose loss is not finite: weights, averages and Dropout are what they were", async () => {
  for (const [bad, got] of [
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
  ] as const) {
    for (const at of [1, 2, 7]) {
      const model = sequential(
        new Linear(1, 2, { seed: 1 }),
        new Dropout(0.2, { seed: 1 }),
        new Linear(2, 1, { seed: 2 }),
      );
      const optimizer = adam(parameters(model), { learningRate: 0.01 });
      const before: string[] = [];
      const state = (): string => JSON.stringify([...stateOf({ model, optimizer })]);
      let count = 0;
      function* data() {
        for (let k = 0; k < 3; k++) {
          count += 1;
          before.push(state());
          yield { x: tensor([[1]]), y: tensor([[count === at ? bad : 2]]) };
        }
      }
      const found = fit(model, data, {
        loss: ({ x, y }) => meanSquaredError(model.forward(x), y),
        optimizer,
        epochs: 3,
        progress: false,
      });
      const [epoch, batch] = [Math.ceil(at / 3), ((at - 1) % 3) + 1];
      await expect(found).rejects.toThrow(
        `fit: the loss must be finite, got ${got} in batch ${batch} of epoch ${epoch}. Lower the learning rate, clip gradients, or look for NaN in the data.`,
      );
      expect(state()).toBe(before.at(-1));
    }
  }
});

it.each([
  ["a promise", Promise.resolve(1), "a Promise"],
  ["a tensor", scalar(1), "a Tensor"],
  ["nothing", undefined, "undefined"],
])("EarlyStopping takes no loss that is %s", (_, value, got) => {
  const stopping = new EarlyStopping({ w: parameter(1) }, 2);
  expect(() => stopping.note(1, value as unknown as number)).toThrow(
    `EarlyStopping: the loss must be a number, got ${got}. Read it with item().`,
  );
  stopping.note(1, 1);
  expect(stopping.epoch).toBe(1);
});
