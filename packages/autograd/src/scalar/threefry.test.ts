import { expect, it } from "vitest";
import { integer } from "./integer.ts";
import { threefry } from "./threefry.ts";

// The known answers that come with the authors' library Random123 (1.14, kat_vectors): zeros, ones, digits of pi.
it.each([
  [
    [0x00000000, 0x00000000],
    [0x00000000, 0x00000000],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x13198a2e, 0x03707344],
    [0x243f6a88, 0x85a308d3],
    [0xc4923a9c, 0x483df7a0],
  ],
] as const)("threefry with key %j of %j is %j", (key, counter, words) => {
  const [key0, key1, counter0, counter1] = [...key, ...counter].map((word) => word | 0) as [
    number,
    number,
    number,
    number,
  ];
  const found = [0, 1].map((k) =>
    threefry(integer, key0, key1, counter0, counter1, (_, first, second) => (k === 0 ? first : second)),
  );
  expect(found.map((word) => word >>> 0)).toEqual(words);
});
