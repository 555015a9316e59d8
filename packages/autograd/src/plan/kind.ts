import { isElementwise } from "../op/operation.ts";
import { isLeaf } from "./program.ts";
import type { Value } from "./value.ts";

/** How a value comes about: read, known, computed element by element, index arithmetic, or by a kernel of its own. */
export type Kind = "leaf" | "constant" | "map" | "view" | "reduce" | "routine" | "place";

export function kindOf(value: Value): Kind {
  if (isLeaf(value)) return "leaf";
  const { meaning, name } = value.op;
  if (isElementwise(value.op)) return "map";
  switch (meaning.kind) {
    case "constant":
      return "constant";
    case "alias":
      // Copied, so that nothing recognises it as what it is a copy of.
      return meaning.planned === "copy" ? "map" : "view";
    case "view":
      return "view";
    case "reduce":
      return "reduce";
    case "place":
      return "place";
    case "routine":
    case "body":
      return "routine";
    default:
      throw new TypeError(`${name} cannot be planned`);
  }
}
