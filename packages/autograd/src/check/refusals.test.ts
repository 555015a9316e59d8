import { describe, expect, it } from "vitest";
import { compile, parameter, type Tensor, tensor } from "../index.ts";
import { checkGradients } from "./check-gradients.ts";

describe("checkGradients refuses", () => {
  const refusals: readonly (readonly [text: string, call: () => unknown])[] = [
    [
      "checkGradients: arguments must be float64, got float32 for xs[0]: 7 digits are too few for finite differences. " +
        'Pass cast("float64") of it; the rules are the same.',
      () => checkGradients((x) => x, [tensor([1], { dtype: "float32" })]),
    ],
    [
      "checkGradients: f must compute in float64, got float32 from cast: 7 digits are too few for finite differences.",
      () => checkGradients((x) => x.cast("float32").cast("float64"), [1]),
    ],
    [
      "checkGradients: needs a floating-point argument, got int32 for xs[0].",
      () => checkGradients((x) => x, [tensor(1, { dtype: "int32" })]),
    ],
    ["checkGradients: needs a floating-point argument, got none.", () => checkGradients(() => 1, [])],
    [
      "checkGradients: the function must return a floating-point tensor, got bool.",
      () => checkGradients((x) => x.greater(0), [1]),
    ],
    [
      "checkGradients: the function must return a tensor, got undefined.",
      () => checkGradients((() => undefined) as never, [1]),
    ],
    ["checkGradients: takes a function, got 3.", () => checkGradients(3 as never, [1])],
    [
      "checkGradients: takes the arguments of the function as an array, got 1.",
      () => checkGradients((x) => x, 1 as never),
    ],
    [
      "checkGradients: order must be 1 or 2, got 3.",
      () => checkGradients((x) => x, [1], { order: 3 as never }),
    ],
    [
      'checkGradients: mode must be "both", "reverse" or "forward", got "backward".',
      () => checkGradients((x) => x, [1], { mode: "backward" as never }),
    ],
    [
      "checkGradients: tolerance must be a number between 0 and 1, got -1.",
      () => checkGradients((x) => x, [1], { tolerance: -1 }),
    ],
    [
      "checkGradients: maxElements must be a positive integer, got 0.",
      () => checkGradients((x) => x, [1], { maxElements: 0 }),
    ],
    [
      'checkGradients: there is no option "eps", only order, mode, tolerance, allowKinks, maxElements, seed.',
      () => checkGradients((x) => x, [1], { eps: 1 } as never),
    ],
    [
      "checkGradients: cannot be used inside compile().",
      () => compile((x: Tensor) => (checkGradients((y) => y, [x]), x))(tensor(1)),
    ],
  ];
  it.each(refusals)("%s", (text, call) => {
    expect(call).toThrow(expect.objectContaining({ message: text }));
  });

  it("a function that ignores its argument and uses the tensor itself", () => {
    const x = tensor([1, 2]);
    expect(() => checkGradients(() => x.square(), [x])).toThrow(
      "checkGradients: f must compute with its argument, but uses xs[0] as it was before the call. " +
        "Write it as a function of its arguments.",
    );
    const w = parameter(2);
    const early = w.square();
    expect(() => checkGradients(() => early.sin(), [w])).toThrow("uses xs[0] as it was before the call");
  });

  it("the same parameter twice", () => {
    const w = parameter(2);
    expect(() => checkGradients((a, b) => a.mul(b), [w, w])).toThrow(
      "checkGradients: each parameter may be given once, got the same one at xs[0] and xs[1].",
    );
    const x = tensor(2);
    expect(checkGradients((a, b) => a.mul(b), [x, x]).ok).toBe(true);
  });

  it("a function whose result changes its shape", () => {
    const f = (x: Tensor): Tensor => ((x as Tensor<[]>).item() > 1 ? x : x.reshape([1]));
    expect(() => checkGradients(f, [1])).toThrow("must return the same shapes and dtypes at every point");
  });
});
