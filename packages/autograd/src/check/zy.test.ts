import { it } from "vitest";
import { checkGradients } from "./check-gradients.ts";

it("t", () => {
  console.log(String(checkGradients((x) => x.norm(), [[0, 0]])));
  console.log(String(checkGradients((x) => x.norm(), [[0, 0]], { allowKinks: true })));
});
