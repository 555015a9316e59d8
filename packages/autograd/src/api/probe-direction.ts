/** Directions in which derivatives are looked at to see how accurate they are. */
import { sizeOf } from "../shape/shape.ts";
import { cumsum } from "../tensor/functions/cumulative.ts";
import { maximum } from "../tensor/functions/elementwise.generated.ts";
import { where } from "../tensor/functions/select.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** As large as something is, at least 1, with factors of either sign that no two elements share. */
export function scaled(of: Tensor, seed: number): Tensor {
  const places = cumsum(
    of
      .reshape([sizeOf(of.shape)])
      .mul(0)
      .add(1),
  );
  const turns = places.mul((Math.sqrt(5) - 1) / 2).add(seed * Math.SQRT2);
  const part = turns.sub(turns.floor());
  const factors = where(part.less(0.5), part.add(0.5).neg(), part);
  return maximum(of.abs(), 1).mul(factors.reshape(of.shape));
}
