import { apply, customNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { Operation } from "../op/definition.ts";
import { barrier, identity } from "../op/leaf.ts";
import { toNode } from "../tensor/convert.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { reverse } from "../transform/reverse.ts";
import { requireFunction } from "./functions.ts";
import { tracing } from "./tracing.ts";

const checkpointed: Operation = {
  ...identity,
  name: "checkpoint",
  arity: "any",
  derivative: { form: "custom", reason: "computes its intermediates again for the derivative" },
};

/**
 * A function whose intermediates are not kept for the derivative but computed again: less memory, more time. Values and
 * derivatives stay the same.
 * @param f - Takes tensors and returns a tensor.
 * @returns A function of the same arguments. Parameters that `f` refers to are not differentiated: pass them.
 * @throws {@link ArgumentError} if `f` is not a function.
 * @example grad(checkpoint((x) => x.square().square()))(2).item() // => 32
 */
export function checkpoint(f: (...xs: Tensor[]) => Tensor): (...xs: TensorLike[]) => Tensor {
  requireFunction("checkpoint", f);
  return (...xs) => {
    const inputs = xs.map((x) => toNode("checkpoint", x));
    const value = nodeOf(f(...inputs.map((node) => wrap(node))));
    const pullback = (cotangent: Node): readonly Node[] => {
      const again = inputs.map((node) => apply(barrier, [node, cotangent]));
      const repeated = nodeOf(tracing(() => f(...again.map((node) => wrap(node)))));
      return reverse([repeated], [cotangent], again).map((node, k) => node ?? filled(0, inputs[k] as Node));
    };
    return wrap(customNode(checkpointed, [value, ...inputs], { pullback }));
  };
}
