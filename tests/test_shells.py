"""Lines of the docs, and those that are printed, in any shell; and what shells complete."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tconv_anim.options import quoted
from tconv_anim.recipes.reading import find_recipes, read_recipe

from .readme import ROOT

SHELLS = ("bash", "zsh", "fish", "pwsh")
FOR_ANY = re.compile(r'"[^"“”„`$!%\\]*"|[\w./:+-][\w./:+=-]*|>')
"""A word that every shell reads in the same way: bare without commas, which PowerShell takes for a list; or in double
quotes, without what bash, PowerShell and cmd.exe read in them. PowerShell 5 has no &&."""
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "docs" / "llms.txt"]
HARD = [
    "", "a b", "1,2;3,4", "x.gif", "-1", "Conv2d(1, 1, 3, padding='same')", 'padding="same"', "'\"", "5 $HOME", "a!b",
    "`date`", "~", "100 %PATH%", r"C:\new\x.gif", "back\\", "*", "#", "@model.txt", "=x", "{a,b}", "步幅", "“x”",
    "two\nlines", "a|b>c<d&e",
]  # fmt: skip


def lines() -> list[str]:
    """Every line of a block for a shell; those of llms.txt are indented."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^ *```(?:sh|bash|console)\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
        found += [line.strip() for block in blocks for line in block.splitlines()]
        found += re.findall(r"^    (tconv-anim .*)$", text, re.MULTILINE) if page.suffix == ".txt" else []
    return found


def words_in(shell: str, commands: list[str], folder: Path) -> list[list[str]]:
    """The words that a shell makes of the words behind each command's name."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    stub = folder / "tconv-anim"
    stub.write_text("#!/bin/sh\nfor word; do printf '%s\\037' \"$word\"; done\nprintf '\\036'\n")
    stub.chmod(0o755)
    env = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)}
    made = subprocess.run([program, "-c", "\n".join(commands)], env=env, capture_output=True, cwd=folder, check=True)
    return [call.split("\037")[:-1] for call in made.stdout.decode().split("\036")[:-1]]


def test_every_line_of_the_docs_is_for_any_shell():
    found = lines()
    assert len(found) > 60
    for line in found:
        left = FOR_ANY.sub("", line)
        assert not left.strip(), (line, left.strip())


@pytest.mark.skipif(os.name == "nt", reason="cmd.exe runs no stub of sh")
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_reads_the_lines_of_the_docs_and_of_the_gallery_as_they_are_meant(shell, tmp_path):
    parts = [part for line in lines() for part in line.split(" && ") if part.startswith("tconv-anim ")]
    calls = [part.partition(" > ")[0] for part in parts]
    calls += [read_recipe(path).command for path in find_recipes(ROOT / "examples")]
    assert words_in(shell, calls, tmp_path) == [shlex.split(call)[1:] for call in calls]


@pytest.mark.skipif(os.name == "nt", reason="cmd.exe runs no stub of sh")
@pytest.mark.parametrize("shell", SHELLS[:3])
def test_what_is_printed_comes_back_word_for_word(shell, tmp_path):
    assert words_in(shell, [quoted(["tconv-anim", *HARD])], tmp_path) == [HARD]


def test_the_gallerys_commands_are_for_any_shell():
    for path in find_recipes(ROOT / "examples"):
        line = read_recipe(path).command.replace("\n", " ")
        assert not FOR_ANY.sub("", line).strip(), line


COMPLETE = {
    "bash": (
        "{source}; COMP_WORDS=(tconv-anim {typed}); COMP_CWORD=1; _tconv_anim_completion tconv-anim; "
        'printf "%s\\n" "${{COMPREPLY[@]}}"'
    ),
    "zsh": (
        "autoload -U compinit; compinit -D; compadd() {{ :; }}; {source}; (( $+_comps[tconv-anim] )) && "
        'env COMP_WORDS="tconv-anim {typed}" COMP_CWORD=1 _TCONV_ANIM_COMPLETE=zsh_complete tconv-anim'
    ),
    "fish": "{source}; complete -C 'tconv-anim {typed}'",
}


@pytest.mark.parametrize("shell", COMPLETE)
def test_a_shell_completes_commands(shell, tmp_path):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (in_bash,) = re.findall(r"`(eval .*?)`", text)
    (in_fish,) = re.findall(r"`(\S+=fish_source .*?)`", text)
    source = in_fish if shell == "fish" else in_bash.replace("bash_source", f"{shell}_source")
    command = tmp_path / "tconv-anim"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tconv_anim "$@"\n')
    command.chmod(0o755)
    env = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    script = COMPLETE[shell].format(source=source, typed="gal")
    made = subprocess.run([program, "-c", script], env=env, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "gallery" in made.stdout, made.stderr
    assert "markdown" not in made.stdout
