"""The JSON schema of recipes, so that editors complete and check their keys."""

from __future__ import annotations

import json
from typing import Any

from tconv_anim.options import LAYERS, LOOK, STILLS, Option
from tconv_anim.recipes.reading import KEYS

_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_TYPES: dict[str, list[dict[str, Any]]] = {
    "whole": [_NUMBER],
    "size": [_NUMBER, {"type": "string", "pattern": r"^-?\d+([xX×]-?\d+)?$"}],
    "padding": [_NUMBER, _TEXT],
    "factor": [{"type": "number"}, {"type": "string", "pattern": r"^\d+(\.\d+)?(x\d+(\.\d+)?)?$"}],
    "page_size": [_NUMBER, {"type": "string", "pattern": r"^\d+([xX×]\d+)?$"}],
    "names": [_TEXT, {"type": "array", "items": _TEXT}],
    "channels": [{"type": "string", "pattern": r"^\d+(,\d+)*:\d+(,\d+)*$"}],
    "cells": [{"type": "string", "pattern": r"^\d+(,\d+)?(;\d+(,\d+)?)*$"}],
    "steps": [{"type": "string", "pattern": r"^\d+:\d+(:[1-9]\d*)?$"}],
    "loop": [_NUMBER, {"enum": ["forever", "once"]}],
    "still": [_NUMBER, {"enum": list(STILLS)}],
    "text": [_TEXT],
    "language": [_TEXT],
    "values": [{"type": "string", "pattern": "="}],
    "array": [_TEXT, {"type": "number"}, {"type": "array"}],
    "theme": [_TEXT],
    "files": [_TEXT, {"type": "array", "items": _TEXT}],
    "layers": [_TEXT, {"type": "array", "items": _TEXT}],
    "switch": [{"type": "boolean"}],
}
_ABOUT: dict[str, dict[str, Any]] = {
    "title": {"type": "string", "description": "A line above the picture."},
    "section": {"type": "string", "description": "The chapter of the picture; chapters are sorted, 2 before 10."},
    "order": {
        "type": "integer",
        "description": "Position in its chapter; of equal ones the name decides.",
        "default": 0,
    },
    "outputs": {"type": "array", "items": _TEXT, "description": "Names of the files to make."},
    "look": {"const": LOOK, "description": "The version of the look that it was written for."},
}


def recipe_schema() -> dict[str, Any]:
    """The schema as a document of JSON Schema 2020-12."""
    properties = dict(_ABOUT)
    for key, option in KEYS.items():
        properties[key] = _property(option)
        if option.type == "layers":
            properties[LAYERS] = properties[key]
        if option.type == "switch":
            properties[f"no-{key}"] = {"type": "boolean", "description": f"The opposite of {key}."}
    properties["caption"] = {
        "anyOf": [{"type": "boolean"}, _TEXT],
        "description": "Text below the picture in a gallery; as true or false: show the text within the picture.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tconv-anim recipe",
        "description": "One picture: its options, and what a gallery says of it.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def schema_text() -> str:
    """The schema as JSON."""
    return json.dumps(recipe_schema(), indent=2, ensure_ascii=False) + "\n"


def _property(option: Option) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [dict(kind) for kind in _TYPES.get(option.type, ())]
    if option.type == "choice":
        kinds.append({"enum": list(option.words)})
    for kind in kinds:
        if kind.get("type") == "integer" and option.type in ("whole", "page_size", "loop", "still"):
            bounds = {"minimum": option.least, "maximum": option.most}
            if option.name == "loop":
                bounds["minimum"] = 1
            kind.update({name: bound for name, bound in bounds.items() if bound is not None})
    if option.varies:
        kinds.append({"type": "string", "pattern": ","})
    default = f" Default: {option.default_words}." if option.default_words else ""
    found: dict[str, Any] = {"description": option.help + default}
    return found | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds})
