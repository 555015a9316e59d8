import * as Plot from "@observablehq/plot";
import { colours, type Panel, picture } from "../report/picture.ts";
import { unseen } from "./training.ts";

interface Training {
  readonly losses: readonly { readonly epoch: number; readonly seen: number; readonly unseen: number }[];
  readonly digits: readonly number[];
}

const across = 14;
const rows = 2;

/** The losses of all trainings, and digits that the first network misread. */
export function drawing(trainings: readonly Training[], truth: readonly number[]): string {
  return picture([lossPanel(trainings), misreadPanel(trainings[0]?.digits ?? [], truth)], {
    title: "Digits: losses of five networks, and what one of them misread",
    columns: 1,
  });
}

function lossPanel(trainings: readonly Training[]): Panel {
  return {
    heading: "Loss by epoch, five networks",
    height: 320,
    x: { label: "epoch" },
    y: { label: "cross-entropy", type: "log", grid: true, ticks: 5, tickFormat: "~g" },
    marks: [
      trainings.map(({ losses }) => [
        Plot.line(losses, { x: "epoch", y: "seen", stroke: colours.blue, strokeWidth: 1.5 }),
        Plot.line(losses, { x: "epoch", y: "unseen", stroke: colours.orange, strokeWidth: 1.5 }),
      ]),
      Plot.text(["images to learn from"], { frameAnchor: "top-right", dy: 6, fill: colours.blue }),
      Plot.text(["unseen images"], { frameAnchor: "top-right", dy: 24, fill: colours.orange }),
    ],
  };
}

function misreadPanel(digits: readonly number[], truth: readonly number[]): Panel {
  const misread = [...truth.keys()].filter((k) => digits[k] !== truth[k]).slice(0, across * rows);
  const images = unseen.images.toArray();
  // A tile of 8x8 pixels and space around it for each image.
  const tiles = misread.map((k, index) => ({
    left: (index % across) * 11,
    top: Math.floor(index / across) * 14,
    text: `${truth[k]} as ${digits[k]}`,
    image: images[k] ?? [],
  }));
  const pixels = tiles.flatMap(({ left, top, image }) =>
    image.map((ink, pixel) => ({ x: left + (pixel % 8), y: top + Math.floor(pixel / 8), ink })),
  );
  return {
    heading: `Digits that the first network misread: “3 as 5” is a 3 read as a 5`,
    height: 160,
    margin: 0,
    axis: null,
    x: { domain: [0, across * 11 - 3] },
    y: { domain: [rows * 14, 0] },
    marks: [
      Plot.rect(
        pixels.filter(({ ink }) => ink > 0),
        {
          x1: "x",
          x2: ({ x }) => x + 1,
          y1: "y",
          y2: ({ y }) => y + 1,
          fill: "currentColor",
          fillOpacity: "ink",
          inset: 0,
        },
      ),
      Plot.text(tiles, { x: ({ left }) => left + 4, y: ({ top }) => top + 10, text: "text", fontSize: 12 }),
    ],
  };
}
