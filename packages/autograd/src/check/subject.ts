import { type FlatTree, flatten, flattenArgument, isStatic, type TreeLayout } from "../api/tree.ts";
import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { Gradient } from "../tensor/gradient.ts";
import { isTensor, wrap } from "../tensor/handle.ts";
import { ParameterHandle } from "../tensor/parameter.ts";
import { type Recorder, recorder, recording } from "../tensor/recording.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** One tensor among the arguments. */
export interface Input {
  /** Which argument it is, or is part of. */
  readonly argument: number;
  /** As reports name it: `xs[0]`, `xs[1].weights[2]`. */
  readonly name: string;
  /** The node that was given: the point at which derivatives are checked. */
  readonly node: Node;
  /** Moved in place, so that it does not matter whether `f` takes it as an argument or knows it already. */
  readonly parameter: ParameterHandle | null;
}

/** What a call returned. */
export interface Result {
  readonly nodes: readonly Node[];
  readonly names: readonly string[];
  /** Tells results of different form apart. */
  readonly form: string;
}

/** The function to check, with its arguments taken apart. */
export class Subject {
  readonly op: string;
  readonly inputs: readonly Input[];
  readonly #f: (...args: unknown[]) => unknown;
  readonly #layouts: readonly TreeLayout[];

  constructor(op: string, f: unknown, xs: unknown) {
    if (typeof f !== "function") throw new ArgumentError(op, `takes a function, got ${describe(f)}.`);
    if (!isArray(xs)) {
      throw new ArgumentError(op, `takes the arguments of the function as an array, got ${describe(xs)}.`);
    }
    if (recorder() !== null) throw new ArgumentError(op, "cannot be used inside compile().");
    this.op = op;
    this.#f = f as (...args: unknown[]) => unknown;
    const trees = xs.map((x) => flattenArgument(op, x));
    this.#layouts = trees.map(({ layout }) => layout);
    this.inputs = trees.flatMap((tree, argument) =>
      leavesOf(tree, xs[argument], `xs[${argument}]`, argument),
    );
    refuseTwice(op, this.inputs);
  }

  /** A leaf for an input with other elements. */
  leaf(input: Input, elements: TypedArray): Node {
    return inputNode(elements, input.node.shape, input.node.dtype);
  }

  /** Calls the function with a node for each input. Parameters hold theirs during the call, and nothing else changes. */
  call(nodes: readonly Node[]): Result {
    const cells = new Map<object, Node>();
    for (const [k, { parameter }] of this.inputs.entries()) {
      if (parameter === null) continue;
      const node = nodes[k] as Node;
      // For backward(): also an alias is the parameter's present value, whatever it is an alias of.
      node.owner = parameter;
      cells.set(parameter, node);
    }
    const handles = this.inputs.map(({ parameter }, k) =>
      parameter === null ? wrap(nodes[k] as Node) : (parameter as unknown as Tensor),
    );
    return recording(new Substitution(cells), () => {
      let from = 0;
      const args = this.#layouts.map((layout, argument) => {
        const size = this.inputs.filter((input) => input.argument === argument).length;
        from += size;
        return layout.build(handles.slice(from - size, from));
      });
      const result = this.#f(...args);
      if (result === undefined)
        throw new ArgumentError(this.op, "the function must return a tensor, got undefined.");
      const tree = flatten(this.op, result);
      return {
        nodes: tree.nodes,
        names: leavesOf(tree, result, "f", 0).map(({ name }) => name),
        form: tree.layout.text + tree.nodes.map(({ shape, dtype }) => ` ${dtype}[${shape.join()}]`).join(),
      };
    });
  }
}

/** Parameters with other values: what the function assigns, and gradients that it collects, are gone after the call. */
class Substitution implements Recorder {
  readonly #cells: Map<object, Node>;
  readonly #gradients: Map<object, Gradient> = new Map();

  constructor(cells: Map<object, Node>) {
    this.#cells = cells;
  }

  read(cell: object): Node {
    return this.#cells.get(cell) ?? (cell as ParameterHandle).current;
  }

  assign(cell: object, value: Node): void {
    this.#cells.set(cell, value);
  }

  gradient(cell: object): Gradient {
    const gradient = this.#gradients.get(cell) ?? new Gradient();
    this.#gradients.set(cell, gradient);
    return gradient;
  }

  /** Nothing, since parameters among the arguments are themselves. */
  asked(): void {}
}

/** The leaves of a tree in order, with their places in words. */
function leavesOf({ nodes, layout }: FlatTree, tree: unknown, name: string, argument: number): Input[] {
  const handles = nodes.map((node) => wrap(node));
  const inputs: Input[] = [];
  const visit = (part: unknown, original: unknown, path: string): void => {
    if (isStatic(part)) return;
    if (isTensor(part)) {
      const parameter = ParameterHandle.is(original) ? original : null;
      inputs.push({ argument, name: path, node: nodes[handles.indexOf(part)] as Node, parameter });
    } else if (isArray(part)) {
      for (const [k, child] of part.entries()) visit(child, (original as unknown[])[k], `${path}[${k}]`);
    } else {
      for (const [key, child] of Object.entries(part)) {
        const step = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
          ? `.${key}`
          : `[${JSON.stringify(key)}]`;
        visit(child, (original as Record<string, unknown>)[key], path + step);
      }
    }
  };
  visit(layout.build(handles), tree, name);
  return inputs;
}

function refuseTwice(op: string, inputs: readonly Input[]): void {
  const names = new Map<ParameterHandle, string>();
  for (const { parameter, name } of inputs) {
    if (parameter === null) continue;
    const first = names.get(parameter);
    if (first !== undefined) {
      throw new ArgumentError(
        op,
        `each parameter may be given once, got the same one at ${first} and ${name}.`,
      );
    }
    names.set(parameter, name);
  }
}
