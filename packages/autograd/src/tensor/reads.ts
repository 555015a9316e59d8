import type { Node } from "../graph/node.ts";

/** Wants to know which values are read, and assigned. */
export interface ReadObserver {
  read(node: Node): void;
  /** @param leaf - What a parameter or its gradient is from now on, which has the value of `node` and no more of it. */
  assigned(node: Node, leaf: Node): void;
}

let active: ReadObserver | null = null;

/** Runs a function and tells an observer, and those of functions around it, what is read and assigned meanwhile. */
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
          assigned: (node, leaf) => {
            observer.assigned(node, leaf);
            outer.assigned(node, leaf);
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

/** A parameter, or its gradient, is given the value of a node. */
export function noteAssigned(node: Node, leaf: Node): void {
  if (active !== null) active.assigned(node, leaf);
}
