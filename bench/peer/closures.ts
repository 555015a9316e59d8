/** An engine in the manner of micrograd: each scalar is an object that holds a closure for its backward step. */
import type { Contestant, Runner } from "../contest.ts";

const nothing = (): void => {};

export class Value {
  data: number;
  grad = 0;
  readonly inputs: readonly Value[];
  propagate: () => void = nothing;

  constructor(data: number, inputs: readonly Value[] = []) {
    this.data = data;
    this.inputs = inputs;
  }

  add(other: Value | number): Value {
    const b = typeof other === "number" ? new Value(other) : other;
    const out = new Value(this.data + b.data, [this, b]);
    out.propagate = () => {
      this.grad += out.grad;
      b.grad += out.grad;
    };
    return out;
  }

  mul(other: Value | number): Value {
    const b = typeof other === "number" ? new Value(other) : other;
    const out = new Value(this.data * b.data, [this, b]);
    out.propagate = () => {
      this.grad += b.data * out.grad;
      b.grad += this.data * out.grad;
    };
    return out;
  }

  relu(): Value {
    const out = new Value(this.data > 0 ? this.data : 0, [this]);
    out.propagate = () => {
      if (out.data > 0) this.grad += out.grad;
    };
    return out;
  }

  sigmoid(): Value {
    const out = new Value(1 / (1 + Math.exp(-this.data)), [this]);
    out.propagate = () => {
      this.grad += out.data * (1 - out.data) * out.grad;
    };
    return out;
  }

  /** Without recursion, which micrograd's own would overflow with. */
  backward(): void {
    const order: Value[] = [];
    const visited = new Set<Value>();
    const stack: { value: Value; next: number }[] = [{ value: this, next: 0 }];
    visited.add(this);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const input = top.value.inputs[top.next++];
      if (input === undefined) {
        order.push(top.value);
        stack.pop();
      } else if (!visited.has(input)) {
        visited.add(input);
        stack.push({ value: input, next: 0 });
      }
    }
    this.grad = 1;
    for (let k = order.length - 1; k >= 0; k--) (order[k] as Value).propagate();
  }
}

export function closures(dtype: Contestant["dtype"], prepare: () => Runner): Contestant {
  return { name: "closure engine", dtype, prepare };
}
