import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";

const places = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A Chromium on this machine, if there is one; `CHROMIUM` names another. */
export const executable: string | undefined = places.find(
  (place) => place !== undefined && existsSync(place),
);

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable as string,
    timeout: 0,
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A module with everything that it imports, for a page. */
export async function bundled(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    conditions: ["source"],
    write: false,
    target: "es2022",
  });
  return result.outputFiles[0]?.text ?? "";
}

/** Serves files from memory on this machine only. */
export async function serve(
  files: Readonly<Record<string, { readonly type: string; readonly text: string; readonly policy?: string }>>,
): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const file = files[request.url ?? "/"];
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const headers: Record<string, string> = { "content-type": file.type };
    if (file.policy !== undefined) headers["content-security-policy"] = file.policy;
    response.writeHead(200, headers).end(file.text);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
