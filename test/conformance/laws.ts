import { exactGradientLaw, exactValueLaw } from "./law/exact.ts";
import { adjointLaw, forwardLaw, reverseLaw } from "./law/first-order.ts";
import { formLaw, specLaw } from "./law/form.ts";
import type { Law } from "./law/law.ts";
import { curvatureLaw, nestingLaw } from "./law/second-order.ts";
import { strongZeroLaw } from "./law/strong-zero.ts";
import { valueLaw } from "./law/value.ts";

/** What is computed, and what is said of it. */
export const primalLaws: readonly Law[] = [specLaw, valueLaw, exactValueLaw];

/** What is said of derivatives; cheap ones first. */
export const derivativeLaws: readonly Law[] = [
  formLaw,
  exactGradientLaw,
  adjointLaw,
  strongZeroLaw,
  reverseLaw,
  forwardLaw,
  nestingLaw,
  curvatureLaw,
];

export const laws: readonly Law[] = [...primalLaws, ...derivativeLaws];
