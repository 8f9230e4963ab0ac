"""python -m tconv_anim, and the installed command."""

from tconv_anim.ending import end_tidily


def run() -> None:
    """Mind signals, then import and run the command line."""
    end_tidily()
    from tconv_anim.cli import run as run_command

    run_command()


if __name__ == "__main__":  # processes that draw a gallery import this again
    run()
