"""Letters of every script of our customers are on paper, and bars say what they should."""

import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from landbridge.kit.paper import code128, sheets
from landbridge.kit.paper.arabic import joined
from landbridge.kit.paper.text import Text, draw_line, printable, width_of, wrapped

NAMES = [
    "Łódź Sp. z o.o., Zażółć", "Αιγαίο Τρόφιμα Α.Ε.", "Магазин «Златна чаша» ЕООД",
    "ТОВ «Львівська кава»", "宁波海星工具有限公司", "株式会社みなと電動工具", "한빛상사 주식회사",
    "Đường Nguyễn Huệ", "Հայաստան", "საქართველო",
]  # fmt: skip


def read_back(draw) -> str:
    memory = io.BytesIO()
    canvas = Canvas(memory, invariant=1)
    draw(canvas)
    canvas.save()
    return PdfReader(io.BytesIO(memory.getvalue())).pages[0].extract_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_back_as_it_was_written(name: str) -> None:
    text = read_back(lambda canvas: draw_line(canvas, 50, 700, name, 12))
    assert unicodedata.normalize("NFKC", text).replace("\n", "").strip() == name


@pytest.mark.parametrize("name", ["شركة النخيل للتجارة", "مؤسسة نور القاهرة", "שלום עולם"])
def test_from_right_to_left_is_drawn_so(name: str) -> None:
    """The letter read first stands at the right; a reader of the file gets the name again."""
    text = read_back(lambda canvas: draw_line(canvas, 50, 700, name, 12))
    assert unicodedata.normalize("NFKC", text).strip() == name
    pen = Pen()
    draw_line(pen, 50, 700, name, 12)
    drawn = "".join(run for _, run in sorted(pen.runs))
    assert unicodedata.normalize("NFKC", drawn[-1])[0] == name[0]
    assert unicodedata.normalize("NFKC", drawn[0])[-1] == name[-1]


class Pen:
    """A canvas that notes what is written where."""

    def __init__(self) -> None:
        self.runs: list[tuple[float, str]] = []

    def setFont(self, name: str, size: float) -> None: ...

    def drawString(self, x: float, y: float, text: str) -> None:
        self.runs.append((x, text))


def test_digits_within_keep_their_order() -> None:
    pen = Pen()
    draw_line(pen, 50, 700, "شارع 42", 12)
    assert "".join(run for _, run in sorted(pen.runs)).startswith("42 ")


def test_brackets_stay_brackets() -> None:
    pen = Pen()
    draw_line(pen, 50, 700, "شركة (LLC)", 12)
    assert "".join(run for _, run in sorted(pen.runs)).startswith("(LLC) ")


def test_arabic_letters_join_their_neighbours() -> None:
    # beh alone, at the start, in the middle, at the end; lam and alef are one sign; reh ends a run
    assert joined("ب") == "\ufe8f"
    assert joined("ببب") == "\ufe91\ufe92\ufe90"
    assert joined("بلا") == "\ufe91\ufefc"
    assert joined("رب") == "\ufead\ufe8f"
    assert joined("بـ") == "\ufe91\u0640"
    assert joined("abc 42") == "abc 42"


def test_what_no_font_has_is_told_and_not_dropped() -> None:
    assert printable("a\U0001f9f1b") == "aU+1F9F1b"
    assert "U+0E01" in printable("\u0e01")
    assert read_back(lambda canvas: draw_line(canvas, 50, 700, "x \u0e01", 12)).strip() == (
        "x U+0E01"
    )


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_lines_fit_and_lose_nothing(text: str) -> None:
    lines = wrapped(text, 10, 120)
    widest = width_of("U+10FFFF", 10)  # one piece that is never cut narrower than a character
    assert all(width_of(line, 10) <= max(120, widest) + 0.01 for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join(printable(text.replace("\n", " ")).split())


def test_a_sheet_is_the_same_each_time_and_numbers_its_pages() -> None:
    def made() -> bytes:
        rows = [(str(number), "東京 " * 20) for number in range(50)]
        story = [Text("Title", sheets.TITLE), sheets.grid(rows, (1, 5), titles=("No", "Place"))]
        return sheets.built(story, title="A list")

    first = made()
    assert first == made()
    pages = PdfReader(io.BytesIO(first)).pages
    assert len(pages) > 1 and "A list" in pages[1].extract_text()
    assert "No" in pages[1].extract_text()  # titles again on each page


def values_read(widths: str) -> list[int]:
    """The symbol values of bars, read by the table alone; the stop is checked and left out."""
    assert widths.endswith(code128._STOP)
    body = widths.removesuffix(code128._STOP)
    table = {code: value for value, code in enumerate(code128._WIDTHS)}
    return [table[body[at : at + 6]] for at in range(0, len(body), 6)]


def text_read(values: list[int]) -> str:
    """What a scanner says: an own reader, which knows sets B and C and FNC1."""
    start, *data, check = values
    total = start + sum(at * value for at, value in enumerate(data, 1))
    assert total % 103 == check
    in_c, text = start == 105, ""
    for value in data:
        if value == 102:
            text += code128.FNC1
        elif in_c and value < 100:
            text += f"{value:02d}"
        elif in_c:
            assert value == 100
            in_c = False
        elif value == 99:
            in_c = True
        else:
            text += chr(value + 32)
    return text


def printer_read(data: str) -> str:
    """What a label printer makes of ^BC data, by its own invocation codes."""
    mode, text, at = data[:2], "", 2
    in_c = {">;": True, ">:": False}[mode]
    while at < len(data):
        if data[at] == ">":
            code = data[at + 1]
            text += {"8": code128.FNC1, "0": ">", "=": "~"}.get(code, "")
            in_c = {"5": True, "6": False}.get(code, in_c)
            at += 2
        else:
            step = 2 if in_c else 1
            assert not in_c or data[at : at + 2].isdigit()
            text += data[at : at + step]
            at += step
    return text


CHARS = st.text(st.sampled_from("0123456789" * 3 + "AZaz-/.%>~ " + code128.FNC1), min_size=1)


@given(CHARS)
@settings(max_examples=200, deadline=None)
def test_bars_say_the_text(text: str) -> None:
    bars = code128.symbol(text)
    assert text_read(values_read(bars.widths)) == text
    assert printer_read(bars.printer) == text
    assert len(bars.values) <= len(text) * 2 + 3


def test_an_sscc_takes_its_room() -> None:
    bars = code128.gs1_symbol([("00", "340123450000000018")], fixed=frozenset({"00"}))
    assert bars.values[:2] == (105, 102)
    assert bars.modules == 156  # start, FNC1, ten pairs, check: 13 of 11 modules; stop 13
    assert bars.printer == ">;>800340123450000000018"


def test_an_element_of_free_length_is_ended_before_the_next() -> None:
    elements = [("02", "04012345123456"), ("37", "12"), ("10", "L-7")]
    bars = code128.gs1_symbol(elements, fixed=frozenset({"02"}))
    text = text_read(values_read(bars.widths))
    assert text == "\x1d02040123451234563712\x1d10L-7"


def test_what_code_128_cannot_hold_is_said() -> None:
    for text in ("", "ł", "\x00"):
        with pytest.raises(code128.BarsError):
            code128.symbol(text)
