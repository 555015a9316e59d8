import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runs } from "../programs/runs.ts";
import type { Agreement } from "./agreement.ts";
import { bundled, executable, launch, serve } from "./chromium.ts";

const reason = executable === undefined ? " (skipped: no Chromium found, set CHROMIUM)" : "";
/** As in every other property of a run; a failure prints it. */
const seed = fc.readConfigureGlobal().seed ?? 1;

describe.skipIf(executable === undefined)(
  `compiled code has the interpreter's bits in Chromium too${reason}`,
  () => {
    let browser: Browser;
    let server: Server;
    let origin: string;

    beforeAll(async () => {
      const script = await bundled(fileURLToPath(new URL("agreement.ts", import.meta.url)));
      ({ server, origin } = await serve({
        "/": { type: "text/html", text: "<!doctype html><title>agreement</title>" },
        "/agreement.js": { type: "text/javascript", text: script },
      }));
      browser = await launch();
    });

    afterAll(async () => {
      await browser?.close();
      server?.close();
    });

    async function ask(call: string): Promise<Agreement> {
      const page = await browser.newPage();
      page.setDefaultTimeout(0);
      await page.goto(origin);
      // As text: a function would be rewritten for this process, imports and all.
      const found: Agreement = await page.evaluate(`import("/agreement.js").then((page) => page.${call})`);
      await page.close();
      return found;
    }

    test("every operation at its samples, and derivatives", async () => {
      const { compared, differences } = await ask("operationsAgree()");
      expect(differences).toEqual([]);
      expect(compared).toBeGreaterThan(1000);
    });

    test("random programs, and derivatives", async () => {
      const wanted = Math.ceil(runs / 4);
      const { compared, differences } = await ask(`programsAgree(${seed}, ${wanted})`);
      expect(differences).toEqual([]);
      expect(compared).toBeGreaterThanOrEqual(wanted);
    });
  },
);
