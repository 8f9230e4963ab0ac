"""python -m tconv_anim."""

from tconv_anim.cli import run

run()
