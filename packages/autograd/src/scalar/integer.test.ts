import { expect, it } from "vitest";
import { integer } from "./integer.ts";

const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;

it("wraps around", () => {
  expect(integer.add(MOST, 1)).toBe(LEAST);
  expect(integer.sub(LEAST, 1)).toBe(MOST);
  expect(integer.mul(MOST, MOST)).toBe(1);
  expect(integer.mul(123456789, 987654321)).toBe(-67153019);
  expect(integer.neg(LEAST)).toBe(LEAST);
  expect(integer.abs(LEAST)).toBe(LEAST);
  expect(integer.constant(2 ** 32 + 5)).toBe(5);
});

it("has no negative zero", () => {
  expect(integer.neg(0)).toBe(0);
  expect(integer.mul(0, -1)).toBe(0);
  expect(integer.constant(-0)).toBe(0);
});

it("compares and chooses", () => {
  expect(integer.min(-3, 2)).toBe(-3);
  expect(integer.max(-3, 2)).toBe(2);
  expect(integer.select(integer.lt(1, 2), 7, 8)).toBe(7);
  expect(integer.select(integer.not(integer.ge(2, 2)), 7, 8)).toBe(8);
});

it("works on bits", () => {
  expect(integer.bitAnd(12, 10)).toBe(8);
  expect(integer.bitOr(12, 10)).toBe(14);
  expect(integer.bitXor(12, 10)).toBe(6);
  expect(integer.shiftLeft(1, 31)).toBe(LEAST);
  expect(integer.shiftLeft(5, 33)).toBe(10);
  expect(integer.shiftRight(LEAST, 30)).toBe(-2);
  expect(integer.shiftRightUnsigned(-1, 0)).toBe(-1);
  expect(integer.shiftRightUnsigned(LEAST, 30)).toBe(2);
});

it("refuses steps of floating-point numbers by name", () => {
  expect(() => integer.div(1, 2)).toThrow(
    "div: int32 has no such step. Convert to a floating-point dtype first.",
  );
  expect(() => integer.rare(true, "sin", 1, 2)).toThrow("rare: int32 has no such step");
});
