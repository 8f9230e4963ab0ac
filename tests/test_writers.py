"""Files, by decoding them: size, total time, loop, last hold, recipe; nothing lost when a run fails."""

import base64
import html
import io
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image, ImageSequence

from tconv_anim import NumbersWarning
from tconv_anim.animation import Animation, animate
from tconv_anim.formats import OutputError, load_format
from tconv_anim.formats._page import BAR_PX
from tconv_anim.formats._writing import check_writable, write_file
from tconv_anim.options import LOOK
from tconv_anim.renderer.frame import PixelFrame

from .unpack import book_of


def decoded(data: bytes) -> list[Image.Image]:
    with Image.open(io.BytesIO(data)) as image:
        return [frame.copy() for frame in ImageSequence.Iterator(image)]


def painted(animation: Animation) -> list[np.ndarray]:
    drawing = animation.drawing()
    return [drawing.palette.colors[frame.indices] for frame in drawing.pixel_frames()]


def gif_of(*frames: PixelFrame) -> bytes:
    """A GIF of frames whose painter need not be asked."""
    palette = SimpleNamespace(colors=np.array([[0, 0, 0], [255, 255, 255]], np.uint8))
    page = SimpleNamespace(width=frames[0].indices.shape[1], height=frames[0].indices.shape[0])
    drawing = SimpleNamespace(looped=lambda: iter(frames), palette=palette, page=page, loop=0, comment="")
    file = io.BytesIO()
    load_format("gif").write(file, drawing)
    return file.getvalue()


@pytest.mark.parametrize("style", ["isometric", "flat"])
def test_a_decoded_gif_is_what_was_painted_frame_by_frame(style):
    animation = animate(stride=2, padding=1, style=style)
    frames = decoded(animation.to_bytes())
    expected = painted(animation)
    assert len(frames) == len(expected) == len(animation.durations_ms)
    for frame, picture in zip(frames, expected, strict=True):
        np.testing.assert_array_equal(np.asarray(frame.convert("RGB")), picture)


def test_another_decoder_agrees():
    animation = animate("conv", stride=2, padding=1)
    read = iio.imread(animation.to_bytes(), extension=".gif")
    np.testing.assert_array_equal(read[..., :3], np.stack(painted(animation)))


def test_frames_stay_as_long_as_the_shots_and_the_last_is_held():
    animation = animate(stride=2, padding=1, step_ms=430, hold_ms=2500)
    delays = [frame.info["duration"] for frame in decoded(animation.to_bytes())]
    assert delays == animation.durations_ms
    assert delays[-1] == 2500
    assert sum(delays[1:-2]) == (9 + 2) * 430, "of the steps, and of the first and the last product of a sum"
    assert min(delays) >= 20


def test_a_frame_that_a_gif_cannot_show_long_enough_is_several_that_look_the_same():
    animation = animate(stride=2, view="steps", step_ms=600_000, limit="none", numbers=False, caption=False)
    assert max(animation.durations_ms) > 0xFFFF * 10
    frames = decoded(animation.to_bytes())
    delays = [frame.info["duration"] for frame in frames]
    assert sum(delays) == sum(animation.durations_ms)
    pictures = iter(painted(animation))
    shown, left = next(pictures), animation.durations_ms[0]
    for frame in frames[:4]:
        if not left:
            shown, left = next(pictures), animation.durations_ms[1]
        np.testing.assert_array_equal(np.asarray(frame.convert("RGB")), shown)
        left -= frame.info["duration"]


@pytest.mark.parametrize(
    "given",
    [
        {"stride": 2, "view": "steps", "step_ms": 600_000, "limit": "none"},
        {"op": "max_unpool", "input_size": 4},
        {"layer": "lax.conv_transpose(x, w, strides=(2,2), padding='SAME')", "in_channels": 3, "view": "steps"},
    ],
)
def test_writing_gives_the_number_of_frames_in_the_file(given):
    """Pictures that look the same are one frame, and a GIF shows one that stays very long in several."""
    animation = animate(**given, numbers=False, labels=False)
    file = io.BytesIO()
    frames = animation.write(file)
    with Image.open(file) as image:
        assert frames == image.n_frames
    page = io.BytesIO()
    assert animation.write(page, "html") == len(film_in(page.getvalue()))
    assert [animation.write(io.BytesIO(), name) for name in ("png", "svg")] == [1, 1]


def film_in(page: bytes) -> list[int]:
    """How long each frame of a page stays."""
    return book_of(page.decode())["films"][0]["durations_ms"]


def test_numbers_that_are_left_out_are_one_warning_an_animation(tmp_path):
    animation = animate(stride=2, padding=1, size=(480, 480))
    with pytest.warns(NumbersWarning, match="left out: use size=") as caught:
        animation.save(tmp_path / "a.gif")
    assert [warning.filename for warning in caught] == [__file__]
    animation.save(tmp_path / "a.svg")  # a second warning would be an error
    animation.to_bytes("png")
    animation.write(io.BytesIO())


@pytest.mark.parametrize("write", ["to_bytes", "write", "_repr_mimebundle_"])
def test_every_way_to_write_warns(write):
    with pytest.warns(NumbersWarning):
        getattr(animate(stride=2, padding=1, size=(480, 480)), write)(*[io.BytesIO()] * (write == "write"))


@pytest.mark.parametrize("hundredths", [2, 65535, 65536, 131070, 3 * 65535 - 1, 3 * 65535, 500_001])
def test_a_frame_lasts_as_long_as_was_asked_and_has_no_short_rest(hundredths):
    frame = PixelFrame(np.array([[0, 1]], np.uint8), (), hundredths * 10)
    delays = [shown.info["duration"] for shown in decoded(gif_of(frame))]
    assert sum(delays) == hundredths * 10
    assert max(delays) - min(delays) <= 10
    assert len(delays) == -(-hundredths // 65535)


def test_the_time_of_a_frame_that_changes_nothing_is_added_to_the_one_before():
    first, second = np.array([[0, 1]], np.uint8), np.array([[1, 1]], np.uint8)
    whole = ((0, 0, 2, 1),)
    data = gif_of(
        PixelFrame(first, (), 100),
        PixelFrame(first, whole, 250),
        PixelFrame(second, whole, 400),
        PixelFrame(second, (), 50),
    )
    assert [frame.info["duration"] for frame in decoded(data)] == [350, 450]


@pytest.mark.parametrize(("loop", "info"), [(0, 0), (1, None), (2, 1), (7, 6)])
def test_it_plays_as_often_as_was_asked(loop, info):
    with Image.open(io.BytesIO(animate(loop=loop).to_bytes())) as image:
        assert image.info.get("loop") == info


def test_one_palette_serves_all_frames():
    data = animate(stride=2, padding=1).to_bytes()
    with Image.open(io.BytesIO(data)) as image:
        size = len(image.palette.palette) // 3
    # An image descriptor is ",", four 16-bit numbers and flags; the flags' top bit announces a palette of its own.
    position, local = 13 + 3 * (2 << (data[10] & 7)), []
    while data[position] != ord(";"):
        if data[position] == ord(","):
            local.append(data[position + 9] >> 7)
            position += 11
        else:
            position += 2
        while data[position]:
            position += data[position] + 1
        position += 1
    assert size <= 256
    assert len(local) == 22
    assert not any(local)


def test_the_recipe_in_the_file_makes_the_same_file_again():
    animation = animate(stride=2, padding=1, theme="dark", numbers=False, step_ms=500, seed=3)
    data = animation.to_bytes()
    with Image.open(io.BytesIO(data)) as image:
        recipe = tomllib.loads(image.info["comment"].decode())
    assert (recipe["op"], recipe.pop("look")) == ("conv_transpose", LOOK)
    matrices = {
        name: [[int(v) for v in row.split(",")] for row in recipe.pop(name).split(";")] for name in ("input", "weight")
    }
    again = animate(**{name.replace("-", "_"): value for name, value in recipe.items()}, **matrices)
    assert again.to_bytes() == data


def test_the_same_animation_gives_the_same_bytes():
    assert animate(stride=2).to_bytes() == animate(stride=2).to_bytes()


def test_a_png_is_the_finished_picture():
    animation = animate(stride=2, padding=1)
    with Image.open(io.BytesIO(animation.to_bytes("png"))) as image:
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), painted(animation)[-1])
        assert tomllib.loads(image.text["Comment"])["stride"] == 2


def test_a_failed_run_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "a.gif"
    target.write_bytes(b"old")

    def fail(file: io.BytesIO) -> None:
        file.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(target, fail)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("pipe", [False, True])
def test_an_error_of_another_file_is_not_taken_for_one_of_the_output(tmp_path, pipe):
    """Whoever draws also reads fonts and themes, and reports to a terminal."""
    target, missing = tmp_path / "a.gif", tmp_path / "font.ttf"
    if pipe:
        os.mkfifo(target)

    def fail(file: io.BytesIO) -> None:
        file.write(b"half")
        missing.read_bytes()

    with pytest.raises(FileNotFoundError) as caught:
        write_file(target, fail)
    assert caught.value.filename == str(missing)
    assert list(tmp_path.iterdir()) == [target] * pipe


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
def test_an_error_of_the_temporary_file_is_one_of_the_output(tmp_path, monkeypatch):
    monkeypatch.setattr("tconv_anim.formats._writing.create", lambda _: os.open("/dev/full", os.O_WRONLY))
    with pytest.raises(OutputError) as caught:
        animate(input_size=1).save(tmp_path / "a.gif")
    assert caught.value.parameters == {"file": str(tmp_path / "a.gif"), "reason": "No space left on device"}
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows ends processes otherwise")
@pytest.mark.usefixtures("usual_signals")
@pytest.mark.parametrize("number", [15, 1], ids=["SIGTERM", "SIGHUP"])
def test_a_process_that_is_ended_leaves_the_old_file_and_nothing_else(tmp_path, number):
    target = tmp_path / "a.gif"
    target.write_bytes(b"old")
    command = [sys.executable, "-m", "tconv_anim", "--input-size", "16", "-o", "a.gif"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        while len(list(tmp_path.iterdir())) < 2 and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(number)
        assert process.stderr is not None
        said = process.stderr.read().decode()
    assert process.returncode == 128 + number, said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows does not hang up")
def test_a_hang_up_that_is_ignored_stays_ignored():
    code = (
        "import signal; from tconv_anim.cli import run; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "try: run()\nfinally: print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN)"
    )
    shown = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "True"


@pytest.mark.skipif(os.name == "nt", reason="files have no mode there")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_a_file_keeps_its_mode(tmp_path, mode):
    target = tmp_path / "a.gif"
    target.write_bytes(b"old")
    target.chmod(mode)
    write_file(target, lambda file: file.write(b"new"))
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == mode


def test_a_new_file_has_the_usual_permissions(tmp_path):
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    animate().save(tmp_path / "a.gif")
    assert (tmp_path / "a.gif").stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.bmp", "unknown_suffix"),
        ("a", "no_suffix"),
        ("none/a.gif", "no_folder"),
        ("folder.gif", "is_folder"),
        ("loop.gif", "link_to_itself"),
        ("round.gif", "link_to_itself"),
        (f"{'a' * 300}.gif", "not_written"),
        ("a\0.gif", "null_character"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_work(tmp_path, name, kind):
    (tmp_path / "folder.gif").mkdir()
    for link, aim in (("loop.gif", "loop.gif"), ("round.gif", "round.png"), ("round.png", "round.gif")):
        (tmp_path / link).symlink_to(tmp_path / aim)
    with pytest.raises(OutputError) as caught:
        check_writable(tmp_path / name)
    assert caught.value.kind == kind
    assert caught.value.parameters["file"] == str(tmp_path / name)


def test_a_link_to_itself_is_refused_also_without_a_check_before(tmp_path):
    (tmp_path / "loop.gif").symlink_to(tmp_path / "loop.gif")
    with pytest.raises(OutputError) as caught:
        write_file(tmp_path / "loop.gif", lambda file: file.write(b""))
    assert caught.value.kind == "link_to_itself"
    assert [path.is_symlink() for path in tmp_path.iterdir()] == [True]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "link.gif").symlink_to(tmp_path / "aim.gif")
    for text in (b"first", b"second"):
        write_file(tmp_path / "link.gif", lambda file, text=text: file.write(text))
        assert (tmp_path / "aim.gif").read_bytes() == text
    assert (tmp_path / "link.gif").is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "a.gif"
    os.mkfifo(pipe)
    check_writable(pipe)
    animation = animate(input_size=1)
    with ThreadPoolExecutor(1) as other:
        read = other.submit(pipe.read_bytes)
        size = animation.save(pipe)
    assert read.result() == animation.to_bytes()
    assert size == len(read.result())
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is no such device")
def test_a_link_to_standard_output_is_written_into(tmp_path):
    (tmp_path / "a.gif").symlink_to("/dev/stdout")
    command = [sys.executable, "-m", "tconv_anim", "--input-size", "1", "-o", "a.gif"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert shown.stdout == animate(input_size=1).to_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
def test_a_device_that_takes_nothing_is_an_error_of_the_output(tmp_path):
    (tmp_path / "a.gif").symlink_to("/dev/full")
    with pytest.raises(OutputError) as caught:
        animate(input_size=1).save(tmp_path / "a.gif")
    assert caught.value.kind == "not_written"
    assert caught.value.parameters == {"file": str(tmp_path / "a.gif"), "reason": "No space left on device"}
    assert Path("/dev/full").is_char_device()


def test_a_notebook_shows_the_gif_once_and_paper_the_finished_picture():
    animation = animate()
    bundle = animation._repr_mimebundle_()
    assert sorted(bundle) == ["image/png", "text/html", "text/plain"]
    source = re.fullmatch(r'<img src="data:image/gif;base64,([^"]+)" alt="Transposed [^"]+">', bundle["text/html"])[1]
    assert base64.b64decode(source) == animation.to_bytes()
    assert base64.b64decode(bundle["image/png"]) == animation.to_bytes("png")
    assert bundle["text/plain"].startswith("<Animation: Transposed convolution of a 3×3 input")


def test_a_still_is_one_image_in_a_notebook():
    assert sorted(animate(still="finished")._repr_mimebundle_()) == ["image/png", "text/plain"]


def test_a_notebook_shows_the_form_that_is_asked_for():
    animation = animate(input_size=2, stride=2)
    page = animation.player()._repr_mimebundle_()
    assert sorted(page) == ["image/png", "text/html", "text/plain"]
    frame = re.fullmatch(r'<iframe srcdoc="([^"]+)" width="(\d+)" height="(\d+)" title=.*', page["text/html"])
    assert html.unescape(frame[1]).encode() == animation.to_bytes("html")
    assert (int(frame[2]), int(frame[3])) == (animation.page.width, animation.page.height + BAR_PX)
    image = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', animation.show("svg").bundle["text/html"])[1]
    assert base64.b64decode(image) == animation.to_bytes("svg")
    assert sorted(animation.show("png").bundle) == ["image/png", "text/plain"]
    assert animation.show("txt").bundle["text/plain"].encode() == animation.to_bytes("txt")


def test_saving_returns_the_size(tmp_path):
    assert animate().save(str(tmp_path / "a.gif")) == Path(tmp_path / "a.gif").stat().st_size
