import type { Node } from "../graph/node.ts";

/** Wants to know which values are read. */
export interface ReadObserver {
  read(node: Node): void;
}

let active: ReadObserver | null = null;

/** Runs a function and tells an observer, and those of functions around it, what is read meanwhile. */
export function observingReads<T>(observer: ReadObserver, f: () => T): T {
  const outer = active;
  active =
    outer === null
      ? observer
      : {
          read: (node) => {
            observer.read(node);
            outer.read(node);
          },
        };
  try {
    return f();
  } finally {
    active = outer;
  }
}

/** Somebody reads the value of a node. */
export function noteRead(node: Node): void {
  if (active !== null) active.read(node);
}
