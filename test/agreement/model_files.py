"""Writes data/model-files.json: files made by the reference implementation of safetensors and by NumPy, and what they hold, and
metrics of scikit-learn.

    pip install numpy safetensors torch scikit-learn
    python test/agreement/model_files.py
"""

import base64
import io
import json
import pathlib

import numpy as np
import torch
from safetensors.numpy import save as save_numpy
from safetensors.torch import save as save_torch
from sklearn import metrics

torch.manual_seed(1)

tensors = {
    "float64": torch.tensor([[0.1, -1e300], [5e-324, float("inf")]], dtype=torch.float64),
    "float32": torch.tensor([0.1, -3.4e38, 1e-45], dtype=torch.float32),
    "float16": torch.tensor([0.1, 65504.0, 6e-8, -0.0, 1.0009765625], dtype=torch.float16),
    "bfloat16": torch.tensor([0.1, 3.3e38, 1e-40, -2.0], dtype=torch.bfloat16),
    "int64": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int64),
    "int32": torch.tensor([[-(2**31)], [7]], dtype=torch.int32),
    "int16": torch.tensor([-32768, 32767], dtype=torch.int16),
    "int8": torch.tensor([-128, 127], dtype=torch.int8),
    "uint8": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False, True], dtype=torch.bool),
    "scalar": torch.tensor(2.5, dtype=torch.float64),
    "empty": torch.zeros((0, 3), dtype=torch.float32),
    'quotes "\\" and ümlauts': torch.tensor([1.0], dtype=torch.float32),
}
unsigned = {
    "uint16": np.array([0, 65535], dtype=np.uint16),
    "uint32": np.array([0, 2**31 - 1], dtype=np.uint32),
    "uint64": np.array([0, 2**31 - 1], dtype=np.uint64),
}


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = torch.nn.Linear(3, 4)
        self.fc2 = torch.nn.Linear(4, 2)

    def forward(self, x):
        return self.fc2(torch.tanh(self.fc1(x)))


network = Network()
x = torch.tensor([[0.5, -1.0, 2.0], [0.0, 0.25, 3.0]])

# The bits of 16-bit formats that doubles are rounded to; those of PyTorch go through float32, hence values that float32 has.
samples = [0.0, -0.0, 1.0, 1.0009765625, 1.00048828125, 1.00146484375, 65504.0, 65519.0, 6.103515625e-05, 5.960464477539063e-08]
samples += [2.9802322387695312e-08, 2.9802325940409414e-08, 0.333251953125, -1234.5, 3.3895313892515355e38, 1.401298464324817e-45]
samples += [float(v) for v in np.random.default_rng(1).normal(size=40).astype(np.float32) * np.float32(10.0) ** np.arange(-20, 20).astype(np.float32)]


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def numbers(t) -> list:
    # As text, since JSON has no infinities.
    return [repr(float(v)) for v in t.flatten().tolist()]


arrays = {
    "<f8": np.array([[1.5, -2.0, 1e300], [0.0, 3.25, np.inf]]),
    ">f4": np.array([[[1.5], [-2.0]]], dtype=">f4"),
    "<f2": np.array(0.5, dtype="<f2"),
    "Fortran": np.asfortranarray([[1, 2, 3], [4, 5, 6]], dtype="<i4"),
    ">i8": np.array([-7, 2**31 - 1], dtype=">i8"),
    "|u1": np.array([0, 255], dtype="u1"),
    "|b1": np.array([[True], [False]]),
    "empty": np.zeros((0, 3)),
}


def npy(array) -> str:
    file = io.BytesIO()
    np.save(file, array)
    return text(file.getvalue())


rng = np.random.default_rng(7)
scores = np.round(rng.normal(size=(40, 4)), 1)
labels = rng.integers(0, 4, size=40)
binary = rng.integers(0, 2, size=40)
one_score = np.round(rng.normal(size=40) + binary, 1)
truth = rng.normal(size=40)
guess = truth + 0.3 * rng.normal(size=40)

out = {
    "npy": {
        name: {"file": npy(a), "shape": list(a.shape), "values": [repr(float(v)) for v in a.flatten()]}
        for name, a in arrays.items()
    },
    "metrics": {
        "scores": scores.tolist(),
        "labels": labels.tolist(),
        "binary": binary.tolist(),
        "score": one_score.tolist(),
        "truth": truth.tolist(),
        "guess": guess.tolist(),
        "accuracy": metrics.accuracy_score(labels, scores.argmax(axis=1)),
        "confusionMatrix": metrics.confusion_matrix(labels, scores.argmax(axis=1)).tolist(),
        # Without ties among the scores that count: these are broken differently.
        "distinct": (scores + 0.001 * np.arange(4)[::-1]).tolist(),
        "topK": [
            metrics.top_k_accuracy_score(labels, scores + 0.001 * np.arange(4)[::-1], k=k, labels=[0, 1, 2, 3]) for k in (1, 2, 3)
        ],
        "areaUnderCurve": metrics.roc_auc_score(binary, one_score),
        "rSquared": metrics.r2_score(truth, guess),
        "meanAbsoluteError": metrics.mean_absolute_error(truth, guess),
    },
    "dtypes": {
        "file": text(save_torch(tensors, metadata={"format": "pt"})),
        "values": {name: numbers(t) for name, t in tensors.items()},
        "shapes": {name: list(t.shape) for name, t in tensors.items()},
    },
    "unsigned": {
        "file": text(save_numpy(unsigned)),
        "values": {name: numbers(t) for name, t in unsigned.items()},
    },
    "network": {
        "file": text(save_torch(network.state_dict(), metadata={"format": "pt"})),
        "x": x.tolist(),
        "y": network(x).tolist(),
    },
    "narrow": {
        "samples": [repr(v) for v in samples],
        "float16": [int(v) & 0xFFFF for v in torch.tensor(samples, dtype=torch.float32).to(torch.float16).view(torch.int16).tolist()],
        "bfloat16": [int(v) & 0xFFFF for v in torch.tensor(samples, dtype=torch.float32).to(torch.bfloat16).view(torch.int16).tolist()],
    },
}
path = pathlib.Path(__file__).parent / "data" / "model-files.json"
path.write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")
