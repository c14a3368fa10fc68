"""T-35: what scanners really send, and what may be understood from it: never a wrong item."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from landbridge.canon.gs1 import FNC1, check_digit, make_sscc
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Meaning, Taken, Wrong
from landbridge.wms.testing import SITE, fill, gtin, purchase, sale, small_items, wish

BOLT, MILK, DRILL, PAINT, RICE, NUT = (f"0{gtin(number)}" for number in range(1, 7))
CASE_OF_MILK = f"0{gtin(102)}"
STRANGER = f"0{gtin(77)}"
PALLET = make_sscc(3, "9521234", 1)
UNKNOWN_PALLET = make_sscc(3, "9521234", 2)
LINK = "https://id.gs1.org/01/"
ENVELOPE = "[)>\x1e06\x1d"

# What is on a label, and what is understood from it in every writing.
LABELS = (
    ((("01", BOLT),), "item BOLT"),
    ((("01", MILK), ("17", "310630"), ("10", "L-9")), "item MILK L-9 2031-06-30"),
    ((("01", MILK), ("15", "310600"), ("10", "10D9T")), "item MILK 10D9T 2031-06-30"),
    ((("01", DRILL), ("21", "SN-1")), "item DRILL SN-1"),
    ((("01", PAINT), ("11", "260101"), ("10", "A/1")), "item PAINT A/1"),
    ((("02", CASE_OF_MILK), ("17", "310630"), ("37", "4"), ("10", "L9")),
     "item MILK L9 2031-06-30 x4 CS"),
    ((("00", PALLET),), f"lpn {PALLET}"),
    ((("01", STRANGER), ("10", "L-9")), "nothing"),
    ((("01", RICE), ("3103", "001250")), "item RICE x1.250 KGM"),
)  # fmt: skip


def writings(elements: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """One label as different scanners, symbols and settings send it, all with their separators."""
    separated = "".join(
        f"{ai}{value}{FNC1 if ai in ('10', '21', '37') and index < len(elements) - 1 else ''}"
        for index, (ai, value) in enumerate(elements)
    )
    for mark in ("]C1", "]e0", "]d2", "]Q3", "]J1", f"]C1{FNC1}", FNC1):
        yield mark + separated
    yield f"{FNC1}{separated}{FNC1}"
    yield "".join(f"({ai}){value}" for ai, value in elements)
    for stand_in in ("<GS>", "␝", "{GS}", "^]", "\\x1d"):
        yield f"]C1{separated}".replace(FNC1, stand_in)
    yield f" {separated}\r\n" if FNC1 not in separated else f"]d2{separated}\r\n"


def wrong_last(key: str) -> str:
    return key[:-1] + str((int(key[-1]) + 1) % 10)


# What was read -> what is understood. `|` between what it can mean: the person is asked.
READ = (
    # plain codes
    (gtin(1), "item BOLT"), (f"0{gtin(1)}", "item BOLT"), (f"]E0{gtin(1)}", "item BOLT"),
    (f"]A0{gtin(1)}", "item BOLT"), (gtin(102), "item MILK CS"), ("BOLT", "item BOLT"),
    ("bolt", "item BOLT"), (" NUT\r\n", "item NUT"), ("]C0NUT", "item NUT"),
    (wrong_last(gtin(1)), "nothing"), (gtin(77), "nothing"), (gtin(1)[:-1], "nothing"),
    (f"{gtin(1)}1", "nothing"), ("BOLT2", "nothing"), ("BOL", "nothing"), ("BO%", "nothing"),
    # places
    ("A-01", "bin A-01"), ("a-01", "bin A-01"), ("]C0A-01", "bin A-01"), ("]A0A-01", "bin A-01"),
    ("]Q0A-01", "bin A-01"), ("A-0_", "nothing"), ("A-1", "nothing"), ("DOCK", "bin DOCK"),
    # orders by every number
    ("P1", "inbound_order P1"), ("PO-P1", "inbound_order P1"), ("po-p1", "inbound_order P1"),
    ("O1", "outbound_order O1"), ("SO-O1", "outbound_order O1"), ("SO-O2", "nothing"),
    # plates
    (PALLET, f"lpn {PALLET}"), (f"00{PALLET}", f"lpn {PALLET}"), ("PAL-7", "lpn PAL-7"),
    (UNKNOWN_PALLET, "nothing"), (wrong_last(PALLET), "nothing"),
    (f"]C100{wrong_last(PALLET)}", "unreadable"), (f"(00){wrong_last(PALLET)}", "unreadable"),
    # lots, serials and days alone name no item
    ("10D9T", "nothing"), ("10L-9", "nothing"), ("21SN-1", "nothing"), ("17310630", "nothing"),
    ("(10)L-9", "nothing"), ("]C110L-9", "nothing"), ("L-9", "nothing"), ("(21)SN-1", "nothing"),
    # unmarked element strings: only when all of it fits
    (f"01{MILK}17310630", "item MILK 2031-06-30"), (f"01{MILK}17310630" "10L-9",
     "item MILK L-9 2031-06-30"),
    (f"01{wrong_last(MILK)}10L-9", "nothing"), (f"01{MILK}17311330", "nothing"),
    (f"01{MILK}77", "nothing"), (f"01{DRILL}21SN-1", "item DRILL SN-1"),
    (f"01{MILK}10L 9", "nothing"), (f"02{CASE_OF_MILK}3704", "item MILK x4 CS"),
    # a lost separator: what follows the lot may be part of it
    (f"01{MILK}10L917310630", "item MILK L917310630|item MILK L9 2031-06-30"),
    (f"]C101{MILK}10L917310630", "item MILK L917310630|item MILK L9 2031-06-30"),
    (f"]C101{MILK}10L9{FNC1}17310630", "item MILK L9 2031-06-30"),
    (f"]C101{MILK}10L917310630{FNC1}", "item MILK L917310630"),
    (f"01{PAINT}10L917310630", "item PAINT L917310630|item PAINT L9"),
    (f"01{PAINT}10L917311399", "item PAINT L917311399"),
    (f"01{PAINT}10AB21C", "item PAINT AB21C|item PAINT AB"),
    (f"01{DRILL}21AB10C", "item DRILL AB10C|item DRILL AB"),
    (f"01{DRILL}10AB21C", "item DRILL|item DRILL C"),
    (f"01{BOLT}10AB21C", "item BOLT"), (f"01{BOLT}10L917310630", "item BOLT"),
    (f"02{CASE_OF_MILK}10L93704", "item MILK L93704 CS|item MILK L9 x4 CS"),
    (f"01{MILK}10L93704", "item MILK L93704"),
    (f"01{MILK}10{'A' * 18}17310630", f"item MILK {'A' * 18} 2031-06-30"),
    (f"]C101{MILK}10{'A' * 18}17310630", f"item MILK {'A' * 18} 2031-06-30"),
    (f"]C101{MILK}10{'A' * 21}", "unreadable"),
    # broken codes that say what they are
    (f"]C101{wrong_last(MILK)}", "unreadable"), ("]C10199", "unreadable"), ("]C1", "unreadable"),
    (f"(01){MILK}(77)1", "unreadable"), (f"(01){MILK}(17)311301", "unreadable"),
    (f"]C101{MILK}01{BOLT}", "unreadable"), (f"(01){MILK}(10)A(10)B", "unreadable"),
    (f"]C101{MILK}10ÄÖ", "unreadable"), (f"(01){MILK}(10)", "nothing"),
    # digital links
    (f"{LINK}{MILK}", "item MILK"), (f"{LINK}{MILK}/10/L-9?17=310630", "item MILK L-9 2031-06-30"),
    (f"{LINK}{MILK}/10/A%2F1", "item MILK A/1"), (f"{LINK}{DRILL}/21/SN-1", "item DRILL SN-1"),
    (f"HTTPS://EXAMPLE.COM/shop/01/{BOLT}", "item BOLT"),
    (f"http://example.com/01/{BOLT}?utm_source=x&linkType=all", "item BOLT"),
    (f"]Q1{LINK}{BOLT}", "item BOLT"), (f"]d1{LINK}{MILK}/22/2A/10/L9/21/S", "item MILK L9"),
    (f"https://example.com/gtin/{MILK}/lot/L9", "item MILK L9"),
    (f"{LINK}{gtin(1)}", "item BOLT"), (f"https://id.gs1.org/00/{PALLET}", f"lpn {PALLET}"),
    (f"{LINK}{MILK}?10=L9&17=310630", "item MILK L9 2031-06-30"),
    (f"{LINK}{STRANGER}/10/L-9", "nothing"), (f"{LINK}{wrong_last(MILK)}", "unreadable"),
    (f"{LINK}{MILK}/21/S/10/L", "unreadable"), (f"{LINK}{MILK}/10", "unreadable"),
    (f"{LINK}{MILK}/17/310630", "unreadable"), (f"{LINK}{MILK}?17=311331", "unreadable"),
    ("https://example.com/BOLT", "nothing"), ("https://example.com/01/BOLT", "nothing"),
    ("https://example.com/", "nothing"), ("https://", "nothing"),
    # suppliers' labels: only an envelope makes letters identifiers
    (f"{ENVELOPE}PBOLT\x1dQ24\x1e\x04", "item BOLT x24"),
    (f"{ENVELOPE}PMILK\x1d1TL-9\x1d14D20310630\x1dQ6\x1e\x04", "item MILK L-9 2031-06-30 x6"),
    (f"{ENVELOPE}PDRILL\x1dSSN-1\x1e\x04", "item DRILL SN-1"),
    ("[)><RS>06<GS>PPAINT<GS>TA-1<RS><EOT>", "item PAINT A-1"),
    (f"{ENVELOPE}1PBOLT\x1dQ24\x1e\x04", "nothing"), (f"{ENVELOPE}JPAL-7\x1e\x04", "lpn PAL-7"),
    (f"{ENVELOPE}KPO-P1\x1e\x04", "inbound_order P1"),
    (f"{ENVELOPE}KPO-P1\x1dPBOLT\x1e\x04", "item BOLT"),
    (f"{ENVELOPE}P{gtin(1)}\x1e\x04", "nothing"),
    (f"{ENVELOPE}PBOLT\x1dPNUT\x1e\x04", "unreadable"), ("[)>\x1e12\x1dPBOLT\x04", "unreadable"),
    (f"{ENVELOPE}\x1e\x04", "unreadable"), ("[)>06PBOLTQ24", "unreadable"),
    ("PBOLT", "nothing"), ("1PBOLT", "nothing"), ("Q24", "nothing"), ("SSN-1", "nothing"),
    # one text, two things: asked
    ("TWO", "bin TWO|item TWO"), (gtin(90), "item NUT|item TWO"),
    ("P2", "inbound_order P2|item P2"),
    (f"(01)0{gtin(90)}", "item NUT|item TWO"), (f"{LINK}{gtin(90)}", "item NUT|item TWO"),
    # what a hand on a keyboard or a broken cable leaves
    ("", "unreadable"), ("   ", "unreadable"), ("\x00", "unreadable"), ("]", "nothing"),
    ("]C", "nothing"), ("' OR 1=1 --", "nothing"), ("<b>", "nothing"), ("9" * 501, "unreadable"),
    ("BOLT BOLT", "nothing"), (f"{gtin(1)}{gtin(1)}", "nothing"), ("A-01A-01", "nothing"),
    (f"01{BOLT}01{BOLT}", "item BOLT"), (f"01{BOLT}01{NUT}", "nothing"),
)  # fmt: skip


@pytest.fixture
def place(floor: Ground) -> Ground:
    """Items, a place and orders, some of them with one another's codes."""
    *_, nut = small_items()
    shared = (gtin(6), gtin(90))
    for code, version, codes in (("NUT", 2, shared), ("TWO", 1, (gtin(90),)), ("P2", 1, ())):
        told = replace(nut, number=code, version=version, uoms=(replace(nut.uoms[0], gtins=codes),))
        assert isinstance(facade.accept(floor, told, key=f"twin/{code}"), Taken)
    facade.put_bins(floor, site=SITE, bins=[facade.contracts.Bin(code="TWO", zone="A")])
    for number in ("P1", "P2"):
        facade.accept(floor, purchase(number, ("1", "BOLT", 5)), key=number)
    facade.accept(floor, sale("O1", ("1", "BOLT", 5)), key="o1")
    fill(floor, wish("A-01", "BOLT", 1, lpn=PALLET), wish("A-02", "BOLT", 1, lpn="PAL-7"))
    return floor


def words(meaning: Meaning) -> str:
    day = meaning.expiry_on or meaning.best_before_on
    tracked = {"MILK": (meaning.lot, day), "PAINT": (meaning.lot,), "DRILL": (meaning.serial,)}
    count = f"x{meaning.quantity}" if meaning.quantity is not None else ""
    unit = meaning.uom if meaning.uom != "C62" and (meaning.uom != "KGM" or count) else ""
    parts = (meaning.kind, meaning.number, *tracked.get(meaning.number, ()), count, unit)
    return " ".join(str(part) for part in parts if part)


def understood(ground: Ground, text: str) -> str:
    result = facade.resolve_scan(ground, text=text, site=SITE)
    if result.why:
        assert not result.meanings
        return "unreadable"
    return "|".join(words(meaning) for meaning in result.meanings) or "nothing"


def test_t35_a_scan_is_understood_rightly_or_asked_or_refused(place: Ground) -> None:
    corpus = [(text, expected) for elements, expected in LABELS for text in writings(elements)]
    corpus += READ
    assert len({text for text, _ in corpus}) >= 200, "a corpus of real shapes"
    found = [(text, expected, understood(place, text)) for text, expected in corpus]
    wrong = [row for row in found if {*row[1].split("|")} != {*row[2].split("|")}]
    assert not wrong, "\n".join(map(str, wrong))


def test_t35_no_cut_and_no_slip_of_a_digit_makes_another_item_of_a_label(place: Ground) -> None:
    """Every label cut at every place and with every digit wrong: its own item, or none."""
    label = f"01{MILK}1731063010L-9"
    damaged = {label[:end] for end in range(len(label))}
    damaged |= {
        f"{label[:at]}{(int(label[at]) + 1) % 10}{label[at + 1 :]}"
        for at in range(16)
        if label[at].isdigit()
    }
    for text in damaged:
        for mark in ("", "]C1"):
            result = facade.resolve_scan(place, text=mark + text, site=SITE)
            assert {m.number for m in result.meanings} <= {"MILK"}, mark + text


def test_t35_the_warehouse_refuses_what_it_would_have_to_guess(place: Ground) -> None:
    order = next(row for row in facade.inbound_orders(place).rows if row.number == "P1")
    receipt = facade.open_receipt(place, key="r", actor="a", order_id=order.order_id)
    code = f"01{PAINT}10L917310630"
    with pytest.raises(Wrong) as caught:
        facade.receive_line(
            place, key="l", actor="a", receipt_id=receipt.receipt_id, item=code, quantity=Decimal(1)
        )
    assert caught.value.code == "ambiguous-code"
    assert [row for row in facade.stock(place).rows if row.item == "PAINT"] == []


def test_a_century_and_a_month_end_are_read_as_gs1_says(place: Ground) -> None:
    (meaning,) = facade.resolve_scan(place, text=f"(01){MILK}(17)310200").meanings
    assert meaning.expiry_on == date(2031, 2, 28)
    assert check_digit(gtin(2)[:-1]) == int(gtin(2)[-1])
