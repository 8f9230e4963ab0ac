"""A summary of a layer on one page: its counts, the number that is worked out in each picture, its formulas."""

import json
import re
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from matplotlib.mathtext import MathTextParser

from tconv_anim.animation import animate
from tconv_anim.cli.card import NOTATIONS as WORDS
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.formats import read_comment
from tconv_anim.options import PAPER_SIZES, language_names, theme_names
from tconv_anim.recipes.request import Request
from tconv_anim.recipes.values import Channels
from tconv_anim.renderer.layout.font_sizes import MIN_TEXT_PX
from tconv_anim.renderer.marks import Text
from tconv_anim.scenes.card.counts import counts_of_cells
from tconv_anim.scenes.card.drawn import drawn
from tconv_anim.scenes.card.facts import counts_of
from tconv_anim.scenes.card.mathematics import (
    NOTATIONS,
    Bracketed,
    Formula,
    Fraction,
    Indexed,
    Row,
    Symbol,
    Total,
    latex,
    read,
)
from tconv_anim.scenes.card.typeset import definition, typeset
from tconv_anim.scenes.scene import Role
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.told.ties import ties_of

from .command import mistake, run
from .pictures import faults_of, overlapping_panels
from .strategies import traces
from .test_painters import streams

LAYERS = [
    {"stride": 2, "padding": 1}, {"input_size": 4, "kernel_size": 4, "stride": 2, "padding": 1},
    {"input_size": 1, "kernel_size": 1}, {"input_size": 8, "stride": 2, "padding": 1},
    {"dims": 1, "stride": 2, "padding": 1}, {"in_channels": 2, "out_channels": 3},
    {"in_channels": 2, "out_channels": 2, "groups": 2, "stride": 2}, {"stride": 2, "padding": 1, "output_padding": 1},
    {"input_size": (2, 4), "kernel_size": (3, 1), "stride": (2, 1), "dilation": (1, 2)},
    {"stride": 3, "kernel_size": 2},
    {"bias": [5], "stride": 2, "padding": 1}, {"in_channels": 64, "out_channels": 32, "kernel_size": 4, "stride": 2},
    {"op": "conv", "input_size": 5, "stride": 2, "padding": 1}, {"op": "conv", "input_size": 5, "padding": 1},
    {"op": "conv", "input_size": 8}, {"op": "conv", "dims": 1, "input_size": 9, "dilation": 2},
    {"op": "conv", "in_channels": 2, "out_channels": 2, "input_size": 4}, {"op": "conv", "kernel_size": 1},
    {"op": "conv", "in_channels": 4, "out_channels": 2, "groups": 2, "input_size": 4, "bias": [1, -2]},
    {"op": "conv", "input_size": 4, "padding": 1, "padding_mode": "reflect"},
]  # fmt: skip
SAMPLINGS = ["max_pool", "avg_pool", "nearest", "bilinear", "pixel_shuffle", "unfold", "fold", "adaptive_avg_pool"]


def card(**options):
    return animate(**{"still": "card"} | options)


def only_scene(animation):
    (shot,) = animation.shots()
    return shot.scene


@given(traces(max_channels=4))
def test_multiplications_and_parameters_are_those_of_the_trace(trace):
    counts = counts_of(trace.spec)
    assert counts.multiplications == sum(step.products.size for step in trace.steps)
    assert (counts.weights, counts.biases) == (trace.weight.size, trace.bias.size)


@given(traces(op="conv_transpose", max_channels=3))
def test_stamps_on_a_cell_are_those_that_reach_it(trace):
    reached = np.zeros(trace.spec.output_size, int)
    for step in trace.steps:
        for cell in product(*step.window):
            if all(0 <= at < size for at, size in zip(cell, reached.shape, strict=True)):
                reached[cell] += 1
    assert np.array_equal(counts_of_cells(trace), reached)


@given(traces(op="conv"))
def test_windows_on_a_cell_are_those_that_read_it(trace):
    read_by = np.zeros(trace.input.shape, int)
    for step in trace.steps:
        for cell in map(tuple, step.reads.tolist()):
            if all(0 <= at < size for at, size in zip(cell, trace.input.shape, strict=True)):
                read_by[cell] += 1
    assert np.array_equal(counts_of_cells(trace), read_by[0])


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("Conv2d(1, 2, 3, bias=False)", "parameters: 2·1·3·3 = 18 weights, no bias"),
        ("Conv2d(1, 2, 3)", "parameters: 2·1·3·3 = 18 weights; 20 with 2 biases"),
        ("Conv2DTranspose(1, 3, use_bias=False)", "parameters: 9 weights, no bias"),
    ],
)
def test_a_layer_without_a_bias_has_none_on_its_summary(layer, said):
    (shot,) = animate(layer, still="card").shots()
    assert said in [say(words) for words in shot.scene.words.detail]


@pytest.mark.parametrize("options", LAYERS, ids=str)
def test_the_same_cell_is_worked_out_in_each_picture(options):
    """Its number is the sum that is written, and the row of the matrix times x."""
    animation = card(**options)
    trace, scene = drawn(animation.trace, None), only_scene(animation)
    shown = {path[0]: [p for p in scene.panels if p.id.picture == path] for path, _ in scene.pictures}
    planes = [shown[name] for name in ("overlap_add", "zero_insertion", "sliding_window") if name in shown]
    cells = set()
    for panels in planes:
        outputs = [panel for panel in panels if panel.id.part == "output"]
        values = np.array([panel.values for panel in outputs])
        assert np.array_equal(values.reshape(trace.output.shape), trace.output)
        marked = np.argwhere([panel.roles == Role.OUTPUT_IN_PLAY for panel in outputs])
        cells |= {int(np.ravel_multi_index(cell, values.shape)) for cell in marked.tolist()}
        assert len(marked) == 1
    (cell,) = cells
    total = trace.output.ravel()[cell]
    sums = [say(panel.sum) for panel in scene.panels if panel.sum]
    assert len(sums) == len(planes) + ("matrix" in shown) + ("im2col" in shown)
    assert {float(text.split(" = ")[-1].replace("−", "-")) for text in sums} == {total}
    if "matrix" in shown:
        parts = {panel.id.part: panel for panel in shown["matrix"]}
        row = int(np.flatnonzero(parts["output"].roles.ravel() == Role.OUTPUT_IN_PLAY)[0])
        assert parts["output"].values[row, 0] == total
        bias = trace.bias[cell // trace.output[0].size]
        assert np.nansum(parts["matrix"].values[row] * parts["input"].values[0]) + bias == total
        assert f"row {cell + 1} of" in say(parts["matrix"].title)
    if "im2col" in shown:
        parts = {panel.id.part: panel for panel in shown["im2col"]}
        channel, column = np.argwhere(parts["output"].roles == Role.OUTPUT_IN_PLAY)[0]
        assert parts["output"].values[channel, column] == total
        assert (parts["patches"].roles[:, column] == Role.INPUT_IN_PLAY).all()
        assert (parts["patches"].roles == Role.INPUT_IN_PLAY).any(axis=0).sum() == 1


@pytest.mark.parametrize("options", [*LAYERS, *({"op": op} for op in SAMPLINGS)], ids=str)
def test_a_page_for_paper_has_room_for_all_its_numbers(options):
    animation = card(**options)
    assert (animation.page.width, animation.page.height) in PAPER_SIZES
    assert animation.left_out is None
    assert min(mark.shape.px for mark in animation.marks() if isinstance(mark.shape, Text)) >= MIN_TEXT_PX
    assert not faults_of(animation)
    assert not overlapping_panels(animation.marks())


@pytest.mark.parametrize("options", [LAYERS[0], LAYERS[11], LAYERS[12], {"op": "max_pool"}], ids=str)
@pytest.mark.parametrize("lang", [lang for lang in language_names() if lang != "en"])
def test_a_page_in_any_language_has_no_faults(options, lang):
    animation = card(lang=lang, **options)
    assert not faults_of(animation)
    assert animation.left_out is None


@pytest.mark.parametrize("theme", theme_names())
def test_a_page_in_any_theme_has_no_faults(theme):
    assert not faults_of(card(theme=theme, **LAYERS[1]))


def test_the_page_says_the_call_the_sizes_the_verdict_and_the_counts():
    said = [mark.shape.text for mark in card(layer="nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)").marks()
            if isinstance(mark.shape, Text)]  # fmt: skip
    assert said[[text.startswith("nn.") for text in said].index(True)].startswith("nn.ConvTranspose2d(64, 32, 4")
    text = " ".join(said)
    for words in (
        "output = (input − 1)·stride − 2·padding + kernel = (3 − 1)·2 − 2·1 + 4 = 6",
        "Even, so no checkerboard: stride 2 divides kernel 4",
        "Parameters: 64·32·4·4 = 32768 weights; 32800 with 32 biases.",
        "9 input cells × 32768 weights = 294912; by the window over zeros 36 × 32768 = 1179648.",
        "As drawn, with 1 input and 1 output channel: 9 input cells × 16 weights = 144;",
    ):  # fmt: skip
        assert words in text


def test_cells_that_are_pointed_at_are_those_of_the_layer_that_is_drawn():
    """Of a layer with many channels a number is the sum of the drawn ones, and so is what is said of it."""
    animation = card(in_channels=8, out_channels=4, stride=2, padding=1)
    part, scene = drawn(animation.trace, None), only_scene(animation)
    ties = ties_of(animation.trace, scene, animation)
    outputs = [panel for panel in scene.panels if panel.id.picture == ("overlap_add",) and panel.id.part == "output"]
    for panel in outputs:
        for row, column in np.ndindex(*panel.shape):
            said = say(ties.said[ties.shown[panel.id, row, column]])
            assert float(said.split(" = ")[-1].split(": ")[-1]) == panel.values[row, column]
            assert panel.values[row, column] == part.output[0, row, column]


def test_chosen_channels_are_a_layer_of_their_own():
    whole = card(in_channels=4, out_channels=4, groups=2, op="conv", input_size=4).trace
    part = drawn(whole, Channels((2, 3), (3,)))
    assert part.spec.weight_shape == (1, 1, 3, 3)
    assert np.array_equal(part.weight[0, 0], whole.weight[3, 0])
    assert np.array_equal(part.input[0], whole.input[2])
    two = animate(in_channels=3, out_channels=5, stride=2).trace
    part = drawn(two, Channels((2, 0), (4,)))
    assert np.array_equal(part.weight[:, 0], two.weight[[2, 0], 4])


@pytest.mark.parametrize("size", [None, 2000, (1200, 900)])
def test_a_page_is_as_large_as_it_is_asked_to_be(size):
    page = card(size=size, **LAYERS[0]).page
    if size is None:
        assert abs(page.width / page.height - 297 / 210) < 0.002
    else:
        assert (page.width, page.height) == (size if isinstance(size, tuple) else (2000, 1414))
    assert card(aspect="16:9", **LAYERS[0]).page.width * 9 == card(aspect="16:9", **LAYERS[0]).page.height * 16


def test_a_pdf_is_of_a4_and_its_text_is_text(tmp_path):
    animation = card(**LAYERS[0])
    animation.save(tmp_path / "x.pdf")
    data = (tmp_path / "x.pdf").read_bytes()
    (box,) = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert [round(float(side) / 72 * 25.4) for side in box] == [297, 210]
    content = streams(data)
    assert content.count(b"BT") > 100
    assert read_comment(tmp_path / "x.pdf") == animation.recipe
    assert 'still = "card"' in animation.recipe


def test_the_command_writes_what_the_still_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("card", "--stride", "2", "--padding", "1").exit_code == 0
    assert run("--still", "card", "--stride", "2", "--padding", "1", "-o", "same.pdf").exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["conv_transpose_i3_k3_s2_p1_card.pdf", "same.pdf"]
    assert Path("same.pdf").read_bytes() == Path("conv_transpose_i3_k3_s2_p1_card.pdf").read_bytes()
    assert run("card", "--stride", "2", "-o", "a.svg", "-o", "b.png").exit_code == 0
    assert ElementTree.parse("a.svg").getroot().tag.endswith("svg")


def test_the_command_takes_the_layer_of_a_recipe_with_its_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recipes").mkdir()
    np.save("recipes/x.npy", np.arange(4).reshape(2, 2))
    text = 'stride = 2\ninput = "x.npy"\nlang = "zh"\nview = "both"\nhold-ms = 20\noutputs = ["y.gif"]\n'
    Path("recipes/a.toml").write_text(text, encoding="utf-8")
    result = run("card", "recipes/a.toml", "--theme", "dark", "-o", "x.png")
    assert result.exit_code == 0, result.stderr
    recipe = read_comment("x.png")
    for line in ('input = "0,1;2,3"', 'lang = "zh"', 'theme = "dark"', 'still = "card"', "stride = 2"):
        assert line in recipe
    assert mistake("card", "recipes/a.toml", "--stride", "3").kind == "part_of_recipe"
    assert mistake("card", "recipes/a.toml", "--channels", "2:1").kind == "part_of_recipe"


def test_a_worksheet_of_a_page_leaves_its_numbers_out():
    scene = only_scene(card(blank="output", **LAYERS[0]))
    outputs = [p for p in scene.panels if p.id.part == "output"]
    assert all(np.isnan(panel.values).all() for panel in outputs)
    assert not any(panel.sum for panel in scene.panels)


def test_what_a_page_has_no_use_for_is_refused():
    for words in (
        ["--op", "compare"],
        ["--op", "resize_conv"],
        ["--layer", "Conv2d(1, 1, 3)", "--layer", "MaxPool2d(2)"],
    ):
        assert mistake("card", *words).kind == "no_card"
    assert mistake("--still", "card", "--stride", "1,2").kind == "beside_several"
    assert mistake("card", "--stride", "1,2").kind == "beside_several"
    assert mistake("card", "--input-size", "30").kind == "too_large"
    assert mistake("card", "--formula", "latex", "-o", "x.pdf").kind == "formula_in_file"
    assert mistake("card", "--formula", "latex", "--op", "compare").kind == "no_card"


# The formulas.

FORMULAS = [
    {"stride": 2, "padding": 1}, {"dims": 1, "stride": 2, "padding": 1},
    {"stride": (2, 3), "padding": (1, 0), "output_padding": (1, 2), "dilation": (1, 2)},
    {"in_channels": 4, "out_channels": 6, "groups": 2, "input_size": 2, "kernel_size": 2},
    {"in_channels": 2, "out_channels": 3, "dims": 1}, {"in_channels": 2, "out_channels": 2, "groups": 2, "dims": 1},
    {"op": "conv", "input_size": 5, "stride": 2, "padding": 1},
    {"op": "conv", "dims": 1, "input_size": 6, "dilation": 2},
    {"op": "conv", "input_size": (4, 6), "kernel_size": (3, 2), "stride": (1, 2), "padding": ((0, 1), (2, 0))},
    {"op": "conv", "in_channels": 4, "out_channels": 4, "groups": 4, "input_size": 3},
    {"op": "conv", "in_channels": 4, "out_channels": 2, "groups": 2, "dims": 1, "input_size": 4, "bias": [3, -1]},
]  # fmt: skip


def evaluate(formula: Formula, names: dict) -> float:
    """What a formula comes to; arrays are 0 outside of their cells."""
    match formula:
        case Symbol(text):
            return names[text] if text in names else float(text)
        case Bracketed("⌊", inside):
            return evaluate(inside, names) // 1
        case Bracketed("⌈", inside):
            return -(-evaluate(inside, names) // 1)
        case Bracketed(_, inside):
            return evaluate(inside, names)
        case Fraction(above, below):
            return evaluate(above, names) / evaluate(below, names)
        case Indexed(name, indices):
            at = tuple(int(evaluate(index, names)) for index in indices)
            inside = all(0 <= n < size for n, size in zip(at, names[name].shape, strict=True))
            return names[name][at] if inside else 0.0
        case Row(Symbol("−"), ((_, part),)):
            return -evaluate(part, names)
        case Row(first, others):
            value = evaluate(first, names)
            for sign, part in others:
                other = evaluate(part, names)
                value = value + other if sign == "+" else value - other if sign == "−" else value * other
            return value
        case Total(below, above, body):
            return sum(evaluate(body, names | each) for each in ranges(below, above, names))
    raise AssertionError(formula)


def ranges(below, above, names):
    """The values of the indices that a sum is over."""
    if above is not None:
        ((name, _),) = [(line.first.text, line.others) for line in below]
        yield from ({name: n} for n in range(int(above.text) + 1))
        return
    *spans, meets = below
    grids = [range(int(line.others[1][1].text) + 1) for line in spans]
    for at in np.ndindex(*map(len, grids)):
        each = {line.others[0][1].text: n for line, n in zip(spans, at, strict=True)}
        left, right = meets.first, meets.others[0][1]
        if evaluate(left, names | each) == evaluate(right, names):
            yield each


@pytest.mark.parametrize("options", FORMULAS, ids=str)
def test_the_definition_is_what_the_trace_computes(options):
    trace = animate(**options).trace
    left, right = definition(trace.spec)
    many = trace.spec.in_channels * trace.spec.out_channels > 1
    x, w, b, y = (trace.input, trace.weight, trace.bias, trace.output)
    arrays = {"x": x, "w": w, "b": b} if many else {"x": x[0], "w": w[0, 0], "b": b[0]}
    for cell in np.ndindex(*(y if many else y[0]).shape):
        names = {index.text: at for index, at in zip(left.indices, cell, strict=True)}
        assert evaluate(right, arrays | names) == (y if many else y[0])[cell]


@pytest.mark.parametrize("options", [*FORMULAS, *({"op": op} for op in SAMPLINGS)], ids=str)
@pytest.mark.parametrize("lang", language_names())
def test_formulas_are_sound_in_both_notations(options, lang):
    spec = Request.of(options.get("op", "conv_transpose"), **{k: v for k, v in options.items() if k != "op"}).spec
    lines = typeset(spec, "latex", lang).splitlines()
    for line in lines:
        assert line.startswith(r"\[ ")
        assert line.endswith(r" \]")
        assert line.count("{") == line.count("}")
        assert line.count(r"\left") == line.count(r"\right") + line.count(r"\leftarrow")
        depth = [line[: n + 1].count("{") - line[: n + 1].count("}") for n in range(len(line))]
        assert min(depth) == depth[-1] == 0
        assert not set(re.sub(r"\\text\{[^}]*\}", "", line)) & set("⌊⌋⌈⌉·−≤′")
    elements = [ElementTree.fromstring(line) for line in typeset(spec, "mathml", lang).splitlines()]
    assert len(elements) == len(lines)
    for element in elements:
        assert element.tag == "{http://www.w3.org/1998/Math/MathML}math"
        for child in element.iter():
            leaf = child.tag.rpartition("}")[2] in ("mi", "mn", "mo", "mtext")
            assert bool(child.text) == leaf, ElementTree.tostring(child)
            assert not (leaf and len(child))
        for name, count in {"mfrac": 2, "msub": 2, "munder": 2, "munderover": 3}.items():
            assert all(len(found) == count for found in element.iter(f"{{http://www.w3.org/1998/Math/MathML}}{name}"))


@pytest.mark.parametrize("options", FORMULAS, ids=str)
def test_each_side_with_numbers_is_the_size(options):
    spec = Request.of(options.get("op", "conv_transpose"), **{k: v for k, v in options.items() if k != "op"}).spec
    assert isinstance(spec, ConvSpec)
    *sizes, _ = typeset(spec, "latex", "en").splitlines()
    ends = [line.split(" = ")[-1].removesuffix(r" \]") for line in sizes]
    results = [int(end) for end in ends if end.isdigit()]
    assert results == list(spec.output_size if len(set(spec.output_size)) > 1 else spec.output_size[:1])


@pytest.mark.parametrize(("text", "names", "value"), [
    ("⌊(i + 2p − k)/s⌋ + 1", {"i": 5, "p": 1, "k": 3, "s": 2}, 3),
    ("(i − 1)·s − 2p + k + op", {"i": 3, "s": 2, "p": 1, "k": 3, "op": 1}, 6),
    ("⌈(i + 1)·in/out⌉", {"i": 1, "in": 5, "out": 3}, 4), ("d(k − 1) + 1", {"d": 2, "k": 3}, 5),
    ("(−1) + 3·1.5", {}, 3.5),
])  # fmt: skip
def test_a_line_is_read_as_it_is_meant(text, names, value):
    assert evaluate(read(text), names) == value


def test_a_negative_number_and_a_long_name_are_set_as_such():
    assert latex(read("(−1) + output_size")) == r"(-1) + \mathrm{output\_size}"


@pytest.mark.parametrize("options", [*FORMULAS, *({"op": op} for op in SAMPLINGS)], ids=str)
def test_another_program_reads_the_latex(options):
    """Without the lines of amsmath below a sum, which it does not know."""
    spec = Request.of(options.get("op", "conv_transpose"), **{k: v for k, v in options.items() if k != "op"}).spec
    for line in typeset(spec, "latex", "en").splitlines():
        plain = re.sub(r"\\substack\{([^}]*)\}", lambda found: found[1].replace(r"\\", ";"), line[2:-2])
        width, height, *_ = MathTextParser("path").parse(f"${re.sub(r'.text.[a-z]+:..quad', '', plain)}$")
        assert width > height > 0


def test_the_command_prints_formulas_and_draws_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert tuple(NOTATIONS) == WORDS
    layer = "ConvTranspose1d(1, 1, kernel_size=3, stride=2, padding=1)"
    result = run("card", "--formula", "latex", "--layer", layer)
    assert result.stdout.splitlines() == [
        r"\[ o = (i - 1) \cdot s - 2 p + k = (3 - 1) \cdot 2 - 2 \cdot 1 + 3 = 5 \]",
        r"\[ y_{m} = b + \sum_{\substack{0 \leq g \leq 2 \\ 0 \leq u \leq 2 \\ 2 g + u - 1 = m}} w_{u} x_{g} \]",
    ]
    told = json.loads(run("card", "--formula", "latex", "--layer", layer, "--json").stdout)
    assert told == {"notation": "latex", "formulas": result.stdout.splitlines()}
    for line in run("card", "--formula", "mathml", "--op", "conv", "--input-size", "5x6").stdout.splitlines():
        ElementTree.fromstring(line)
    assert not list(tmp_path.iterdir())
