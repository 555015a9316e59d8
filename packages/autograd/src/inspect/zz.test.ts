import { it } from "vitest";
import { table } from "../op/table.ts";
import { formulaBuilder, symbol } from "./formula.ts";
it("t", () => {
  const b = formulaBuilder();
  for (const op of table.values()) { const d = op.derivative; if (d.form !== "partials") continue;
   const names = op.arity === 1 ? ["x"] : op.arity === 2 ? ["a","b"] : ["a", "b", "c"]; const [x1,x2,x3] = names.map(n=>symbol(n));
   console.log(op.name.padEnd(14), d.partials.map((p) => p === null ? "none" : p(b, symbol("y"), x1!, x2!, x3!).text).join("   |   "));
  }
});
