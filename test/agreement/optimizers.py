"""Writes data/optimizers.json: what PyTorch and optax make of two problems in 100 steps, in float64.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 optax==0.2.8
    venv/bin/python test/agreement/optimizers.py

The gradients are given in closed form, with nothing but sums and products, so that both sides start from the same numbers.
Muon computes in bfloat16 there; here it is kept from doing so.
"""

import json
import pathlib

import jax
import numpy as np
import optax
import torch

jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)

WEIGHT = [[0.5, -1.25, 2.0], [1.5, 0.75, -0.375]]
BIAS = [-0.5, 1.0, 0.25]
STEPS = [1, 2, 3, 10, 30, 100]


def quadratic(weight, bias):
    """Of a bowl: curvatures from 0.125 to 4."""
    curvature = np.array([[0.125, 1.0, 4.0], [2.0, 0.5, 0.25]])
    center = np.array([[1.0, 0.0, -0.5], [0.25, -0.75, 1.5]])
    return curvature * (weight - center), np.array([3.0, 0.5, 1.0]) * (bias - 0.125)


def wells(weight, bias):
    """Of a sum of double wells w^4 / 4 - w^2 / 2, tilted, coupled by the square of a weighted sum."""
    signs = np.array([[1.0, -0.5, 0.25], [-0.25, 0.5, -1.0]])
    total = float(np.sum(signs * weight)) + float(np.sum(bias))
    return weight**3 - weight + 0.125 + 0.25 * total * signs, bias**3 - bias + 0.25 * total


PROBLEMS = {"quadratic": quadratic, "wells": wells}


def with_torch(make, matrices_only=False):
    def run(problem):
        weight = torch.nn.Parameter(torch.tensor(WEIGHT))
        bias = torch.nn.Parameter(torch.tensor(BIAS))
        descent = make([weight] if matrices_only else [weight, bias])
        for step in range(1, STEPS[-1] + 1):
            gradients = problem(weight.detach().numpy(), bias.detach().numpy())
            weight.grad, bias.grad = (torch.tensor(g) for g in gradients)
            descent.step()
            if step in STEPS:
                yield weight.detach().numpy(), bias.detach().numpy()

    return run


def with_optax(make):
    def run(problem):
        parameters = [jax.numpy.array(WEIGHT), jax.numpy.array(BIAS)]
        transform = make()
        state = transform.init(parameters)
        for step in range(1, STEPS[-1] + 1):
            gradients = [jax.numpy.array(g) for g in problem(*(np.array(p) for p in parameters))]
            changes, state = transform.update(gradients, state, parameters)
            parameters = optax.apply_updates(parameters, changes)
            if step in STEPS:
                yield tuple(np.array(p) for p in parameters)

    return run


T = torch.optim
CASES = [
    ("gradientDescent", {"learningRate": 0.05}, with_torch(lambda p: T.SGD(p, lr=0.05))),
    (
        "gradientDescent",
        {"learningRate": 0.05, "momentum": 0.9, "dampening": 0.25, "weightDecay": 0.01},
        with_torch(lambda p: T.SGD(p, lr=0.05, momentum=0.9, dampening=0.25, weight_decay=0.01)),
    ),
    (
        "gradientDescent",
        {"learningRate": 0.05, "momentum": 0.9, "nesterov": True, "weightDecay": 0.01},
        with_torch(lambda p: T.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01)),
    ),
    ("adagrad", {"learningRate": 0.1}, with_torch(lambda p: T.Adagrad(p, lr=0.1))),
    ("rmsProp", {"learningRate": 0.01}, with_torch(lambda p: T.RMSprop(p, lr=0.01))),
    (
        "rmsProp",
        {"learningRate": 0.004, "rho": 0.95, "momentum": 0.5, "centered": True},
        with_torch(lambda p: T.RMSprop(p, lr=0.004, alpha=0.95, momentum=0.5, centered=True)),
    ),
    (
        "rmsProp",
        {"learningRate": 0.01, "momentum": 0.5},
        with_torch(lambda p: T.RMSprop(p, lr=0.01, momentum=0.5)),
    ),
    (
        "rmsProp",
        {"learningRate": 0.01, "centered": True},
        with_torch(lambda p: T.RMSprop(p, lr=0.01, centered=True)),
    ),
    ("adadelta", {"learningRate": 1.0}, with_torch(lambda p: T.Adadelta(p, lr=1.0))),
    ("adadelta", {"rho": 0.5, "epsilon": 1e-3}, with_torch(lambda p: T.Adadelta(p, rho=0.5, eps=1e-3))),
    ("adam", {}, with_torch(lambda p: T.Adam(p))),
    (
        "adam",
        {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
        with_torch(lambda p: T.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3)),
    ),
    ("adamW", {"learningRate": 0.05}, with_torch(lambda p: T.AdamW(p, lr=0.05))),
    ("adamW", {"learningRate": 0.05, "weightDecay": 0.2}, with_torch(lambda p: T.AdamW(p, lr=0.05, weight_decay=0.2))),
    ("amsGrad", {"learningRate": 0.05, "beta2": 0.9}, with_torch(lambda p: T.Adam(p, lr=0.05, betas=(0.9, 0.9), amsgrad=True))),
    ("nadam", {"learningRate": 0.02}, with_torch(lambda p: T.NAdam(p, lr=0.02))),
    (
        "nadam",
        {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "momentumDecay": 0.05},
        with_torch(lambda p: T.NAdam(p, lr=0.01, betas=(0.8, 0.95), momentum_decay=0.05)),
    ),
    ("radam", {"learningRate": 0.02}, with_torch(lambda p: T.RAdam(p, lr=0.02))),
    ("radam", {"learningRate": 0.02, "beta2": 0.8}, with_torch(lambda p: T.RAdam(p, lr=0.02, betas=(0.9, 0.8)))),
    ("adamax", {"learningRate": 0.05}, with_torch(lambda p: T.Adamax(p, lr=0.05))),
    ("lion", {"learningRate": 0.01}, with_optax(lambda: optax.lion(0.01, weight_decay=0.0))),
    ("lion", {"learningRate": 0.01, "weightDecay": 0.1}, with_optax(lambda: optax.lion(0.01, weight_decay=0.1))),
    ("lamb", {"learningRate": 0.02}, with_optax(lambda: optax.lamb(0.02))),
    ("lamb", {"learningRate": 0.02, "weightDecay": 0.1}, with_optax(lambda: optax.lamb(0.02, weight_decay=0.1))),
    ("adafactor", {}, with_torch(lambda p: T.Adafactor(p))),
    (
        "adafactor",
        {"learningRate": 0.5, "weightDecay": 0.1, "clipThreshold": 1.25},
        with_torch(lambda p: T.Adafactor(p, lr=0.5, weight_decay=0.1, d=1.25)),
    ),
    ("muon", {"learningRate": 0.02}, with_torch(lambda p: T.Muon(p, lr=0.02, weight_decay=0.0), True)),
    (
        "muon",
        {"learningRate": 0.01, "momentum": 0.8, "weightDecay": 0.1},
        with_torch(lambda p: T.Muon(p, lr=0.01, momentum=0.8, weight_decay=0.1), True),
    ),
    ("rprop", {}, with_torch(lambda p: T.Rprop(p))),
    (
        "rprop",
        {"learningRate": 0.1, "shrink": 0.4, "grow": 1.3, "smallest": 1e-4, "largest": 0.2},
        with_torch(lambda p: T.Rprop(p, lr=0.1, etas=(0.4, 1.3), step_sizes=(1e-4, 0.2))),
    ),
]


def main():
    torch.bfloat16 = torch.float64
    cases = []
    for rule, options, run in CASES:
        for name, problem in PROBLEMS.items():
            values = [[weight.tolist(), bias.tolist()] for weight, bias in run(problem)]
            cases.append({"rule": rule, "options": options, "problem": name, "values": values})
    table = {
        "source": f"PyTorch {torch.__version__.split('+')[0]}, optax {optax.__version__}, by test/agreement/optimizers.py",
        "weight": WEIGHT,
        "bias": BIAS,
        "steps": STEPS,
        "cases": cases,
    }
    rows = ",\n".join(json.dumps(case) for case in table.pop("cases"))
    head = json.dumps(table)
    page = pathlib.Path(__file__).parent / "data" / "optimizers.json"
    page.write_text(f'{head[:-1]}, "cases": [\n{rows}\n]}}\n')


main()
