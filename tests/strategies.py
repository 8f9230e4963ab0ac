"""Random convolutions: a spec that PyTorch would accept, with small integers to run it on."""

from hypothesis import assume
from hypothesis import strategies as st

from tconv_anim.spec import ConvSpec, SpecError
from tconv_anim.trace import Trace, record


@st.composite
def traces(draw: st.DrawFn, op: str | None = None, ndim: int | None = None, max_channels: int = 1) -> Trace:
    op = op or draw(st.sampled_from(["conv", "conv_transpose"]))
    ndim = ndim or draw(st.integers(1, 2))

    def per_axis(low: int, high: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(low, high)) for _ in range(ndim))

    groups = draw(st.integers(1, max_channels))
    channels = st.integers(1, max(1, max_channels // groups)).map(lambda n: n * groups)
    stride, dilation = per_axis(1, 4), per_axis(1, 3)
    parameters = {"stride": stride, "padding": per_axis(0, 4), "dilation": dilation, "groups": groups}
    if op == "conv_transpose":
        parameters["output_padding"] = tuple(
            draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True)
        )
    try:
        spec = ConvSpec(
            op, per_axis(1, 5), per_axis(1, 4), in_channels=draw(channels), out_channels=draw(channels), **parameters
        )
    except SpecError:
        assume(False)
    small = st.integers(-9, 9)

    def numbers(shape: tuple[int, ...]) -> list:
        if not shape:
            return draw(small)
        return [numbers(shape[1:]) for _ in range(shape[0])]

    return record(
        op, numbers((spec.in_channels, *spec.input_size)), numbers(spec.weight_shape), numbers((spec.out_channels,)),
        **parameters,
    )  # fmt: skip
