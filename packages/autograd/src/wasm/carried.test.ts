import { expect, test } from "vitest";
import { compile, mt19937, parameter, type Tensor } from "../index.ts";

/** Runs a step four times, compiled and plain, on parameters of `length` elements. */
function agree(
  length: number,
  dtype: "float64" | "float32",
  step: (a: ReturnType<typeof parameter>, b: ReturnType<typeof parameter>) => void,
): void {
  const results = [true, false].map((compiled) => {
    const random = mt19937(1);
    const [a, b] = [0, 1].map(() => parameter(random.uniform([length]), { dtype })) as [never, never];
    const once = compiled ? compile(() => step(a, b)) : () => step(a, b);
    for (let k = 0; k < 4; k++) once();
    return [a, b].map((cell: Tensor) => cell.data());
  });
  expect(results[0]).toEqual(results[1]);
}

// Up to 256 bytes are copied by vectors, more as a block.
test.each([1, 2, 3, 31, 32, 33, 63, 64, 65, 257, 1025])(
  "parameters of %d elements pass to the next run",
  (length) => {
    for (const dtype of ["float64", "float32"] as const) {
      agree(length, dtype, (a, b) => {
        const [x, y] = [a.add(b), a.mul(b)];
        a.assign(y);
        b.assign(x);
      });
      // `a` is read after its new value was computed, which therefore has a place of its own and is copied at the end.
      agree(length, dtype, (a, b) => {
        const total = b.mean().add(0.5);
        const [x, y] = [b.mul(0.5), a.mul(total)];
        a.assign(x);
        b.assign(y);
      });
    }
  },
);
