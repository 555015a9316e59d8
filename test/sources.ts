import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scripts/stage.mjs";

/** The packages' files whose names end so, as paths from the root of the repository. */
export function filesOf(ending: string): string[] {
  return ["autograd", "nn", "optim"].flatMap((name) => {
    const folder = `packages/${name}/src`;
    return readdirSync(join(root, folder), { recursive: true })
      .map((file) => `${folder}/${String(file)}`)
      .filter((file) => file.endsWith(ending))
      .sort();
  });
}

/** Of these, the modules that the packages are made of. */
export function sources(): string[] {
  return filesOf(".ts").filter((file) => !/\.(test|test-d|d)\.ts$/.test(file));
}
