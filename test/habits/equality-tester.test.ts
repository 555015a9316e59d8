import { isTensor, parameter, tensor } from "@chainrule/autograd";
import { expect, it } from "vitest";

// As docs/conventions.md has it.
expect.addEqualityTesters([
  function (a, b) {
    if (!isTensor(a) || !isTensor(b)) return undefined;
    return a.dtype === b.dtype && this.equals(a.toArray(), b.toArray());
  },
]);

it("an equality tester makes toEqual compare the values of tensors", () => {
  const rows = [
    [1, 2],
    [3, 4],
  ];
  expect(tensor(rows)).toEqual(tensor(rows));
  expect(tensor(rows)).not.toEqual(tensor(rows).add(1));
  expect({ w: [parameter(rows)] }).toEqual({ w: [tensor(rows).add(0)] });
  expect(tensor([1])).not.toEqual(tensor([1], { dtype: "float32" }));
  expect(tensor([Number.NaN])).toEqual(tensor([Number.NaN]));
  expect(tensor([1])).not.toEqual([1]);
});
