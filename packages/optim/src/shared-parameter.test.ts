import { compile, type Parameter, parameter, take, tensor } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { gradientDescent } from "./index.ts";

interface Story {
  readonly parameters: Readonly<Record<"trunk" | "actor" | "critic", Parameter<[]>>>;
  readonly joint: () => void;
  readonly trunkAndActor: () => void;
  readonly critic: () => void;
  readonly stepActor: () => void;
  readonly stepCritic: () => void;
}

/** Two optimisers that share the trunk, with each part of a program as it is, or compiled. */
function story(wrap: (f: () => void) => () => void): Story {
  const trunk = parameter(1);
  const actor = parameter(1);
  const critic = parameter(1);
  const ofActor = gradientDescent([trunk, actor], { learningRate: 0.1 });
  const ofCritic = gradientDescent([trunk, critic], { learningRate: 0.01 });
  return {
    parameters: { trunk, actor, critic },
    joint: wrap(() => trunk.mul(actor).add(trunk.mul(critic).mul(3)).backward()),
    trunkAndActor: wrap(() => trunk.mul(actor).backward()),
    critic: wrap(() => critic.square().backward()),
    stepActor: wrap(() => ofActor.step()),
    stepCritic: wrap(() => ofCritic.step()),
  };
}

const ways: Record<string, (f: () => void) => () => void> = {
  plain: (f) => f,
  compiled: (f) => compile(f),
  unchecked: (f) => compile(f, { check: false }),
};

function values({ parameters: { trunk, actor, critic } }: Story): number[] {
  return [trunk, actor, critic].map((w) => w.item());
}

describe.each(Object.entries(ways))("parameters of two optimisers, %s", (_, wrap) => {
  it("are moved by both for one backward(), as in PyTorch", () => {
    const s = story(wrap);
    const seen: number[] = [];
    for (let k = 0; k < 5; k++) {
      s.joint();
      s.stepActor();
      s.stepCritic();
      seen.push(s.parameters.trunk.item());
    }
    // The same by hand; the first is 1 - 0.1 * 4 - 0.01 * 4.
    let [trunk, actor, critic] = [1, 1, 1];
    const expected = seen.map(() => {
      const [dTrunk, dActor, dCritic] = [actor + 3 * critic, trunk, 3 * trunk];
      trunk = trunk - 0.1 * dTrunk - 0.01 * dTrunk;
      actor -= 0.1 * dActor;
      critic -= 0.01 * dCritic;
      return trunk;
    });
    expect(expected[0]).toBeCloseTo(0.56, 14);
    for (const [k, value] of seen.entries()) expect(value).toBeCloseTo(expected[k] as number, 14);
  });

  it("are left alone by the second where its own gradient came after the first one's step", () => {
    const s = story(wrap);
    // In turns, so that the same compiled step meets both orders.
    for (let k = 0; k < 6; k++) {
      s.trunkAndActor();
      s.stepActor();
      const before = s.parameters.trunk.item();
      s.critic();
      s.stepCritic();
      expect(s.parameters.trunk.item()).toBe(before);
      s.trunkAndActor();
      s.critic();
      s.stepActor();
      const between = s.parameters.trunk.item();
      s.stepCritic();
      expect(s.parameters.trunk.item()).toBe(
        between - 0.01 * (s.parameters.trunk.grad as Parameter<[]>).item(),
      );
    }
  });

  it("are moved once by each, however often the steps are called", () => {
    const s = story(wrap);
    s.joint();
    s.stepActor();
    s.stepCritic();
    const after = values(s);
    expect(s.stepActor).toThrow("no parameter has a gradient that has not been used yet");
    expect(s.stepCritic).toThrow("no parameter has a gradient that has not been used yet");
    expect(values(s)).toEqual(after);
    // The actor's own counts again; what both have used of the trunk does not.
    s.parameters.actor.square().backward();
    s.stepActor();
    expect([s.parameters.trunk.item(), s.parameters.critic.item()]).toEqual([after[0], after[2]]);
  });

  it("are not moved again by the first for what the second used after another gradient had come", () => {
    const s = story(wrap);
    s.joint();
    s.stepActor();
    s.parameters.actor.square().backward();
    s.stepCritic();
    const trunk = s.parameters.trunk.item();
    s.stepActor();
    expect(s.parameters.trunk.item()).toBe(trunk);
  });

  it("are moved by both if gradients are read or clipped by hand in between", () => {
    const clip = wrap(() => {
      for (const w of [s.parameters.trunk, s.parameters.critic]) w.grad = (w.grad as Parameter<[]>).mul(0.5);
    });
    const s = story(wrap);
    for (let k = 0; k < 4; k++) {
      s.joint();
      String(s.parameters.trunk.grad);
      s.stepActor();
      const between = s.parameters.trunk.item();
      s.parameters.trunk.grad?.item();
      clip();
      s.stepCritic();
      expect(s.parameters.trunk.item()).toBe(
        between - 0.01 * (s.parameters.trunk.grad as Parameter<[]>).item(),
      );
    }
  });
});

it("moves shared parameters by both in one compiled function, and after one that did the first half", () => {
  const [twice, halves] = [story((f) => f), story((f) => f)];
  const both = compile(() => {
    twice.joint();
    twice.stepActor();
    twice.stepCritic();
  });
  const half = compile(() => {
    halves.joint();
    halves.stepActor();
  });
  const plain = story((f) => f);
  for (let k = 0; k < 5; k++) {
    both();
    half();
    halves.stepCritic();
    plain.joint();
    plain.stepActor();
    plain.stepCritic();
    expect([values(twice), values(halves)]).toEqual([values(plain), values(plain)]);
  }
});

it("moves a shared parameter by the second also after a backward() that was refused and taken back", () => {
  const trunk = parameter(1);
  const critic = parameter([1, 1]);
  const first = gradientDescent([trunk], { learningRate: 0.1 });
  const second = gradientDescent([trunk, critic], { learningRate: 0.01 });
  trunk.mul(critic.sum()).backward();
  take(critic, tensor([1], { dtype: "int32" }).mul(2))
    .sum()
    .backward();
  first.step();
  expect(() => second.step()).toThrow("indices must be from -2 to 1");
  second.step();
  expect([trunk.item(), critic.toArray()]).toEqual([1 - 0.1 * 2 - 0.01 * 2, [0.99, 0.99]]);
});
