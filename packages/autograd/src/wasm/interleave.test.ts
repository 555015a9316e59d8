import { expect, it } from "vitest";
import { ModuleBuilder } from "./assembler.ts";
import type { Expression, Value } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";

/** The items of a function's body, and the handles of the values built side by side. */
function built(body: (f: FunctionBuilder) => void): readonly Expression[] {
  const module = new ModuleBuilder();
  module.define("f", [], "none", body);
  const items = module.functions[0]?.builder.body.items ?? [];
  for (const [k, item] of items.entries()) {
    if (k > 0) expect(item.sequence).toBeGreaterThan((items[k - 1] as Expression).sequence);
    for (const operand of item.operands) {
      if (operand.region === item.region) expect(items.indexOf(operand)).toBeLessThan(k);
    }
  }
  return items;
}

function chain(f: FunctionBuilder, start: Value<"f64">, length: number): Value<"f64"> {
  let x = start;
  for (let k = 0; k < length; k++) x = f.op("f64.sqrt", x);
  return x;
}

it("lets chains of different lengths alternate", () => {
  let last: Value | undefined;
  const items = built((f) => {
    f.sideBySide([
      () => {
        last = chain(f, f.load("f64.load", 0), 40);
      },
      () => chain(f, f.load("f64.load", 8), 20),
    ]);
  });
  expect(items.length).toBe(62);
  expect(items.indexOf(last as Value)).toBeGreaterThan(55);
  const second = items.findIndex(({ offset }) => offset === 8);
  expect(second).toBeLessThan(12);
});

it("keeps what one needs of another before it", () => {
  built((f) => {
    let shared: Value<"f64"> | undefined;
    f.sideBySide([
      () => {
        shared = chain(f, f.load("f64.load", 0), 30);
      },
      () => f.op("f64.add", shared as Value<"f64">, f.load("f64.load", 8)),
    ]);
  });
});

it("leaves stretches alone that do more than compute", () => {
  const kinds = built((f) => {
    f.sideBySide([
      () => f.store("f64.store", 0, f.f64(1)),
      () => f.store("f64.store", 0, f.load("f64.load", 0)),
    ]);
  }).map(({ instruction }) => instruction?.mnemonic);
  expect(kinds).toEqual(["f64.store", "f64.load", "f64.store"]);
});
