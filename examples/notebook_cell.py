"""A notebook cell that shows animations side by side; on its own, one animation is shown by its name on the last line.

As a script it writes the page that the notebook would show: python notebook_cell.py [FILE.html]
"""

# %%
import sys
from pathlib import Path

from tconv_anim import Animation, animate


class Row:
    """Animations in a row, each under a heading."""

    def __init__(self, **animations: Animation) -> None:
        self.animations = animations

    def _repr_html_(self) -> str:
        figures = [
            f"<figure><figcaption>{heading}</figcaption>{animation._repr_mimebundle_()['text/html']}</figure>"
            for heading, animation in self.animations.items()
        ]
        return f'<div style="display: flex; flex-wrap: wrap">{"".join(figures)}</div>'


row = Row(**{f"stride {s}": animate("conv_transpose", input_size=2, stride=s, caption=False) for s in (1, 2, 3)})
row  # noqa: B018

# %%
if __name__ == "__main__":
    page = Path(sys.argv[1] if len(sys.argv) > 1 else "strides.html")
    page.write_text(row._repr_html_(), encoding="utf-8")
    print(page)
