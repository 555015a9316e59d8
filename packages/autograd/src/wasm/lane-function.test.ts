import { describe, expect, it } from "vitest";
import { acos, asin } from "../scalar/asin.ts";
import { atan } from "../scalar/atan.ts";
import { besselOf, scaledBessel0Slope, scaledBessel1Slope, scaledBesselOf } from "../scalar/bessel.ts";
import { cbrt } from "../scalar/cbrt.ts";
import { double } from "../scalar/double.ts";
import { erf, erfc, gelu, geluSlope, normalCdf } from "../scalar/erf.ts";
import { erfcx, erfcxSlope } from "../scalar/erfcx.ts";
import { erfinv, erfinvSlope } from "../scalar/erfinv.ts";
import { exp, exp2, expm1 } from "../scalar/exp.ts";
import { geluTanh, geluTanhSlope } from "../scalar/gelu-tanh.ts";
import { cosh, sinh } from "../scalar/hyperbolic.ts";
import { acosh, asinh, atanh } from "../scalar/inverse-hyperbolic.ts";
import type { LaneFunction2 } from "../scalar/lane.ts";
import { lgamma } from "../scalar/lgamma.ts";
import { log, log1p } from "../scalar/log.ts";
import { inverseMills, inverseMillsGap, logNormalCdf } from "../scalar/log-normal-cdf.ts";
import { log2, log10 } from "../scalar/log-of-base.ts";
import { logit } from "../scalar/logit.ts";
import { normalLogQuantile } from "../scalar/normal-log-quantile.ts";
import { polygammaOf } from "../scalar/polygamma.ts";
import { pow } from "../scalar/pow.ts";
import { rareFunctions } from "../scalar/rare.ts";
import { sigmoid } from "../scalar/sigmoid.ts";
import { sincOf } from "../scalar/sinc.ts";
import { single } from "../scalar/single.ts";
import { softplus } from "../scalar/softplus.ts";
import { tanh } from "../scalar/tanh.ts";
import { cos, sin, tan } from "../scalar/trigonometric.ts";
import { ModuleBuilder } from "./assembler.ts";
import { webAssembly } from "./engine.ts";
import type { MemoryLane } from "./kernel-lane.ts";
import { scalarLane } from "./scalar-lane.ts";
import { simdLane } from "./simd-lane.ts";

const engine = webAssembly()!;
const formats = {
  float64: {
    array: Float64Array,
    lane: double,
    largest: 1.7976931348623157e308,
    least: 5e-324,
    normal: 2 ** -1022,
  },
  float32: {
    array: Float32Array,
    lane: single,
    largest: 3.4028234663852886e38,
    least: 2 ** -149,
    normal: 2 ** -126,
  },
} as const;
type Float = keyof typeof formats;

const functions: Readonly<Record<string, LaneFunction2>> = {
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tan,
  tanh,
  sigmoid,
  softplus,
  erf,
  erfinv,
  erfinvSlope,
  atan,
  asin,
  acos,
  asinh,
  acosh,
  atanh,
  sinh,
  cosh,
  exp2,
  log2,
  log10,
  cbrt,
  logit,
  erfc,
  normalCdf,
  gelu,
  geluSlope,
  erfcx,
  erfcxSlope,
  logNormalCdf,
  inverseMills,
  inverseMillsGap,
  lgamma,
  digamma: polygammaOf(0),
  trigamma: polygammaOf(1),
  polygamma2: polygammaOf(2),
  normalLogQuantile,
  geluTanh,
  geluTanhSlope,
  sinc: sincOf(0),
  sincDerivative2: sincOf(2),
  i1: besselOf(1),
  i2: besselOf(2),
  i0e: scaledBesselOf(0),
  i2e: scaledBesselOf(2),
  i0eSlope: scaledBessel0Slope,
  i1eSlope: scaledBessel1Slope,
  pow,
};

/** Special values, random bit patterns, and numbers of every magnitude that occurs in practice. */
function samples(dtype: Float): number[] {
  const { array, largest, least, normal } = formats[dtype];
  const list = [
    0,
    0.5,
    1,
    2,
    3,
    10,
    88,
    89,
    104,
    709,
    710,
    745,
    746,
    1e5,
    1e10,
    1e22,
    Infinity,
    NaN,
    largest,
    least,
    normal,
  ];
  const values = list.flatMap((x) => [x, -x, x * (1 + 2 ** -20), 1 / x]);
  let state = 123456789;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const bits = new Uint32Array(2);
  const pattern = new array(bits.buffer);
  for (let k = 0; k < 1500; k++) {
    bits[0] = next();
    bits[1] = next();
    values.push(pattern[0]!);
  }
  for (let exponent = -30; exponent <= 30; exponent++) {
    for (let k = 0; k < 40; k++) values.push((next() / 2 ** 31 - 1) * 2 ** exponent);
  }
  while (values.length % 4 > 0) values.push(1);
  return Array.from(new array(values));
}

function computed(
  dtype: Float,
  width: number,
  f: LaneFunction2,
  a: readonly number[],
  b: readonly number[],
): ArrayLike<number> {
  const { array } = formats[dtype];
  const module = new ModuleBuilder();
  module.importMemory("env", "memory");
  const bytes = a.length * array.BYTES_PER_ELEMENT;
  module.define(
    "run",
    [],
    "none",
    (builder) => {
      const step = Math.max(width, 1) * array.BYTES_PER_ELEMENT;
      const m: MemoryLane =
        width === 0 ? scalarLane(builder, module, dtype) : simdLane(builder, module, dtype, width);
      builder.range(0, bytes, step, (at) => m.store(at, f(m, m.load(at), m.load(at, bytes)), 2 * bytes));
    },
    "run",
  );
  const memory = new engine.Memory({ initial: Math.ceil((3 * bytes) / 65536) + 1 });
  new array(memory.buffer, 0, a.length).set(a);
  new array(memory.buffer, bytes, a.length).set(b);
  const compiled = new engine.Module(module.encode());
  new engine.Instance(compiled, { env: { memory }, rare: rareFunctions }).exports["run"]!();
  return new array(memory.buffer, 2 * bytes, a.length);
}

describe.each(["float64", "float32"] as const)(
  "%s functions give the bits of the JavaScript lane",
  (dtype) => {
    const a = samples(dtype);
    const b = a.map((_, k) => a[(k * 7919 + 13) % a.length]!);

    it.each(Object.entries(functions))("%s", (name, f) => {
      const expected = a.map((x, k) => f(formats[dtype].lane, x, b[k]!));
      for (const width of dtype === "float64" ? [0, 1, 2] : [0, 2, 4]) {
        const got = computed(dtype, width, f, a, b);
        for (const [k, value] of expected.entries()) {
          if (!Object.is(got[k], value)) {
            expect.fail(`${name}(${a[k]}, ${b[k]}) at width ${width}: got ${got[k]}, expected ${value}`);
          }
        }
      }
    });
  },
);
