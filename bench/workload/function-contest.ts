/** Functions of a few arrays, as each library writes them: a contestant for each, on the same numbers. */
import { compile, evaluate, type Tensor, tensor } from "@chainrule/autograd";
import type * as jaxModule from "@jax-js/jax";
import type * as tfjsModule from "@tensorflow/tfjs";
import { type Contest, type Contestant, type Runner, stepper } from "../contest.ts";
import { uniform } from "../data.ts";
import { jax } from "../peer/jax.ts";
import { python } from "../peer/python.ts";
import { tfjs } from "../peer/tfjs.ts";

export type Jax = typeof jaxModule;
export type JaxArray = InstanceType<Jax["numpy"]["Array"]>;
export type Tfjs = typeof tfjsModule;

/** An array of numbers from -1 to 1, or of what these are made into. */
export interface Input {
  readonly shape: readonly number[];
  /** Integers from 0 to one less than this. */
  readonly below?: number;
  /** The symmetric part of a square matrix, and so much more on its diagonal. */
  readonly diagonal?: number;
}

export interface FunctionCase {
  readonly title: string;
  readonly dtype: Contestant["dtype"];
  readonly inputs: readonly Input[];
  readonly chainrule: (xs: readonly Tensor[]) => readonly Tensor[];
  /** Its arguments are given away, as jax-js counts references. Without one it has none of the operations. */
  readonly jax?: (jax: Jax, xs: readonly JaxArray[]) => JaxArray[];
  readonly tfjs?: (tf: Tfjs, xs: readonly tfjsModule.Tensor[]) => tfjsModule.Tensor[];
  /** What else is done to its arguments before, and to its results behind: a layout of its own. */
  readonly tfjsLayout?: {
    readonly inputs: (tf: Tfjs, xs: readonly tfjsModule.Tensor[]) => tfjsModule.Tensor[];
    readonly results: (tf: Tfjs, ys: readonly tfjsModule.Tensor[]) => tfjsModule.Tensor[];
  };
  /** Its name in `peer/functions.py`. */
  readonly python: string;
  readonly flops?: number;
}

type Elements = Float64Array | Float32Array | Int32Array;

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function elementsOf({ dtype, inputs }: FunctionCase): Elements[] {
  const drawn = uniform(
    17,
    inputs.map(({ shape }) => sizeOf(shape)),
  );
  return inputs.map(({ shape: [n = 0], below, diagonal }, k) => {
    const u = drawn[k] as Float64Array;
    if (below !== undefined) return Int32Array.from(u, (x) => Math.floor(x * below));
    const at = (i: number): number => 2 * (u[i] as number) - 1;
    const element = (i: number): number => {
      if (diagonal === undefined) return at(i);
      const [row, column] = [Math.floor(i / n), i % n];
      return (at(i) + at(column * n + row)) / 2 + (row === column ? diagonal : 0);
    };
    const made = u.map((_, i) => element(i));
    return dtype === "float64" ? made : Float32Array.from(made);
  });
}

/** Some elements of each result. */
function sampled(results: readonly ArrayLike<number>[]): number[] {
  return results.flatMap((result) => {
    const stride = Math.max(1, Math.floor(result.length / 509));
    return Array.from({ length: Math.ceil(result.length / stride) }, (_, k) => result[k * stride] as number);
  });
}

/** A runner from a step, and from what reads its results out: that is not part of it. */
function sampling<Y>(step: () => Y, read: (results: Y) => readonly ArrayLike<number>[]): Runner {
  let results: Y | null = null;
  return stepper(
    () => {
      results = step();
    },
    () => sampled(read(results as Y)),
  );
}

function chainrule(name: string, of: FunctionCase, isCompiled: boolean): Contestant {
  return {
    name,
    dtype: of.dtype,
    prepare() {
      const xs = elementsOf(of).map((elements, k) =>
        tensor(elements, { shape: (of.inputs[k] as Input).shape }),
      ) as unknown as readonly Tensor[];
      const whole = (...given: readonly Tensor[]): Tensor[] => [...of.chainrule(given)];
      const step = isCompiled ? compile(whole) : (...given: readonly Tensor[]) => evaluate(whole(...given));
      return sampling(
        () => step(...xs),
        (ys) => ys.map((y) => y.data()),
      );
    },
  };
}

function ofJax(of: FunctionCase): Contestant {
  return jax("jax-js jit", of.dtype, (library) => {
    const { numpy: np, jit } = library;
    const write = of.jax;
    if (write === undefined) throw new Error("has no such operation");
    const xs = elementsOf(of).map((elements, k) =>
      np.array(elements as Float32Array<ArrayBuffer>).reshape([...(of.inputs[k] as Input).shape]),
    );
    const step = jit((...given: JaxArray[]): JaxArray[] => write(library, given));
    // Only what is read is known to have been calculated.
    const read = (ys: readonly JaxArray[]) => ys.map((y) => y.dataSync() as ArrayLike<number>);
    return sampling(
      () => read(step(...xs.map((x) => x.ref))),
      (ys) => ys,
    );
  });
}

function ofTfjs(of: FunctionCase): Contestant {
  return tfjs("wasm", (tf) => {
    const write = of.tfjs;
    if (write === undefined) throw new Error("has no such operation");
    const given = elementsOf(of).map((elements, k) => {
      const { shape, below } = of.inputs[k] as Input;
      return tf.tensor(elements as Float32Array, [...shape], below === undefined ? "float32" : "int32");
    });
    const { inputs, results } = of.tfjsLayout ?? { inputs: (_, xs) => [...xs], results: (_, ys) => [...ys] };
    const xs = inputs(tf, given);
    let ys: tfjsModule.Tensor[] = [];
    // Calculated at once.
    return sampling(
      () => {
        tf.dispose(ys);
        ys = tf.tidy(() => write(tf, xs));
        return ys;
      },
      (found) => results(tf, found).map((y) => y.dataSync()),
    );
  });
}

/** How many times the better one of JavaScript's has to be slower, and how many times PyTorch may be faster. */
export function functionContest(of: FunctionCase): Contest {
  const { title, dtype, inputs, flops } = of;
  const ours = "chainrule compiled";
  const parameters = { name: of.python, dtype, inputs };
  return {
    title: `${title}, ${dtype}`,
    contestants: [
      chainrule(ours, of, true),
      chainrule("chainrule plain", of, false),
      python("torch", dtype, "function", parameters),
      python("jax", dtype, "function", parameters),
      ofJax(of),
      ofTfjs(of),
    ],
    bars: [
      { of: ours, against: ["jax-js jit", "tfjs-wasm"], atMost: 0.5 },
      { of: ours, against: ["PyTorch"], atMost: 2 },
    ],
    ...(flops === undefined ? {} : { flops }),
    steps: 1,
  };
}

/** Beside SciPy alone. */
export function scipyContest(of: FunctionCase): Contest {
  const { title, dtype, inputs } = of;
  const ours = "chainrule compiled";
  return {
    title: `${title}, ${dtype}`,
    contestants: [
      chainrule(ours, of, true),
      python("scipy", dtype, "function", { name: of.python, dtype, inputs }),
    ],
    bars: [{ of: ours, against: ["SciPy"], atMost: 3 }],
    steps: 2,
  };
}
