import { type Tensor, tensor } from "@chainrule/autograd";

/** Numbers without pattern. */
export function scattered(rows: number, columns: number): Tensor {
  return tensor(
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => Math.sin(1 + 7 * i + 3.3 * j)),
    ),
  );
}

/** The largest difference of two tensors. */
export function far(x: Tensor, y: Tensor): number {
  return x.sub(y).abs().max().item();
}
