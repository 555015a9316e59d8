import { describe, expect, test } from "vitest";
import { checkpoint, compile, grad, jvp, type Tensor, tensor, vmap } from "../index.ts";

interface State {
  h?: Tensor;
  readonly parts: Tensor[];
}

type Cell = (state: State, x: Tensor) => Tensor;

const ways: [string, (f: Cell) => Cell][] = [
  ["compile", (f) => compile(f as never) as never],
  ["grad", (f) => grad(f as never) as never],
  ["jvp", (f) => (state, x) => [...jvp(f as never, [state, x] as never, [state, x] as never)][0] as never],
  ["vmap", (f) => vmap(f as never) as never],
  ["checkpoint", (f) => checkpoint(f as never) as never],
];

const changes: [string, (state: State) => void][] = [
  ["h", (state) => (state.h = tensor([5, 5]))],
  ["h", (state) => delete state.h],
  ["g", (state) => Object.assign(state, { g: 1 })],
  ["h", (state) => Object.defineProperty(state, "h", { value: 1 })],
  ["2", ({ parts }) => parts.push(tensor([7, 7]))],
  ["1", ({ parts }) => parts.pop()],
  ["0", ({ parts }) => parts.reverse()],
];

describe.each(ways)("an argument that a function given to %s changes", (op, way) => {
  const fresh = (): State => ({ h: tensor([1, 2]), parts: [tensor([3, 4]), tensor([5, 6])] });

  test.each(changes)("is refused, at %s", (name, change) => {
    const state = fresh();
    const cell = way((given) => {
      change(given);
      return tensor([1, 2]).sum();
    });
    expect(() => cell(state, tensor([1, 1]))).toThrow(
      expect.objectContaining({
        message:
          `${op}: the function must not change its arguments, which are copies here, but does so at "${name}". ` +
          "Return the new value, or change a copy of your own.",
        name: "ArgumentError",
      }),
    );
    expect([Object.keys(state), state.parts.length]).toEqual([["h", "parts"], 2]);
  });

  test("may be copied, and the copy changed", () => {
    const cell = way(({ h, ...rest }, x) => {
      const parts = [...rest.parts].reverse();
      parts.push((h as Tensor).mul(x));
      return (parts[0] as Tensor).add(parts[2] as Tensor).sum();
    });
    expect(() => cell(fresh(), tensor([1, 1]))).not.toThrow();
  });
});
