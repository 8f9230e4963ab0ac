"""Video, decoded frame by frame: how many, when, in which colours, and the numbers at their places."""

import io
from functools import cache

import numpy as np
import pytest

from tconv_anim.animation import Animation, animate
from tconv_anim.formats import OutputError, read_comment, webm
from tconv_anim.formats._shapes import shaped
from tconv_anim.formats._video import RATE
from tconv_anim.renderer.marks import Text

from .command import run

av = pytest.importorskip("av", reason="the extra video is not installed")

CODECS = {"mp4": "h264", "webm": "vp9"}
VIEWS = {
    "overlap_add": {"input": [[3, 2]], "kernel_size": 1, "size": 800},
    "sliding_window": {"op": "conv", "input": [[3, 2], [5, 4]], "kernel_size": 2, "aspect": "auto"},
    "matrix": {"input": [[3, 2]], "kernel_size": 1, "aspect": "auto", "size": 641},
}
CASES = [(view, fmt) for view in VIEWS for fmt in CODECS if fmt == "mp4" or view == "overlap_add"]


@cache
def animation_of(view: str) -> Animation:
    return shaped(animate(**VIEWS[view], view=view, step_ms=800, hold_ms=500), "mp4")


@cache
def data_of(view: str, fmt: str) -> bytes:
    return animation_of(view).to_bytes(fmt)


def frames_of(view: str, fmt: str) -> list[np.ndarray]:
    with av.open(io.BytesIO(data_of(view, fmt))) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


@pytest.mark.parametrize(("view", "fmt"), CASES)
def test_a_video_has_the_frames_the_time_and_the_colours_that_it_says(view, fmt):
    animation = animation_of(view)
    with av.open(io.BytesIO(data_of(view, fmt))) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.codec.canonical_name, context.pix_fmt) == (CODECS[fmt], "yuv420p")
        assert stream.average_rate == RATE
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        size = animation.page.width, animation.page.height
        assert (context.width, context.height) == tuple(side + side % 2 for side in size)
        times = [float(frame.pts * frame.time_base) for frame in container.decode(stream)]
        whole_ms = sum(animation.times_ms(fmt))
        assert abs(container.duration / 1000 - whole_ms) <= 1000 / RATE
    assert len(times) == round(whole_ms * RATE / 1000)
    np.testing.assert_allclose(np.diff(times), 1 / RATE, atol=1e-3)
    assert times[0] == 0


def test_a_video_is_wide_unless_another_shape_is_asked_for_or_nothing_wide_has_room(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sizes = {
        (1280, 720): {"stride": 2, "padding": 1},
        (800, 450): {"size": 800},
        (1024, 768): {"aspect": "4:3"},
        (500, 900): {"size": (500, 900)},
        (1920, 1080): {"op": "bilinear", "scale_factor": 2, "input_size": 4},
    }
    for size, look in sizes.items():
        animation = animate(**look)
        pages = {fmt: shaped(animation, fmt).page for fmt in ("mp4", "webm", "pptx", "gif")}
        assert {(page.width, page.height) for fmt, page in pages.items() if fmt != "gif"} == {size}, look
        assert pages["gif"] == animation.page
        assert shaped(animation, "mp4").left_out is None
    crowded = animate(input_size=6, size=360)
    assert shaped(crowded, "mp4") is crowded
    (message,) = [line for line in run("-o", "x.mp4", "--max-steps", "1").stderr.splitlines() if "x.mp4" in line]
    assert "1280×720 px" in message


@pytest.mark.parametrize(("view", "fmt"), CASES)
def test_every_frame_of_a_video_is_what_the_painter_draws(view, fmt):
    drawing = animation_of(view).drawing(tick_ms=40)
    frames, at, shown = iter(frames_of(view, fmt)), 0, 0
    for painted in drawing.pixel_frames():
        at += painted.duration_ms
        wanted = drawing.palette.colors[painted.indices].astype(int)
        while shown < round(at * RATE / 1000):
            height, width = painted.indices.shape
            difference = np.abs(next(frames)[:height, :width] - wanted)
            assert difference.mean() < 2.5
            assert np.quantile(difference, 0.99) < 60, "but for the edges of colours, whose chroma is halved"
            shown += 1


@pytest.mark.parametrize(("view", "fmt"), CASES)
def test_the_numbers_can_be_read_at_the_places_of_their_marks(view, fmt):
    """In luma, the box of each number is nearer to the number that was drawn there than to any other."""
    animation = animation_of(view)
    drawing = animation.drawing()
    *_, last = drawing.pixel_frames()
    light = np.array([0.2126, 0.7152, 0.0722])
    painted, film = drawing.palette.colors[last.indices] @ light, frames_of(view, fmt)[-1] @ light
    marks = [m.shape for m in animation.marks() if isinstance(m.shape, Text) and m.shape.text.isdigit()]
    numbers = {}
    for text in marks:
        side = round(text.px)
        left, top = round(text.at[0]) - side // 2 * text.centred, round(text.at[1]) - side
        box = np.s_[max(0, top) : top + side + 4, max(0, left) : left + side]
        assert np.abs(painted[box] - film[box]).mean() < 8
        numbers.setdefault((text.text, painted[box].shape), (painted[box], film[box]))
    assert len({text for text, _ in numbers}) >= 2
    for (text, shape), (_, seen) in numbers.items():
        alike = {other: drawn for (other, size), (drawn, _) in numbers.items() if size == shape}
        distances = {other: np.abs(drawn - seen).mean() for other, drawn in alike.items()}
        assert min(distances, key=distances.get) == text


@pytest.mark.parametrize("fmt", CODECS)
def test_a_video_carries_its_recipe_and_its_alt_text(fmt, tmp_path):
    animation = animation_of("overlap_add")
    file = tmp_path / f"x.{fmt}"
    file.write_bytes(data_of("overlap_add", fmt))
    with av.open(str(file)) as container:
        texts = {name.lower(): text for name, text in container.metadata.items()}
    assert texts["description"] == animation.alt_text
    assert texts["comment"].strip() == animation.recipe.strip()
    assert read_comment(file) == animation.recipe


@pytest.mark.parametrize("fmt", CODECS)
def test_the_same_animation_gives_the_same_video(fmt):
    assert animation_of("overlap_add").to_bytes(fmt) == data_of("overlap_add", fmt)


def test_an_mp4_has_its_index_first_so_that_it_plays_while_it_loads():
    data, names, at = data_of("overlap_add", "mp4"), [], 0
    while at < len(data):
        names.append(data[at + 4 : at + 8])
        at += int.from_bytes(data[at : at + 4])
    assert names.index(b"moov") < names.index(b"mdat")
    assert at == len(data)


@pytest.mark.parametrize("fmt", CODECS)
def test_a_video_without_its_extra_is_refused_before_the_work_and_one_that_is_there_is_read(tmp_path, monkeypatch, fmt):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"y.{fmt}").write_bytes(data_of("overlap_add", fmt))
    monkeypatch.setattr("tconv_anim.formats.find_spec", lambda _: None)
    monkeypatch.setattr("tconv_anim.animation.Animation.drawing", None)
    result = run("--stride", "2", "-o", f"x.{fmt}")
    assert (result.exit_code, result.stderr) == (
        2, f'Error: a .{fmt} is written by av, which is not installed: pip install "tconv-anim[video]"\n'
    )  # fmt: skip
    with pytest.raises(OutputError):
        animate().to_bytes(fmt)
    assert read_comment(f"y.{fmt}") == animation_of("overlap_add").recipe
    assert [path.name for path in tmp_path.iterdir()] == [f"y.{fmt}"]


def test_a_webm_keeps_no_frame_back_as_those_of_a_large_page_would_fill_the_memory():
    with av.open(io.BytesIO(), "w", format="webm") as output:
        stream = output.add_stream("libvpx-vp9", rate=RATE, options=webm.VP9)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(3):
            picture = av.VideoFrame.from_ndarray(np.zeros((72, 64), np.uint8), format="yuv420p")
            picture.pts = number
            assert stream.encode(picture)
