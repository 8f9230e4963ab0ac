"""Write more_ops.jsonl: what PyTorch gives for bicubic interpolation, adaptive pooling, unfold and fold.

Of whole numbers. python tests/data/make_more_ops.py > tests/data/more_ops.jsonl, with torch==2.13.0 on a CPU, in
float64. Samples and channels come first, as PyTorch has them.
"""

import json
import random

import torch
from torch.nn import functional

COUNT = 24  # of each


def interpolated(rng, x):
    if rng.random() < 0.5:
        given = {"size": [rng.randint(1, 9) for _ in range(2)], "scale_factor": None}
    else:
        given = {"size": None, "scale_factor": [rng.choice([0.6, 1, 1.1, 1.3, 2, 2.5, 3]) for _ in range(2)]}
    parameters = {**given, "align_corners": rng.choice([None, False, True])}
    return parameters, functional.interpolate(x, **parameters, mode="bicubic")


def adapted(kind):
    def pooled(rng, x):
        size = [rng.randint(1, 7) for _ in range(x.ndim - 2)]
        return {"output_size": size}, getattr(functional, f"adaptive_{kind}_pool{x.ndim - 2}d")(x, size)

    return pooled


def windows(rng):
    names = {"kernel_size": (1, 3), "dilation": (1, 2), "padding": (0, 2), "stride": (1, 3)}
    return {name: [rng.randint(*ends) for _ in range(2)] for name, ends in names.items()}


def unfolded(rng, x):
    parameters = windows(rng)
    return parameters, functional.unfold(x, **parameters)[:, None]  # the matrix as a plane of one channel


def folded(rng, x):
    """Of a matrix that functional.unfold made, with other numbers in it."""
    parameters = windows(rng)
    matrix = torch.randint(-9, 10, functional.unfold(x, **parameters).shape).double()
    parameters = {"output_size": list(x.shape[2:]), **parameters}
    return parameters, functional.fold(matrix, **parameters), matrix[:, None]


OPS = {
    "bicubic": ((2,), interpolated),
    "adaptive_avg_pool": ((1, 2), adapted("avg")),
    "adaptive_max_pool": ((1, 2), adapted("max")),
    "unfold": ((2,), unfolded),
    "fold": ((2,), folded),
}


def main():
    rng = random.Random(21)
    torch.manual_seed(21)
    for op, (dims, compute) in OPS.items():
        for number in range(COUNT):
            shape = [rng.randint(1, 2), rng.randint(1, 3), *(rng.randint(1, 7) for _ in range(rng.choice(dims)))]
            x = torch.randint(-9, 10, shape)
            try:
                parameters, y, *own = compute(rng, x.double())
            except RuntimeError:  # of a size that comes to 0, or a kernel that is too large
                continue
            x = own[0].long() if own else x
            print(json.dumps({
                "id": f"{op}-{number:03}", "op": op, "input_shape": list(x.shape), "input": x.tolist(),
                "params": parameters,
                "expect": "output", "output_shape": list(y.shape), "output": y.tolist(),
            }, separators=(",", ":")))  # fmt: skip


if __name__ == "__main__":
    main()
