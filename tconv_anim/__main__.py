"""python -m tconv_anim."""

from tconv_anim.cli import main

main(prog_name="tconv-anim")
