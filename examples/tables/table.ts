import { readFileSync } from "node:fs";
import { type Tensor, tensor } from "@chainrule/autograd";

export interface Table {
  /** A row for each thing that was measured. */
  readonly features: Tensor<[number, number]>;
  /** The last column: class indices, or what is to be predicted. */
  readonly targets: Tensor<[number]>;
}

/** The tables of the folder `data`, which also says where they come from. */
export function readTable(name: "iris" | "wine" | "diabetes" | "digits"): Table {
  const file: { readonly rows: readonly (readonly number[])[] } = JSON.parse(
    readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8"),
  );
  return {
    features: tensor(file.rows.map((row) => row.slice(0, -1))),
    targets: tensor(file.rows.map((row) => row.at(-1) ?? NaN)),
  };
}
