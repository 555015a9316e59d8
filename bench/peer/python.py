"""NumPy, SciPy, PyTorch and JAX, spoken to by lines of JSON: each request gets one line in reply."""
import json
import os
import re
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
try:
    import numpy as np
except ImportError:
    np = None
try:
    import scipy
    import scipy.optimize
except ImportError:
    scipy = None
try:
    import torch
    torch.set_num_threads(1)
except ImportError:
    torch = None
try:
    import jax
except ImportError:
    jax = None

import functions


def uniform(seed, *shapes, low=0.0, high=1.0):
    np.random.seed(seed)
    return [low + (high - low) * np.random.rand(*shape) for shape in shapes]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


X = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
Y = [[0], [1], [1], [0]]


def network_numpy():
    x, y = np.array(X, float), np.array(Y, float)
    state = {"w": uniform(10, (3, 4), (4, 1)), "loss": 0.0}

    def step():
        w1, w2 = state["w"]
        h = sigmoid(x @ w1)
        o = sigmoid(h @ w2)
        e = o - y
        state["loss"] = (e * e).sum()
        d2 = 2 * e * o * (1 - o)
        d1 = (d2 @ w2.T) * h * (1 - h)
        state["w"] = [w1 - x.T @ d1, w2 - h.T @ d2]

    return step, lambda: [state["loss"], *state["w"][0].ravel(), *state["w"][1].ravel()]


def network_torch():
    x, y = torch.tensor(X, dtype=torch.float64), torch.tensor(Y, dtype=torch.float64)
    w = [torch.tensor(v, requires_grad=True) for v in uniform(10, (3, 4), (4, 1))]
    descent = torch.optim.SGD(w, lr=1)
    state = {}

    def step():
        descent.zero_grad()
        state["loss"] = loss = (torch.sigmoid(torch.sigmoid(x @ w[0]) @ w[1]) - y).square().sum()
        loss.backward()
        descent.step()

    return step, lambda: [state["loss"].item(), *w[0].flatten().tolist(), *w[1].flatten().tolist()]


def classifier_data(inputs=784, hidden=128):
    x, w1, w2 = uniform(4, (8, 64, inputs), (inputs, hidden), (hidden, 10))
    labels = (np.arange(8 * 64) * 7 % 10).reshape(8, 64)
    f = np.float32
    return x.astype(f), labels, (w1 * 0.1 - 0.05).astype(f), (w2 * 0.1 - 0.05).astype(f)


def classifier_numpy():
    x, labels, w1, w2 = classifier_data()
    targets = np.eye(10, dtype=np.float32)[labels]
    b1, b2 = np.zeros(128, np.float32), np.zeros(10, np.float32)
    rate = np.float32(0.01)
    state = {"step": 0}

    def step():
        k = state["step"] % 8
        state["step"] += 1
        xs, ts = x[k], targets[k]
        h = np.maximum(xs @ w1 + b1, 0)
        z = h @ w2 + b2
        z -= z.max(1, keepdims=True)
        e = np.exp(z)
        s = e.sum(1, keepdims=True)
        state["loss"] = np.mean(np.log(s) - (z * ts).sum(1, keepdims=True))
        dz = (e / s - ts) / 64
        dh = (dz @ w2.T) * (h > 0)
        np.subtract(w2, rate * (h.T @ dz), out=w2)
        np.subtract(b2, rate * dz.sum(0), out=b2)
        np.subtract(w1, rate * (xs.T @ dh), out=w1)
        np.subtract(b1, rate * dh.sum(0), out=b1)

    return step, lambda: [float(v) for v in [state["loss"], *w1[0], *w2[0], *b1, *b2]]


def classifier_torch(inputs=784, hidden=128, adam=False):
    x, labels, w1, w2 = classifier_data(inputs, hidden)
    x, labels = torch.tensor(x), torch.tensor(labels)
    w = [torch.tensor(v, requires_grad=True) for v in [w1, w2, np.zeros(hidden, "f"), np.zeros(10, "f")]]
    w1, w2, b1, b2 = w
    descent = torch.optim.Adam(w) if adam else torch.optim.SGD(w, lr=0.01)
    state = {"step": 0}

    def step():
        k = state["step"] % 8
        state["step"] += 1
        descent.zero_grad()
        logits = torch.relu(x[k] @ w1 + b1) @ w2 + b2
        state["loss"] = loss = torch.nn.functional.cross_entropy(logits, labels[k])
        loss.backward()
        descent.step()

    return step, lambda: [state["loss"].item(), *w1[0].tolist(), *w2[0].tolist(), *b1.tolist(), *b2.tolist()]


def matmul_data(size):
    return [v.astype(np.float32) for v in uniform(5, *[(size, size)] * 3, low=-1, high=1)]


def sample(arrays):
    return [float(v) for array in arrays for v in array.reshape(-1)[:: max(1, array.shape[0] * array.shape[1] // 509)]]


def matmul_numpy(size, gradients):
    a, b, g = matmul_data(size)
    state = {}

    def step():
        state["out"] = [a @ b, g @ b.T, a.T @ g] if gradients else [a @ b]

    return step, lambda: sample(state["out"])


def matmul_torch(size, gradients):
    a, b, g = [torch.tensor(v) for v in matmul_data(size)]
    if gradients:
        a.requires_grad_()
        b.requires_grad_()
    state = {}

    def step():
        c = a @ b
        state["out"] = [c, *torch.autograd.grad(c, [a, b], g)] if gradients else [c]

    return step, lambda: sample([v.detach() for v in state["out"]])


def elementwise_numpy(size):
    x = uniform(6, (size,), low=-1, high=1)[0].astype(np.float32)
    w, b = np.float32(0.5), np.float32(0.25)
    state = {}

    def step():
        s = sigmoid(x * w + b)
        square = s * s
        d = square * (1 - s)
        scale = np.float32(2 / size)
        state["out"] = [square.mean(), scale * np.dot(d, x), scale * d.sum()]

    return step, lambda: [float(v) for v in state["out"]]


def elementwise_torch(size):
    x = torch.tensor(uniform(6, (size,), low=-1, high=1)[0].astype(np.float32))
    w, b = torch.tensor(0.5, requires_grad=True), torch.tensor(0.25, requires_grad=True)
    state = {}

    def step():
        y = torch.sigmoid(x * w + b).square().mean()
        state["out"] = [y, *torch.autograd.grad(y, [w, b])]

    return step, lambda: [v.item() for v in state["out"]]


def second_order_torch(hessian):
    x, y = torch.tensor(X, dtype=torch.float64), torch.tensor(Y, dtype=torch.float64)
    p, v = [torch.tensor(a) for a in uniform(10, (16,), (16,))]
    p.requires_grad_()
    units = torch.eye(16, dtype=torch.float64)
    state = {}

    def step():
        loss = (torch.sigmoid(torch.sigmoid(x @ p[:12].reshape(3, 4)) @ p[12:].reshape(4, 1)) - y).square().sum()
        (g,) = torch.autograd.grad(loss, p, create_graph=True)
        (state["out"],) = torch.autograd.grad(g, p, units if hessian else v, is_grads_batched=hessian)

    return step, lambda: state["out"].flatten().tolist()


def chain_torch(size):
    state = {}

    def step():
        x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
        y = x
        for _ in range(size // 2):
            y = y * x + x
        state["out"] = [y, *torch.autograd.grad(y, [x])]

    return step, lambda: [v.item() for v in state["out"]]


def parameters_torch(size):
    cells = [torch.tensor(v, requires_grad=True) for v in uniform(5, (size,), low=-1, high=1)[0]]
    rate = 0.01
    state = {}

    def step():
        total = torch.tensor(0.0, dtype=torch.float64)
        for cell in cells:
            total = total + cell.square()
        with torch.no_grad():
            for cell, slope in zip(cells, torch.autograd.grad(total, cells)):
                cell -= rate * slope
        state["out"] = total

    return step, lambda: [state["out"].item()]


def layers_torch(size):
    w = [torch.tensor(uniform(20 + k, (32, 32), low=-0.2, high=0.2)[0], requires_grad=True) for k in range(size)]
    b = [torch.zeros(32, dtype=torch.float64, requires_grad=True) for _ in range(size)]
    x, target = [torch.tensor(uniform(seed, (16, 32), low=-1, high=1)[0]) for seed in (7, 8)]
    descent = torch.optim.Adam([p for pair in zip(w, b) for p in pair], lr=0.001)
    state = {}

    def step():
        descent.zero_grad()
        h = x
        for k in range(size):
            h = torch.tanh(h @ w[k] + b[k])
        state["out"] = loss = (h - target).square().mean()
        loss.backward()
        descent.step()

    return step, lambda: [state["out"].item()]


def recurrent_torch(size):
    u, w = [torch.tensor(uniform(seed, shape, low=-0.2, high=0.2)[0], requires_grad=True) for seed, shape in ((9, (8, 32)), (10, (32, 32)))]
    b = torch.zeros(32, dtype=torch.float64, requires_grad=True)
    inputs = [torch.tensor(uniform(30 + k, (16, 8), low=-1, high=1)[0]) for k in range(size)]
    start = torch.tensor(uniform(8, (16, 32), low=-1, high=1)[0])
    state = {}

    def step():
        h = start
        for x in inputs:
            h = torch.tanh(x @ u + h @ w + b)
        loss = h.square().mean()
        with torch.no_grad():
            for cell, slope in zip((u, w, b), torch.autograd.grad(loss, (u, w, b))):
                cell -= 0.01 * slope
        state["out"] = loss

    return step, lambda: [state["out"].item()]


def logistic_scipy(samples, features, penalty):
    x, noise = uniform(11, (samples, features), (samples,))
    x = 2 * x - 1
    labels = (x @ np.where(np.arange(features) % 2 == 0, 1, -0.5) + noise - 0.5 > 0).astype(float)
    state = {}

    def f(w):
        z = x @ w
        value = np.mean(np.logaddexp(0, z) - z * labels) + penalty / 2 * w @ w
        return value, x.T @ (sigmoid(z) - labels) / samples + penalty * w

    def step():
        options = {"ftol": 0, "gtol": 1e-8}
        state["x"] = scipy.optimize.minimize(f, np.zeros(features), jac=True, method="L-BFGS-B", options=options).x

    return step, lambda: state["x"].tolist()


def curve_fit_scipy(times, truth, begin):
    t = np.arange(1, times + 1)

    def model(b):
        peaks = [h * np.exp(-(((t - c) / w) ** 2)) for h, c, w in (b[2:5], b[5:8])]
        return b[0] * np.exp(-b[1] * t) + peaks[0] + peaks[1]

    def slopes(b):
        decay = np.exp(-b[1] * t)
        columns = [decay, -b[0] * t * decay]
        for h, c, w in (b[2:5], b[5:8]):
            u = (t - c) / w
            bell = np.exp(-(u**2))
            columns += [bell, 2 * h * bell * u / w, 2 * h * bell * u * u / w]
        return np.stack(columns, 1)

    y = model(np.array(truth)) + 5 * (uniform(12, (times,))[0] - 0.5)
    state = {}

    def step():
        state["x"] = scipy.optimize.least_squares(
            lambda b: model(b) - y, begin, jac=slopes, method="lm", xtol=1e-10, ftol=1e-15, gtol=1e-15
        ).x

    return step, lambda: state["x"].tolist()


def heat_torch(size, alpha, rate):
    shapes = [(2, 16), (16, 16), (16, 1)]
    weights = [torch.tensor(v, requires_grad=True) for v in uniform(13, *shapes, low=-0.5, high=0.5)]
    biases = [torch.zeros(shape[1], dtype=torch.float64, requires_grad=True) for shape in shapes]
    parameters = [p for pair in zip(weights, biases) for p in pair]
    descent = torch.optim.Adam(parameters, lr=rate)
    line = torch.linspace(0, 1, size, dtype=torch.float64)
    grid = torch.meshgrid(line, line, indexing="ij")
    x, t = [v.reshape(-1, 1).clone().requires_grad_() for v in grid]
    state = {}

    def solution():
        h = torch.cat([x, t], 1)
        for k, (w, b) in enumerate(zip(weights, biases)):
            h = h @ w + b
            if k < 2:
                h = torch.tanh(h)
        return torch.sin(torch.pi * x) + x * (1 - x) * t * h

    def step():
        descent.zero_grad()
        by_x, by_t = torch.autograd.grad(solution().sum(), [x, t], create_graph=True)
        (by_x_twice,) = torch.autograd.grad(by_x.sum(), x, create_graph=True)
        loss = (by_t - alpha * by_x_twice).square().mean()
        # Not backward(), which would go on to x and t.
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters, materialize_grads=True)):
            p.grad = g
        descent.step()
        state["loss"] = loss

    return step, lambda: [state["loss"].item(), *[v for p in parameters for v in p.flatten().tolist()]]


def function_torch(**parameters):
    return functions.function_torch(np, **parameters)


def function_jax(**parameters):
    return functions.function_jax(np, **parameters)


def function_scipy(**parameters):
    return functions.function_scipy(np, **parameters)


def flavour(library):
    """Which BLAS it is: Debian keeps each in a folder of its name."""
    return "/".join(os.path.realpath(library).split("/")[-2:])


def blas():
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if "blas" in line}
    return sorted(path for path in paths if re.match("lib(?!cu).*blas", os.path.basename(path)))


def versions():
    found = {"Python": sys.version.split()[0]}
    if np:
        found["NumPy"] = np.__version__
        found["BLAS"] = ", ".join(map(flavour, blas())) if os.path.exists("/proc/self/maps") else "unknown"
    if scipy:
        found["SciPy"] = scipy.__version__
    if torch:
        found["PyTorch"] = torch.__version__
    if jax:
        found["JAX"] = jax.__version__
    return found


current = {}


def make(function, arguments, library):
    if {"numpy": np, "torch": torch, "scipy": scipy, "jax": jax}[library] is None or np is None:
        raise RuntimeError("not installed")
    current["step"], current["values"] = globals()[f"{function}_{library}"](**arguments)


# As in `cpu-time.ts`.
clock = time.process_time if "CPU_TIME" in os.environ else time.perf_counter


def run(n):
    step = current["step"]
    start = clock()
    for _ in range(n):
        step()
    return clock() - start


class Contestants:
    """Each keeps its state: made once, then run and asked for its values by number."""

    def __init__(self):
        self.all = []

    def make(self, **request):
        make(**request)
        self.all.append(dict(current))
        return len(self.all) - 1

    def run(self, which, n):
        current.update(self.all[which])
        return run(n)

    def values(self, which):
        return self.all[which]["values"]()

    def versions(self):
        return versions()


contestants = Contestants()
for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = {"result": getattr(contestants, request.pop("do"))(**request)}
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
