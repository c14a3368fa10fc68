"""Labels and papers: what a scanner, a printer and a person read from them."""

import io
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from landbridge.canon.base import Address
from landbridge.canon.gs1 import FNC1, read_element_string
from landbridge.console.papers import labels
from landbridge.console.papers.contracts import Bars, Label
from landbridge.console.papers.countries import NUMERIC
from landbridge.console.papers.pdf import labels_pdf
from landbridge.console.papers.zpl import DOTS, labels_zpl
from landbridge.kit.paper.code128 import QUIET_MODULES, symbol
from landbridge.wms.facade.contracts import (
    Bin,
    CartonLabel,
    ItemView,
    LabelContent,
    PlateContent,
    PlatePage,
    PlateRow,
    UomView,
)

SSCC = "395212340000000014"
SEEN = datetime(2027, 3, 1, 9, tzinfo=UTC)
BOLT = LabelContent(item="BOLT", description="Bolt M8 × 40", uom="C62", quantity=Decimal(24),
                    lot="L-7", expiry_on=date(2027, 6, 30), gtin="09521234000013")  # fmt: skip
CARTON = CartonLabel(
    carton_id=1, sscc=SSCC, order_id=1, order_number="S-1", owner="ACME", site="MAIN",
    site_name="Main warehouse", customer="CUS", customer_name="山田商店",
    ship_to=Address(name="山田商店", street="港区海岸三丁目18番1号", postal_code="108-0022",
                    city="東京", country_code="JP"),
    references=(("customer_order", "PO 99"),), carrier_code="DHL", service_code="EXP",
    tracking_number="TRK-1", package_type="CT", kind="M", gross_weight_g=Decimal(4200), place=1,
    carton_count=2, closed_at=SEEN, contents=(BOLT,),
)  # fmt: skip


def pages(content: bytes) -> list[str]:
    return [
        unicodedata.normalize("NFKC", page.extract_text())
        for page in PdfReader(io.BytesIO(content)).pages
    ]


def drawn_bars(content: bytes) -> list[str]:
    """Widths in modules of each bar code on the first page, by its black boxes alone."""
    stream = PdfReader(io.BytesIO(content)).pages[0].get_contents().get_data().decode("latin-1")
    boxes = [tuple(map(float, found)) for found in re.findall(
        r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f", stream)]  # fmt: skip
    rows: dict[float, list[tuple[float, float]]] = {}
    for x, y, width, _height in boxes:
        rows.setdefault(y, []).append((x, width))
    found = []
    for y in sorted(rows, reverse=True):
        bars = sorted(rows[y])
        module = min(width for _, width in bars)
        widths = ""
        for at, (x, width) in enumerate(bars):
            if at:
                gap = x - (bars[at - 1][0] + bars[at - 1][1])
                widths += str(round(gap / module))
            widths += str(round(width / module))
        found.append(widths)
    return found


class Printed:
    """What a label printer makes of ZPL: an own reader of the few commands we use."""

    def __init__(self, zpl: str) -> None:
        assert zpl.startswith("^XA") and zpl.rstrip().endswith("^XZ")
        assert zpl.count("^XA") == zpl.count("^XZ")
        self.texts: list[str] = []
        self.bars: list[str] = []
        self.pictures: list[tuple[int, int]] = []
        self.utf8 = "^CI28" in zpl
        hexed = False
        barred = False
        for command in zpl.replace("\n", "").split("^")[1:]:
            name, rest = command[:2], command[2:]
            if name == "FH":
                assert rest == "_"
                hexed = True
            elif name == "BC":
                barred = True
            elif name == "GF":
                self._picture(rest)
            elif name == "FD":
                assert "~" not in rest
                if barred:
                    self.bars.append(rest)
                else:
                    assert hexed
                    raw = re.sub(r"_([0-9A-F]{2})", lambda f: chr(int(f[1], 16)), rest)
                    self.texts.append(raw.encode("latin-1").decode())
            elif name == "FS":
                hexed = barred = False

    def _picture(self, rest: str) -> None:
        kind, total, again, row, data = rest.split(",")
        assert kind == "A" and total == again and len(data) == 2 * int(total)
        assert int(total) % int(row) == 0
        dots = bin(int(data, 16)).count("1")
        self.pictures.append((int(total), dots))


def test_a_carton_label_says_where_from_where_to_and_what() -> None:
    content = labels_pdf([labels.carton_label(CARTON)])
    (text,) = pages(content)
    for part in ("山田商店", "港区海岸三丁目18番1号", "108-0022 東京", "ACME", "Main warehouse",
                 "S-1", "PO 99", "1 of 2", "DHL EXP", "4.2 kg", "TRK-1", "BOLT", "24 pcs", "L-7",
                 "2027-06-30", f"(00){SSCC}", "(421)3921080022"):  # fmt: skip
        assert "".join(part.split()) in "".join(text.split()), part
    assert content == labels_pdf([labels.carton_label(CARTON)])


def test_its_bars_are_gs1_with_the_sscc_at_the_foot() -> None:
    drawn = drawn_bars(labels_pdf([labels.carton_label(CARTON, size="a5")]))
    assert drawn == [
        symbol(f"{FNC1}4213921080022").widths,
        symbol(f"{FNC1}02095212340000133724").widths,
        symbol(f"{FNC1}00{SSCC}").widths,
    ]


def test_bars_are_as_large_as_gs1_wants_and_have_room() -> None:
    for size in ("a6", "a5"):
        label = labels.carton_label(CARTON, size=size)
        for placed in label.bars:
            assert placed.height >= 31.75 and 0.495 <= placed.module <= 0.94
            width = placed.bars.symbol.modules * placed.module
            quiet = QUIET_MODULES * placed.module - 0.001
            assert placed.x >= quiet and placed.x + width <= label.width - quiet
            read = read_element_string(placed.bars.text)
            assert read is not None and read.marked
        assert label.bars[-1].y + label.bars[-1].height <= label.height
        assert all(0 <= words.y <= label.height for words in label.words)
        above = [words.y for words in label.words if not words.text.startswith("(")]
        assert max(above) < label.bars[0].y - 1  # nothing is written across bars


def test_many_items_are_counted_and_no_content_is_barred() -> None:
    other = replace(BOLT, item="NUT", gtin="")
    label = labels.carton_label(replace(CARTON, contents=(BOLT, other)), size="a5")
    assert [placed.bars.text[:4] for placed in label.bars] == ["(421", "(00)"]
    assert "2 items" in pages(labels_pdf([label]))[0]


@pytest.mark.parametrize(
    ("postal_code", "country", "expected"),
    [("546 22", "GR", "(421)30054622"), ("sw1a 2aa", "GB", "(421)826SW1A2AA"),
     ("", "DE", ""), ("10115", "", ""), ("١٢٣٤٥", "EG", "")],
)  # fmt: skip
def test_the_postal_code_is_barred_where_it_can_be(postal_code, country, expected) -> None:
    to = Address(name="X", postal_code=postal_code, country_code=country)
    carton = replace(CARTON, ship_to=to, contents=(replace(BOLT, gtin="", lot=""),))
    found = [placed.bars.text for placed in labels.carton_label(carton).bars]
    assert found == [text for text in (expected, f"(00){SSCC}") if text]


def test_countries_are_known_by_their_numbers() -> None:
    assert len(NUMERIC) == len(set(NUMERIC.values())) == 249
    assert (NUMERIC["DE"], NUMERIC["PL"], NUMERIC["AF"]) == ("276", "616", "004")


def test_zpl_has_the_same_bars_and_sends_foreign_letters_as_dots() -> None:
    printed = Printed(labels_zpl([labels.carton_label(CARTON)]).decode())
    assert printed.utf8
    assert printed.bars == [">;>84213921080022"[:-1] + ">62", f">;>800{SSCC}"]
    assert {"S-1", "DHL EXP", "1 of 2", f"(00){SSCC}"} <= set(printed.texts)
    assert len(printed.pictures) == 3  # name, street and place in Japanese
    assert all(dots > 200 for _, dots in printed.pictures)
    assert not any(ord(char) > 0x17F for text in printed.texts for char in text)


def test_zpl_keeps_what_the_printer_would_take_for_commands() -> None:
    to = Address(name="A^B~C_D\\E", city="Łódź", country_code="PL")
    carton = replace(CARTON, ship_to=to, customer_name="")
    zpl = labels_zpl([labels.carton_label(carton)]).decode()
    assert "A_5EB_7EC_5FD_5CE" in zpl and "_C5_81_C3_B3d_C5_BA" in zpl
    assert zpl.isascii()
    assert {"A^B~C_D\\E", "Łódź"} <= set(Printed(zpl).texts)


GOLDEN = """\
^XA
^CI28^PW800^LL400^LH0,0
^FO32,74^A0N,128,128^FH_^FDA-01^FS
^FO32,37^A0N,24,24^FH_^FDMAIN _C2_B7 A^FS
^FO710,81^A0N,19,19^FH_^FDCheck^FS
^FO668,110^A0N,72,72^FH_^FD47^FS
^FO372,349^A0N,24,24^FH_^FDA-01^FS
^FO202,224^BY5^BCN,112,N,N,N^FD>:A-01^FS
^XZ
"""


def test_a_bin_label_in_zpl_is_as_it_always_was() -> None:
    place = Bin(code="A-01", zone="A", check_digits="47")
    assert labels_zpl([labels.bin_label(place, site="MAIN")]).decode() == GOLDEN


def test_a_plate_of_one_item_tells_it_in_bars() -> None:
    row = PlateRow(plate_id=1, site="MAIN", lpn=SSCC, bin="A-01", parent_lpn="", package_type="PX",
                   line_count=1, child_count=0, created_at=SEEN, created_by="ada")  # fmt: skip
    content = PlateContent(owner="ACME", item="BOLT", description="Bolt", uom="C62", lot="L-7",
                           serial="", status="available", expiry_on=None, on_hand=Decimal(480),
                           reserved=Decimal(0))  # fmt: skip
    page = PlatePage(plate=row, contents=(content,), children=(), history=())
    label = labels.plate_label(page, gtin="09521234000013", size="a5")
    assert [placed.bars.text for placed in label.bars] == [
        "(02)09521234000013(37)480", "(10)L-7", f"(00){SSCC}",
    ]  # fmt: skip
    own = labels.plate_label(replace(page, plate=replace(row, lpn="PAL-7"), contents=()))
    assert [placed.bars.text for placed in own.bars] == ["PAL-7"]
    full = labels.plate_label(replace(page, contents=(content,) * 40))
    assert any(words.text.startswith("and ") for words in full.words)


def test_an_item_label_has_the_gtin_of_its_unit() -> None:
    item = ItemView(
        item_id=1, owner="ACME", code="TEA", version=1, description="緑茶 Sencha", base_uom="C62",
        quantity_digits=0, lot_controlled=False, expiry_controlled=False, serial_controlled=False,
        shelf_life_days=None, item_class="", active=True,
        uoms=(UomView(uom="C62", barcodes=("9521234000013",)),
              UomView(uom="CS", numerator=12)),
    )  # fmt: skip

    def read(label: Label) -> list[str]:
        return [placed.bars.text for placed in label.bars]

    assert read(labels.item_label(item)) == ["(01)09521234000013"]
    case = labels.item_label(item, uom="CS")
    assert read(case) == ["TEA"]
    assert "cases = 12 pcs" in pages(labels_pdf([case]))[0]


def test_the_scanner_reads_code_of_our_own_back() -> None:
    assert Bars.plain("A-01").symbol == symbol("A-01")
    assert Bars.plain("東京") is None  # no bars rather than wrong ones
    label = labels.bin_label(Bin(code="東京"), site="MAIN")
    assert label.bars == () and "東京" in pages(labels_pdf([label]))[0]
    assert int(label.width * DOTS) == 800
