import { describe, expect, it } from "vitest";
import { message } from "../../../../test/message.ts";
import { resetStatistics, statistics } from "../evaluate/settings.ts";
import {
  compile,
  grad,
  gradients,
  isEvaluated,
  logsumexp,
  parameter,
  scalar,
  type Tensor,
  type Trace,
  type TraceNode,
  tensor,
  trace,
  vmap,
  where,
} from "../index.ts";

/** A trace as lines, to be read. */
function text({ nodes, arguments: given, outputs, updates }: Trace): string[] {
  const from = ({ source }: TraceNode): string => {
    if (source === null) return "";
    if (source.from === "argument") return ` (argument ${source.position})`;
    return source.from === "data" ? ` (${JSON.stringify(source.tensor.toArray())})` : ` (${source.from})`;
  };
  const lines = nodes.map((node, k) => {
    const attributes = Object.entries(node.attributes).map(
      ([name, value]) => ` ${name}=${JSON.stringify(value)}`,
    );
    const inputs = node.inputs.map((input) => ` ${input}`);
    return `${k} ${node.operation}${inputs.join("")}${attributes.join("")}${from(node)} ${node.dtype} [${node.shape}]`;
  });
  const changes = updates.map(
    ({ value, gradient, isGradientRemoved }) =>
      `value ${value}, gradient ${isGradientRemoved ? "removed" : gradient}`,
  );
  return [...lines, `${given} -> ${outputs}`, ...changes];
}

describe("trace", () => {
  it("gives the nodes of a function in order, its arguments and results", () => {
    const traced = trace((x: Tensor, y: Tensor) => [x.mul(y).sum(0), x], [tensor([[1, 2]]), [3, 4]]);
    expect(text(traced)).toEqual([
      "0 input (argument 0) float64 [1,2]",
      "1 input (argument 1) float64 [2]",
      "2 mul 0 1 float64 [1,2]",
      "3 sum 2 axes=[0] keepDims=false float64 [2]",
      "0,1 -> 3,0",
    ]);
  });

  it("knows arguments that are not used, that are one tensor, trees, numbers, and what is no tensor", () => {
    const x = tensor([1, 2]);
    const f = ({ a, b }: { a: Tensor; b: Tensor }, unused: Tensor, negate: boolean, n: Tensor): Tensor =>
      negate ? a.add(b).mul(n).neg() : unused;
    expect(text(trace(f, [{ a: x, b: x }, scalar(1), true, 5]))).toEqual([
      "0 input (argument 0) float64 [2]",
      "1 input (argument 2) float64 []",
      "2 input (argument 3) float64 []",
      "3 add 0 0 float64 [2]",
      "4 mul 3 2 float64 [2]",
      "5 neg 4 float64 [2]",
      "0,0,1,2 -> 5",
    ]);
  });

  it("says which parameters receive what, with derivatives written out", () => {
    const w = parameter(2);
    const b = parameter(1);
    const step = (x: Tensor): Tensor => {
      const loss = w.mul(x).square();
      const [dw] = gradients(loss, [w]);
      w.assign(w.sub(dw));
      b.grad = null;
      return loss;
    };
    const traced = trace(step, [3]);
    expect(text(traced)).toEqual([
      "0 input (argument 0) float64 []",
      "1 input (parameter) float64 []",
      "2 mul 1 0 float64 []",
      "3 square 2 float64 []",
      '4 constant value=2 dtype="float64" float64 []',
      "5 mul 4 2 float64 []",
      "6 strongMul 5 0 float64 []",
      "7 identity 6 float64 []",
      "8 sub 1 7 float64 []",
      "9 stopGradient 8 float64 []",
      "0 -> 3",
      "value 9, gradient null",
      "value null, gradient removed",
    ]);
    expect(traced.updates.map(({ parameter }) => parameter)).toEqual([w, b]);
    expect(traced.nodes[1]?.source).toEqual({ from: "parameter", parameter: w });
    expect([w.item(), b.item(), w.grad]).toEqual([2, 1, null]);
  });

  it("knows the gradient from before the call, and the one that is left", () => {
    const w = parameter(2);
    w.mul(3).backward();
    const traced = trace((x: Tensor) => w.mul(x).backward(), [1]);
    expect(traced.nodes.map(({ source }) => source?.from ?? "computed")).toContain("gradient");
    expect(traced.outputs).toEqual([]);
    const [update] = traced.updates;
    expect(update).toMatchObject({ parameter: w, value: null, isGradientRemoved: false });
    const left = traced.nodes[update?.gradient ?? -1];
    expect(left?.operation).toBe("stopGradient");
    expect(traced.nodes[left?.inputs[0] ?? -1]?.operation).toBe("add");
    expect(w.grad?.item()).toBe(3);
  });

  it("takes a parameter that is an argument, and that the function refers to, for itself", () => {
    const w = parameter(2);
    const step = (of: Tensor): void => w.assign(of.mul(2));
    const traced = trace(step, [w]);
    expect(traced.arguments).toEqual([0]);
    expect(traced.nodes[0]?.source).toEqual({ from: "parameter", parameter: w });
    expect(traced.nodes.map(({ operation }) => operation)).toEqual(["input", "input", "mul", "stopGradient"]);
    expect(trace((of: Tensor) => of.neg(), [w]).nodes[0]?.source).toEqual({ from: "argument", position: 0 });
  });

  it("shows what tensors from outside were computed from until their values are known", () => {
    const unread = tensor([1, 2]).exp();
    const names = (traced: Trace): string[] => traced.nodes.map(({ operation }) => operation);
    const f = (x: Tensor): Tensor => x.add(unread);
    expect(names(trace(f, [1]))).toEqual(["input", "input", "exp", "add"]);
    expect(isEvaluated(unread)).toBe(false);
    unread.toArray();
    expect(names(trace(f, [1]))).toEqual(["input", "input", "add"]);
    const compiled = compile((x: Tensor) => x.mul(2))(3);
    expect(text(trace((x: Tensor) => x.add(compiled), [1]))[1]).toBe("1 input (6) float64 []");
  });

  it("looks through functions that transform, compile and batch, and leaves composites whole", () => {
    const inner = compile((x: Tensor) => x.sin());
    const operations = trace(
      (x: Tensor) => [grad(inner)(x.sum()), vmap(inner)(x), logsumexp(x)],
      [[1, 2]],
    ).nodes;
    const names = operations.map(({ operation }) => operation);
    expect(names).toContain("cos");
    expect(names).toContain("sin");
    expect(names).toContain("logsumexp");
  });

  it("evaluates nothing, neither arguments nor results", () => {
    const x = tensor([1, 2]).exp();
    resetStatistics();
    trace((of: Tensor) => of.sum().exp(), [x]);
    expect([isEvaluated(x), statistics.compiled, statistics.interpreted]).toEqual([false, 0, 0]);
    tensor([1]).exp().item();
  });

  it("cannot be changed, and changes nothing of the engine's", () => {
    const traced = trace((x: Tensor) => x.sum(0), [[[1, 2]]]);
    const frozen = (value: unknown): boolean =>
      typeof value !== "object" ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(traced)).toBe(true);
    expect(() => Object.assign(traced.nodes[1]?.attributes ?? {}, { axes: [1] })).toThrow(TypeError);
  });

  it.each([
    ["no function", () => trace(3 as never, []), "trace: takes a function, got 3."],
    [
      "a matrix",
      () => trace(tensor([[1]]) as never, []),
      "trace: takes a function, got a Tensor. The sum of a diagonal is trace() of @chainrule/autograd/linalg.",
    ],
    [
      "rows of numbers",
      () => trace([[1]] as never, []),
      "trace: takes a function, got an array. The sum of a diagonal is trace() of @chainrule/autograd/linalg.",
    ],
    [
      "arguments that are not in an array",
      () => trace((x: Tensor) => x, tensor([1]) as never),
      "trace: takes the arguments as an array, got a Tensor.",
    ],
    [
      "an argument that is none",
      () => trace((x: Tensor) => x, [new Date(0)] as never),
      "trace: takes tensors, numbers, and arrays or plain objects of these, got a Date.",
    ],
    [
      "a value that is read",
      () => trace((x: Tensor) => x.mul(x.item()), [1]),
      "trace: a value cannot be read while the function is being recorded, since it is not known yet. Choose by value with where().",
    ],
    [
      "a result that is no tensor",
      () => trace(() => "done", []),
      'trace: the function must return tensors, trees of them or nothing, got "done".',
    ],
    [
      "a promise",
      () => trace(async (x: Tensor) => x, [1]),
      "trace: the function must return tensors, trees of them or nothing, got a Promise. Call await before, and pass what it gives as an argument.",
    ],
    [
      "a call while another function is recorded",
      () => compile((x: Tensor) => (trace((y: Tensor) => y, [1]), x))(1),
      "trace: cannot be called inside a function that is being recorded or transformed.",
    ],
    [
      "a call while another function is transformed",
      () => grad((x: Tensor) => (trace((y: Tensor) => y, [1]), x))(1),
      "trace: cannot be called inside a function that is being recorded or transformed.",
    ],
  ])("refuses %s", (_, call, expected) => {
    expect(message(call)).toBe(expected);
  });

  it("leaves everything as it was when the function throws", () => {
    const w = parameter(2);
    const f = (x: Tensor): Tensor => {
      w.assign(x);
      throw new RangeError("enough");
    };
    expect(message(() => trace(f, [1]))).toBe("enough");
    expect(w.item()).toBe(2);
    expect(text(trace((x: Tensor) => where(x.greater(0), w, x), [1]))).toHaveLength(6);
  });

  it("refuses tensors kept from it as those that were kept from a recording", () => {
    let kept: Tensor = scalar(0);
    trace(
      (x: Tensor) => {
        kept = x.mul(2);
      },
      [1],
    );
    expect(message(() => kept.item())).toBe(
      "mul: the result depends on arguments of trace() or parameters and has no value outside the function that was recorded. " +
        "Return it from there, or keep state in a parameter, with assign().",
    );
  });
});
