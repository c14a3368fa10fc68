"""Returns: what came back, in which condition; and what becomes of it."""

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
from landbridge.console.handheld.parts import (
    Tracked,
    amount,
    check_is_new,
    day,
    read_tracking,
    short,
    understand,
)
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.console.posting import number_of
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import ItemView, ReturnItemView, Wrong

CONDITIONS = {
    "as_new": gettext_lazy("As new"),
    "opened": gettext_lazy("Opened"),
    "incomplete": gettext_lazy("Something is missing"),
    "damaged": gettext_lazy("Damaged"),
    "expired": gettext_lazy("Expired"),
    "wrong_item": gettext_lazy("Not what we sent"),
}
DISPOSITIONS = {
    "restock": gettext_lazy("Back to stock"),
    "refurbish": gettext_lazy("To be repaired"),
    "vendor_return": gettext_lazy("Back to the supplier"),
    "quarantine": gettext_lazy("Set aside"),
    "scrap": gettext_lazy("Scrap"),
}
OF_THE_ITEM = (
    "item", "owner", "quantity", "uom", "lot", "expiry", "serials", "came", "photo_of",
    "other",
)  # fmt: skip
KINDS = ("return_order", "return_receipt")


class Returns:
    name = "returns"
    title = gettext_lazy("Returns")
    hint = gettext_lazy("Goods that come back")

    def show(self, worker: Worker, state: State) -> Screen:
        if state.step == "inspect":
            return _show_inspect(worker)
        if state.step == "start":
            return _show_start(worker)
        if state.step == "sender":
            return _show_sender()
        if state.step == "item":
            return _show_item(worker, state)
        if state.step == "photo":
            return _show_photo(state)
        return _SCREENS[state.step](_item(worker, state), state)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        match state.step:
            case "start":
                return _start(worker, code, key)
            case "sender":
                return _sender(worker, code)
            case "item":
                return _scan_item(worker, state, code)
            case "quantity":
                return _ask(worker, state.at("quantity", quantity=plain(amount(code))))
            case "lot":
                return _lot_read(worker, state, code)
            case "expiry":
                return _ask(worker, state.at("quantity", expiry=day(code).isoformat()))
            case "serials":
                return _serial(worker, state, code)
            case _:
                return go(state)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        if choice in CONDITIONS and state.step == "condition":
            return _book(worker, state, choice, key)
        if choice == "finish" and state.number("receipt"):
            done = facade.close_return(
                worker.ground, key=key, actor=worker.actor,
                return_receipt_id=state.number("receipt"),
            )  # fmt: skip
            return finish(State(), done.text)
        if choice == "inspect":
            return go(State("inspect"))
        if state.step == "inspect" and choice.partition(":")[0] in DISPOSITIONS:
            return _decide(worker, choice, key)
        if choice == "blind":
            return go(State("sender"))
        if choice == "nobody":
            return go(State("item"))
        return go(without(state.at("item"), *OF_THE_ITEM) if state.number("receipt") else State())

    def picture(self, worker: Worker, state: State, content: bytes, key: str) -> Step:
        facade.add_return_photo(
            worker.ground, key=key, actor=worker.actor, return_item_id=state.number("came"),
            content=content,
        )  # fmt: skip
        return go(without(state.at("item"), *OF_THE_ITEM), _("The picture is kept."))


# ---------------------------------------------------------------- screens


def _show_start(worker: Worker) -> Screen:
    undecided = len(facade.undecided_returns(worker.ground, site=worker.site))
    waiting = facade.returns(worker.ground, site=worker.site, limit=3).rows
    choices = [Choice("blind", _("Nobody announced it"))]
    if undecided:
        words = _("Inspect (%(count)d waiting)") % {"count": undecided}
        choices.insert(0, Choice("inspect", words, "main"))
    return Screen(
        title=_("Returns"), ask=_("Scan the return or its order"),
        facts=tuple(Fact(row.number, row.customer_name or row.customer) for row in waiting),
        choices=tuple(choices),
    )  # fmt: skip


def _show_sender() -> Screen:
    return Screen(
        title=_("Returns"), ask=_("Who sent it? Scan our order, or type the customer"),
        big=_("Not announced"),
        choices=(Choice("nobody", _("It does not say")), Choice("back", _("Back"))),
    )  # fmt: skip


def _show_item(worker: Worker, state: State) -> Screen:
    receipt_id = state.number("receipt")
    receipt = (
        facade.return_receipt(worker.ground, return_receipt_id=receipt_id) if receipt_id else None
    )
    came = receipt.items if receipt else ()
    back = (Choice("finish", _("Finish"), "main" if came else "plain"),) if came else ()
    return Screen(
        title=_("Returns"), ask=_("Scan the item"),
        big=(receipt.order_number or receipt.number) if receipt else _("Not announced"),
        big_title=state.get("customer"),
        left=_("%(count)d counted") % {"count": len(came)},
        facts=tuple(
            Fact(
                f"{short(one.quantity, one.uom)} × {one.item}",
                str(CONDITIONS.get(one.condition, one.condition)),
            )
            for one in came[-3:]
        ),
        choices=(*back, Choice("back", _("Back"))),
    )  # fmt: skip


def _show_quantity(item: ItemView, state: State) -> Screen:
    return Screen(
        title=_("Returns"), ask=_("How many?"), field="number", big=item.code, preset="1",
        facts=(Fact("", item.description),), choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_lot(item: ItemView, state: State) -> Screen:
    return Screen(
        title=_("Returns"), ask=_("Scan or type the lot"), big=item.code,
        choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_expiry(item: ItemView, state: State) -> Screen:
    return Screen(
        title=_("Returns"), ask=_("Type the expiry date"), field="date", big=item.code,
        big_title=_("Lot %(lot)s") % {"lot": state.get("lot")},
        choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_serials(item: ItemView, state: State) -> Screen:
    taken = len(_serials(state))
    return Screen(
        title=_("Returns"), ask=_("Scan each serial number"),
        big=f"{taken} / {state.get('quantity')}", big_title=item.code,
        choices=(Choice("back", _("Another item")),),
    )  # fmt: skip


def _show_condition(item: ItemView, state: State) -> Screen:
    return Screen(
        title=_("Returns"), field="", big=f"{state.get('quantity')} × {item.code}",
        big_title=_("How does it look?"),
        choices=(
            *(
                Choice(name, title, "main" if name == "as_new" else "plain")
                for name, title in CONDITIONS.items()
            ),
            Choice("back", _("Another item")),
        ),
    )  # fmt: skip


def _show_photo(state: State) -> Screen:
    return Screen(
        title=_("Picture"), ask=_("Take a picture of the goods"), field="photo",
        big=state.get("photo_of"), choices=(Choice("no-photo", _("No picture"), "main"),),
    )  # fmt: skip


def _show_inspect(worker: Worker) -> Screen:
    one = _first_undecided(worker)
    if one is None:
        return Screen(
            title=_("Inspect"), big=_("Nothing to inspect"), field="",
            choices=(Choice("back", _("Back"), "main"),),
        )  # fmt: skip
    facts = [
        Fact(CONDITIONS.get(one.condition, one.condition), one.description),
        Fact(_("Stands at"), one.bin),
        Fact(_("Return"), one.order_number or one.receipt_number),
    ]
    if one.lot or one.serials:
        facts.append(Fact(_("Lot or serial"), one.lot or ", ".join(one.serials)))
    return Screen(
        title=_("Inspect"), field="", big=f"{short(one.quantity, one.uom)} × {one.item}",
        big_title=_("What becomes of it?"), facts=tuple(facts),
        choices=(
            *(
                Choice(f"{name}:{one.return_item_id}", title, "cannot" if name == "scrap" else
                       "plain")
                for name, title in DISPOSITIONS.items()
            ),
            Choice("back", _("Back")),
        ),
    )  # fmt: skip


_SCREENS = {
    "quantity": _show_quantity,
    "lot": _show_lot,
    "expiry": _show_expiry,
    "serials": _show_serials,
    "condition": _show_condition,
}


# ---------------------------------------------------------------- answers


def _start(worker: Worker, code: str, key: str) -> Step:
    meaning = understand(worker, code, KINDS, _("the number of a return"))
    if meaning.kind == "return_receipt":
        return go(State("item", {"receipt": str(meaning.target_id)}))
    page = facade.return_order(worker.ground, return_id=meaning.target_id)
    begun = next((one for one in page.receipts if one.closed_at is None), None) if page else None
    if begun is not None:
        return go(State("item", {"receipt": str(begun.return_receipt_id)}))
    opened = facade.open_return(
        worker.ground, key=key, actor=worker.actor, site=worker.site, return_id=meaning.target_id
    )
    return go(State("item", {"receipt": str(opened.return_receipt_id)}))


def _sender(worker: Worker, code: str) -> Step:
    """By the customer's code, or by an order of ours that lay in the parcel."""
    known = facade.parties(worker.ground, text=code, role="customer", limit=200).rows
    if customer := next((one.code for one in known if one.code == code.strip().upper()), ""):
        return go(State("item", {"customer": customer}))
    meaning = understand(worker, code, ("outbound_order",), _("our order or a customer"))
    page = facade.outbound_order(worker.ground, order_id=meaning.target_id)
    if page is None:
        raise Wrong(_("This order is not here any more."), "not-found")
    return go(State("item", {"customer": page.order.customer}))


def _scan_item(worker: Worker, state: State, code: str) -> Step:
    meaning = understand(worker, code, ("item",), _("an item"))
    return go(
        state.at(
            "quantity", item=meaning.number, owner=meaning.owner, uom=meaning.uom,
            lot=meaning.lot, serials=meaning.serial,
            expiry=meaning.expiry_on.isoformat() if meaning.expiry_on else "",
        )
    )  # fmt: skip


def _item(worker: Worker, state: State) -> ItemView:
    page = facade.item(worker.ground, owner=state.get("owner"), code=state.get("item"))
    if page is None:
        raise Wrong(_("This item is not here any more."), "not-found")
    return page.item


def _ask(worker: Worker, state: State) -> Step:
    """What is still to be known of the goods, question by question."""
    item = _item(worker, state)
    if item.lot_controlled and not state.get("lot"):
        return go(state.at("lot"))
    if item.expiry_controlled and not state.get("expiry"):
        known = facade.lot_expiry(
            worker.ground, owner=item.owner, item=item.code, lot=state.get("lot")
        )
        if known is None:
            return go(state.at("expiry"))
        state = state.at("expiry", expiry=known.isoformat())
    if item.serial_controlled and len(_serials(state)) < amount(state.get("quantity")):
        return go(state.at("serials"))
    return go(state.at("condition"))


def _serials(state: State) -> tuple[str, ...]:
    return tuple(filter(None, state.get("serials").split("\n")))


def _lot_read(worker: Worker, state: State, code: str) -> Step:
    read = read_tracking(worker, state, code, field="lot", item=state.get("item"))
    if not isinstance(read, Tracked):
        return read
    return _ask(worker, state.at("quantity", lot=read.value))


def _serial(worker: Worker, state: State, code: str) -> Step:
    read = read_tracking(worker, state, code, field="serial", item=state.get("item"))
    if not isinstance(read, Tracked):
        return read
    serial = read.value
    taken = _serials(state)
    if serial in taken:
        return stay(state, _("%(serial)s is already scanned.") % {"serial": serial})
    check_is_new(worker, owner=state.get("owner"), item=state.get("item"), serial=serial)
    return _ask(worker, state.at("serials", serials="\n".join((*taken, serial))))


def _book(worker: Worker, state: State, condition: str, key: str) -> Step:
    receipt_id = state.number("receipt")
    if not receipt_id:
        opened = facade.open_return(
            worker.ground, key=f"{key}/open", actor=worker.actor, site=worker.site,
            owner=state.get("owner"), customer=state.get("customer"),
        )  # fmt: skip
        receipt_id = opened.return_receipt_id
    expiry = state.get("expiry")
    done = facade.receive_return(
        worker.ground, key=key, actor=worker.actor, return_receipt_id=receipt_id,
        item=state.get("item"), quantity=amount(state.get("quantity")), uom=state.get("uom"),
        lot=state.get("lot"), expiry_on=day(expiry) if expiry else None,
        serials=_serials(state), condition=condition,
    )  # fmt: skip
    following = without(state.at("item", receipt=str(receipt_id)), *OF_THE_ITEM)
    if condition != "as_new":
        words = f"{plain(done.quantity)} {done.item}"
        following = following.at("photo", came=str(done.return_item_id), photo_of=words)
    return go(following, done.text)


def _first_undecided(worker: Worker) -> ReturnItemView | None:
    return next(iter(facade.undecided_returns(worker.ground, site=worker.site)), None)


def _decide(worker: Worker, choice: str, key: str) -> Step:
    disposition, _colon, number = choice.partition(":")
    done = facade.decide_return(
        worker.ground, key=key, actor=worker.actor, return_item_id=number_of(number),
        disposition=disposition,
    )  # fmt: skip
    return finish(State("inspect"), done.text)


flow = Returns()
