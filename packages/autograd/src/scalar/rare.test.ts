import { expect, it } from "vitest";
import { elementary, ofNumber } from "../../../../test/reference/elementary.ts";
import { neighbour, xorshift } from "../../../../test/reference/points.ts";
import { ulpError } from "../../../../test/reference/ulp.ts";
import { rareFunctions } from "./rare.ts";

it.each(["sin", "cos", "tan"] as const)("%s of a large angle is correctly rounded", (name) => {
  const reference = ofNumber(elementary[name]);
  const next = xorshift(7);
  const angles = [
    1,
    50000.5,
    1e22,
    2 ** 1023,
    Number.MAX_VALUE,
    6381956970095103 * 2 ** 797,
    5319372264326541 * 2 ** 797,
  ];
  for (let i = 0; i < 300; i++) angles.push(2 ** ((1023 * next()) / 2 ** 32) * (1 + next() / 2 ** 32 / 2));
  for (let k = 1; k < 2 ** 20; k = 2 * k + 1) angles.push(neighbour(k * Math.PI, 0, "float64"));
  for (const x of angles.flatMap((x) => [x, -x]).filter(Number.isFinite)) {
    const error = ulpError(rareFunctions[name]!(x), x, reference, "float64");
    expect(error, `${name}(${x})`).toBeLessThan(0.5 + 1e-9);
  }
});

it.each(["sin", "cos", "tan"] as const)("%s of anything but an angle is NaN", (name) => {
  for (const x of [Infinity, -Infinity, Number.NaN]) expect(rareFunctions[name]!(x)).toBeNaN();
});
