import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import type { Law } from "./law/law.ts";
import { derivativeLaws, laws } from "./laws.ts";

/** What can be asked of an operation: whether a law holds on a sample. */
interface Question {
  readonly law: Law;
  readonly sample: Sample;
}

/** Asks all laws about mutants of an operation, on all samples, until one of them notices something. */
export class Examination {
  readonly #op: Operation;
  #questions: readonly Question[];

  constructor(op: Operation, samples: readonly Sample[]) {
    this.#op = op;
    const smallFirst = samples.toSorted((a, b) => elementsOf(a) - elementsOf(b));
    this.#questions = smallFirst.flatMap((sample) => laws.map((law) => ({ law, sample })));
  }

  /**
   * The law and the sample that notice a mutant, or null. What noticed one is likely to notice the next, and is asked first
   * from then on.
   */
  noticed(mutant: Operation): string | null {
    // The same meaning gives the same values, of which no law about values has anything to say.
    const isAsked = ({ law }: Question): boolean =>
      mutant.meaning !== this.#op.meaning || derivativeLaws.includes(law);
    for (const question of this.#questions) {
      const finding = isAsked(question) ? findingOf(question, mutant) : null;
      if (finding === null) continue;
      this.#questions = [question, ...this.#questions.filter((other) => other !== question)];
      return `${question.law.name}, ${question.sample.name}: ${finding}`;
    }
    return null;
  }
}

function findingOf({ law, sample }: Question, mutant: Operation): string | null {
  try {
    return law.check(mutant, sample)?.[0] ?? null;
  } catch (error) {
    // A rule that builds no graph at all cannot go unnoticed.
    return String(error);
  }
}

function elementsOf({ inputs }: Sample): number {
  return inputs.reduce((count, { data }) => count + data.length, 0);
}
