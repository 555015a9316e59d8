import { describe, expect, test } from "vitest";
import {
  add,
  checkpoint,
  clip,
  compile,
  concat,
  customGradient,
  grad,
  jvp,
  maximum,
  parameter,
  scalar,
  type Tensor,
  type TensorLike,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
  where,
} from "../index.ts";

interface Options {
  readonly scale: TensorLike;
  readonly shift: { readonly by: TensorLike };
}

const x = tensor([0.1, -2, 3], { dtype: "float32" });

/** What a function does with a float32 tensor and numbers, which it is given as they are or as tensors. */
const programs: Readonly<Record<string, (v: Tensor, options: Options) => TensorLike>> = {
  "a method's argument": (v, { scale }) => v.mul(scale),
  "an array": (v, { shift }) => v.mul(shift.by),
  "a function's first argument": (v, { scale }) => add(scale, v),
  "a function's second argument": (v, { scale }) => maximum(v, scale),
  "one side of where": (v, { scale }) => where(v.greater(0), v, scale),
  "the other side of where": (v, { scale }) => where(v.greater(0), scale, v),
  bounds: (v, { scale }) => clip(v, scale, add(scale, tensor(1, { dtype: "float32" }))),
  "one of several": (v, { shift }) => concat([shift.by as Tensor, v]),
  "a comparison": (v, { scale }) => v.equal(scale),
  "a value that is assigned": (v, { scale }) => {
    held.assign(scale as Tensor<[]>);
    return v.add(held);
  },
};
const options: Options = { scale: 0.1, shift: { by: [0.1, 0.2, 0.3] } };

const held = parameter(1, { dtype: "float32" });

describe("a number among arguments takes the dtype of the tensor beside it:", () => {
  test.each(Object.keys(programs))("%s", (name) => {
    const f = programs[name] as (typeof programs)[string];
    const wanted = f(x, options) as Tensor;
    const compiled = compile(f as never) as unknown as (v: Tensor, options: Options) => Tensor;
    for (let call = 0; call < 4; call++) expect(plain(compiled(x, options))).toEqual(plain(wanted));
  });

  const scaled = (v: Tensor, s: Tensor): Tensor => v.mul(s).sin().sum();
  const transformed = {
    grad: (s: TensorLike) => grad(scaled)(x, s),
    "the derivative by the number": (s: TensorLike) => grad((t: Tensor, v: Tensor) => scaled(v, t))(s, x),
    valueAndGrad: (s: TensorLike) => valueAndGrad(scaled)(x, s)[0],
    vjp: (s: TensorLike) => vjp(scaled, x, s as Tensor)[0],
    jvp: (s: TensorLike) =>
      jvp(scaled, [x, s as Tensor], [
        x,
        typeof s === "number" ? 0.5 : tensor(0.5, { dtype: "float32" }),
      ] as never)[1],
    vmap: (s: TensorLike) => vmap(scaled, { in: [0, null] })(x, s),
    "vmap of numbers": (s: TensorLike) => vmap((t: Tensor) => scaled(x, t))([s, s, s] as never),
    checkpoint: (s: TensorLike) => grad((v: Tensor) => checkpoint(scaled)(v, s as Tensor))(x),
    customGradient: (s: TensorLike) =>
      grad((v: Tensor) =>
        customGradient((a: Tensor, b: Tensor) => [scaled(a, b), (u) => [u.mul(a).mul(b), 0]])(v, s as Tensor),
      )(x),
    "a number whose method is called": (s: TensorLike) =>
      compile((v: Tensor, t: Tensor) => t.mul(v).sin().sum())(x, s),
    "compile in compile": (s: TensorLike) => compile((v: Tensor, t: Tensor) => compile(scaled)(v, t))(x, s),
  };

  test.each(Object.keys(transformed))("%s", (name) => {
    const f = transformed[name as keyof typeof transformed];
    const rounded = tensor(Math.fround(0.1), { dtype: "float32" });
    const [found, wanted] = [f(0.1), name === "vmap of numbers" ? null : f(rounded)];
    if (name === "vmap of numbers")
      expect(found.toArray()).toEqual(new Array(3).fill(scaled(x, rounded).item()));
    else expect(found.toArray()).toEqual(wanted?.toArray());
    // A derivative is of the dtype of what it is by.
    expect(found.dtype).toBe(name === "the derivative by the number" ? "float64" : "float32");
  });

  test("also where it is an array whose method is called", () => {
    const w = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: "float32" },
    );
    expect(plain(compile((v: Tensor) => v.matmul(w))([0.1, 0.2]))).toEqual(
      plain(tensor([0.1, 0.2], { dtype: "float32" }).matmul(w)),
    );
  });

  test("and stays float64 beside float64, and alone", () => {
    expect(plain(compile((v: Tensor, s: Tensor) => v.mul(s))([1, 2], 0.1))).toEqual(["float64", [0.1, 0.2]]);
    expect(plain(compile((s: Tensor) => s.neg())(0.1))).toEqual(["float64", -0.1]);
  });

  test("a tensor does not, and has a recording of its own", () => {
    const f = compile((v: Tensor, s: Tensor) => v.mul(s));
    f(x, 0.1);
    f(x, 0.2);
    expect(f.plans).toBe(1);
    const message =
      'mul: dtypes must match, got float32 and float64. Cast one of them, e.g. with cast("float32").';
    expect(() => f(x, scalar(0.1))).toThrow(expect.objectContaining({ message }));
    f(x, scalar(0.1).cast("float32"));
    expect(f.plans).toBe(2);
    expect(plain(f(x, 0.1))).toEqual(plain(x.mul(0.1)));
  });

  test("beside integers it is refused, since nobody knows whether it is one", () => {
    expect(() => compile((v: Tensor, s: Tensor) => v.mul(s))(tensor([1, 2], { dtype: "int32" }), 2)).toThrow(
      expect.objectContaining({
        message: 'mul: dtypes must match, got int32 and float64. Cast one of them, e.g. with cast("int32").',
      }),
    );
  });
});

function plain(t: Tensor): unknown {
  return [t.dtype, t.toArray()];
}
