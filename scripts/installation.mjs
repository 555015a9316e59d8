// Whether node_modules holds what the manifests and the lockfile ask for. Asking the package manager takes half of `npm start`.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether the last installation was for these very manifests and this lockfile, on such a machine, and is still there.
 * @param {string} root
 */
export function isInstalled(root) {
  const place = stampOf(root);
  if (!existsSync(place)) return false;
  /** @type {Stamp} */
  let stamp;
  try {
    stamp = JSON.parse(readFileSync(place, "utf8"));
  } catch {
    return false;
  }
  return (
    stamp.asked === askedFor(root) &&
    stamp.packages.every((name) => existsSync(join(root, store, name, "node_modules"))) &&
    dependenciesOf(root).every((folder) => existsSync(join(folder, "package.json")))
  );
}

/**
 * Notes what has just been installed.
 * @param {string} root
 */
export function noteInstalled(root) {
  /** @type {Stamp} */
  const stamp = { asked: askedFor(root), packages: packagesIn(root) };
  writeFileSync(stampOf(root), JSON.stringify(stamp));
}

/**
 * @typedef {object} Stamp
 * @property {string} asked A hash of everything that an installation depends on.
 * @property {readonly string[]} packages Folders in the store.
 */

/** Where pnpm keeps the packages themselves; what is in `node_modules` leads there. */
const store = "node_modules/.pnpm";

/** @param {string} root */
const stampOf = (root) => join(root, "node_modules/.chainrule-installation.json");

/** @param {string} root */
function packagesIn(root) {
  return readdirSync(join(root, store)).filter((name) => existsSync(join(root, store, name, "node_modules")));
}

/**
 * The folders that have a manifest: this one, and those of `pnpm-workspace.yaml`.
 * @param {string} root
 */
function projectsIn(root) {
  const nested = ["packages", "examples"].flatMap((group) =>
    existsSync(join(root, group))
      ? readdirSync(join(root, group)).map((name) => join(root, group, name))
      : [],
  );
  return [root, join(root, "examples"), ...nested.sort()].filter((folder) =>
    existsSync(join(folder, "package.json")),
  );
}

/** @param {string} root */
function askedFor(root) {
  const files = [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    ".npmrc",
    ...projectsIn(root).map((folder) => join(folder, "package.json").slice(root.length)),
  ];
  const hash = createHash("sha256");
  // Packages may bring binaries, and links may lead through the whole path.
  hash.update(JSON.stringify([process.platform, process.arch, root]));
  for (const file of files) {
    const path = join(root, file);
    hash.update(JSON.stringify([file, existsSync(path) ? readFileSync(path, "utf8") : null]));
  }
  return hash.digest("hex");
}

/**
 * Where each dependency of each manifest has to be.
 * @param {string} root
 */
function dependenciesOf(root) {
  return projectsIn(root).flatMap((folder) => {
    /** @type {{ dependencies?: object, devDependencies?: object }} */
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return Object.keys({ ...dependencies, ...devDependencies }).map((name) =>
      join(folder, "node_modules", name),
    );
  });
}
