import { compile, parameter } from "@chainrule/autograd";
import { expect, test } from "vitest";
import { message } from "../../../test/message.ts";
import { movingAverage } from "./index.ts";

const exchanged = (method: string): string =>
  `movingAverage.${method}: the parameters hold the averages, and the averages what is trained. Call swap() once more before.`;

test.each([
  ["plain", (f: () => void) => f],
  ["compiled", (f: () => void) => compile(f)],
])("averages are not mixed with weights while they are exchanged, %s", (_, wrap) => {
  const w = parameter(4);
  const average = movingAverage([w], 0.5);
  const [swap, update] = [wrap(() => average.swap()), wrap(() => average.update())];
  // Often enough for each to be recorded in both states.
  for (let k = 0; k < 4; k++) {
    const kept = average.values[0].item();
    w.assign(8 + k);
    update();
    const mean = 0.5 * kept + 0.5 * (8 + k);
    swap();
    expect(message(update)).toBe(exchanged("update"));
    expect(message(() => average.load({ 0: 1 }))).toBe(exchanged("load"));
    expect(average.state()["0"]?.item()).toBe(mean);
    expect(w.item()).toBe(mean);
    swap();
    expect([w.item(), average.values[0].item(), average.state()["0"]?.item()]).toEqual([8 + k, mean, mean]);
  }
});

test("averages stay in their order", () => {
  const average = movingAverage([parameter(0), parameter(10)], 0.5);
  expect(() => (average.values as unknown as unknown[]).reverse()).toThrow(TypeError);
  expect(average.values.map((value) => value.item())).toEqual([0, 10]);
});
