"""python -m tconv_anim."""

from tconv_anim.cli import run

if __name__ == "__main__":  # processes that draw a gallery import this again
    run()
