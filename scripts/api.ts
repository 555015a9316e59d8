// Writes etc/*.api.md from the built declarations: the public interface, as a reviewer reads it in a diff.
import { writeFileSync } from "node:fs";
import { apiReports } from "./api-report.ts";
import { root } from "./stage.mjs";

for (const { name, before, after, messages } of apiReports()) {
  for (const message of messages) console.error(`${name}: ${message}`);
  if (messages.length > 0) process.exitCode = 1;
  if (before !== after) writeFileSync(`${root}etc/${name}.api.md`, after);
  console.log(`etc/${name}.api.md: ${before === after ? "up to date" : "updated"}`);
}
