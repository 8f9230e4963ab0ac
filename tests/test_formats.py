"""Each format, decoded by something that is not ours: what it shows, when, and the texts that it carries."""

import io
import re
import shlex
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tconv_anim.animation import animate
from tconv_anim.formats import CommentError, OutputError, check_taken, load_format, read_comment
from tconv_anim.formats._patches import Patch
from tconv_anim.formats.webp import LONGEST_MS, _held
from tconv_anim.options import OPTIONS, format_names
from tconv_anim.renderer.poster import POSTER_MS
from tconv_anim.scenes.views import in_order

from .command import run
from .strategies import ops_of
from .table import animated

SMALL = {"input_size": 2, "kernel_size": 2}
DC = "{http://purl.org/dc/elements/1.1/}"


def decoded(data: bytes) -> list[tuple[np.ndarray, int]]:
    """The pictures of a file, and how long each stays."""
    with Image.open(io.BytesIO(data)) as image:
        return [(np.asarray(frame.convert("RGB")), frame.info["duration"]) for frame in ImageSequence.Iterator(image)]


def same(first: list[tuple[np.ndarray, int]], second: list[tuple[np.ndarray, int]]) -> bool:
    return len(first) == len(second) and all(
        np.array_equal(a, b) and time == other for (a, time), (b, other) in zip(first, second, strict=True)
    )


@pytest.mark.parametrize("view", in_order())
def test_webp_shows_the_same_as_the_gif_in_every_view(view):
    animation = animated(ops_of(view)[0], view=view, max_steps=1, caption=False)
    assert same(decoded(animation.to_bytes("webp")), decoded(animation.to_bytes("gif")))


def test_webp_is_smaller_than_the_gif():
    animation = animate(stride=2, padding=1)
    assert len(animation.to_bytes("webp")) < 0.7 * len(animation.to_bytes("gif"))


def test_things_move_in_webp_as_in_the_gif():
    animation = animate(**SMALL, max_steps=1, motion="smooth")
    frames = decoded(animation.to_bytes("webp"))
    assert len(frames) > 10
    assert same(frames, decoded(animation.to_bytes("gif")))


@pytest.mark.parametrize("loop", [0, 1, 7, 65536])
def test_webp_plays_as_often_as_was_asked(loop):
    with Image.open(io.BytesIO(animate(**SMALL, max_steps=1, loop=loop).to_bytes("webp"))) as image:
        assert image.info["loop"] == min(loop, 65535)  # of which it has no more


def test_a_frame_that_webp_cannot_show_long_enough_is_several():
    table = np.array([[0, 0, 0, 0], [9, 9, 9, 255]], np.uint8)
    chunks = list(_held(Patch(np.ones((2, 2), np.uint8), (3, 5), LONGEST_MS + 40), table))
    assert [int.from_bytes(chunk[8 + 12 : 8 + 15], "little") for chunk in chunks] == [LONGEST_MS, 40]


def test_webp_carries_its_texts_as_xmp():
    animation = animate(**SMALL, max_steps=1, heading="a < b & c")
    with Image.open(io.BytesIO(animation.to_bytes("webp"))) as image:
        packet = ElementTree.fromstring(image.info["xmp"])
    assert "".join(packet.find(f".//{DC}description").itertext()) == animation.alt_text
    (alt,) = [found for found in packet.iter() if found.tag.endswith("}AltTextAccessibility")]
    assert "".join(alt.itertext()) == animation.alt_text


@pytest.mark.parametrize("fmt", ["gif", "webp"])
def test_a_loop_that_begins_with_its_end_is_only_turned(fmt):
    usual, turned = (decoded(animate(**SMALL, poster=poster).to_bytes(fmt)) for poster in ("start", "finished"))
    assert same(turned, [usual[-1], *usual[:-1]])


@pytest.mark.parametrize("fmt", ["gif", "webp"])
def test_an_animation_that_ends_still_ends_with_the_finished_picture(fmt):
    usual, turned = (decoded(animate(**SMALL, loop=2, poster=poster).to_bytes(fmt)) for poster in ("start", "finished"))
    assert same(turned, [(usual[-1][0], POSTER_MS), *usual])


@pytest.mark.parametrize("look", [{"still": "finished"}, {"steps": range(1, 2)}, {"motion": "smooth", "max_steps": 2}])
def test_every_animation_can_begin_with_the_finished_picture(look):
    usual, turned = (decoded(animate(**SMALL, **look, poster=p).to_bytes()) for p in ("start", "finished"))
    assert np.array_equal(turned[0][0], usual[-1][0])
    moments, others = ([frame.tobytes() for frame, time in one for _ in range(time // 10)] for one in (usual, turned))
    hold = turned[0][1] // 10
    assert others[hold:] + others[:hold] == moments


def test_each_option_of_a_format_is_one_of_the_table_and_taken_by_a_format():
    for option in OPTIONS:
        assert any(load_format(fmt).takes(option) for fmt in format_names()) or option == "transparent"


def test_an_option_is_refused_only_if_it_changes_nothing_in_any_of_the_files():
    check_taken({"loop": 1, "outlines": True}, ["gif", "svg"])
    check_taken({"loop": 0, "stride": 2, "channels": None}, ["png"])  # as it is anyway
    for name, value in {"theme": "dark", "hold_ms": 40, "loop": 1, "poster": "finished", "colors": 9}.items():
        with pytest.raises(OutputError) as caught:
            check_taken({name: value}, ["txt", "md"])
        assert caught.value.kind == "option_of_others"


@pytest.mark.parametrize("words", [["--loop", "7", "-o", "x.png"], ["recipe", "--loop", "7", "-o", "x.png"]])
def test_the_command_line_refuses_an_option_that_changes_nothing_in_its_files(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: --loop 7 changes nothing in a .png: leave --loop out, or write a .gif, .html, .pptx or .webp\n"
    )
    assert not list(tmp_path.iterdir())


def test_a_recipe_may_say_more_than_one_of_its_files_needs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.toml").write_text('input-size = 1\nloop = "once"\noutputs = ["x.png"]\n')
    assert run("render", "r.toml").exit_code == 0
    shown = run("explain", "x.png").stdout
    assert "loop" not in shown
    (command,) = re.findall("# command: tconv-anim (.*)", shown)
    assert "--loop" not in command
    assert run(*shlex.split(command)).exit_code == 0


@pytest.mark.parametrize("fmt", ["webp", "mp4", "webm", "pptx"])
def test_a_damaged_file_is_refused_in_a_sentence_or_read(fmt, tmp_path):
    for library in load_format(fmt).libraries:
        pytest.importorskip(library)
    animation = animate(input_size=1, kernel_size=1, caption=False, hold_ms=40, step_ms=40)
    data = animation.to_bytes(fmt)
    file, random = tmp_path / f"x.{fmt}", np.random.default_rng(0)
    file.write_bytes(data)
    assert read_comment(file) == animation.recipe
    found = set()
    ends = [0, 1, 7, 8, 11, 12, 20, 40, len(data) // 2, len(data) - 1]
    damaged = [data[:end] for end in ends]
    for _ in range(150):
        wrong = bytearray(data)
        for at in random.integers(0, min(len(data), 6000), 3):
            wrong[at] = random.integers(0, 256)
        damaged.append(bytes(wrong))
    damaged += [data[:at] + b"\xff" * 8 + data[at + 8 :] for at in range(0, 400, 4)]
    for wrong in damaged:
        file.write_bytes(wrong)
        try:
            found.add(read_comment(file) == animation.recipe)
        except CommentError as error:
            found.add(error.kind)
    assert found >= {True, "broken"}
    assert found <= {True, False, "broken", "no_recipe", "not_read"}
