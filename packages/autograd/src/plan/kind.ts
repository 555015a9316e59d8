import { isLeaf } from "./program.ts";
import type { Value } from "./value.ts";

/** How a value comes about: read, known, computed element by element, index arithmetic, or by a kernel of its own. */
export type Kind = "leaf" | "constant" | "map" | "view" | "reduce" | "matmul" | "place";

export function kindOf(value: Value): Kind {
  if (isLeaf(value)) return "leaf";
  if (value.op.name === "constant") return "constant";
  // Copied, so that nothing recognises it as what it is a copy of.
  if (value.op.name === "barrier") return "map";
  switch (value.op.meaning.kind) {
    case "map":
    case "compare":
    case "logic":
    case "select":
    case "cast":
      return "map";
    case "view":
    case "alias":
      return "view";
    case "reduce":
      return "reduce";
    case "place":
      return "place";
    case "matmul":
      return "matmul";
    default:
      throw new TypeError(`${value.op.name} cannot be planned`);
  }
}
