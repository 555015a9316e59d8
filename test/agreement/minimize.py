"""Writes data/minimize.json: what SciPy's methods find of the classic functions, and how many evaluations they need for it.

    python3 -m venv venv && venv/bin/pip install scipy==1.17.1 jax==0.10.2
    venv/bin/python test/agreement/minimize.py

Every run ends at the first iterate whose relative gradient, max |g_i| max(|x_i|, 1) / max(|f|, 1), is at most 1e-8; SciPy's own
tests are set to never end it earlier. Where SciPy does not come that far, there is no count. Within bounds g_i
is the step that the gradient leads to before a bound. Derivatives are JAX's: gradients and products of the Hessian with vectors.
"""

import json
import pathlib
import warnings

import jax
import jax.numpy as jnp
import numpy as np
from scipy.optimize import minimize

jax.config.update("jax_enable_x64", True)
HERE = pathlib.Path(__file__).parent
TOLERANCE = 1e-8
IRIS = json.loads((HERE / "data" / "iris-two.json").read_text())


def rosenbrock(x):
    return jnp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def beale(x):
    a, b = x
    return (1.5 - a + a * b) ** 2 + (2.25 - a + a * b**2) ** 2 + (2.625 - a + a * b**3) ** 2


def powell_singular(x):
    a, b, c, d = x
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


def wood(x):
    a, b, c, d = x
    return (
        100 * (b - a**2) ** 2
        + (1 - a) ** 2
        + 90 * (d - c**2) ** 2
        + (1 - c) ** 2
        + 10 * (b + d - 2) ** 2
        + (b - d) ** 2 / 10
    )


def helical_valley(x):
    a, b, c = x
    turn = jnp.arctan2(b, a) / (2 * jnp.pi)
    return 100 * ((c - 10 * turn) ** 2 + (jnp.sqrt(a**2 + b**2) - 1) ** 2) + c**2


def himmelblau(x):
    a, b = x
    return (a**2 + b - 11) ** 2 + (a + b**2 - 7) ** 2


def booth(x):
    a, b = x
    return (a + 2 * b - 7) ** 2 + (2 * a + b - 5) ** 2


def brown_badly_scaled(x):
    a, b = x
    return (a - 1e6) ** 2 + (b - 2e-6) ** 2 + (a * b - 2) ** 2


def quadratic(x):
    return jnp.sum(jnp.arange(1, x.size + 1) * (x - 1) ** 2)


def logistic(x):
    rows, labels = jnp.array(IRIS["rows"]), jnp.array(IRIS["labels"])
    z = rows @ x[:4] + x[4]
    return jnp.mean(jax.nn.softplus(z) - labels * z) + 0.005 * jnp.sum(x[:4] ** 2)


PROBLEMS = {
    "rosenbrock": (rosenbrock, [-1.2, 1]),
    "rosenbrock of 10": (rosenbrock, [-1.2, 1] * 5),
    "beale": (beale, [1, 1]),
    "powell singular": (powell_singular, [3, -1, 0, 1]),
    "wood": (wood, [-3, -1, -3, -1]),
    "helical valley": (helical_valley, [-1, 0, 0]),
    "himmelblau": (himmelblau, [1, 1]),
    "booth": (booth, [0, 0]),
    "brown badly scaled": (brown_badly_scaled, [1, 1]),
    "quadratic of 20": (quadratic, [0] * 20),
    "logistic": (logistic, [0] * 5),
}
# Each side one number for all, or one for each.
BOUNDED = {
    "rosenbrock": (-1.5, [0.8, 2]),
    "rosenbrock of 10": (-1.5, [0.5, 1] * 5),
    "beale": ([-1, 0], [2.5, 4]),
    "powell singular": ([0.5, -2, -2, -2], 4),
    "wood": (-5, [5, 5, 5, 0.5]),
    "himmelblau": (0, [2.5, 10]),
    "quadratic of 20": (-1, [0.75, 2] * 10),
    "logistic": (-1, 1),
}
METHODS = {
    "l-bfgs": ("L-BFGS-B", {"ftol": 0, "gtol": 0}),
    "conjugate-gradient": ("CG", {"gtol": 0}),
    "newton-cg": ("Newton-CG", {"xtol": 0}),
    "trust-region": ("trust-ncg", {"gtol": 0}),
}


class Run:
    """Counts what a method asks for, and stops it when its iterate is good enough."""

    def __init__(self, f, level, lower, upper):
        self.lower, self.upper = lower, upper
        self.f, self.gradient = jax.jit(f), jax.jit(jax.grad(f))
        self.hvp = jax.jit(lambda x, v: jax.jvp(jax.grad(f), (x,), (v,))[1])
        self.level = level
        self.counts = {"evaluations": 0, "gradients": 0, "products": 0}
        self.best, self.found = np.inf, None

    def value(self, x):
        self.counts["evaluations"] += 1
        return float(self.f(x))

    def slope(self, x):
        self.counts["gradients"] += 1
        return np.array(self.gradient(x))

    def product(self, x, v):
        self.counts["products"] += 1
        return np.array(self.hvp(x, v))

    def tell(self, x):
        value, gradient = float(self.f(x)), np.array(self.gradient(x))
        lead = x - np.clip(x - gradient, self.lower, self.upper)
        size = np.max(np.abs(lead) * np.maximum(np.abs(x), 1)) / max(abs(value), 1)
        if size < self.best:
            self.best, self.found = size, {"x": list(map(float, x)), "value": value, **self.counts}
        if size <= self.level:
            raise StopIteration


def run(f, start, method, bounds=None, level=TOLERANCE):
    name, options = METHODS[method]
    lower, upper = (np.broadcast_to(np.array(side, float), len(start)) for side in bounds or (-np.inf, np.inf))
    at = Run(f, level, lower, upper)
    extra = {"hessp": at.product} if method in ("newton-cg", "trust-region") else {}
    minimize(
        at.value,
        np.array(start, float),
        jac=at.slope,
        method=name,
        callback=lambda x: at.tell(x),
        options={**options, "maxiter": 2000},
        bounds=None if bounds is None else list(zip(lower, upper)),
        **extra,
    )
    return at.found if at.best <= level else {"evaluations": None}


warnings.simplefilter("ignore")
cases = [
    {"problem": problem, "start": start, "method": method, **run(f, start, method)}
    for problem, (f, start) in PROBLEMS.items()
    for method in METHODS
]
bounded = [
    {"problem": problem, "start": PROBLEMS[problem][1], "bounds": dict(zip(["lower", "upper"], bounds)), **run(*PROBLEMS[problem], "l-bfgs", bounds)}
    for problem, bounds in BOUNDED.items()
]
# Newton's method in full, which leaves no error but that of rounding.
x = jnp.zeros(5)
for _ in range(20):
    x = x - jnp.linalg.solve(jax.hessian(logistic)(x), jax.grad(logistic)(x))
(HERE / "data" / "minimize.json").write_text(json.dumps({"cases": cases, "bounded": bounded, "logistic": x.tolist()}, indent=1) + "\n")
