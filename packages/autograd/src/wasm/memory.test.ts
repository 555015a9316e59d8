import { beforeEach, describe, expect, test } from "vitest";
import { type Lease, momentNow, SharedMemory, type Tenant } from "./memory.ts";

const mebibyte = 1048576;

/** Notes which tenants had to go. */
class Tenants {
  readonly gone: string[] = [];

  make(name: string): Tenant {
    return { vacate: () => this.gone.push(name) };
  }
}

describe("the memory of compiled plans", () => {
  let memory: SharedMemory;
  let tenants: Tenants;

  beforeEach(() => {
    memory = new SharedMemory();
    memory.budget = 4 * mebibyte;
    tenants = new Tenants();
  });

  test("is kept within the budget: whoever was not used for longest has to go", () => {
    const first = memory.take(1.5 * mebibyte, tenants.make("a"));
    memory.take(1.5 * mebibyte, tenants.make("b"));
    expect(tenants.gone).toEqual([]);
    memory.use(first);
    memory.take(1.5 * mebibyte, tenants.make("c"));
    expect(tenants.gone).toEqual(["b"]);
    memory.take(mebibyte / 2, tenants.make("d"));
    expect(tenants.gone).toEqual(["b"]);
    expect(memory.count).toBe(3);
    expect(memory.taken).toBeLessThanOrEqual(memory.budget);
    expect(memory.memory.buffer.byteLength).toBeLessThan(6 * mebibyte);
  });

  test("has room for two where one is larger than the budget", () => {
    for (const name of ["a", "b"]) memory.take(6 * mebibyte, tenants.make(name));
    expect(tenants.gone).toEqual([]);
    memory.take(mebibyte, tenants.make("c"));
    expect(tenants.gone).toEqual(["a"]);
  });

  test("has what rests give way first, and nobody waits for it", () => {
    const first = memory.take(1.5 * mebibyte, tenants.make("a"));
    const resting = memory.take(1.5 * mebibyte, tenants.make("b"));
    const since = momentNow();
    for (const lease of [first, resting]) memory.use(lease);
    expect(memory.hasRoom(1.2 * mebibyte, 0, since)).toBe(false);
    memory.rest(resting);
    expect(memory.hasRoom(1.2 * mebibyte, 0, since)).toBe(true);
    memory.take(1.5 * mebibyte, tenants.make("c"));
    expect(tenants.gone).toEqual(["b"]);
  });

  test("uses again what was given back, once", () => {
    const tenant = tenants.make("a");
    const lease = memory.take(1000, tenant);
    const { start } = lease;
    memory.give(lease);
    memory.give(lease);
    expect(memory.take(1000, tenant).start).toBe(start);
    expect(memory.take(1000, tenant).start).not.toBe(start);
  });

  test("bounds code as well", () => {
    memory.codeBudget = 3000;
    const leases = ["a", "b", "c"].map((name) => memory.take(64, tenants.make(name)));
    for (const lease of leases) memory.charge(lease, 1000);
    expect(tenants.gone).toEqual([]);
    expect(memory.code).toBe(3000);
    const last = memory.take(64, tenants.make("d"));
    memory.charge(last, 1500);
    expect(tenants.gone).toEqual(["a", "b"]);
    expect(memory.code).toBe(2500);
    memory.give(last);
    expect(memory.code).toBe(1000);
    // Whatever is alone may stay.
    memory.charge(memory.take(64, tenants.make("e")), 5000);
    expect(tenants.gone).toEqual(["a", "b", "c"]);
    expect(memory.count).toBe(1);
  });

  test("has room for what comes back only without anyone who was needed since it ran last", () => {
    memory.codeBudget = 4000;
    const leases: Lease[] = [];
    const moments: number[] = [];
    for (const name of ["a", "b", "c"]) {
      leases.push(memory.take(1.2 * mebibyte, tenants.make(name)));
      memory.charge(leases.at(-1) as Lease, 1000);
      moments.push(momentNow());
    }
    /** For what ran last after "a", after "b" and after "c" was used. */
    const hasRoom = (size: number, code: number): boolean[] =>
      moments.map((since) => memory.hasRoom(size * mebibyte, code, since));
    expect(hasRoom(1.5, 1000)).toEqual([true, true, true]);
    expect(hasRoom(1.8, 1000)).toEqual([false, true, true]);
    expect(hasRoom(1.5, 2500)).toEqual([false, true, true]);
    expect(hasRoom(1.5, 3500)).toEqual([false, false, true]);
    memory.use(leases[0] as Lease);
    // "a" is needed as well now, so that after "c" it has to stay.
    expect(hasRoom(1.5, 3500)).toEqual([false, false, false]);
    expect(hasRoom(1.5, 2500)).toEqual([false, false, true]);
    expect(tenants.gone).toEqual([]);
  });

  test("lets go of a tenant that has gone, though somebody keeps the lease", () => {
    const lease = memory.take(1000, tenants.make("a"));
    memory.give(lease);
    expect(lease.tenant).toBeNull();
    const evicted = memory.take(1.5 * mebibyte, { vacate: () => memory.give(evicted) });
    for (const name of ["b", "c"]) memory.take(1.5 * mebibyte, tenants.make(name));
    expect(evicted.tenant).toBeNull();
  });

  test("refuses what can never fit with its own size, and nobody has to go for it", () => {
    memory.take(1000, tenants.make("a"));
    expect(() => memory.take(5000 * mebibyte, tenants.make("b"))).toThrow(
      "compile: the graph needs 5000 MiB",
    );
    expect(tenants.gone).toEqual([]);
  });

  test("makes room where it cannot grow", () => {
    const { memory: real } = memory;
    Object.defineProperty(memory, "memory", {
      value: {
        get buffer() {
          return real.buffer;
        },
        grow: (pages: number) => {
          if (real.buffer.byteLength / 65536 + pages > 48) throw new RangeError("no");
          return real.grow(pages);
        },
      },
    });
    memory.take(mebibyte, tenants.make("a"));
    memory.take(mebibyte, tenants.make("b"));
    memory.take(1.5 * mebibyte, tenants.make("c"));
    expect(tenants.gone).toEqual(["a", "b"]);
    expect(() => memory.take(3 * mebibyte, tenants.make("d"))).toThrow("the graph needs 3 MiB");
    expect(tenants.gone).toEqual(["a", "b", "c"]);
    memory.take(1000, tenants.make("e"));
    expect(memory.count).toBe(1);
  });

  test("shows itself whole, also after it grew", () => {
    const before = memory.view("float64");
    before[8] = 42;
    memory.take(2 * mebibyte, tenants.make("a"));
    expect(before.length).toBe(0);
    const after = memory.view("float64");
    expect(after.length).toBe(memory.memory.buffer.byteLength / 8);
    expect(after[8]).toBe(42);
    expect(memory.view("bool").length).toBe(memory.memory.buffer.byteLength);
  });
});
