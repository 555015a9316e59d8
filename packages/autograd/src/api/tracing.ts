let depth = 0;

/** Calls a user's function to see the graph that it builds. */
export function tracing<T>(f: () => T): T {
  depth += 1;
  try {
    return f();
  } finally {
    depth -= 1;
  }
}

/**
 * Whether a transformation is looking at a function. A compiled function must then build its graph like any
 * other: its results would be data, through which no derivative passes.
 */
export function isTraced(): boolean {
  return depth > 0;
}
