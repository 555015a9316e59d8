import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as autograd from "@chainrule/autograd";
import type * as numbers from "@chainrule/autograd/random";
import { build, type Plugin } from "esbuild";
import { parseAst, build as viteBuild } from "vite";
import { expect, inject, it } from "vitest";
import { allFacts } from "../../packages/autograd/src/op/table.ts";
import { root } from "../../scripts/stage.mjs";

const { consumer } = inject("packed");
const published = join(consumer, "node_modules/@chainrule/autograd/dist/bundle");
const bundles = ["index.js", "index.min.js"].map((name) => join(published, name));
const files = readdirSync(published).filter((name) => name.endsWith(".js"));
const isMinified = (name: string): boolean => name.endsWith(".min.js");
/** The code of all entries and of what they share, as it is published. */
const codeOf = (minified: boolean): string[] =>
  files
    .filter((name) => isMinified(name) === minified)
    .map((name) => readFileSync(join(published, name), "utf8"));
const source = join(root, "packages/autograd/src");

/** All strings in the code of some files, pieces of templates among them, and all names of properties. */
function wordsOf(...codes: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  const stack: unknown[] = codes.map((code) => parseAst(code));
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { type, value, key } = node as Record<"type" | "value" | "key", unknown>;
    if (type === "Literal" && typeof value === "string") words.add(value);
    if (type === "TemplateElement") words.add((value as { cooked: string }).cooked);
    if (type === "Property") words.add((key as { name?: string }).name ?? "");
    const parts = Object.values(node as object);
    stack.push(...parts.filter((part) => typeof part === "object" && part !== null));
  }
  return words;
}

/** What a bundler that knows nothing of the project makes of its source. */
async function bundled(
  names: string,
  minify: boolean,
  plugins: readonly Plugin[] = [],
  from = join(source, "index.ts"),
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export ${names} from ${JSON.stringify(from)};`, resolveDir: source, loader: "ts" },
    bundle: true,
    minify,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    plugins: [...plugins],
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

async function bundledByVite(): Promise<string> {
  const built = await viteBuild({
    configFile: false,
    logLevel: "silent",
    build: { lib: { entry: join(source, "index.ts"), formats: ["es"] }, write: false, minify: false },
  });
  const [{ output }] = built as unknown as [{ output: { code?: string }[] }];
  return output.map(({ code = "" }) => code).join("\n");
}

// The shorter texts, such as "none", may well be said elsewhere.
const texts = [...allFacts.values()]
  .flatMap(({ summary, domain, convention, source, example }) => [
    summary,
    domain,
    convention,
    source,
    example,
  ])
  .filter((text) => text.length > 12);
const words = ["samples", "points", "cases", "convention", "domain"];

it.each<[string, () => readonly string[] | Promise<string[]>]>([
  ["published", () => codeOf(false)],
  ["published, minified", () => codeOf(true)],
  ["made by esbuild of the source", async () => [await bundled("*", false)]],
  ["made by esbuild of the source, minified", async () => [await bundled("*", true)]],
  ["made by vite of the source", async () => [await bundledByVite()]],
])("a bundle holds no facts: %s", async (_, code) => {
  const found = wordsOf(...(await code()));
  expect(found).toContain('arguments must be numbers, got bool. Cast first, e.g. with cast("float64").');
  expect(texts.length).toBeGreaterThan(3 * allFacts.size);
  expect([...texts, ...words].filter((text) => found.has(text))).toEqual([]);
});

/** The source with another operation in it: its file, its function. */
const withAnother: Plugin = {
  name: "another operation",
  setup(bundler) {
    const appended = (code: string) => (args: { path: string }) => ({
      contents: `${readFileSync(args.path, "utf8")}\n${code}`,
      loader: "ts" as const,
    });
    bundler.onLoad(
      { filter: /op[\\/]sin\.ts$/ },
      appended(`
        export const another: PlainOperation = /* @__PURE__ */ unary({
          name: "another", family: "elementary", takes: "floats",
          scalar: (m, x) => m.sqrt(scalarSin(m, x)), partial: (b, x) => b(cos, x), isLong: true,
        });
        export const anotherFacts: Facts = /* @__PURE__ */ unaryFacts(another, {
          summary: "Another.", formula: "another x", domain: "Any.", convention: "none", source: "none",
          example: "another(0).item() // => 0", smooth: [-3, 3], points: [[0, 0, 1]],
        });`),
    );
    bundler.onLoad(
      { filter: /functions[\\/]elementwise\.generated\.ts$/ },
      appended(`
        import { another as anotherOp } from "../../op/sin.ts";
        export function another<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
          return unary(anotherOp, x);
        }`),
    );
  },
};

it("an operation that is not used costs nothing", async () => {
  expect(await bundled("{ another }", true, [withAnother])).toContain('"another"');
  for (const names of ["{ gradients, tensor }", "{ dim }"]) {
    // As it is written: which of two names that are used as often is the shorter one may change.
    expect(await bundled(names, false, [withAnother])).toBe(await bundled(names, false));
  }
});

/** Pieces of texts and names, of what comes with the functions that need it. */
const elsewhere = [
  "and has no value outside", // tensors without values, of recordings and of vmap
  "which a compiled function returned", // ways that derivatives do not go
  "i32.trunc_sat_f64_s", // operations with bodies written out, in scalar lanes
];

it("what only some functions need comes with them", async () => {
  const [few, all] = [await bundled("{ gradients, tensor }", true), await bundled("*", true)];
  expect(elsewhere.filter((text) => !all.includes(text))).toEqual([]);
  expect(elsewhere.filter((text) => few.includes(text))).toEqual([]);
});

it("of what is published, a bundler leaves out as much as of the source", async () => {
  const names = "{ gradients, tensor }";
  const [ofSource, ofPublished] = [await bundled(names, true), await bundled(names, true, [], bundles[0])];
  expect(ofPublished.length).toBeLessThan(1.002 * ofSource.length);
});

it("what needs no operation brings none", async () => {
  expect((await bundled("{ dim }", true)).length).toBeLessThan(2000);
});

it("is published minified, with source maps that carry the sources", () => {
  const [marked, minified] = [codeOf(false), codeOf(true)].map((codes) => codes.join(""));
  expect(minified?.length).toBeLessThan(0.75 * (marked as string).length);
  expect(marked).not.toContain("numericDtype");
  for (const file of ["op/sin.ts", "random/uniform.ts"]) {
    const mapped = files.map((name) => {
      const map = JSON.parse(readFileSync(join(published, `${name}.map`), "utf8")) as Record<
        "sources" | "sourcesContent",
        string[]
      >;
      return map.sourcesContent[map.sources.findIndex((path) => path.endsWith(`/${file}`))];
    });
    const found = mapped.filter((text) => text !== undefined);
    expect(found).toEqual(new Array(2).fill(readFileSync(join(source, file), "utf8")));
  }
});

it.each(["", ".min"])(
  "entries share what they have in common, so that there is one of it: index%s.js",
  async (suffix) => {
    const [main, random] = (await Promise.all(
      ["index", "random"].map((name) => import(join(published, `${name}${suffix}.js`))),
    )) as [typeof autograd, typeof numbers];
    expect(main.isTensor(random.uniform(random.key(1), [2]))).toBe(true);
    expect(
      main
        .grad((low) => random.uniform(random.key(1), [], { low }))(0)
        .item(),
    ).toBeGreaterThan(0);
  },
);

it.each(bundles)("classes keep their names: %s", async (path) => {
  const exported = (await import(path)) as Readonly<Record<string, unknown>>;
  const errors = Object.keys(exported).filter((name) => name.endsWith("Error"));
  expect(errors.length).toBeGreaterThan(5);
  for (const name of errors) expect(exported[name]).toHaveProperty("name", name);
  const { mt19937, tensor } = exported as unknown as typeof autograd;
  expect(() => tensor([1, 2]).add(mt19937(1) as never)).toThrow("got a MersenneTwister");
  expect(() => tensor([1, 2]).reshape([3] as never)).toThrow(expect.objectContaining({ name: "ShapeError" }));
});

it("is published in ASCII, which engines keep in half the memory and load faster", () => {
  for (const code of [...codeOf(false), ...codeOf(true)]) expect(code.match(/[^\n\x20-\x7e]/g)).toBe(null);
});
