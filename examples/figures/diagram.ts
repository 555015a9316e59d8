// Circles, arrows and words at places in pixels.
import * as Plot from "@observablehq/plot";
import { colours, type Panel } from "../report/picture.ts";

export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Circle extends Place {
  readonly name: string;
  readonly value: string;
}

interface Words extends Place {
  readonly text: string;
  readonly colour?: string;
  readonly size?: number;
  readonly anchor?: "start" | "middle" | "end";
}

export const radius = 31;
const width = 800;

/** The place on the way from one to another, 0 for the first, 1 for the second. */
export const between = (from: Place, to: Place, part: number): Place => ({
  x: from.x + part * (to.x - from.x),
  y: from.y + part * (to.y - from.y),
});

/** A panel in which a unit is a pixel. */
export function diagram(height: number, marks: readonly Plot.Markish[]): Panel {
  return {
    height,
    margin: 0,
    axis: null,
    x: { domain: [0, width], range: [0, width] },
    y: { domain: [0, height], range: [0, height] },
    marks: [...marks],
  };
}

/** What flows along these arrows flows from the first to the second circle. */
export function arrows(pairs: readonly (readonly [from: Place, to: Place])[]): Plot.Markish {
  return Plot.arrow(pairs, {
    x1: ([from]) => from.x,
    y1: ([from]) => from.y,
    x2: ([, to]) => to.x,
    y2: ([, to]) => to.y,
    inset: radius + 2,
    headLength: 7,
    stroke: colours.grey,
    strokeWidth: 1.5,
  });
}

/** Circles with a name and, below it, a value. */
export function circles(all: readonly Circle[]): Plot.Markish[] {
  return [
    Plot.dot(all, { x: "x", y: "y", r: radius, fill: colours.page, stroke: "currentColor" }),
    Plot.text(all, { x: "x", y: "y", dy: -8, text: "name", fontSize: 15 }),
    Plot.text(all, { x: "x", y: "y", dy: 11, text: "value", fill: colours.blue }),
  ];
}

/** Words, with an edge of the colour of the page, so that they can lie on a line. */
export function words(all: readonly Words[]): Plot.Markish[] {
  return all.map(({ x, y, text, colour = "currentColor", size = 13, anchor = "middle" }) =>
    Plot.text([text], {
      x: [x],
      y: [y],
      text: [text],
      fill: colour,
      fontSize: size,
      textAnchor: anchor,
      stroke: colours.page,
      strokeWidth: 6,
    }),
  );
}
