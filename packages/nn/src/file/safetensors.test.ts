import { mt19937, parameter, type Tensor, tensor, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { bfloat16, float16, narrowBits, narrowNumber } from "./narrow-float.ts";
import { decodeSafetensors, encodeSafetensors, type SafetensorsOptions } from "./safetensors.ts";
import type { StoredDType } from "./stored-dtype.ts";

const read = (bytes: unknown): ReturnType<typeof decodeSafetensors> => decodeSafetensors(bytes as Uint8Array);
const write = encodeSafetensors as (tensors: unknown, options?: unknown) => Uint8Array;
const arrays = (tensors: ReadonlyMap<string, Tensor>): unknown =>
  [...tensors].map(([name, value]) => [name, value.dtype, value.shape, value.toArray()]);

/** A file with any header, also such as nobody should write. */
function file(header: unknown, data = 0, length?: bigint): Uint8Array {
  const text = header instanceof Uint8Array ? header : new TextEncoder().encode(textOf(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

function textOf(header: unknown): string {
  return typeof header === "string" ? header : JSON.stringify(header);
}

const entry = (dtype: unknown, shape: unknown, ...offsets: unknown[]): object => ({
  dtype,
  shape,
  data_offsets: offsets,
});

describe("safetensors", () => {
  const tensors = {
    b: tensor([[0.1, -1e300, Number.POSITIVE_INFINITY]]),
    a: tensor([0.1, Number.NaN, -0], { dtype: "float32" }),
    "layers.10": parameter([1, 2]),
    "1": tensor([1, -2147483648, 2147483647], { dtype: "int32" }),
    mask: tensor([true, false]),
    scalar: tensor(5).add(1),
    empty: zeros([0, 7]),
    'ü "': zeros([2, 1, 2]),
  };

  it("come back as they were, and byte for byte", () => {
    const metadata = { epoch: "3", note: "ü" };
    const bytes = encodeSafetensors(tensors, { metadata });
    const found = decodeSafetensors(bytes);
    expect(found.metadata).toEqual(metadata);
    expect(new Set(found.tensors.keys())).toEqual(new Set(Object.keys(tensors)));
    for (const [name, value] of Object.entries(tensors)) {
      const back = found.tensors.get(name) as Tensor;
      expect([name, back.dtype, back.shape, back.data()]).toEqual([
        name,
        value.dtype,
        value.shape,
        value.data(),
      ]);
    }
    const { tensors: again, ...options } = found;
    expect(encodeSafetensors(again, options)).toEqual(bytes);
    expect(encodeSafetensors(new Map(Object.entries(tensors).reverse()), { metadata })).toEqual(bytes);
  });

  it("begin with their own layout", () => {
    const text = '{"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const bytes = encodeSafetensors({ w: tensor([1], { dtype: "float32" }) }, { metadata: { k: "v" } });
    const padded = text.padEnd(80);
    expect([...bytes]).toEqual([
      80,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...new TextEncoder().encode(padded),
      0,
      0,
      0x80,
      0x3f,
    ]);
    expect([...encodeSafetensors({})]).toEqual([
      8,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...new TextEncoder().encode("{}      "),
    ]);
  });

  it("are read from part of a buffer, shared memory, an ArrayBuffer", () => {
    const bytes = encodeSafetensors(tensors);
    const shifted = new Uint8Array(new SharedArrayBuffer(bytes.length + 5), 3, bytes.length);
    shifted.set(bytes);
    expect(arrays(read(shifted).tensors)).toEqual(arrays(read(bytes).tensors));
    expect(arrays(read(bytes.buffer).tensors)).toEqual(arrays(read(bytes).tensors));
  });

  it("store less on request, rounded once, and say so when read", () => {
    const values = tensor([0.1, 1 + 2 ** -11 + 2 ** -40, 65519, -1e-9]);
    const half = read(encodeSafetensors({ values }, { dtypes: "float16" }));
    expect(half.tensors.get("values")?.toArray()).toEqual([0.0999755859375, 1.0009765625, 65504, -0]);
    expect(half.tensors.get("values")?.dtype).toBe("float32");
    expect([...half.dtypes]).toEqual([["values", "float16"]]);
    const { tensors: again, dtypes } = half;
    expect(encodeSafetensors(again, { dtypes })).toEqual(
      encodeSafetensors({ values }, { dtypes: "float16" }),
    );
    const brain = read(
      encodeSafetensors({ values, n: tensor([1], { dtype: "int32" }) }, { dtypes: "bfloat16" }),
    );
    expect(brain.tensors.get("values")?.toArray()).toEqual([0.10009765625, 1, 65536, -9.968061931431293e-10]);
    expect(brain.tensors.get("n")?.dtype).toBe("int32");
    const wide = read(encodeSafetensors({ v: tensor([0.1], { dtype: "float32" }) }, { dtypes: "float64" }));
    expect(wide.tensors.get("v")?.toArray()).toEqual([Math.fround(0.1)]);
  });

  it("keep all 65,536 numbers of 16 bits, and round between them", () => {
    const wrong: unknown[] = [];
    const round = (x: number, format: typeof float16, expected: number): void => {
      const bits = narrowBits(x, format);
      if (bits !== expected) wrong.push([x, bits, expected]);
    };
    for (const format of [float16, bfloat16]) {
      const infinite = narrowBits(Number.POSITIVE_INFINITY, format);
      for (let bits = 0; bits < 0x10000; bits++) {
        const x = narrowNumber(bits, format);
        if (!Number.isNaN(x)) round(x, format, bits);
        if (bits >= infinite) continue;
        // Halfway to the next number, up to which infinity counts as the power of two: to the even one; beside it, to the nearer.
        const next = bits + 1 === infinite ? 2 ** (format.bias + 1) : narrowNumber(bits + 1, format);
        const middle = (x + next) / 2;
        round(middle, format, bits % 2 === 0 ? bits : bits + 1);
        round(middle * (1 - 2 ** -52), format, bits);
        round(-middle * (1 + 2 ** -52), format, 0x8000 + bits + 1);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("take integers of every size that int32 holds", () => {
    const dtypes: StoredDType[] = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"];
    for (const dtype of dtypes) {
      const value = tensor(dtype.startsWith("u") ? [0, 127] : [-128, 127], { dtype: "int32" });
      const back = read(encodeSafetensors({ value }, { dtypes: new Map([["value", dtype]]) }));
      expect([dtype, back.dtypes.get("value"), back.tensors.get("value")?.toArray()]).toEqual([
        dtype,
        dtype,
        value.toArray(),
      ]);
    }
  });
});

describe("a hostile file", () => {
  const w = entry("F32", [2], 0, 8);
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const dtypes = "U64, I64, F64, F32, U32, I32, BF16, F16, U16, I16, I8, U8, BOOL";
  it.each<[string, Uint8Array, string]>([
    [
      "nothing",
      new Uint8Array(0),
      "a file must have at least 8 bytes, which hold the length of its header, got 0.",
    ],
    [
      "a length alone",
      file("", 0, 5n),
      "the header must fit in the file: it claims 5 bytes, and 0 are there.",
    ],
    [
      "a header of 16 exabytes",
      file({}, 4, 2n ** 64n - 1n),
      "the header must fit in the file: it claims 18446744073709551615 bytes, and 6 are there.",
    ],
    ["an empty header", file(""), "the header must be a JSON object."],
    ["no JSON", file('{"w":'), "the header must be a JSON object."],
    ["an array", file([]), "the header must be a JSON object."],
    ["null", file("null"), "the header must be a JSON object."],
    ["deep arrays", file(deep), "the header must be a JSON object."],
    [
      "deep arrays in a tensor",
      file(`{"w":${deep}}`),
      '"w" must have a dtype, a shape and data_offsets, and nothing else.',
    ],
    ["bad UTF-8", file(new Uint8Array([0x7b, 0xff, 0x7d])), "the header must be text in UTF-8."],
    ["a byte order mark", file("\ufeff{}"), "the header must be a JSON object."],
    [
      "a name twice",
      file(`{"w":${JSON.stringify(w)},"\\u0077" :${JSON.stringify(w)}}`, 8),
      'the header must not have "w" twice in an object.',
    ],
    [
      "a key twice inside",
      file('{"w":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}', 8),
      'the header must not have "shape" twice in an object.',
    ],
    [
      "__proto__",
      file(`{"__proto__":${JSON.stringify(w)}}`, 8),
      '"__proto__" must not be the name of a tensor.',
    ],
    [
      "__proto__ in the metadata",
      file('{"__metadata__":{"__proto__":"x"}}'),
      '"__metadata__" must not have the key "__proto__".',
    ],
    ["metadata of numbers", file({ __metadata__: { a: 1 } }), '"__metadata__" must be an object of strings.'],
    [
      "a missing key",
      file({ w: { dtype: "F32", shape: [2] } }, 8),
      '"w" must have a dtype, a shape and data_offsets, and nothing else.',
    ],
    [
      "one key too many",
      file({ w: { ...w, strides: [4] } }, 8),
      '"w" must have a dtype, a shape and data_offsets, and nothing else.',
    ],
    [
      "another dtype",
      file({ w: entry("F8_E4M3", [8], 0, 8) }, 8),
      `"w" must have one of the dtypes ${dtypes}, got "F8_E4M3".`,
    ],
    [
      "a dtype that every object has",
      file({ w: entry("constructor", [8], 0, 8) }, 8),
      `"w" must have one of the dtypes ${dtypes}, got "constructor".`,
    ],
    [
      "a negative size",
      file({ w: entry("F32", [-2, -1], 0, 8) }, 8),
      '"w" must have a shape of integers, 0 or more, got [-2, -1].',
    ],
    [
      "a fractional size",
      file({ w: entry("F32", [0.5, 4], 0, 8) }, 8),
      '"w" must have a shape of integers, 0 or more, got [0.5, 4].',
    ],
    [
      "a size that overflows",
      file({ w: entry("F32", [2 ** 40, 2 ** 40], 0, 8) }, 8),
      '"w" must have size 4.835703278458517e+24 in bytes, as F32 [1099511627776, 1099511627776], got 8.',
    ],
    [
      "sizes whose product is 0 modulo 2⁶⁴",
      file({ w: entry("F32", [2 ** 32, 2 ** 32], 0, 0) }),
      '"w" must have size 73786976294838210000 in bytes, as F32 [4294967296, 4294967296], got 0.',
    ],
    [
      "a shape for other bytes",
      file({ w: entry("F32", [3], 0, 8) }, 8),
      '"w" must have size 12 in bytes, as F32 [3], got 8.',
    ],
    [
      "offsets beyond the file",
      file({ w: entry("F32", [2 ** 31], 0, 2 ** 33) }, 8),
      '"w" must lie in the file: it ends at byte 8589934592 of the data, which has 8.',
    ],
    [
      "reversed offsets",
      file({ w: entry("F32", [2], 8, 0) }, 8),
      '"w" must begin before it ends, got data_offsets [8, 0].',
    ],
    [
      "negative offsets",
      file({ w: entry("F32", [2], -8, 0) }, 8),
      '"w" must have data_offsets [begin, end], got [-8, 0].',
    ],
    [
      "three offsets",
      file({ w: entry("F32", [2], 0, 8, 8) }, 8),
      '"w" must have data_offsets [begin, end], got [0, 8, 8].',
    ],
    [
      "offsets as text",
      file({ w: entry("F32", [2], "0", "8") }, 8),
      '"w" must have data_offsets [begin, end], got ["0", "8"].',
    ],
    [
      "tensors that overlap",
      file({ v: entry("F32", [2], 0, 8), w: entry("F32", [2], 4, 12) }, 12),
      '"w" must begin where the data before it end, at byte 8, got 4.',
    ],
    [
      "the same place twice",
      file({ v: entry("F32", [2], 0, 8), w: entry("F32", [2], 0, 8) }, 8),
      '"w" must begin where the data before it end, at byte 8, got 0.',
    ],
    [
      "a hole",
      file({ v: entry("F32", [1], 0, 4), w: entry("F32", [1], 8, 12) }, 12),
      '"w" must begin where the data before it end, at byte 4, got 8.',
    ],
    [
      "a hole at the beginning",
      file({ w: entry("F32", [1], 4, 8) }, 8),
      '"w" must begin where the data before it end, at byte 0, got 4.',
    ],
    [
      "trailing bytes",
      file({ w }, 9),
      "the file must end with its last tensor, at byte 8 of the data, got 9.",
    ],
    [
      "data without tensors",
      file({}, 1),
      "the file must end with its last tensor, at byte 0 of the data, got 1.",
    ],
    [
      "truncated data",
      file({ w }, 7),
      '"w" must lie in the file: it ends at byte 8 of the data, which has 7.',
    ],
    [
      "a truth value of 2",
      file({ w: entry("BOOL", [1], 0, 1) }, 1).fill(2, -1),
      '"w" must have 0 or 1 as element 0, got 2.',
    ],
    [
      "a large integer",
      file({ w: entry("I64", [1], 0, 8) }, 8).fill(1, -4),
      '"w" must have an integer that int32 holds as element 0, got 72340172821233664.',
    ],
  ])("with %s is refused", (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: "argument", message: `decodeSafetensors: ${message}` }),
    );
  });

  it("truncated anywhere is refused, and so is any one bit less in its header's length", () => {
    const bytes = encodeSafetensors({ w: tensor([1, 2]), v: tensor([true]) }, { metadata: { a: "b" } });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => read(bytes.subarray(0, length))).toThrow("decodeSafetensors: ");
    }
    const random = mt19937(1);
    for (let k = 0; k < 300; k++) {
      const broken = bytes.slice();
      const at = random.integers([], { high: bytes.length - 17 }).item();
      broken[at] = (broken[at] as number) ^ (1 << random.integers([], { high: 8 }).item());
      try {
        read(broken);
      } catch (error) {
        expect((error as Error).message).toMatch(/^decodeSafetensors: .{10,300}$/);
      }
    }
  });
});

describe("encodeSafetensors refuses", () => {
  const v = tensor([1e6]);
  it.each<[string, unknown, SafetensorsOptions | Record<string, unknown>, string]>([
    ["no object", 1, {}, "tensors must be an object or a Map of tensors by name, got 1."],
    ["an array", [v], {}, "tensors must be an object or a Map of tensors by name, got an array."],
    ["a number", { w: 1 }, {}, '"w" must be a tensor, got 1.'],
    ["__metadata__", { __metadata__: v }, {}, '"__metadata__" must not be the name of a tensor.'],
    ["names that are none", new Map([[1, v]]), {}, "tensors must have strings as names, got 1."],
    [
      "what overflows",
      { w: v },
      { dtypes: "float16" },
      '"w" has 1000000 as element 0, which is too large for float16.',
    ],
    [
      "what overflows float32",
      { w: tensor([1, 1e39]) },
      { dtypes: "float32" },
      '"w" has 1e+39 as element 1, which is too large for float32.',
    ],
    ["floats as integers", { w: v }, { dtypes: "int32" }, '"w" is float64 and cannot be stored as int32.'],
    [
      "integers that do not fit",
      { w: tensor([300], { dtype: "int32" }) },
      { dtypes: new Map([["w", "uint8"]]) },
      '"w" must have an integer that uint8 holds as element 0, got 300.',
    ],
    ["metadata of numbers", {}, { metadata: { a: 1 } }, 'metadata must be strings by name, got 1 for "a".'],
    ["another option", {}, { dtype: "float16" }, 'there is no option "dtype", only metadata, dtypes.'],
  ])("%s", (_, tensors, options, message) => {
    expect(() => write(tensors, options)).toThrow(
      expect.objectContaining({ message: `encodeSafetensors: ${message}` }),
    );
  });

  it("bytes that are none", () => {
    expect(() => read("w")).toThrow(
      'decodeSafetensors: bytes must be a Uint8Array or an ArrayBuffer, got "w".',
    );
  });
});
