"""Operations by name; each is a module with ``run(spec, input, weight, bias) -> (output, steps)``."""

from tconv_anim.ops import conv, conv_transpose

RUN = {"conv": conv.run, "conv_transpose": conv_transpose.run}
