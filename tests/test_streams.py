"""Streams that are closed, full, or whose encoding lacks characters, as the installed command meets them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="redirections of a POSIX shell")
COMMAND = f"'{sys.executable}' -m tconv_anim"


def shell(words: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", words], cwd=folder, capture_output=True, env={**os.environ, **variables}, check=False
    )


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full", ">&- 2>&-"])
def test_a_picture_is_made_whatever_becomes_of_the_messages(closed, tmp_path):
    result = shell(f"{COMMAND} --max-steps 1 -o x.gif {closed}", tmp_path)
    assert result.returncode in (0, 120)
    assert (tmp_path / "x.gif").read_bytes().startswith(b"GIF89a")


@pytest.mark.parametrize("words", ["--max-steps 1 -o - >&-", "--max-steps 1 -o - >/dev/full", "views >/dev/full"])
def test_output_that_cannot_be_written_is_one_sentence_about_stdout(words, tmp_path):
    result = shell(f"{COMMAND} {words}", tmp_path)
    assert result.returncode == 2
    assert result.stderr.decode().splitlines()[-1].startswith("Error: cannot write to stdout")
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "latin-1"])
def test_characters_that_an_encoding_lacks_are_written_in_ascii(encoding, tmp_path):
    shell(f"{COMMAND} --stride 2 --max-steps 1 -o x.gif", tmp_path)
    result = shell(f"{COMMAND} explain x.gif", tmp_path, PYTHONIOENCODING=encoding)
    assert result.returncode == 0, result.stderr
    assert "alt text" in result.stdout.decode(encoding)
    assert "?" not in result.stdout.decode(encoding)


@pytest.mark.parametrize("words", ["--layer - <&-", "--layer - <bytes", "recipe --layer - <bytes"])
def test_what_stdin_cannot_give_is_one_sentence_about_the_layer(words, tmp_path):
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x80")
    result = shell(f"{COMMAND} {words}", tmp_path, PYTHONIOENCODING="gbk")
    assert result.returncode == 2
    assert result.stderr.decode("gbk").startswith("Error: layer text, column ")


def test_a_folder_that_is_gone_is_named_and_not_stdout(tmp_path):
    result = shell(f"mkdir d; cd d; rmdir ../d; {COMMAND}", tmp_path)
    assert result.returncode == 2
    assert b"stdout" not in result.stderr
    assert b"directory" in result.stderr


@pytest.mark.parametrize("words", ["render /dev/zero", "markdown /dev/zero", "--input x.csv", "--theme x.toml"])
def test_a_file_without_an_end_is_one_sentence(words, tmp_path):
    for name in ("x.csv", "x.toml"):
        (tmp_path / name).symlink_to("/dev/zero")
    result = shell(f"ulimit -v 2000000; {COMMAND} {words}", tmp_path)
    assert result.returncode == 2
    assert result.stderr.decode().splitlines()[-1].startswith(("Error: cannot read", "Error: recipe /dev/zero cannot"))
    assert b"File too large" in result.stderr


def test_a_file_of_any_name_is_named_on_one_line_of_letters(tmp_path):
    """What a name of a stranger's file holds neither ends a line nor speaks to a terminal."""
    name = "a\n\x1b[31m\u202e\udcff"
    result = shell(f'{COMMAND} --max-steps 1 -o "$NAME.html" --snippet', tmp_path, NAME=name)
    assert result.returncode == 0, result.stderr
    assert len(list(tmp_path.iterdir())) == 1
    last = result.stderr.decode().splitlines()[-1]
    assert last.startswith(r"a\n\x1b[31m\u202e\udcff.html: ")
    assert b'src="a%0A%1B%5B31m%E2%80%AE%FF.html"' in result.stdout


def test_a_report_names_a_file_of_any_name(tmp_path):
    result = shell(
        f'{COMMAND} --json --max-steps 1 -o "$NAME.txt"', tmp_path, NAME="日\n\udcff", PYTHONIOENCODING="gbk"
    )
    (file,) = json.loads(result.stdout)["files"]
    assert (tmp_path / file["file"]).is_file()


def test_recipes_of_any_name_have_a_gallery(tmp_path):
    name = "a\n```\n<b>\udcff"
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / f"{name}.toml").write_text("max-steps = 1\n")
    for more in ("", "--check"):
        result = shell(f"{COMMAND} gallery r --out g --jobs 1 {more}", tmp_path)
        assert result.returncode == 0, result.stderr
    readme = (tmp_path / "g" / "README.md").read_text(encoding="utf-8")
    assert r"### a\\n" in readme
    assert "](a%0A%60%60%60%0A%3Cb%3E%FF.gif)" in readme
    assert readme.split("\n````sh\n")[1].endswith("'\n````\n"), "no line of the name ends the block of code"
