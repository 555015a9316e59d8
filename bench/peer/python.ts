/** NumPy, SciPy, PyTorch and JAX in one Python process, which times its own loops. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Contestant } from "../contest.ts";

/** Debian's packages are for this one; those of a virtual environment are for its own. */
const program = process.env["PYTHON"] ?? "/usr/bin/python3";

type Worker = { readonly process: ChildProcessByStdio<Writable, Readable, null>; readonly lines: Interface };
let worker: Worker | null = null;

function start(): Worker {
  // One level up from where the bundle lies.
  const script = fileURLToPath(new URL("../peer/python.py", import.meta.url));
  const process = spawn(program, [script], { stdio: ["pipe", "pipe", "inherit"] });
  return { process, lines: createInterface({ input: process.stdout }) };
}

async function ask<T>(request: Readonly<Record<string, unknown>>): Promise<T> {
  worker ??= start();
  const { process, lines } = worker;
  const reply = await new Promise<string>((resolve, reject) => {
    process.once("error", reject);
    lines.once("close", () => reject(new Error("not installed, or its process ended")));
    lines.once("line", (line) => {
      process.removeAllListeners("error");
      lines.removeAllListeners("close");
      resolve(line);
    });
    process.stdin.write(`${JSON.stringify(request)}\n`);
  });
  const { result, error } = JSON.parse(reply) as { result: T; error?: string };
  if (error !== undefined) throw new Error(error);
  return result;
}

export function pythonVersions(): Promise<Record<string, string>> {
  return ask({ do: "versions" });
}

const names = { numpy: "NumPy", torch: "PyTorch", scipy: "SciPy", jax: "JAX" };

export function python(
  library: keyof typeof names,
  dtype: Contestant["dtype"],
  made: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Contestant {
  return {
    name: names[library],
    dtype,
    async prepare() {
      const which = await ask<number>({ do: "make", function: made, library, arguments: parameters });
      return {
        run: (n) => ask<number>({ do: "run", which, n }),
        values: () => ask<number[]>({ do: "values", which }),
      };
    },
  };
}

/** The number of Python's process. */
export function pythonProcess(): number | undefined {
  return worker?.process.pid;
}

export function endPython(): void {
  worker?.process.kill();
  worker = null;
}
