import { isTensor, type Mask, type Tensor, where } from "@chainrule/autograd";
import type { NamedState, RuleState } from "../rule.ts";

/** One state where a condition holds, another where it does not, tensor by tensor. */
export function selected<S extends RuleState>(condition: Mask<[]>, yes: S, no: S): S {
  const chosen = (a: RuleState, b: RuleState): RuleState => {
    if (isTensor(a)) return where(condition, a, b as Tensor);
    if (a === null || a === undefined) return a;
    if (Array.isArray(a)) return a.map((part: RuleState, k) => chosen(part, (b as readonly RuleState[])[k]));
    return Object.fromEntries(
      Object.entries(a).map(([name, part]) => [name, chosen(part, (b as NamedState)[name])]),
    );
  };
  return chosen(yes, no) as S;
}
