"""Writes data/loops.json: what JAX gives for loops and branches, with derivatives of first and second order.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2
    venv/bin/python test/agreement/loops.py
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
keys = iter(jax.random.split(jax.random.key(0), 20))


def normal(*shape):
    return jax.random.normal(next(keys), shape)


weights, start, xs, along = normal(3, 3), normal(2, 3), normal(5, 2, 3), normal(5, 2, 3)


def recurrent(w, h, x, reverse=False):
    """A recurrent network: the last state, and the mean square of each."""

    def step(state, each):
        new = jnp.tanh(state @ w + each)
        return new, (new * state).mean()

    return jax.lax.scan(step, h, x, reverse=reverse)


def fibonacci(a, b):
    """What is carried changes places."""
    return jax.lax.scan(lambda c, _: ((c[0] * c[1] + c[1], c[0]), c[1]), (a, b), None, length=6)


def nested(w, h, x):
    """A loop in each step of a loop, and a choice in that."""

    def step(state, each):
        def inner(s, _):
            s = jax.lax.cond(s.sum() > 0, lambda t: jnp.sin(t) @ w, lambda t: t - each, s)
            return s, s.sum()

        return jax.lax.scan(inner, state, None, length=3)

    return jax.lax.scan(step, h, x)


def chosen(w, h, x):
    """A choice by data."""
    return jax.lax.cond(h.sum() > 0, lambda a: (a @ w, a.sum()), lambda a: (jnp.exp(-a), (a * w[0]).sum()), x)


def loss(f):
    def scalar(*args):
        leaves = jax.tree.leaves(f(*args))
        return sum(((k + 1) * jnp.sin(leaf)).sum() for k, leaf in enumerate(leaves))

    return scalar


def numbers(tree):
    return [leaf.tolist() for leaf in jax.tree.leaves(tree)]


def case(f, *args):
    every = tuple(range(len(args)))
    slope = jax.grad(loss(f), every)
    tangents = tuple(jnp.cos(a) for a in args)
    return {
        "inputs": numbers(args),
        "value": numbers(f(*args)),
        "tangent": numbers(jax.jvp(f, args, tangents)[1]),
        "received": numbers(slope(*args)),
        "curved": numbers(jax.jvp(slope, args, tangents)[1]),
    }


result = {
    "jax": jax.__version__,
    "recurrent": case(recurrent, weights, start, xs),
    "reversed": case(lambda w, h, x: recurrent(w, h, x, reverse=True), weights, start, xs),
    "exchanged": case(fibonacci, jnp.float64(0.3), jnp.float64(-0.7)),
    "nested": case(nested, weights, start, along),
    "true": case(chosen, weights, jnp.abs(start), start),
    "false": case(chosen, weights, -jnp.abs(start), start),
}
# Examples that choose for themselves.
rows = jnp.stack([jnp.abs(start), -jnp.abs(start)])
result["examples"] = numbers(jax.vmap(lambda h: chosen(weights, h, start))(rows))
result["manySlopes"] = numbers(jax.vmap(lambda h: jax.grad(loss(nested), 0)(weights, h, along))(rows))
path = Path(__file__).parent / "data" / "loops.json"
path.write_text(json.dumps(result) + "\n")
