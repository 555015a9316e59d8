import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interpretOnly } from "../../packages/autograd/src/evaluate/compilation.ts";
import { bundled, executable, launch, serve } from "./chromium.ts";
import { train } from "./training.ts";

const iterations = 10_000;
/** Found on Node 20, interpreted. Whatever runs the training has to arrive at these bits. */
const fingerprint =
  "653bf496b64ff7bfccfab0cf6fb30fc09e82233c336c1440fc97a865d3c6e03fddb9f1101dd4d03f6fae4174aebfa33f8e64b898eab0b7bf7c5cb91a8c89e83f32e69675725fe13f2796805dae3cfb3fd967add9143d02c0fe27e39293d9f13f149a987e91e5fbbfbfe62af1098715c05c334d265b9d1b401133fb36ad70c8bf";

type Result = { bits: string; compiled: number };

describe("the weights after 10,000 iterations have the same bits", () => {
  test("interpreted", () => {
    interpretOnly(true);
    try {
      expect(train(iterations, "plain").bits).toBe(fingerprint);
    } finally {
      interpretOnly(false);
    }
  });

  test("with plans found by themselves", () => {
    const { bits, compiled } = train(iterations, "plain");
    expect(bits).toBe(fingerprint);
    expect(compiled).toBeGreaterThan(iterations - 10);
  });

  test("compiled", () => {
    const { bits, compiled } = train(iterations, "compiled");
    expect(bits).toBe(fingerprint);
    expect(compiled).toBe(iterations);
  });
});

const reason = executable === undefined ? " (skipped: no Chromium found, set CHROMIUM)" : "";

describe.skipIf(executable === undefined)(`in Chromium too${reason}`, () => {
  let browser: Browser;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    const script = await bundled(fileURLToPath(new URL("training.ts", import.meta.url)));
    const page = "<!doctype html><title>training</title>";
    const worker =
      'import { train } from "/training.js"; onmessage = (e) => postMessage(train(e.data, "plain"));';
    ({ server, origin } = await serve({
      "/": { type: "text/html", text: page },
      // Neither eval nor WebAssembly: scripts of this origin only.
      "/strict": { type: "text/html", text: page, policy: "default-src 'self'; script-src 'self'" },
      "/training.js": { type: "text/javascript", text: script },
      "/worker.js": { type: "text/javascript", text: worker },
    }));
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** A page that waits as long as it takes: the test's own timeout ends what hangs. */
  async function newPage(): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    return page;
  }

  async function run(path: string, way: "plain" | "compiled"): Promise<Result> {
    const page = await newPage();
    await page.goto(`${origin}${path}`);
    // As text: a function would be rewritten for this process, imports and all.
    const result: Result = await page.evaluate(
      `import("/training.js").then(({ train }) => train(${iterations}, "${way}"))`,
    );
    await page.close();
    return result;
  }

  test("with plans found by themselves", async () => {
    const { bits, compiled } = await run("/", "plain");
    expect(bits).toBe(fingerprint);
    expect(compiled).toBeGreaterThan(iterations - 10);
  });

  test("compiled", async () => {
    const { bits, compiled } = await run("/", "compiled");
    expect(bits).toBe(fingerprint);
    expect(compiled).toBe(iterations);
  });

  test("interpreted, under a policy that forbids WebAssembly and eval", async () => {
    const { bits, compiled } = await run("/strict", "compiled");
    expect(bits).toBe(fingerprint);
    expect(compiled).toBe(0);
  });

  test("in a worker", async () => {
    const page = await newPage();
    await page.goto(origin);
    const result: Result = await page.evaluate(
      `new Promise((done) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = (event) => done(event.data);
        worker.postMessage(${iterations});
      })`,
    );
    await page.close();
    expect(result.bits).toBe(fingerprint);
    expect(result.compiled).toBeGreaterThan(iterations - 10);
  });
});
