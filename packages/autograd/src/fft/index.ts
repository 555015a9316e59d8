export { angle, type Complex, type ComplexLike, complex, conj, magnitude, multiply } from "./complex.ts";
export {
  type FftnOptions,
  type FftOptions,
  fft,
  fft2,
  fftn,
  ifft,
  ifft2,
  ifftn,
  irfft,
  type Normalization,
  rfft,
} from "./functions.ts";
export { fftconvolve, fftfreq, fftshift, ifftshift, rfftfreq, type Shifted } from "./signal.ts";
