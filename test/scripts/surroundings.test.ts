import { afterEach, expect, test, vi } from "vitest";
import { changesSince, surroundings } from "../surroundings.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("what a file leaves behind in a process is found wherever it is, and nothing else", async () => {
  const before = surroundings();
  expect(changesSince(before)).toEqual([]);

  // Read for the first time: no change.
  expect(await new Response(new Blob(["3"])).json()).toBe(3);
  expect(changesSince(before)).toEqual([]);

  const listener = (): void => {};
  Object.assign(Math, { twice: 2 });
  Object.assign(Array.prototype, { twice: 2 });
  process.on("exit", listener);
  vi.stubGlobal("twice", 2);
  vi.stubGlobal("Blob", 2);
  vi.stubEnv("TWICE", "2");
  vi.spyOn(Math, "sin").mockReturnValue(2);
  const changes = changesSince(before);
  Reflect.deleteProperty(Math, "twice");
  Reflect.deleteProperty(Array.prototype, "twice");
  process.off("exit", listener);

  expect(changes).toEqual(
    expect.arrayContaining([
      "Math.twice",
      "Array.prototype.twice",
      "listeners of exit",
      "twice",
      "Blob",
      "variable TWICE",
      "Math.sin",
    ]),
  );
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  expect(changesSince(before)).toEqual([]);
});
