/** Sums of products, told by subscripts, as graphs: parsed, checked, and contracted two by two in the cheapest order. */

import { counted, describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { reshape } from "../op/reshape.ts";
import { formatShape } from "../shape/shape.ts";
import { bestPair } from "./cheapest-pair.ts";
import { contract, type Labelled, ordered, sizesOf, summedOut, withoutRepeats } from "./contract.ts";

export function einsum(subscripts: unknown, operands: readonly Node[]): Node {
  const { terms, output } = parsed(subscripts, operands);
  numericDtype(
    "einsum",
    "numbers",
    operands.map(({ dtype }) => dtype),
  );
  const sizes = sizesOfLabels(terms);
  for (const label of output) {
    if (!sizes.has(label)) {
      throw new ArgumentError(
        "einsum",
        `each subscript of the result must be one of an operand, got ${nameOf(label)}.`,
      );
    }
  }
  let left = terms.map((term) => withoutRepeats(withoutStretched(term, sizes)));
  left = left.map((own, k) => summedOut(own, needed(left, [k], output)));
  while (left.length > 1) {
    const [i, j] = bestPair(
      left.map(({ labels }) => labels),
      new Set(output),
      sizes,
    );
    const product = contract(left[i] as Labelled, left[j] as Labelled, needed(left, [i, j], output));
    left = [...left.filter((_, k) => k !== i && k !== j), product];
  }
  const result = ordered(left[0] as Labelled, output);
  // A node of its own also where nothing happens.
  return result === operands[0] ? apply(reshape, [result], { shape: result.shape }) : result;
}

/** The labels of the result and of all operands but those at `besides`. */
function needed(
  all: readonly Labelled[],
  besides: readonly number[],
  output: readonly string[],
): Set<string> {
  return new Set([...output, ...all.flatMap(({ labels }, k) => (besides.includes(k) ? [] : labels))]);
}

interface Parsed {
  readonly terms: readonly Labelled[];
  readonly output: readonly string[];
}

/** The axes of an ellipsis are labelled by their numbers, counted from the end. */
function parsed(subscripts: unknown, operands: readonly Node[]): Parsed {
  if (typeof subscripts !== "string" || !/^[a-zA-Z., ]*(?:->[a-zA-Z. ]*)?$/.test(subscripts)) {
    throw new ArgumentError(
      "einsum",
      `subscripts must be letters for axes, with commas, "..." and "->", such as "ij,jk->ik", got ${describe(subscripts)}.`,
    );
  }
  const [inputs = "", result] = subscripts.replaceAll(" ", "").split("->");
  const parts = inputs.split(",");
  if (parts.length !== operands.length) {
    throw new ArgumentError(
      "einsum",
      `there must be subscripts for each operand, got ${describe(subscripts)} for ${counted(operands.length, "operand")}.`,
    );
  }
  const terms = operands.map((node, k): Labelled => ({ node, labels: termLabels(parts[k] as string, node) }));
  const all = terms.flatMap(({ labels }) => labels);
  const ellipsis = [...new Set(all.filter((label) => /\d/.test(label)))].toSorted(
    (a, b) => Number(b) - Number(a),
  );
  if (result === undefined) {
    const once = all.filter((label) => /\D/.test(label) && all.indexOf(label) === all.lastIndexOf(label));
    return { terms, output: [...ellipsis, ...once.toSorted()] };
  }
  requireWholeEllipsis(result);
  const output = split(result, ellipsis);
  const repeated = output.find((label, k) => output.indexOf(label) < k);
  if (repeated !== undefined) {
    throw new ArgumentError("einsum", `the result has each subscript once, got ${nameOf(repeated)} twice.`);
  }
  return { terms, output };
}

function termLabels(part: string, { shape }: Node): string[] {
  requireWholeEllipsis(part);
  const more = shape.length - part.replace("...", "").length;
  if (part.includes("...") ? more < 0 : more !== 0) {
    throw new ShapeError(
      "einsum",
      `there must be a subscript for each axis, got ${JSON.stringify(part)} for shape ${formatShape(shape)}.`,
      [shape],
    );
  }
  return split(
    part,
    Array.from({ length: more }, (_, k) => `${more - 1 - k}`),
  );
}

/** Letters, with labels for the axes of the ellipsis, if there is one. */
function split(part: string, ellipsis: readonly string[]): string[] {
  const [before = "", after = ""] = part.split("...");
  return part.includes("...") ? [...letters(before), ...ellipsis, ...letters(after)] : letters(part);
}

function letters(text: string): string[] {
  return text.split("");
}

function requireWholeEllipsis(part: string): void {
  if (/^[^.]*(?:\.{3}[^.]*)?$/.test(part)) return;
  throw new ArgumentError(
    "einsum",
    `an ellipsis is three dots, once in each term, got ${JSON.stringify(part)}.`,
  );
}

/** What a label stands for, in words. */
function nameOf(label: string): string {
  return /\d/.test(label) ? '"..."' : JSON.stringify(label);
}

/** One size for each label; along the axes of an ellipsis a size of 1 stretches. */
function sizesOfLabels(terms: readonly Labelled[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const term of terms) {
    for (const [label, size] of sizesOf(term)) {
      const known = sizes.get(label) ?? size;
      const isStretched = /\d/.test(label) && (known === 1 || size === 1);
      if (known !== size && !isStretched) {
        throw new ShapeError(
          "einsum",
          `${nameOf(label)} must stand for one size, got ${known} and ${size}.`,
          terms.map(({ node }) => node.shape),
        );
      }
      sizes.set(label, known === 1 ? size : known);
    }
  }
  return sizes;
}

/** Without the axes of size 1 that stretch to another: they are in products as what is there once is. */
function withoutStretched({ node, labels }: Labelled, sizes: ReadonlyMap<string, number>): Labelled {
  const isOwn = (label: string, axis: number): boolean => node.shape[axis] === sizes.get(label);
  if (labels.every(isOwn)) return { node, labels };
  return {
    node: apply(reshape, [node], {
      shape: node.shape.filter((_, axis) => isOwn(labels[axis] as string, axis)),
    }),
    labels: labels.filter(isOwn),
  };
}
