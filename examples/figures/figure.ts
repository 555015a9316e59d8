import { convexityFigure } from "./convexity.ts";
import { networkFigure } from "./network.ts";
import { neuronFigure } from "./neuron.ts";
import { tangentsFigure } from "./tangents.ts";

/** The pictures of `docs/figures`, by name. */
export const figures = {
  network: networkFigure,
  convexity: convexityFigure,
  tangents: tangentsFigure,
  neuron: neuronFigure,
};
