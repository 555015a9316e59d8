/** A parameter that is an argument of a function which is given a tensor in its place: what only parameters have is refused. */
import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import { isInPlaceOfParameter } from "../gears.ts";
import {
  checkpoint,
  compile,
  cond,
  customGradient,
  fixedPoint,
  grad,
  isParameter,
  jvp,
  type Parameter,
  parameter,
  root,
  scalar,
  scan,
  type Tensor,
  valueAndGrad,
  vjp,
  vmap,
  whileLoop,
} from "../index.ts";

type W = Parameter<[]>;
type Use = (w: W) => Tensor<[]>;

/** Hands a parameter to a function as each of these does. */
const ways: Readonly<Record<string, (use: Use, w: W) => unknown>> = {
  grad: (use, w) => grad((v) => use(v as W))(w),
  valueAndGrad: (use, w) => valueAndGrad((v) => use(v as W))(w),
  vjp: (use, w) => vjp((v) => use(v as W), w),
  jvp: (use, w) => jvp((v) => use(v as W), [w], [1]),
  checkpoint: (use, w) => checkpoint((v) => use(v as W))(w),
  customGradient: (use, w) => customGradient((v) => [use(v as W), (u) => u])(w),
  cond: (use, w) =>
    cond(
      true,
      (v) => use(v as W),
      (v) => v,
      w,
    ),
  vmap: (use, w) => vmap((x, v) => use(v as W).mul(x), { in: [0, null] })([1, 2], w),
  scan: (use, w) => scan((h: Tensor<[]>, x: Tensor<[]>) => [h, use(h as W).mul(x)], w, [1, 2]),
  whileLoop: (use, w) =>
    whileLoop(
      (v: Tensor<[]>) => v.less(0),
      (v: Tensor<[]>) => use(v as W),
      w,
    ),
  fixedPoint: (use, w) => fixedPoint((v: Tensor<[]>) => use(v as W).mul(0.5), w),
  root: (use, w) => root((v: Tensor<[]>) => use(v as W).sub(1), w),
};

/** Those that carry it on from step to step. */
const carried: readonly string[] = ["scan", "whileLoop", "fixedPoint", "root"];

const asked: Readonly<Record<string, (w: W) => unknown>> = {
  grad: (w) => w.grad,
  pendingGradient: (w) => w.pendingGradient,
  takeGradient: (w) => w.takeGradient(),
  assign: (w) => w.assign(1),
};

const made = (): W => {
  const w = parameter(3);
  w.square().backward();
  return w;
};

describe.each(Object.keys(ways))("%s", (name) => {
  const way = ways[name] as (use: Use, w: W) => unknown;

  test.each(Object.keys(asked))("refuses %s of it, and changes nothing", (what) => {
    const text =
      `${what}: a parameter that is an argument of the function given to ${name}() is a tensor inside, which has no ${what}. ` +
      "Refer to the parameter itself in the function, or do outside what needs one.";
    const use: Use = (v) => {
      asked[what]?.(v);
      return v.mul(1);
    };
    const w = made();
    expect(message(() => way(use, w))).toBe(text);
    const inner = (v: Tensor): Tensor => grad((u) => use(u as W))(v);
    expect(message(() => way((v) => inner(v) as Tensor<[]>, w))).toContain(
      `is a tensor inside, which has no ${what}`,
    );
    if (name !== "whileLoop" && name !== "scan")
      expect(message(() => compile((v: Tensor) => void way(use, v as W))(w))).toBe(text);
    expect([w.item(), w.grad?.item()]).toEqual([3, 6]);
  });

  test("knows the parameter where the function refers to it", () => {
    const w = made();
    const seen: unknown[] = [];
    way((v) => {
      seen.push(w.grad !== null, isParameter(w));
      return v.mul(1);
    }, scalar(3) as W);
    expect(new Set(seen)).toEqual(new Set([true]));
  });
});

describe.each(carried)("%s", (name) => {
  const way = ways[name] as (use: Use, w: W) => unknown;

  test("refuses to say whether what it carries is a parameter", () => {
    const use: Use = (v) => v.mul(isParameter(v) ? 10 : 1);
    expect(message(() => way(use, made()))).toBe(
      `isParameter: what ${name}() carries begins as a parameter, and is none in further steps, which the function is called for as ` +
        "well. Carry its stopGradient() or mul(1), or do not ask.",
    );
    expect(message(() => way(use, made().stopGradient() as W))).toBe("no error");
  });
});

describe.each(Object.keys(ways).filter((name) => !carried.includes(name)))("%s", (name) => {
  const way = ways[name] as (use: Use, w: W) => unknown;

  test("says that it is a parameter, as uncalled for it is", () => {
    const seen: boolean[] = [];
    const use: Use = (v) => {
      seen.push(isParameter(v), isInPlaceOfParameter(v));
      return v.mul(1);
    };
    way(use, made());
    expect(new Set(seen)).toEqual(new Set([true]));
    const inner: boolean[] = [];
    const innerUse: Use = (v) => {
      inner.push(isParameter(v));
      return v.mul(1);
    };
    way((v) => grad((u) => innerUse(u as W))(v) as Tensor<[]>, made());
    expect(new Set(inner)).toEqual(new Set([true]));
    seen.length = 0;
    way(use, scalar(3) as W);
    expect(new Set(seen)).toEqual(new Set([false]));
  });
});
