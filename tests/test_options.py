"""The table of options: everything that is made from it agrees with it, and each command takes what it shows."""

import inspect
import json
import tomllib

import click
import pytest
from click.testing import CliRunner

from tconv_anim import animate, record
from tconv_anim.cli import COMMANDS, main
from tconv_anim.core.ops import takes
from tconv_anim.options import CHANNELS, GROUPS, OPTIONS, RECORD_OPTIONS, op_names
from tconv_anim.recipes.keywords import AnimateKeywords, Look
from tconv_anim.recipes.reading import KEYS, given
from tconv_anim.recipes.schema import recipe_schema
from tconv_anim.recipes.values import METAVARS, parse

from . import generate
from .readme import ROOT

PICTURE = {parameter.name: parameter for parameter in main.params if isinstance(parameter, click.Option)}


def test_generated_files_are_up_to_date():
    assert not generate.out_of_date(), "run python -m tests.generate"


def test_every_option_is_on_the_command_line_in_recipes_and_in_the_schema():
    properties = recipe_schema()["properties"]
    for option in OPTIONS.values():
        shown = option if option.option else CHANNELS
        assert shown.name in PICTURE, option.name
        assert KEYS[shown.key] is shown
        assert shown.key in properties
        if option.type == "switch":
            assert f"--no-{option.key}" in PICTURE[option.name].secondary_opts
            assert f"no-{option.key}" in properties


def test_every_option_is_a_keyword_with_its_default():
    shown = inspect.signature(animate).parameters
    for option in OPTIONS.values():
        if option.takes != "output":
            assert shown[option.name].default == option.default, option.name
    assert set(AnimateKeywords.__annotations__) == {
        name for name in shown if name not in ("op", "traced", "folder", "image", "portable", "files")
    }
    for name, value in Look.__dataclass_fields__.items():
        assert value.default == OPTIONS[name].default


def test_every_parameter_of_an_operation_is_in_the_table_and_a_keyword_of_record():
    known = {name for name, option in OPTIONS.items() if option.takes == "op"} | RECORD_OPTIONS.keys()
    shown = inspect.signature(record).parameters
    for op in op_names():
        for name in takes(op):
            assert name in known | {"out_channels"}, (op, name)
            assert name in shown or name in ("out_channels",), (op, name)


def test_every_type_has_a_metavar_and_a_reader():
    for option in (*OPTIONS.values(), CHANNELS):
        if option.type == "switch":
            assert parse(option, True) is True
            continue
        assert option.type in METAVARS
        text = option.words[0] if option.words else str(option.least or 2)
        text = {"channels": "2:1", "steps": "1:2", "values": "k=2"}.get(option.type, text)
        assert parse(option, text) is not None


def test_help_has_five_groups_of_readable_lines():
    shown = CliRunner().invoke(main, ["--help"]).stdout
    headings = [line for line in shown.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings[:2] == ["What most need:", "Commands:"]
    assert headings[3:] == [f"{group.capitalize()} options:" for group in GROUPS]
    assert shown.splitlines().index(headings[2]) < 50  # what comes before fits into a window
    assert max(map(len, shown.splitlines())) <= 100
    for option in OPTIONS.values():
        assert (option.option or CHANNELS.option) in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_sub_command_shows_what_it_takes_and_nothing_else(command):
    shown = CliRunner().invoke(main, [command, "-h"])
    assert shown.exit_code == 0
    taken = {word for parameter in main.get_command(None, command).params for word in parameter.opts}
    lines = [line.split() for line in shown.stdout.splitlines()]
    listed = {words[0] for words in lines if words and words[0].startswith("--")}
    assert listed <= taken | {"--help"}


def test_all_recipes_of_the_gallery_keep_to_the_schema():
    properties = recipe_schema()["properties"]
    for path in sorted((ROOT / "examples").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        assert table.keys() <= properties.keys(), path.name
        for key, value in table.items():
            assert _fits(value, properties[key]), (path.name, key)


def test_the_schema_is_printed_and_published():
    printed = CliRunner().invoke(main, ["schema"]).stdout
    assert json.loads(printed) == recipe_schema()
    assert (ROOT / "docs" / "recipe.schema.json").read_text(encoding="utf-8") == printed


def test_a_recipes_options_are_read_as_on_the_command_line():
    assert given({"kernel": "2x3", "padding": "0:1", "numbers": False, "loop": "once", "channels": "2:1"}) == {
        "kernel_size": (2, 3), "padding": ((0, 1),), "numbers": False, "loop": 1, "channels": parse(CHANNELS, "2:1"),
    }  # fmt: skip


def _fits(value, schema):
    """Whether a value is of a schema's kind, as far as the schemas of recipes go."""
    if "anyOf" in schema:
        return any(_fits(value, one) for one in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    kinds = {"string": str, "boolean": bool, "array": list, "integer": int, "number": (int, float)}
    return isinstance(value, kinds[schema["type"]]) and (schema["type"] == "boolean" or not isinstance(value, bool))
