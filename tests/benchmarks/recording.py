"""Recording: to a bare loop that multiplies the same numbers and keeps none of them."""

import tracemalloc
from collections.abc import Iterator

import numpy as np

from tconv_anim import record
from tests.benchmarks.measure import Row, ratio

SIZE, CHANNELS, KERNEL, LAYERS = 64, 8, 3, 10
CHAIN_AT_MOST = 3
AT_MOST = {
    "conv": (10, 7.7),
    "conv_transpose": (8, 11),
}  # time and megabytes of the first recorder


def arrays() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.integers(-9, 10, (CHANNELS, SIZE, SIZE)), rng.integers(-9, 10, (CHANNELS, CHANNELS, KERNEL, KERNEL))


def gathered(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    output = np.empty((CHANNELS, SIZE - KERNEL + 1, SIZE - KERNEL + 1), x.dtype)
    for row, column in np.ndindex(*output.shape[1:]):
        window = x[:, row : row + KERNEL, column : column + KERNEL]
        output[:, row, column] = (weight * window).sum(axis=(1, 2, 3))
    return output


def stamped(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    output = np.zeros((CHANNELS, SIZE + KERNEL - 1, SIZE + KERNEL - 1), x.dtype)
    for row, column in np.ndindex(*x.shape[1:]):
        stamp = (weight * x[:, row, column].reshape(-1, 1, 1, 1)).sum(axis=0)
        output[:, row : row + KERNEL, column : column + KERNEL] += stamp
    return output


def chained(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return record([{"op": "conv", "weight": np.sign(weight), "padding": 1}] * LAYERS, x).output


def alone(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    for _ in range(LAYERS):
        x = record("conv", x, np.sign(weight), padding=1).output
    return x


def recording(runs: int) -> Iterator[Row]:
    x, weight = arrays()
    what = f"{SIZE}x{SIZE} cells, a {KERNEL}x{KERNEL} kernel, {CHANNELS} channels to {CHANNELS}"
    for op, loop in (("conv", gathered), ("conv_transpose", stamped)):
        assert (record(op, x, weight).output == loop(x, weight)).all()
        yield ratio(f"recording a {op} of {what}, to a loop that only multiplies", AT_MOST[op][0],
                    lambda op=op: record(op, x, weight), lambda loop=loop: loop(x, weight), runs)  # fmt: skip
        tracemalloc.start()
        kept = record(op, x, weight)
        yield Row(f"peak memory of its {len(kept.steps)} steps", tracemalloc.get_traced_memory()[1] / 1e6,
                  AT_MOST[op][1], "MB")  # fmt: skip
        tracemalloc.stop()
    yield ratio(f"recording {LAYERS} such convs one after the other, to recording each alone", CHAIN_AT_MOST,
                lambda: chained(x, weight), lambda: alone(x, weight), runs)  # fmt: skip
