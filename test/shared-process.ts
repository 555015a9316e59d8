import { afterAll, vi } from "vitest";
import { changesSince, surroundings } from "./surroundings.ts";

// The files of a project take turns in two processes: starting one and reading hundreds of modules into it takes longer
// than most files. Each has the modules to itself all the same, with all that they remember: they are evaluated anew for it.
vi.resetModules();

const { evaluation } = await import("./evaluated.ts");
const symbol = Symbol.for("chainrule.test.evaluations");
const met: WeakSet<object> = Reflect.get(globalThis, symbol) ?? new WeakSet();
if (met.has(evaluation)) throw new Error("modules are those of another file");
Reflect.set(globalThis, symbol, met.add(evaluation));

// What is left is JavaScript itself and the process. What a file changes there by way of `vi` is put back after it, and
// a file that leaves anything else behind fails.
const before = surroundings();
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  const changes = changesSince(before);
  if (changes.length > 0) throw new Error(`this file leaves changed: ${changes.join(", ")}`);
});
