"""Pure decisions of packing: which picked goods a scan at the packing table means."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.master.contracts import ItemView

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """Picked goods of one pick that are in no carton yet."""

    pick_id: int
    outbound_line_id: int
    line_id: str
    quantity: Decimal
    lot: str
    serial: str
    bin: str


@dataclass(frozen=True, slots=True)
class Part:
    """What of a pick goes into the carton."""

    pick: Unpacked
    quantity: Decimal


def choose(
    item: ItemView,
    picks: Sequence[Unpacked],
    *,
    quantity: Decimal | None,
    lot: str,
    serials: Sequence[str],
) -> list[Part]:
    """Parts of picks, in the order of the order's lines. quantity: None means all that is left.

    Wrong: wrong-item (nothing of it is left to pack), wrong-lot, lot-missing, wrong-serial,
    serials-missing, quantity.
    """
    if not picks:
        text = f"No {item.code} of this order is left to pack."
        raise Wrong(text, "wrong-item", read=item.code)
    if item.serial_controlled:
        return _by_serial(item, picks, quantity, serials)
    fit = [pick for pick in picks if lot in ("", pick.lot)]
    if not fit:
        expected = ", ".join(sorted({pick.lot for pick in picks}))
        text = f"Lot {lot} was read, {expected} was picked."
        raise Wrong(text, "wrong-lot", read=lot, expected=expected)
    left = sum((pick.quantity for pick in fit), ZERO)
    amount = left if quantity is None else quantity
    if amount > left:
        text = f"{plain(amount)} is too many, left to pack: {plain(left)} {item.code}."
        raise Wrong(text, "quantity", read=plain(amount), expected=plain(left))
    if not lot and amount < left and len({pick.lot for pick in fit}) > 1:
        raise Wrong(f"Scan the lot of {item.code}: several were picked.", "lot-missing")
    return _fill(fit, amount)


def _by_serial(
    item: ItemView, picks: Sequence[Unpacked], quantity: Decimal | None, serials: Sequence[str]
) -> list[Part]:
    if not serials:
        if quantity is None or quantity == len(picks):
            return [Part(pick, pick.quantity) for pick in picks]
        raise Wrong(f"Scan the serials of {item.code}.", "serials-missing")
    if quantity is not None and quantity != len(set(serials)):
        text = f"A serial is needed for each piece: {plain(quantity)} wanted, {len(serials)} read."
        raise Wrong(text, "serials-missing", read=str(len(serials)), expected=plain(quantity))
    known = {pick.serial: pick for pick in picks}
    for serial in serials:
        if serial not in known:
            text = f"Serial {serial} was not picked for this order, or is packed."
            raise Wrong(text, "wrong-serial", read=serial)
    return [Part(known[serial], known[serial].quantity) for serial in dict.fromkeys(serials)]


def _fill(picks: Sequence[Unpacked], amount: Decimal) -> list[Part]:
    parts = []
    for pick in picks:
        used = min(amount, pick.quantity)
        if used > 0:
            parts.append(Part(pick, used))
            amount -= used
    return parts
