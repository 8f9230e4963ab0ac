"""The sentence for readers who do not see the picture."""

from __future__ import annotations

from collections.abc import Callable

from tconv_anim.core.message import Message, message
from tconv_anim.core.spec import Spec
from tconv_anim.options import CARD, CHAIN, CONVOLUTIONS, MULTIPLES, STAMPS
from tconv_anim.scenes.formulas import MOST_CALLS, call_words
from tconv_anim.scenes.limits import other_of_pair
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.told.length import count_drawn
from tconv_anim.scenes.varied import all_values, headings


def alt_text(
    spec: Spec, steps: int, way: Message | None = None, *, pair: bool = False, picked: range | None = None,
    still: int | str | None = None,
) -> Message:  # fmt: skip
    """One sentence on all steps, or on those that are `picked`, or on a `still` picture.

    `way` is how the view shows them, its `alt`.

    >>> from tconv_anim.core.conv_spec import ConvSpec
    >>> from tconv_anim.scenes.texts import say
    >>> say(alt_text(ConvSpec("conv", 4, 3), 4, message("as_matrix")))[:80]
    'Convolution of a 4×4 input with a 3×3 kernel, Conv2d(1, 1, kernel_size=3), as a '
    """
    count = message("in_steps", count=steps)
    if picked is not None:
        count = message("in_steps_some_shown", count=steps, shown=count_drawn(steps, picked))
    if still == STAMPS:
        count = message("every_stamp" if spec.op == "conv_transpose" else "every_window")
    elif still == CARD:
        count = message("on_a_card")
    elif isinstance(still, int):
        count = message("step_of", step=still, count=steps)
    if spec.op == MULTIPLES:
        sizes = (f"{size_text(one.input_size)} → {size_text(one.output_size)}" for one in spec.stages)
        items = (message("labelled", label=name, words=said) for name, said in zip(headings(spec), sizes, strict=True))
        what = message("title_of", op=spec.stages[0].op)
        what = what if way is None else message("alt_way", what=what, way=way)
        said = message("clauses", items=tuple(items))
        return message("alt_multiples", what=what, values=all_values(spec), steps=count, sizes=said)
    given, result = size_text(spec.input_size), size_text(spec.output_size)
    if spec.side_by_side:
        names = tuple(stage.op for stage in spec.stages)
        return message("alt_compare", input_size=given, output_size=result, steps=count, ops=names)
    what = message("alt_op", call=call_words(spec), input=given)
    transposed = spec.op == "conv_transpose"
    if spec.op in CONVOLUTIONS:
        kernel = size_text(spec.get("kernel_size"))
        values = {"call": call_words(spec), "input": given, "kernel": kernel}
        what = message("alt_conv_transpose" if transposed else "alt_conv", **values)
    if way is not None:
        what = message("alt_way", what=what, way=way)
    if pair and spec.op not in CONVOLUTIONS:
        other = other_of_pair(spec)
        what = message("alt_pair_of_equal", what=what, call=call_words(other))
    elif pair:
        what = message("alt_pair_of_conv_transpose" if transposed else "alt_pair_of_conv", what=what)
    return message("alt_text", what=what, steps=count, output=result)


def headline(spec: Spec, titled: Callable[[Message], Message] | None = None, *, pair: bool = False) -> Message:
    """What a picture shows, as its title; `titled` is that of a view.

    >>> from tconv_anim.core.conv_spec import ConvSpec
    >>> from tconv_anim.scenes.texts import say
    >>> say(headline(ConvSpec("conv", 4, 3)))
    'Convolution'
    """
    if spec.op == MULTIPLES:
        return message("dots", items=(headline(spec.stages[0], titled), all_values(spec)))
    op = message("title_of", op=spec.op)
    if spec.op == CHAIN:
        op = message("title_in_turn", ops=tuple(message("title_of", op=stage.op) for stage in spec.stages))
        if len(spec.stages) > MOST_CALLS:
            op = message("title_of_layers", count=len(spec.stages))
    if pair and spec.op not in CONVOLUTIONS:
        return message("title_equal", op=op, other=message("title_of", op=other_of_pair(spec).op))
    if pair:
        other = "conv" if spec.op == "conv_transpose" else "conv_transpose"
        return message("title_pair", op=op, other=message("title_of", op=other))
    op = _of_channels(op, spec)
    return op if titled is None else titled(op)


def _of_channels(op: Message, spec: Spec) -> Message:
    """What a convolution of several channels is called."""
    if spec.op not in CONVOLUTIONS or spec.in_channels * spec.out_channels == 1:
        return op
    groups = spec.get("groups")
    if groups == 1:
        return message("with_channels_title", op=op)
    return message("depthwise_title" if groups == spec.in_channels else "in_groups_title", op=op)
