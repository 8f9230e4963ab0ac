"""Passes over shots change time and content as they say, and nothing else."""

import numpy as np
import pytest

from tconv_anim.animation import animate
from tconv_anim.scenes import timeline
from tconv_anim.scenes.panels import changed_cells
from tconv_anim.scenes.scene import Caption, Panel, PanelId, Role, Scene, Shot, Stroke


def shot(value: float, duration_ms: int = 100, step: int | None = None) -> Shot:
    panel = Panel(PanelId("output"), "output 1×1", np.full((1, 1), Role.OUTPUT), np.array([[value]]))
    return Shot(Scene((panel,), caption=Caption(("call",), "step", (f"sum {value}",), ("o",))), duration_ms, step)


def test_merging_adds_the_durations_of_equal_scenes_in_a_row():
    merged = list(timeline.merge_repeats([shot(1), shot(1), shot(2), shot(1)]))
    assert [s.duration_ms for s in merged] == [200, 100, 100]


def test_without_numbers_two_scenes_that_differ_only_in_numbers_are_equal():
    bare = timeline.without([shot(1), shot(2)], numbers=False, labels=True, caption=True)
    assert len(list(timeline.merge_repeats(bare))) == 1


def test_what_is_left_out_is_gone_and_the_rest_stays():
    (plain,) = timeline.without([shot(1)], numbers=False, labels=False, caption=False)
    assert plain.scene.panels[0].values is None
    assert plain.scene.panels[0].title == ""
    assert plain.scene.caption is None
    (same,) = timeline.without([shot(1)], numbers=True, labels=True, caption=True)
    assert same.scene == shot(1).scene


def test_a_panel_that_stays_the_same_object_stays_so_when_stripped():
    first = shot(1)
    bare = list(timeline.without([first, first], numbers=False, labels=True, caption=True))
    assert bare[0].scene.panels[0] is bare[1].scene.panels[0]


def test_only_the_last_shot_is_held():
    assert [s.duration_ms for s in timeline.hold_last([shot(1), shot(2), shot(3)], 900)] == [100, 100, 900]


def test_picking_keeps_the_set_up_and_the_end():
    shots = [shot(0), *(shot(n, step=n) for n in range(1, 6)), shot(9)]
    assert [s.step for s in timeline.pick_steps(shots, range(1, 6, 2))] == [None, 1, 3, 5, None]


@pytest.mark.parametrize(("given", "rounded"), [([25, 25, 25, 25], [20, 30, 20, 30]), ([1, 1, 1], [20, 20, 20])])
def test_rounding_keeps_the_total_and_what_players_honour(given, rounded):
    shots = [shot(n, duration_ms) for n, duration_ms in enumerate(given)]
    assert [s.duration_ms for s in timeline.round_to_clock(shots)] == rounded


def test_changed_cells_are_those_that_differ_in_role_value_or_term():
    roles = np.full((2, 2), Role.OUTPUT)
    values, terms = np.array([[1, np.nan], [3, 4]]), np.full((2, 2), np.nan)
    before = Panel(PanelId("output"), "", roles, values, terms)
    other_roles, other_values, other_terms = roles.copy(), values.copy(), terms.copy()
    other_roles[0, 0], other_values[1, 0], other_terms[1, 1] = Role.EMPTY, 7, 2
    after = Panel(PanelId("output"), "", other_roles, other_values, other_terms)
    assert changed_cells(before, after).tolist() == [[True, False], [True, True]]
    assert changed_cells(before, Panel(PanelId("output"), "", roles, values)).tolist() == [
        [False, False],
        [False, False],
    ]
    assert changed_cells(before, Panel(PanelId("output"), "", roles)).tolist() == [[True, False], [True, True]]
    assert changed_cells(None, after).all()
    assert not changed_cells(after, after).any()


def test_the_shots_of_a_short_animation_are_made_once_and_those_of_a_long_one_each_time():
    for size, once in ((2, True), (9, False)):
        animation = animate(input_size=size, stride=2)
        first, again = (next(iter(list(animation.shots()))).scene.panels for _ in range(2))
        assert all((one is other) == once for one, other in zip(first, again, strict=True)), size


@pytest.mark.parametrize("view", ["overlap_add", "connections", "overlap"])
@pytest.mark.parametrize(
    "left_out", [{}, *({part: False} for part in ("caption", "labels", "sum", "numbers")), {"blank": "output"}]
)
def test_a_cell_is_marked_as_written_out_where_its_sum_is_seen(view, left_out):
    for shot in animate(stride=2, padding=1, view=view, **left_out).shots():
        scene = shot.scene
        marked = any(outline.stroke is Stroke.TOLD for outline in scene.outlines)
        seen = (scene.caption is not None and scene.caption.sums) or any(panel.sum for panel in scene.panels)
        assert seen or not marked
        assert marked or left_out or shot.step is None
