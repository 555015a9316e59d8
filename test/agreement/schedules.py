"""Writes data/schedules.json: what PyTorch's schedulers make of 60 steps.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0
    venv/bin/python test/agreement/schedules.py
"""

import json
import pathlib

import torch
from torch.optim import lr_scheduler as S

COUNT = 60
LOSSES = [4.0, 3.0, 3.0, 2.9999, 2.5, 2.5, 2.6, 2.5, 2.4, 2.4, 2.4, 2.4, 2.4, 2.3, float("nan"), 2.3, 2.3, 2.3, 2.3, 2.3]


def rates(initial, make):
    descent = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=initial)
    schedule = make(descent)
    found = []
    for _ in range(COUNT):
        found.append(descent.param_groups[0]["lr"])
        descent.step()
        schedule.step()
    return found


def plateau(initial, **options):
    descent = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=initial)
    schedule = S.ReduceLROnPlateau(descent, eps=0.0, **options)
    found = []
    for loss in LOSSES:
        schedule.step(loss)
        found.append(descent.param_groups[0]["lr"])
    return found


def warmed(descent):
    line = S.LinearLR(descent, start_factor=1 / 8, total_iters=7)
    wave = S.CosineAnnealingLR(descent, T_max=40, eta_min=0.001)
    return S.SequentialLR(descent, [line, wave], milestones=[7])


SCHEDULES = {
    "stepDecay": rates(0.1, lambda d: S.StepLR(d, step_size=13, gamma=0.3)),
    "exponentialDecay": rates(0.1, lambda d: S.ExponentialLR(d, gamma=0.9)),
    "polynomialDecay": rates(0.1, lambda d: S.PolynomialLR(d, total_iters=37, power=2.5)),
    "cosineRestarts": rates(0.1, lambda d: S.CosineAnnealingWarmRestarts(d, T_0=7, T_mult=2, eta_min=0.01)),
    "cosineRestarts of equal length": rates(0.1, lambda d: S.CosineAnnealingWarmRestarts(d, T_0=11)),
    "oneCycle": rates(0.1, lambda d: S.OneCycleLR(d, max_lr=0.1, total_steps=COUNT + 1)),
    "warmUp, cosineDecay": rates(0.1, warmed)[:47],
    "piecewise": rates(0.1, lambda d: S.MultiStepLR(d, milestones=[20, 45], gamma=0.5)),
}
PLATEAUS = {
    "patient": plateau(1.0, factor=0.5, patience=2),
    "impatient": plateau(1.0, factor=0.25, patience=0, cooldown=2, threshold=0.05, min_lr=0.01),
}


def main():
    table = {
        "source": f"PyTorch {torch.__version__.split('+')[0]}, by test/agreement/schedules.py",
        "schedules": SCHEDULES,
        "losses": [None if loss != loss else loss for loss in LOSSES],
        "plateaus": PLATEAUS,
    }
    page = pathlib.Path(__file__).parent / "data" / "schedules.json"
    page.write_text(json.dumps(table) + "\n")


main()
