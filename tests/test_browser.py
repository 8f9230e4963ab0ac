"""Pages in a real browser: their sizes, keys, pointing at cells, the state in the link, no request and no error."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from tconv_anim import animate
from tconv_anim.formats._page import player_element
from tconv_anim.publish.gallery.pages import card_of, page_texts
from tconv_anim.recipes.recipe import Recipe

from . import browser
from .browser import served
from .command import run

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def window():
    yield from browser.pages()


@pytest.fixture
def page(window):
    window.faults()  # those of the test before
    return window


@pytest.fixture(scope="module")
def main_job(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "main.html"
    animate(stride=2, padding=1, hold_ms=400).save(path)
    return path


STATE = "[location.hash, shown, playing]"
CENTRE = """(place => {{ const r = nodes[place].getBoundingClientRect();
return [r.left + r.width / 2, r.top + r.height / 2] }})(points.find(each => each[1] === {cell})[0])"""


def screenshot(page: browser.Page) -> np.ndarray:
    with Image.open(io.BytesIO(page.driver.get_screenshot_as_png())) as image:
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("size", ["phone", "laptop", "projector"])
def test_a_page_fills_its_window_and_nothing_has_to_be_scrolled(page, main_job, size):
    page.open(main_job, "step=5", size=size)
    page.until("typeof shown !== 'undefined' && shown > 0")
    width, height = browser.SIZES[size]
    root = "document.documentElement"
    assert page.run(f"[{root}.scrollWidth, {root}.scrollHeight]") == [width, height]
    drawn = page.run("(r => [r.width, r.height])(svg.getBoundingClientRect())")
    assert drawn[0] == width
    assert drawn[1] > height / 2
    bottom = page.run("player.getBoundingClientRect().bottom")
    assert height - 8 <= bottom <= height
    assert min(page.run("[...player.children].map(e => e.getBoundingClientRect()).map(r => r.height)")) >= 20
    assert page.faults() == []


def test_letters_beside_a_small_picture_are_large_enough(page, main_job):
    page.open(main_job, "step=5", size="phone")
    page.until("document.querySelector('main.small')")
    texts = "[...document.querySelectorAll('h1, h1 span, .legend, .now')]"
    sizes = page.run(f"{texts}.map(e => parseFloat(getComputedStyle(e).fontSize))")
    assert min(sizes) >= 14
    assert "16 + 7·3 = 37" in page.run("caption.textContent")
    assert page.run("getComputedStyle(nodes[film.around[0]]).visibility") == "hidden"


@pytest.mark.parametrize("size", ["phone", "turned phone"])
def test_the_list_leaves_a_small_window_its_picture(page, main_job, size):
    page.open(main_job, "step=5&list", size=size)
    page.until("document.querySelector('main.small') && list.children.length")
    width, height = browser.SIZES[size]
    root = "document.documentElement"
    assert page.run(f"[{root}.scrollWidth, {root}.scrollHeight]") == [width, height]
    drawn, shown = (page.run(f"(r => [r.width, r.height])({of}.getBoundingClientRect())") for of in ("svg", "list"))
    assert min(drawn) > 0.28 * height
    assert min(shown) > 0.25 * height
    current = "list.querySelector('[aria-current]').getBoundingClientRect()"
    assert page.run(f"{current}.top >= list.getBoundingClientRect().top - 1")


def test_a_frame_of_its_own_size_shows_the_picture_whole(page, main_job, tmp_path):
    deck = tmp_path / "deck.html"
    animation = animate(stride=2, padding=1)
    size = animation.page.width, animation.page.height
    deck.write_text(player_element({"src": main_job.as_uri()}, size, "x"), encoding="utf-8")
    page.open(deck)
    page.driver.switch_to.frame(0)
    page.until("typeof shown !== 'undefined' && shown >= 0")
    assert page.run("root.classList.contains('small')") is False
    assert page.run("(r => [r.width, r.height])(svg.getBoundingClientRect())") == list(size)


def test_the_player_ends_on_what_the_page_shows_without_it(page, main_job, tmp_path):
    text = main_job.read_text(encoding="utf-8")
    still = tmp_path / "still.html"
    still.write_text(text[: text.index('<script type="text/plain"')], encoding="utf-8")
    page.open(still)
    expected = screenshot(page)[:-60]
    page.open(main_job, "step=end")
    page.until("typeof shown !== 'undefined' && shown === end")
    page.run("(player.style.visibility = 'hidden', one('.stage').style.gridArea = '1 / 1 / span 6 / 1')")
    found = screenshot(page)[:-60]
    assert (expected != expected[0, 0]).any(axis=-1).mean() > 0.03
    assert np.percentile(np.abs(found - expected), 99.8) < 30  # but for how edges are smoothed


def test_keys_step_and_the_link_keeps_the_state(page, main_job):
    page.open(main_job, "paused&speed=4")
    page.until("typeof shown !== 'undefined' && shown === 0 && !playing")
    assert page.run("location.hash") == "#step=0&speed=4"
    page.press("ARROW_RIGHT")
    assert page.run("location.hash") == "#step=1&speed=4"
    page.press("ARROW_RIGHT", "ARROW_RIGHT")
    page.until("location.hash === '#step=3&speed=4' && shown === momentOf('3') && !playing")
    assert page.run("live.textContent").startswith("Step 3 of 9: the 4 scales the kernel")
    page.press("ARROW_LEFT")
    assert page.run(STATE) == ["#step=2&speed=4", page.run("momentOf('2')"), False]
    page.press("END")
    assert page.run(STATE) == ["#step=end&speed=4", page.run("end"), False]
    page.press("HOME")
    assert page.run("shown") == 0
    page.press(" ")
    page.until("playing && shown > 0")
    assert page.run("live.textContent") == ""  # nothing is read out while it plays
    page.press(" ")
    assert page.run("playing") is False
    assert page.run("momentOf(new URLSearchParams(location.hash.slice(1)).get('step')) === shown")
    assert page.faults() == []


def test_a_link_opens_a_step_at_a_speed_with_a_cell_and_the_list(page, main_job):
    page.open(main_job, "step=4&speed=0.5&cell=21&list")
    page.until("typeof shown !== 'undefined' && shown === momentOf('4') && !playing")
    assert page.run("[speed.value, list.hidden, sum.textContent]") == ["0.5", False, "Output cell [2, 2]: 7·2 = 14"]
    current = page.run("[...list.querySelectorAll('[aria-current=step]')].map(e => e.textContent)")
    assert len(current) == 1
    assert current[0].startswith("4Step 4 of 9")
    page.run("list.querySelectorAll('button')[7].click()")
    assert page.run("location.hash") == "#step=7&speed=0.5&cell=21&list"
    page.run("document.activeElement.blur()")
    page.press("l")
    assert not page.run("list.hidden")  # letters are keys where the player has the focus
    page.run("play.focus()")
    page.press("l")
    assert page.run("list.hidden")


def test_pointing_at_a_cell_lights_its_ties_and_a_click_keeps_them(page, main_job):
    page.open(main_job, "step=end")
    page.until("typeof shown !== 'undefined' && shown === end")
    output = page.run(CENTRE.format(cell=9 + 6))  # the second cell of the second row
    page.pointer(*output)
    page.until("pointed === 15")
    assert page.run("sum.textContent") == "Output cell [1, 1]: 2·4 + 1·2 + 6·1 + 7·3 = 37"
    assert page.run("overlay.children.length") == 5
    page.pointer(5, 5)
    page.until("pointed === null")
    assert page.run("overlay.children.length") == 0
    read = page.run(CENTRE.format(cell=4))
    for kind in ("mouseMoved", "mousePressed", "mouseReleased", "mouseMoved"):
        page.pointer(*read, kind)
    page.pointer(5, 5)
    page.until("pointed === null && pinned === 4")
    assert page.run("sum.textContent").startswith("Input cell [1, 1] is 7 and reaches 9 output cells")
    assert page.run("location.hash") == "#step=end&cell=4"


def test_nothing_is_said_of_cells_once_they_show_other_numbers_than_those_given(page, tmp_path):
    path = tmp_path / "compare.html"
    animate("compare", ops=("nearest", "conv_transpose")).save(path)
    page.open(path, "step=end&cell=4", still=True)
    page.until("typeof shown !== 'undefined' && shown === end")
    assert page.run("[film.finished, pinned, sum.textContent]") == [page.run("end") - 1, 4, ""]
    page.press("ARROW_LEFT")
    page.until("shown === film.finished")
    assert page.run("sum.textContent").startswith("Input cell [1, 1] is 5")
    page.open(path, still=True)
    page.until("typeof shown !== 'undefined' && shown === film.finished")


def test_cells_are_reached_by_keys(page, main_job):
    page.open(main_job, "step=end")
    page.until("typeof shown !== 'undefined' && shown === end")
    page.run("play.focus()")
    page.press("c", "ARROW_DOWN", "ARROW_RIGHT")
    assert page.run("[pinned, cellsButton.getAttribute('aria-pressed')]") == [4, "true"]
    assert page.run("live.textContent").startswith("Input cell [1, 1] is 7")
    page.press("ARROW_RIGHT", "ARROW_RIGHT")
    assert page.run("pinned") >= 9  # on to the output
    page.press("ESCAPE")
    assert page.run("[pinned, cursor]") == [None, None]


def test_readers_who_want_no_motion_see_the_finished_picture_and_jump(page, main_job):
    page.open(main_job, still=True)
    page.until("typeof shown !== 'undefined' && shown === end")
    assert page.run("playing") is False
    page.press("HOME", "ARROW_RIGHT")
    assert page.run("[moves.length, location.hash]") == [0, "#step=1"]


def test_marks_move_between_two_moments(page, main_job):
    page.open(main_job, "step=1")
    page.until("typeof shown !== 'undefined' && shown > 0")
    page.run("(set(false), show(momentOf('1')), show(momentOf('1') + 1, FULLY), seen = false)")
    page.run("moves.forEach(move => move(moving / 2))")
    flying = "[...sky.children].map(node => node.getAttribute('transform')).join()"
    half = page.run(flying)
    page.run("moves.forEach(move => move(moving * 0.8))")
    assert half
    assert page.run(flying) != half
    page.run("settle()")
    assert page.run("sky.children.length + nodes.filter(n => n.children.length > 1).length") == 0


def test_an_untouched_player_leaves_the_keys_to_the_deck_around_it(page, main_job, tmp_path):
    deck = tmp_path / "deck.html"
    deck.write_text(
        f"<script>heard = []; onmessage = e => heard.push(e.data)</script><iframe src='{main_job.as_uri()}#paused' "
        "width='800' height='600'></iframe>"
    )
    page.open(deck)
    page.driver.switch_to.frame(0)
    page.until("typeof shown !== 'undefined' && shown === 0")
    page.run("dispatchEvent(new Event('focus'))")
    page.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', keyCode: 39}))")
    assert page.run("shown") == 0
    page.run("dispatchEvent(new Event('pointerdown'))")
    page.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', keyCode: 39}))")
    assert page.run("location.hash") == "#step=1"
    page.driver.switch_to.default_content()
    assert page.until("heard.length && heard")[0] == '{"method":"triggerKey","args":[39]}'


def test_a_player_that_is_not_seen_waits(page, main_job, tmp_path):
    deck = tmp_path / "deck.html"
    deck.write_text(
        f"<div style='height:3000px'></div><iframe src='{main_job.as_uri()}' width='800' height='600'></iframe>"
    )
    page.open(deck)
    page.driver.switch_to.frame(0)
    page.until("typeof shown !== 'undefined' && seen === false")
    before = page.run("at")
    assert page.run("new Promise(done => setTimeout(() => done(at), 150))") == before


def test_what_is_printed_is_the_finished_picture(page, main_job):
    page.open(main_job, "step=3")
    page.until("typeof shown !== 'undefined' && shown > 0")
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run("[shown === end, svg.getAttribute('viewBox') === whole]") == [True, True]
    pdf = page.driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    assert len(pdf) > 1000


@pytest.fixture(scope="module")
def explorable(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "explore.html"
    words = "--stride 1..2 --output-padding 0..1 --kernel 2..3 --input-size 2"
    assert run("explore", *words.split(), "-o", str(path)).exit_code == 0
    return path


@pytest.mark.parametrize("size", ["phone", "laptop", "projector"])
def test_an_explorable_page_fills_its_window_and_opens_at_once(page, explorable, size):
    page.open(explorable, "stride=2&kernel=3&step=2", size=size)
    page.until("typeof shown !== 'undefined' && shown > 0")
    root = "document.documentElement"
    assert page.run(f"[{root}.scrollWidth, {root}.scrollHeight]") == list(browser.SIZES[size])
    assert page.run("location.hash") == "#kernel=3&stride=2&output-padding=0&step=2"
    assert page.run("[nodes.length, film.alt === book.films.alt[0]]") == [page.run("film.places.length"), False]
    assert page.run("performance.getEntriesByType('navigation')[0].domComplete") < 3000  # 300 if nothing else runs
    assert page.faults() == []


def test_sliders_choose_a_combination_by_keys_and_the_link_follows(page, explorable):
    page.open(explorable, "stride=2&kernel=2&step=end")
    page.until("typeof shown !== 'undefined' && shown === end")
    page.run("inputs[0].focus()")
    page.press("ARROW_RIGHT")
    assert page.run("location.hash") == "#kernel=3&stride=2&output-padding=0&step=end"
    assert "kernel 3×3" in page.run("svg.textContent")
    assert page.run("live.textContent").endswith("the output is 5×5.")
    page.run("document.activeElement.blur()")
    page.press("ARROW_LEFT")
    assert page.run("location.hash").endswith("&step=4")


def test_an_impossible_combination_says_why_and_how_to_go_on(page, explorable):
    page.open(explorable, "stride=1&output-padding=1")
    page.until("typeof absent !== 'undefined' && absent")
    sentence = "output_padding=1 is too large for stride=1: use output_padding=0 or stride=2"
    assert page.run("refusal.querySelector('p').textContent") == sentence
    assert page.run("live.textContent") == sentence
    assert page.run("[player.hidden, getComputedStyle(svg).visibility]") == [True, "hidden"]
    page.press("ARROW_RIGHT", " ")
    page.run("refusal.querySelectorAll('button')[1].click()")
    assert page.run("[absent, inputs[1].value, player.hidden]") == [False, "2", False]
    assert page.faults() == []


def test_the_pictures_of_a_gallery_can_be_paused_and_searched(page, tmp_path):
    for name in ("a", "b"):
        animate(input_size=1).save(tmp_path / f"{name}.gif")
    recipes = [Recipe(f"{name}.toml", tmp_path, {}, (f"{name}.gif",), section=f"On {name}") for name in ("a", "b")]
    cards = [card_of(recipe, animate(input_size=1)) for recipe in recipes]
    index = tmp_path / "index.html"
    index.write_text(page_texts(cards, {})["index.html"], encoding="utf-8")
    page.open(index)
    page.until("[...document.images].every(image => image.complete) && !motion.hidden")
    page.run("motion.click()")
    assert page.run("[document.querySelectorAll('canvas').length, motion.textContent]") == [2, "play the pictures"]
    assert page.run("[...document.images].every(image => image.hidden)")
    assert page.run("document.querySelector('canvas').getAttribute('aria-label')").startswith("Transposed convolution")
    page.run("motion.click()")
    assert page.run("[document.querySelectorAll('canvas').length, motion.textContent]") == [0, "pause the pictures"]
    page.run("search.value = 'b.gif', search.dispatchEvent(new Event('input', { bubbles: true }))")
    entries = "[...document.querySelectorAll('#contents li')].map(entry => !entry.hidden && entry.textContent)"
    assert page.run(entries) == [False, "On b 1"], "the contents lead to what the search leaves"
    names = "[...document.querySelectorAll('.command button')].map(button => button.ariaLabel)"
    assert page.run(names) == [f"Copy the command of {card.title}" for card in cards]
    page.open(index, still=True)
    page.until("document.querySelectorAll('canvas').length === 2")
    assert page.run(entries) == ["On a 1", "On b 1"]
    assert page.faults() == []
    with served(tmp_path) as address:
        page.open(f"{address}/index.html", still=True)
        page.until("document.querySelectorAll('canvas[data-frame=last]').length === 2")
        drawn = page.run("document.querySelector('canvas').toDataURL().split(',')[1]")
    with Image.open(io.BytesIO(base64.b64decode(drawn))) as shown, Image.open(tmp_path / "a.gif") as whole:
        whole.seek(whole.n_frames - 1)
        assert shown.convert("RGB").tobytes() == whole.convert("RGB").tobytes(), "the finished picture, not the first"


def test_an_svg_that_moves_does_so_without_a_script_unless_motion_is_unwanted(page, tmp_path):
    moving, still = tmp_path / "moving.svg", tmp_path / "still.svg"
    animate(input_size=2, stride=2, animate=True).save(moving)
    animate(input_size=2, stride=2).save(still)
    page.open(still)
    finished = screenshot(page)
    page.open(moving, still=True)
    assert np.percentile(np.abs(screenshot(page) - finished), 99.8) < 30
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.run("document.getAnimations().length") == 0
    animate(input_size=2, stride=2, animate=True, poster="finished").save(tmp_path / "poster.svg")
    page.open(tmp_path / "poster.svg")
    assert page.until("document.getAnimations().length") > 10
    page.run("document.getAnimations().map(a => [a.pause(), a.currentTime = 1])")
    assert np.percentile(np.abs(screenshot(page) - finished), 99.8) < 30
    page.open(moving)
    assert page.until("document.getAnimations().length") > 10
    pictures = []
    for share in (0.2, 0.5):
        page.run(
            f"document.getAnimations().map(a => [a.pause(), a.currentTime = {share} * a.effect.getTiming().duration])"
        )
        pictures.append(screenshot(page))
    assert (pictures[0] != pictures[1]).any(axis=-1).mean() > 0.001
    assert page.faults() == []
