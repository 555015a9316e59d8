/** What the files of a process have in common, besides modules: the value of each place in it, by name. */
export type Surroundings = ReadonlyMap<string, unknown>;

/** Read when somebody first asks for them, by a getter that puts the value in its own place: `fetch`, `crypto`. */
class Unread {
  readonly get: () => unknown;

  constructor(get: () => unknown) {
    this.get = get;
  }
}

/** Of the test runner, the streams of the console, and what others leave at a symbol for later versions of themselves. */
const ignored = /^(__vi|console\._|Symbol\()/;

/** The globals with what they hold, two levels deep (`Array.prototype.map`), environment, folder, and what listens to the process. */
export function surroundings(): Surroundings {
  const found = new Map<string, unknown>();
  note(found, "", globalThis, 2);
  for (const [name, value] of Object.entries(process.env)) found.set(`variable ${name}`, value);
  for (const event of process.eventNames()) {
    found.set(`listeners of ${String(event)}`, process.listenerCount(event));
  }
  found.set("folder", process.cwd());
  found.set("exit code", process.exitCode ?? 0);
  return found;
}

/** Names of the places that hold something else than before. */
export function changesSince(before: Surroundings): readonly string[] {
  const now = surroundings();
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].filter((name) => {
    const [earlier, later] = [before.get(name), now.get(name)];
    const isGlobal = !name.includes(".");
    if (earlier instanceof Unread) {
      if (later instanceof Unread) return later.get !== earlier.get;
      return !isGlobal || later !== earlier.get.call(globalThis);
    }
    const isNewlyRead = !before.has(name) && before.get(name.split(".", 1)[0] ?? "") instanceof Unread;
    return !isNewlyRead && !Object.is(earlier, later);
  });
}

function note(found: Map<string, unknown>, path: string, holder: object, depth: number): void {
  for (const key of Reflect.ownKeys(holder)) {
    const name = `${path}${String(key)}`;
    if (ignored.test(name)) continue;
    const { get, value } = Reflect.getOwnPropertyDescriptor(holder, key) ?? {};
    found.set(name, get === undefined ? value : new Unread(get));
    if (depth > 0 && isHolder(value) && value !== globalThis) note(found, `${name}.`, value, depth - 1);
  }
}

function isHolder(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}
