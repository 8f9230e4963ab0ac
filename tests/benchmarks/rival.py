"""The plain picture as one would draw it with matplotlib: FuncAnimation, PillowWriter; panels, window and links."""

import tempfile

import matplotlib as mpl

mpl.use("Agg")
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.collections import LineCollection, PolyCollection

FRAMES = 25
UPPER, LOWER, ACROSS, DOWN = (190, 330), (190, 190), np.array([30, -10]), np.array([-20, -15])
INPUT, READ, ZERO, PENDING, DONE = "#a9d0f2", "#1a5c99", "#f0f5fa", "#e6f3f0", "#b4e0d8"


def cells(corner: tuple[int, int], size: int) -> np.ndarray:
    rows, columns = np.mgrid[:size, :size]
    first = np.array(corner) + rows[..., None] * DOWN + columns[..., None] * ACROSS
    return np.stack([first, first + ACROSS, first + ACROSS + DOWN, first + DOWN], axis=-2).reshape(-1, 4, 2)


def save() -> None:
    """A stride-1 convolution over a zero-inserted 3x3 input with a border of 1: 7x7 to 5x5, one cell a frame."""
    figure = plt.figure(figsize=(3.95, 4.49), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 395), ylim=(0, 449))
    axes.axis("off")
    upper, lower = cells(UPPER, 5), cells(LOWER, 7)
    output = axes.add_collection(PolyCollection(upper, edgecolors="#23444d", linewidths=0.7))
    source = axes.add_collection(PolyCollection(lower, edgecolors="#23444d", linewidths=0.7))
    window = axes.add_collection(PolyCollection([], facecolors="none", edgecolors="#b45309", linewidths=1.4))
    links = axes.add_collection(LineCollection([], colors="#3a5961", linewidths=0.7))
    plain = np.full((7, 7), ZERO, dtype="<U7")
    plain[1:6:2, 1:6:2] = INPUT

    def draw(step: int) -> list[object]:
        row, column = divmod(step, 5)
        colors = plain.copy()
        seen = colors[row : row + 3, column : column + 3]
        seen[...] = np.where(seen == INPUT, READ, "#c3ced4")
        source.set_facecolors(colors.ravel())
        output.set_facecolors([DONE] * step + ["#0d544c"] + [PENDING] * (24 - step))
        grid = lower.reshape(7, 7, 4, 2)
        read = np.array([grid[row, column, 0], grid[row, column + 2, 1], grid[row + 2, column + 2, 2],
                         grid[row + 2, column, 3]])  # fmt: skip
        window.set_verts([read, upper[step]])
        links.set_segments(np.stack([read, upper[step]], axis=1))
        return [source, output, window, links]

    with tempfile.TemporaryDirectory() as folder:
        FuncAnimation(figure, draw, frames=FRAMES).save(f"{folder}/rival.gif", writer=PillowWriter(fps=1))
    plt.close(figure)


if __name__ == "__main__":
    save()
