/** The model's error: which call is refused, and a word that the engine's text must have. */
export class Refusal extends Error {
  readonly word: RegExp;

  constructor(word: RegExp) {
    super(`the model refuses: ${word}`);
    this.word = word;
  }
}

/** Numbers are getting so large, or a call so vague, that nothing is learnt from going on. */
export class Beyond extends Error {}
