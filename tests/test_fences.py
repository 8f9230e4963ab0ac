"""Fenced tconv blocks: which fences are one, in lists and quotes as well, and where their image goes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tconv_anim.publish.markdown.fences import Block, BlockError, find_blocks, insert_lines
from tconv_anim.publish.markdown.showing import MARK

IMAGE = f"![x](a.gif) {MARK}"


def found(text: str) -> list[Block | int]:
    return list(find_blocks(text, "x.md"))


def blocks(text: str) -> list[tuple[int, str]]:
    return [(block.number, block.text) for block in found(text) if isinstance(block, Block)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("```tconv\n--stride 2\n```\n", 1),
        ("```tconv\n--stride 2\n```", 1),
        ("\ufeff```tconv\n--stride 2\n```\n", 1),
        ("~~~~  tconv  \n--stride 2\n~~~~~\n", 1),
        ("text\n```tconv\n--stride 2\n```\n", 2),
        ('```tconv title="x"\n--stride 2\n```\n', 1),
        ("~~~tconv a`b\n--stride 2\n~~~\n", 1),
        ("   ```tconv\n   --stride 2\n```\n", 1),
        ("- a\n\n  ```tconv\n  --stride 2\n  ```\n", 3),
        ("- a\n  ```tconv\n  --stride 2\n  ```\n", 2),
        ("10. ten\n\n    ```tconv\n    --stride 2\n    ```\n", 3),
        ("10. ten\nlazy\n\n    ```tconv\n    --stride 2\n    ```\n", 4),
        ("1. a\n   - b\n\n     ```tconv\n     --stride 2\n     ```\n", 4),
        ("1. a\n2. b\n\n   ```tconv\n   --stride 2\n   ```\n", 4),
        ("* * *\n\n```tconv\n--stride 2\n```\n", 3),
        ("-\t```tconv\n\t--stride 2\n\t```\n", 1),
        ("- ```tconv\n  --stride 2\n  ```\n", 1),
        ("> ```tconv\n> --stride 2\n> ```\n", 1),
        (">```tconv\n>--stride 2\n>```\n", 1),
        ("> - a\n>\n>   ```tconv\n>   --stride 2\n>   ```\n", 3),
        ("- > ```tconv\n  > --stride 2\n  > ```\n", 1),
    ],
)
def test_a_fence_is_found_wherever_pages_show_one(text, number):
    assert blocks(text) == [(number, "--stride 2")]


@pytest.mark.parametrize(
    "text",
    [
        "```tconvert\n```\n",
        "```not tconv\n```\n",
        "```tconv a`b\n--stride 2\n",  # a backtick: this is code within a line of text
        "````markdown\n```tconv\n--stride 2\n```\n````\n",
        "````\n```\n```tconv\n--stride 2\n```\n````\n",
        "~~~\n```\n```tconv\n--stride 2\n```\n~~~\n",
        "- ~~~\n  ```tconv\n  --stride 2\n  ```\n  ~~~\n",
        "> ~~~\n> ```tconv\n> --stride 2\n> ```\n> ~~~\n",
    ],
)
def test_what_is_no_fence_of_ours_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "number", "prefix"),
    [
        ('!!! note "x"\n\n    ```tconv\n    --stride 2\n    ```\n', 3, "    "),
        ("!!! note\n    ```tconv\n    --stride 2\n    ```\n", 2, "    "),
        ('=== "A"\n\n    text\n\n    ??? note\n        ```tconv\n        --stride 2\n        ```\n', 6, " " * 8),
        ("- item\n\n    !!! note\n\n        ```tconv\n        --stride 2\n        ```\n", 5, " " * 8),
        ("!!! note\n\n    <!-- tconv --stride 2 -->\n", 3, "    "),
    ],
)
def test_a_block_in_an_admonition_or_a_tab_is_found_for_mkdocs(text, number, prefix):
    (block,) = find_blocks(text, "x.md", "mkdocs")
    assert (block.number, block.text, block.prefix) == (number, "--stride 2", prefix)


@pytest.mark.parametrize(
    ("text", "says", "attributes"),
    [
        ("<!-- tconv --stride 2 -->\n", "--stride 2", {}),
        ("<!-- tconv\n--stride 2\n--op conv\n-->\n", "--stride 2\n--op conv", {}),
        ("<!--tconv width=60% caption=\"a 'b' c\" --stride 2-->", "--stride 2", {"width": "60%", "caption": "a 'b' c"}),
        ("<!-- tconv caption='x'\nstride = 2\n-->\ntext\n", "stride = 2", {"caption": "x"}),
        ("```tconv width=400 title='x' caption=y\n--stride 2\n```\n", "--stride 2", {"width": "400", "caption": "y"}),
        ("- <!-- tconv --stride 2 -->\n", "--stride 2", {}),
    ],
)
def test_a_comment_is_a_block_and_what_stands_behind_the_word_is_about_the_page(text, says, attributes):
    (block,) = found(text)
    assert (block.text, block.attributes, block.number) == (says, attributes, 1)
    made = insert_lines(text, [(block, IMAGE)])
    (again,) = found(made)
    assert insert_lines(made, [(again, IMAGE)]) == made
    assert made.count(IMAGE) == 1


def test_other_comments_are_no_blocks_and_one_without_an_end_is_refused():
    assert found("<!-- tconvert -->\n\n<!--\n```tconv\n--stride 2\n```\n-->\n\ntext <!-- tconv x -->\n") == []
    with pytest.raises(BlockError) as caught:
        found("<!-- tconv --stride 2\n")
    assert caught.value.parameters["fence"] == "-->"


def test_a_block_ends_at_a_fence_of_its_kind_that_is_as_long():
    assert blocks("````tconv\n```\n~~~~\n````x\n````\n") == [(1, "```\n~~~~\n````x")]


def test_a_fence_ends_with_its_quote_or_list_item():
    assert blocks("> ```\n```tconv\n--stride 2\n```\n") == [(2, "--stride 2")]
    assert blocks("- ```\n\ntext\n```tconv\n--stride 2\n```\n") == [(4, "--stride 2")]


@pytest.mark.parametrize("text", ["```tconv\n``\n", "> ```tconv\n> --stride 2\n```\n", "- ```tconv\n```\n"])
def test_a_block_that_is_not_closed_is_refused(text):
    with pytest.raises(BlockError) as caught:
        found(text)
    assert caught.value.parameters == {"file": "x.md", "line": 1, "fence": "```"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("    ```tconv\n    --stride 2\n    ```\n", 1),
        ("- a\n\n      ```tconv\n      --stride 2\n      ```\n", 3),
        ("10. ten\n\ntext\n\n    ```tconv x\n    --stride 2\n    ```\n", 5),
        (">     ~~~tconv\n>     ~~~\n", 1),
        ("-      ```tconv\n       ```\n", 1),
        ("* * *\n\n    ```tconv\n    ```\n", 3),  # a line across the page, no list
        ("text\n14. text\n\n    ```tconv\n    ```\n", 4),  # nor is this, as it goes on with 14
        ("10. ten\n# heading\n\n    ```tconv\n    ```\n", 4),
    ],
)
def test_a_fence_that_pages_show_as_code_is_given_by_its_line(text, line):
    assert found(text) == [line]


def test_what_is_indented_as_code_in_a_block_is_its_own():
    assert found("~~~\n    ```tconv\n    ```\n~~~\n") == []


@pytest.mark.parametrize(
    ("text", "prefix", "gap", "replaced"),
    [
        ("```tconv\n```\n", "", None, []),
        ("```tconv\n```\ntext\n", "", "", []),
        ("```tconv\n```\n\ntext\n", "", None, []),
        (f"```tconv\n```\n\n{IMAGE}\n", "", None, ["", IMAGE]),
        (f"```tconv\n```\n\n{IMAGE}\ntext\n", "", "", ["", IMAGE]),
        (f"```tconv\n```\n{IMAGE}\n\ntext\n", "", None, [IMAGE]),
        (f"```tconv\n```\ntext\n{IMAGE}\n", "", "", []),
        ("- a\n  ```tconv\n  ```\n- b\n", "  ", "", []),
        (f"- a\n  ```tconv\n  ```\n\n  {IMAGE}\n  text\n", "  ", "", ["", f"  {IMAGE}"]),
        (f"10. ```tconv\n    ```\n\n    {IMAGE}\n\n    text\n", "    ", None, ["", f"    {IMAGE}"]),
        (f"- ```tconv\n  ```\n\n{IMAGE}\n", "  ", None, []),
        ("> ```tconv\n> ```\n> text\n", "> ", ">", []),
        ("> ```tconv\n> ```\ntext\n", "> ", "", []),
        ("> > ```tconv\n> > ```\n> text\n", "> > ", ">", []),
        (f"> ```tconv\n> ```\n>\n> {IMAGE}\n>\n> text\n", "> ", None, [">", f"> {IMAGE}"]),
        (f"> ```tconv\n> ```\n\n> {IMAGE}\n", "> ", None, []),
    ],
)
def test_an_image_goes_where_its_fence_is_and_what_follows_stays_apart(text, prefix, gap, replaced):
    (block,) = found(text)
    assert isinstance(block, Block)
    assert (block.prefix, block.gap) == (prefix, gap)
    assert text.splitlines()[block.first : block.last] == replaced


PARTS = st.sampled_from([
    "# Title\n", "text\n", "- item\n", "  - deeper\n", "10. ten\n", "> quoted\n", "<!-- comment\n", "-->\n", "<div>\n", "</div>\n",
    "<pre>\n", "</pre>\n", "```tconv\n", "```\n", "~~~tconv\n", "~~~\n", "   ```tconv\n", "  ```tconv\n", "  ```\n", "> ```tconv\n",
    "> ```\n", ">\n", "> > ```tconv\n", "> > ```\n", "    ```tconv\n", "    ```\n", "\t```tconv\n", "\t```\n", "--stride 2\n", "\n",
    "\n", "\r\n", "- ```tconv\n", "a\x0cb\u2028c\n", "---\n", "````markdown\n", "````\n", f"{IMAGE}\n", f"  {IMAGE}\n", "last", "\ufeff",
    "<?php\n", "?>\n", "<!-- tconv --stride 2 -->\n", "- <!-- tconv\n", "\r", "| a |\n", "<details>\n", "[a]: b\n", ">", " ", "\t",
])  # fmt: skip


@given(st.lists(PARTS, max_size=14).map("".join))
@settings(max_examples=400, deadline=None)
def test_a_page_gets_its_images_once_and_stays_as_it_is_around_them(page):
    try:
        before = [block for block in found(page) if isinstance(block, Block)]
    except BlockError:
        return  # a block that is not closed
    tokens = MarkdownIt("commonmark").parse(page.removeprefix("\ufeff"))
    comments = [token for token in tokens if token.type == "html_block" and token.content.startswith("<!-- tconv")]
    fences = [token for token in tokens if token.type == "fence" and token.info.split()[:1] == ["tconv"]]
    assert len(before) == len(fences) + len(comments)
    made = insert_lines(page, [(block, IMAGE) for block in before])
    after = [block for block in found(made) if isinstance(block, Block)]
    assert [block.text for block in after] == [block.text for block in before]
    assert insert_lines(made, [(block, IMAGE) for block in after]) == made
    images = [token for token in MarkdownIt("commonmark").parse(made.removeprefix("\ufeff"))
              if token.type == "inline" and token.content.startswith(IMAGE)]  # fmt: skip
    assert len(images) >= len(before), "each is a paragraph of the page"
    if not before:
        assert made == page

    def kept(text: str) -> list[str]:
        lines = [line for line in re.split(r"(?<=\n)", text) if MARK not in line and line.strip(" >\t\r\n")]
        return [line.rstrip("\r\n") for line in lines]

    assert kept(made) == kept(page)
