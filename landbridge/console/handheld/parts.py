"""What several flows do alike: understand a scan, read a number or a date, write amounts."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from landbridge.console.handheld.flow import Worker
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Meaning, Wrong

if TYPE_CHECKING:
    from collections.abc import Collection

CODE_LENGTH_MAX = 500
KIND_WORDS = {
    "bin": "a place",
    "item": "an item",
    "inbound_order": "an inbound order",
    "outbound_order": "an order",
    "receipt": "a receipt",
    "carton": "a carton",
    "lpn": "a licence plate",
    "task": "a task",
    "return_order": "a return",
    "return_receipt": "a return receipt",
}


def understand(worker: Worker, code: str, kinds: "Collection[str]", expected: str) -> Meaning:
    """The one meaning of a scan among `kinds`; Wrong says what was read instead."""
    meanings = facade.resolve_scan(worker.ground, text=code, site=worker.site).meanings
    fitting = [meaning for meaning in meanings if meaning.kind in kinds]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Wrong(
            _("%(code)s can mean several things: %(list)s. Scan another label.")
            % {"code": code, "list": ", ".join(meaning.number for meaning in fitting[:3])},
            "ambiguous-code",
            read=code,
            expected=expected,
        )
    if meanings:
        raise Wrong(
            _("That is %(what)s, %(number)s. Scan %(expected)s.")
            % {
                "what": _(KIND_WORDS.get(meanings[0].kind, meanings[0].kind)),
                "number": meanings[0].number,
                "expected": expected,
            },
            "wrong-kind",
            read=code,
            expected=expected,
        )
    raise Wrong(
        _("%(code)s is not known here. Scan %(expected)s.") % {"code": code, "expected": expected},
        "unknown-code",
        read=code,
        expected=expected,
    )


def amount(text: str) -> Decimal:
    """A typed quantity; comma or point. Wrong if it is none."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0 or value >= Decimal(10) ** 12:
        raise Wrong(_("%(text)s is not a quantity. Type a number.") % {"text": text}, "quantity")
    return value


def day(text: str) -> date:
    """A typed or scanned day: 2027-03-31, 31.03.2027, 31/03/2027 or 270331 (GS1). Else Wrong."""
    digits = text.strip().replace("/", ".")
    try:
        if len(digits) == 6 and digits.isdigit():
            return _gs1_day(digits)
        if "." in digits:
            parts = [int(part) for part in digits.split(".")]
            return date(parts[2], parts[1], parts[0])
        return date.fromisoformat(digits)
    except (ValueError, IndexError):
        raise Wrong(
            _("%(text)s is not a date. Type it as year-month-day.") % {"text": text}, "date"
        ) from None


def _gs1_day(digits: str) -> date:
    """YYMMDD; day 00 is the last of the month (GS1 General Specifications 3.4.2)."""
    year, month, day_of_month = 2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if day_of_month == 0:
        first_after = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(first_after.toordinal() - 1)
    return date(year, month, day_of_month)


def short(value: Decimal, uom: str) -> str:
    """An amount for the eye: `12`, `2.5 KGM`. Pieces need no unit."""
    return plain(value) if uom == "C62" else f"{plain(value)} {uom}"
