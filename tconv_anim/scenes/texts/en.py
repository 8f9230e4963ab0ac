"""English: what every message says."""

from __future__ import annotations

from collections.abc import Mapping

from tconv_anim.scenes.texts import Text

TEXTS: Mapping[str, Text] = {
    "set_up": "set-up",
    "done": "done",
    "step_of": "step {step} of {count}",
}
