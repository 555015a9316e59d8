import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { figures } from "../../examples/figures/figure.ts";
import { root } from "../../scripts/stage.mjs";

const folder = join(root, "docs/figures");

it.each(Object.entries(figures))(
  "docs/figures/%s.svg is what the engine draws today (else: npm start -- figures)",
  (name, draw) => {
    expect(readFileSync(join(folder, `${name}.svg`), "utf8")).toBe(draw());
  },
);

it("docs/figures holds nothing else", () => {
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(figures)
      .map((name) => `${name}.svg`)
      .sort(),
  );
});
