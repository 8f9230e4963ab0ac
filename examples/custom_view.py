"""A view of one's own: how often a convolution reads each input cell. Corners are read least, which padding changes.

python custom_view.py [FILE.gif]
"""

import sys
from collections.abc import Iterator

import numpy as np

from tconv_anim import Animation, record
from tconv_anim.scenes.scene import Outline, Panel, PanelId, Role, Scene, Shot, Stroke


class ReadCounts(Animation):
    """An animation yields its shots: scenes of panels, whose cells have roles and values, and how long they stay."""

    def shots(self, *, numbers: bool = True, smooth: bool = False) -> Iterator[Shot]:  # noqa: ARG002 # takes as long
        spec = self.trace.spec
        counts, done = np.zeros(spec.input_size), np.full(spec.output_size, Role.OUTPUT_WAITING)
        for step in self.trace.steps:
            read = np.ix_(*(w[(w >= 0) & (w < size)] for w, size in zip(step.window, spec.input_size, strict=True)))
            counts[read] += 1
            roles = np.full(spec.input_size, Role.INPUT)
            roles[read] = Role.INPUT_IN_PLAY
            done[step.cell] = Role.OUTPUT_IN_PLAY
            panels = (
                Panel(PanelId("input"), "how often it is read", roles, counts.copy() if numbers else None),
                Panel(PanelId("output"), "for which output", done.copy()),
            )
            top, left, bottom, right = read[0].min(), read[1].min(), read[0].max() + 1, read[1].max() + 1
            window = Outline(PanelId("input"), (int(top), int(left), int(bottom), int(right)), Stroke.WINDOW)
            last = step.index + 1 == len(self.trace.steps)
            yield Shot(Scene(panels, (window,), signs=("→",)), self.hold_ms if last else self.step_ms, step.index + 1)
            done[step.cell] = Role.OUTPUT


if __name__ == "__main__":
    trace = record("conv", np.ones((5, 5)), np.ones((3, 3)))
    animation = ReadCounts(trace, style="flat", step_ms=500)
    print(animation.save(sys.argv[1] if len(sys.argv) > 1 else "read_counts.gif"), "bytes")
