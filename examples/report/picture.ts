// Pictures: plots by Observable Plot, side by side in one SVG that can be read on light and on dark pages.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Colours of lines, dots and words: darker on a light page, lighter on a dark one. */
export const colours = {
  blue: "var(--blue)",
  orange: "var(--orange)",
  green: "var(--green)",
  red: "var(--red)",
  purple: "var(--purple)",
  grey: "var(--grey)",
  /** Of the page itself, for what has to hide what lies below. */
  page: "var(--page)",
} as const;

export interface Panel extends Plot.PlotOptions {
  /** A line above the plot. */
  readonly heading?: string;
}

export interface PictureOptions {
  /** What the picture shows, for those who cannot see it. */
  readonly title: string;
  /** How many panels stand side by side. */
  readonly columns?: number;
  readonly width?: number;
}

// Plot draws into a document; linkedom has one without a browser.
const { document } = parseHTML("<html></html>");
const gap = 20;
const headingHeight = 28;

const style = `
svg {
  color: #1f2328; --page: #ffffff; --plot-background: var(--page);
  --blue: #1f6fc9; --orange: #b45309; --green: #217a3e; --red: #c8303f; --purple: #7c4dbf; --grey: #6b7280;
  font-family: system-ui, -apple-system, "Segoe UI", sans-serif;
}
@media (prefers-color-scheme: dark) {
  svg {
    color: #e6edf3; --page: #0d1117;
    --blue: #6cb2ff; --orange: #f0913a; --green: #4cc27a; --red: #ff7b86; --purple: #b794f6; --grey: #9aa4af;
  }
}
text { white-space: pre; }
.heading { font-size: 15px; font-weight: 600; fill: currentColor; }
`;

/** The text of an SVG with these plots. */
export function picture(panels: readonly Panel[], options: PictureOptions): string {
  const { title, columns = panels.length, width = 840 } = options;
  const panelWidth = Math.floor((width - gap * (columns + 1)) / columns);
  const parts: string[] = [];
  let top = gap;
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns);
    const above = row.some(({ heading }) => heading !== undefined) ? headingHeight : 0;
    for (const [column, { heading, height = 300, ...plot }] of row.entries()) {
      const left = gap + column * (panelWidth + gap);
      if (heading !== undefined) {
        parts.push(`<text class="heading" x="${left}" y="${top + 14}">${escaped(heading)}</text>`);
      }
      // Room for the labels of axes, which Plot measures for smaller letters.
      const margins = plot.margin === undefined ? { marginTop: 30, marginBottom: 46, marginLeft: 50 } : {};
      const svg = Plot.plot({
        style: { fontSize: "13px" },
        ...margins,
        ...plot,
        x: { labelOffset: 40, ...plot.x },
        width: panelWidth,
        height,
        document,
      });
      // The style of a whole page's plot, which would give one inside another SVG a size of its own.
      svg.querySelector("style")?.remove();
      svg.setAttribute("x", String(left));
      svg.setAttribute("y", String(top + above));
      parts.push(svg.outerHTML);
    }
    top += above + Math.max(...row.map(({ height = 300 }) => height)) + gap;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    `<rect width="100%" height="100%" fill="${colours.page}"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

/** Writes a picture, by default into `examples/out`, and says where. */
export function savePicture(
  name: string,
  svg: string,
  folder: URL = new URL("../out/", import.meta.url),
): void {
  const path = fileURLToPath(new URL(`${name}.svg`, folder));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, svg);
  console.log(`picture: ${path}`);
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
