/**
 * What a run left out, loudly: one line for each reason. A test says why it is skipped in its title or that of a group around
 * it: "… (skipped: no Chromium found, set CHROMIUM)".
 * @param {readonly string[]} skipped Whole names of skipped tests.
 * @param {readonly string[]} selection What the command line restricted the run to.
 * @returns {string[]}
 */
export function linesAboutSkipped(skipped, selection) {
  /** @type {Map<string, number>} */
  const reasons = new Map();
  for (const name of skipped) {
    const reason = /\(skipped: ([^)]*)\)/.exec(name)?.[1] ?? `${name}: nothing says why`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const lines = [...reasons].map(
    ([reason, count]) => `!!! LEFT OUT: ${count} ${count === 1 ? "test" : "tests"}: ${reason}`,
  );
  if (selection.length > 0) lines.push(`!!! LEFT OUT: all tests but those of ${selection.join(" ")}`);
  return lines;
}
