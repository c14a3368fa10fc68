"""The screens of receiving: one question each."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from landbridge.console.addresses import plate_label_href
from landbridge.console.handheld.flow import Choice, Fact, Link, Screen, State, Worker
from landbridge.console.handheld.parts import PIECES, how_many, in_packs, in_pieces, short
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import InboundLineView, InboundOrderPage, PlateView

REASONS = ("not_ordered", "sample", "wrong_delivery", "free_goods")
DAMAGES = {
    "crushed": gettext_lazy("Crushed or broken"),
    "wet": gettext_lazy("Wet"),
    "leaking": gettext_lazy("Leaking"),
    "opened": gettext_lazy("Opened"),
    "damaged": gettext_lazy("Something else"),
}


def serials_of(state: State) -> tuple[str, ...]:
    return tuple(filter(None, state.get("serials").split("\n")))


def show_start(worker: Worker) -> Screen:
    expected = facade.inbound_orders(worker.ground, site=worker.site, limit=4).rows
    return Screen(
        title=_("Receive"),
        ask=_("Scan the order, delivery note or pallet"),
        facts=() if expected else (Fact("", _("Nothing is expected just now.")),),
        choices=(
            *(
                Choice(
                    f"order:{row.order_id}", f"{row.number}\n{row.supplier_name or row.supplier}"
                )
                for row in expected
            ),
            Choice("blind", _("Goods without an order")),
        ),
    )


def show_reason() -> Screen:
    words = {
        "not_ordered": _("Nobody ordered it"), "sample": _("A sample"),
        "wrong_delivery": _("Delivered to us by mistake"), "free_goods": _("Free goods"),
    }  # fmt: skip
    return Screen(
        title=_("Receive"), field="", big=_("Why is there no order?"),
        choices=(*(Choice(f"why:{name}", words[name]) for name in REASONS),
                 Choice("back", _("Back"))),
    )  # fmt: skip


def show_damage(line: InboundLineView) -> Screen:
    return Screen(
        title=_("Receive, damaged"), field="", big=line.item, big_title=_("What is wrong?"),
        choices=(*(Choice(f"is:{name}", words, "cannot") for name, words in DAMAGES.items()),
                 Choice("back", _("Back"))),
    )  # fmt: skip


def show_docked(state: State) -> Screen:
    """What stays at the dock and why; it is seen before the next item is scanned."""
    orders = filter(None, state.get("docked").split("\n"))
    return Screen(
        title=_("For an order"), ask=_("Scan the next item or pallet"),
        big=state.get("docked_of"), big_title=_("Keep at %(bin)s") % {"bin": state.get("dock")},
        facts=(
            *(Fact(_("Order"), order) for order in orders),
            Fact(
                _("Once they are picked, store the pallet at")
                if state.get("plate")
                else _("Store the others at"),
                state.get("rest_to"),
            ),
        ),
        choices=(Choice("seen", _("Done"), "main"),),
    )  # fmt: skip


def show_plate(state: State) -> Screen:
    return Screen(
        title=_("Onto a plate"), ask=_("Scan the label of the plate"),
        choices=(Choice("fresh", _("A new plate"), "main"), Choice("back", _("Back"))),
    )  # fmt: skip


def show_first_item(state: State) -> Screen:
    return Screen(
        title=_("Receive"), ask=_("Scan the first item"), big=_("Without an order"),
        choices=(Choice("back", _("Back")),),
    )  # fmt: skip


def show_photo(state: State) -> Screen:
    return Screen(
        title=_("Picture"), ask=_("Take a picture of the goods"), field="photo",
        big=state.get("photo_of"), choices=(Choice("no-photo", _("No picture"), "main"),),
    )  # fmt: skip


def show_item(
    page: InboundOrderPage, plates: Sequence[PlateView] = (), lpn: str = "", site: str = ""
) -> Screen:
    """What is open, and the pallets that a notice announces and nobody has scanned yet.

    lpn: the plate that what is counted comes on.
    """
    waiting = [line for line in page.lines if line.open > 0]
    coming = [plate for plate in plates if not plate.came and not plate.depth]
    return Screen(
        title=_("Receive"),
        ask=_("Scan the item or pallet"),
        big=page.order.number,
        big_title=page.order.supplier_name or page.order.supplier,
        left=_("Lines open: %(count)d") % {"count": len(waiting)} if page.lines else "",
        facts=(Fact(_("Onto plate"), lpn),)
        + tuple(
            Fact(f"{short(line.open, line.uom)} × {line.item}", line.description)
            for line in waiting[:3]
        )
        + tuple(Fact(_("Pallet"), f"{plate.lpn}: {_on(plate, plates)}") for plate in coming[:3])
        + ((Fact(_("Pallets to come"), str(len(coming))),) if len(coming) > 3 else ()),
        links=(Link(plate_label_href(site, lpn), _("Print its label")),) if lpn else (),
        choices=(
            Choice("full", _("The plate is full")) if lpn else Choice("plate", _("Onto a plate")),
            Choice("finish", _("Finish"), "plain" if waiting else "main"),
        ),
    )


def _on(plate: PlateView, plates: Sequence[PlateView]) -> str:
    """What is announced on a pallet and on what stands on it."""
    sums: dict[tuple[str, str], Decimal] = {}
    names = {plate.lpn}
    for one in plates:
        if one.lpn in names or one.parent_lpn in names:
            names.add(one.lpn)
            for line in one.lines:
                key = (line.item, line.uom)
                sums[key] = sums.get(key, Decimal(0)) + line.quantity
    parts = [f"{short(amount, uom)} × {item}" for (item, uom), amount in sums.items()]
    return ", ".join(parts[:3]) + (" …" if len(parts) > 3 else "")


def _line_facts(line: InboundLineView) -> tuple[Fact, ...]:
    expected = short(line.open, line.uom) if line.expected else ""
    return (Fact(line.item, line.description), Fact(_("Open"), expected))


def _title(state: State) -> str:
    if state.get("damaged"):
        return _("Receive, damaged")
    return _("Receive, on hold") if state.get("held") else _("Receive")


def _show_quantity(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    damaged = bool(state.get("damaged"))
    held = bool(state.get("held"))
    return Screen(
        title=_title(state),
        ask=how_many(state, _("How many are damaged?") if damaged else _("How many?")),
        field="number",
        big=line.item,
        preset=state.get("quantity") or (in_packs(state, line.open) if line.open else ""),
        facts=_line_facts(line),
        choices=(
            *((PIECES,) if state.get("pack") else ()),
            *(
                ()
                if damaged or held
                else (
                    Choice("damaged", _("Damaged"), "cannot"),
                    Choice("held", _("On hold"), "cannot"),
                )
            ),
            Choice("back", _("Another item")),
        ),
    )


def _show_lot(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    return Screen(
        title=_title(state), ask=_("Scan or type the lot"), big=line.item,
        facts=_line_facts(line), choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_expiry(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    return Screen(
        title=_title(state), ask=_("Type the expiry date"), field="date", big=line.item,
        big_title=_("Lot %(lot)s") % {"lot": state.get("lot")}, facts=_line_facts(line),
        choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_serials(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    taken = len(serials_of(state))
    return Screen(
        title=_title(state), ask=_("Scan each serial number"),
        big=f"{taken} / {state.get('quantity')}", big_title=line.item,
        facts=_line_facts(line), choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_over(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    return Screen(
        title=_("More than expected"), field="",
        big=f"{plain(in_pieces(state, Decimal(state.get('quantity'))))} > {plain(line.open)}",
        big_title=line.item,
        choices=(
            Choice("over", _("Yes, take all of them"), "main"),
            Choice("back", _("No, count again")),
        ),
    )  # fmt: skip


def show_finish(page: InboundOrderPage) -> Screen:
    waiting = [line for line in page.lines if line.open > 0]
    if not waiting:
        choices: tuple[Choice, ...] = (Choice("later", _("Finish receipt"), "main"),)
    else:
        choices = (
            Choice("later", _("Finish, the rest comes later"), "main"),
            Choice("never", _("Finish, the rest will not come"), "cannot"),
        )
    return Screen(
        title=_("Finish receipt"),
        field="",
        big=page.order.number,
        big_title=_("Lines still open: %(count)d") % {"count": len(waiting)},
        facts=tuple(Fact(line.item, short(line.open, line.uom)) for line in waiting[:5]),
        choices=(*choices, Choice("back", _("Back"))),
    )


SCREENS: Mapping[str, Callable[[InboundOrderPage, InboundLineView, State], Screen]] = {
    "quantity": _show_quantity,
    "lot": _show_lot,
    "expiry": _show_expiry,
    "serials": _show_serials,
    "over": _show_over,
}
