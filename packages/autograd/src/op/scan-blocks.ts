import { type Body, specsOf } from "./body.ts";
import { concat } from "./concat.ts";
import type { Builder } from "./definition.ts";
import { reshape } from "./reshape.ts";
import { allResults, type Scan } from "./scan.ts";
import { sectionOf, slice } from "./slice.ts";

/**
 * The results of a loop that is done as a loop of loops, of about as many steps as each of them has: of what is carried, reverse mode
 * stores what each of these begins with, and goes through one of them at a time.
 */
export function resultsInBlocks<V>(b: Builder<V>, inputs: readonly V[], attributes: Scan): V[] {
  const { body, constants, carried, length } = attributes;
  if (length < 2) return allResults(b, inputs, attributes);
  const size = Math.ceil(Math.sqrt(length));
  const blocks = Math.floor(length / size);
  const [known, first] = [inputs.slice(0, constants), inputs.slice(constants, constants + carried)];
  const given = inputs.slice(constants + carried);
  const section = (from: number, count: number): V[] =>
    given.map((x) => b(slice, x, sectionOf(b.shapeOf(x), 0, from, count)));
  const inBlocks = (carry: readonly V[]): V[] => {
    const xs = section(0, blocks * size).map((x) =>
      b(reshape, x, { shape: [blocks, size, ...b.shapeOf(x).slice(1)] }),
    );
    const types = specsOf(b, [...known, ...carry, ...xs]).map(({ shape, dtype }, k) => ({
      shape: k < constants + carried ? shape : shape.slice(1),
      dtype,
    }));
    const { body: _, ...rest } = attributes;
    const outer: Scan = {
      ...attributes,
      body: body.around(block, types, { ...rest, length: size }),
      length: blocks,
    };
    return allResults(b, [...known, ...carry, ...xs], outer).map((y, k) =>
      k < carried ? y : b(reshape, y, { shape: [blocks * size, ...b.shapeOf(y).slice(2)] }),
    );
  };
  const behind = (carry: readonly V[]): V[] => {
    const left = length - blocks * size;
    return allResults(b, [...known, ...carry, ...section(blocks * size, left)], {
      ...attributes,
      length: left,
    });
  };
  if (blocks * size === length) return inBlocks(first);
  const [before, after] = attributes.reverse ? [behind, inBlocks] : [inBlocks, behind];
  const one = before(first);
  const other = after(one.slice(0, carried));
  return other.map((y, k) => {
    if (k < carried) return y;
    const parts = attributes.reverse ? [y, one[k] as V] : [one[k] as V, y];
    return b(concat, ...parts, { axis: 0 });
  });
}

function block<V>(b: Builder<V>, body: Body, inputs: readonly V[], attributes: Omit<Scan, "body">): V[] {
  return allResults(b, inputs, { ...attributes, body });
}
