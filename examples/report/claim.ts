/**
 * Says that something holds, or, if it does not, that it does not; then the program ends with exit code 1.
 * @param holds Whether it does.
 * @param claimed A sentence without its full stop: "All 14 problems are solved".
 * @param found What was found: "13 are".
 */
export function claim(holds: boolean, claimed: string, found: string): void {
  if (holds) console.log(`\n✓ ${claimed}: ${found}.`);
  else {
    console.error(`\n✗ Not so: ${claimed}. Found instead: ${found}.`);
    process.exitCode = 1;
  }
}
