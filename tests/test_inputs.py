"""Numbers from texts and images: an image as one sees it, and one sentence for what cannot be read."""

import warnings

import numpy as np
import pytest
from PIL import Image

from tconv_anim.recipes.arrays import InputError, read_array

CLEAR, BLACK, HALF = (0, 0, 0, 0), (0, 0, 0, 255), (0, 0, 0, 128)


def logo(mode: str) -> Image.Image:
    """A black pixel, and beside it a half and a wholly transparent one."""
    image = Image.new("RGBA", (3, 1))
    image.putdata([BLACK, HALF, CLEAR])
    return image.convert(mode)


@pytest.mark.parametrize(("mode", "name"), [("RGBA", "a.png"), ("LA", "a.png"), ("RGBA", "a.webp")])
def test_what_is_transparent_is_seen_on_white(tmp_path, mode, name):
    logo(mode).save(tmp_path / name, **({"lossless": True, "exact": True} if name.endswith("webp") else {}))
    assert read_array("input", str(tmp_path / name)).tolist() == [[0, 127, 255]]


@pytest.mark.parametrize(
    ("mode", "key", "suffix"),
    [("P", 0, "png"), ("P", 0, "gif"), ("L", 0, "png"), ("1", 0, "png"), ("RGB", (0, 0, 0), "png"), ("I;16", 0, "png")],
)
def test_a_colour_that_stands_for_transparent_is_seen_as_white(tmp_path, mode, key, suffix):
    image = Image.new(mode, (2, 1))
    if mode == "P":
        image.putpalette([0, 0, 0, 90, 90, 90])
    image.putpixel((1, 0), {"P": 1, "L": 90, "1": 1, "RGB": (90, 90, 90), "I;16": 90 * 257}[mode])
    image.save(tmp_path / f"a.{suffix}", transparency=key)
    assert read_array("input", str(tmp_path / f"a.{suffix}")).tolist() == [[255, 255 if mode == "1" else 90]]


def test_sixteen_bits_of_gray_are_scaled_to_eight(tmp_path):
    values = np.array([[0, 20000, 128], [40000, 65535, 129]], np.uint16)
    Image.fromarray(values).save(tmp_path / "a.png")
    assert read_array("input", str(tmp_path / "a.png")).tolist() == [[0, 78, 0], [156, 255, 1]]


@pytest.mark.parametrize(("mode", "color", "gray"), [("L", 7, 7), ("1", 1, 255), ("P", 0, 80), ("RGB", (9, 9, 9), 9)])
def test_an_image_without_transparency_is_its_grays(tmp_path, mode, color, gray):
    image = Image.new(mode, (2, 1), color)
    if mode == "P":
        image.putpalette([80, 80, 80])
    image.save(tmp_path / "a.png")
    assert read_array("input", str(tmp_path / "a.png")).tolist() == [[gray, gray]]


def test_the_inks_of_a_printed_photograph_are_dark(tmp_path):
    image = Image.new("CMYK", (8, 8), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 8, 4))
    image.save(tmp_path / "a.jpg", quality=95)
    values = read_array("input", str(tmp_path / "a.jpg"))
    assert values[0, 0] < 10
    assert values[7, 0] > 245


@pytest.mark.parametrize(
    ("orientation", "turned"), [(1, lambda a: a), (3, lambda a: a[::-1, ::-1]), (6, lambda a: a.T[:, ::-1])]
)
def test_a_photograph_is_turned_as_its_camera_was_held(tmp_path, orientation, turned):
    values = np.array([[0, 40, 80], [120, 160, 200]], np.uint8)
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(values).save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(read_array("input", str(tmp_path / "a.png")), turned(values))


@pytest.mark.parametrize("exif", [b"Exif\0\0broken", b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01"])
def test_broken_exif_turns_nothing_and_says_nothing(tmp_path, exif):
    Image.new("L", (3, 2), 5).save(tmp_path / "a.png", exif=exif)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert read_array("input", str(tmp_path / "a.png")).shape == (2, 3)
    assert not caught


def test_many_pixels_are_scaled_down_without_a_word_and_too_many_are_one_sentence(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    Image.new("L", (300, 100), 7).save(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20_000)  # Pillow warns here, and refuses twice as many
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert (read_array("input", str(path)) == np.full((21, 64), 7)).all()
    assert not caught
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10_000)
    sentence = f"input file {path} has too many pixels to be read: scale it down, at most 64x64 are drawn"
    with pytest.raises(InputError) as refused:
        read_array("input", str(path))
    assert str(refused.value) == sentence


@pytest.mark.parametrize("content", [b"", b"text", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"])
def test_what_is_no_image_is_one_sentence(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_array("input", str(tmp_path / "a.png"))
    assert str(refused.value) == (
        f"input file {tmp_path}/a.png is not an image that can be read: give a .png or .jpg file"
    )


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("9" * 5000, f"input '{'9' * 60}…': row 1: a number is too large: use smaller values"),
        ("1;-" + "9" * 5000, f"input '1;-{'9' * 57}…': row 2: a number is too large: use smaller values"),
        (f"[{'9' * 5000}]", "input holds a number that is too large: use smaller values"),
        ("9" * 4000, "input holds a number that is too large: use smaller values"),
        ("[" * 3000 + "1" + "]" * 3000,
         "input: lists are nested too deep: write nested lists such as [[1, 2], [3, 4]]"),
        ("a\0.csv", r"input 'a\x00.csv' holds a null character: write '1,2;3,4', or a file's name"),
        ("a\0.png", r"input 'a\x00.png' holds a null character: write '1,2;3,4', or a file's name"),
    ],
    ids=["row", "second row", "JSON", "float", "nested", "csv", "png"],
)  # fmt: skip
def test_numbers_that_cannot_be_read_are_one_sentence(source, sentence):
    with pytest.raises(ValueError, match=r"^input") as refused:
        read_array("input", source)
    assert str(refused.value) == sentence
    assert type(refused.value).__module__.startswith("tconv_anim")
