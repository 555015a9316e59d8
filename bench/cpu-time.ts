/** Starts to measure: returns what tells the CPU seconds since then, with what the engine's own threads did meanwhile. */
export function cpuTimer(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
}

/** CPU seconds of calls, one by one: a busy machine disturbs them less than time on the clock. */
export function cpuTimesOf(call: () => unknown, calls: number): number[] {
  return Array.from({ length: calls }, () => {
    const elapsed = cpuTimer();
    call();
    return elapsed();
  });
}
