import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import { isFloat } from "../../packages/autograd/src/shape/dtype.ts";
import { formatShape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { differs } from "../numeric/closeness.ts";
import { hardSamples } from "./hard-sample.ts";
import type { Law } from "./law/law.ts";
import { derivativeLaws, laws } from "./laws.ts";
import { cotangents, flowsOf, seedOf, subjectOf, tangent } from "./subject.ts";

/** What can be asked of an operation: whether a law holds on a sample. */
interface Question {
  readonly law: Law;
  readonly sample: Sample;
}

/** Whether mutants of an operation are any, and which law notices them. Small samples come first. */
export class Examination {
  readonly #op: Operation;
  readonly #samples: readonly Sample[];
  readonly #sound = new Map<Sample, Evaluated>();
  #questions: readonly Question[];

  constructor(op: Operation, samples: readonly Sample[]) {
    this.#op = op;
    const smallFirst = samples.toSorted((a, b) => elementsOf(a) - elementsOf(b));
    this.#samples = [...smallFirst, ...hardSamples(op, samples)];
    this.#questions = smallFirst.flatMap((sample) => laws.map((law) => ({ law, sample })));
  }

  /**
   * Whether a mutant is none: on every sample, and on all combinations of hard values, it computes and derives the same
   * in both modes, at first and second order. In `x > 0` of relu's rule, say, the result may stand for x.
   */
  isEquivalent(mutant: Operation): boolean {
    return this.#samples.every((sample) => {
      const expected = this.#sound.get(sample) ?? evaluated(this.#op, sample);
      this.#sound.set(sample, expected);
      try {
        const { shapes, flows } = evaluated(mutant, sample);
        return (
          shapes === expected.shapes &&
          flows.every((flow, i) => differs(flow, expected.flows[i] ?? [], { signOfZero: false }) === null)
        );
      } catch {
        return false;
      }
    });
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

/** What is compared: elements, and the shapes that they come in. */
interface Evaluated {
  readonly shapes: string;
  readonly flows: readonly Float64Array[];
}

/**
 * The value; at first order, what the variables receive, and the tangent; at second order, what the variables and the first
 * cotangent receive.
 */
function evaluated(op: Operation, sample: Sample): Evaluated {
  const subject = subjectOf(op, sample);
  const { result, variables } = subject;
  if (!isFloat(result.dtype))
    return { shapes: formatShape(result.shape), flows: flowsOf([result], [result]) };
  const seed = seedOf(result, 3);
  const first = cotangents(subject, seed);
  const carried = tangent(
    subject,
    variables.map((variable, k) => seedOf(variable, 20 + k)),
  );
  const some = first.filter((node) => node !== null);
  const seeds = some.map((node, k) => seedOf(node, 50 + k));
  const second = reverse(some, seeds, [...variables, seed]);
  const nodes = [result, ...first, carried, ...second];
  const like = [result, ...variables, result, ...variables, seed];
  return {
    shapes: nodes.map((node, i) => shapeOf(node, like[i] as Node, result)).join(),
    flows: flowsOf(nodes, like),
  };
}

/** Between no elements it makes no difference whether nothing flows or a flow without elements. */
function shapeOf(node: Node | null, like: Node, result: Node): string {
  const empty = sizeOf(like.shape) === 0 || sizeOf(result.shape) === 0;
  return node === null && !empty ? "none" : formatShape((node ?? like).shape);
}

function elementsOf({ inputs }: Sample): number {
  return inputs.reduce((count, { data }) => count + data.length, 0);
}
