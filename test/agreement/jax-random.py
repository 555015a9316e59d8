"""Writes data/jax-random.json: keys, bits and numbers of jax.random (threefry2x32, partitionable), of both dtypes.
The second half is numbers of other distributions than uniform and normal, and what is in random order.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2
    venv/bin/python test/agreement/jax-random.py
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_threefry_partitionable", True)

SEEDS = [0, 42, 2**32 - 1, 2**40 + 12345]
SHAPES = [[], [5], [2, 3]]
LOGITS = [[0.0, 1.0, -2.0, 0.5], [3.0, 0.0, 0.1, -1.0]]
BOUNDS = [[-3.0, 7.5], [1e-3, 1e3], [0.1, 0.3]]


def words(key):
    data = key if key.dtype == np.uint32 else jax.random.key_data(key)
    return np.asarray(data).astype(np.int64).astype(np.uint32).view(np.int32).reshape(-1).tolist()


def numbers(x):
    """JSON's shortest decimals give every float64 back; a float32 is one."""
    return np.asarray(x, dtype=np.float64).reshape(-1).tolist()


def bounded(key, shape, dtype, low, high):
    """Step by step: compiled, u (high - low) + low is a fused multiply-add on some machines, which rounds once instead of twice."""
    with jax.disable_jit():
        return numbers(jax.random.uniform(key, shape, dtype, jnp.asarray(low, dtype), jnp.asarray(high, dtype)))


def draws(key, dtype):
    return [
        {
            "shape": shape,
            "uniform": numbers(jax.random.uniform(key, shape, dtype)),
            "bounded": [bounded(key, shape, dtype, low, high) for low, high in BOUNDS],
            "normal": numbers(jax.random.normal(key, shape, dtype)),
            "bernoulli": np.asarray(jax.random.bernoulli(key, jnp.asarray(0.3, dtype), tuple(shape))).reshape(-1).tolist(),
        }
        for shape in SHAPES
    ]


def categories(key, dtype):
    logits = jnp.asarray(LOGITS, dtype)
    chosen = [jax.random.categorical(key, logits), jax.random.categorical(key, logits, axis=0)]
    chosen.append(jax.random.categorical(key, logits, shape=(5, 2)))
    return [np.asarray(x).reshape(-1).tolist() for x in chosen]


def case(seed):
    key = jax.random.key(seed)
    return {
        "seed": seed,
        "key": words(key),
        "split": [words(each) for each in jax.random.split(key, 3)],
        "folded": [[n, words(jax.random.fold_in(key, n))] for n in [0, 7, 2**31, 2**32 - 1]],
        "categorical": {"float64": categories(key, jnp.float64), "float32": categories(key, jnp.float32)},
        "float64": draws(key, jnp.float64),
        "float32": draws(key, jnp.float32),
    }


# Many numbers at once, as one digest each: the sum of the words of their bits, modulo 2^32.
key = jax.random.key(2026)
many = {}
for name, dtype, view in [("float64", jnp.float64, np.uint32), ("float32", jnp.float32, np.uint32)]:
    x = np.asarray(jax.random.uniform(key, (100, 37), dtype))
    many[name] = int(x.view(view).astype(np.uint64).sum() % 2**32)

# Both halves of the line, little and large, and at bounds.
ALPHAS = [0.02, 0.3, 0.9, 1.0, 1.5, 4.0, 30.0, 1000.0]
WEIGHTS = [0.1, 0.0, 3.0, 0.5, 0.25, 1.0]
LOWS, HIGHS = [-2.0, -0.5, -3.0, -8.0], [2.0, 0.25, -1.0, 0.5]
RATES = [0.0, 0.01, 0.7, 3.0, 9.9, 10.0, 40.0, 1234.5, 1e6]


def ints(x):
    return np.asarray(x).reshape(-1).tolist()


def distributions(key, dtype):
    alphas = jnp.asarray(ALPHAS, dtype)
    return {
        "gumbel": numbers(jax.random.gumbel(key, (6,), dtype)),
        "laplace": numbers(jax.random.laplace(key, (6,), dtype)),
        "exponential": numbers(jax.random.exponential(key, (6,), dtype)),
        "truncatedNormal": numbers(jax.random.truncated_normal(key, jnp.asarray(LOWS, dtype), jnp.asarray(HIGHS, dtype), (3, 4), dtype)),
        "gamma": numbers(jax.random.gamma(key, alphas, (4, 8), dtype)),
        "logGamma": numbers(jax.random.loggamma(key, alphas, (4, 8), dtype)),
        "beta": numbers(jax.random.beta(key, alphas, alphas[::-1] + 0.1, None, dtype)),
        "dirichlet": numbers(jax.random.dirichlet(key, alphas, (2,), dtype)),
        "studentT": numbers(jax.random.t(key, alphas + 0.5, (2, 8), dtype)),
        "choice": [
            ints(jax.random.choice(key, 6, (7,), p=jnp.asarray(WEIGHTS, dtype))),
            ints(jax.random.choice(key, 6, (4,), replace=False, p=jnp.asarray(WEIGHTS, dtype))),
        ],
    }


def choices(key):
    """By integers of 32 bits."""
    with jax.enable_x64(False):
        return [ints(jax.random.choice(key, 10, (4,))), ints(jax.random.choice(key, 10, (2, 3), replace=False))]


def others(seed):
    key = jax.random.key(seed)
    return {
        "seed": seed,
        "bits": np.asarray(jax.random.bits(key, (5,), np.uint32)).view(np.int32).tolist(),
        "integers": [ints(jax.random.randint(key, (5,), low, high, np.int32)) for low, high in [(1, 7), (-40000, 20000)]],
        "permutation": [ints(jax.random.permutation(key, n)) for n in [1, 5, 40]],
        "permutationOf2000": ints(jax.random.permutation(key, 2000)[:10]),
        "shuffle": ints(jax.random.permutation(key, jnp.arange(12).reshape(4, 3), axis=1)),
        "choice": choices(key),
        "poisson": ints(jax.random.poisson(key, jnp.asarray(RATES, np.float32), (5, len(RATES)))),
        "float64": distributions(key, jnp.float64),
        "float32": distributions(key, jnp.float32),
    }


parameters = {"alphas": ALPHAS, "weights": WEIGHTS, "lows": LOWS, "highs": HIGHS, "rates": RATES}
more = {"parameters": parameters, "cases": [others(seed) for seed in [42, 2**40 + 12345]]}
written = {"more": more, "bounds": BOUNDS, "logits": LOGITS, "cases": [case(seed) for seed in SEEDS], "many": {"seed": 2026, "shape": [100, 37], "sums": many}}
path = pathlib.Path(__file__).parent / "data" / "jax-random.json"
path.write_text(json.dumps(written) + "\n")
