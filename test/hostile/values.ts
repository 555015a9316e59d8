/** Values that no function expects: what a program passes by mistake, what it finds in foreign code, and worse. */
import { createContext, runInContext } from "node:vm";
import { mt19937, parameter, type Tensor, tensor } from "@chainrule/autograd";

/** What a hostile value throws when it is touched: the caller's own error, which may come through. */
export class Planted extends Error {}

const long = "x".repeat(10_000);

const realm = createContext();

function throws(): never {
  throw new Planted("touched");
}

/** A value `depth` levels down. */
function nested(depth: number, wrap: (inner: unknown) => unknown, innermost: unknown): unknown {
  let value = innermost;
  for (let k = 0; k < depth; k++) value = wrap(value);
  return value;
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function detached(): Float64Array {
  const data = new Float64Array(4);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  return data;
}

function cyclicArray(): unknown {
  const array: unknown[] = [1];
  array.push(array);
  return array;
}

function cyclicObject(): unknown {
  const object: Record<string, unknown> = { a: 1 };
  object["self"] = object;
  return object;
}

function namedInstance(): unknown {
  function made(this: unknown): void {}
  Object.defineProperty(made, "name", { value: long });
  return Reflect.construct(made, []) as unknown;
}

/** By name, made anew for each call. */
export const values: Readonly<Record<string, (x: Tensor) => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  NaN: () => Number.NaN,
  "a fraction": () => 0.5,
  "-1": () => -1,
  "a huge number": () => 1e300,
  "2 ** 53": () => 2 ** 53,
  "a bigint": () => 5n,
  "a huge bigint": () => 10n ** 5000n,
  "a symbol": () => Symbol("s"),
  "a string": () => "float64",
  "a huge string": () => long,
  "a date": () => new Date(0),
  "a map": () => new Map([["dtype", "int32"]]),
  "a set": () => new Set([1]),
  "a regular expression": () => /x/,
  "a promise": () => Promise.resolve(1),
  "a function": () => () => 1,
  "a function that throws": () => throws,
  "an instance": () =>
    new (class Point {
      x = 1;
    })(),
  "an instance with a long name": namedInstance,
  "an object without prototype": () => Object.create(null),
  "a long key": () => ({ [long]: 1 }),
  "many keys": () => Object.fromEntries(Array.from({ length: 500 }, (_, k) => [`key${k}`, 1])),
  "a wrong option": () => ({ [Symbol.iterator]: 1, nonsense: 1 }),
  "a throwing getter": () => Object.defineProperty({}, "dtype", { get: throws, enumerable: true }),
  "a throwing constructor": () => Object.defineProperty({}, "constructor", { get: throws }),
  "a throwing constructor of an instance": () =>
    Object.defineProperty(new Date(), "constructor", { get: throws }),
  "a throwing name": () => {
    function named(this: unknown): void {}
    Object.defineProperty(named, "name", { get: throws });
    return Reflect.construct(named, []) as unknown;
  },
  "a Proxy that throws": () =>
    new Proxy({}, { get: throws, has: throws, ownKeys: throws, getPrototypeOf: throws }),
  "a revoked Proxy": () => revoked({}),
  "a revoked Proxy of an array": () => revoked([]),
  "an array with a revoked Proxy": () => [1, revoked([])],
  "a Proxy of a tensor": (x) => new Proxy(x, {}),
  "an object that inherits from a tensor": (x) => Object.create(x) as unknown,
  "a Proxy of a parameter": () => new Proxy(parameter([1, 2]), {}),
  "a tensor": () => tensor([[1, 2]]),
  "a mask": () => tensor([true]),
  "an empty tensor": () => tensor([]),
  "an integer tensor": () => tensor([1, 2], { dtype: "int32" }),
  "a generator": () => mt19937(1),
  "an empty array": () => [],
  holes: () => new Array(3),
  "a long array": () => new Array(100).fill(0),
  "an array of strings": () => ["a", "b"],
  "a ragged array": () => [[1, 2], [3]],
  "an array with a throwing element": () => Object.defineProperty([1, 2], 0, { get: throws }),
  "an array of many holes": () => Object.assign([1], { length: 1000 }),
  "an array that contains itself": cyclicArray,
  "an object that contains itself": cyclicObject,
  "a deep array": () => nested(20_000, (inner) => [inner], 1),
  "a deep array of tensors": (x) => nested(20_000, (inner) => [inner], x),
  "a deep tree": (x) => nested(20_000, (inner) => ({ inner }), x),
  "shared arrays of a huge shape": () => nested(36, (inner) => [inner, inner], 1),
  "an array of another realm": () => runInContext("[1, 2]", realm) as unknown,
  "an object of another realm": () => runInContext("({ a: 1 })", realm) as unknown,
  "a typed array of another realm": () => runInContext("new Float32Array([1, 2])", realm) as unknown,
  "a date of another realm": () => runInContext("new Date(0)", realm) as unknown,
  "an error": () => new RangeError("not thrown"),
  "a detached typed array": detached,
  bytes: () => new Uint8Array(4),
  "big integers": () => new BigInt64Array(2),
  "a view": () => new DataView(new ArrayBuffer(8)),
  "shared memory": () => new Float64Array(new SharedArrayBuffer(16)),
  arguments: (...given) =>
    (function f(): unknown {
      return arguments;
    })(...(given as unknown as [])),
};
