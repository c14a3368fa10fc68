"""Receive: against an order, item by item, with lot, expiry and serials where the item has them."""

from decimal import Decimal

from landbridge.console.handheld.flow import (
    Screen,
    State,
    Step,
    Worker,
    finish,
    go,
    stay,
    without,
)
from landbridge.console.handheld.parts import Tracked, amount, day, read_tracking, understand
from landbridge.console.handheld.receive.screens import (
    REASONS,
    SCREENS,
    serials_of,
    show_finish,
    show_first_item,
    show_item,
    show_photo,
    show_reason,
    show_start,
)
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import InboundLineView, InboundOrderPage, Wrong

OF_THE_LINE = (
    "item", "line", "code", "quantity", "uom", "lot", "expiry", "serials", "damaged", "held",
    "over", "photo_of", "receipt_line", "other",
)  # fmt: skip
BLIND = "blind"


class Receive:
    name = "receive"
    title = gettext_lazy("Receive")
    hint = gettext_lazy("Count goods in against an order")

    def show(self, worker: Worker, state: State) -> Screen:
        if state.step == "reason":
            return show_reason()
        if state.step == "first":
            return show_first_item(state)
        page = _page(worker, state)
        if page is None:
            return show_start(worker)
        if state.step == "photo":
            return show_photo(state)
        if state.step == "finish":
            return show_finish(page)
        line = _line(worker, page, state)
        if line is None or state.step not in SCREENS:
            plates = facade.announced_plates(worker.ground, order_id=page.order.order_id)
            return show_item(page, plates)
        return SCREENS[state.step](page, line, state)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        if state.step == "first":
            return _first(worker, state, code, key)
        page = _page(worker, state)
        if page is None:
            return _start(worker, code, key)
        line = _line(worker, page, state)
        if line is None or state.step not in _ANSWERS:
            return _item(worker, page, state, code, key)
        return _ANSWERS[state.step](worker, page, line, state, code, key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        page = _page(worker, state)
        if page is None:
            if choice.startswith("order:"):
                return _open(worker, int(choice.removeprefix("order:")), key)
            if choice == "blind":
                return go(State("reason"))
            if choice.startswith("why:") and choice.removeprefix("why:") in REASONS:
                return go(State("first", {"reason": choice.removeprefix("why:")}))
            return go(State())
        line = _line(worker, page, state)
        if choice == "finish":
            return go(_next_item(state).at("finish"))
        if choice in ("later", "never"):
            return _close(worker, state, key, close_order=choice == "never")
        if line is not None and choice == "damaged":
            return go(state.at("quantity", damaged="yes"), _("Counted as damaged."))
        if line is not None and choice == "held":
            return go(state.at("quantity", held="yes"), _("Counted as on hold."))
        if line is not None and choice == "over":
            return _book(worker, line, state.at("over", over="yes"), key)
        return go(_next_item(state))

    def picture(self, worker: Worker, state: State, content: bytes, key: str) -> Step:
        facade.add_photo(
            worker.ground, key=key, actor=worker.actor, receipt_id=state.number("receipt"),
            receipt_line_id=state.number("receipt_line"), content=content,
            note=state.get("photo_of"),
        )  # fmt: skip
        return go(_next_item(state), _("The picture is kept."))


def _page(worker: Worker, state: State) -> InboundOrderPage | None:
    order_id = state.number("order")
    return facade.inbound_order(worker.ground, order_id=order_id) if order_id else None


def _line(worker: Worker, page: InboundOrderPage, state: State) -> InboundLineView | None:
    if page.order.source == BLIND and state.get("code"):
        return _as_line(worker, page.order.owner, state.get("code"))
    return next((line for line in page.lines if line.line_id == state.get("line")), None)


def _as_line(worker: Worker, owner: str, code: str) -> InboundLineView | None:
    """What is to be asked for an item that no line announces."""
    found = facade.item(worker.ground, owner=owner, code=code)
    if found is None:
        return None
    item, none = found.item, Decimal(0)
    return InboundLineView(
        line_id="", item=item.code, description=item.description, uom=item.base_uom,
        expected=none, received=none, open=none, lot="", expiry_on=None, serials=(), lpn="",
        lot_controlled=item.lot_controlled, expiry_controlled=item.expiry_controlled,
        serial_controlled=item.serial_controlled, barcodes=(), note="",
    )  # fmt: skip


def _next_item(state: State) -> State:
    return without(state.at("item"), *OF_THE_LINE)


def _start(worker: Worker, code: str, key: str) -> Step:
    plate = facade.announced_by(worker.ground, site=worker.site, text=code)
    if plate is not None:
        opened = _open(worker, plate.order_id, f"{key}/open")
        return _plate(worker, opened.state, plate.lpn, key)
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


def _plate(worker: Worker, state: State, lpn: str, key: str) -> Step:
    """The whole announced plate in one step."""
    done = facade.receive_plate(
        worker.ground, key=key, actor=worker.actor, receipt_id=state.number("receipt"), lpn=lpn
    )
    bins = {one.suggested_bin for one in done.received if one.suggested_bin}
    where = _(" Store it at %(bin)s.") % {"bin": min(bins)} if bins else ""
    return go(_next_item(state), f"{done.text}{where}")


def _first(worker: Worker, state: State, code: str, key: str) -> Step:
    """The first item of goods without an order says whose they are."""
    meaning = understand(worker, code, ("item",), _("an item"))
    opened = facade.open_blind_receipt(
        worker.ground, key=key, actor=worker.actor, site=worker.site, owner=meaning.owner,
        reason_code=state.get("reason"),
    )  # fmt: skip
    begun = State("item", _ids(opened.order_id, opened.receipt_id))
    page = _page(worker, begun)
    assert page is not None
    return _item(worker, page, begun, code, key)


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


def _item(worker: Worker, page: InboundOrderPage, state: State, code: str, key: str) -> Step:
    plate = facade.announced_by(worker.ground, site=worker.site, text=code)
    if plate is not None and plate.order_id == page.order.order_id:
        return _plate(worker, state, plate.lpn, key)
    meaning = understand(worker, code, ("item",), _("an item of this order"))
    lines = [line for line in page.lines if line.item == meaning.number]
    if page.order.source == BLIND:
        found = _as_line(worker, page.order.owner, meaning.number)
        lines = [found] if found is not None and meaning.owner == page.order.owner else []
    if not lines:
        return stay(
            state,
            _("%(item)s is not on order %(order)s.")
            % {"item": meaning.number, "order": page.order.number},
        )
    line = next((line for line in lines if line.open > 0), lines[0])
    expiry = meaning.expiry_on or meaning.best_before_on
    known = {
        "item": code,
        "code": line.item,
        "line": line.line_id,
        "quantity": "" if meaning.quantity is None else plain(meaning.quantity),
        "uom": meaning.uom if meaning.quantity is not None else "",
        "lot": meaning.lot,
        "expiry": expiry.isoformat() if expiry else "",
        "serials": meaning.serial if line.serial_controlled else "",
    }
    return go(_next_item(state).at("quantity", **known))


def _quantity(
    worker: Worker, page: InboundOrderPage, line: InboundLineView, state: State, code: str, key: str
) -> Step:
    value = amount(code)
    if value == 0:
        return stay(state, _("Nothing is nothing to receive. Type how many came."))
    return _on(worker, page, line, state.at("quantity", quantity=plain(value)), key)


def _lot(
    worker: Worker, page: InboundOrderPage, line: InboundLineView, state: State, code: str, key: str
) -> Step:
    read = read_tracking(worker, state, code, field="lot", item=line.item, expected=line.lot)
    if not isinstance(read, Tracked):
        return read
    said = read.meaning
    expiry = (said.expiry_on or said.best_before_on) if said is not None else None
    known = {"expiry": expiry.isoformat()} if expiry else {}
    return _on(worker, page, line, state.at("lot", lot=read.value, **known), key)


def _expiry(
    worker: Worker, page: InboundOrderPage, line: InboundLineView, state: State, code: str, key: str
) -> Step:
    return _on(worker, page, line, state.at("expiry", expiry=day(code).isoformat()), key)


def _serial(
    worker: Worker, page: InboundOrderPage, line: InboundLineView, state: State, code: str, key: str
) -> Step:
    read = read_tracking(worker, state, code, field="serial", item=line.item)
    if not isinstance(read, Tracked):
        return read
    taken = serials_of(state)
    if read.value in taken:
        return stay(state, _("%(serial)s is already scanned.") % {"serial": read.value})
    state = state.at("serials", serials="\n".join((*taken, read.value)))
    return _on(worker, page, line, state, key)


_ANSWERS = {"quantity": _quantity, "lot": _lot, "expiry": _expiry, "serials": _serial}


def _on(
    worker: Worker, page: InboundOrderPage, line: InboundLineView, state: State, key: str
) -> Step:
    """Ask for the next thing the item wants, or count the goods in."""
    if line.lot_controlled and not state.get("lot"):
        return go(state.at("lot"))
    if line.expiry_controlled and not state.get("expiry"):
        lot = state.get("lot")
        known = line.expiry_on if line.lot == lot else None
        known = known or facade.lot_expiry(
            worker.ground, owner=page.order.owner, item=line.item, lot=lot
        )
        if known is None:
            return go(state.at("expiry"))
        state = state.at("expiry", expiry=known.isoformat())
    if line.serial_controlled and len(serials_of(state)) < Decimal(state.get("quantity")):
        return go(state.at("serials"))
    return _book(worker, line, state, key)


def _book(worker: Worker, line: InboundLineView, state: State, key: str) -> Step:
    damaged, held = bool(state.get("damaged")), bool(state.get("held"))
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
            serials=serials_of(state),
            order_line_id=line.line_id,
            status="damaged" if damaged else "quality_hold" if held else "available",
            reason_code=_reason(state),
            over_confirmed=bool(state.get("over")),
        )
    except Wrong as wrong:
        if wrong.code == "over-receipt":
            return Step(state.at("over"), str(wrong), "wrong")
        raise
    if damaged or held or state.get("over"):
        shown = _next_item(state).at(
            "photo", receipt_line=str(received.receipt_line_id),
            photo_of=f"{plain(received.quantity)} {received.item}",
        )  # fmt: skip
        return go(shown, received.text)
    return go(_next_item(state), f"{received.text} {received.dock_text}".strip())


def _reason(state: State) -> str:
    for name, reason in (("damaged", "damaged"), ("held", "inspection"), ("over", "over")):
        if state.get(name):
            return reason
    return ""


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
        _("Receipt %(number)s is finished. Lines: %(count)d.")
        % {"number": closed.number, "count": closed.line_count},
    )


flow = Receive()
