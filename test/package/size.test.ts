import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, inject, it } from "vitest";

const { consumer } = inject("packed");
const ceilings = JSON.parse(readFileSync(new URL("size.json", import.meta.url), "utf8")) as Record<
  string,
  Readonly<Record<string, { readonly gzipped: number }>>
>;
const rows = Object.entries(ceilings).flatMap(([entry, ofEntry]) =>
  Object.entries(ofEntry).map(([names, ceiling]) => [names, entry, ceiling] as const),
);

it.each(rows)(
  "%s from %s, minified and compressed, stays under its ceiling",
  async (names, entry, ceiling) => {
    const result = await build({
      stdin: { contents: `export ${names} from "${entry}";`, resolveDir: consumer },
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
    console.log(
      `${names} from ${entry}: ${code.byteLength} bytes minified, ${size} gzipped, ceiling ${ceiling.gzipped}`,
    );
    expect(size).toBeLessThanOrEqual(ceiling.gzipped);
  },
);
