"""Labels: of a logistic unit (GS1 logistic label), a licence plate, a bin, an item.

Source: GS1 General Specifications, GS1 Logistic Label Guideline: sender and receiver above, what
is in it in the middle, GS1-128 at the foot, the SSCC the lowest.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from landbridge.canon.base import Address
from landbridge.canon.gs1 import is_sscc
from landbridge.console.papers.contracts import Bars, Label, Ruled, Words
from landbridge.console.papers.countries import NUMERIC
from landbridge.console.papers.stacking import MARGIN, facts, fits, stacked
from landbridge.console.plain_words import unit
from landbridge.kit.paper.code128 import BarsError
from landbridge.kit.quantity import plain
from landbridge.wms.facade.contracts import (
    Bin,
    CartonLabel,
    ItemView,
    LabelContent,
    PlateContent,
    PlatePage,
)

A6 = (105.0, 148.0)
A5 = (148.0, 210.0)
SMALL = (100.0, 50.0)
LabelSize = Literal["a6", "a5"]
SIZES = {"a6": A6, "a5": A5}
COUNT_MAX = 99_999_999


def address_lines(to: Address) -> list[str]:
    """As an envelope has it; what is not known is left out."""
    place = " ".join(part for part in (to.postal_code, to.city) if part)
    region = " ".join(part for part in (to.subdivision, to.country_code) if part)
    return [line for line in (to.name, *to.street.split("\n"), place, region) if line.strip()]


def carton_label(of: CartonLabel, *, size: str = "a6") -> Label:
    """The label of a shipping carton. A6 has one bar code above the SSCC, A5 two."""
    width, height = SIZES[size]
    candidates = [bars for bars in _carton_bars(of) if fits(bars, width)]
    bars = [*candidates[: 2 if size == "a5" else 1], Bars.gs1(("00", of.sscc))]
    stack = stacked(bars, width=width, foot=height)
    weight = of.gross_weight_g
    middle = (
        (_("Order"), of.order_number),
        *((_reference(kind), number) for kind, number in of.references[:1]),
        (_("Carton"), _("%(n)s of %(all)s") % {"n": of.place, "all": of.carton_count}),
        (_("Carrier"), " ".join(filter(None, (of.carrier_code, of.service_code)))),
        (_("Gross weight"), "" if weight is None else f"{plain(weight / 1000)} kg"),
        (_("Tracking"), of.tracking_number),
        *_content_facts(of.contents),
    )
    head = 30.0 if size == "a6" else 46.0
    return Label(
        width=width, height=height, title=f"SSCC {of.sscc}",
        words=(
            *_from(of, width), *_to(of.ship_to, of.customer_name or of.customer, width, head),
            *facts(middle, x=MARGIN, y=head + 5, width=width - 2 * MARGIN, columns=3),
            *stack.words,
        ),
        bars=stack.bars,
        rules=(
            Ruled(MARGIN, head, width - 2 * MARGIN, 0),
            Ruled(width * 0.38, MARGIN, 0, head - MARGIN),
            Ruled(MARGIN, stack.top, width - 2 * MARGIN, 0),
        ),
    )  # fmt: skip


def _from(of: CartonLabel, width: float) -> Iterator[Words]:
    room = width * 0.38 - MARGIN - 2
    yield Words(x=MARGIN, y=MARGIN + 3, text=_("From"), size=2.4, room=room)
    for number, line in enumerate((of.owner, of.site_name or of.site)):
        yield Words(x=MARGIN, y=MARGIN + 8 + 5 * number, text=line, size=3.2, room=room)


def _to(to: Address, name: str, width: float, head: float) -> Iterator[Words]:
    x = width * 0.38 + 2
    room = width - x - MARGIN
    yield Words(x=x, y=MARGIN + 3, text=_("To"), size=2.4, room=room)
    lines = address_lines(to) or [name]
    step = min(6.0, (head - MARGIN - 5) / len(lines))
    for number, line in enumerate(lines):
        yield Words(x=x, y=MARGIN + 4 + step * (number + 0.8), text=line, size=step * 0.72,
                    room=room, bold=number == 0)  # fmt: skip


def _reference(kind: str) -> str:
    return {
        "sales_order": _("Sales order"), "customer_order": _("Your order"),
        "purchase_order": _("Purchase order"),
    }.get(kind, kind.replace("_", " ").capitalize())  # fmt: skip


def _content_facts(contents: tuple[LabelContent, ...]) -> tuple[tuple[str, str], ...]:
    """Of one item what it is; of several how many."""
    if len({content.item for content in contents}) != 1:
        return ((_("Content"), _("%(n)s items") % {"n": len({c.item for c in contents})}),)
    first = contents[0]
    amount = sum((content.quantity for content in contents), Decimal(0))
    alone = len(contents) == 1
    return (
        (_("Item"), first.item),
        (_("Quantity"), f"{plain(amount)} {unit(first.uom)}"),
        (_("Lot"), first.lot if alone else ""),
        (_("Expiry"), first.expiry_on.isoformat() if alone and first.expiry_on else ""),
        (_("Description"), first.description),
    )


def _carton_bars(of: CartonLabel) -> Iterator[Bars]:
    """What stands above the SSCC: where to, then what is in it, as far as it can be told."""
    postal = "".join(char for char in of.ship_to.postal_code.upper() if char.isalnum())
    country = NUMERIC.get(of.ship_to.country_code, "")
    if country and postal.isascii() and 0 < len(postal) <= 9:
        yield Bars.gs1(("421", country + postal))
    if len(of.contents) == 1:
        content = of.contents[0]
        yield from _content_bars(content.gtin, content.quantity, content.lot)


def _content_bars(gtin: str, quantity: Decimal, lot: str) -> Iterator[Bars]:
    if gtin and quantity == int(quantity) and 0 < quantity <= COUNT_MAX:
        yield Bars.gs1(("02", gtin), ("37", str(int(quantity))))
    try:
        if lot and len(lot) <= 20 and " " not in lot:
            yield Bars.gs1(("10", lot))
    except BarsError:
        return


def plate_label(page: PlatePage, *, gtin: str = "", size: str = "a6") -> Label:
    """The label of a licence plate; GS1 where its number is an SSCC. gtin: of its only item."""
    width, height = SIZES[size]
    lpn = page.plate.lpn
    own = Bars.gs1(("00", lpn)) if is_sscc(lpn) else Bars.plain(lpn)
    items = {(content.owner, content.item) for content in page.contents}
    bars = []
    if len(items) == 1 and len({content.lot for content in page.contents}) == 1:
        amount = sum((content.on_hand for content in page.contents), Decimal(0))
        found = _content_bars(gtin, amount, page.contents[0].lot)
        bars = [each for each in found if fits(each, width)][: 2 if size == "a5" else 1]
    if own is not None and fits(own, width, least=0.3):
        bars.append(own)
    stack = stacked(bars, width=width, foot=height)
    return Label(
        width=width, height=height, title=lpn,
        words=(
            Words(x=MARGIN, y=MARGIN + 3, text=_("Licence plate"), size=2.4, room=40),
            Words(x=MARGIN, y=MARGIN + 14, text=lpn, size=9, room=width - 2 * MARGIN, bold=True),
            *facts(
                ((_("Site"), page.plate.site), (_("Type"), page.plate.package_type),
                 (_("Made"), page.plate.created_at.date().isoformat())),
                x=MARGIN, y=26, width=width - 2 * MARGIN, columns=3),
            *_plate_lines(page.contents, width, stack.top),
            *stack.words,
        ),
        bars=stack.bars,
        rules=(Ruled(MARGIN, 22, width - 2 * MARGIN, 0),
               Ruled(MARGIN, stack.top, width - 2 * MARGIN, 0)),
    )  # fmt: skip


def _plate_lines(
    contents: tuple[PlateContent, ...], width: float, foot: float
) -> Iterator[Words]:  # fmt: skip
    """What stands on it, as many lines as there is room for."""
    room = max(1, int((foot - 36) / 5))
    shown = contents if len(contents) <= room else contents[: room - 1]
    for number, each in enumerate(shown):
        amount = f"{plain(each.on_hand)} {unit(each.uom)} {each.item}"
        day = each.expiry_on.isoformat() if each.expiry_on else ""
        more = ", ".join(part for part in (each.lot, day, each.description) if part)
        yield Words(x=MARGIN, y=39 + 5 * number, text=f"{amount}, {more}" if more else amount,
                    size=3.4, room=width - 2 * MARGIN)  # fmt: skip
    if len(shown) < len(contents):
        text = _("and %(n)s more") % {"n": len(contents) - len(shown)}
        yield Words(x=MARGIN, y=39 + 5 * len(shown), text=text, size=3.4, room=width - 2 * MARGIN)


def bin_label(place: Bin, *, site: str) -> Label:
    """The place code as large as it fits, with its bars and check digits."""
    width, height = SMALL
    bars = Bars.plain(place.code)
    stack = stacked(
        [bars] if bars is not None and fits(bars, width, least=0.25) else [],
        width=width, foot=height, height=14, text=3,
    )  # fmt: skip
    about = " · ".join(
        part for part in (site, place.zone, place.aisle, place.bay, place.level) if part
    )
    room = width - 2 * MARGIN - (24 if place.check_digits else 0)
    words = [
        Words(x=MARGIN, y=22, text=place.code, size=16, room=room, bold=True),
        Words(x=MARGIN, y=MARGIN + 3, text=about, size=3, room=width - 2 * MARGIN),
    ]
    if place.check_digits:
        words += [
            Words(x=width - MARGIN, y=12, text=_("Check"), size=2.4, room=20, align="right"),
            Words(x=width - MARGIN, y=21, text=place.check_digits, size=9, room=22, bold=True,
                  align="right"),
        ]  # fmt: skip
    return Label(width=width, height=height, title=place.code, words=(*words, *stack.words),
                 bars=stack.bars)  # fmt: skip


def item_label(item: ItemView, *, uom: str = "") -> Label:
    """An item in one of its units: GS1-128 where it has a GTIN there, else its code."""
    width, height = SMALL
    of = next((each for each in item.uoms if each.uom == (uom or item.base_uom)), item.uoms[0])
    gtins = [code.zfill(14) for code in of.barcodes if len(code) in (8, 12, 13, 14)]
    bars = Bars.gs1(("01", gtins[0])) if gtins and gtins[0].isdigit() else Bars.plain(item.code)
    stack = stacked(
        [bars] if bars is not None and fits(bars, width, least=0.25) else [],
        width=width, foot=height, height=14, text=3,
    )  # fmt: skip
    room = width - 2 * MARGIN
    base = ""
    if of.uom != item.base_uom:
        amount = plain(Decimal(of.numerator) / Decimal(of.denominator))
        base = f" = {amount} {unit(item.base_uom)}"
    return Label(
        width=width, height=height, title=item.code,
        words=(
            Words(x=MARGIN, y=MARGIN + 7, text=item.code, size=8, room=room * 0.7, bold=True),
            Words(x=width - MARGIN, y=MARGIN + 6, text=f"{unit(of.uom)}{base}", size=4,
                  room=room * 0.28, align="right"),
            Words(x=MARGIN, y=MARGIN + 14, text=item.description, size=4, room=room),
            Words(x=MARGIN, y=MARGIN + 19, text=item.owner, size=3, room=room),
            *stack.words,
        ),
        bars=stack.bars,
    )  # fmt: skip
