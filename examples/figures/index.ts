// Draws the pictures that README and the documents show. Their numbers are those of the engine, none is written by hand.
import { savePicture } from "../report/picture.ts";
import { figures } from "./figure.ts";

for (const [name, draw] of Object.entries(figures)) {
  savePicture(name, draw(), new URL("../../docs/figures/", import.meta.url));
}
