"""Numbers from texts and images: an image as one sees it, and one sentence for what cannot be read."""

import subprocess
import sys
import tracemalloc
import warnings
from zipfile import ZIP_DEFLATED, ZipFile

import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image

from tconv_anim.options import TconvError
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
def test_a_colour_that_means_transparent_is_seen_as_white(tmp_path, mode, key, suffix):
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


@pytest.mark.parametrize("exif", [b"Exif\0\0broken", b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01"])
def test_broken_exif_rotates_nothing_and_warns_of_nothing(tmp_path, exif):
    Image.new("L", (3, 2), 5).save(tmp_path / "a.png", exif=exif)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert read_array("input", str(tmp_path / "a.png")).shape == (2, 3)
    assert not caught


def test_many_pixels_are_scaled_down_without_a_word_and_too_many_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    Image.new("L", (300, 100), 7).save(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20_000)  # Pillow warns here, and refuses twice as many
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert (read_array("input", str(path)) == np.full((21, 64), 7)).all()
    assert not caught
    monkeypatch.setattr("tconv_anim.recipes.pictures.MOST_PIXELS", 29_999)
    monkeypatch.setattr("imageio.v3.imread", lambda *_, **__: pytest.fail("no pixel is decoded"))
    with pytest.raises(InputError) as refused:
        read_array("input", str(path))
    assert refused.value.kind == "too_many_pixels"


@pytest.mark.parametrize("content", [b"", b"text", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"])
def test_what_is_no_picture_is_refused(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_array("input", str(tmp_path / "a.png"))
    assert refused.value.kind == "not_a_picture"


@pytest.mark.parametrize("fmt", ["TGA", "EPS", "PPM"])
def test_pictures_of_other_formats_are_refused_whatever_their_suffix_says(tmp_path, monkeypatch, fmt):
    Image.new("RGB", (3, 2)).save(tmp_path / "a.png", fmt)
    monkeypatch.setattr("imageio.v3.imread", lambda *_, **__: pytest.fail("no pixel is decoded"))
    with pytest.raises(InputError) as refused:
        read_array("input", str(tmp_path / "a.png"))
    assert refused.value.kind == "not_a_picture"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.bmp", "a.gif", "a.tif"])
def test_a_picture_that_is_cut_off_is_refused(tmp_path, name):
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)).save(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError) as refused:
        read_array("input", str(tmp_path / name))
    assert refused.value.kind in ("broken_picture", "not_a_picture")


COLORS = np.array(
    [
        [[255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 200, 90]],
        [[255, 255, 255], [0, 0, 0], [128, 128, 128], [77, 13, 240]],
        [[1, 2, 3], [250, 128, 4], [99, 98, 97], [200, 100, 50]],
    ],
    np.uint8,
)
ALPHAS = np.array([[0, 1, 127, 128], [129, 254, 255, 64], [10, 200, 3, 99]], np.uint8)
SIXTEEN_BITS = np.array([[0, 256, 257, 300], [65535, 65534, 32768, 1000], [5, 40000, 50000, 60000]], np.uint16)
PICTURE = Image.fromarray(COLORS)
CLEARER = Image.fromarray(np.dstack([COLORS, ALPHAS]))
GRAYS = [[76, 150, 29, 131], [255, 0, 128, 58], [2, 150, 98, 124]]
CLEARER_GRAYS = [[255, 255, 142, 193], [255, 1, 128, 206], [245, 173, 253, 204]]


@pytest.mark.parametrize(
    ("picture", "name", "options", "grays"),
    [
        (PICTURE, "a.png", {}, GRAYS),
        (PICTURE, "a.bmp", {}, GRAYS),
        (PICTURE, "a.gif", {}, GRAYS),
        (PICTURE, "a.tif", {}, GRAYS),
        (PICTURE, "a.tiff", {"compression": "tiff_lzw"}, GRAYS),
        (PICTURE.convert("L"), "a.tif", {"compression": "tiff_deflate"}, GRAYS),
        (CLEARER, "a.tif", {}, CLEARER_GRAYS),
        (PICTURE, "a.tif", {"save_all": True, "append_images": [PICTURE.rotate(180)]}, GRAYS),
        (Image.fromarray(SIXTEEN_BITS), "a.tif", {}, [[0, 1, 1, 1], [255, 255, 128, 4], [0, 156, 195, 233]]),
        (PICTURE, "a.webp", {"lossless": True}, GRAYS),
        (PICTURE.convert("L"), "a.png", {}, GRAYS),
        (PICTURE.convert("1"), "a.bmp", {}, [[0, 255, 0, 255], [255, 0, 0, 0], [0, 255, 0, 255]]),
        (CLEARER, "a.png", {}, CLEARER_GRAYS),
        (CLEARER, "a.webp", {"lossless": True, "exact": True}, CLEARER_GRAYS),
        (CLEARER.convert("LA"), "a.png", {}, CLEARER_GRAYS),
        (PICTURE, "a.png", {"transparency": (0, 0, 0)}, [GRAYS[0], [255, 255, 128, 58], GRAYS[2]]),
        (PICTURE.convert("L"), "a.png", {"transparency": 128}, [GRAYS[0], [255, 0, 255, 58], GRAYS[2]]),
        (PICTURE, "a.png", {"save_all": True, "append_images": [PICTURE.rotate(180)]}, GRAYS),
        (PICTURE, "a.webp", {"save_all": True, "append_images": [PICTURE.rotate(180)], "lossless": True}, GRAYS),
        (PICTURE.convert("L"), "a.gif", {"save_all": True, "append_images": [CLEARER.convert("L").rotate(180)]}, GRAYS),
        (Image.fromarray(SIXTEEN_BITS), "a.png", {}, [[0, 1, 1, 1], [255, 255, 128, 4], [0, 156, 195, 233]]),
        (Image.fromarray(SIXTEEN_BITS), "a.png", {"transparency": 1000},
         [[0, 1, 1, 1], [255, 255, 128, 255], [0, 156, 195, 233]]),
    ],
)  # fmt: skip
def test_a_picture_gives_the_grays_that_one_sees_in_its_first_frame(tmp_path, picture, name, options, grays):
    picture.save(tmp_path / name, **options)
    assert read_array("input", str(tmp_path / name)).tolist() == grays


@pytest.mark.parametrize("suffix", ["png", "gif"])
def test_a_palette_may_be_transparent_in_part(tmp_path, suffix):
    picture = Image.new("P", (3, 1))
    picture.putpalette([0, 0, 0, 90, 90, 90, 200, 200, 200])
    for x in range(3):
        picture.putpixel((x, 0), x)
    picture.save(tmp_path / f"a.{suffix}", transparency=bytes([0, 128, 255]) if suffix == "png" else 0)
    assert read_array("input", str(tmp_path / f"a.{suffix}")).tolist() == [[255, 172 if suffix == "png" else 90, 200]]


TRANSPOSED = {
    1: lambda a: a, 2: lambda a: a[:, ::-1], 3: lambda a: a[::-1, ::-1], 4: lambda a: a[::-1],
    5: lambda a: a.T, 6: lambda a: a.T[:, ::-1], 7: lambda a: a.T[::-1, ::-1], 8: lambda a: a.T[::-1],
    0: lambda a: a, 9: lambda a: a,
}  # fmt: skip


@pytest.mark.parametrize("orientation", TRANSPOSED)
@pytest.mark.parametrize(
    "kind",
    [
        "gray.png",
        "colour.png",
        "transparent.png",
        "sixteen.png",
        "colour.webp",
        "colour.jpg",
        "gray.jpg",
        "gray.tif",
        "colour.tif",
        "transparent.tif",
        "sixteen.tif",
    ],
)
def test_every_orientation_of_a_camera_is_undone_in_every_kind_of_picture(tmp_path, kind, orientation):
    picture = {"gray": PICTURE.convert("L"), "colour": PICTURE, "transparent": CLEARER}.get(kind.partition(".")[0])
    picture = Image.fromarray(SIXTEEN_BITS) if picture is None else picture
    exif = Image.Exif()
    exif[0x0112] = orientation
    more = {"lossless": True} if kind.endswith("webp") else {}
    picture.save(tmp_path / kind, **more)
    upright = read_array("input", str(tmp_path / kind))
    picture.save(tmp_path / kind, exif=exif, **more)
    np.testing.assert_array_equal(read_array("input", str(tmp_path / kind)), TRANSPOSED[orientation](upright))


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_has_the_grays_that_pillow_reads(tmp_path, mode):
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (8, 6, 3), np.uint8)).resize((60, 48))
    picture.convert(mode).save(tmp_path / "a.jpg", quality=90)
    with Image.open(tmp_path / "a.jpg") as read:
        np.testing.assert_array_equal(read_array("input", str(tmp_path / "a.jpg")), np.asarray(read.convert("L")))


def test_what_reads_a_picture_is_given_its_bytes_as_a_name_may_be_an_address(tmp_path, monkeypatch):
    given = []
    imread = iio.imread
    monkeypatch.setattr("imageio.v3.imread", lambda data, **more: [given.append(data), imread(data, **more)][1])
    PICTURE.save(tmp_path / "a.png")
    read_array("input", str(tmp_path / "a.png"))
    assert given == [(tmp_path / "a.png").read_bytes()]
    with pytest.raises(InputError) as refused:
        read_array("input", "https://example.org/a.png")
    assert refused.value.kind == "not_read"
    assert len(given) == 1


def test_imageio_is_imported_only_when_a_picture_is_read():
    code = (
        "import sys; from tconv_anim import animate; from tconv_anim.recipes.arrays import read_array\n"
        "animate(input=read_array('input', '1,2;3,4')).to_bytes(); print('imageio' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,2\n3,4\n", [[1, 2], [3, 4]]),
        ("1;2\r\n3;4\r\n", [[1, 2], [3, 4]]),
        ("1\t2\n3\t4\n", [[1, 2], [3, 4]]),
        ("1,\t2\n3,\t4\n", [[1, 2], [3, 4]]),
        ("1.5;-2\n", [[1.5, -2]]),
        ("1,5;2\n", [[1.5, 2]]),
        ("1,5;2,5\n-3,25;4,5e1\n", [[1.5, 2.5], [-3.25, 45]]),
        ("0,125;0,250\n0,500;1,000\n", [[0.125, 0.25], [0.5, 1]]),
        ("1,5\t2\n3\t,5\n", [[1.5, 2], [3, 0.5]]),
        ('"1,5","2"\n', [[1.5, 2]]),
    ],
)
def test_a_table_is_read_with_its_separators_its_decimal_commas_and_its_encoding(tmp_path, text, numbers, encoding):
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert read_array("input", str(tmp_path / "a.csv")).tolist() == numbers


@pytest.mark.parametrize(
    "text",
    ["1,5;2,5", "1,500;2,000\n3,000;4,000\n", "1,5;2.5\n", "1,234,567;1\n", '"1,500",2\n', "1,5;2,5;3.0\n1;2;3\n"],
)
def test_a_comma_that_may_mean_two_things_is_refused(tmp_path, text):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(InputError) as refused:
        read_array("input", str(tmp_path / "a.csv"))
    assert refused.value.kind in ("unclear_comma", "not_a_number_in_file")
    assert refused.value.parameters["row"] == 1


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("[[1,-1],[2,.5]]", [[1, -1], [2, 0.5]]), ("[[-.5, 1.], [+2, 1.e1]]", [[-0.5, 1], [2, 10]]), ("[[1e+1]]", [[10]])],
)
def test_numbers_are_read_as_python_writes_them(text, numbers):
    assert read_array("input", text).tolist() == numbers


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_numbers_are_read_from_json(tmp_path, encoding):
    (tmp_path / "a.JSON").write_bytes("[[1, 2.5],\n [3, 9007199254740993.0]]".encode(encoding))
    assert read_array("weight", str(tmp_path / "a.JSON")).tolist() == [[1, 2.5], [3, 9007199254740992]]


def test_numbers_are_read_from_one_array_of_numpy_whatever_the_file_is_named(tmp_path):
    x = np.arange(6).reshape(2, 3)
    np.savez(tmp_path / "a.npz", x)
    np.savez_compressed(tmp_path / "b.npz", x=x)
    np.save(tmp_path / "c.npy", x)
    (tmp_path / "c.npy").rename(tmp_path / "c.npz")
    for name in ("a.npz", "b.npz", "c.npz"):
        assert read_array("input", str(tmp_path / name)).tolist() == x.tolist()


@pytest.mark.parametrize(("arrays", "kind"), [({}, "no_arrays"), ({"a": [1], "b": [2]}, "several_arrays"),
                                              ({"a": [None]}, "not_npy"), ({"a": ["x"]}, "not_numbers")])  # fmt: skip
def test_what_else_numpy_writes_is_refused(tmp_path, arrays, kind):
    np.savez(tmp_path / "a.npz", **{name: np.array(values) for name, values in arrays.items()})
    with pytest.raises(ValueError) as refused:  # noqa: PT011 # its kind is checked
        read_array("input", str(tmp_path / "a.npz"))
    assert refused.value.kind == kind


@pytest.mark.parametrize("suffix", ["npy", "npz"])
@pytest.mark.parametrize(
    ("shape", "dtype", "kind"),
    [
        ((10**6, 10**6), "<f8", "too_many_numbers"),
        ((2**62, 4, 0), "<i8", "too_many_numbers"),
        ((3, 0), "<i8", "empty"),
        ((3, 3), "<i8", "not_npy"),
        ((3,), "|O", "not_npy"),
        ((9,), "|V1000000000", "not_numbers"),
        ((1,), "<U99999999", "not_numbers"),
    ],
)
def test_how_large_an_array_is_is_known_before_it_is_read(tmp_path, shape, dtype, kind, suffix):
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape!r}, }}".encode()
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + b"12345678"
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data)
    if suffix == "npz":
        with ZipFile(path, "w", ZIP_DEFLATED) as packed:
            packed.writestr("x.npy", data)
    tracemalloc.start()
    with pytest.raises(TconvError) as refused:
        read_array("input", str(path))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.kind == kind
    assert most < 10**7


@pytest.mark.parametrize("text", ["1," * 1_000_001, "1\n" * 1_000_001, f"[{'1,' * 1_000_001}1]", "1;" * 1_000_001])
def test_how_many_numbers_a_text_has_is_known_before_they_are_read(tmp_path, monkeypatch, text):
    path = tmp_path / ("a.json" if text.startswith("[") else "a.csv")
    path.write_text(text)
    for reader in ("json.loads", "csv.reader"):
        monkeypatch.setattr(reader, lambda *_, **__: pytest.fail("they are read"))
    with pytest.raises(TconvError) as refused:
        read_array("input", str(path))
    assert refused.value.kind == "too_many_numbers"


def test_arrays_are_read_as_numpy_reads_them(tmp_path):
    decimals = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    for array in (np.arange(6), decimals, np.array([[True, False]]), np.array([1, 2], ">i2"), np.float16(1.5)):
        np.save(tmp_path / "a.npy", array)
        np.savez_compressed(tmp_path / "a.npz", array)
        for name in ("a.npy", "a.npz"):
            assert read_array("input", str(tmp_path / name)).tolist() == array.tolist()


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("w.pt", "save_file"),
        ("folder/w.pth", "save_file"),
        ("data.mat", "numpy.save"),
        ("a.xlsx", "numpy.save"),
        ("a.txt", "numpy.save"),
    ],
)
def test_other_files_are_refused_by_name_with_the_way_out(name, way_out):
    with pytest.raises(InputError) as refused:
        read_array("input", name)
    assert refused.value.kind == "other_file"
    assert way_out in str(refused.value)
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("9" * 5000, "too_large"),
        ("1;-" + "9" * 5000, "too_large"),
        (f"[{'9' * 5000}]", "too_large"),
        ("9" * 4000, "not_exact"),
        ("[" * 3000 + "1" + "]" * 3000, "nested_too_deep"),
        ("a\0.csv", "null_character"),
        ("a\0.png", "null_character"),
    ],
    ids=["row", "second row", "JSON", "float", "nested", "csv", "png"],
)
def test_numbers_that_cannot_be_read_are_refused(source, kind):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 # its kind is checked
        read_array("input", source)
    assert refused.value.kind == kind
