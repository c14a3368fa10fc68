"""Receive: against an order, item by item, with lot, expiry and serials where the item has them."""

from collections.abc import Sequence
from decimal import Decimal

from landbridge.canon.gs1 import is_sscc
from landbridge.console.handheld.flow import (
    WRONG,
    Screen,
    State,
    Step,
    Worker,
    finish,
    go,
    stay,
    without,
)
from landbridge.console.handheld.parts import (
    SEPARATOR,
    Tracked,
    amount,
    check_is_new,
    day,
    pack_of,
    plate_label,
    read_tracking,
    understand,
)
from landbridge.console.handheld.receive.screens import (
    DAMAGES,
    REASONS,
    SCREENS,
    serials_of,
    show_damage,
    show_docked,
    show_finish,
    show_first_item,
    show_item,
    show_photo,
    show_plate,
    show_reason,
    show_start,
)
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.console.posting import number_of
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    AnnouncedPlate,
    DockedFor,
    GoodsReceived,
    InboundLineView,
    InboundOrderPage,
    Wrong,
)

OF_THE_LINE = (
    "item", "line", "code", "quantity", "uom", "pack", "lot", "expiry", "serials", "damaged",
    "held", "over", "photo_of", "receipt_line", "other", "docked", "docked_of", "dock", "rest_to",
    "plate",
)  # fmt: skip
BLIND = "blind"
DOCKED_SHOWN = 4


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
        if state.step == "docked":
            return show_docked(state)
        if state.step == "plate":
            return show_plate(state)
        line = _line(worker, page, state)
        if line is not None and state.step == "why":
            return show_damage(line)
        if line is None or state.step not in SCREENS:
            plates = facade.announced_plates(worker.ground, order_id=page.order.order_id)
            return show_item(page, plates, state.get("lpn"), worker.site)
        return SCREENS[state.step](page, line, state)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        if state.step == "first":
            return _first(worker, state, code, key)
        page = _page(worker, state)
        if page is None:
            return _start(worker, code, key)
        if state.step == "plate":
            return _onto(worker, state, code, key)
        line = _line(worker, page, state)
        if line is None or state.step not in _ANSWERS:
            return _item(worker, page, state, code, key)
        return _ANSWERS[state.step](worker, page, line, state, code, key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        page = _page(worker, state)
        if page is None:
            if choice.startswith("order:"):
                return _open(worker, number_of(choice.removeprefix("order:")), key)
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
        if choice == "plate":
            return go(_next_item(state).at("plate"))
        if choice == "full":
            return go(without(_next_item(state), "lpn"))
        if choice == "fresh" and state.step == "plate":
            return _new_plate(worker, state, key)
        if line is not None and choice == "damaged":
            return go(state.at("why"))
        if line is not None and choice.removeprefix("is:") in DAMAGES and state.step == "why":
            said = state.at("quantity", damaged=choice.removeprefix("is:"))
            return go(said, _("Counted as damaged."))
        if line is not None and choice == "pieces":
            return go(state.at("quantity", uom="", pack="", quantity=""))
        if line is not None and choice == "back" and state.step == "over":
            return go(state.at("quantity", quantity=""))
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
        _refuse_twice(worker, plate)
        opened = _open(worker, plate.order_id, f"{key}/open")
        return _plate(worker, opened.state, plate.lpn, key)
    _refuse_unannounced(worker, code)
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
    if any(one.docked for one in done.received):
        return go(_docked(state, done.received).at("docked", plate="yes"), done.text)
    bins = {one.suggested_bin for one in done.received if one.suggested_bin}
    where = _(" Store it at %(bin)s.") % {"bin": min(bins)} if bins else ""
    return go(_next_item(state), f"{done.text}{where}")


def _refuse_twice(worker: Worker, plate: AnnouncedPlate) -> None:
    """Who scans a pallet again is told where it stands."""
    announced = facade.announced_plates(worker.ground, order_id=plate.order_id)
    if not any(one.came and one.lpn == plate.lpn for one in announced):
        return
    page = facade.plate(worker.ground, site=worker.site, lpn=plate.lpn)
    words = _("Pallet %(plate)s is counted in already. It is at %(bin)s.")
    where = page.plate.bin if page else "?"
    raise Wrong(words % {"plate": plate.lpn, "bin": where}, "plate-came", read=plate.lpn)


def _refuse_unannounced(worker: Worker, code: str) -> None:
    """A pallet that no notice announces is counted in as goods of its order."""
    result = facade.resolve_scan(worker.ground, text=code, site=worker.site)
    if is_sscc(result.lpn) and not result.meanings:
        words = _("No notice announces pallet %(plate)s. Scan its order, then count what is on it.")
        raise Wrong(words % {"plate": result.lpn}, "unknown-plate", read=code)


def _docked(state: State, received: Sequence[GoodsReceived]) -> State:
    """The screen that says what stays at the dock, for whom, and where the rest goes."""
    kept = [(one.item, place) for one in received for place in one.docked]
    sums: dict[str, Decimal] = {}
    for item, place in kept:
        sums[item] = sums.get(item, Decimal(0)) + place.quantity
    orders = [
        SEPARATOR.join(
            filter(None, (place.order_number, place.customer, f"{plain(place.quantity)} × {item}",
                          _leaves(place)))
        )
        for item, place in kept[:DOCKED_SHOWN]
    ]  # fmt: skip
    bins = sorted({one.suggested_bin for one in received if one.suggested_bin})
    return _next_item(state).at(
        "docked", docked="\n".join(orders), dock=received[0].bin, rest_to=", ".join(bins[:2]),
        docked_of=", ".join(f"{plain(total)} × {item}" for item, total in [*sums.items()][:2]),
    )  # fmt: skip


def _leaves(place: DockedFor) -> str:
    return _("leaves %(day)s") % {"day": place.ship_on.isoformat()} if place.ship_on else ""


def _onto(worker: Worker, state: State, code: str, key: str) -> Step:
    """The plate that what is counted next comes on: a label that is scanned, known here or new."""
    lpn = plate_label(worker, code)
    known = facade.plate(worker.ground, site=worker.site, lpn=lpn)
    return _begin_plate(worker, state, lpn, key, is_new=known is None)


def _new_plate(worker: Worker, state: State, key: str) -> Step:
    return _begin_plate(worker, state, "", key, is_new=True)


def _begin_plate(worker: Worker, state: State, lpn: str, key: str, *, is_new: bool) -> Step:
    receipt = facade.receipt(worker.ground, receipt_id=state.number("receipt"))
    if receipt is None:
        raise Wrong(_("This order is not here any more."), "not-found")
    if is_new:
        lpn = facade.create_plate(
            worker.ground, key=key, actor=worker.actor, site=worker.site, bin=receipt.bin, lpn=lpn
        ).lpn
    return go(_next_item(state).at("item", lpn=lpn))


def _first(worker: Worker, state: State, code: str, key: str) -> Step:
    """The first item of goods without an order says whose they are."""
    meaning = understand(worker, code, ("item",), _("an item"))
    worker.heard.clear()  # it is read once more below
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
    if plate is not None:
        _refuse_twice(worker, plate)
        if plate.order_id == page.order.order_id:
            return _plate(worker, state, plate.lpn, key)
        words = _("This pallet is of order %(other)s, not of %(order)s. Finish this receipt first.")
        values = {"other": plate.number, "order": page.order.number}
        raise Wrong(words % values, "other-order", read=code)
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
        "lot": meaning.lot,
        "expiry": expiry.isoformat() if expiry else "",
        "serials": meaning.serial if line.serial_controlled else "",
    }
    return go(_next_item(state).at("quantity", **known, **pack_of(worker, meaning)))


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
    check_is_new(worker, owner=page.order.owner, item=line.item, serial=read.value)
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
            lpn="" if damaged or held else state.get("lpn"),
        )
    except Wrong as wrong:
        if wrong.code == "over-receipt":
            return Step(state.at("over"), "", WRONG)
        raise
    if damaged or held or state.get("over"):
        shown = _next_item(state).at(
            "photo", receipt_line=str(received.receipt_line_id),
            photo_of=f"{plain(received.quantity)} {received.item}",
        )  # fmt: skip
        return go(shown, received.text)
    if received.docked:
        return go(_docked(state, [received]), received.text)
    return go(_next_item(state), received.text)


def _reason(state: State) -> str:
    if state.get("damaged"):
        return state.get("damaged")
    return "inspection" if state.get("held") else "over" if state.get("over") else ""


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
