"""What goes into documents: pages of a PDF, numbered stills, a slide; each read by something that is not ours."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tconv_anim.animation import animate
from tconv_anim.formats import OutputError, read_comment
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
    return animate(**SMALL, heading="A title", theme="dark")


def test_a_slide_has_the_gif_as_large_as_it_fits_a_title_an_alt_text_and_notes(slide):
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


def test_a_slide_is_printed_as_the_finished_picture(slide):
    with zipfile.ZipFile(io.BytesIO(slide.to_bytes("pptx"))) as parts:
        (name,) = [part for part in parts.namelist() if part.startswith("ppt/media/")]
        gif = parts.read(name)
    with Image.open(io.BytesIO(gif)) as image, Image.open(io.BytesIO(slide.to_bytes("png"))) as finished:
        assert image.n_frames == 4
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), np.asarray(finished.convert("RGB")))


@pytest.mark.parametrize("view", ["sliding_window", "matrix", "both"])
def test_a_slide_shows_any_view_and_the_same_animation_gives_the_same_bytes(view):
    pytest.importorskip("pptx", reason="the extra slides is not installed")
    animation = animate("conv" if view == "sliding_window" else "conv_transpose", **SMALL, view=view)
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
