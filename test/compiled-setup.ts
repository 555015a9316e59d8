import { afterAll } from "vitest";
import { settings, statistics } from "../packages/autograd/src/evaluate/settings.ts";
import { sharing } from "../packages/autograd/src/wasm/plan-emission.ts";

if (settings.verify) throw new Error("the engine is that of another file");
// Everything is compiled when it is evaluated for the first time, and compared with the interpreter bit by bit.
settings.compileAfter = 1;
settings.verify = true;
// Each kernel is a function, as those are that occur often. Other tests have them written out.
sharing.from = 1;

afterAll(() => {
  const evaluated = statistics.compiled + statistics.interpreted;
  if (evaluated > 0 && statistics.compiled === 0) throw new Error("no compiled code ran in this file");
});
