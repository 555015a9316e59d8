"""Writes data/jax-random.json: keys, bits and numbers of jax.random (threefry2x32, partitionable), of both dtypes.

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

written = {"bounds": BOUNDS, "logits": LOGITS, "cases": [case(seed) for seed in SEEDS], "many": {"seed": 2026, "shape": [100, 37], "sums": many}}
path = pathlib.Path(__file__).parent / "data" / "jax-random.json"
path.write_text(json.dumps(written) + "\n")
