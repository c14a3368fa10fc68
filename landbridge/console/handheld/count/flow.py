"""Count: go to a bin, say what is there without being told what should be."""

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
    PIECES,
    Tracked,
    amount,
    day,
    how_many,
    pack_of,
    read_tracking,
    short,
    understand,
    unit,
)
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import CountPage, CountRow, ItemView, Wrong

OF_THE_ITEM = ("item", "owner", "quantity", "uom", "pack", "lot", "expiry", "serials", "other")
SHOWN_MAX = 8
LEAVE = Choice("skip", gettext_lazy("Cannot now"), "cannot")


class Count:
    name = "count"
    title = gettext_lazy("Count")
    hint = gettext_lazy("Say what is really there")

    def show(self, worker: Worker, state: State) -> Screen:
        if state.step == "start":
            return _show_bin(worker, state)
        page = _page(worker, state)
        row = page.count
        if state.step == "goods":
            only = (Fact(_("Only"), row.item),) if row.item else ()
            return Screen(
                title=self.title, ask=_("Scan what is there"), big=row.bin,
                big_title=_("You count"), facts=(*only, *_said(page)),
                choices=(Choice("finish", _("Nothing else is here"), "main"), LEAVE),
            )  # fmt: skip
        if state.step == "sure":
            return Screen(
                title=self.title, field="", big=row.bin, big_title=_("All of it is counted?"),
                choices=(Choice("sure", _("Yes, nothing else is here"), "main"),
                         Choice("back", _("Count on"))),
            )  # fmt: skip
        return _QUESTIONS[state.step](self, state, _item(worker, state))

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        match state.step:
            case "start":
                return _begin(worker, state, code, key)
            case "goods" | "sure":
                return _goods(worker, state, code)
            case "quantity":
                return _ask(worker, state.at("quantity", quantity=plain(amount(code))), key)
            case "lot":
                return _lot_read(worker, state, code, key)
            case "expiry":
                return _ask(worker, state.at("quantity", expiry=day(code).isoformat()), key)
            case "serials":
                return _serial(worker, state, code, key)
            case _:
                return go(State())

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        if choice == "skip":
            return _leave(worker, state)
        if choice == "finish":
            return go(state.at("sure"))
        if choice == "pieces":
            return go(state.at("quantity", uom="", pack=""))
        if choice == "sure":
            return _finish(worker, state, key)
        if choice == "all" and state.step == "serials":
            count = str(len(_serials(state)))
            return _book(worker, state.at("serials", quantity=count), key)
        return go(without(state.at("goods"), *OF_THE_ITEM) if state.number("count") else State())


# ---------------------------------------------------------------- screens


def _show_bin(worker: Worker, state: State) -> Screen:
    row = _next(worker, state)
    if row is None:
        return Screen(
            title=Count.title, big=_("Nothing to count"), field="",
            choices=(Choice("again", _("Look again"), "main"),),
        )  # fmt: skip
    left = facade.waiting_counts(worker.ground, site=worker.site)
    return Screen(
        title=Count.title, ask=_("Scan the bin"), big=row.bin, big_title=_("Go to"),
        facts=(Fact(_("Zone"), row.zone), Fact(_("Only"), row.item)),
        left=_("%(count)d to count") % {"count": left}, choices=(LEAVE,),
    )  # fmt: skip


def _quantity(flow: Count, state: State, item: ItemView) -> Screen:
    return Screen(
        title=flow.title, ask=how_many(state, _("How many are there altogether?")),
        field="number", big=item.code, facts=_facts(state, item),
        choices=(*((PIECES,) if state.get("pack") else ()), Choice("back", _("Another item"))),
    )  # fmt: skip


def _lot(flow: Count, state: State, item: ItemView) -> Screen:
    return Screen(title=flow.title, ask=_("Scan the lot"), big=item.code, facts=_facts(state, item),
                  choices=(Choice("back", _("Another item")),))  # fmt: skip


def _expiry(flow: Count, state: State, item: ItemView) -> Screen:
    return Screen(title=flow.title, ask=_("When does it expire?"), field="date", big=item.code,
                  facts=_facts(state, item),
                  choices=(Choice("back", _("Another item")),))  # fmt: skip


def _ask_serial(flow: Count, state: State, item: ItemView) -> Screen:
    count = len(_serials(state))
    return Screen(
        title=flow.title, ask=_("Scan each serial"), big=str(count), big_title=_("scanned"),
        facts=_facts(state, item),
        choices=(Choice("all", _("These are all"), "main"), Choice("back", _("Another item"))),
    )  # fmt: skip


_QUESTIONS = {
    "quantity": _quantity,
    "lot": _lot,
    "expiry": _expiry,
    "serials": _ask_serial,
}


def _facts(state: State, item: ItemView) -> tuple[Fact, ...]:
    return (
        Fact("", item.description),
        Fact(_("Unit"), unit(state.get("uom") or item.base_uom)),
        Fact(_("Lot"), state.get("lot")),
    )


def _said(page: CountPage) -> tuple[Fact, ...]:
    """What was counted so far this time, also before somebody left; never what others counted."""
    said = [line for line in page.lines if line.round == page.count.round and line.found]
    return tuple(
        Fact(line.item, " · ".join(filter(None, (short(line.counted, line.uom), line.lot))))
        for line in said[:SHOWN_MAX]
    )


# ---------------------------------------------------------------- what is scanned


def _next(worker: Worker, state: State) -> CountRow | None:
    passed = [int(part) for part in state.get("passed").split(",") if part]
    found = facade.next_count(worker.ground, actor=worker.actor, site=worker.site, passed=passed)
    if found is None and passed:  # what was left for later comes when nothing else is there
        found = facade.next_count(worker.ground, actor=worker.actor, site=worker.site)
    page = facade.cycle_count(worker.ground, count_id=found) if found else None
    return page.count if page else None


def _leave(worker: Worker, state: State) -> Step:
    left = state.get("count")
    if not left and (row := _next(worker, state)) is not None:
        left = str(row.count_id)
    # The address stays short: whoever leaves more than twenty is shown the first again.
    passed = [part for part in (*state.get("passed").split(","), left) if part][-20:]
    return go(State("start", {"passed": ",".join(passed)}), _("Left for later."))


def _page(worker: Worker, state: State) -> CountPage:
    page = facade.cycle_count(worker.ground, count_id=state.number("count"))
    if page is None or page.count.state != "counting":
        raise Wrong(_("This count is over. Take the next one."), "not-counting")
    return page


def _item(worker: Worker, state: State) -> ItemView:
    page = facade.item(worker.ground, owner=state.get("owner"), code=state.get("item"))
    if page is None:
        raise Wrong(_("There is no such item. Scan it again."), "unknown-code")
    return page.item


def _begin(worker: Worker, state: State, code: str, key: str) -> Step:
    row = _next(worker, state)
    if row is None:
        return go(State())
    place = understand(worker, code, ("bin",), _("bin %(bin)s") % {"bin": row.bin}).number
    if place != row.bin:
        return stay(
            state,
            _("This is %(read)s. Go to %(expected)s.") % {"read": place, "expected": row.bin},
        )
    begun = facade.begin_count(worker.ground, key=key, actor=worker.actor, count_id=row.count_id)
    return go(state.at("goods", count=str(row.count_id)), begun.text)


def _goods(worker: Worker, state: State, code: str) -> Step:
    meaning = understand(worker, code, ("item",), _("an item in the bin"))
    expiry = meaning.expiry_on or meaning.best_before_on
    found = state.at(
        "quantity", item=meaning.number, owner=meaning.owner, lot=meaning.lot,
        expiry=expiry.isoformat() if expiry else "", serials=meaning.serial,
        **pack_of(worker, meaning),
    )  # fmt: skip
    return go(_question(found, _item(worker, found)))


def _question(state: State, item: ItemView) -> State:
    """The next thing to be asked of an item."""
    if item.lot_controlled and not state.get("lot"):
        return state.at("lot")
    return state.at("serials" if item.serial_controlled else "quantity")


def _ask(worker: Worker, state: State, key: str) -> Step:
    item = _item(worker, state)
    if item.serial_controlled or not state.get("quantity"):
        return go(_question(state, item))
    return _book(worker, state, key)


def _serials(state: State) -> tuple[str, ...]:
    return tuple(filter(None, state.get("serials").split("\n")))


def _lot_read(worker: Worker, state: State, code: str, key: str) -> Step:
    read = read_tracking(worker, state, code, field="lot", item=state.get("item"))
    if not isinstance(read, Tracked):
        return read
    return _ask(worker, state.at("quantity", lot=read.value), key)


def _serial(worker: Worker, state: State, code: str, key: str) -> Step:
    read = read_tracking(worker, state, code, field="serial", item=state.get("item"))
    if not isinstance(read, Tracked):
        return read
    serial = read.value
    taken = _serials(state)
    if serial in taken:
        return stay(state, _("%(serial)s is already scanned.") % {"serial": serial})
    return go(state.at("serials", serials="\n".join((*taken, serial))))


def _book(worker: Worker, state: State, key: str) -> Step:
    expiry = state.get("expiry")
    serials = _serials(state)
    try:
        done = facade.count_item(
            worker.ground, key=key, actor=worker.actor, count_id=state.number("count"),
            item=state.get("item"), owner=state.get("owner"),
            quantity=amount(state.get("quantity")),
            uom="" if serials else state.get("uom"), lot=state.get("lot"),
            expiry_on=day(expiry) if expiry else None, serials=serials,
        )  # fmt: skip
    except Wrong as wrong:
        if wrong.code == "expiry-missing":
            return stay(state.at("expiry"), str(wrong))
        raise
    if not done.taken:
        return stay(without(state.at(state.step), "quantity", "serials"), done.text)
    return go(without(state.at("goods"), *OF_THE_ITEM), done.text)


def _finish(worker: Worker, state: State, key: str) -> Step:
    done = facade.finish_count(
        worker.ground, key=key, actor=worker.actor, count_id=state.number("count")
    )
    if not done.finished:
        return stay(state.at("goods"), done.text)
    passed = state.get("passed")
    return finish(State("start", {"passed": passed} if passed else {}), done.text)


flow = Count()
