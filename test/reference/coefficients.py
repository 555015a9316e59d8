"""Prints the coefficients of the polynomials in packages/autograd/src/scalar that are interpolations at Chebyshev's points.

    python3 -m venv venv && venv/bin/pip install mpmath==1.3.0
    venv/bin/python test/reference/coefficients.py            # all of them
    venv/bin/python test/reference/coefficients.py i0 erfcx   # those of some files

Each is a function of a number on an interval, computed with 60 digits, and the polynomial in that number which has its values at
as many of Chebyshev's points as it has coefficients. Behind the coefficients of each stands its largest relative error, as a
power of two, before they are rounded. Nothing else needs this script, or Python: the coefficients are written where they are used.
"""

import struct
import sys

from mpmath import mp, mpf

mp.dps = 60


def interpolation(f, low, high, count):
    """The coefficients, from the constant on, of the polynomial with the values of f at Chebyshev's points of the interval."""
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [mp.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    values = [f(middle + half * u) for u in nodes]
    # In Chebyshev's polynomials, then in powers of the number itself.
    result = [mpf(0)] * count
    before, last = [mpf(0)], [mpf(1)]
    for j in range(count):
        share = sum(y * mp.cos(j * mp.pi * (2 * k + 1) / (2 * count)) for k, y in enumerate(values))
        share *= mpf(1 if j == 0 else 2) / count
        for i, c in enumerate(last):
            result[i] += share * c
        # T_(j + 1) = 2 u T_j - T_(j - 1), where u is (x - middle) / half.
        factor = 1 if j == 0 else 2
        following = [mpf(0)] * (len(last) + 1)
        for i, c in enumerate(last):
            following[i + 1] += factor * c / half
            following[i] -= factor * c * middle / half
        for i, c in enumerate(before):
            if j > 0:
                following[i] -= c
        before, last = last, following
    return result


def error(f, coefficients, low, high):
    """The largest relative error between the points, as a power of two."""
    middle, half = (low + high) / 2, (high - low) / 2
    worst = mpf(0)
    for k in range(120):
        x = middle + half * mp.cos(mp.pi * (k + mpf(1) / 3) / 120)
        exact = f(x)
        if exact != 0:
            worst = max(worst, abs(mp.polyval(coefficients[::-1], x) / exact - 1))
    return mp.log(worst, 2)


def single(x):
    """The shortest decimal that is this float32."""
    nearest = struct.unpack("f", struct.pack("f", float(x)))[0]
    return next(text for digits in range(1, 18) if single_of(text := f"{nearest:.{digits}g}") == nearest)


def single_of(text):
    return struct.unpack("f", struct.pack("f", float(text)))[0]


def over_half_line(f, center):
    """f on [0, infinity) as a function of q = (x - center) / (x + center), which is on [-1, 1)."""
    return lambda q: f(center * (1 + q) / (1 - q))


def over_inverse(f, least):
    """f on [least, infinity) as a function of u = 2 least / x - 1, which is on (-1, 1]."""
    return lambda u: f(2 * least / (1 + u))


def erfcx(x):
    if x < 1000:
        return mp.exp(x * x) * mp.erfc(x)
    # DLMF 7.12.1, whose terms are soon below anything that counts.
    total, term = mpf(0), mpf(1)
    for n in range(1, 40):
        total += term
        term *= -(2 * n - 1) / (2 * x * x)
    return total / (x * mp.sqrt(mp.pi))


def erfcx_fall(x):
    if x < 1000:
        return 2 / mp.sqrt(mp.pi) - 2 * x * erfcx(x)
    total, term = mpf(0), 1 / (2 * x * x)
    for n in range(2, 40):
        total += term
        term *= -(2 * n - 1) / (2 * x * x)
    return 2 * total / mp.sqrt(mp.pi)


def scaled_tail(x):
    """e^(x^2/2) times the probability that a standard normal number is beyond x."""
    return erfcx(x / mp.sqrt(2)) / 2


def lgamma_share(z):
    return mp.loggamma(2 + z) / (z * (1 + z))


def stirling_share(w):
    x = 1 / mp.sqrt(w)
    return (mp.loggamma(x) - (x - mpf(1) / 2) * mp.log(x) + x - mp.log(2 * mp.pi) / 2) * x


def digamma_share(t):
    return mp.digamma(mpf(3) / 2 + t) / (mpf(1) / 2 + t - ZERO_OF_DIGAMMA)


def digamma_loss(w):
    x = 1 / mp.sqrt(w)
    return (mp.log(x) - 1 / (2 * x) - mp.digamma(x)) * x * x


ZERO_OF_DIGAMMA = mp.findroot(mp.digamma, 1.46) - 1


def sine_loss(w):
    d = mp.sqrt(w)
    return (mp.sin(mp.pi * d) / (mp.pi * d) - 1) / w


def scaled_bessel(n, x):
    """e^-x I_n(x), from its asymptotic series (DLMF 10.40.1) where that has all digits."""
    if x < 300:
        return mp.besseli(n, x) * mp.exp(-x)
    total, term = mpf(0), mpf(1)
    for k in range(1, 60):
        total += term
        term *= -(4 * n * n - (2 * k - 1) ** 2) / (8 * k * x)
    return total / mp.sqrt(2 * mp.pi * x)


def bessel_gap(x):
    """e^-x (I_0(x) - I_1(x)), whose difference leaves enough of 60 digits."""
    return scaled_bessel(0, x) - scaled_bessel(1, x)


def of_bessel_gap(x):
    return bessel_gap(x) * (1 + x) ** THREE_HALVES


def bessel_fall(x):
    """Minus the derivative of e^-x I_1(x)."""
    return scaled_bessel(1, x) / x - bessel_gap(x)


ONE, HALF = mpf(1), mpf(1) / 2
THREE_HALVES = mpf(3) / 2

# By file: name, function, interval, and how many coefficients float64 and float32 take.
fits = {
    "erf": [
        ("C", over_half_line(lambda x: erfcx(x) * (x + HALF), 3), -ONE, ONE, 26, 13),
        ("N64", over_half_line(lambda x: scaled_tail(x) * (x + 1), 5), -ONE, ONE, 26, None),
        ("N32", over_half_line(lambda x: scaled_tail(x) * (x + 1), 4), -ONE, ONE, None, 13),
    ],
    "erfcx": [("S", over_half_line(lambda x: erfcx_fall(x) * (x + 1) ** 2, 4), -ONE, ONE, 28, 16)],
    "lgamma": [
        ("S", lgamma_share, -3 * ONE / 4, HALF, 22, 11),
        ("W", stirling_share, mpf(0), ONE * 4 / 25, 14, 4),
    ],
    "polygamma": [
        ("R", digamma_share, -HALF, HALF, 23, 12),
        ("D", digamma_loss, mpf(0), ONE / 9, 12, 4),
    ],
    "half-turns": [
        ("Q", sine_loss, mpf(0), ONE / 4, 8, 5),
        ("P", lambda w: mp.pi * sine_loss(w), mpf(0), ONE / 4, 8, 5),
    ],
    "bessel": [
        ("P0", over_inverse(lambda x: scaled_bessel(0, x) * mp.sqrt(x), 8), -ONE, ONE, 27, 8),
        ("P1", over_inverse(lambda x: scaled_bessel(1, x) * mp.sqrt(x), 8), -ONE, ONE, 27, 8),
        ("G", over_inverse(lambda x: bessel_gap(x) * x**THREE_HALVES, 8), -ONE, ONE, 31, 10),
        ("F", over_inverse(lambda x: bessel_fall(x) * x**THREE_HALVES, 8), -ONE, ONE, 31, 10),
        ("E", lambda u: of_bessel_gap(4 * (1 + u) / (2 - u)), -ONE, ONE, 32, 17),
    ],
}

for file, rows in fits.items():
    if sys.argv[1:] and file not in sys.argv[1:]:
        continue
    for name, f, low, high, doubles, singles in rows:
        for count, rounded in ((doubles, lambda c: repr(float(c))), (singles, single)):
            if count is None:
                continue
            c = interpolation(f, low, high, count)
            print(f"{file} {name}, {count} coefficients, 2^{mp.nstr(error(f, c, low, high), 4)}")
            print(", ".join(rounded(each) for each in c))
