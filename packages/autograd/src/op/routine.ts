import type { Attributes, Core, Cores, Declaration, Meaning, Operation } from "./definition.ts";
import { operation } from "./operation.ts";

type Routine<A extends Attributes> = Extract<Meaning<A>, { readonly kind: "routine" }>;

type Entry<A extends Attributes> = Omit<Declaration<A>, "batch" | "meaning"> &
  Pick<Routine<A>, "cores" | "run">;

/** A routine: batches in front of its core axes are all that batching needs. */
export function routine<A extends Attributes>({ cores, run, ...declared }: Entry<A>): Operation<A> {
  return operation<A>({
    ...declared,
    batch: { inputs: "broadcast", attributes: (attributes) => attributes, cores },
    meaning: { kind: "routine", cores, run },
  });
}

/** The axes of an operand that are no core axes. */
export function batchAxes(rank: number, core: Core): number[] {
  return Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !core.includes(axis - rank));
}

/** Of sizes or strides, those of the core axes. */
export function ofCore(all: readonly number[], core: Core): number[] {
  return core.map((axis) => all[all.length + axis] as number);
}

/** The core axes of each operand, the result behind the inputs. */
export function coresOf({ inputs, output }: Cores): readonly Core[] {
  return [...inputs, output];
}
