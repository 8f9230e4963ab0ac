"""What happens at each step, in words: as a list, as .txt and as .md."""

import re

import pytest

from tconv_anim.animation import animate
from tconv_anim.formats import read_comment
from tconv_anim.scenes.views import in_order

from .strategies import ops_of
from .table import animated

STAMPS = {"input": [[3, 2], [1, 4]], "weight": [[1, 2], [0, 1]], "stride": 1}


def test_each_step_is_one_sentence_with_its_numbers():
    assert animate(**STAMPS).transcript == [
        (None, "Set-up: each input cell scales the kernel, and this stamp is added to the output; "
               "input 2×2: [3, 2], [1, 4]; kernel 2×2: [1, 2], [0, 1]."),
        (1, "Step 1 of 4: the 3 scales the kernel; stamps that overlap add up "
            "(3·1 = 3, 3·2 = 6, 3·1 = 3, 3·0 = 0)."),
        (2, "Step 2 of 4: the 2 scales the kernel; stamps that overlap add up "
            "(6 + 2·1 = 8, 2·2 = 4, 2·1 = 2, 3 + 2·0 = 3)."),
        (3, "Step 3 of 4: the 1 scales the kernel; stamps that overlap add up "
            "(0 + 1·1 = 1, 3 + 1·2 = 5, 1·1 = 1, 1·0 = 0)."),
        (4, "Step 4 of 4: the 4 scales the kernel; stamps that overlap add up "
            "(5 + 4·1 = 9, 2 + 4·2 = 10, 4·1 = 4, 1 + 4·0 = 1)."),
        (None, "Done: each cell adds up 1, 2 or 4 stamps, here 4; that of the 3 adds its bottom right: "
               "3·1; the stamp of the 4 adds its top left: 4·1 "
               "(3·1 + 2·0 + 1·2 + 4·1 = 9); "
               "output 3×3: [3, 8, 4], [1, 9, 10], [0, 1, 4]."),
    ]  # fmt: skip


def test_a_picture_has_room_for_some_of_a_stamps_sums_and_the_transcript_for_all():
    (_, sentence) = animate(input_size=1, weight=[[1, 2, 3], [4, 5, 6], [7, 8, 9]], input=[[2]]).transcript[1]
    assert "…" not in sentence
    assert [int(n) for n in re.findall(r"= (\d+)", sentence)] == list(range(2, 20, 2))


@pytest.mark.parametrize("view", in_order())
def test_every_view_tells_each_of_its_steps_once_and_with_numbers(view):
    animation = animated(ops_of(view)[0], view=view)
    steps = [step for step, _ in animation.transcript if step is not None]
    assert steps == list(range(1, animation._count + 1))
    for step, sentence in animation.transcript:
        assert sentence[-1] == "."
        assert sentence == sentence.strip()
        if view != "pixels":  # which shows grays
            assert step is None or re.search(r"\d", sentence.partition(": ")[2])


def test_of_several_ways_side_by_side_the_sums_are_told_with_their_names():
    _, sentence = animate("compare", ops=("nearest", "bilinear"), input=[[3, 2], [1, 4]]).transcript[8]
    assert sentence == (
        "Step 8 of 11: bilinear: beyond the edge are no values, so the last one weighs 3\u00a0+\u00a01\u00a0=\u00a04; "
        "bilinear: [0, 1] = 2.75; bilinear: (3·12 + 2·4)/16 = 2.75."
    )


def test_a_sum_beside_its_cell_is_told():
    _, sentence = animate("conv", view="connections", input=[[1, 2], [3, 4]], weight=[[1, 1]]).transcript[1]
    assert sentence.endswith("added up; 1·1 + 2·1 = 3.")


def test_it_does_not_depend_on_what_the_picture_leaves_out_of_its_text():
    assert animate(**STAMPS, caption=False, legend=False).transcript == animate(**STAMPS).transcript
    assert animate(**STAMPS, sentence="look", sum=False).transcript == animate(**STAMPS).transcript


def test_it_gives_away_no_number_that_a_worksheet_leaves_out():
    told = " ".join(sentence for _, sentence in animate(**STAMPS, blank="output").transcript)
    assert "kernel 2×2: [1, 2], [0, 1]" in told
    assert "=" not in told
    assert "output 3×3:" not in told
    assert not re.search(r"\d, \d", " ".join(s for _, s in animate(**STAMPS, numbers=False).transcript))


def test_a_still_picture_of_a_step_has_the_sentence_of_this_step():
    ((step, sentence),) = animate(**STAMPS, still=2).transcript
    assert (step, sentence[:13]) == (2, "Step 2 of 4: ")


@pytest.mark.parametrize("fmt", ["txt", "md"])
def test_a_file_has_every_sentence_on_a_line_of_its_own(fmt, tmp_path):
    animation = animate(**STAMPS, view="steps", heading="a *b* <c> 1_")
    animation.save(tmp_path / f"x.{fmt}")
    lines = (tmp_path / f"x.{fmt}").read_text(encoding="utf-8").splitlines()
    mark = "" if fmt == "txt" else "- "
    assert lines[0] == ("a *b* <c> 1_" if fmt == "txt" else r"# a \*b\* \<c> 1\_")
    assert lines[2 if fmt == "md" else 1].replace("\\", "") == animation.alt_text
    for _, sentence in animation.transcript:
        assert mark + (re.sub(r"^(\d)\.", r"\1\.", sentence) if fmt == "md" else sentence) in lines


def test_the_recipe_is_read_back_from_markdown(tmp_path):
    animation = animate(**STAMPS, heading="```")
    animation.save(tmp_path / "x.md")
    assert read_comment(tmp_path / "x.md") == animation.recipe
    (tmp_path / "y.md").write_text("# none\n")
    with pytest.raises(ValueError, match="carries no recipe"):
        read_comment(tmp_path / "y.md")


def test_a_step_with_fractions_is_told_once_and_its_sum_has_every_product_and_is_rounded():
    told = animate(input="1,0,2;3,1,0;0,2,1", weight="1,1/3;2,0.5").transcript
    assert [words.count("scales the kernel; stamps") for _, words in told] == [0, *9 * [1], 0]
    assert "1·0.5 + 0·2 + 3·0.33 + 1·1 ≈ 2.5" in told[-1][1]
