import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, inject, it } from "vitest";

const { consumer } = inject("packed");
const ceilings = JSON.parse(readFileSync(new URL("size.json", import.meta.url), "utf8")) as Record<
  string,
  { gzipped: number }
>;

it.each(Object.entries(ceilings))(
  "%s from @chainrule/autograd, minified and compressed, stays under its ceiling",
  async (names, ceiling) => {
    const result = await build({
      stdin: { contents: `export ${names} from "@chainrule/autograd";`, resolveDir: consumer },
      absWorkingDir: join(consumer),
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      platform: "neutral",
      write: false,
    });
    const code = result.outputFiles[0]?.contents ?? new Uint8Array();
    const size = gzipSync(code, { level: 9 }).byteLength;
    console.log(`${names}: ${code.byteLength} bytes minified, ${size} gzipped, ceiling ${ceiling.gzipped}`);
    expect(size).toBeLessThanOrEqual(ceiling.gzipped);
  },
);
