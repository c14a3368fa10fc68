"""Pack and ship: each item is scanned into a carton, the carton weighed, the order sent off."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from landbridge.console.addresses import paper_href
from landbridge.console.handheld.flow import (
    Choice,
    Fact,
    Link,
    Screen,
    State,
    Step,
    Worker,
    finish,
    go,
    stay,
)
from landbridge.console.handheld.pack import kinds
from landbridge.console.handheld.parts import amount, short, understand, understood, until, what
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.console.posting import number_of
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    CartonView,
    OutboundLineView,
    OutboundOrderPage,
    OutboundOrderRow,
    Wrong,
)

LOOKED_AT = 50  # of these the most urgent are offered
FAR = datetime.max.replace(tzinfo=UTC)


class Pack:
    name = "pack"
    title = gettext_lazy("Pack and ship")
    hint = gettext_lazy("Scan picked goods into cartons")

    def show(self, worker: Worker, state: State) -> Screen:
        page = _page(worker, state)
        if page is None:
            return _show_start(worker)
        if state.step == "count" and _line(page, state) is not None:
            return _show_count(page, state)
        if state.step == "weight" and _carton(page) is not None:
            return _show_weight(page, state)
        if _to_pack(page) == 0 and _carton(page) is None:
            return _show_ship(page)
        if _wants_carton(page, state) and (codes := kinds.codes(worker)):
            return replace(kinds.show(worker, page, codes), links=_papers(page))
        return _show_item(worker, page)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        page = _page(worker, state)
        if page is None:
            return _start(worker, code)
        if state.step == "count" and _line(page, state) is not None:
            return _pack(worker, page, state, amount(code), key)
        if state.step == "weight" and _carton(page) is not None:
            return _weigh(worker, page, state, code, key)
        if _to_pack(page) == 0 and _carton(page) is None:
            return _tracking(worker, page, state, code, key)
        if _wants_carton(page, state) and kinds.codes(worker):
            return kinds.scan(worker, page, state, code, key)
        return _item(worker, page, state, code, key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        page = _page(worker, state)
        if page is None:
            if choice.startswith("order:"):
                order_id = number_of(choice.removeprefix("order:"))
                return go(_begun(worker, State("item", {"order": str(order_id)})))
            return go(State())
        if choice.startswith("kind:") and _carton(page) is None:
            return kinds.take(worker, page, choice.removeprefix("kind:"), key)
        if choice == "no_kind":
            return go(state.at("item", kind="none"))
        if choice == "close" and _carton(page) is not None:
            return go(state.at("weight"))
        if choice == "unweighed" and _carton(page) is not None:
            return _weigh(worker, page, state, "", key)
        if choice == "anyway" and _carton(page) is not None:
            return _weigh(worker, page, state, state.get("weighed"), key, anyway=True)
        if choice in ("ship", "ship_short"):
            return _ship(worker, page, key, remainder="short" if choice == "ship_short" else "open")
        if choice == "other":
            return go(State())
        return go(State("item", {"order": str(page.order.order_id)}))


def _page(worker: Worker, state: State) -> OutboundOrderPage | None:
    """The order while it is open; a shipped one ends the flow."""
    order_id = state.number("order")
    page = facade.outbound_order(worker.ground, order_id=order_id) if order_id else None
    if page is None or page.order.closed_at is not None:
        return None
    return page


def _carton(page: OutboundOrderPage) -> CartonView | None:
    return next((carton for carton in page.cartons if carton.closed_at is None), None)


def _wants_carton(page: OutboundOrderPage, state: State) -> bool:
    """Goods wait, no carton is open, and nobody has said that none of the kinds is taken."""
    return _to_pack(page) > 0 and _carton(page) is None and state.get("kind") != "none"


def _to_pack(page: OutboundOrderPage) -> Decimal:
    return sum((_line_to_pack(line) for line in page.lines), Decimal(0))


def _line_to_pack(line: OutboundLineView) -> Decimal:
    return line.ladder.picked - line.ladder.packed


def _line(page: OutboundOrderPage, state: State) -> OutboundLineView | None:
    wanted = state.get("line")
    return next((line for line in page.lines if wanted and line.line_id == wanted), None)


def _still(page: OutboundOrderPage) -> str:
    return _("%(count)s to pack") % {"count": plain(_to_pack(page))}


# ---------------------------------------------------------------- screens


def _show_start(worker: Worker) -> Screen:
    seen = {
        row.order_id: row
        for state in ("to_pack", "to_ship")
        for row in facade.outbound_orders(
            worker.ground, site=worker.site, state=state, limit=LOOKED_AT
        ).rows
    }
    return Screen(
        title=_("Pack and ship"),
        ask=_("Scan the order"),
        facts=() if seen else (Fact("", _("No order is picked and waiting.")),),
        choices=tuple(
            Choice(f"order:{row.order_id}", _order_line(worker, row), "wide")
            for row in sorted(seen.values(), key=_turn)[:4]
        ),
    )


def _turn(row: OutboundOrderRow) -> tuple[datetime, int, int]:
    """What must be ready next goes first."""
    return (row.ready_by or FAR, row.priority, row.order_id)


def _order_line(worker: Worker, row: OutboundOrderRow) -> str:
    at = until(row.ready_by, worker)
    number = _("%(order)s, ready by %(at)s") % {"order": row.number, "at": at} if at else row.number
    return f"{number}\n{row.customer_name or row.customer}"


def _show_item(worker: Worker, page: OutboundOrderPage) -> Screen:
    carton = _carton(page)
    progress = kinds.progress(worker, carton)
    choices = [Choice("close", _("Close carton"), "main")] if carton and carton.contents else []
    choices.append(Choice("other", _("Another order")))
    if (step := kinds.next_step(progress, page)) is not None:
        # What goes in next stands above its picture: there is no scrolling to read it.
        item, words = step
        return Screen(
            title=page.order.number, ask=_("Scan an item into the carton"), big=item,
            big_title=words, left=_still(page), choices=tuple(choices),
            picture=kinds.next_picture(progress),
        )  # fmt: skip
    return Screen(
        title=_("Pack"),
        ask=_("Scan an item into the carton"),
        big=page.order.number,
        big_title=page.order.customer_name or page.order.customer,
        left=_still(page),
        facts=(
            *(
                Fact(f"{short(_line_to_pack(line), line.uom)} × {line.item}", line.description)
                for line in page.lines
                if _line_to_pack(line) > 0
            ),
        )[:4]
        + ((Fact(carton.kind or _("Carton"), carton.sscc),) if carton else ()),
        choices=tuple(choices),
    )


def _show_count(page: OutboundOrderPage, state: State) -> Screen:
    line = _line(page, state)
    assert line is not None
    return Screen(
        title=_("Pack"), ask=_("How many go into this carton?"), field="number",
        big=short(_line_to_pack(line), line.uom), big_title=line.item,
        preset=plain(_line_to_pack(line)), left=_still(page),
        choices=(Choice("back", _("Back")),),
    )  # fmt: skip


def _show_weight(page: OutboundOrderPage, state: State) -> Screen:
    carton = _carton(page)
    assert carton is not None
    weighed = state.get("weighed")
    anyway = Choice("anyway", _("It weighs %(kg)s kg: close it") % {"kg": weighed}, "cannot")
    return Screen(
        title=_("Close carton"), ask=_("Weight in kilograms"), field="number",
        big=carton.sscc, left=_still(page),
        choices=(
            *((anyway,) if weighed else ()),
            Choice("unweighed", _("Close without weight")),
            Choice("back", _("Back")),
        ),
    )  # fmt: skip


def _show_ship(page: OutboundOrderPage) -> Screen:
    missing = page.order.ladder.open - (page.order.ladder.packed - page.order.ladder.shipped)
    if missing > 0:
        choices: tuple[Choice, ...] = (
            Choice("ship", _("Ship, the rest comes later"), "main"),
            Choice("ship_short", _("Ship, the rest will not come"), "cannot"),
        )
    else:
        choices = (Choice("ship", _("Ship"), "main"),)
    return Screen(
        title=_("Ship"),
        ask=_("Scan the tracking number"),
        big=page.order.number,
        big_title=page.order.customer_name or page.order.customer,
        left=_("%(count)s missing") % {"count": plain(missing)} if missing > 0 else "",
        facts=tuple(
            Fact(_("Carton"), carton.sscc) for carton in page.cartons if not carton.shipment_number
        )[:4],
        choices=(*choices, Choice("other", _("Another order"))),
        links=_papers(page),
    )


def _papers(page: OutboundOrderPage) -> tuple[Link, ...]:
    order_id = page.order.order_id
    """Labels of what is packed, as soon as something is."""
    if not any(carton.contents for carton in page.cartons):
        return ()
    labels = paper_href("carton-labels", order_id)
    return (
        Link(labels, _("Labels")),
        Link(f"{labels}?form=zpl", _("Labels, ZPL")),
        Link(paper_href("packing-list", order_id), _("Packing list")),
    )


# ---------------------------------------------------------------- answers


def _start(worker: Worker, code: str) -> Step:
    meaning = understand(worker, code, ("outbound_order", "carton"), _("an order number"))
    order_id = meaning.target_id
    if meaning.kind == "carton":
        raise Wrong(_("That is a carton. Scan its order."), "wrong-kind", read=code)
    page = facade.outbound_order(worker.ground, order_id=order_id)
    if page is None or page.order.closed_at is not None:
        raise Wrong(_("Order %(n)s is finished.") % {"n": meaning.number}, "order-closed")
    if _to_pack(page) == 0 and not any(not c.shipment_number for c in page.cartons):
        raise Wrong(
            _("Nothing of order %(n)s is picked yet.") % {"n": meaning.number}, "nothing-picked"
        )
    return go(_begun(worker, State("item", {"order": str(order_id)})))


def _begun(worker: Worker, state: State) -> State:
    """Where an order goes on: a carton that all is in is only to be closed."""
    page = _page(worker, state)
    carton = _carton(page) if page is not None else None
    if page is not None and carton is not None and carton.contents and _to_pack(page) == 0:
        return state.at("weight")
    return state


def _item(worker: Worker, page: OutboundOrderPage, state: State, code: str, key: str) -> Step:
    meaning = understand(worker, code, ("item",), _("an item of this order"))
    lines = [line for line in page.lines if line.item == meaning.number]
    if not lines:
        return stay(
            state,
            _("%(item)s is not in order %(order)s. Put it aside.")
            % {"item": meaning.number, "order": page.order.number},
        )
    line = next((line for line in lines if _line_to_pack(line) > 0), None)
    if line is None:
        return stay(state, _("All of %(item)s is packed already.") % {"item": meaning.number})
    chosen = state.at(
        "count",
        line=line.line_id,
        item=understood(worker, meaning, code),
        lot=meaning.lot,
        serials=meaning.serial,
    )
    open_now = sum((_line_to_pack(entry) for entry in lines), Decimal(0))
    if open_now == 1 or meaning.serial:
        return _pack(worker, page, chosen, Decimal(1), key)
    return go(chosen)


def _pack(
    worker: Worker, page: OutboundOrderPage, state: State, quantity: Decimal, key: str
) -> Step:
    """Into the open carton; the first item opens one."""
    carton = _carton(page)
    if carton is None:
        carton_id = facade.open_carton(
            worker.ground,
            key=f"{key}/carton",
            actor=worker.actor,
            order_id=page.order.order_id,
        ).carton_id
    else:
        carton_id = carton.carton_id
    packed = facade.pack_item(
        worker.ground,
        key=key,
        actor=worker.actor,
        carton_id=carton_id,
        item=state.get("item"),
        quantity=quantity,
        lot=state.get("lot"),
        serials=tuple(filter(None, (state.get("serials"),))),
    )
    order = {"order": str(page.order.order_id), "kind": state.get("kind")}
    if packed.to_pack == 0:
        return go(State("weight", order), packed.text)
    return go(State("item", order), packed.text)


def _weigh(
    worker: Worker, page: OutboundOrderPage, state: State, code: str, key: str, *,
    anyway: bool = False,
) -> Step:  # fmt: skip
    """anyway: the worker has looked, and the carton is right though its weight is not."""
    carton = _carton(page)
    assert carton is not None
    weight = amount(code) * 1000 if code.strip() else None
    if weight == 0:
        return stay(state, _("A carton weighs something. Type the weight in kilograms."))
    try:
        closed = facade.close_carton(
            worker.ground, key=key, actor=worker.actor, carton_id=carton.carton_id,
            gross_weight_g=weight, take_weight=anyway,
        )  # fmt: skip
    except Wrong as wrong:
        if wrong.code != "weight":
            raise
        return stay(state.at("weight", weighed=code.strip()), str(wrong))
    return go(State("item", {"order": str(page.order.order_id)}), closed.text)


def _tracking(worker: Worker, page: OutboundOrderPage, state: State, code: str, key: str) -> Step:
    """A number that nothing else here has; what has one is taken when it is scanned twice."""
    meanings = facade.resolve_scan(worker.ground, text=code, site=worker.site).meanings
    if meanings and state.get("other") != code.strip():
        said = _("That is %(what)s, %(number)s. Scan it again if it is the tracking number, too.")
        read = {"what": what(meanings[0]), "number": meanings[0].number}
        return stay(state.at(state.step, other=code.strip()), said % read)
    return _ship(worker, page, key, tracking_number=code.strip())


def _ship(
    worker: Worker,
    page: OutboundOrderPage,
    key: str,
    *,
    tracking_number: str = "",
    remainder: str = "open",
) -> Step:
    shipped = facade.ship_order(
        worker.ground,
        key=key,
        actor=worker.actor,
        order_id=page.order.order_id,
        carrier_code=page.order.carrier_code,
        service_code=page.service_code,
        tracking_number=tracking_number,
        remainder=remainder,
    )
    return finish(State(), shipped.text)


flow = Pack()
