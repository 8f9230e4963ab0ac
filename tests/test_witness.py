"""The check is proof: whatever is broken in what is computed or shown, it is found, whichever libraries are there."""

import os
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tconv_anim import animate
from tconv_anim.publish.witness import witness

ROOT = Path(__file__).parents[1]
RECIPES = {
    "stamps": "stride = 2\npadding = 1\noutput-padding = 1\nkernel = 3\ninput-size = 2\nsum = true\n",
    "zeros": 'view = "zero_insertion"\nstride = 2\npadding = 1\ninput-size = 2\n',
    "window": 'op = "conv"\nstride = 2\npadding = "2:1"\ninput-size = 5\nsteps = "1:3"\n'
    'weight = "-1,2,0;3,-2,1;0,1,-1"\nsum = true\n',
    "reflect": 'op = "conv"\npadding = 1\npadding-mode = "reflect"\ninput-size = 3\nstyle = "flat"\n',
    "channels": 'op = "conv"\nchannels = "2:2"\nbias = "1,2"\ninput-size = 3\nkernel = 2\n',
    "matrix": 'view = "matrix"\ninput-size = 2\nkernel = 2\n',
    "connections": 'view = "connections"\nop = "conv"\ninput-size = 3\nkernel = 2\n',
    "evenness": 'view = "overlap"\nstride = 2\ninput-size = 3\n',
    "bilinear": 'op = "bilinear"\nscale-factor = 2\ninput-size = 2\n',
    "nearest": 'op = "nearest_exact"\nscale-factor = 2\ninput-size = 2\n',
    "average": 'op = "avg_pool"\nkernel = 3\nstride = 1\npadding = 1\ncount-include-pad = false\ninput-size = 3\n',
    "maximum": 'op = "max_pool"\nkernel = 2\nstride = 1\ninput-size = 3\n',
    "shuffle": 'op = "pixel_shuffle"\nupscale-factor = 2\ninput-size = 2\n',
    "resize": 'op = "resize_conv"\nscale-factor = 2\ninput-size = 2\n',
}
BREAKS = [
    ("core/step.py", "stride * cell - pad_lo + dilation *", "stride * cell - pad_lo - dilation *", "window"),
    ("core/step.py", "(axis >= 0) & (axis < n)", "(axis >= 0) & (axis <= n)", "average"),
    ("core/step.py", "np.abs((size - 1) - np.abs(positions))", "np.abs(size - np.abs(positions))", "reflect"),
    ("core/step.py", "products = self.blocks * self.values", "products = self.blocks + self.values", "channels"),
    ("core/convolution.py", "(lo for lo, _ in spec.pads)", "(hi for _, hi in spec.pads)", "window"),
    ("core/convolution.py", "⌊({i} + {border}", "⌊({i} − {border}", "window"),
    (
        "core/interpolation.py",
        "there = min(max(p, 0), i - 1)",
        "there = min(max(p, 0), i - 2)",
        "bilinear",
    ),
    (
        "core/interpolation.py",
        "at = (j + shift) * scale - shift",
        "at = (j + shift) * scale",
        "bilinear",
    ),
    ("core/ops/nearest_exact.py", "np.arange(o) + 0.5", "np.arange(o) + 1.5", "nearest"),
    ("core/ops/avg_pool.py", '| spec.get("count_include_pad")', "| True", "average"),
    ("core/ops/pixel_shuffle.py", "channel // r % r, channel % r", "channel % r, channel // r % r", "shuffle"),
    ("core/ops/_pooling.py", "first = at * s - p", "first = at * s", "average"),
    ("core/ops/_pooling.py", "first + d * (k - 1) + 1", "first + d * (k - 1)", "maximum"),
    ("scenes/canvas.py", "np.where(fresh, np.nan, stamp)", "np.where(fresh, np.nan, stamp + 1)", "stamps"),
    ("scenes/canvas.py", "(counts >= expected)", "(counts >= expected - 1)", "stamps"),
    (
        "scenes/canvas.py",
        "self.stamps[np.ix_(*self.cells(step))] += 1",
        "self.stamps[np.ix_(*self.cells(step))] += 2",
        "stamps",
    ),
    ("scenes/canvas.py", "np.where(stamps[self.extra] > 0", "np.where(stamps[self.extra] > 1", "stamps"),
    ("scenes/canvas.py", "roles[~self.kept] = Role.CROPPED", "roles[~self.kept] = Role.EMPTY", "stamps"),
    ("scenes/number_text.py", 'f"{value:.4g}" if size >= 100 else f"{value:.3g}"', 'f"{value:.2g}"', "average"),
    ("scenes/number_text.py", 'text.replace("-", MINUS) if value < 0 else text', 'text.replace("-", "")', "window"),
    ("scenes/number_text.py", "added = number_text(term)", "added = number_text(term + 1)", "stamps"),
    ("scenes/sums.py", "sum((value * weight for", "sum((value + weight for", "stamps"),
    (
        "scenes/sums.py",
        "{factor_text(value)}·{factor_text(weight)}",
        "{factor_text(value)}·{factor_text(value)}",
        "window",
    ),
    ("scenes/sums.py", "bias=exact_text(bias)", "bias=exact_text(bias + 1)", "channels"),
    ("scenes/overlap_verdict.py", "self.inner > 0])) > 1", "self.inner > 0])) > 3", "evenness"),
    ("scenes/overlap_verdict.py", "(np.arange(size) + lo) % s", "(np.arange(size) + lo + 1) % s", "evenness"),
    (
        "scenes/padded_input.py",
        "np.where(roles[cells] == Role.INPUT, Role.INPUT_IN_PLAY",
        "np.where(roles[cells] == Role.INPUT, Role.INPUT",
        "window",
    ),
    (
        "scenes/panels.py",
        "values=shown(values), title=title",
        "values=shown(values + 1), title=title",
        "window",
    ),
    ("scenes/padded_input.py", "slice(None, None, s)", "slice(0, None, s + 1)", "zeros"),
    (
        "scenes/views/sliding_window.py",
        "float(parts[a]) for a in drawn",
        "float(parts[a] + 1) for a in drawn",
        "channels",
    ),
    (
        "scenes/views/matrix.py",
        "product.weights[:, column] * product.x[column]",
        "product.weights[:, column] + product.x[column]",
        "matrix",
    ),
    ("scenes/timeline.py", "hold_ms)", "hold_ms + CLOCK_MS)", "stamps"),
    (
        "scenes/timeline.py",
        "carried = max(0, wanted - duration_ms)",
        "carried = max(0, wanted - duration_ms) + CLOCK_MS",
        "stamps",
    ),
    (
        "renderer/geometry.py",
        "columns[..., None] * np.array(grid.across)",
        "columns[..., None] * np.array(grid.down)",
        "stamps",
    ),
    ("renderer/cells.py", "down = below + DIGIT_HEIGHT / 2 * px", "down = below + DIGIT_HEIGHT / 2 * px + 1", "window"),
    (
        "renderer/layout/page.py",
        "margin + (width - (right - left)) // 2 - left",
        "margin + (width - (right - left)) // 2 - left + 1",
        "stamps",
    ),
    ("renderer/layout/page.py", "top += px * LINE_HEIGHT", "top += px * LINE_HEIGHT + 1", "stamps"),
    (
        "renderer/layout/font_sizes.py",
        "min(most_px, share * cell_px,",
        "min(most_px, share * cell_px - 3,",
        "stamps",
    ),
    (
        "renderer/layout/styles/isometric.py",
        "height_of(output) - lift).moved(0, lift)",
        "height_of(output) - lift).moved(0, lift + 9)",
        "stamps",
    ),
    (
        "renderer/layout/styles/flat.py",
        "signs.append((x - space // 2,",
        "signs.append((x - space // 3,",
        "reflect",
    ),
    ("scenes/timeline.py", "shot.step in picked", "shot.step - 1 in picked", "window"),
    ("core/convolution.py", '"lo" if _has_pairs(spec) else "p"', '"lo" if _has_pairs(spec) else "q"', "zeros"),
]
"""A file, a piece of it, what it becomes, and a recipe whose picture is wrong then."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory) -> Path:
    """A gallery that says of itself that other versions of the libraries made it: what is shown has to tell."""
    folder = tmp_path_factory.mktemp("gallery")
    (folder / "examples").mkdir()
    for name, recipe in RECIPES.items():
        (folder / "examples" / f"{name}.toml").write_text(recipe)
    made = run(folder, ROOT)
    assert made.returncode == 0, made.stderr
    path = folder / "gallery" / "manifest.json"
    path.write_text(re.sub(r"(matplotlib|numpy|pillow) [0-9.]+", r"\1 0.1", path.read_text()))
    return folder


def run(gallery: Path, package: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tconv_anim", "gallery", "--jobs", "1", *options]
    environment = os.environ | {"PYTHONPATH": str(package)}
    return subprocess.run(command, cwd=gallery, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("file", "old", "new", "recipe"), BREAKS)
def test_a_check_finds_what_is_broken(gallery, tmp_path, file, old, new, recipe):
    shutil.copytree(ROOT / "tconv_anim", tmp_path / "tconv_anim")
    path = tmp_path / "tconv_anim" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = run(gallery, tmp_path, "--check", "--only", recipe, "--differences", str(tmp_path / "differences"))
    assert found.returncode == 1
    assert f"gallery/{recipe}.gif: it shows something else now" in found.stderr.splitlines()


def test_a_missing_recipe_is_found(gallery, tmp_path):
    copy = shutil.copytree(gallery, tmp_path / "gallery")
    (copy / "examples" / "stamps.toml").unlink()
    found = run(copy, ROOT, "--check")
    assert (found.returncode, "gallery/stamps.gif: no recipe makes it" in found.stderr) == (1, True)


def test_one_hundredth_of_a_second_is_seen_and_the_way_of_compression_is_not(monkeypatch):
    animation = animate("conv", input=[[1, 2], [3, 4]], weight=[[1]])
    seen = {witness(animate("conv", input=[[1, 2], [3, 4]], weight=[[1]], step_ms=ms), "gif") for ms in (None, 1010)}
    assert len(seen) == 2
    assert witness(animation, "gif") in seen
    assert witness(animation, "png") != witness(animation, "gif")
    monkeypatch.setattr("tconv_anim.renderer.svg.elements.zlib.compress", lambda data, _: zlib.compress(data, 1))
    assert witness(animation, "gif") in seen
