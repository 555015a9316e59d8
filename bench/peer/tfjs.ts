import { createRequire } from "node:module";
import { dirname } from "node:path";
import type * as tfjsModule from "@tensorflow/tfjs";
import type { Contestant, Runner } from "../contest.ts";

type Tfjs = typeof tfjsModule;

/** TensorFlow.js, always float32. Its backend is global: it is set anew before each batch. */
export function tfjs(backend: "cpu" | "wasm", make: (tf: Tfjs) => Runner): Contestant {
  return {
    name: `tfjs-${backend}`,
    dtype: "float32",
    async prepare() {
      const tf = await load(backend);
      const { run, values } = make(tf);
      const enter = async (): Promise<void> => {
        if (tf.getBackend() !== backend) await tf.setBackend(backend);
      };
      return {
        run: async (n) => {
          await enter();
          return run(n);
        },
        values: async () => {
          await enter();
          return values();
        },
      };
    },
  };
}

export async function load(backend: "cpu" | "wasm"): Promise<Tfjs> {
  const tf = await import("@tensorflow/tfjs");
  // No checks for NaN, and no advice to use its native package.
  tf.enableProdMode();
  if (backend === "wasm") {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    const require = createRequire(import.meta.url);
    wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
    wasm.setThreadsCount(1);
  }
  await tf.setBackend(backend);
  await tf.ready();
  return tf;
}
