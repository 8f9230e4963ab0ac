"""What goes into documents: pages of a PDF, numbered stills, a slide; each read by something that is not ours."""

import io
import itertools
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tconv_anim.animation import animate
from tconv_anim.formats import OutputError, load_format, read_comment
from tconv_anim.formats._numbered import left_over, numbered
from tconv_anim.formats._writing import check_writable

from .command import run

SMALL = {"input": [[3, 2]], "kernel_size": 1}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def pages_of(data: bytes) -> int:
    return data.count(b"/Type /Page\n") + data.count(b"/Type /Page ")


@pytest.mark.parametrize(
    "look", [{}, {"caption": False}, {"view": "steps", "stride": 2}, {"still": 1}, {"steps": range(1, 2)}]
)
def test_a_pdf_has_a_page_for_each_sentence_of_the_transcript_if_it_is_asked_for(look):
    animation = animate(**SMALL | look, pages=True)
    data = animation.to_bytes("pdf")
    assert data.startswith(b"%PDF-")
    assert pages_of(data) == len(animation.transcript)
    assert pages_of(animate(**SMALL | look).to_bytes("pdf")) == 1


def test_the_last_page_is_the_finished_picture_and_the_recipe_makes_the_pages_again():
    animation = animate(**SMALL, pages=True)
    animation.save("x.pdf")
    assert read_comment("x.pdf") == animation.recipe
    assert "pages = true" in animation.recipe
    assert animation.to_bytes("pdf") == Path("x.pdf").read_bytes()
    *_, last = animation.drawing().pictures()
    *_, finished = animation.shots()
    assert last.shots[0].scene == finished.scene


def test_numbered_files_are_the_scenes_one_by_one():
    animation = animate(**SMALL)
    size = animation.save("frames/%03d.png")
    names = sorted(path.name for path in Path("frames").iterdir())
    assert names == [f"{number:03d}.png" for number in range(1, len(names) + 1)]
    assert size == sum(path.stat().st_size for path in Path("frames").iterdir())
    with Image.open(io.BytesIO(animation.to_bytes())) as gif:
        for name, frame in zip(names, ImageSequence.Iterator(gif), strict=True):
            with Image.open(f"frames/{name}") as image:
                np.testing.assert_array_equal(np.asarray(image.convert("RGB")), np.asarray(frame.convert("RGB")))
    assert read_comment("frames/001.png") == animation.recipe


@pytest.mark.parametrize("fmt", ["png", "svg"])
def test_numbered_files_where_things_move_are_the_frames_of_a_video(fmt):
    """With 25 of them in a second; those of the end of each scene are the stills of that scene."""
    look = {"step_ms": 800, "hold_ms": 200, "caption": False, "labels": False}
    animation = animate(**SMALL, **look, motion="smooth")
    animation.save(f"%03d.{fmt}")
    names = sorted(path.name for path in Path().iterdir())
    assert names == [f"{number:03d}.{fmt}" for number in range(1, len(names) + 1)]
    ends = [end // 40 for end in itertools.accumulate(animation.times_ms("mp4"))]
    assert len(names) == ends[-1]
    files = [Path(name).read_bytes() for name in names]
    assert len(set(files)) > 2 * len(ends)
    if fmt == "png":
        wanted = [frame.indices.copy() for frame in animation.drawing(tick_ms=40).pixel_frames()]
        colors, passed = animation.drawing(tick_ms=40).palette.colors, 0
        for frame, time in zip(wanted, smoothed_times(animation), strict=True):
            with Image.open(names[round(passed / 40)]) as image:
                np.testing.assert_array_equal(np.asarray(image.convert("RGB")), colors[frame])
            passed += time
    else:
        stills = animate(**SMALL, **look).drawing_for("svg")
        text = [re.sub("(?s)<metadata>.*?</metadata>", "", file.decode()) for file in files]
        for end, shot in zip(ends, stills.shots, strict=True):
            file = io.BytesIO()
            load_format("svg").write(file, replace(stills, shots=[shot]))
            assert text[end - 1] == re.sub("(?s)<metadata>.*?</metadata>", "", file.getvalue().decode())


def smoothed_times(animation):
    return [frame.duration_ms for frame in animation.drawing(tick_ms=40).frames()]


def test_the_time_of_numbered_files_is_taken_only_where_things_move():
    words = ["--input", "3,2", "--kernel", "1", "--step-ms", "800", "-o", "%03d.png"]
    assert "--step-ms 800 changes nothing in a .png" in run(*words).stderr
    assert run(*words, "--motion", "smooth").exit_code == 0
    assert len(list(Path().iterdir())) > 50
    assert run("--motion", "smooth", "-o", "x.png").exit_code == 2


def test_too_many_numbered_files_are_refused_before_one_is_drawn(monkeypatch):
    monkeypatch.setattr("tconv_anim.renderer.drawing.Drawing.frames", None)
    with pytest.raises(OutputError) as caught:
        animate(input_size=8, step_ms=10_000, motion="smooth").save("%d.png")
    assert caught.value.kind == "too_many_files"
    assert caught.value.parameters["count"] == ((1 + 64 + 2) * 10_000 + 3000) // 40  # before the last one, two products
    assert not list(Path().iterdir())


@pytest.mark.parametrize("fmt", ["svg", "pdf"])
def test_numbered_files_may_be_lines_and_letters(fmt):
    animate(**SMALL, pages=True).save(f"%d.{fmt}")
    files = sorted(Path().iterdir())
    assert [path.name for path in files] == [f"{number}.{fmt}" for number in range(1, 5)]
    assert len({path.read_bytes() for path in files}) == 4
    assert {pages_of(path.read_bytes()) for path in files} == ({1} if fmt == "pdf" else {0})


def test_the_command_counts_numbered_files_and_names_those_of_an_older_run():
    words = ["--input", "3,2", "--kernel", "1", "-o", "f/%02d.png"]
    said = run(*words).stderr
    assert "f/%02d.png: " in said
    assert " px, 4 files, " in said
    assert "note" not in said
    said = run(*words, "--steps", "1:1").stderr
    assert said.endswith("note: f/04.png is not of this run: remove what is old\n")
    assert len(list(Path("f").iterdir())) == 4
    assert [path.name for path in left_over("f/%02d.png", 2)] == ["03.png", "04.png"]


def test_no_numbered_file_is_touched_if_one_cannot_be_made(monkeypatch):
    Path("1.png").write_bytes(b"old")
    calls = iter(range(9))

    def fail(self, *_):
        if next(calls) == 2:
            raise KeyboardInterrupt
        return usual(self)

    from tconv_anim.renderer.drawing import Drawing

    usual = Drawing.finished
    monkeypatch.setattr(Drawing, "finished", fail)
    with pytest.raises(KeyboardInterrupt):
        animate(**SMALL).save("%d.png")
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == {"1.png": b"old"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("%d.gif", "numbered_animation"), ("%d-%d.png", "several_numbers"), ("a/b/%d.png", "no_folder")],
)
def test_numbered_files_that_cannot_be_are_refused_before_the_work(name, kind):
    with pytest.raises(OutputError) as caught:
        check_writable(name)
    assert caught.value.kind == kind


@pytest.mark.parametrize(("name", "first"), [("%d.png", "1.png"), ("a%05d.svg", "a00001.svg"), ("%2d.png", " 1.png")])
def test_a_name_says_how_wide_its_numbers_are(name, first):
    assert numbered(name, 1).name == first


@pytest.fixture(scope="module")
def slide():
    pytest.importorskip("pptx", reason="the extra slides is not installed")
    pytest.importorskip("av", reason="the extra slides is not installed")
    return animate(**SMALL, heading="A title", theme="dark", motion="cut", aspect="auto")


NAMES = {"p": "http://schemas.openxmlformats.org/presentationml/2006/main"}


@pytest.fixture(scope="module")
def film():
    """A slide with a video, which plays twice."""
    pytest.importorskip("pptx", reason="the extra slides is not installed")
    pytest.importorskip("av", reason="the extra slides is not installed")
    animation = animate(**SMALL, heading="A title", step_ms=800, hold_ms=200, loop=2, size=640)
    return animation, animation.to_bytes("pptx")


def test_a_slide_has_the_video_which_fills_it_and_the_finished_picture_as_its_poster(film):
    from pptx import Presentation

    animation, data = film
    show = Presentation(io.BytesIO(data))
    (page,) = show.slides
    (movie,) = [shape for shape in page.shapes if hasattr(shape, "media_format")]
    assert (movie.left, movie.top, movie.width, movie.height) == (0, 0, show.slide_width, show.slide_height)
    assert movie._element.nvPicPr.cNvPr.get("descr") == animation.alt_text
    assert page.notes_slide.notes_text_frame.text.split("\n") == [sentence for _, sentence in animation.transcript]
    assert page.shapes.title.text == "A title"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        (video,) = [parts.read(name) for name in parts.namelist() if name.endswith(".mp4")]
    assert video[-1000:] == animation.to_bytes("mp4")[-1000:]
    finished = animate(**SMALL, heading="A title", size=640, aspect="16:9").to_bytes("png")
    with Image.open(io.BytesIO(movie.poster_frame.blob)) as poster, Image.open(io.BytesIO(finished)) as still:
        np.testing.assert_array_equal(np.asarray(poster.convert("RGB")), np.asarray(still.convert("RGB")))


def test_the_video_of_a_slide_starts_when_the_slide_is_shown_and_plays_as_often_as_is_asked(film):
    from pptx import Presentation

    animation, data = film
    (page,) = Presentation(io.BytesIO(data)).slides
    timing = page.element.timing
    (movie,) = [shape for shape in page.shapes if hasattr(shape, "media_format")]
    assert timing.getparent().tag.endswith("}sld")
    ids = [node.get("id") for node in timing.iterfind(".//p:cTn", NAMES)]
    assert len(set(ids)) == len(ids) == 7
    assert {node.get("spid") for node in timing.iterfind(".//p:spTgt", NAMES)} == {str(movie.shape_id)}
    (effect,) = timing.iterfind(".//p:cTn[@presetClass='mediacall']", NAMES)
    assert effect.get("nodeType") == "afterEffect"  # not clickEffect
    (command,) = effect.iterfind(".//p:cmd", NAMES)
    assert command.get("cmd") == "playFrom(0.0)"
    assert int(command.find(".//p:cTn", NAMES).get("dur")) == sum(animation.times_ms("mp4"))
    assert timing.find(".//p:cond[@evt='onBegin']/p:tn", NAMES).get("val") == "2"
    assert timing.find(".//p:cMediaNode/p:cTn", NAMES).get("repeatCount") == "2000"


def test_a_slide_where_things_jump_has_the_gif_as_large_as_it_fits_a_title_an_alt_text_and_notes(slide):
    from pptx import Presentation

    show = Presentation(io.BytesIO(slide.to_bytes("pptx")))
    (page,) = show.slides
    assert show.slide_width * 9 == show.slide_height * 16
    assert page.shapes.title.text == "A title"
    (picture,) = [shape for shape in page.shapes if hasattr(shape, "image")]
    assert picture._element.nvPicPr.cNvPr.get("descr") == slide.alt_text
    assert page.notes_slide.notes_text_frame.text.split("\n") == [sentence for _, sentence in slide.transcript]
    assert min(picture.left, picture.top) >= 0
    assert show.slide_width in (picture.width, picture.width + 1) or show.slide_height - picture.height in (0, 1)
    assert abs(picture.width / picture.height - slide.page.width / slide.page.height) < 0.001
    assert picture.image.content_type == "image/gif"


def test_a_slide_with_a_gif_is_printed_as_the_finished_picture(slide):
    with zipfile.ZipFile(io.BytesIO(slide.to_bytes("pptx"))) as parts:
        (name,) = [part for part in parts.namelist() if part.startswith("ppt/media/")]
        gif = parts.read(name)
    with Image.open(io.BytesIO(gif)) as image, Image.open(io.BytesIO(slide.to_bytes("png"))) as finished:
        assert image.n_frames == 4
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), np.asarray(finished.convert("RGB")))


@pytest.mark.parametrize("view", ["sliding_window", "matrix", "both"])
def test_a_slide_shows_any_view_and_the_same_animation_gives_the_same_bytes(view):
    pytest.importorskip("pptx", reason="the extra slides is not installed")
    op = "conv" if view == "sliding_window" else "conv_transpose"
    animation = animate(op, **SMALL, view=view, step_ms=800, hold_ms=200, size=640)
    animation.save("x.pptx")
    assert animation.to_bytes("pptx") == Path("x.pptx").read_bytes()
    assert read_comment("x.pptx").splitlines()[1:] == animation.recipe.splitlines()[1:]


def test_a_slide_without_its_extra_is_refused_before_the_work(monkeypatch):
    monkeypatch.setattr("tconv_anim.formats.find_spec", lambda _: None)
    result = run("-o", "x.pptx")
    assert (result.exit_code, result.stderr) == (
        2, 'Error: a .pptx is written by pptx, which is not installed: pip install "tconv-anim[slides]"\n'
    )  # fmt: skip
    assert not list(Path().iterdir())


def test_no_numbered_file_is_touched_if_one_cannot_be_replaced():
    Path("1.png").write_bytes(b"old")
    Path("3.png").mkdir()
    with pytest.raises(OutputError, match="it is a folder"):
        animate(**SMALL).save("%d.png")
    assert Path("1.png").read_bytes() == b"old"


def test_a_slide_has_any_text_that_xml_cannot_hold():
    pptx = pytest.importorskip("pptx", reason="the extra slides is not installed")
    animation = animate(**SMALL, heading="a\x01b\ufffe")
    (page,) = pptx.Presentation(io.BytesIO(animation.to_bytes("pptx"))).slides
    assert page.shapes.title.text == "a\ufffdb\ufffd"
