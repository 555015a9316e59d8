import { concat, type Tensor } from "@chainrule/autograd";
import * as fft from "@chainrule/autograd/fft";
import type { Dense } from "./dense.ts";
import { each, type FunctionCase, numbers, of, sums, total } from "./function-case.ts";
import { indices } from "./oracle.ts";

/** Real and imaginary parts one behind the other. */
function both({ re, im }: fft.Complex): Tensor {
  return concat([re.reshape([-1]), im.reshape([-1])]);
}

/** Σⱼ (re + i im) exp(±2πi j k / n), for the real and the imaginary part. */
function naive(
  re: readonly number[],
  im: readonly number[],
  sign: number,
  scale: number,
): [number[], number[]] {
  const n = re.length;
  const terms = (part: (cosine: number, sine: number, j: number) => number): number[] =>
    re.map(
      (_, k) =>
        scale *
        total(
          re.map((_, j) => {
            const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n;
            return part(Math.cos(angle), Math.sin(angle), j);
          }),
        ),
    );
  return [
    terms((c, s, j) => (re[j] as number) * c - (im[j] as number) * s),
    terms((c, s, j) => (re[j] as number) * s + (im[j] as number) * c),
  ];
}

function flatly(parts: readonly (readonly number[])[]): Dense {
  const data = parts.flat();
  return { shape: [data.length], data };
}

const zeros = (x: Dense): number[] => x.data.map(() => 0);

export const fftCases: readonly FunctionCase[] = [
  ...[1, 2, 5, 8].map(
    (n): FunctionCase => ({
      name: `fft of ${n} complex numbers`,
      f: (re, im) => both(fft.fft({ re, im })),
      inputs: [numbers([n]), numbers([n], 4)],
      expected: (re, im) => flatly(naive(re.data, im.data, -1, 1)),
    }),
  ),
  {
    name: "ifft of float32",
    f: (re, im) => both(fft.ifft({ re, im })),
    inputs: [numbers([6], 0, [-1, 1], "float32"), numbers([6], 4, [-1, 1], "float32")],
    expected: (re, im) => flatly(naive(re.data, im.data, 1, 1 / 6)),
  },
  {
    name: "fft along the first axis, orthonormal",
    f: (x) => both(fft.fft(x, { axis: 0, norm: "ortho" })),
    inputs: [numbers([3, 2])],
    expected: (x) => {
      const columns = [0, 1].map((j) => {
        const column = [0, 1, 2].map((i) => of(x, i, j));
        return naive(column, [0, 0, 0], -1, 1 / Math.sqrt(3));
      });
      return flatly(
        [0, 1].map((part) => [0, 1, 2].flatMap((i) => columns.map((own) => own[part]?.[i] as number))),
      );
    },
  },
  {
    name: "fft cut down, and filled up",
    f: (x) => concat([both(fft.fft(x, { n: 2, norm: "forward" })), both(fft.fft(x, { n: 5 }))]),
    inputs: [numbers([3])],
    expected: (x) =>
      flatly([
        ...naive(x.data.slice(0, 2), [0, 0], -1, 1 / 2),
        ...naive([...x.data, 0, 0], [0, 0, 0, 0, 0], -1, 1),
      ]),
  },
  {
    name: "rfft",
    f: (x) => both(fft.rfft(x)),
    inputs: [numbers([5])],
    expected: (x) => flatly(naive(x.data, zeros(x), -1, 1).map((part) => part.slice(0, 3))),
  },
  ...[4, 5, 7].map(
    (n): FunctionCase => ({
      name: `irfft of 3 numbers to ${n}`,
      f: (re, im) => fft.irfft({ re, im }, { n }),
      inputs: [numbers([3]), numbers([3], 4)],
      expected: (re, im) => {
        const half = Math.floor(n / 2) + 1;
        const given = (x: Dense, k: number): number => x.data[k] ?? 0;
        const all = [...Array(n).keys()];
        const whole = all.map((k) => (k < half ? given(re, k) : given(re, n - k)));
        const turned = all.map((k) => (k < half ? given(im, k) : -given(im, n - k)));
        return { shape: [n], data: naive(whole, turned, 1, 1 / n)[0] };
      },
    }),
  ),
  {
    name: "fft2 and its inverse",
    f: (x) => concat([both(fft.fft2(x)), both(fft.ifft2(fft.fft2(x)))]),
    inputs: [numbers([2, 3])],
    expected: (x) => {
      const part = (wave: (angle: number) => number): number[] =>
        indices([2, 3]).map(([k = 0, l = 0]) =>
          total(
            indices([2, 3]).map(
              ([i = 0, j = 0]) => of(x, i, j) * wave(-2 * Math.PI * ((i * k) / 2 + (j * l) / 3)),
            ),
          ),
        );
      return flatly([part(Math.cos), part(Math.sin), x.data, zeros(x)]);
    },
  },
  {
    name: "fftshift and ifftshift",
    f: (x) => concat([fft.fftshift(x), fft.ifftshift(x), fft.ifftshift(fft.fftshift(x, 0), 0)]),
    inputs: [numbers([3, 2])],
    expected: (x) =>
      each([9, 2], ([i, j]) => {
        const row = [2, 0, 1, 1, 2, 0, 0, 1, 2][i] as number;
        return of(x, row, i < 6 ? 1 - j : j);
      }),
  },
  {
    name: "products, sizes and angles",
    f: (x, y) => {
      const z = fft.multiply(fft.complex(x, y), fft.conj(fft.complex(y, x)));
      return concat([both(z), fft.magnitude(z), fft.angle(z)]);
    },
    inputs: [numbers([3]), numbers([3], 4)],
    expected: (x, y) => {
      const pairs = x.data.map((a, k) => {
        const b = y.data[k] as number;
        // (a + bi)(b - ai)
        return [2 * a * b, b * b - a * a] as const;
      });
      return flatly([
        pairs.map(([re]) => re),
        pairs.map(([, im]) => im),
        pairs.map(([re, im]) => Math.hypot(re, im)),
        pairs.map(([re, im]) => Math.atan2(im, re)),
      ]);
    },
  },
  ...(["full", "same", "valid"] as const).map(
    (mode): FunctionCase => ({
      name: `fftconvolve, ${mode}`,
      f: (a, b) => fft.fftconvolve(a, b, mode),
      inputs: [numbers([2, 5]), numbers([3], 4)],
      expected: (a, b) => {
        const [count, from] = { full: [7, 0], same: [5, 1], valid: [3, 2] }[mode] as [number, number];
        return sums([2, count], [3], ([n, k], [j]) => {
          const i = k + from - j;
          return i >= 0 && i < 5 ? of(a, n, i) * of(b, j) : 0;
        });
      },
    }),
  ),
];
