import { type Listing, listingWithin } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { type Body, bodiesOf } from "../op/body.ts";
import { graphOf } from "../transform/body.ts";

/** The graph of a body, its inputs first. */
export function bodyListing(body: Body): Listing {
  const { inputs, outputs } = graphOf(body);
  const list = listingWithin([...inputs, ...outputs], new Set(inputs));
  return { ...list, roots: list.roots.slice(inputs.length) };
}

/** A node with bodies, by its position, and one of these. */
export interface Inner {
  readonly position: number;
  readonly list: Listing;
}

/** The bodies in a graph. */
export function innerListings(nodes: readonly Pick<Node, "attributes">[]): Inner[] {
  return nodes.flatMap(({ attributes }, position) =>
    bodiesOf(attributes).map((body) => ({ position, list: bodyListing(body) })),
  );
}
