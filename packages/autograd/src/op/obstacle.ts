/** Why no derivative reaches what depends on something. */
export interface Obstacle {
  /** Whether there is a way at all. */
  readonly isRelated: boolean;
  /** The operations without a derivative on it, nearest first. */
  readonly operations: readonly string[];
  /**
   * Whether `stopGradient` may hide a way. It lets go of what it was made from, so that nobody can tell what lies behind
   * it; a question must not be answered in one way before it is computed and in another way afterwards.
   */
  readonly stopped: boolean;
}
