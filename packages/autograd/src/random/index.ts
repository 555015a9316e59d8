export { bernoulli } from "./bernoulli.ts";
export { categorical } from "./categorical.ts";
export { foldIn, type Key, type Keys, key, split } from "./key.ts";
export { type NormalOptions, normal } from "./normal.ts";
export { type UniformOptions, uniform } from "./uniform.ts";
