import { DtypeError } from "../../error/error.ts";
import type { DType } from "../../shape/dtype.ts";
import type { Operation, PlainOperation } from "../definition.ts";
import {
  type BinaryPoint,
  binarySamples,
  bitwiseSamples,
  comparisonSamples,
  type Interval,
  logicalSamples,
  type UnaryPoint,
  unarySamples,
} from "./elementwise-samples.ts";
import { type Documentation, type Facts, facts } from "./facts.ts";

interface UnaryFacts extends Documentation {
  /** Where the function is smooth: the ordinary samples are drawn there. */
  readonly smooth: Interval;
  /** Rows `[x, f(x), f'(x)]` at special points, exact. */
  readonly points: readonly UnaryPoint[];
}

interface BinaryFacts extends Documentation {
  readonly smooth: readonly [Interval, Interval];
  /** Rows `[a, b, f, ∂f/∂a, ∂f/∂b]` at special points, exact. */
  readonly points: readonly BinaryPoint[];
}

export function unaryFacts(op: PlainOperation, { smooth, points, ...documentation }: UnaryFacts): Facts {
  return facts(op, { ...documentation, samples: () => unarySamples(smooth, points, takes(op, "int32")) });
}

export function binaryFacts(op: PlainOperation, { smooth, points, ...documentation }: BinaryFacts): Facts {
  return facts(op, { ...documentation, samples: () => binarySamples(smooth, points, takes(op, "int32")) });
}

export function comparisonFacts(op: PlainOperation, documentation: Documentation): Facts {
  return facts(op, { ...documentation, samples: () => comparisonSamples(takes(op, "bool")) });
}

export function logicalFacts(op: PlainOperation, documentation: Documentation): Facts {
  return facts(op, { ...documentation, samples: () => logicalSamples(op.arity as 1 | 2) });
}

export function bitwiseFacts(op: PlainOperation, documentation: Documentation): Facts {
  return facts(op, { ...documentation, samples: () => bitwiseSamples(op.arity as 1 | 2) });
}

/** Whether an operation takes arguments of a dtype. */
export function takes(op: Pick<Operation, "dtype" | "arity">, dtype: DType): boolean {
  try {
    op.dtype(new Array<DType>(op.arity as number).fill(dtype), {});
    return true;
  } catch (error) {
    if (error instanceof DtypeError) return false;
    throw error;
  }
}
