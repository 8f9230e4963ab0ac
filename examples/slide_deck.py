"""The figures of a lecture on transposed convolution: one style, one size, a GIF and a still of each.

python slide_deck.py [FOLDER]
"""

import sys
from pathlib import Path

from tconv_anim import animate

FIGURES = {
    "1_stride_1": {},
    "2_stride_2": {"stride": 2},
    "3_padding_crops": {"stride": 2, "padding": 1},
    "4_output_padding_keeps": {"stride": 2, "padding": 1, "output_padding": 1},
    "5_as_a_convolution": {"stride": 2, "padding": 1, "view": "zero_insertion"},
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, parameters in FIGURES.items():
        animation = animate("conv_transpose", style="flat", theme="dark", size=(960, 540), loop=1, **parameters)
        for suffix in ("gif", "png"):
            animation.save(folder / f"{name}.{suffix}")
        print(f"{name}: {animation.alt_text}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "slides"))
