import { describe, expect, test } from "vitest";
import { assertGradients, compile, grad, type Tensor, tensor, vmap, zeros } from "../index.ts";
import * as fft from "./index.ts";

/** Numbers without pattern. */
function scattered(n: number, start = 0): number[] {
  return Array.from({ length: n }, (_, k) => Math.sin(1 + start + 7.3 * k + 0.01 * k * k));
}

/** How far a transform is from the sums that it stands for, relative to the largest of them. */
function error(re: readonly number[], im: readonly number[], { re: x, im: y }: fft.Complex): number {
  const n = re.length;
  const waves = re.map(
    (_, k) => [Math.cos((2 * Math.PI * k) / n), -Math.sin((2 * Math.PI * k) / n)] as const,
  );
  const [gotRe, gotIm] = [x.data(), y.data()];
  let [largest, worst] = [0, 0];
  for (let k = 0; k < n; k++) {
    let [sumRe, sumIm] = [0, 0];
    for (let j = 0; j < n; j++) {
      const [c, s] = waves[(j * k) % n] as readonly [number, number];
      sumRe += (re[j] as number) * c - (im[j] as number) * s;
      sumIm += (re[j] as number) * s + (im[j] as number) * c;
    }
    largest = Math.max(largest, Math.hypot(sumRe, sumIm));
    worst = Math.max(worst, Math.hypot(sumRe - (gotRe[k] as number), sumIm - (gotIm[k] as number)));
  }
  return worst / largest;
}

describe("fft", () => {
  // Of one matrix, in passes, prime, of two and three matrices, and by convolution.
  test.each([32, 36, 37, 96, 127, 131, 143, 262, 323, 360, 1000, 1024])("of %i numbers, and back", (n) => {
    const [re, im] = [scattered(n), scattered(n, 2)];
    const z = fft.fft(fft.complex(re, im));
    expect(error(re, im, z)).toBeLessThan(1e-13);
    const back = fft.ifft(z);
    expect(back.re.sub(re).abs().max().item()).toBeLessThan(1e-13);
    expect(back.im.sub(im).abs().max().item()).toBeLessThan(1e-13);
  });

  // The first factor even and odd, 2 and 3 before a prime, and the same ways as above.
  test.each([1, 2, 31, 32, 34, 35, 37, 49, 64, 66, 74, 104, 111, 131, 262, 1000])(
    "of %i real numbers",
    (n) => {
      const re = scattered(n);
      const none = re.map(() => 0);
      expect(error(re, none, fft.fft(re))).toBeLessThan(1e-13);
      const half = fft.rfft(re);
      const whole = fft.fft(fft.complex(re, none));
      const count = Math.floor(n / 2) + 1;
      expect(half.re.shape).toEqual([count]);
      for (const [part, all] of [[half.re, whole.re] as const, [half.im, whole.im] as const]) {
        const difference = part.sub(all.slice([{ stop: count }])).abs();
        expect(difference.max().item()).toBeLessThan(1e-13 * n);
      }
      expect(fft.irfft(half, { n }).sub(re).abs().max().item()).toBeLessThan(1e-13);
    },
  );

  test("of real numbers has derivatives where it is done in two steps", () => {
    const x = tensor(scattered(35));
    assertGradients((y: Tensor) => fft.magnitude(fft.rfft(y)).mul(y.slice([{ stop: 18 }])), [x], {
      order: 2,
    });
  });

  test("has derivatives where it is done in passes, in batches", () => {
    const [x, y] = [tensor([scattered(36), scattered(36, 2)]), tensor(scattered(36, 4))];
    const along = fft.magnitude(fft.rfft(y));
    assertGradients((z: Tensor) => fft.magnitude(fft.rfft(z)).mul(along), [x], { order: 2 });
    assertGradients((z: Tensor, w: Tensor) => fft.magnitude(fft.fft(fft.complex(z, w))), [x, y], {
      order: 2,
    });
    assertGradients((z: Tensor) => fft.irfft(fft.rfft(z)).square(), [x], { order: 2 });
  });

  test("of 1024 numbers in float32 is as exact as these", () => {
    const re = scattered(1024).map(Math.fround);
    const z = fft.fft(fft.complex(tensor(re, { dtype: "float32" }), tensor(re, { dtype: "float32" })));
    expect(error(re, re, z)).toBeLessThan(3e-7);
  });

  test.each([131, 120])(
    "of %i has the bits of the interpreter when compiled, and of one example among many",
    (n) => {
      const x = tensor([scattered(n), scattered(n, 5)]);
      const spectrum = (y: Tensor): Tensor => fft.magnitude(fft.rfft(y));
      const plain = spectrum(x).toArray();
      expect(compile(spectrum)(x).toArray()).toEqual(plain);
      expect(vmap(spectrum)(x).toArray()).toEqual(plain);
    },
  );

  test("has derivatives of any order: a filter that keeps what is slow", () => {
    const mask = fft.rfftfreq(12).less(0.25).cast("float64");
    const smooth = (x: Tensor): Tensor => {
      const z = fft.rfft(x);
      return fft.irfft({ re: z.re.mul(mask), im: z.im.mul(mask) }, { n: 12 });
    };
    const x = tensor(scattered(12));
    assertGradients((y: Tensor) => smooth(y).square().mul(y), [x], { order: 2 });
    // A projection: what is kept is the gradient of half its square.
    const kept = grad((y: Tensor) => smooth(y).square().sum().mul(0.5))(x);
    expect(kept.sub(smooth(x)).abs().max().item()).toBeLessThan(1e-15);
  });

  test("keeps the sum of squares, divided by the length", () => {
    const x = tensor(scattered(100));
    const power = fft
      .magnitude(fft.fft(x, { norm: "ortho" }))
      .square()
      .sum();
    expect(power.div(x.square().sum()).item()).toBeCloseTo(1, 14);
  });

  test.each([
    [() => fft.fft(3), "fft: a scalar has no axes, got axis -1."],
    [() => fft.fft(zeros([2, 0])), "fft: needs at least one element along the axis, got shape [2, 0]."],
    [() => fft.fft([1, 2], { n: 0 }), "fft: n must be a positive integer, got 0."],
    [() => fft.fft([1, 2], { axis: 1 }), "fft: axis must be an integer from -1 to 0, got 1 for rank 1."],
    [
      () => fft.ifft([1, 2], { norm: "unitary" as "ortho" }),
      'ifft: norm must be "backward", "ortho" or "forward", got "unitary".',
    ],
    [() => fft.irfft([1]), "irfft: needs at least one element along the axis, got shape [1]."],
    [
      () => fft.fft(tensor([1], { dtype: "int32" })),
      'fft: arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    ],
    [
      () => fft.complex([1, 2], [1, 2, 3]),
      "complex: shapes must broadcast, got [2] and [3]: sizes 2 and 3 differ at axis 0 and neither is 1.",
    ],
    [() => fft.fftn(3), "fftn: needs at least one axis, got shape []."],
    [() => fft.fft2([[1]], { axes: [0, 0] }), "fft2: axes must be distinct, got [0, 0] for rank 2."],
    [() => fft.fftfreq(0), "fftfreq: n must be a positive integer, got 0."],
    [
      () => fft.fftconvolve([1], zeros([0])),
      "fftconvolve: both must have elements along the last axis, got a [1] and b [0].",
    ],
    [
      () => fft.fftconvolve([1], [1], "circular" as "same"),
      'fftconvolve: mode must be "full", "same" or "valid", got "circular".',
    ],
  ])("refuses other arguments: %#", (call, text) => {
    expect(call).toThrow(text);
  });
});

test("single rows of float32 come back each time that they are transformed, interpreted and compiled", () => {
  for (const n of [56, 96, 98, 112, 192, 343, 384, 392]) {
    const x = tensor(Float32Array.from(scattered(n)));
    const back = compile((x: Tensor) => fft.irfft(fft.rfft(x), { n }));
    for (let call = 0; call < 3; call++) {
      const { re, im } = fft.ifft(fft.fft({ re: x, im: x.flip() }));
      for (const [there, here] of [
        [re, x],
        [im, x.flip()],
        [back(x), x],
      ] as const)
        expect(there.sub(here).abs().max().item(), `${n}`).toBeLessThan(3e-6);
    }
  }
});
