import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packages } from "../../scripts/api-report.ts";
import { pnpm, root } from "../../scripts/stage.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder of another project, in which the packed packages are installed; and their tarballs by name. */
    packed: { readonly consumer: string; readonly tarballs: Readonly<Record<string, string>> };
    /** What the compiler said while building; empty if all is well. */
    buildErrors: string;
  }
}

/** Builds and packs the packages, and unpacks them where a user would have them, without a network. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-package-"));
  const consumer = join(folder, "consumer");
  const tarballs: Record<string, string> = {};
  try {
    const build = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: root, encoding: "utf8" });
    project.provide("buildErrors", build.status === 0 ? "" : `${build.stdout}${build.stderr}`);

    const [program = "", ...rest] = pnpm;
    const filters = packages.map((name) => `--filter=@chainrule/${name}`);
    execFileSync(program, [...rest, ...filters, "pack", "--pack-destination", folder], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
    });

    const files = readdirSync(folder);
    for (const name of packages) {
      const file = files.find((candidate) => new RegExp(`^chainrule-${name}-.*\\.tgz$`).test(candidate));
      if (file === undefined) throw new Error(`No tarball of @chainrule/${name} was packed.`);
      tarballs[name] = join(folder, file);
      const target = join(consumer, "node_modules/@chainrule", name);
      mkdirSync(target, { recursive: true });
      execFileSync("tar", ["-xzf", join(folder, file), "-C", target, "--strip-components=1"]);
    }
    project.provide("packed", { consumer, tarballs });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return () => rmSync(folder, { recursive: true, force: true });
}
