import { expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import { assignTogether } from "../api/assign-together.ts";
import { statistics } from "../evaluate/settings.ts";
import { tensor } from "./create.ts";
import { take } from "./functions/indexing.ts";
import { parameter } from "./parameter.ts";

const indices = (last: number) => tensor([0, last], { dtype: "int32" }).mul(1);

test("nothing is evaluated to find out whether gradients can be had, until something was refused", () => {
  const [w, v] = [parameter([1, 2]), parameter([3, 4])];
  const runs: number[] = [];
  for (let k = 0; k < 6; k++) {
    const before = statistics.hits + statistics.misses;
    take(w, indices(1)).square().mul(v).sum().backward();
    w.sum().add(v.sum()).backward();
    void [w.grad, v.pendingGradient];
    const values = [w, v].map((p) => p.sub(p.grad?.mul(0.01) ?? 0));
    assignTogether([w, v], values);
    for (const p of [w, v]) p.takeGradient();
    runs.push(statistics.hits + statistics.misses - before);
  }
  expect(runs).toEqual([1, 1, 1, 1, 1, 1]);
});

test("a refused gradient is taken back at every parameter, known or not, and at none twice", () => {
  const [w, v] = [parameter([1, 2]), parameter([3, 4])];
  w.mul(v).sum().backward();
  take(w, indices(7)).square().sum().add(v.sum()).backward();
  const refused = w.grad;
  expect(v.grad?.toArray()).toEqual([2, 3]);
  expect(() => refused?.toArray()).toThrow(
    "take: indices must be from -2 to 1 for axis 0 of [2], got 7 at [1].",
  );
  expect([w.grad?.toArray(), v.grad?.toArray()]).toEqual([
    [3, 4],
    [1, 2],
  ]);
  expect([w.takeGradient()?.toArray(), v.takeGradient()?.toArray()]).toEqual([
    [3, 4],
    [1, 2],
  ]);
  expect([w.pendingGradient, v.pendingGradient]).toEqual([null, null]);
});

test("backward() takes nothing: what PyTorch's weighs or keeps would go unnoticed", () => {
  const w = parameter(3);
  const back = (...given: unknown[]): void =>
    (w.square() as unknown as { backward(...given: unknown[]): void }).backward(...given);
  const text = (shown: string): string =>
    `backward: takes no arguments, got ${shown}. Multiply before: y.mul(2).backward().`;
  expect(message(() => back(2))).toBe(text("2"));
  expect(message(() => back(undefined, true))).toBe(text("true"));
  expect(message(() => back({ retainGraph: true }))).toBe(text("an object"));
  expect(w.grad).toBe(null);
  back(undefined);
  expect(w.grad?.item()).toBe(6);
});
