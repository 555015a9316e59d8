"""Writes data/operators.json: what PyTorch gives for its own samples of operators, with derivatives.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 expecttest
    venv/bin/python test/agreement/operators.py

Of each operator and dtype a few of the sample and reference inputs, those that are small; for each the value, what inputs receive of
cotangents, the tangent of the value, and what inputs receive of what they received.
"""

import base64
import json
from pathlib import Path

import torch
from torch.testing._internal.common_methods_invocations import op_db

most_samples = {torch.float64: 3, torch.float32: 2}
most_elements = 125

names = """
acos acosh asin asinh atan atan2 atanh copysign cosh deg2rad digamma erfc erfinv exp2 floor_divide fmod frac hypot i0 lerp lgamma
log10 log2 logaddexp logit nan_to_num polygamma rad2deg remainder rsqrt sinc sinh special.erfcx special.i0e special.i1 special.i1e
special.log_ndtr special.ndtr special.xlog1py trunc xlogy nn.functional.celu nn.functional.elu nn.functional.gelu
nn.functional.hardsigmoid nn.functional.hardswish nn.functional.leaky_relu nn.functional.logsigmoid nn.functional.mish
nn.functional.selu nn.functional.silu nn.functional.softsign
cummax cummin cumprod cumsum logcumsumexp nanmean nansum quantile
diagonal gather index_select repeat roll take_along_dim tile tril triu trace
cdist tensordot nn.functional.avg_pool2d nn.functional.conv1d nn.functional.conv2d nn.functional.conv_transpose2d
nn.functional.cosine_similarity nn.functional.max_pool2d
linalg.cholesky linalg.det linalg.eigvalsh linalg.inv linalg.matrix_power linalg.pinv linalg.slogdet linalg.solve linalg.svdvals
matrix_exp
""".split()


def encoded(x):
    array = x.detach().contiguous().numpy()
    return {
        "shape": list(x.shape),
        "dtype": str(x.dtype).removeprefix("torch."),
        "data": base64.b64encode((array.astype("<i4") if x.dtype == torch.int64 else array).tobytes()).decode(),
    }


def random_like(x, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(x.shape, generator=generator, dtype=torch.float64).mul(2).sub(1).to(x.dtype)


# PyTorch reads one triangle of these, and takes tangents for symmetric as well.
symmetric = {"linalg.cholesky", "linalg.eigvalsh"}


def symmetrised(op, x):
    return (x + x.mT) / 2 if op.name in symmetric else x


def tensors_of(value):
    return [value] if isinstance(value, torch.Tensor) else [t for t in value if isinstance(t, torch.Tensor)]


def place(value, inputs):
    """An argument as JSON, tensors by their number among the inputs."""
    if isinstance(value, torch.Tensor):
        inputs.append(value.detach().clone())
        return {"input": len(inputs) - 1}
    if isinstance(value, (tuple, list)):
        return [place(each, inputs) for each in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError


def filled(value, inputs):
    if isinstance(value, dict):
        return inputs[value["input"]]
    return [filled(each, inputs) for each in value] if isinstance(value, list) else value


def described(op, sample):
    inputs = []
    arguments = [place(value, inputs) for value in (symmetrised(op, sample.input), *sample.args)]
    keywords = {key: place(value, inputs) for key, value in sample.kwargs.items()}
    if any(x.numel() > most_elements or x.is_complex() for x in inputs):
        return None
    moving = [k for k, x in enumerate(inputs) if x.is_floating_point()]

    def f(*given):
        own = list(inputs)
        for k, x in zip(moving, given):
            own[k] = x
        result = op.op(
            *[filled(value, own) for value in arguments], **{key: filled(value, own) for key, value in keywords.items()}
        )
        return [y for y in tensors_of(result) if y.is_floating_point()]

    given = [inputs[k].requires_grad_() for k in moving]
    values = f(*given)
    if not values or not 1 < max(y.numel() for y in values + inputs) <= most_elements or 0 in [y.numel() for y in values]:
        return None
    found = {
        "arguments": arguments,
        "keywords": keywords,
        "inputs": [encoded(x) for x in inputs],
        "moving": moving,
        "values": [encoded(y) for y in values],
    }
    differentiable = [y for y in values if y.requires_grad]
    if not op.supports_autograd or len(differentiable) < len(values):
        return found
    cotangents = [random_like(y, k) for k, y in enumerate(values)]
    received = torch.autograd.grad(values, given, cotangents, create_graph=True, materialize_grads=True)
    found |= {"cotangents": [encoded(y) for y in cotangents], "received": [encoded(x) for x in received]}
    tangents = [symmetrised(op, random_like(x, 10 + k)) for k, x in enumerate(given)]
    if op.supports_forward_ad:
        moved = torch.func.jvp(f, tuple(x.detach() for x in given), tuple(tangents))[1]
        found |= {"tangents": [encoded(x) for x in tangents], "moved": [encoded(y) for y in moved]}
    again = [x for x in received if x.requires_grad]
    if op.supports_gradgrad and again:
        total = sum((x * random_like(x, 20 + k)).sum() for k, x in enumerate(received))
        twice = torch.autograd.grad(total, given, materialize_grads=True, allow_unused=True)
        found |= {
            "weights": [encoded(random_like(x, 20 + k)) for k, x in enumerate(received)],
            "twice": [encoded(x) for x in twice],
        }
    return found


def samples_of(op, dtype):
    torch.manual_seed(0)
    found = []
    for samples in (op.sample_inputs, op.reference_inputs):
        for sample in samples("cpu", dtype, requires_grad=False):
            try:
                one = described(op, sample)
            except (TypeError, RuntimeError, NotImplementedError):
                one = None
            if one is not None and one not in found:
                found.append(one)
    count = min(most_samples[dtype], len(found))
    return [found[k * len(found) // count] for k in range(count)]


result = {}
for name in names:
    op = next(each for each in op_db if each.name == name)
    result[name] = {}
    for dtype in (torch.float64, torch.float32):
        samples = samples_of(op, dtype)
        if samples:
            result[name][str(dtype).removeprefix("torch.")] = samples
    print(name, {dtype: len(samples) for dtype, samples in result[name].items()}, flush=True)
Path(__file__).parent.joinpath("data/operators.json").write_text(json.dumps(result) + "\n")
