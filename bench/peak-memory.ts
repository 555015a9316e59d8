/** The most memory that a process had resident, as Linux counts it: begun anew, and read. */
import { readFileSync, writeFileSync } from "node:fs";

/** Bytes; null where there is no such count. */
export function residentMemory(pid: number): number | null {
  return kilobytes(pid, "VmRSS");
}

/** Begins to look for the peak. */
export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // The peak then is that since the process began.
  }
}

export function peakMemory(pid: number): number | null {
  return kilobytes(pid, "VmHWM");
}

function kilobytes(pid: number, field: string): number | null {
  try {
    const line = readFileSync(`/proc/${pid}/status`, "utf8").match(
      new RegExp(`^${field}:\\s*(\\d+) kB`, "m"),
    );
    return line === null ? null : Number(line[1]) * 1024;
  } catch {
    return null;
  }
}
