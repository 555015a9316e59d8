import type { GeneratedFile } from "./generated-file.ts";
import { below, layers } from "./layers.ts";

/** The linter's rules for imports between the layers, which `.oxlintrc.json` extends. */
export function layersFile(): GeneratedFile {
  const overrides = layers.map((layer) => {
    const allowed = below(layer);
    const refused = layers.filter((name) => name !== layer && !allowed.includes(name));
    const patterns = [
      {
        regex: `^(\\.\\.?/)+(${[...refused, "index\\.ts"].join("|")})(/|$)`,
        message: `\`${layer}\` may import only from ${allowed.join(", ") || "itself"}.`,
      },
      { regex: "^@chainrule/", message: "A package does not import itself or one above it." },
    ];
    return {
      files: [`packages/autograd/src/${layer}/**/*.ts`],
      excludeFiles: ["**/*.test.ts", "**/*.test-d.ts"],
      rules: { "eslint/no-restricted-imports": ["error", { patterns }] },
    };
  });
  const notice = "// Written by `npm run generate` from `scripts/layers.ts`. Do not edit.";
  return { path: ".oxlintrc.layers.json", text: `${notice}\n${JSON.stringify({ overrides }, null, 2)}\n` };
}
