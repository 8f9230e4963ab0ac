"""Everything that the README, the pages behind it, the examples and the docs say is so."""

import re
import runpy
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from tconv_anim.cli import main
from tconv_anim.publish.making import animation_of
from tconv_anim.recipes.reading import parse_words, read_recipe
from tconv_anim.recipes.recipe import Recipe
from tconv_anim.recipes.writing import file_stem
from tconv_anim.renderer import themes as theme
from tests import readme

RECIPES = {path.stem: read_recipe(path) for path in sorted((readme.ROOT / "examples").glob("*.toml"))}
MAKERS = {name: recipe for recipe in RECIPES.values() for name in recipe.outputs}


def options(recipe: Recipe) -> dict[str, str]:
    """Options as text; files by their place."""
    found = {key: str(value) for key, value in recipe.options.items()}
    return {key: str(recipe.folder / value) if (recipe.folder / value).is_file() else value
            for key, value in found.items()}  # fmt: skip


def written(arguments: list[str]) -> tuple[Recipe, tuple[str, ...]]:
    """The recipe of a command, and what it writes."""
    recipe = parse_words(arguments, "README.md", readme.ROOT)
    if recipe.outputs:
        return recipe, recipe.outputs
    animation = animation_of(recipe)
    return recipe, (f"{file_stem(animation.trace.spec, animation.view)}.gif",)


def drawing() -> list[list[str]]:
    """The commands that draw; the others have a sub-command."""
    return [arguments for arguments in readme.commands() if arguments[0].startswith("-")]


def test_a_command_that_makes_a_picture_of_the_gallery_is_its_recipe():
    shown = set()
    for arguments in drawing():
        recipe, names = written(arguments)
        for name in names:
            if name in MAKERS:
                assert options(MAKERS[name]) == options(recipe), arguments
                shown.add(name)
    assert set(readme.pictures()) <= shown


def test_the_other_commands_run(tmp_path, monkeypatch):
    """In a folder of few recipes and small pictures, where each is made as it is of all of them."""
    left_out = shutil.ignore_patterns("[!b]*.toml", "both.toml")
    shutil.copytree(readme.ROOT / "examples", tmp_path / "examples", ignore=left_out)
    for name in ("ball.png", "beach.png"):
        with Image.open(tmp_path / "examples" / name) as picture:
            picture.resize((17, 17)).save(tmp_path / "examples" / name)
    monkeypatch.chdir(tmp_path)
    for arguments in readme.commands():
        if arguments not in drawing() or not set(written(arguments)[1]) <= set(MAKERS):
            result = CliRunner().invoke(main, arguments, catch_exceptions=False)
            assert result.exit_code == 0, (arguments, result.stderr)


def test_the_first_command_makes_the_first_picture():
    assert readme.commands()[0] == ["--stride", "2", "--padding", "1", "--kernel", "3"]
    assert readme.pictures()[0] == "conv_transpose_i3_k3_s2_p1.gif"


@pytest.mark.parametrize("code", readme.blocks("python"))
def test_python_examples_run(code, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    printed = re.findall(r"print\((?:trace\.output|error\.kind).*# (.+?)(?: \.\.\.)?$", code, re.MULTILINE)
    shown = re.sub(r"\s+", " ", capsys.readouterr().out)
    for expected in printed:
        assert re.sub(r"\s+", " ", expected) in shown


def test_the_theme_example_is_a_theme(tmp_path):
    (example,) = readme.blocks("toml")
    file = tmp_path / "mine.toml"
    file.write_text(example)
    assert theme.load_theme(file).page["background"] == (0xFF, 0xFA, 0xF0)


@pytest.mark.parametrize("script", sorted((readme.ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_an_example_runs(script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script)])
    runpy.run_path(str(script), run_name="__main__")


def anchors(page: Path) -> set[str]:
    """What GitHub calls the headings of a page in a link."""
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S), re.M
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_somewhere():
    for page in [*readme.ROOT.glob("*.md"), *(readme.ROOT / "docs").glob("*.md"), readme.GALLERY / "README.md"]:
        text = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))  # what is code is to be written elsewhere
        for target, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text):
            if "://" not in target:
                file = page.parent / target if target else page
                assert file.exists(), (page.name, target)
                assert not anchor or file.suffix != ".md" or anchor in anchors(file), (page.name, target, anchor)


def test_the_readme_is_short():
    assert len((readme.ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200


IN_CHINESE = {
    "tconv-anim": "tconv-anim",
    "Install": "安装",
    "Five things to do with it": "五种用途",
    "1. Draw your own layer.": "1. 画你自己的层。",
    "2. Draw your own numbers.": "2. 画你自己的数。",
    "3. Put it on a slide, a page or paper.": "3. 放进幻灯片、网页或论文。",
    "4. Explain what a transposed convolution is.": "4. 讲清楚什么是转置卷积。",
    "5. Keep a gallery up to date.": "5. 让图库保持最新。",
    "What the colours mean": "颜色的含义",
    "In your language": "使用你的语言",
    "From Python": "在 Python 中使用",
    "Good to know": "值得知道",
    "More": "更多内容",
}
"""The headings of README.md, and how README.zh.md says them."""


def parts(text: str) -> dict[str, list[str]]:
    """What must be the same in both languages, or said in the other one."""
    commands = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
    code = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return {
        "headings": re.findall(r"^(?:#+ |\*\*(?=\d))(.+?)(?:\*\*.*)?$", outside, re.M),
        "commands": "".join(commands).splitlines(),
        "code": [re.sub(r", lang=\"zh\"|  # [^\[].*", "", line) for line in "".join(code).splitlines()],
        "options": re.findall(r"`(-[^`]+)`", outside),
        "links": [link for link in re.findall(r"(?<!!)\[[^]]*\]\(([^)]+)\)", outside) if "README" not in link[:9]],
        "pictures": re.findall(r"!\[[^]]*\]\(gallery/([^)]+)\)", outside),
    }


def test_the_chinese_readme_says_the_same_in_chinese_with_chinese_pictures():
    english, chinese = (
        parts((readme.ROOT / name).read_text(encoding="utf-8")) for name in ("README.md", "README.zh.md")
    )
    assert chinese["headings"] == [IN_CHINESE[heading] for heading in english["headings"]]
    said = [re.sub(r"(?<=-o )(\w+?)(_zh)?\.(gif|png|webp)", r"\1", line) for line in chinese["commands"]]
    meant = [re.sub(r"(?<=-o )(\w+)\.(gif|png)", r"\1", line) for line in english["commands"]]
    assert [re.sub(r" --lang zh|_zh", "", line) for line in said] == [
        re.sub(r" --lang zh|_zh", "", line) for line in meant
    ]
    for part in ("code", "options", "links"):
        assert chinese[part] == english[part], part
    names = [Path(name).stem.removesuffix("_zh") for name in chinese["pictures"]]
    assert names == ["chinese", *(Path(name).stem for name in english["pictures"][1:])]
    for line in chinese["commands"]:
        for command in line.split(" && "):
            arguments = shlex.split(command)
            for name in set(re.findall(r"-o (\S+)", command)) & set(chinese["pictures"]):
                recipe, _ = written(arguments[1:])
                assert options(MAKERS[name]) == options(recipe)
                assert recipe.options["lang"] == "zh"
                chinese["pictures"] = [other for other in chinese["pictures"] if other != name]
    assert chinese["pictures"] == []


def test_architecture_names_every_room():
    page = (readme.ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    package = readme.ROOT / "tconv_anim"
    for path in package.iterdir():
        if path.name.startswith("_") or path.suffix == ".typed":
            continue
        assert f"`{path.name}{'/' if path.is_dir() else ''}`" in page
