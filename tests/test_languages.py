"""A picture speaks the language that is asked for, and nothing else does."""

import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from tconv_anim import animate
from tconv_anim.cli import main
from tconv_anim.core.message import equation, message
from tconv_anim.options import CHAIN, DEFAULT_LANGUAGE, LANGUAGE_VARIABLE, language_names
from tconv_anim.publish.making import animation_of
from tconv_anim.recipes.reading import parse_recipe
from tconv_anim.renderer import fonts
from tconv_anim.renderer.fonts import TEXT, Faces, face_of, measure, missing_letters, using
from tconv_anim.renderer.fonts.cjk import JAPANESE, block_face
from tconv_anim.renderer.layout.lines import NOT_FIRST, NOT_LAST, PARTICLES, words_of, wrap
from tconv_anim.renderer.marks import Text
from tconv_anim.renderer.themes import load_theme
from tconv_anim.scenes.texts import say, speaking, spoken

from .pictures import faults
from .table import animated

UNLIKE = Path(__file__).parent / "data" / "drawn_unlike_in_japan.txt"
TABLES = Path(fonts.__file__).parent
OTHERS = [name for name in language_names() if name != DEFAULT_LANGUAGE]
HAN = re.compile("[\u4e00-\u9fff]")


def shown(animation) -> str:
    """What is written in the finished picture; the parts of a sentence that differ in colour are one."""
    texts = [mark for mark in animation.marks() if isinstance(mark.shape, Text)]
    said = "".join(mark.shape.text for mark in texts if mark.key[0] == "caption")
    return "\n".join([*(mark.shape.text for mark in texts), said])


def test_a_picture_speaks_chinese_wherever_it_says_something():
    animation = animate(stride=2, padding=1, lang="zh")
    assert "转置卷积" in shown(animation)
    assert "卷积核大小 3 不是步幅 2 的倍数" in shown(animate(view="overlap", stride=2, lang="zh"))
    assert animation.alt_text.startswith("用大小为 3×3 的卷积核对大小为 3×3 的输入做转置卷积，")
    assert "；列：" in animate("conv", input_size=(3, 4), lang="zh").formula
    for fmt in ("svg", "html"):
        assert {"转置卷积", animation.alt_text} <= set(re.split('[<>"]', animation.to_bytes(fmt).decode()))


@pytest.mark.parametrize("tag", ["zh", "zh-Hans", "zh_CN", "ZH-hans-CN", "zh_CN.UTF-8"])
def test_tags_of_a_language_mean_its_file(tag, monkeypatch):
    assert animate(lang=tag).lang == "zh"
    monkeypatch.setenv(LANGUAGE_VARIABLE, tag)
    assert animate().lang == "zh"
    assert animate(lang="en").lang == "en", "what is asked for comes before the variable"


def test_the_command_and_the_recipe_in_the_file_name_the_language_and_messages_stay_english(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    made = {}
    for name, words, env in (
        ("en", [], {}), ("asked", ["--lang", "zh"], {}), ("set", [], {LANGUAGE_VARIABLE: "zh"}),
    ):  # fmt: skip
        done = CliRunner().invoke(main, ["--stride", "2", *words, "-o", f"{name}.png"], env=env)
        assert done.exit_code == 0
        assert not HAN.search(done.output), "messages stay English"
        made[name] = Path(f"{name}.png").read_bytes()
    assert made["asked"] == made["set"] != made["en"], "the locale is not asked"
    explained = CliRunner().invoke(main, ["explain", "asked.png"]).output
    assert tomllib.loads(explained)["lang"] == "zh"
    assert "--lang zh" in explained
    assert "# alt text: 用大小为 3×3" in explained
    assert (
        "# alt text: Convolución transpuesta" in CliRunner().invoke(main, ["explain", "en.png", "--lang", "es"]).output
    )
    CliRunner().invoke(main, ["compare", "--lang", "ja", "--ops", "nearest,bilinear", "-o", "c.txt"])
    assert Path("c.txt").read_text(encoding="utf-8").startswith("拡大方法の比較")
    assert "stay English" in CliRunner().invoke(main, ["--help"]).output


def test_a_recipe_names_its_language_and_no_variable_changes_it(monkeypatch):
    monkeypatch.setenv(LANGUAGE_VARIABLE, "zh")
    assert animation_of(parse_recipe("stride = 2", "")).lang == "en"
    monkeypatch.setenv(LANGUAGE_VARIABLE, "none at all")
    assert animation_of(parse_recipe('lang = "zh-Hans"', "")).lang == "zh"


def test_languages_do_not_mix():
    first, second = animate(lang="zh").drawing(), animate().drawing()
    for chinese, english in zip(first.frames(), second.frames(), strict=False):
        said = [[m.shape.text for m in frame.changed if isinstance(m.shape, Text)] for frame in (chinese, english)]
        assert not HAN.search("".join(said[1]))
    with speaking("zh"):
        assert (say(message("done")), say(message("done"), "en"), spoken()) == ("完成", "done", "zh")
        assert say(message("sentence", words=message("done")), "en") == "Done."
    assert (say(message("done")), spoken()) == ("done", "en")


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_imported_by_who_speaks_it(language):
    code = (
        "import sys; from tconv_anim import animate; animate().to_bytes('svg');"
        f"assert 'tconv_anim.scenes.texts.{language}' not in sys.modules;"
        "assert 'tconv_anim.renderer.fonts.cjk' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


PLURALS = [
    ("es", message("output_cells", count=1), "1 celda de salida"),
    ("es", message("output_cells", count=4), "4 celdas de salida"),
    ("es", message("channels_added", count=2), "suma de 2 canales más"),
    ("es", message("never_read", counts=(1, 0)), "la última fila nunca se lee"),
    ("es", message("never_read", counts=(2, 1)), "las últimas 2 filas y la última columna nunca se leen"),
    ("es", message("cells_sum", what=message("stamps"), counts=("4", "8")), "cada celda es la suma de 4 u 8 sellos"),
    ("es", message("cells_sum", what=message("stamps"), counts=("10", "11")),
     "cada celda es la suma de 10 u 11 sellos"),
    ("es", message("mean_with_padding_is", count=1, padding=3, result="2"),
     "el promedio de 1 celda y 3 de relleno es 2"),
    ("es", message("ways_to_each", layer=1, least=1, most=1, where=message("of_layer", number=1)),
     "capa 1: 1 camino lleva a cada celda de la capa 1"),
    ("es", message("cells_cut_off", cuts=(("row", 2, "start"), ("column", 1, "end"))),
     "recorte: 2 filas al principio, 1 columna al final"),
    ("es", message("sentence", words=message("which_of_input")),
     "La salida terminada, vista por partes: ¿a cuáles de sus celdas llega cada celda de entrada y qué les da?"),
    ("ja", message("never_read", counts=(2, 1)), "最後の 2 行と 1 列は一度も読まれない"),
    ("ja", message("cells_sum", what=message("stamps"), counts=("1", "2", "4")),
     "各要素は 1、2 または 4 個のスタンプの和"),
    ("zh", message("mean_is", count=4, result="2.5"), "4 个元素的平均值为 2.5"),
    ("zh", message("mean_is", count=4, result="≈ 0.67"), "4 个元素的平均值 ≈ 0.67"),
    ("ja", message("mean_is", count=4, result="≈ 0.67"), "4 個の要素の平均 ≈ 0.67"),
    ("zh", message("told", progress=message("set_up"), words=message("which_of_input")),
     "准备：输出已算出，它的数值从哪里来？每个输入元素影响其中的哪些元素，各加上多少？"),
    ("zh", message("told_together", items=(message("which_of_input"), message("done"))),
     "输出已算出，它的数值从哪里来？每个输入元素影响其中的哪些元素，各加上多少？完成"),
    ("zh", message("never_read", counts=(2, 1)), "最后 2 行和最后 1 列从未被读取"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "words", "text"), PLURALS)
def test_a_language_counts_in_its_own_way(language, words, text):
    assert say(words, language) == text


def test_a_space_parts_chinese_letters_from_others():
    words = message("and", first=message("kernel_value", number="4"), second=message("stride_value", number=2))
    assert say(words, "zh") == "卷积核大小 4 和步幅 2"
    assert say(message("labelled", label="C", words=message("done")), "zh") == "C：完成", "but not from its signs"
    assert say(message("of_rows", words=equation("o", 6)), "zh") == "o = 6（高度方向）"


def test_chinese_lines_break_between_letters_but_not_before_a_full_stop():
    text = "每个输入元素（缩放）卷积核，缩放核加到 output[0, 1] 上。"
    for width in range(40, 300, 7):
        lines = wrap((text,), width, 14)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        for before, after in pairwise(lines):
            assert after[0] not in NOT_FIRST
            assert before[-1] not in NOT_LAST
            part = words_of(after)[0]
            assert measure(before + part, 14) > 0.8 * width - measure("用", 14), "a line is as long as there is room"
    assert max(map(len, wrap((text,), 40, 14))) <= len("output[0,"), "only a long word needs more room"


def test_japanese_lines_break_neither_within_katakana_nor_before_a_particle():
    text = "カーネルとパディングの積を、ストライドで動く窓に足す。"
    for width in range(120, 300, 7):
        for before, after in pairwise(wrap((text,), width, 14)):
            assert after[0] not in PARTICLES
            assert not re.match("[ァ-ヺー]{2}", before[-1] + after[0])


def test_a_last_line_is_no_single_letter():
    text = "均一に重ねるにはカーネル 4 またはストライド 3 を使う。"
    for width in range(60, 400, 3):
        lines = wrap((text,), width, 14)
        assert len(lines) == 1 or width < 150 or measure(lines[-1], 14) >= 3 * 14, width


@pytest.mark.parametrize("language", OTHERS)
def test_our_own_letters_are_enough_for_what_we_say(language):
    path = Path(sys.modules[say.__module__].__file__).with_name(f"{language}.py")
    with using(Faces(language=language)):
        assert missing_letters("".join(path.read_text(encoding="utf-8").split())) == ""


def test_japanese_letters_are_drawn_as_in_japan():
    """A letter that the table lacks would be drawn as in China; tests/build_fonts.py knows which are not the same."""
    unlike = {*UNLIKE.read_text(encoding="utf-8")} - {"\n"}
    assert {"以", "差", "直", "終"} <= unlike
    said = Path(sys.modules[say.__module__].__file__).with_name("ja.py").read_text(encoding="utf-8")
    assert "".join(sorted(c for c in unlike & {*said} if c not in block_face(JAPANESE))) == ""


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("size", [491, (1280, 720)])
@pytest.mark.parametrize(
    ("view", "style"),
    [("overlap_add", "isometric"), ("sliding_window", "flat"), ("overlap", "flat"), ("connections", "isometric")],
)
def test_every_text_has_room(view, style, size, language):
    op = "conv" if view == "sliding_window" else "conv_transpose"
    animation = animate(op, view=view, style=style, lang=language, size=size, stride=2, padding=1, input_size=2)
    for step in (1, None):
        assert faults(animation.marks(step), load_theme("light"), animation.page) == []


@pytest.mark.parametrize("language", language_names())
@pytest.mark.parametrize(
    ("view", "op", "style"),
    [
        ("both", "conv_transpose", "flat"), ("chain", CHAIN, "isometric"), ("connections", "conv", "flat"),
        ("connections", "adaptive_avg_pool", "flat"), ("connections", "pixel_unshuffle", "isometric"),
        ("matrix", "conv", "flat"), ("receptive_field", CHAIN, "flat"),
    ],
)  # fmt: skip
def test_what_is_written_at_panels_breaks_where_numbers_would_have_no_room(view, op, style, language):
    animation = animated(op, view=view, style=style, lang=language, size=491)
    assert (animation.page.width, animation.left_out) == (491, None)
    for step in (1, None):
        assert faults(animation.marks(step), load_theme("light"), animation.page) == []
    wide = animated(op, view=view, style=style, lang=language).marks(1)
    marks = animation.marks(1)
    assert by_panel(marks, "title", "subtitle") == by_panel(wide, "title", "subtitle")
    lines = written(marks, "sum")
    assert not any(line.endswith(("+", "=")) for line in lines), "a line of a sum begins with its sign"


def by_panel(marks, *parts) -> dict[tuple, str]:
    """What is written at each panel, whichever lines it is on."""
    found = defaultdict(str)
    for mark in marks:
        if mark.key[1] in parts and isinstance(mark.shape, Text):
            found[mark.key[:2]] += "".join(mark.shape.text.split())
    return dict(found)


def written(marks, *parts) -> list[str]:
    """What is written at panels, without spaces, at which lines break."""
    texts = [m.shape.text for m in marks if m.key[1] in parts and isinstance(m.shape, Text)]
    return ["".join(text.split()) for text in texts]


def test_the_tables_of_chinese_and_japanese_letters_take_little_room():
    tables = [TABLES / f"{name}.table" for name in ("chinese", "japanese")]
    assert sum(path.stat().st_size for path in tables) <= 1_100_000


def test_chinese_letters_are_of_gb_2312_and_as_wide_as_high():
    for letter in "啊座亍齄ぁヶ，。":
        assert face_of(letter, TEXT) is not None
        assert measure(letter, 20) == 20
    assert face_of("龍", TEXT) is None, "a traditional form is not among them"


@pytest.mark.parametrize(
    "text", ["a\udcff\ud83d\ude00 two\nlines\u2028and\ttabs\x85b\x01", f"\u0301\u202eאבไทย{'w' * 400}"]
)
def test_any_text_can_be_written_everywhere(text, tmp_path, monkeypatch):
    """Undecodable bytes of a command line, halves of characters, controls, ends of lines, and words without an end."""
    monkeypatch.chdir(tmp_path)
    layer = f"nn.ConvTranspose2d(1, 1, 2) # {text}"
    animation = animate(layer=layer, input_size=1, heading=text, sentence=text)
    assert animation.page.width < 1000
    assert animation.recipe.encode()
    assert not {"\t", "\x85", "\u2028"} & {*shown(animation)}
    for fmt in ("svg", "html", "pdf"):
        assert animation.to_bytes(fmt)
    done = CliRunner().invoke(
        main, ["--input-size", "1", "--heading", text.replace("\0", ""), "-o", "x.txt", "-o", "x.png"]
    )
    assert done.exit_code == 0
    heading = Path("x.txt").read_text(encoding="utf-8").split("\n")[0]
    assert CliRunner().invoke(main, ["explain", "x.png"]).exit_code == 0
    assert len(heading) >= len(text) - 1


def test_a_gallery_in_a_language_stays_in_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("r").mkdir()
    small = "input-size = 1\nkernel = 1\n"
    Path("r/a.toml").write_text(f'{small}outputs = ["a.png", "a.txt"]', encoding="utf-8")
    Path("r/b.toml").write_text(f'{small}lang = "en"\nlegend = false\noutputs = ["b.png"]', encoding="utf-8")

    def gallery(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["gallery", "r", "--out", "g", "--jobs", "1", *words])
        return done.exit_code, done.output

    assert gallery("--lang", "zh-Hans")[0] == 0
    page, readme = (Path("g", name).read_text(encoding="utf-8") for name in ("index.html", "README.md"))
    assert page.startswith('<!doctype html>\n<html lang="zh-Hans">')
    assert {"2 张图", "搜索", "复制", "显示全部", "是"} <= set(re.split('[<>"]', page))
    assert "# 图库" in readme
    assert "--lang zh" in readme
    assert "Convolution" not in Path("g/a.txt").read_text(encoding="utf-8")
    assert 'alt="Transposed convolution of' in page, "a recipe's own language stays"
    assert gallery("--check")[0] == 0
    assert "made 0," in gallery()[1], "later runs keep the language"
    assert gallery("--check", "--lang", "en")[0] == 1
    assert "made 2," in gallery("--lang", "en")[1]
    assert "图" not in Path("g/index.html").read_text(encoding="utf-8")
