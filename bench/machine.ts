/** What the figures were measured with. */
import { readFileSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";
import { fileURLToPath } from "node:url";
import { endPython, pythonVersions } from "./peer/python.ts";

export async function describeMachine(): Promise<string> {
  const [cpu] = cpus();
  const versions = {
    Node: process.versions.node,
    ...peerVersions(),
    ...(await pythonVersions().catch(() => ({}))),
  };
  endPython();
  return [
    `* ${new Date().toISOString().slice(0, 10)}`,
    `* ${cpu?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()}`,
    `* ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}`,
  ].join("\n");
}

const peers = [
  "@tensorflow/tfjs",
  "@tensorflow/tfjs-backend-wasm",
  "@jax-js/jax",
  "js-pytorch",
  "fmin",
  "ml-levenberg-marquardt",
];

function peerVersions(): Record<string, string> {
  const folder = fileURLToPath(new URL("../node_modules/", import.meta.url));
  return Object.fromEntries(
    peers.map((name) => {
      const manifest = JSON.parse(readFileSync(`${folder}${name}/package.json`, "utf8")) as {
        version: string;
      };
      return [name, manifest.version];
    }),
  );
}
