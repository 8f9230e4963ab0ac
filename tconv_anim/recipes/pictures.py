"""An input picture as numbers: its grays or its colours, as one sees it."""

from __future__ import annotations

import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.recipes.encodings import read_at_most
from tconv_anim.recipes.input_errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image as AnyImage

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
"""What is read, whatever the suffix says; for other formats Pillow may run programs."""
UNSCALED = ("I", "F")  # 32 bits or decimals, of which nothing says what is black and what is white
MOST_PIXELS = 30_000_000  # of a picture that is decoded
MOST_BYTES = 4 * MOST_PIXELS + 10**6  # of its file
LARGEST_SIDE = 64  # pixels; a larger picture is scaled down to it
ORIENTATION = 0x0112  # the EXIF tag that says how the camera was held
SIXTEEN_TO_EIGHT_BITS = np.float32(257)  # 65535 / 255


def is_image(source: str) -> bool:
    """Whether a user's text names a picture."""
    return Path(source).suffix.lower() in PICTURE_SUFFIXES


def read_picture(path: Path, *, rgb: bool = False) -> Array:
    """The grays of a picture, 0 to 255: on white where it is transparent, upright, at most 64 pixels wide and high.

    Returns
    -------
    (rows, columns) int64 array, or with `rgb` its red, green and blue, (3, rows, columns)

    Raises
    ------
    InputError
        If the file cannot be read, if it is no PNG, JPEG, WEBP, BMP, GIF or TIFF, or if it has too many pixels.
    """
    from PIL import Image, UnidentifiedImageError

    file_name = {"file": str(path)}
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # about many pixels, about broken EXIF
            with Image.open(file, formats=FORMATS) as header:
                if header.width * header.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                if header.mode in UNSCALED and header.format == "TIFF":
                    raise InputError("unscaled_picture", file_name)
                orientation = _orientation(header)
                file.seek(0)
                shown = _on_white(header, read_at_most(file, MOST_BYTES), "RGB" if rgb else "L")
    except InputError:
        raise
    except Image.DecompressionBombError:
        raise InputError("too_many_pixels", file_name | {"most": MOST_PIXELS, "pixels": LARGEST_SIDE}) from None
    except (UnidentifiedImageError, SyntaxError, ValueError):  # decoders raise these for what they do not know
        raise InputError("not_a_picture", file_name | {"suffixes": PICTURE_SUFFIXES}) from None
    except OSError as error:
        if error.strerror:
            raise InputError("not_read", file_name | {"reason": error.strerror}) from None
        raise InputError("broken_picture", file_name) from None
    upright = _upright(shown, orientation)
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    values = np.asarray(upright).astype(np.int64)
    return np.moveaxis(values, -1, 0) if rgb else values


def _on_white(header: AnyImage, data: bytes, mode: str) -> AnyImage:
    """The grays of 8 bits, "L", or the colours, "RGB", of a picture that may be transparent.

    Parameters
    ----------
    header : the opened picture
    data : the bytes of its file
    """
    from PIL import Image

    if header.mode.startswith("I"):  # 16 bits, which Pillow would clip
        values, transparent = _pixels(data, None), header.info.get("transparency")
        grays = np.rint(values / SIXTEEN_TO_EIGHT_BITS).astype(np.uint8)
        shown = grays if transparent is None else np.where(values == transparent, np.uint8(255), grays)
        return Image.fromarray(shown).convert(mode)
    if not header.has_transparency_data:
        return Image.fromarray(_pixels(data, mode))
    colors = Image.fromarray(_pixels(data, "RGBA"))
    page = Image.new(mode, colors.size, "white")
    page.paste(colors.convert(mode), mask=colors.getchannel("A"))
    return page


def _pixels(data: bytes, mode: str | None) -> Array:
    """The pixels of a picture's first frame in one of Pillow's modes; None for the picture's own.

    Imageio is given bytes, as it would fetch what looks like an address.
    """
    import imageio.v3 as iio
    from imageio.plugins.pillow import PillowPlugin

    class WithoutMetadata(PillowPlugin):
        """Ignores EXIF, which may be broken: what we need of it is read with the header."""

        def metadata(self, *_: object, **__: object) -> dict[str, Any]:
            return {}

    # As imopen, imread takes a class, though its types say a name.
    pixels: Array = iio.imread(data, plugin=WithoutMetadata, index=0, mode=mode)  # type: ignore[arg-type]
    return pixels


def _orientation(header: AnyImage) -> int | None:
    """How the camera was held, by the EXIF of a picture; None if it does not say, or if Pillow minds it, as of TIFF."""
    if header.format == "TIFF":
        return None
    with suppress(SyntaxError):  # broken EXIF says nothing
        orientation: int | None = header.getexif().get(ORIENTATION)
        return orientation
    return None


def _upright(grays: AnyImage, orientation: int | None) -> AnyImage:
    """A picture rotated and flipped as its EXIF asks for."""
    from PIL import ImageOps

    if orientation is not None:
        grays.getexif()[ORIENTATION] = orientation
        ImageOps.exif_transpose(grays, in_place=True)
    return grays
