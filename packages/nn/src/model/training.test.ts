import { compile, ones, type Tensor, tensor } from "@chainrule/autograd";
import { gradientDescent } from "@chainrule/optim";
import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import { Dropout, fit, Linear, meanSquaredError, setTraining } from "../index.ts";

/** Layers of a user's, whose mode is kept in all the ways in which classes keep one. */
class Own {
  training = true;
}
class Private {
  #training = true;
  get training(): boolean {
    return this.#training;
  }
  set training(training: boolean) {
    this.#training = training;
  }
}
class Again extends Dropout {
  override training = true;
  constructor() {
    super(0.5, { seed: 1 });
  }
}
const layers: Readonly<Record<string, () => { training: boolean }>> = {
  "a property": () => new Own(),
  "an accessor": () => new Private(),
  "a plain object's": () => ({ training: true }),
  "a sealed object's": () => Object.seal({ training: true }),
  "a class field of a subclass of ours": () => new Again(),
};

const times = (layer: { training: boolean }, x: Tensor): Tensor => (layer.training ? x.mul(3) : x);

describe.each(Object.entries(layers))("training that is %s", (name, make) => {
  test("is seen by functions that were compiled before, and by those that set it", () => {
    const layer = make();
    const before = compile((x: Tensor) => times(layer, x));
    const set = compile((x: Tensor, training: boolean) => {
      setTraining({ layer }, training);
      return times(layer, x);
    });
    expect([before(1).item(), before(1).item()]).toEqual([3, 3]);
    const modes = [true, true, false, false, true, false, true, true, true, false, false, true];
    for (const [k, training] of modes.entries()) {
      if (k % 3 === 2) setTraining(layer, training);
      else if (name !== "an accessor" && name !== "a sealed object's")
        expect(set(tensor(1), training).item()).toBe(training ? 3 : 1);
      else {
        expect(message(() => set(tensor(1), training))).toBe(
          "setTraining: within a compiled function, training must be a plain property of each part of the model, got an accessor or one that cannot be changed, which later calls would not set. Make it a plain property, or set it outside.",
        );
        setTraining(layer, training);
      }
      expect([layer.training, before(1).item()]).toEqual([training, training ? 3 : 1]);
      before.check(1);
    }
  });

  test("is seen by a function of the user's that is compiled, while a model is fitted and after", async () => {
    for (const calls of [0, 1, 2]) {
      const layer = make();
      const linear = new Linear(1, 1, { weight: [[1]] });
      const predict = compile((x: Tensor) => times(layer, x));
      for (let k = 0; k < calls; k++) expect(predict(1).item()).toBe(3);
      const measured: number[] = [];
      await fit(
        { layer, linear },
        { x: ones([4, 1]), y: ones([4, 1]) },
        {
          loss: ({ x, y }) => meanSquaredError(linear.forward(times(layer, x) as Tensor<[number, 1]>), y),
          optimizer: gradientDescent(linear.parameters(), { learningRate: 0.01 }),
          epochs: 3,
          size: 2,
          progress: false,
          metrics: () => {
            measured.push(predict(1).item());
            return {};
          },
        },
      );
      expect([...measured, predict(1).item()]).toEqual([1, 1, 1, 3]);
    }
  });

  test("does not end a fit that is aborted with an error", async () => {
    const layer = make();
    const linear = new Linear(1, 1, { seed: 1 });
    const controller = new AbortController();
    const data = { x: ones([8, 1]), y: ones([8, 1]) };
    const found = await fit({ layer, linear }, data, {
      loss: ({ x, y }) => meanSquaredError(linear.forward(times(layer, x) as Tensor<[number, 1]>), y),
      optimizer: gradientDescent(linear.parameters(), { learningRate: 0.1 }),
      epochs: 5,
      size: 2,
      validation: data,
      signal: controller.signal,
      progress: false,
      onBatch: ({ epoch, batch }) => {
        if (epoch === 2 && batch === 2) controller.abort();
      },
    });
    expect([found.reason, found.epochs.length, layer.training]).toEqual(["signal", 1, true]);
  });
});

test("training that is set by hand is seen once setTraining has met the layer, and may become something else", () => {
  const layer = new Own() as { training: boolean | undefined };
  setTraining(layer, true);
  const f = compile((x: Tensor) => (layer.training === true ? x.mul(3) : x));
  expect(f(1).item()).toBe(3);
  layer.training = false;
  expect(f(1).item()).toBe(1);
  layer.training = true;
  expect(f(1).item()).toBe(3);
  layer.training = undefined;
  expect([layer.training, f(1).item()]).toEqual([undefined, 1]);
  expect(JSON.stringify({ ...layer })).toBe("{}");
  layer.training = true;
  setTraining(layer, false);
  expect([layer.training, f(1).item()]).toEqual([false, 1]);
});

test("two fits that share a layer train it, whatever the other one measures meanwhile", async () => {
  const drop = new Dropout(0.5, { seed: 1 });
  const [x, y] = [ones([8, 4]), ones([8, 1])];
  const modes: boolean[] = [];
  const start = (wait: number): Promise<unknown> => {
    const linear = new Linear(4, 1, { seed: wait });
    return fit(
      { drop, linear },
      { x, y },
      {
        loss: (batch) => meanSquaredError(linear.forward(drop.forward(batch.x)), batch.y),
        optimizer: {
          ...gradientDescent(linear.parameters(), { learningRate: 0.001 }),
          minimize: () => modes.push(drop.training),
        },
        epochs: 3,
        size: 2,
        progress: false,
        metrics: async () => {
          await new Promise((done) => setTimeout(done, wait));
          return {};
        },
        onBatch: async () => {
          await new Promise((done) => setTimeout(done, 2));
        },
      },
    );
  };
  await Promise.all([start(3), start(17)]);
  expect(modes.length).toBeGreaterThan(0);
  expect([new Set(modes), drop.training]).toEqual([new Set([true]), true]);
});

test("training stays what it was if a compiled function throws that was the first to set it", () => {
  const layer = new Own();
  const f = compile((x: Tensor) => {
    setTraining(layer, false);
    if (layer instanceof Own) throw new RangeError("not now");
    return x;
  });
  expect(message(() => f(1))).toBe("not now");
  expect([layer.training, times(layer, tensor(1)).item()]).toEqual([true, 3]);
});

test("a part that cannot be set is refused before another one is", () => {
  const model = { first: new Own(), frozen: Object.freeze({ training: true }) };
  for (const call of [() => setTraining(model, false), () => compile(() => setTraining(model, false))()]) {
    expect(message(call)).toBe(
      "setTraining: training of each part of the model must be a property that can be set, got one of a frozen object.",
    );
    expect(model.first.training).toBe(true);
  }
});

test.each(Object.entries(layers))(
  "training that is %s is what it is set to, whatever was set by hand before",
  (_, make) => {
    const layer = make();
    const f = compile((x: Tensor) => times(layer, x));
    setTraining(layer, true);
    expect([f(1).item(), f(1).item()]).toEqual([3, 3]);
    layer.training = false;
    setTraining(layer, false);
    for (let k = 0; k < 4; k++) expect(f(1).item()).toBe(1);
  },
);

test("what tells the training of another part by a getter is left alone, by fit too", async () => {
  class Around {
    readonly inner = new Own();
    get training(): boolean {
      return this.inner.training;
    }
  }
  const around = new Around();
  setTraining({ around }, false);
  expect(around.training).toBe(false);
  setTraining({ around }, true);
  const linear = new Linear(1, 1, { seed: 1 });
  const seen: boolean[] = [];
  await fit(
    { around, linear },
    { x: ones([2, 1]), y: ones([2, 1]) },
    {
      loss: ({ x, y }) => meanSquaredError(linear.forward(x), y),
      optimizer: gradientDescent(linear.parameters(), { learningRate: 0.1 }),
      epochs: 1,
      progress: false,
      onEpoch: () => {
        seen.push(around.training);
      },
    },
  );
  expect([...seen, around.training]).toEqual([false, true]);
});
