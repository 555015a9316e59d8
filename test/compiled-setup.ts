import { afterAll } from "vitest";
import { settings, statistics } from "../packages/autograd/src/evaluate/settings.ts";

// Everything is compiled when it is evaluated for the first time, and compared with the interpreter bit by bit.
settings.compileAfter = 1;
settings.verify = true;

afterAll(() => {
  const evaluated = statistics.compiled + statistics.interpreted;
  if (evaluated > 0 && statistics.compiled === 0) throw new Error("no compiled code ran in this file");
});
