"""What other repositories copy: the action, the hooks, and the examples of docs/gallery.md."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tconv_anim.cli import main
from tconv_anim.recipes.reading import parse_block, parse_recipe
from tests.readme import ROOT

yaml = pytest.importorskip("yaml")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
DOCS = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{re.escape(language)}\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE)


def parse(words: list[str]) -> click.Context:
    """A command line, checked but not run."""
    assert words[0] == "tconv-anim"
    context = click.Context(main, **main.context_settings)  # click keeps a command's names of --help from the first one
    return main.get_command(context, words[1]).make_context(words[1], words[2:], parent=context)


def test_hooks_run_checks():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    for hook, arguments in zip(hooks, ([], ["page.md"]), strict=True):
        context = parse([*shlex.split(hook["entry"]), *arguments])
        assert context.params["checks"] is True
        assert hook["language"] == "python"
        assert hook.get("pass_filenames", True) is bool(arguments)


@pytest.mark.skipif(os.name == "nt", reason="the action's shell is bash")
def test_the_actions_check_passes_on_a_current_gallery_only(tmp_path):
    (tmp_path / "recipes").mkdir()
    recipe = tmp_path / "recipes" / "a.toml"
    recipe.write_text("input-size = 1\n")
    command = tmp_path / "tconv-anim" / "bin" / "tconv-anim"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tconv_anim "$@"\n')
    command.chmod(0o755)
    arguments = ["gallery", str(tmp_path / "recipes"), "--out", str(tmp_path / "pictures")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    (step,) = [step for step in ACTION["runs"]["steps"] if "--check" in step.get("run", "")]
    assert set(step["env"].values()) == {"${{ inputs.recipes }}", "${{ inputs.gallery }}"}
    environment = os.environ | {"RUNNER_TEMP": str(tmp_path), "RECIPES": "recipes", "GALLERY": "pictures"}
    codes = []
    for _ in range(2):
        shown = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment, check=False,
                               capture_output=True, text=True)  # fmt: skip
        codes.append(shown.returncode)
        recipe.write_text("input-size = 1\nnumbers = false\n")
    assert codes == [0, 1], shown.stderr
    assert [path.name for path in (tmp_path / "gallery-differences").iterdir()] == ["a.gif.png"]
    assert ACTION["runs"]["steps"][-1]["with"]["path"].endswith("/gallery-differences")


def test_the_docs_workflow_uses_what_the_action_takes():
    workflow, hooks = map(yaml.safe_load, blocks("yaml"))
    (step,) = [step for step in workflow["jobs"]["check"]["steps"] if "with" in step]
    assert set(step["with"]) <= set(ACTION["inputs"])
    known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == known


def test_the_docs_commands_and_recipes_are_understood():
    lines = [line.partition("   #")[0] for block in blocks("sh") for line in block.splitlines()]
    assert len(lines) == 6
    for line in lines:
        parse(shlex.split(line.partition(" > ")[0]))
    (recipe,) = blocks("toml")
    assert parse_recipe(recipe, "docs").outputs == ("padding_strides.gif", "padding_strides.png")
    assert set(tomllib.loads(recipe)) > {"title", "caption", "section", "outputs"}
    inner = re.findall(r"^```\{?tconv\}?\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE)
    assert len(inner) == 2
    for block in inner:
        assert parse_block(block, "docs").options["input-size"] == 5
    assert Path(ROOT / "tconv_anim" / "sphinx.py").exists()
