from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from landbridge.canon.gs1 import check_digit, make_sscc
from landbridge.kit.quantity import convert
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.master.contracts import ItemView, UomView
from landbridge.wms.master.rules import barcode_key, decimals, read_scan, to_base

GTIN = "952123456001" + str(check_digit("952123456001"))
SSCC = make_sscc(0, "9521234", 1)

ITEM = ItemView(
    item_id=1, owner="ACME", code="BOLT", version=1, description="", base_uom="C62",
    quantity_digits=0, lot_controlled=False, expiry_controlled=False, serial_controlled=False,
    shelf_life_days=None, item_class="", active=True,
    uoms=(
        UomView(uom="C62"),
        UomView(uom="CS", numerator=12),
        UomView(uom="TH", denominator=3),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("quantity", "uom", "base"),
    [
        ("5", "", "5"),
        ("5.000", "", "5"),
        ("1E+2", "C62", "100"),
        ("2", "CS", "24"),
        ("0.25", "CS", "3"),
        ("6", "TH", "2"),
    ],
)
def test_t20_amounts_become_base_units_exactly(quantity: str, uom: str, base: str) -> None:
    assert str(to_base(ITEM, Decimal(quantity), uom)) == base


def test_t20_ten_thousand_amounts_go_to_base_units_and_back_exactly() -> None:
    """Packs of 1 to 100 pieces, and parts of them: no piece is lost."""
    checked = 0
    for numerator, denominator in ((n, d) for n in range(1, 51) for d in (1, 2, 3, 8)):
        factor = Fraction(numerator, denominator)
        unit = UomView(uom="X", numerator=numerator, denominator=denominator)
        item = replace(ITEM, uoms=(UomView(uom="C62"), unit))
        for count in range(1, 51):
            amount = Decimal(count * denominator)
            pieces = to_base(item, amount, "X")
            assert pieces == numerator * count
            assert convert(pieces, 1 / factor) == amount
            checked += 1
    assert checked == 10_000


@pytest.mark.parametrize(
    ("quantity", "uom", "code"),
    [
        ("0", "", "quantity"),
        ("-1", "", "quantity"),
        ("NaN", "", "quantity"),
        ("Infinity", "", "quantity"),
        ("1.5", "", "quantity"),
        ("0.1", "CS", "quantity"),
        ("1", "TH", "quantity"),
        ("1E+18", "", "quantity"),
        ("1", "PF", "unknown-uom"),
    ],
)
def test_amounts_that_cannot_be_counted_are_refused(quantity: str, uom: str, code: str) -> None:
    with pytest.raises(Wrong) as caught:
        to_base(ITEM, Decimal(quantity), uom)
    assert caught.value.code == code


def test_an_item_may_be_counted_in_parts_of_its_unit() -> None:
    loose = replace(ITEM, quantity_digits=3)
    assert to_base(loose, Decimal("0.125")) == Decimal("0.125")
    with pytest.raises(Wrong, match=r"0\.0001 .* cannot be counted; the smallest step is 0\.001\."):
        to_base(loose, Decimal("0.0001"))
    assert [decimals(Decimal(text)) for text in ("1", "1.50", "0.001", "1E+3")] == [0, 1, 3, 0]


def test_all_writings_of_a_gtin_are_one_key() -> None:
    assert barcode_key(GTIN) == barcode_key(f"0{GTIN}") == f"0{GTIN}"
    assert barcode_key("ABC-1") == "ABC-1"


def test_a_scan_keeps_its_plain_reading_unless_the_scanner_says_gs1() -> None:
    assert read_scan("]E0" + GTIN, year=2026).plain == GTIN
    unmarked = read_scan(f"010{GTIN}10L1", year=2026)
    assert (unmarked.plain, unmarked.gtin, unmarked.lot) == (
        f"010{GTIN}10L1", f"0{GTIN}", "L1",
    )  # fmt: skip
    assert read_scan(f"]C1010{GTIN}10L1", year=2026).plain == ""
    assert read_scan(SSCC, year=2026).sscc == SSCC
    assert read_scan(f"(00){SSCC}", year=2026).sscc == SSCC
    with pytest.raises(Wrong, match="Nothing was read"):
        read_scan(" \r\n", year=2026)


@pytest.mark.parametrize("uom", ["", "CS", "TH"])
@pytest.mark.parametrize("amount", ["1e999999999", "1e-999999999", "NaN", "-1"])
def test_an_amount_beyond_all_measure_is_refused_before_it_is_reckoned_with(
    amount: str, uom: str
) -> None:
    with pytest.raises(Wrong) as caught:
        to_base(ITEM, Decimal(amount), uom)
    assert caught.value.code == "quantity" and len(str(caught.value)) < 200
