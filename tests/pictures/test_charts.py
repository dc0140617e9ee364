"""Pictures say the same in marks, in words and in their table, and need neither style nor script."""

import re
from decimal import Decimal as D
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe

from procurement_hub.core.money import format_pence
from procurement_hub.pictures.charts.bars import Bar, Part, Stack, diverging, pareto, segments, shares
from procurement_hub.pictures.charts.columns import columns
from procurement_hub.pictures.charts.dots import Place, PriceStrip, spread, strips
from procurement_hub.pictures.charts.frames import NARROW, SWATCH, WIDE
from procurement_hub.pictures.charts.heat import Cell
from procurement_hub.pictures.charts.marks import Box, Dot, Line, Stroke, Tone, Words
from procurement_hub.pictures.charts.scales import Linear, Logarithmic, reach, round_steps, tens
from procurement_hub.pictures.charts.waterfall import DoesNotTieOut, Step, waterfall
from procurement_hub.pictures.charts.wording import percent, step_of_percent
from procurement_hub.savings.method import Suppressed
from tests.pictures import gallery

DRAWN = [make for make in gallery.PICTURES if make is not gallery.nothing]
by_name = pytest.mark.parametrize("make", DRAWN, ids=lambda make: make.__name__)


def boxes(picture, *tones, width="wide"):
    """The boxes of the picture itself, without those of its key."""
    drawing = dict(picture.drawings)[width]
    return [
        mark
        for mark in drawing.marks
        if isinstance(mark, Box) and mark.width != SWATCH and mark.tone in (tones or Tone)
    ]


def steps(*amounts, end):
    return waterfall(
        "w",
        "W",
        basis="£",
        start=Step("Before", D(1000)),
        steps=[Step(f"Step {n}", D(a)) for n, a in enumerate(amounts)],
        end=Step("Now", D(end)),
        more="More",
        less="Less",
        gained="Gain",
    )


# --- geometry -------------------------------------------------------------------------------------


def test_the_last_bar_of_a_waterfall_ends_at_the_actual_amount():
    picture = gallery.money()
    first, *_, last = boxes(picture, Tone.TOTAL)
    changes = boxes(picture, Tone.LOSS, Tone.CASHABLE, Tone.UNDECIDED)
    assert last.x + last.width == pytest.approx(changes[-1].x + changes[-1].width, abs=0.02)
    assert last.width / first.width == pytest.approx(float(D("90510.50") / D("120345.67")), abs=0.001)


def test_every_step_begins_where_the_one_before_ended():
    joins = [m for m in gallery.money().wide.marks if isinstance(m, Stroke) and m.line is Line.JOIN]
    assert len(joins) == 7
    assert all(join.points[0][0] == join.points[1][0] for join in joins)


def test_a_waterfall_that_is_a_penny_out_is_not_drawn():
    with pytest.raises(DoesNotTieOut):
        steps("-100", "0.01", end="900")
    assert steps("-100", "0.01", end="900.01").drawings


def test_bars_are_as_long_as_their_amounts():
    bars = boxes(gallery.councils(), Tone.CASHABLE)
    amounts = (17200, 9800.40, 4100, 12, 0)
    for bar, amount in zip(bars, amounts, strict=True):
        assert bar.width / bars[0].width == pytest.approx(amount / 17200, abs=0.001)


def test_a_loss_lies_left_of_nothing_and_a_gain_right_of_it():
    (loss,) = boxes(gallery.councils(), Tone.LOSS)
    gain = boxes(gallery.councils(), Tone.CASHABLE)[0]
    assert loss.x + loss.width == pytest.approx(gain.x, abs=0.02)


def test_the_parts_of_a_stack_end_at_its_whole():
    parts = [Part(Tone.CASHABLE, "a"), Part(Tone.NON_CASHABLE, "b"), Part(Tone.LOST, "c")]
    found = segments(parts, [D(10), D(5), D(-3)])
    assert [(s.start, s.end) for s in found] == [(0, 10), (10, 15), (0, -3)]


def test_shares_fill_the_whole_bar():
    parts = [Part(Tone.GRADE_A, "A"), Part(Tone.GRADE_B, "B"), Part(Tone.GRADE_C, "C")]
    picture = shares("s", "S", parts, [D(1), D(1), D(1)], basis="£", first="Grade", addresses=[None] * 3)
    found = boxes(picture)
    assert sum(box.width for box in found) == pytest.approx(
        found[-1].x + found[-1].width - found[0].x, abs=0.05
    )
    assert found[0].width == pytest.approx(found[2].width, abs=0.05)


def test_a_target_line_stands_at_its_amount():
    picture = gallery.target()
    column = max(boxes(picture, Tone.CASHABLE), key=lambda box: box.height)
    foot = column.y + column.height
    *_, target, _key = [m for m in picture.wide.marks if isinstance(m, Stroke) and m.line is Line.TARGET]
    height = foot - target.points[0][1]
    assert height / column.height == pytest.approx(4350000 / 3900000, abs=0.002)


def test_a_loss_in_a_stack_has_the_tone_of_a_loss():
    found = segments([Part(Tone.CASHABLE, "a"), Part(Tone.NON_CASHABLE, "b")], [D(-4), D(3)])
    assert [(s.end, s.tone) for s in found] == [(-4, Tone.LOSS), (3, Tone.NON_CASHABLE)]
    stacks = [Stack("2026 to 2027", [D(-4), D(3)])]
    picture = columns(
        "c", "C", [Part(Tone.CASHABLE, "a"), Part(Tone.NON_CASHABLE, "b")], stacks, basis="£", first="Y"
    )
    words = [mark.text for mark in picture.wide.marks if isinstance(mark, Words)]
    assert "Loss" in words
    assert "a" not in words


def test_what_was_lost_is_drawn_and_not_counted():
    row = gallery.stock().table.rows[1]
    assert row.cells == ["£9,600.00", "£0.00", "−£4,200.00 (lost)", "£9,600.00"]


def test_the_running_share_of_a_pareto_ends_at_all():
    rows = gallery.items().table.rows
    assert [row.cells[-1] for row in rows][-1] == "100%"
    assert rows[-1].name == "13 more items"


def test_a_pareto_without_any_gain_shows_no_share():
    picture = pareto("p", "P", [Bar("a", D(-5))], basis="£", first="Item", rest=str)
    assert picture.table.rows[0].cells == ["−£5.00 (a loss)", "no gain"]


def test_prices_of_few_councils_are_suppressed():
    few = PriceStrip("Toner", D(61), None, 4, Suppressed.TOO_FEW)
    picture = strips("p", "P", [few], basis="£", empty="Too few.")
    assert not picture.drawings
    assert picture.table.rows[0].cells[1:] == ["suppressed (n<5)"] * 4


def test_a_spread_of_which_one_council_is_most_keeps_its_quartiles():
    places = [Place(name, D(share)) for name, share in (("a", 3), ("b", 5), ("c", 4), ("d", 2), ("e", 6))]
    picture = spread("p", "P", [("Share", places, Suppressed.DOMINANCE)], basis="%", first="Council")
    assert [row.name for row in picture.table.rows] == ["a", "b", "c", "d", "e"]
    words = " ".join(mark.text for mark in picture.wide.marks if isinstance(mark, Words))
    assert "suppressed (one contributor is most of it)" in words


def test_ones_own_price_is_the_largest_dot():
    dots = [mark for mark in gallery.prices().wide.marks if isinstance(mark, Dot)]
    assert max(dots, key=lambda dot: dot.radius).tone is Tone.OWN


def test_each_tenfold_takes_the_same_room():
    scale = Logarithmic(D(10), D(1000), 0, 200)
    assert [scale(D(v)) for v in (10, 100, 1000)] == [0, 100, 200]


def test_round_steps_reach_over_both_ends():
    for low, high in ((D(0), D("4.4")), (D(-4200), D(13800)), (D("0.001"), D("0.0012"))):
        found = round_steps(low, high)
        assert found[0] <= low
        assert found[-1] >= high
    assert tens(D(120), D(18000)) == [D(100), D(1000), D(10000), D(100000)]
    assert tens(D(100), D(100)) == [D(100), D(1000)]


def test_a_small_share_is_not_said_to_be_nothing():
    assert [percent(D(share)) for share in ("0", "0.01", "-0.01", "0.05", "62.45")] == [
        "0%",
        "less than 0.1%",
        "between −0.1% and 0%",
        "0.1%",
        "62.5%",
    ]
    assert step_of_percent(D("0.050")) == "0.05%"


def test_a_scale_never_divides_by_nothing():
    low, high = reach([D(0), D(0)])
    assert Linear(low, high, 0, 100)(D(0)) == 0


def test_a_cell_is_shaded_by_its_share_and_says_it():
    assert [Cell(D(share)).shade for share in (0, 50, 75, 90, 100)] == [0, 1, 2, 3, 4]
    assert (Cell(None).shade, Cell(None).says) == (None, "None bought")


# --- what is drawn stays on the ground ------------------------------------------------------------


@by_name
def test_nothing_is_drawn_over_the_edge(make):
    for frame, (_, drawing) in zip((WIDE, NARROW), make().drawings, strict=True):
        assert drawing.width == frame.width
        for mark in drawing.marks:
            for x, y in _corners(frame, mark):
                assert -1 <= x <= drawing.width + 1, mark
                assert -1 <= y <= drawing.height + 1, mark


def _corners(frame, mark):
    if isinstance(mark, Box):
        assert mark.width >= 0
        assert mark.height >= 0
        return [(mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height)]
    if isinstance(mark, Stroke):
        return mark.points
    if isinstance(mark, Dot):
        return [(mark.x, mark.y)]
    assert isinstance(mark, Words)
    length = len(mark.text) * frame.size * 0.5
    left = mark.x - {"start": 0, "middle": length / 2, "end": length}[mark.anchor]
    return [(left, mark.y), (left + length, mark.y)]


def test_a_picture_of_any_figures_is_drawn():
    for amount in ("0.01", "-0.01", "1e9", "-1e9"):
        bars = [Bar("A council with a rather long name of its own", D(amount)), Bar("B", D("0"))]
        picture = diverging("d", "D", bars, basis="£", headings=["a", "b"], gained="g", lost="l")
        assert picture.drawings
        stacks = [Stack("2026 to 2027", [D(amount)])]
        assert columns("c", "C", [Part(Tone.CASHABLE, "p")], stacks, basis="£", first="Year").drawings


# --- what is said ---------------------------------------------------------------------------------


@by_name
def test_every_figure_of_the_table_is_in_the_words(make):
    picture = make()
    for row in picture.table.rows:
        assert row.name in picture.says
        for heading, cell in zip(picture.table.headings[1:], row.cells, strict=True):
            if heading not in picture.table.words and heading not in ("Verdict", "So"):
                assert cell in picture.says, (row.name, heading, cell)


@by_name
def test_the_svg_is_named_described_and_free_of_style_and_script(make):
    picture = make()
    page = gallery.page()
    found = re.findall(r"<svg.*?</svg>", page, re.S)
    own = [
        svg for svg in found if f'"{picture.name}-wide-title"' in svg or f'"{picture.name}-narrow-t' in svg
    ]
    assert len(own) == 2
    for svg in own:
        tree = ElementTree.fromstring(svg)
        assert tree.get("role") == "img"
        assert tree.find("title").text == picture.full_title
        assert tree.find("desc").text == picture.says
        for element in tree.iter():
            assert element.tag != "script"
            assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_identifiers_on_a_page_of_pictures_are_unique():
    found = re.findall(r'\bid="([^"]+)"', gallery.page())
    assert len(found) == len(set(found))


def test_what_could_be_told_by_colour_alone_has_a_pattern_of_its_own():
    for together in (
        (Tone.CASHABLE, Tone.NON_CASHABLE, Tone.HELD, Tone.LOSS),
        (Tone.SUSTAINED, Tone.FURTHER, Tone.LOST),
        (Tone.GRADE_A, Tone.GRADE_B, Tone.GRADE_C, Tone.GRADE_D),
        (Tone.GREEN, Tone.AMBER, Tone.RED),
        (Tone.REFUSED, Tone.LOSS),
    ):
        assert len({tone.pattern for tone in together}) == len(together)


def test_a_picture_of_nothing_says_so_in_a_sentence():
    page = gallery.page()
    assert gallery.nothing().empty in page
    assert 'id="nothing-wide-title"' not in page


def test_a_loss_is_said_in_words():
    page = gallery.page()
    assert "−£800.55 (a loss)" in page
    assert "−£801 loss" in page
    assert format_pence(D("-800.55")) in gallery.councils().says


@pytest.mark.journey
def test_the_pictures_pass_the_accessibility_check_at_both_widths(browser):
    for width in (390, 1280):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.route("**/*", _serve)
        page.goto("http://pictures.example/")
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


def _serve(route):
    path = route.request.url.removeprefix("http://pictures.example/")
    if not path:
        route.fulfill(body=gallery.page(), content_type="text/html")
    else:
        route.fulfill(path=gallery.ROOT / path)


def test_the_axis_of_prices_reaches_past_the_upper_quartile():
    paper = PriceStrip("Paper", D("3.55"), [], 5, (D("3.60"), D("3.85"), D("4.10")))
    picture = strips("p", "P", [paper], basis="£")
    ticks = [mark.text for mark in picture.wide.marks if isinstance(mark, Words) and mark.text.endswith("%")]
    assert D(ticks[0].removesuffix("%")) <= 93
    assert D(ticks[-1].removesuffix("%")) >= 106
