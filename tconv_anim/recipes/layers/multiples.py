"""Small multiples: several values of a parameter are several requests, each for a picture of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from tconv_anim.core.ops import get_op
from tconv_anim.core.work import TOO_LARGE
from tconv_anim.options import MULTIPLES, Given, OptionError, TconvError
from tconv_anim.recipes.request import Request
from tconv_anim.recipes.values import varied_in

MOST_VARIED = 2  # parameters: a grid has rows and columns
MOST_PICTURES = 9


def asked_for(op: str | Sequence[str | Mapping[str, Any]] = "conv_transpose", **options: Any) -> Request:
    """What `Request.of` makes of keywords of `animate`; of several values, such as "1,2,3", small multiples.

    Raises
    ------
    SpecError, LayerError, OptionError
        for more than two parameters that vary, or too many values; with the value that cannot be drawn
    """
    varied = varied_in(options)
    if not varied:
        return Request.of(op, **options)
    if len(varied) > MOST_VARIED:
        raise OptionError("several_values:three", {"varied": tuple(varied)})
    if (count := prod(map(len, varied.values()))) > MOST_PICTURES:
        raise OptionError("several_values:most", {"count": count, "most": MOST_PICTURES, "varied": tuple(varied)})
    parts = []
    for values in product(*varied.values()):
        given = dict(zip(varied, values, strict=True))
        try:
            part = Request.of(op, **(options | given))
        except TconvError as error:
            named = {one.name if isinstance(one, Given) else name for name, one in error.parameters.items()}
            if error.kind == TOO_LARGE or given.keys() <= named:  # whose way out is found by planning again
                raise
            raise OptionError("several_values:one", {"given": (given,), "error": error}, error.hint) from error
        if part.stages or part.spec.side_by_side:
            raise OptionError("several_values:layers", {"varied": tuple(varied)})
        parts.append(part)
    first = parts[0]
    specs = tuple(part.spec for part in parts)
    spec = get_op(MULTIPLES).plan(
        first.spec.in_channels, first.spec.input_size, stages=specs, varied=tuple(varied.items())
    )
    own = {} if options.get("layer") is not None else {"op": op}
    asked = {name: value for name, value in (own | options).items() if value is not None}
    return Request(
        spec, seed=first.seed, call=first.call, note=_once(part.note for part in parts), beside=tuple(asked.items()),
        advice=_once(part.advice for part in parts), gradient=first.gradient, parts=tuple(parts),
    )  # fmt: skip


def _once(said: Any) -> Any:
    """The clauses of all, each once."""
    return tuple(dict.fromkeys(clause for clauses in said for clause in clauses))
