import type { Place } from "./objective.ts";

/** A way to go down. */
export interface Method {
  /** The place that the next step leads to; null if none leads further down. */
  next(place: Place): Place | null;
}
