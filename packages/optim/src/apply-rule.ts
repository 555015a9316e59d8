import type { Parameter, Tensor } from "@chainrule/autograd";
import { contextOfSome, type Rule, type RuleContext, type RuleResult, type RuleState } from "./rule.ts";

/**
 * What a rule makes of gradients of any dtypes: it is called once for each dtype, with scalars of that dtype, or once for all
 * with scalars of float64, which `context` has.
 */
export function applyRule<H extends string, S extends RuleState>(
  rule: Rule<H, S>,
  gradients: readonly Tensor[],
  state: readonly S[],
  context: RuleContext<H>,
): RuleResult<S> {
  if (rule.mixed === true) return rule.update(gradients, state, context);
  const { parameters } = context;
  const singles = countSingles(parameters);
  if (singles === 0) return rule.update(gradients, state, context);
  if (singles === parameters.length) return rule.update(gradients, state, inSinglePrecision(context));
  const changes: Tensor[] = [];
  const next: S[] = [];
  for (const wanted of ["float64", "float32"]) {
    const at = parameters.flatMap((parameter, k) => (parameter.dtype === wanted ? [k] : []));
    const of = <T>(list: readonly T[]): T[] => at.map((k) => list[k] as T);
    const [partChanges, partState] = applyRule(rule, of(gradients), of(state), contextOfSome(context, at));
    for (const [i, k] of at.entries()) {
      changes[k] = partChanges[i] as Tensor;
      next[k] = partState[i] as S;
    }
  }
  return [changes, next];
}

function countSingles(parameters: readonly Parameter[]): number {
  let count = 0;
  for (let k = 0; k < parameters.length; k++) if (parameters[k]?.dtype === "float32") count += 1;
  return count;
}

/** Scalars cast to float32; the number of the step only when somebody asks for it. */
function inSinglePrecision<H extends string>(context: RuleContext<H>): RuleContext<H> {
  const { parameters, due } = context;
  const single: Record<string, unknown> = {
    parameters,
    due,
    get step() {
      return context.step.cast("float32");
    },
  };
  for (const name of Object.keys(context)) {
    if (name === "parameters" || name === "step" || name === "due") continue;
    single[name] = ((context as Readonly<Record<string, unknown>>)[name] as Tensor).cast("float32");
  }
  return single as RuleContext<H>;
}
