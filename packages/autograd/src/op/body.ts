import type { Body, Builder, Roles } from "./definition.ts";
import type { Spec } from "./spec.ts";

export type {
  Body,
  BodyMachine,
  Pulled,
  Pushed,
  Reads,
  ReadyBody,
  Roles,
  WritesAround,
} from "./definition.ts";

/** Of a body whose derivatives are given all that it is given, in that order, and then tangents or cotangents. */
export const givenAll: Roles = { constants: 0, carried: 0, readsAll: true };

/** Whether the value of an attribute is a body. */
export function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && "mayRefuse" in value;
}

/** The bodies among attributes. */
export function bodiesOf(attributes: object): Body[] {
  return Object.values(attributes).filter(isBody);
}

/** Shapes and dtypes of values, for a body that is given them. */
export function specsOf<V>(b: Builder<V>, values: readonly V[]): Spec[] {
  return values.map((value) => ({ shape: b.shapeOf(value), dtype: b.dtypeOf(value) }));
}
