/** CPU seconds of calls, one by one: a busy machine disturbs them less than time on the clock. */
export function cpuTimesOf(call: () => unknown, calls: number): number[] {
  return Array.from({ length: calls }, () => cpuTimeOf(call));
}

/** CPU seconds of a call, with what the engine's own threads do meanwhile. */
export function cpuTimeOf(call: () => unknown): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
