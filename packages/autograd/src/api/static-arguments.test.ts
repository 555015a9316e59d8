import { afterEach, describe, expect, test } from "vitest";
import { interpretOnly } from "../evaluate/compilation.ts";
import {
  checkGradients,
  checkpoint,
  compile,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  scalar,
  type Tensor,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
} from "../index.ts";

type Choice = boolean | string | null | undefined;

/** x squared times a number for each choice. */
const scaled = (x: Tensor, choice: Choice): Tensor => x.square().mul(factorOf(choice)).sum();

function factorOf(choice: Choice): number {
  if (choice === true) return 2;
  if (choice === false) return 3;
  if (choice === null) return 5;
  if (choice === undefined) return 7;
  return choice.length;
}

const choices: readonly Choice[] = [true, false, null, undefined, "", "ab", '"', "true", "null", "undefined"];
const x = tensor([1, 2]);

describe.each(["compiled", "interpreted"])("%s, a function is given as it is what is", (way) => {
  afterEach(() => interpretOnly(false));

  test("a choice standing alone, and recorded once for each", () => {
    interpretOnly(way === "interpreted");
    const f = compile(scaled);
    for (let round = 0; round < 3; round++)
      for (const choice of choices) expect(f(x, choice).item()).toBe(scaled(x, choice).item());
    expect(f.plans).toBe(choices.length);
  });

  test("an option in a tree", () => {
    interpretOnly(way === "interpreted");
    interface Options {
      readonly scale: Tensor;
      readonly mode?: string | undefined;
      readonly flags?: readonly (boolean | string)[];
    }
    const f = compile((t: Tensor, { scale, mode, flags }: Options) => {
      const once = mode === "double" ? t.mul(2) : t;
      return (flags?.[1] === "b" ? once.neg() : once).mul(scale);
    });
    const call = (options: Options): unknown => f(x, options).toArray();
    for (let round = 0; round < 2; round++) {
      expect(call({ scale: scalar(10) })).toEqual([10, 20]);
      expect(call({ scale: scalar(10), mode: "double" })).toEqual([20, 40]);
      expect(call({ scale: scalar(10), mode: "single" })).toEqual([10, 20]);
      expect(call({ scale: scalar(10), mode: undefined })).toEqual([10, 20]);
      expect(call({ scale: scalar(1), flags: [true, "b"] })).toEqual([-1, -2]);
      expect(call({ scale: scalar(1), flags: [true, "c"] })).toEqual([1, 2]);
    }
    expect(f.plans).toBe(6);
  });

  test("none, where it is data: an array of booleans, a mask, numbers", () => {
    interpretOnly(way === "interpreted");
    const f = compile((mask: Tensor, n: Tensor) => mask.cast("float64").mul(n));
    expect(f([true, false] as never, 3).toArray()).toEqual([3, 0]);
    expect(f([false, true] as never, 4).toArray()).toEqual([0, 4]);
    expect(f(tensor(true), 5).item()).toBe(5);
    expect(f(tensor(false), 5).item()).toBe(0);
    expect(f.plans).toBe(2);
  });

  test("alone, without any tensor", () => {
    interpretOnly(way === "interpreted");
    const f = compile((choice: Choice) => scalar(1).mul(factorOf(choice)));
    expect(choices.map((choice) => f(choice).item())).toEqual(choices.map(factorOf));
    expect((f as unknown as () => Tensor)().item()).toBe(7);
  });
});

describe.each(choices.map((choice) => ({ choice })))(
  "$choice takes no part in derivatives:",
  ({ choice }) => {
    const factor = factorOf(choice);

    test("grad(), valueAndGrad()", () => {
      expect(grad(scaled)(x, choice).toArray()).toEqual([2 * factor, 4 * factor]);
      expect(valueAndGrad(scaled)(x, choice).map((t) => t.toArray())).toEqual([
        5 * factor,
        [2 * factor, 4 * factor],
      ]);
    });

    test("grad() by a tree, in which it comes back as it is", () => {
      const f = ({ t, parts }: { t: Tensor; parts: readonly [Choice, Tensor] }): Tensor =>
        scaled(t, parts[0]).add(parts[1]);
      const found = grad(f)({ t: x, parts: [choice, scalar(1)] });
      expect(found.t.toArray()).toEqual([2 * factor, 4 * factor]);
      expect(found.parts[0]).toBe(choice);
      expect(found.parts[1].item()).toBe(1);
    });

    test("vjp(), whose pullback gives nothing for it", () => {
      const [value, pullback] = vjp(scaled, x, choice);
      expect(value.item()).toBe(5 * factor);
      const [dx, none] = pullback(1);
      expect(dx.toArray()).toEqual([2 * factor, 4 * factor]);
      expect(none).toBe(undefined);
      const [tree] = vjp((o: { t: Tensor; choice: Choice }) => scaled(o.t, o.choice), { t: x, choice })[1](1);
      expect(Object.keys(tree)).toEqual(["t", "choice"]);
      expect(tree.choice).toBe(undefined);
    });

    test("jvp(), with or without something in place of its tangent", () => {
      for (const tangents of [[[1, 1]], [[1, 1], undefined], [[1, 1], null], [[1, 1], choice]])
        expect(jvp(scaled, [x, choice], tangents as never).map((t) => t.item())).toEqual([
          5 * factor,
          6 * factor,
        ]);
      const f = (o: { choice: Choice; t: Tensor }): Tensor => scaled(o.t, o.choice);
      expect(jvp(f, [{ choice, t: x }], [{ t: [1, 1] }])[1].item()).toBe(6 * factor);
    });

    test("jacobian(), hessian(), hvp()", () => {
      const rows = (t: Tensor, c: Choice): Tensor => t.square().mul(factorOf(c));
      expect(jacobian(rows)(x, choice)).toHaveProperty("shape", [2, 2]);
      expect((jacobian(rows)(x, choice) as Tensor).toArray()).toEqual([
        [2 * factor, 0],
        [0, 4 * factor],
      ]);
      expect((hessian(scaled)(x, choice) as Tensor).toArray()).toEqual([
        [2 * factor, 0],
        [0, 2 * factor],
      ]);
      const f = (o: { t: Tensor; choice: Choice }): Tensor => scaled(o.t, o.choice);
      const found = hvp(f, { t: x, choice }, { t: [1, 0] });
      expect(found.t.toArray()).toEqual([2 * factor, 0]);
      expect(found.choice).toBe(choice);
    });

    test("vmap(), where it needs no axis", () => {
      const rows = tensor([
        [1, 2],
        [3, 4],
      ]);
      const expected = [5 * factor, 25 * factor];
      expect(vmap(scaled)(rows, choice).toArray()).toEqual(expected);
      expect(vmap(scaled, { in: [0] })(rows, choice).toArray()).toEqual(expected);
      expect(vmap(scaled, { in: [0, null] })(rows, choice).toArray()).toEqual(expected);
      expect(vmap(scaled, { in: [0, 0] })(rows, choice).toArray()).toEqual(expected);
      expect(
        vmap((c: Choice, t: Tensor) => scaled(t, c), { in: [null, 1] })(choice, rows.transpose()).toArray(),
      ).toEqual(expected);
    });

    test("checkpoint(), compile(), checkGradients(), one inside the other", () => {
      expect(grad(checkpoint(scaled))(x, choice).toArray()).toEqual([2 * factor, 4 * factor]);
      expect(compile(grad(scaled))(x, choice).toArray()).toEqual([2 * factor, 4 * factor]);
      expect(grad(compile(scaled))(x, choice).toArray()).toEqual([2 * factor, 4 * factor]);
      expect(compile((t: Tensor) => compile(scaled)(t, choice))(x).item()).toBe(5 * factor);
      expect(checkGradients(scaled as never, [x, choice] as never).ok).toBe(true);
    });
  },
);

test("what is static cannot be differentiated by", () => {
  const message = "the first argument must be floating-point, got true.";
  const f = (flag: boolean): Tensor => scalar(flag ? 1 : 2);
  expect(() => grad(f)(true)).toThrow(`grad: ${message}`);
  expect(() => valueAndGrad(f)(true)).toThrow(`valueAndGrad: ${message}`);
  expect(() => jacobian(f)(true)).toThrow(`jacobian: ${message}`);
  expect(() => hessian(f)(true)).toThrow(`hessian: ${message}`);
  expect(() => hvp(f, true, true)).toThrow(`hvp: ${message}`);
  expect(() => vmap(f)(true)).toThrow("vmap: at least one tensor must be mapped, got 1 argument");
});

test("a tangent for it, or one too many or too few, is refused", () => {
  expect(() => jvp(scaled, [x, true], [[1, 1], 1])).toThrow("jvp: tangents[1] must be undefined, got 1.");
  expect(() => jvp(scaled, [x, true], [[1, 1], undefined, 1])).toThrow(
    "jvp: takes one tangent for each argument, got 3 for 2.",
  );
  expect(() => jvp(scaled, [x, true], [])).toThrow("jvp: takes one tangent for each argument, got 0 for 2.");
  const f = (o: { choice: Choice; t: Tensor }): Tensor => scaled(o.t, o.choice);
  expect(() => jvp(f, [{ choice: true, t: x }], [{ choice: false, t: x }])).toThrow(
    "jvp: tangents[0] must be undefined at .choice, got false.",
  );
  expect(() => jvp(f, [{ choice: true, t: x }], [{ choice: true }])).toThrow(
    'jvp: tangents[0] must be an object with "choice", "t", got an object with "choice".',
  );
  expect(() => vmap(scaled, { in: [0, null, 0] })([[1, 2]], true)).toThrow(
    "vmap: in must have one entry for each argument, got 3 for 2.",
  );
});

test("results are what they were: booleans are masks, nothing else is static", () => {
  expect((compile(() => true as never)() as unknown as Tensor).toArray()).toBe(true);
  for (const result of ["text", [x, "text"], { a: x, b: undefined }]) {
    expect(() => compile(() => result as never)()).toThrow("compile: ");
    expect(() => vmap(() => result as never)([1, 2])).toThrow("vmap: ");
  }
});

test.each([undefined, "left out"])("a tensor that may be left out is %s", (how) => {
  const x = tensor([1, 2]);
  const f = (t: Tensor<[2]>, by?: Tensor<[2]>): Tensor<[]> => (by === undefined ? t : t.mul(by)).sum();
  const rest: [undefined?] = how === undefined ? [undefined] : [];
  expect(compile(f)([1, 2], ...rest).item()).toBe(3);
  expect(compile(f)([1, 2], [3, 4]).item()).toBe(11);
  expect(grad(f)(x, ...rest).toArray()).toEqual([1, 1]);
  expect(valueAndGrad(f)(x, ...rest)[1].toArray()).toEqual([1, 1]);
  const [value, pullback] = vjp(f, x, ...rest);
  expect([value.item(), pullback(2).map((u) => u?.toArray())]).toEqual([3, [[2, 2], ...rest]]);
  expect(jvp(f, [x, ...rest], [[1, 10], ...rest])[1].item()).toBe(11);
  expect(jacobian(f)(x, ...rest).toArray()).toEqual([1, 1]);
  expect(hessian(f)(x, ...rest).toArray()).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(vmap(f)([[1, 2]], ...rest).toArray()).toEqual([3]);
  expect(checkpoint(f)(x, ...rest).item()).toBe(3);
  const options = grad((o: { readonly a: Tensor<[2]>; readonly b?: Tensor<[2]> | undefined }) => f(o.a, o.b));
  const none = how === undefined ? { b: undefined } : {};
  expect(options({ a: x, ...none }).a.toArray()).toEqual([1, 1]);
  expect(options({ a: x, b: [3, 4] }).b?.toArray()).toEqual([1, 2]);
});
