"""Run the command, and find out what it refuses."""

from click.testing import CliRunner, Result

from tconv_anim.cli import main
from tconv_anim.cli.errors import Mistake
from tconv_anim.options import TconvError


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def mistake(*arguments: str) -> TconvError:
    """The error behind a command that ends with exit code 2, one sentence in the command line's words and no output."""
    result = run(*arguments)
    assert result.exit_code == Mistake.exit_code
    assert result.stdout == "" or "--json" in arguments
    try:
        main.main(list(arguments), "tconv-anim", standalone_mode=False)
    except Mistake as error:
        cause = error.__cause__
        assert isinstance(cause, TconvError)
        assert result.stderr.splitlines()[-1] == f"Error: {cause.text(command_line=True)}"
        assert [line for line in result.stderr.splitlines() if line.startswith("Error")] == result.stderr.splitlines()[
            -1:
        ]
        return cause
    raise AssertionError("nothing is refused")
