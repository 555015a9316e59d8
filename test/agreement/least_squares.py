"""Writes data/least-squares.json: what SciPy's least_squares finds, and how many evaluations it needs for it.

    python3 -m venv venv && venv/bin/pip install scipy==1.17.1 jax==0.10.2
    venv/bin/python test/agreement/least_squares.py

Every run ends where x changes by less than 1e-10 of itself. Without bounds and with the sum of squares this is MINPACK's method of
Levenberg and Marquardt, otherwise SciPy's "trf". Jacobians are JAX's. Covariances are those of Huber, Robust Statistics, 1981,
section 7.6, written out with NumPy.
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from scipy.optimize import least_squares

jax.config.update("jax_enable_x64", True)
HERE = pathlib.Path(__file__).parent
STRD = HERE.parent.parent / "examples" / "nist" / "data" / "nist-strd.json"
NIST = {p["name"]: p for p in json.loads(STRD.read_text())["problems"]}
TIMES = [0.25 * k for k in range(24)]
# 5 exp(-0.75 t) + 0.5 with a fixed disturbance, and every sixth value led astray.
DECAY = [
    round(5 * float(np.exp(-0.75 * t)) + 0.5 + 0.05 * float(np.sin(7 * k)) + (3 if k % 6 == 4 else 0), 4)
    for k, t in enumerate(TIMES)
]


def decay(x):
    return x[0] * jnp.exp(-x[1] * jnp.array(TIMES)) + x[2] - jnp.array(DECAY)


def rosenbrock(x):
    return jnp.array([10 * (x[1] - x[0] ** 2), 1 - x[0]])


def helical_valley(x):
    turn = jnp.arctan2(x[1], x[0]) / (2 * jnp.pi)
    return jnp.array([10 * (x[2] - 10 * turn), 10 * (jnp.sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]])


def misra(x):
    t, y = (jnp.array(NIST["Misra1a"][name]) for name in "xy")
    return x[0] * (1 - jnp.exp(-x[1] * t)) - y


def mgh09(x):
    t, y = (jnp.array(NIST["MGH09"][name]) for name in "xy")
    return x[0] * (t**2 + t * x[1]) / (t**2 + t * x[2] + x[3]) - y


PROBLEMS = {"decay": decay, "rosenbrock": rosenbrock, "helical valley": helical_valley, "misra": misra, "mgh09": mgh09}
CASES = [
    ("rosenbrock", [-1.2, 1], {}),
    ("helical valley", [-1, 0, 0], {}),
    ("misra", NIST["Misra1a"]["start1"], {}),
    ("misra", NIST["Misra1a"]["start2"], {}),
    ("mgh09", NIST["MGH09"]["start2"], {}),
    ("decay", [1, 1, 0], {}),
    *(
        ("decay", [1, 1, 0], {"loss": loss, "scale": scale})
        for loss, scale in [("huber", 0.1), ("huber", 1), ("softL1", 0.1), ("cauchy", 0.1), ("cauchy", 1), ("arctan", 1)]
    ),
    ("decay", [1, 1, 0], {"bounds": {"lower": 0, "upper": [4, 10, 10]}}),
    ("decay", [1, 0.25, 0], {"loss": "softL1", "scale": 0.1, "bounds": {"lower": [0, 0, -1], "upper": [10, 0.5, 0.25]}}),
    ("rosenbrock", [-1.2, 1], {"bounds": {"lower": -2, "upper": [0.5, 2]}}),
    ("helical valley", [-1, 0, 0], {"bounds": {"lower": -2, "upper": [0.8, 2, 2]}}),
]


def covariance(jacobian, residuals, loss, scale):
    z = (residuals / scale) ** 2
    slope, bend = {
        "linear": lambda: (np.ones_like(z), np.zeros_like(z)),
        "huber": lambda: (np.where(z <= 1, 1, z**-0.5), np.where(z <= 1, 0, -0.5 * z**-1.5)),
        "softL1": lambda: ((1 + z) ** -0.5, -0.5 * (1 + z) ** -1.5),
        "cauchy": lambda: (1 / (1 + z), -1 / (1 + z) ** 2),
        "arctan": lambda: (1 / (1 + z**2), -2 * z / (1 + z**2) ** 2),
    }[loss]()
    pull, change = slope * residuals, slope + 2 * z * bend
    m, n = jacobian.shape
    correction = 1 + n / m * np.var(change) / np.mean(change) ** 2
    variance = correction**2 * np.sum(pull**2) / (m - n) / np.mean(change) ** 2
    return variance * np.linalg.inv(jacobian.T @ jacobian)


def run(problem, start, options):
    f = jax.jit(PROBLEMS[problem])
    slopes = jax.jit(jax.jacobian(PROBLEMS[problem]))
    loss, scale, bounds = options.get("loss", "linear"), options.get("scale", 1), options.get("bounds")
    plain = bounds is None and loss == "linear"
    found = least_squares(
        lambda x: np.array(f(x)),
        np.array(start, float),
        jac=lambda x: np.array(slopes(x)),
        method="lm" if plain else "trf",
        loss={"softL1": "soft_l1"}.get(loss, loss),
        f_scale=scale,
        bounds=(-np.inf, np.inf) if bounds is None else (bounds["lower"], bounds["upper"]),
        ftol=1e-15 if plain else None,
        gtol=1e-15 if plain else None,
        xtol=1e-10,
        max_nfev=2000,
    )
    jacobian, residuals = np.array(slopes(found.x)), np.array(f(found.x))
    result = {"x": found.x.tolist(), "value": 2 * float(found.cost), "evaluations": int(found.nfev)}
    if bounds is None and len(residuals) > len(start):
        result["covariance"] = covariance(jacobian, residuals, loss, scale).tolist()
    return {"problem": problem, "start": start, "options": options, **result}


cases = [run(*case) for case in CASES]
(HERE / "data" / "least-squares.json").write_text(
    json.dumps({"times": TIMES, "decay": DECAY, "cases": cases}, indent=1) + "\n"
)
