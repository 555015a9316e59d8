import { readFileSync } from "node:fs";
import { type Tensor, tensor } from "@chainrule/autograd";
import { type Model, models } from "./model.ts";

interface Stored {
  readonly name: string;
  readonly start1: readonly number[];
  readonly start2: readonly number[];
  readonly certified: readonly number[];
  readonly certified_sd: readonly number[];
  readonly certified_rss: number;
  readonly y: readonly number[];
  readonly x?: readonly number[];
  readonly x1?: readonly number[];
  readonly x2?: readonly number[];
}

export interface Problem extends Stored {
  /** What the model is compared with. */
  readonly observed: Tensor<[number]>;
  /** The first predictor, mostly the only one. */
  readonly first: Tensor<[number]>;
  /** The model at other places than those of the data. */
  readonly predict: Model;
  /** How far the model is off at each of the data. */
  readonly residuals: (b: Tensor) => Tensor;
}

const file: { readonly problems: readonly Stored[] } = JSON.parse(
  readFileSync(new URL("data/nist-strd.json", import.meta.url), "utf8"),
);

export const problems: readonly Problem[] = file.problems.map((stored) => {
  const predict = models[stored.name];
  if (predict === undefined) throw new Error(`no model for ${stored.name}`);
  const y = tensor(stored.y);
  const observed = stored.name === "Nelson" ? y.log() : y;
  const first = tensor(stored.x ?? stored.x1 ?? []);
  const second = tensor(stored.x2 ?? []);
  return { ...stored, observed, first, predict, residuals: (b) => predict(b, first, second).sub(observed) };
});
