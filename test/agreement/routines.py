"""Writes data/routines.json: what PyTorch gives for indexing, sorting, cumulative sums, triangular matrices and
convolutions, with derivatives.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0
    venv/bin/python test/agreement/routines.py
"""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)

size = 3
square = torch.randn(size, size)
positive = (square @ square.T + size * torch.eye(size)).requires_grad_()
triangular = (torch.randn(size, size) + size * torch.eye(size)).requires_grad_()
right = torch.randn(size, 2).requires_grad_()
of_factor, of_solution = torch.randn(size, size), torch.randn(size, 2)
x = torch.randn(2, 4, 3).requires_grad_()
of_x = torch.randn(2, 4, 3)


def received(y, cotangent, inputs):
    return [g.tolist() for g in torch.autograd.grad((y * cotangent).sum(), inputs, allow_unused=True)]


factor = torch.linalg.cholesky(positive)
result = {
    "inputs": {
        "positive": positive.tolist(),
        "triangular": triangular.tolist(),
        "right": right.tolist(),
        "ofFactor": of_factor.tolist(),
        "ofSolution": of_solution.tolist(),
        "x": x.tolist(),
        "ofX": of_x.tolist(),
    },
    "cholesky": {"value": factor.tolist(), "received": received(factor, of_factor, [positive])},
    "solveTriangular": [],
    "axes": [],
}
for lower in (True, False):
    for transpose in (True, False):
        for unit in (True, False):
            matrix = triangular.T if transpose else triangular
            y = torch.linalg.solve_triangular(matrix, right, upper=lower == transpose, unitriangular=unit)
            result["solveTriangular"].append(
                {
                    "options": {"lower": lower, "transpose": transpose, "unitDiagonal": unit},
                    "value": y.tolist(),
                    "received": received(y, of_solution, [triangular, right]),
                }
            )
for axis in range(3):
    descending = axis == 1
    sums = torch.cumsum(x, axis)
    ordered, order = torch.sort(x, dim=axis, stable=True, descending=descending)
    top = torch.topk(x, 2, dim=axis)
    taken = torch.index_select(x, axis, torch.tensor([1, 0, 1]))
    result["axes"].append(
        {
            "cumsum": {"value": sums.tolist(), "received": received(sums, of_x, [x])},
            "sort": {"value": ordered.tolist(), "received": received(ordered, of_x, [x])},
            "argsort": order.tolist(),
            "descending": descending,
            "argmax": torch.argmax(x, axis).tolist(),
            "argmin": torch.argmin(x, axis).tolist(),
            "topK": {"values": top.values.tolist(), "indices": top.indices.tolist()},
            "take": {"value": taken.tolist(), "received": received(taken, taken.detach(), [x])},
        }
    )

result["conv2d"] = []
for groups, options in (
    (1, {}),
    (1, {"stride": 2, "padding": 1}),
    (1, {"stride": (2, 1), "padding": (0, 2), "dilation": (1, 2)}),
    (2, {"dilation": 2, "padding": 2}),
    (4, {"padding": "same"}),
    (1, {"padding": "same", "dilation": (2, 1)}),
):
    image = torch.randn(2, 4, 4, 5).requires_grad_()
    kernel = torch.randn(4, 4 // groups, 2, 3).requires_grad_()
    y = torch.nn.functional.conv2d(image, kernel, groups=groups, **options)
    cotangent = torch.randn(y.shape)
    result["conv2d"].append(
        {
            "options": {"groups": groups, **options},
            "x": image.tolist(),
            "kernel": kernel.tolist(),
            "cotangent": cotangent.tolist(),
            "value": y.tolist(),
            "received": received(y, cotangent, [image, kernel]),
        }
    )

path = Path(__file__).parent / "data" / "routines.json"
path.write_text(json.dumps({"torch": torch.__version__, **result}) + "\n")
