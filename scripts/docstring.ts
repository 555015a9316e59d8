/** A comment whose lines are broken at 110 columns, but not inside braces; continued lines of a tag are indented. */
export function docstring(lines: readonly string[], indent: string): string {
  const width = 110 - indent.length - 3;
  const single = `${indent}/** ${lines[0]} */`;
  if (lines.length === 1 && single.length <= 110) return single;
  const broken = lines.flatMap((line) => {
    if (line.startsWith("@example")) return line.split("\n");
    const rows: string[] = [];
    let row = "";
    for (const word of line.split(/ (?![^{}]*\})/)) {
      if (row !== "" && row.length + 1 + word.length > width) {
        rows.push(row);
        row = line.startsWith("@") ? `  ${word}` : word;
      } else {
        row = row === "" ? word : `${row} ${word}`;
      }
    }
    return [...rows, row];
  });
  return [`${indent}/**`, ...broken.map((row) => `${indent} * ${row}`), `${indent} */`].join("\n");
}

/**
 * What {@link docstring} is made of, from the inside of a comment: the summary, then each tag, in one line; examples as they
 * stand.
 */
export function tagsOf(comment: string): string[] {
  const tags: string[] = [];
  for (const row of comment.split("\n").map((line) => line.replace(/^\s*\* ?/, ""))) {
    const last = tags.at(-1);
    if (last === undefined || row.startsWith("@")) tags.push(row.trim());
    else if (last.startsWith("@example")) tags[tags.length - 1] = `${last}\n${row}`;
    else tags[tags.length - 1] = `${last} ${row.trim()}`.trim();
  }
  return tags.map((tag) => tag.trim());
}
