/** Starts to measure: returns what tells the CPU seconds since then, with what the engine's own threads did meanwhile. */
export function cpuTimer(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
}

/**
 * Starts to measure seconds, on the clock or, where the environment has `CPU_TIME`, of the processor: with more processes than
 * processors these are longer than on a quiet machine as well, but by much less, and alike for all.
 */
export function timer(): () => number {
  if (process.env["CPU_TIME"] !== undefined) return cpuTimer();
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}

/** CPU seconds of calls, one by one: a busy machine disturbs them less than time on the clock. */
export function cpuTimesOf(call: () => unknown, calls: number): number[] {
  return Array.from({ length: calls }, () => {
    const elapsed = cpuTimer();
    call();
    return elapsed();
  });
}
