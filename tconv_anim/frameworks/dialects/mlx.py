"""MLX: the layers of mlx.nn; a transposed one takes dilation before output_padding."""

from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.plain import read_plain
from tconv_anim.frameworks.shared.signature import Declared

_FIRST = "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1"
DIALECT = Dialect(
    title="MLX",
    roots=frozenset({"mlx"}),
    entries={
        r"Conv([12])d": Declared(f"{_FIRST}, groups=1, bias=True", read_plain),
        r"ConvTranspose([12])d": Declared(f"{_FIRST}, output_padding=0, bias=True", read_plain, "conv_transpose"),
    },
)
