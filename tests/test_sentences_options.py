"""What the errors of options and of recipes say, in the words of Python and of the command line."""

import os
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from tconv_anim import animate
from tconv_anim.options import CHANNELS, LANGUAGE_VARIABLE, OPTIONS, OptionError, either, language_names
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.recipes.paths import check_files
from tconv_anim.recipes.reading import find_recipes, parse_block, parse_recipe, parse_words, read_recipe
from tconv_anim.recipes.recipe import RecipeError
from tconv_anim.recipes.request import Request
from tconv_anim.recipes.values import Channels, parse

from . import sentences

ONES = [[1, 1], [1, 1]]
LANGUAGES = either(language_names())


def value(name, text):
    option = CHANNELS if name == "channels" else OPTIONS[name]
    return lambda: parse(option, text)


def look(**options):
    return lambda: animate("conv_transpose", **options)


def op(name, **options):
    return lambda: animate(name, **options)


def layer(text="Conv2d(1, 1, 3)", **options):
    return lambda: animate(layer=text, **options)


def of_variable(tag):
    def read():
        with patch.dict(os.environ, {LANGUAGE_VARIABLE: tag}):
            animate()

    return read


CASES = [
    (OptionError, "not_a_whole", look(step_ms=1.5), "step_ms=1.5 is not a whole number: use one such as 2",
     "--step-ms 1.5 is not a whole number: use one such as 2"),
    (OptionError, "not_a_whole", value("groups", "x"), "groups='x' is not a whole number: use one such as 2",
     "--groups x is not a whole number: use one such as 2"),
    (OptionError, "too_small", look(step_ms=5), "step_ms=5 is too small: use 20 to 600000",
     "--step-ms 5 is too small: use 20 to 600000"),
    (OptionError, "too_large", value("colors", 300), "colors=300 is too large: use 1 to 255",
     "--colors 300 is too large: use 1 to 255"),
    (OptionError, "below_least", look(seed=-1), "seed=-1 is too small: use 0 or more",
     "--seed -1 is too small: use 0 or more"),
    (OptionError, "too_many_digits", value("stride", "9" * 301),
     "stride='999999999999999999…' has too many digits: use at most 300",
     "--stride \"999999999999999999…\" has too many digits: use at most 300"),
    (OptionError, "unknown_word", look(style="round"), "style='round' is not known: use flat or isometric",
     "--style round is not known: use flat or isometric"),
    (OptionError, "unknown_word", value("view", "matrx"), "view='matrx' is not known: use matrix",
     "--view matrx is not known: use matrix"),
    (OptionError, "unknown_word", look(dims=3), "dims=3 is not known: use 1 or 2", "--dims 3 is not known: use 1 or 2"),
    (OptionError, "rgb_without_picture", lambda: arguments_of({"rgb": True, "input": "1,2"}),
     "rgb reads a picture in colour: give one with input, such as photo.png, or leave it out",
     "--rgb reads a picture in colour: give one with --input, such as photo.png, or leave it out"),
    (OptionError, "empty_value", value("stride", "1,,2"),
     "stride='1,,2' has a comma without a value beside it: leave the comma out",
     "--stride \"1,,2\" has a comma without a value beside it: leave the comma out"),
    (OptionError, "repeated_value", look(padding="1,0:1,1"), "padding='1,0:1,1' has 1 twice: leave one of them out",
     "--padding \"1,0:1,1\" has 1 twice: leave one of them out"),
    (OptionError, "repeated_value:numbers", value("kernel_size", "1,0,2,1"),
     "kernel_size='1,0,2,1' has the size 1 twice: leave one out, or use weight for the numbers themselves",
     '--kernel "1,0,2,1" has the size 1 twice: leave one out, or use --weight for the numbers themselves'),
    (OptionError, "not_a_size:numbers", value("kernel_size", "1,0;2,1"),
     "kernel_size='1,0;2,1' is not a size: use weight for the numbers themselves",
     '--kernel "1,0;2,1" is not a size: use --weight for the numbers themselves'),
    (OptionError, "not_a_size:numbers", value("input_size", "[[1, 2]]"),
     "input_size='[[1, 2]]' is not a size: use input for the numbers themselves",
     '--input-size "[[1, 2]]" is not a size: use --input for the numbers themselves'),
    (OptionError, "one_for_axes", value("stride", "2,2"), "stride='2,2' has 2 twice: use stride=2 for both axes",
     "--stride \"2,2\" has 2 twice: use --stride 2 for both axes"),
    (OptionError, "several_values", lambda: Request.of("conv", stride="1,2"),
     "stride='1,2' is several values, which only a picture shows: use one of them",
     "--stride \"1,2\" is several values, which only a picture shows: use one of them"),
    (OptionError, "several_values:three", look(kernel_size="2,3", stride="1,2", padding="0,1"),
     "kernel_size, stride, padding have several values each: vary two parameters at most",
     "--kernel, --stride, --padding have several values each: vary two parameters at most"),
    (OptionError, "several_values:most", look(stride="1,2,3,4,5", padding="0,1"),
     "10 pictures are too many beside each other, 9 is the most: use fewer values of stride, padding",
     "10 pictures are too many beside each other, 9 is the most: use fewer values of --stride, --padding"),
    (OptionError, "several_values:layers", layer(["Conv2d(1, 1, 3)"] * 2, input_size="7,8"),
     "input_size cannot vary for several layers or operations: use one value",
     "--input-size cannot vary for several layers or operations: use one value"),
    (OptionError, "several_values:one", layer(stride="2,1"),
     "with stride=2: stride is part of the layer: change it in layer",
     "with --stride 2: --stride is part of the layer: change it in --layer"),
    (OptionError, "beside_layer", layer(stride=2), "stride is part of the layer: change it in layer",
     "--stride is part of the layer: change it in --layer"),
    (OptionError, "beside_layer", lambda: arguments_of({"op": "conv", "layer": "Conv2d(1, 1, 3)"}),
     "op is part of the layer: change it in layer", "--op is part of the layer: change it in --layer"),
    (OptionError, "not_a_layers", layer([]), "layer=[] is not a layer: write calls in quotation marks, such as "
     '"Conv2d(1, 1, 3)"', "--layer [] is not a layer: write calls in quotation marks, such as \"Conv2d(1, 1, 3)\""),
    (OptionError, "bias_beside_layer", layer("Conv2d(1, 1, 3, bias=False)", bias=1),
     "bias does not go with bias=False of the layer: leave one of them out",
     "--bias does not go with bias=False of the layer: leave one of them out"),
    (OptionError, "kernel_beside_layer", layer(kernel_size=5),
     "kernel_size=5 is not the layer's kernel, which is 3x3: leave it out",
     "--kernel 5 is not the layer's kernel, which is 3x3: leave it out"),
    (OptionError, "several_counts", lambda: arguments_of({"channels": Channels((0, 1), (0,))}),
     "channels takes two counts, such as 2:1: to choose channels use show_channels",
     "--channels takes two counts, such as 2:1: to choose channels use --show-channels"),
    (OptionError, "no_channels", lambda: arguments_of({"channels": Channels((0,), (1,))}),
     "channels counts from 1: use 1 or more on both sides, such as 2:1",
     "--channels counts from 1: use 1 or more on both sides, such as 2:1"),
    (OptionError, "weight_of_layer", lambda: animate(layer="Conv2d(1, 2, 3)", weight=[[1, 2], [3, 4]]),
     "weight has shape (1, 1, 2, 2), but the layer's weight has (2, 1, 3, 3): give one of this shape",
     "--weight has shape (1, 1, 2, 2), but the layer's weight has (2, 1, 3, 3): give one of this shape"),
    (OptionError, "weight_of_layer:channels_last",
     lambda: animate(layer="Conv2d(1, 2, 3)", weight=np.ones((3, 3, 1, 2))),
     "weight has shape (3, 3, 1, 2), but the layer's weight has (2, 1, 3, 3): write numpy.moveaxis(w, (-1, -2), "
     "(0, 1)) into a file",
     "--weight has shape (3, 3, 1, 2), but the layer's weight has (2, 1, 3, 3): write numpy.moveaxis(w, (-1, -2), "
     "(0, 1)) into a file"),
    (OptionError, "unknown_weight", look(weight="bx"),
     "weight='bx' is not known: use numbers, or box for equal weights",
     "--weight bx is not known: use numbers, or box for equal weights"),
    (OptionError, "ops_without_compare", look(ops=["nearest"]),
     "ops is what compare compares: leave it out, or use op compare",
     "--ops is what compare compares: leave it out, or use --op compare"),
    (OptionError, "other_size", look(input=ONES, input_size=3),
     "input of shape (2, 2) is not of size 3: leave input_size out",
     "input of shape (2, 2) is not of size 3: leave --input-size out"),
    (OptionError, "axes_of_size", look(dims=1, input_size=(3, 3)),
     "input_size 3x3 is not a size over 1 dimension: use one number, or one for each",
     "--input-size 3x3 is not a size over 1 dimension: use one number, or one for each"),
    (OptionError, "channels_of_arrays", look(input=[[1]], in_channels=2),
     "in_channels=2, but the arrays have 1: use in_channels=1",
     "2 input channels, but the arrays have 1: use 1 input channel"),
    (OptionError, "channels_of_layer", layer("Conv2d(3, 2, 3)", out_channels=4),
     "out_channels=4, but the layer has 2: leave out_channels out, as of many channels the first are drawn, or write "
     "4 in the layer",
     "4 output channels, but the layer has 2: leave --channels out, as of many channels the first are drawn, or write "
     "4 in the layer"),
    (OptionError, "channels_of_op", op("nearest", in_channels=2, out_channels=3),
     "out_channels=3, but nearest makes 2: use out_channels=2",
     "3 output channels, but nearest makes 2: use 2 output channels"),
    (OptionError, "not_channels", look(show_channels=(0, 0)),
     "show_channels=0 is not known: use Channels((0,), (0,))",
     "--show-channels 0 is not known: use Channels((0,), (0,))"),
    (OptionError, "few_colors", lambda: animate(colors=2).to_bytes(),
     "colors=2 is too small for this picture: use colors=22 or more",
     "--colors 2 is too small for this picture: use --colors 22 or more"),
    (OptionError, "no_step", lambda: animate(input_size=1).marks(step=2),
     "step 2 is not shown: use 1, or another step that is"),
    (OptionError, "unknown_keyword", look(strid=2), "animate takes no strid: use stride"),
    (OptionError, "not_a_switch", value("numbers", "no"), "numbers='no' is neither true nor false: use one of them",
     "--numbers no is neither true nor false: use one of them"),
    (OptionError, "not_a_size", value("stride", True),
     "stride=True is not a size: use a number such as 3, or rows by columns such as 3x5",
     "--stride true is not a size: use a number such as 3, or rows by columns such as 3x5"),
    (OptionError, "not_a_padding", value("padding", "sme"),
     "padding='sme' is not a padding: use a number such as 1, rows by columns such as 1x2, two different ends such as "
     "0:1, or same or valid",
     "--padding sme is not a padding: use a number such as 1, rows by columns such as 1x2, two different ends such as "
     "0:1, or same or valid"),
    (OptionError, "not_a_factor", value("scale_factor", "-2"),
     "scale_factor='-2' is not a factor: use a number such as 2 or 1.5, or one for each axis such as 2x1.5",
     "--scale-factor -2 is not a factor: use a number such as 2 or 1.5, or one for each axis such as 2x1.5"),
    (OptionError, "not_a_page_size", look(size=(1, 2, 3)),
     "size=(1, 2, 3) is not a page size: use a width such as 640, or width by height such as 640x480",
     "--size 1x2x3 is not a page size: use a width such as 640, or width by height such as 640x480"),
    (OptionError, "not_a_names", value("ops", {"a": 1}),
     "ops={'a': 1} is not a list of names: use names with commas between them",
     "--ops {'a': 1} is not a list of names: use names with commas between them"),
    (OptionError, "not_a_values", value("let", "k"),
     "let='k' gives no values: use names with their values, such as ngf=4,k=3",
     "--let k gives no values: use names with their values, such as ngf=4,k=3"),
    (OptionError, "without_layer", lambda: animate(pick="up"),
     "pick goes with a layer: add layer, or leave it out", "--pick goes with a layer: add --layer, or leave it out"),
    (OptionError, "not_a_channels", value("channels", "2"),
     "channels='2' are not channels: use input channels and output channels, such as 2:1",
     "--channels 2 are not channels: use input channels and output channels, such as 2:1"),
    (OptionError, "not_a_cells", value("cells", "0,0,0"),
     "cells='0,0,0' are not cells: use rows and columns, counted from 0, such as \"0,0;1,1\"",
     "--cells \"0,0,0\" are not cells: use rows and columns, counted from 0, such as \"0,0;1,1\""),
    (OptionError, "not_a_steps", value("steps", "1-3"),
     "steps='1-3' is not a range: use FIRST:LAST or FIRST:LAST:EVERY, such as 1:200:5",
     "--steps 1-3 is not a range: use FIRST:LAST or FIRST:LAST:EVERY, such as 1:200:5"),
    (OptionError, "not_a_still", value("still", "last"),
     "still='last' is not a still picture: use finished, stamps or card, or a step, counted from 1",
     "--still last is not a still picture: use finished, stamps or card, or a step, counted from 1"),
    (OptionError, "size_of_aspect", look(size=(640, 480), aspect="16:9"),
     "size=(640, 480) does not have the shape of aspect='16:9': use size=(640, 360), or leave aspect out",
     "--size 640x480 does not have the shape of --aspect 16:9: use --size 640x360, or leave --aspect out"),
    (OptionError, "without_caption", look(heading="Add", caption=False),
     "heading is part of the caption: leave caption out", "--heading is part of the caption: leave --caption out"),
    (OptionError, "blank_without_numbers", look(blank="output", numbers=False),
     "blank='output' leaves numbers out that numbers has left out: leave one of them out",
     "--blank output leaves numbers out that --numbers has left out: leave one of them out"),
    (OptionError, "not_animated", lambda: animate(animate=True).to_bytes("png"),
     "a .png is a still picture: leave animate out, or use .svg",
     "a .png is a still picture: leave --animate out, or use .svg"),
    (OptionError, "animated_still", look(animate=True, still=2),
     "still=2 is one picture, which does not move: leave animate out",
     "--still 2 is one picture, which does not move: leave --animate out"),
    (OptionError, "not_transparent", lambda: animate(transparent=True).to_bytes(),
     "a .gif has a background: leave transparent out, or use .pdf, .png or .svg",
     "a .gif has a background: leave --transparent out, or use .pdf, .png or .svg"),
    (OptionError, "not_a_loop", value("loop", "0"),
     "loop='0' is not a number of times: use forever or once, or a number from 1 to 65536",
     "--loop 0 is not a number of times: use forever or once, or a number from 1 to 65536"),
    (OptionError, "not_a_choice", value("style", True), "style=True is not a name: use flat or isometric",
     "--style true is not a name: use flat or isometric"),
    (OptionError, "not_a_text", lambda: animate(heading=5), "heading=5 is not text: write it in quotation marks",
     "--heading 5 is not text: write it in quotation marks"),
    (OptionError, "not_a_array", value("input", True),
     "input=True is not a list of numbers: use 1,2;3,4, or a file's name",
     "--input true is not a list of numbers: use 1,2;3,4, or a file's name"),
    (OptionError, "embed_beside_outlines", look(embed_font=True, outlines=True),
     "embed_font is for letters that are text, outlines makes them outlines: leave one of them out",
     "--embed-font is for letters that are text, --outlines makes them outlines: leave one of them out"),
    (OptionError, "not_a_language", value("lang", "zh-Hant"),
     f"lang='zh-Hant' is not a language: use {LANGUAGES}",
     f"--lang zh-Hant is not a language: use {LANGUAGES}"),
    (OptionError, "not_a_language:variable", of_variable("klingon"),
     f"TCONV_ANIM_LANG=klingon is not a language: set it to {LANGUAGES}, or unset it",
     f"TCONV_ANIM_LANG=klingon is not a language: set it to {LANGUAGES}, or unset it"),
    (OptionError, "not_a_files", look(font=1), "font=1 is not a file: use a file's name, or a list of them",
     "--font 1 is not a file: use a file's name, or a list of them"),
    (OptionError, "not_a_files", value("font", ["a.ttf", 2]),
     "font=2 is not a file: use a file's name, or a list of them",
     "--font 2 is not a file: use a file's name, or a list of them"),
    (OptionError, "not_a_theme", look(theme=1), "theme=1 is not a theme: use a name or a .toml file",
     "--theme 1 is not a theme: use a name or a .toml file"),
    (OptionError, "not_a_switch", look(pair=(1, 2)), "pair=(1, 2) is neither true nor false: use one of them",
     "--pair 1x2 is neither true nor false: use one of them"),
    (OptionError, "not_a_theme", value("theme", True), "theme=True is not a theme: use a name or a .toml file",
     "--theme true is not a theme: use a name or a .toml file"),
]  # fmt: skip


def toml(text):
    return lambda: parse_recipe(text, "recipe r.toml")


def words(*given):
    return lambda: parse_words(given, "")


RECIPES = [
    ("in_recipe", toml('stride = "x"'), "recipe r.toml: --stride x is not a size: use a number such as 3, or rows by "
     "columns such as 3x5"),
    ("not_a_table", toml("stride = "), "recipe r.toml is not TOML: Invalid value (at end of document)"),
    ("is_a_theme", toml('base = "dark"'),
     "recipe r.toml is a theme: keep it in a folder below the recipes, such as themes/"),
    ("unreadable", lambda: read_recipe("none.toml"), "recipe none.toml cannot be read: No such file or directory"),
    ("not_utf8", lambda: read_recipe("bytes.toml"), "recipe bytes.toml is not a text file in UTF-8: save it as UTF-8"),
    ("no_folder", lambda: find_recipes("none"), "there is no folder none of recipes: create it or name another"),
    ("no_recipes", lambda: find_recipes("empty"),
     "folder empty holds no recipe: tconv-anim recipe OPTIONS > empty/NAME.toml writes one"),
    ("unknown_key", toml("kernel_size = 2"), "recipe r.toml: unknown key kernel_size: did you mean kernel?"),
    ("unlisted_key", toml("qqq = 2"), "recipe r.toml: unknown key qqq: the keys are those of the command line's "
     "options, and title, caption, section, order, outputs, look"),
    ("given_twice", toml("caption = false\nno-caption = true"), "recipe r.toml: caption is given twice: leave one out"),
    ("given_twice", words("--stride", "2", "--stride=3"), "--stride is given twice: leave one out"),
    ("not_quoted", toml("title = 3"), "recipe r.toml: title is 3: write text in quotation marks"),
    ("other_look", toml("look = 1"), "recipe r.toml: look = 1 is not drawn any more: write look = 2, or leave it out"),
    ("other_look:newer", toml("look = 3"),
     "recipe r.toml: look = 3 is not known here: write look = 2, or use a newer tconv-anim"),
    ("not_whole", toml("order = 1.5"), "recipe r.toml: order is 1.5: write a whole number"),
    ("not_outputs", toml('outputs = "x.gif"'),
     "recipe r.toml: outputs is 'x.gif': write a list of file names, such as [\"x.gif\", \"x.png\"]"),
    ("numbered_output", toml('outputs = ["%03d.png"]'),
     "recipe r.toml: output %03d.png names many files, which only the command itself writes: name one file"),
    ("output_in_folder", toml('outputs = ["../x.gif"]'),
     "recipe r.toml: output ../x.gif names a folder: write the file's name alone"),
    ("output_suffix", words("-o", "x.xyz"),
     "output x.xyz has no known suffix: use .gif, .html, .md, .mp4, .pdf, .png, .pptx, .svg, .txt, .webm or .webp"),
    ("unknown_option", words("--strid", "2"), "there is no option --strid: did you mean --stride?"),
    ("not_an_option", words("junk"), "'junk' is not an option: write options such as --stride 2"),
    ("no_value", words("--stride"), "--stride needs a value"),
    ("unwanted_value", words("--sum=1"), "--sum takes no value: leave '1' out"),
    ("outside", lambda: check_files(parse_recipe('input = "../x.csv"', "r.toml"), outside=False),
     "r.toml: input ../x.csv leads out of the folder .: put the file there, or allow it with --allow-outside"),
    ("not_a_file", lambda: check_files(parse_recipe('theme = "empty"', "r.toml"), outside=False),
     "r.toml: theme empty is a folder, a pipe or a device: name a file"),
    ("open_quote", lambda: parse_block("--input '1", "page.md: line 3"),
     "page.md: line 3: no closing quotation: close every quotation mark"),
]  # fmt: skip
RECIPE_CASES = [(RecipeError, *case) for case in RECIPES]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("bytes.toml").write_bytes(b"\xff\xfe\xff")
    Path("empty").mkdir()


@pytest.mark.parametrize("case", [*CASES, *RECIPE_CASES], ids=lambda case: case[1])
def test_a_mistake_is_one_sentence_for_python_and_one_for_the_command_line(case):
    sentences.check(*case)


def test_every_sentence_has_a_case():
    sentences.check_complete(CASES, "options")
    sentences.check_complete(RECIPE_CASES, "recipes.recipe")
