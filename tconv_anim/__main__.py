"""python -m tconv_anim, and the installed command."""


def run() -> None:
    """Mind signals, then import and run the command line."""
    # In C: unlike `signal` it imports nothing, and an interrupt within an import prints a traceback.
    import _signal  # type: ignore[import-not-found]

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    from tconv_anim.ending import end_tidily

    end_tidily()
    from tconv_anim.cli import run as run_command

    run_command()


if __name__ == "__main__":  # processes that draw a gallery import this again
    run()
