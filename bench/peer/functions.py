"""Functions of a few arrays in PyTorch, JAX and SciPy, by name: each takes arrays and returns a list of them."""
import ctypes
import importlib
import os


def torch_functions():
    import torch
    from torch.nn import functional

    def with_gradients(f, count):
        """The value, and the gradients of the sum of its squares."""

        def both(*arrays):
            given = [a.detach().requires_grad_() for a in arrays[:count]]
            y = f(*given, *arrays[count:])
            return [y.detach(), *torch.autograd.grad(y.square().sum(), given)]

        return both

    def attention(q, k, v):
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k) * q.shape[-1] ** -0.5
        return torch.einsum("bhqk,bkhd->bqhd", torch.softmax(scores, -1), v)

    def convolution(x, w):
        return functional.conv2d(x, w, padding=1)

    def gather_gradient(x, i, v):
        x = x.detach().requires_grad_()
        return list(torch.autograd.grad((x[i].square() * v).sum(), x))

    def cholesky(a):
        a = a.detach().requires_grad_()
        half = torch.linalg.cholesky(a)
        return [half.detach(), *torch.autograd.grad(half.diagonal().log().sum(), a)]

    def eigh(a):
        values, vectors = torch.linalg.eigh(a)
        return [values, vectors.abs()]

    def fourier(x):
        y = torch.fft.rfft(x)
        return [y.real, y.imag]

    def last_state(w, first, xs):
        scaled = w * 0.1
        h = first
        for x in xs:
            h = torch.tanh(h @ scaled + x)
        return h

    def loss(w1, w2, x, y):
        return (torch.tanh(x @ w1 * 0.1) @ w2 - y).square().sum()

    single = torch.func.vmap(torch.func.grad(loss, argnums=(0, 1)), in_dims=(None, None, 0, 0))
    return {
        "gather": lambda x, i: [x[i]],
        "scatter": lambda x, i, v: [x.index_add(0, i, v)],
        "gather_gradient": gather_gradient,
        "cumsum": lambda x: [x.cumsum(1)],
        "sort": lambda x: [x.sort(1).values],
        "attention": lambda q, k, v: [attention(q, k, v)],
        "attention_gradients": with_gradients(attention, 3),
        "convolution": lambda x, w: [convolution(x, w)],
        "convolution_gradients": with_gradients(convolution, 2),
        "cholesky": cholesky,
        "eigh": eigh,
        "fourier": fourier,
        "scan": with_gradients(last_state, 1),
        "single_samples": lambda *arrays: list(single(*arrays)),
    }


def jax_functions():
    import jax
    import jax.numpy as jnp

    def with_gradients(f, count):
        def both(*arrays):
            y = f(*arrays)
            slopes = jax.grad(lambda *given: jnp.square(f(*given)).sum(), argnums=tuple(range(count)))(*arrays)
            return [y, *slopes]

        return both

    def attention(q, k, v):
        scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) * q.shape[-1] ** -0.5
        return jnp.einsum("bhqk,bkhd->bqhd", jax.nn.softmax(scores), v)

    def convolution(x, w):
        return jax.lax.conv(x, w, (1, 1), "SAME")

    def factor(a):
        return jax.lax.linalg.cholesky(a, symmetrize_input=False)

    def cholesky(a):
        return [factor(a), jax.grad(lambda each: jnp.log(jnp.diagonal(factor(each))).sum())(a)]

    def eigh(a):
        values, vectors = jnp.linalg.eigh(a)
        return [values, jnp.abs(vectors)]

    def fourier(x):
        y = jnp.fft.rfft(x)
        return [y.real, y.imag]

    def last_state(w, first, xs):
        scaled = w * 0.1
        return jax.lax.scan(lambda h, x: (jnp.tanh(h @ scaled + x), None), first, xs)[0]

    def loss(w1, w2, x, y):
        return jnp.square(jnp.tanh(x @ w1 * 0.1) @ w2 - y).sum()

    return {
        "gather": lambda x, i: [x[i]],
        "scatter": lambda x, i, v: [x.at[i].add(v)],
        "gather_gradient": lambda x, i, v: [jax.grad(lambda each: (jnp.square(each[i]) * v).sum())(x)],
        "cumsum": lambda x: [jnp.cumsum(x, 1)],
        "sort": lambda x: [jnp.sort(x, 1)],
        "attention": lambda q, k, v: [attention(q, k, v)],
        "attention_gradients": with_gradients(attention, 3),
        "convolution": lambda x, w: [convolution(x, w)],
        "convolution_gradients": with_gradients(convolution, 2),
        "cholesky": cholesky,
        "eigh": eigh,
        "fourier": fourier,
        "scan": with_gradients(last_state, 1),
        "single_samples": jax.vmap(jax.grad(loss, argnums=(0, 1)), in_axes=(None, None, 0, 0)),
    }


def scipy_functions(np):
    from scipy import linalg

    def lu(a):
        lower_rows, lower, upper = linalg.lu(a, p_indices=True)
        return [np.argsort(lower_rows), lower, upper]

    def eigh(a):
        values, vectors = linalg.eigh(a)
        return [values, np.abs(vectors)]

    def svd(a):
        u, s, vh = linalg.svd(a, full_matrices=False)
        return [np.abs(u), s, np.abs(vh)]

    return {
        "cholesky": lambda a: [linalg.cholesky(a, lower=True)],
        "solve_triangular": lambda a, b: [linalg.solve_triangular(a, b, lower=True)],
        "solve": lambda a, b: [linalg.solve(a, b)],
        "solve_vector": lambda a, b: [linalg.solve(a, b)],
        "inv": lambda a: [linalg.inv(a)],
        "det": lambda a: [np.array([linalg.det(a * 0.1)])],
        "slogdet": lambda a: [np.array([x]) for x in np.linalg.slogdet(a)],
        "lu": lu,
        "qr": lambda a: list(linalg.qr(a, mode="economic")),
        "eigh": eigh,
        "eigvalsh": lambda a: [linalg.eigvalsh(a)],
        "svd": svd,
        "svdvals": lambda a: [linalg.svdvals(a)],
        "pinv": lambda a: [linalg.pinv(a)],
        "lstsq": lambda a, b: [linalg.lstsq(a, b)[0]],
        "expm": lambda a: [linalg.expm(a)],
    }


def elements(np, inputs, dtype):
    """As in `workload/function-contest.ts`."""
    np.random.seed(17)
    made = []
    for described in inputs:
        u = np.random.rand(*described["shape"])
        if "below" in described:
            made.append(np.floor(u * described["below"]).astype(np.int32))
            continue
        x = 2 * u - 1
        if "diagonal" in described:
            x = (x + x.T) / 2 + described["diagonal"] * np.eye(len(x))
        made.append(x.astype(dtype))
    return made


def sampled(results):
    flat = [result.reshape(-1) for result in results]
    return [float(v) for row in flat for v in row[:: max(1, len(row) // 509)]]


def function_torch(np, name, dtype, inputs):
    torch = importlib.import_module("torch")
    f = torch_functions()[name]
    arrays = [torch.tensor(x) for x in elements(np, inputs, dtype)]
    state = {}

    def step():
        state["out"] = f(*arrays)

    return step, lambda: sampled([y.numpy() for y in state["out"]])


def function_jax(np, name, dtype, inputs):
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    f = jax.jit(jax_functions()[name])
    arrays = [jax.numpy.asarray(x) for x in elements(np, inputs, dtype)]
    state = {}

    def step():
        state["out"] = jax.block_until_ready(f(*arrays))

    return step, lambda: sampled([np.asarray(y) for y in state["out"]])


def kernels():
    """For which processors the kernels are that OpenBLAS has chosen, in each library of it that is loaded."""
    with open("/proc/self/maps") as maps:
        paths = sorted({line.split()[-1] for line in maps if "openblas" in line})
    found = []
    for library in map(ctypes.CDLL, paths):
        for prefix, suffix in [("scipy_", "64_"), ("scipy_", ""), ("", "64_"), ("", "")]:
            name = getattr(library, f"{prefix}openblas_get_corename{suffix}", None)
            if name is not None:
                name.restype = ctypes.c_char_p
                found.append(name().decode())
                break
    return found


def function_scipy(np, name, dtype, inputs):
    f = scipy_functions(np)[name]
    wanted, chosen = os.environ.get("OPENBLAS_CORETYPE"), kernels()
    if wanted is not None and set(chosen) != {wanted}:
        raise RuntimeError(f"its kernels are not those for {wanted}, but {chosen}")
    arrays = elements(np, inputs, dtype)
    state = {}

    def step():
        state["out"] = f(*arrays)

    return step, lambda: sampled(state["out"])
