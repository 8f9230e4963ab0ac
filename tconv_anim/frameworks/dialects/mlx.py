"""MLX: the layers of mlx.nn; a transposed one takes dilation before output_padding."""

from collections.abc import Callable

from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.padding import as_torch, plain
from tconv_anim.frameworks.shared.plain import read_plain, spec_of
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvTransposeNd, whose output_padding has no limit, and whose padding is at most the kernel's reach."""
    ndim = arguments.axes()
    dilation, padding, more = (
        each(ndim, name, arguments.role(name)) for name in ("dilation", "padding", "output_padding")
    )
    _, kernel = arguments.sizes(ndim, arguments.role("kernel_size"), dilation)
    if any(p > d * (k - 1) for k, d, p in zip(kernel, dilation, padding, strict=True)):
        reach = min(d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
        arguments.fail("unread_argument", argument=arguments.text("padding"), accepted=f"use at most {reach}")
    crops = tuple((p, p - op) for p, op in zip(padding, more, strict=True))
    return Reading(*as_torch(spec_of(arguments, padding=plain(crops), output_padding=0), "MLX"))


def _function(signature: str, read: Callable[[Arguments], Reading], op: str) -> Declared:
    own = f"input, weight, stride=1, padding=0, dilation=1, {signature}, *, stream=None"
    return Declared(own, read, op, arrays="input weight", function=True, rooted=True)


_FIRST = "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1"
DIALECT = Dialect(
    title="MLX",
    roots=frozenset({"mlx"}),
    entries={
        r"Conv([12])d": Declared(f"{_FIRST}, groups=1, bias=True", read_plain),
        r"ConvTranspose([12])d": Declared(f"{_FIRST}, output_padding=0, bias=True", read_transpose, "conv_transpose"),
        r"conv([12])d": _function("groups=1", read_plain, "conv"),
        r"conv_transpose([12])d": _function("output_padding=0, groups=1", read_transpose, "conv_transpose"),
    },
)
