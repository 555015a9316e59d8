import { type Parameter, type Tensor } from "@chainrule/autograd";

export interface Step {
  readonly step: number;
  readonly w: readonly number[];
  readonly loss: number;
}

/** Where an optimiser is after each of its steps. Ends early when the loss is no longer a finite number. */
export function walk(
  w: Parameter,
  loss: (w: Tensor) => Tensor,
  optimiser: { minimize(loss: Tensor): void },
  steps: number,
): Step[] {
  const all: Step[] = [];
  for (let step = 0; step <= steps; step++) {
    const value = loss(w);
    if (!Number.isFinite(value.item())) break;
    all.push({ step, w: w.reshape([w.size]).toArray(), loss: value.item() });
    optimiser.minimize(value);
  }
  return all;
}
