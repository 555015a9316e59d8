import { readFileSync } from "node:fs";
import { compile, grad, jvp, type Tensor, tensor } from "@chainrule/autograd";
import { describe, expect, test } from "vitest";
import { callOf, type Given, type Keywords, Unsupported } from "./operator-calls.ts";

interface Encoded {
  readonly shape: readonly number[];
  readonly dtype: "float64" | "float32" | "int64" | "int32" | "bool";
  readonly data: string;
}

interface Sample {
  readonly arguments: readonly unknown[];
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Encoded[];
  /** Which inputs are floating-point. */
  readonly moving: readonly number[];
  readonly values: readonly Encoded[];
  readonly cotangents?: readonly Encoded[];
  readonly received?: readonly Encoded[];
  readonly tangents?: readonly Encoded[];
  readonly moved?: readonly Encoded[];
  readonly weights?: readonly Encoded[];
  readonly twice?: readonly Encoded[];
}

const url = new URL("data/operators.json", import.meta.url);
const known = JSON.parse(readFileSync(url, "utf8")) as Readonly<
  Record<string, Readonly<Record<"float64" | "float32", readonly Sample[]>>>
>;

function decoded({ shape, dtype, data }: Encoded): Tensor {
  const bytes = new Uint8Array(Buffer.from(data, "base64")).buffer;
  if (dtype === "float64") return tensor(new Float64Array(bytes), { shape }) as Tensor;
  if (dtype === "float32") return tensor(new Float32Array(bytes), { shape }) as Tensor;
  if (dtype === "int64" || dtype === "int32") return tensor(new Int32Array(bytes), { shape }) as Tensor;
  return tensor(Array.from(new Uint8Array(bytes), (b) => b === 1))
    .reshape(shape as never)
    .cast("bool") as never;
}

/** What differs, by how much at most, and why: of an operator, of one question about it, or of one dtype. All else agrees. */
const differences: Readonly<Record<string, { readonly most: number; readonly cause: string }>> = {
  "lgamma: received of what was received": { most: 1e-9, cause: "PyTorch's trigamma has nine digits" },
  polygamma: { most: 1e-8, cause: "PyTorch's trigamma has nine digits" },
  "special.log_ndtr: received of what was received, float32": {
    most: 2e-4,
    cause: "PyTorch's has four digits, and ours seven",
  },
  "logcumsumexp, float32": { most: 1e-3, cause: "PyTorch's derivatives have three digits, and ours seven" },
  "logcumsumexp: moved, float64": { most: 1e-5, cause: "PyTorch's tangents have six digits" },
  "nn.functional.celu": { most: 1e-8, cause: "PyTorch keeps alpha in single precision for derivatives" },
  "nn.functional.hardsigmoid": { most: 1e-8, cause: "PyTorch's slope, a sixth, is in single precision" },
};

/** Elementwise ones whose derivatives are compared where there is a value: outside, either has a formula's or NaN. */
const withDomain: ReadonlySet<string> = new Set(["acosh", "logit"]);

const tolerances = { float64: 1e-11, float32: 1e-4 };

/** The largest difference, relative to the largest number or to 1; infinite if one is where the other is not a number. */
function distance(got: Tensor, expected: Encoded, values: Encoded | null): number {
  const [own, other] = [got.data(), decoded(expected).data()];
  const known = values === null ? null : decoded(values).data();
  expect(got.shape).toEqual(expected.shape);
  let [scale, largest] = [1, 0];
  for (const [k, value] of other.entries()) {
    const mine = own[k] as number;
    if (Number.isNaN(known?.[k])) continue;
    if (Object.is(mine, value) || mine === value) continue;
    if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
    const apart = Math.abs(mine - value);
    largest = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(largest, apart);
  }
  return largest / scale;
}

function placed(value: unknown, inputs: readonly Tensor[]): unknown {
  if (Array.isArray(value)) return value.map((each) => placed(each, inputs));
  if (typeof value !== "object" || value === null) return value;
  return inputs[(value as { input: number }).input];
}

/** What is asked of a sample: names, what is found, and what is known. */
type Question = readonly [name: string, got: readonly Tensor[], expected: readonly Encoded[]];

function* questions(name: string, sample: Sample): Generator<Question> {
  const inputs = sample.inputs.map(decoded);
  const call = callOf(name);
  const f = (...moving: Tensor[]): Tensor[] => {
    const own = [...inputs];
    for (const [k, input] of sample.moving.entries()) own[input] = moving[k] as Tensor;
    const given = sample.arguments.map((value) => placed(value, own)) as Given;
    const keywords = Object.entries(sample.keywords).map(([key, value]) => [key, placed(value, own)]);
    const found: Tensor | readonly Tensor[] = call(given, Object.fromEntries(keywords) as Keywords);
    return "shape" in found ? [found] : [...found];
  };
  const moving = sample.moving.map((k) => inputs[k] as Tensor);
  yield ["value", f(...moving), sample.values];
  yield ["value, compiled", compile(f)(...moving), sample.values];
  const { cotangents, received, tangents, moved, weights, twice } = sample;
  if (cotangents === undefined || received === undefined) return;
  const weighted = cotangents.map(decoded);
  const dotted = (ys: readonly Tensor[], by: readonly Tensor[]): Tensor =>
    ys.map((y, k) => y.mul(by[k] as Tensor).sum()).reduce((a, b) => a.add(b));
  const pulled = (xs: readonly Tensor[]): Tensor[] =>
    grad((own: readonly Tensor[]) => dotted(f(...own), weighted) as Tensor<[]>)(xs) as never;
  yield ["received", pulled(moving), received];
  if (tangents !== undefined && moved !== undefined)
    yield ["moved", jvp(f as never, moving as never, tangents.map(decoded) as never)[1] as never, moved];
  if (weights === undefined || twice === undefined) return;
  const by = weights.map(decoded);
  const again = grad((own: readonly Tensor[]) => dotted(pulled(own), by) as Tensor<[]>);
  yield ["received of what was received", again(moving), twice];
}

describe("operators agree with PyTorch on its own samples", () => {
  const met = new Set<string>();
  for (const [name, samples] of Object.entries(known)) {
    test(name, () => {
      let count = 0;
      for (const dtype of ["float64", "float32"] as const) {
        for (const [k, sample] of (samples[dtype] ?? []).entries()) {
          try {
            const values = withDomain.has(name) ? (sample.values[0] ?? null) : null;
            for (const [what, got, expected] of questions(name, sample)) {
              count++;
              const apart = Math.max(
                ...expected.map((each, i) =>
                  distance(got[i] as Tensor, each, what.startsWith("value") ? null : values),
                ),
              );
              const names = [`${name}: ${what}, ${dtype}`, `${name}: ${what}`, `${name}, ${dtype}`, name];
              const different = names.find((each) => differences[each] !== undefined);
              const most = Math.max(tolerances[dtype], differences[different ?? ""]?.most ?? 0);
              if (different !== undefined && apart > tolerances[dtype]) met.add(different);
              expect.soft(apart, `${what} of sample ${k}, ${dtype}`).toBeLessThanOrEqual(most);
            }
          } catch (error) {
            if (!(error instanceof Unsupported)) throw error;
          }
        }
      }
      expect(count).toBeGreaterThan(0);
    });
  }

  test("differences are those that are known", () => {
    expect([...met].toSorted()).toEqual(Object.keys(differences).toSorted());
  });
});
