"""Receive: against an order, item by item, with lot, expiry and serials where the item has them."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from landbridge.console.handheld.flow import (
    Choice,
    Fact,
    Screen,
    State,
    Step,
    Worker,
    finish,
    go,
    stay,
    without,
)
from landbridge.console.handheld.parts import amount, day, short, understand
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import InboundLineView, InboundOrderPage, Wrong

OF_THE_LINE = ("item", "line", "quantity", "uom", "lot", "expiry", "serials", "damaged", "over")


class Receive:
    name = "receive"
    title = gettext_lazy("Receive")
    hint = gettext_lazy("Count goods in against an order")

    def show(self, worker: Worker, state: State) -> Screen:
        page = _page(worker, state)
        if page is None:
            return _show_start(worker)
        if state.step == "finish":
            return _show_finish(page)
        line = _line(page, state)
        if line is None or state.step not in _SCREENS:
            return _show_item(page)
        return _SCREENS[state.step](page, line, state)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        page = _page(worker, state)
        if page is None:
            return _start(worker, code, key)
        line = _line(page, state)
        if line is None or state.step not in _ANSWERS:
            return _item(worker, page, state, code)
        return _ANSWERS[state.step](worker, page, line, state, code, key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        page = _page(worker, state)
        if page is None:
            if choice.startswith("order:"):
                return _open(worker, int(choice.removeprefix("order:")), key)
            return go(State())
        line = _line(page, state)
        if choice == "finish":
            return go(_next_item(state).at("finish"))
        if choice in ("later", "never"):
            return _close(worker, state, key, close_order=choice == "never")
        if line is not None and choice == "damaged":
            return go(state.at("quantity", damaged="yes"), _("Counted as damaged."))
        if line is not None and choice == "over":
            return _book(worker, line, state.at("over", over="yes"), key)
        return go(_next_item(state))


def _page(worker: Worker, state: State) -> InboundOrderPage | None:
    order_id = state.number("order")
    return facade.inbound_order(worker.ground, order_id=order_id) if order_id else None


def _line(page: InboundOrderPage, state: State) -> InboundLineView | None:
    return next((line for line in page.lines if line.line_id == state.get("line")), None)


def _next_item(state: State) -> State:
    return without(state.at("item"), *OF_THE_LINE)


# ---------------------------------------------------------------- screens


def _show_start(worker: Worker) -> Screen:
    expected = facade.inbound_orders(worker.ground, site=worker.site, limit=4).rows
    return Screen(
        title=_("Receive"),
        ask=_("Scan the order or delivery note"),
        facts=() if expected else (Fact("", _("Nothing is expected just now.")),),
        choices=tuple(
            Choice(f"order:{row.order_id}", f"{row.number} · {row.supplier_name or row.supplier}")
            for row in expected
        ),
    )


def _show_item(page: InboundOrderPage) -> Screen:
    waiting = [line for line in page.lines if line.open > 0]
    return Screen(
        title=_("Receive"),
        ask=_("Scan the item"),
        big=page.order.number,
        big_title=page.order.supplier_name or page.order.supplier,
        left=_("%(count)d lines open") % {"count": len(waiting)},
        facts=tuple(
            Fact(f"{short(line.open, line.uom)} × {line.item}", line.description)
            for line in waiting[:3]
        ),
        choices=(Choice("finish", _("Finish"), "plain" if waiting else "main"),),
    )


def _line_facts(line: InboundLineView) -> tuple[Fact, ...]:
    return (Fact(line.item, line.description), Fact(_("Open"), short(line.open, line.uom)))


def _show_quantity(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    damaged = bool(state.get("damaged"))
    return Screen(
        title=_("Receive, damaged") if damaged else _("Receive"),
        ask=_("How many are damaged?") if damaged else _("How many?"),
        field="number",
        big=line.item,
        preset=state.get("quantity") or plain(line.open),
        facts=_line_facts(line),
        choices=(
            *(() if damaged else (Choice("damaged", _("Damaged"), "cannot"),)),
            Choice("back", _("Another item")),
        ),
    )


def _show_lot(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    return Screen(
        title=_("Receive"), ask=_("Scan or type the lot"), big=line.item,
        facts=_line_facts(line), choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_expiry(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    return Screen(
        title=_("Receive"), ask=_("Type the expiry date"), field="date", big=line.item,
        big_title=_("Lot %(lot)s") % {"lot": state.get("lot")}, facts=_line_facts(line),
        choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_serials(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    taken = len(_serials(state))
    return Screen(
        title=_("Receive"), ask=_("Scan each serial number"),
        big=f"{taken} / {state.get('quantity')}", big_title=line.item,
        facts=_line_facts(line), choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_over(page: InboundOrderPage, line: InboundLineView, state: State) -> Screen:
    return Screen(
        title=_("More than expected"), field="",
        big=f"{state.get('quantity')} > {plain(line.open)}", big_title=line.item,
        choices=(
            Choice("over", _("Yes, take all of them"), "main"),
            Choice("back", _("No, count again")),
        ),
    )  # fmt: skip


def _show_finish(page: InboundOrderPage) -> Screen:
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
        big_title=_("%(count)d lines still open") % {"count": len(waiting)},
        facts=tuple(Fact(line.item, short(line.open, line.uom)) for line in waiting[:5]),
        choices=(*choices, Choice("back", _("Back"))),
    )


_SCREENS = {
    "quantity": _show_quantity,
    "lot": _show_lot,
    "expiry": _show_expiry,
    "serials": _show_serials,
    "over": _show_over,
}


# ---------------------------------------------------------------- answers


def _start(worker: Worker, code: str, key: str) -> Step:
    found = facade.inbound_orders(worker.ground, site=worker.site, text=code.strip(), limit=2).rows
    exact = [row for row in found if row.number == code.strip()] or list(found)
    if len(exact) == 1:
        return _open(worker, exact[0].order_id, key)
    wanted = _("an order number")
    meaning = understand(worker, code, ("inbound_order", "receipt"), wanted)
    if meaning.kind == "receipt":
        receipt = facade.receipt(worker.ground, receipt_id=meaning.target_id)
        if receipt is not None and receipt.closed_at is None:
            return go(State("item", _ids(receipt.order_id, receipt.receipt_id)))
        raise Wrong(_("Receipt %(n)s is finished.") % {"n": meaning.number}, "receipt-closed")
    return _open(worker, meaning.target_id, key)


def _ids(order_id: int, receipt_id: int) -> dict[str, str]:
    return {"order": str(order_id), "receipt": str(receipt_id)}


def _open(worker: Worker, order_id: int, key: str) -> Step:
    """Go on with the order's open receipt, or begin one."""
    page = facade.inbound_order(worker.ground, order_id=order_id)
    if page is None:
        raise Wrong(_("This order is not here any more."), "not-found")
    if page.order.open_receipt_id is not None:
        return go(State("item", _ids(order_id, page.order.open_receipt_id)))
    opened = facade.open_receipt(worker.ground, key=key, actor=worker.actor, order_id=order_id)
    return go(State("item", _ids(order_id, opened.receipt_id)))


def _item(worker: Worker, page: InboundOrderPage, state: State, code: str) -> Step:
    meaning = understand(worker, code, ("item",), _("an item of this order"))
    lines = [line for line in page.lines if line.item == meaning.number]
    if not lines:
        return stay(
            state,
            _("%(item)s is not on order %(order)s.")
            % {"item": meaning.number, "order": page.order.number},
        )
    line = next((line for line in lines if line.open > 0), lines[0])
    known = {
        "item": code,
        "line": line.line_id,
        "quantity": "" if meaning.quantity is None else plain(meaning.quantity),
        "uom": meaning.uom if meaning.quantity is not None else "",
        "lot": meaning.lot,
        "expiry": meaning.expiry_on.isoformat() if meaning.expiry_on else "",
        "serials": meaning.serial if line.serial_controlled else "",
    }
    return go(_next_item(state).at("quantity", **known))


def _quantity(
    worker: Worker, page: InboundOrderPage, line: InboundLineView, state: State, code: str, key: str
) -> Step:
    value = amount(code)
    if value == 0:
        return stay(state, _("Nothing is nothing to receive. Type how many came."))
    return _on(worker, line, state.at("quantity", quantity=plain(value)), key)


def _lot(
    worker: Worker, page: InboundOrderPage, line: InboundLineView, state: State, code: str, key: str
) -> Step:
    meanings = facade.resolve_scan(worker.ground, text=code, site=worker.site).meanings
    read = next((m for m in meanings if m.lot and m.number == line.item), None)
    lot = read.lot if read is not None else code.strip()
    expiry = read.expiry_on.isoformat() if read is not None and read.expiry_on else ""
    return _on(
        worker, line, state.at("lot", lot=lot, **({"expiry": expiry} if expiry else {})), key
    )


def _expiry(
    worker: Worker, page: InboundOrderPage, line: InboundLineView, state: State, code: str, key: str
) -> Step:
    return _on(worker, line, state.at("expiry", expiry=day(code).isoformat()), key)


def _serials(state: State) -> tuple[str, ...]:
    return tuple(filter(None, state.get("serials").split("\n")))


def _serial(
    worker: Worker, page: InboundOrderPage, line: InboundLineView, state: State, code: str, key: str
) -> Step:
    meanings = facade.resolve_scan(worker.ground, text=code, site=worker.site).meanings
    read = next((m.serial for m in meanings if m.serial and m.number == line.item), code.strip())
    taken = _serials(state)
    if read in taken:
        return stay(state, _("%(serial)s is already scanned.") % {"serial": read})
    return _on(worker, line, state.at("serials", serials="\n".join((*taken, read))), key)


_ANSWERS = {"quantity": _quantity, "lot": _lot, "expiry": _expiry, "serials": _serial}


def _on(worker: Worker, line: InboundLineView, state: State, key: str) -> Step:
    """Ask for the next thing the item wants, or count the goods in."""
    if line.lot_controlled and not state.get("lot"):
        return go(state.at("lot"))
    if line.expiry_controlled and not state.get("expiry"):
        known = line.expiry_on if line.lot == state.get("lot") else None
        if known is None:
            return go(state.at("expiry"))
        state = state.at("expiry", expiry=known.isoformat())
    if line.serial_controlled and len(_serials(state)) < Decimal(state.get("quantity")):
        return go(state.at("serials"))
    return _book(worker, line, state, key)


def _book(worker: Worker, line: InboundLineView, state: State, key: str) -> Step:
    damaged = bool(state.get("damaged"))
    try:
        received = facade.receive_line(
            worker.ground,
            key=key,
            actor=worker.actor,
            receipt_id=state.number("receipt"),
            item=line.item,
            quantity=Decimal(state.get("quantity")),
            uom=state.get("uom"),
            lot=state.get("lot"),
            expiry_on=day(state.get("expiry")) if state.get("expiry") else None,
            serials=_serials(state),
            order_line_id=line.line_id,
            status="damaged" if damaged else "available",
            reason_code="damaged" if damaged else ("over" if state.get("over") else ""),
            over_confirmed=bool(state.get("over")),
        )
    except Wrong as wrong:
        if wrong.code == "over-receipt":
            return Step(state.at("over"), str(wrong), "wrong")
        raise
    return go(_next_item(state), received.text)


def _close(worker: Worker, state: State, key: str, *, close_order: bool) -> Step:
    closed = facade.close_receipt(
        worker.ground,
        key=key,
        actor=worker.actor,
        receipt_id=state.number("receipt"),
        close_order=close_order,
    )
    return finish(
        State(),
        _("Receipt %(number)s is finished: %(count)d lines.")
        % {"number": closed.number, "count": closed.line_count},
    )


flow = Receive()
