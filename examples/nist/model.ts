// The functions of NIST's problems, as NIST writes them, of parameters b and of x.
import type { Tensor } from "@chainrule/autograd";

export type Model = (b: Tensor, x: Tensor, second: Tensor) => Tensor;

const saturation: Model = (b, x) => {
  const [b1, b2] = b.split(2);
  return b2.mul(x).neg().exp().neg().add(1).mul(b1);
};

const rational: Model = (b, x) => {
  const [b1, b2, b3, b4, b5, b6, b7] = b.split(7);
  return polynomial(x, b1, b2, b3, b4).div(polynomial(x, b5, b6, b7).mul(x).add(1));
};

export const models: Readonly<Record<string, Model>> = {
  Misra1a: saturation,
  BoxBOD: saturation,
  Hahn1: rational,
  Thurber: rational,
  Misra1b: (b, x) => {
    const [b1, b2] = b.split(2);
    return b2.mul(x).div(2).add(1).pow(-2).neg().add(1).mul(b1);
  },
  Chwirut2: (b, x) => {
    const [b1, b2, b3] = b.split(3);
    return decay(x, b1).div(polynomial(x, b2, b3));
  },
  Lanczos3: (b, x) => {
    const [b1, b2, b3, b4, b5, b6] = b.split(6);
    return b1
      .mul(decay(x, b2))
      .add(b3.mul(decay(x, b4)))
      .add(b5.mul(decay(x, b6)));
  },
  Gauss1: (b, x) => {
    const [b1, b2, b3, b4, b5, b6, b7, b8] = b.split(8);
    return b1
      .mul(decay(x, b2))
      .add(b3.mul(peak(x, b4, b5)))
      .add(b6.mul(peak(x, b7, b8)));
  },
  DanWood: (b, x) => {
    const [b1, b2] = b.split(2);
    return x.pow(b2).mul(b1);
  },
  Kirby2: (b, x) => {
    const [b1, b2, b3, b4, b5] = b.split(5);
    return polynomial(x, b1, b2, b3).div(polynomial(x, b4, b5).mul(x).add(1));
  },
  MGH17: (b, x) => {
    const [b1, b2, b3, b4, b5] = b.split(5);
    return b1.add(b2.mul(decay(x, b4))).add(b3.mul(decay(x, b5)));
  },
  Rat42: (b, x) => {
    const [b1, b2, b3] = b.split(3);
    return b1.div(b2.sub(b3.mul(x)).exp().add(1));
  },
  MGH09: (b, x) => {
    const [b1, b2, b3, b4] = b.split(4);
    return b1.mul(x.square().add(b2.mul(x))).div(x.square().add(b3.mul(x)).add(b4));
  },
  // Of the logarithm of y, with two predictors.
  Nelson: (b, x, second) => {
    const [b1, b2, b3] = b.split(3);
    return b1.sub(b2.mul(x).mul(decay(second, b3)));
  },
};

function decay(x: Tensor, rate: Tensor): Tensor {
  return rate.mul(x).neg().exp();
}

function peak(x: Tensor, centre: Tensor, width: Tensor): Tensor {
  return x.sub(centre).div(width).square().neg().exp();
}

/** The first coefficient, plus the second times x, and so on, by Horner's rule. */
function polynomial(x: Tensor, ...coefficients: readonly [Tensor, ...Tensor[]]): Tensor {
  return coefficients.reduceRight((value, coefficient) => value.mul(x).add(coefficient));
}
