import type { Operation } from "../../../packages/autograd/src/op/definition.ts";
import type { Sample } from "../../../packages/autograd/src/op/facts/facts.ts";

/** Something that holds for every operation on every sample it applies to. */
export interface Law {
  readonly name: string;
  /**
   * What is wrong with the operation on this sample, one text for each finding; `null` where the law says nothing
   * about such a sample.
   */
  check(op: Operation, sample: Sample): readonly string[] | null;
}

/** Collects findings; `null` means that something is as it should be. */
export class Findings {
  readonly list: string[] = [];

  add(what: string, finding: string | null): void {
    if (finding !== null) this.list.push(`${what} ${finding}`);
  }
}
