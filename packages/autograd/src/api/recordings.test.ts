import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { countModules } from "../../../../test/module-count.ts";
import { compile, full, ones, parameter, type Tensor, tensor } from "../index.ts";
import { sharedMemory } from "../wasm/compile-plan.ts";
import { bytesOf, type Recording, Recordings } from "./recordings.ts";

/** Notes which recordings had to go. */
class Gone {
  readonly keys: string[] = [];

  make(key: string): Recording {
    return { cells: [], release: () => void this.keys.push(key) };
  }
}

describe("the recordings of a function", () => {
  let gone: Gone;
  let recordings: Recordings<Recording>;
  /** Calls for a key, with a recording of 10 bytes: whether it was kept already, is now, or is not. */
  const call = (key: string, bytes = 10): "known" | "kept" | "refused" => {
    if (recordings.find(key) !== undefined) return "known";
    if (!recordings.makeRoom(key, bytes)) return "refused";
    recordings.add(key, gone.make(key), bytes);
    return "kept";
  };
  const callAll = (keys: string): string[] => keys.split("").map((key) => call(key));

  beforeEach(() => {
    gone = new Gone();
    recordings = new Recordings();
    recordings.budget = 35;
  });

  test("share a budget: those unused for longest give way to what is new", () => {
    callAll("abc");
    expect(call("a")).toBe("known");
    expect(call("d")).toBe("kept");
    expect(gone.keys).toEqual(["b"]);
    expect(call("e", 25)).toBe("kept");
    expect(gone.keys).toEqual(["b", "c", "a"]);
    expect(recordings.size).toBe(2);
  });

  test("that are needed in turn and do not all fit: some stay, the others do not displace them", () => {
    callAll("abcde");
    gone.keys.length = 0;
    for (let epoch = 0; epoch < 3; epoch++)
      expect(callAll("abcde")).toEqual(["refused", "refused", "known", "known", "known"]);
    expect(gone.keys).toEqual([]);
  });

  test("give way to one that comes back once they are not needed any more", () => {
    callAll("abcd");
    expect(call("a")).toBe("refused");
    expect(call("a")).toBe("kept");
    expect(gone.keys).toEqual(["a", "b"]);
    callAll("xyz");
    expect(gone.keys).toEqual(["a", "b", "c", "d", "a"]);
  });

  test("say which of them are kept still", () => {
    callAll("abc");
    const first = recordings.find("a") as Recording;
    expect(recordings.use(first)).toBe(true);
    callAll("xyz");
    expect(recordings.use(first)).toBe(false);
  });

  test("count as needed each time that they are called", () => {
    recordings.budget = 10;
    call("a");
    const first = recordings.find("a") as Recording;
    call("b");
    expect(call("a")).toBe("refused");
    const second = recordings.find("b") as Recording;
    recordings.use(second);
    expect(call("a")).toBe("refused");
    expect(recordings.use(first)).toBe(false);
  });

  test("are not kept if they are too large for it alone", () => {
    call("a");
    expect(call("b", 50)).toBe("refused");
    expect(call("b", 50)).toBe("refused");
    expect(gone.keys).toEqual([]);
  });

  test("are measured by their nodes, and the data that they hold", () => {
    const nodes = [{ value: null }, { value: new Float64Array(1000) }];
    const bytes = bytesOf({ nodes } as never);
    expect(bytes).toBeGreaterThan(8000);
    expect(bytesOf({ nodes: [...nodes, { value: null }] } as never)).toBeGreaterThan(bytes);
  });
});

describe("many shapes in turn", () => {
  const memory = sharedMemory();
  const { codeBudget } = memory;
  let counted = { modules: 0 };

  beforeEach(() => {
    // What the environment allows is asked for once.
    compile((x: Tensor) => x.exp())([1, 2]);
    counted = countModules();
  });
  afterEach(() => {
    memory.codeBudget = codeBudget;
    vi.unstubAllGlobals();
  });

  test("are compiled once each: 66 and 200 shapes of a function", () => {
    for (const [after, shapes] of [
      [0, 66],
      [66, 200],
    ] as const) {
      const f = compile((x: Tensor) => x.mul(2).exp().sum());
      counted.modules = 0;
      for (let epoch = 0; epoch < 3; epoch++) {
        for (let n = after + 1; n <= after + shapes; n++)
          expect(f(ones([n])).item()).toBeCloseTo(n * Math.exp(2), 9);
        expect(counted.modules).toBe(shapes);
      }
      expect(f.plans).toBe(shapes);
    }
  });

  test("are interpreted where their code does not fit, instead of being compiled again and again", () => {
    const w = parameter([0]);
    const f = compile((x: Tensor) => {
      w.assign(w.add(x.sum()));
      return x.square().sum();
    });
    memory.codeBudget = 400_000;
    const epoch = (): void => {
      for (let n = 1; n <= 40; n++) expect(f(full([n], 2)).item()).toBe(4 * n);
    };
    epoch();
    expect(counted.modules).toBeGreaterThanOrEqual(40);
    // What the last ones displaced may find its place again, once.
    epoch();
    counted.modules = 0;
    compile.resetStats();
    for (let k = 0; k < 3; k++) epoch();
    expect(counted.modules).toBe(0);
    const { compiled, interpreted } = compile.stats();
    expect(compiled).toBeGreaterThan(3 * 5);
    expect(interpreted).toBeGreaterThan(3 * 10);
    expect(w.item()).toBe(5 * 40 * 41);
    // One that alone is needed from now on finds a place, though it had to go.
    for (let k = 0; k < 3; k++) f(tensor([2]));
    compile.resetStats();
    f(tensor([2]));
    expect(compile.stats()).toMatchObject({ compiled: 1, interpreted: 0 });
    expect(memory.code).toBeLessThanOrEqual(400_000);
  });
});
