import type { Tensor } from "@chainrule/autograd";

/** A confusion matrix as text: a row for each class as it is, a column for each as it was predicted. */
export function confusionText(matrix: Tensor<[number, number]>, names: readonly string[]): string {
  const width = Math.max(...names.map(({ length }) => length)) + 2;
  const lines = matrix
    .toArray()
    .map(
      (row, k) => (names[k] ?? "").padEnd(width) + row.map((count) => String(count).padStart(width)).join(""),
    );
  return [`${"".padEnd(width)}${names.map((name) => name.padStart(width)).join("")}`, ...lines].join("\n");
}
