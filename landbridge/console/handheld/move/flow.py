"""Move: loose goods from one place to another, or out of what may be sold where they stand."""

from decimal import Decimal

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
)
from landbridge.console.handheld.parts import (
    ASIDE,
    PIECES,
    SEPARATOR,
    Tracked,
    amount,
    how_many,
    in_packs,
    in_pieces,
    pack_of,
    read_tracking,
    short,
    spot_words,
    status_words,
    understand,
)
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import StockRow, Wrong

SHOWN_MAX = 6
ROWS_MAX = 200
BACK = Choice("back", gettext_lazy("Another place"))


class Move:
    name = "move"
    title = gettext_lazy("Move")
    hint = gettext_lazy("Bring goods elsewhere, or set them aside")

    def show(self, worker: Worker, state: State) -> Screen:
        bin_ = state.get("bin")
        if not bin_:
            return Screen(title=self.title, ask=_("Scan the place the goods are in"))
        rows = _loose(worker, bin_)
        if state.step == "item":
            return Screen(
                title=self.title, ask=_("Scan the item"), big=bin_, big_title=_("Take from"),
                facts=tuple(Fact(row.item, spot_words(row)) for row in rows[:SHOWN_MAX]),
                choices=(BACK,),
            )  # fmt: skip
        chosen = _chosen(rows, state)
        return _SCREENS[state.step](state, chosen)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        match state.step if state.get("bin") else "start":
            case "start":
                return _from(worker, code)
            case "item":
                return _item(worker, state, code)
            case "lot":
                return _lot(worker, state, code)
            case "serials":
                return _serial(worker, state, code)
            case "quantity":
                return _quantity(worker, state, code, key)
            case "where":
                return _to(worker, state, code, key)
        return go(state)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        if choice.startswith("is:") and state.step == "status":
            said = state.at("status", status=choice.removeprefix("is:")[:40])
            return go(_next(_loose(worker, state.get("bin")), said))
        if choice == "all" and _serials(state):
            return go(state.at("where", quantity=str(len(_serials(state)))))
        if choice == "pieces":
            return go(state.at("quantity", pack=""))
        if choice in ASIDE and state.step == "where":
            return _set_aside(worker, state, choice, key)
        return go(State())


# ---------------------------------------------------------------- what is shown


def _show_lot(state: State, rows: tuple[StockRow, ...]) -> Screen:
    return Screen(
        title=Move.title, ask=_("Scan the lot"), big=state.get("item"), big_title=state.get("bin"),
        facts=tuple(Fact(_("Lot"), spot_words(row)) for row in rows[:SHOWN_MAX]), choices=(BACK,),
    )  # fmt: skip


def _show_status(state: State, rows: tuple[StockRow, ...]) -> Screen:
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.status] = sums.get(row.status, Decimal(0)) + row.on_hand
    return Screen(
        title=Move.title, field="", big=_("Which of them?"), big_title=state.get("item"),
        choices=(
            *(Choice(f"is:{status}", f"{status_words(status)}: {short(total, rows[0].uom)}", "wide")
              for status, total in sums.items()),
            BACK,
        ),
    )  # fmt: skip


def _show_serials(state: State, rows: tuple[StockRow, ...]) -> Screen:
    taken = _serials(state)
    done = (Choice("all", _("These are all"), "main"),) if taken else ()
    return Screen(
        title=Move.title, ask=_("Scan each serial number"), big=str(len(taken)),
        big_title=state.get("item"), facts=(Fact(state.get("bin"), str(len(rows))),),
        choices=(*done, BACK),
    )  # fmt: skip


def _show_quantity(state: State, rows: tuple[StockRow, ...]) -> Screen:
    return Screen(
        title=Move.title, ask=how_many(state, _("How many do you take?")), field="number",
        big=state.get("item"), big_title=state.get("bin"), preset=in_packs(state, _free(rows)),
        facts=_facts(rows), choices=(*((PIECES,) if state.get("pack") else ()), BACK),
    )  # fmt: skip


def _show_where(state: State, rows: tuple[StockRow, ...]) -> Screen:
    good = state.get("status") == "available"
    return Screen(
        title=Move.title, ask=_("Scan the place to bring it to"),
        big=f"{state.get('quantity')} × {state.get('item')}", big_title=state.get("bin"),
        facts=_facts(rows),
        choices=(
            *((Choice("damaged", _("Stays here: damaged"), "cannot"),
               Choice("held", _("Stays here: on hold"), "cannot")) if good else ()),
            BACK,
        ),
    )  # fmt: skip


def _facts(rows: tuple[StockRow, ...]) -> tuple[Fact, ...]:
    if not rows:
        return ()
    row, promised = rows[0], sum((one.reserved for one in rows), Decimal(0))
    return (
        Fact("", row.description),
        Fact(_("Lot"), row.lot),
        Fact(_("There"), short(sum((one.on_hand for one in rows), Decimal(0)), row.uom)),
        Fact(_("Promised to orders"), short(promised, row.uom) if promised else ""),
        Fact(_("Status"), "" if row.status == "available" else status_words(row.status)),
    )


_SCREENS = {
    "lot": _show_lot,
    "status": _show_status,
    "serials": _show_serials,
    "quantity": _show_quantity,
    "where": _show_where,
}


# ---------------------------------------------------------------- what is scanned


def _from(worker: Worker, code: str) -> Step:
    meaning = understand(worker, code, ("bin", "lpn"), _("a place"))
    if meaning.kind == "lpn":
        words = _("%(plate)s is a plate: it is moved whole, or taken apart, under Plates.")
        raise Wrong(words % {"plate": meaning.number}, "plate", read=code)
    if not _loose(worker, meaning.number):
        words = _("Nothing stands loose in %(bin)s. Scan another place.")
        raise Wrong(words % {"bin": meaning.number}, "empty-bin", read=code)
    return go(State("item", {"bin": meaning.number}))


def _item(worker: Worker, state: State, code: str) -> Step:
    meaning = understand(worker, code, ("item",), _("an item of this place"))
    rows = _loose(worker, state.get("bin"))
    known = {"item": meaning.number, "owner": meaning.owner, "lot": meaning.lot}
    known["pack"] = pack_of(worker, meaning)["pack"]
    said = state.at("item", **known, serials=meaning.serial)
    found = _chosen(rows, said)
    serials = {row.serial for row in found} - {""}
    if not found or (serials and meaning.serial and meaning.serial not in serials):
        what = SEPARATOR.join(filter(None, (meaning.number, meaning.lot, meaning.serial)))
        words = _("%(item)s is not loose in %(bin)s.")
        raise Wrong(words % {"item": what, "bin": state.get("bin")}, "not-here", read=code)
    return go(_next(rows, said))


def _next(rows: tuple[StockRow, ...], state: State) -> State:
    """The next thing to be said of the goods."""
    found = _chosen(rows, state)
    if len({row.lot for row in found}) > 1:
        return state.at("lot")
    statuses = {row.status for row in found}
    if len(statuses) > 1:
        return state.at("status")
    state = state.at(state.step, status=next(iter(statuses), ""), lot=found[0].lot if found else "")
    return state.at("serials" if any(row.serial for row in found) else "quantity")


def _lot(worker: Worker, state: State, code: str) -> Step:
    read = read_tracking(worker, state, code, field="lot", item=state.get("item"))
    if not isinstance(read, Tracked):
        return read
    rows, said = _loose(worker, state.get("bin")), state.at("lot", lot=read.value)
    if not _chosen(rows, said):
        words = _("Lot %(lot)s is not loose in %(bin)s.")
        return stay(state, words % {"lot": read.value, "bin": state.get("bin")})
    return go(_next(rows, said))


def _serial(worker: Worker, state: State, code: str) -> Step:
    read = read_tracking(worker, state, code, field="serial", item=state.get("item"))
    if not isinstance(read, Tracked):
        return read
    taken = _serials(state)
    if read.value in taken:
        return stay(state, _("%(serial)s is already scanned.") % {"serial": read.value})
    if read.value not in {row.serial for row in _chosen(_loose(worker, state.get("bin")), state)}:
        words = _("%(serial)s is not in %(bin)s.")
        return stay(state, words % {"serial": read.value, "bin": state.get("bin")})
    return go(state.at("serials", serials="\n".join((*taken, read.value))))


def _quantity(worker: Worker, state: State, code: str, key: str) -> Step:
    """More than the books have is asked about once more; then somebody counts the place."""
    value = in_pieces(state, amount(code))
    rows = _chosen(_loose(worker, state.get("bin")), state)
    free = _free(rows)
    if 0 < value <= free:
        return go(state.at("where", quantity=plain(value), more=""))
    if value == 0:
        return stay(state, _("Nothing is nothing to move. Type how many you take."))
    values = {"free": plain(free), "bin": state.get("bin")}
    if value <= sum((row.on_hand for row in rows), Decimal(0)):
        words = _("Only %(free)s are free in %(bin)s: the others are promised to orders.")
        return stay(state, words % values)
    if state.get("more") != plain(value):
        words = _("The books have %(free)s free in %(bin)s. Type it again if more are there.")
        return stay(state.at("quantity", more=plain(value)), words % values)
    facade.plan_counts(
        worker.ground, key=key, actor=worker.actor, site=worker.site, bins=[state.get("bin")],
        item=state.get("item"), owner=state.get("owner"),
        note=f"{plain(value)} {state.get('item')} were to be moved.",
    )  # fmt: skip
    words = _("%(bin)s will be counted. Until then %(free)s can be moved.")
    return stay(state.at("quantity", more=""), words % values)


def _to(worker: Worker, state: State, code: str, key: str) -> Step:
    place = understand(worker, code, ("bin",), _("the place to bring it to")).number
    done = facade.move_stock(
        worker.ground, key=key, actor=worker.actor, site=worker.site, target_bin=place,
        source_bin=state.get("bin"), item=state.get("item"), owner=state.get("owner"),
        quantity=Decimal(state.get("quantity")), lot=state.get("lot"), serials=_serials(state),
        status=state.get("status"),
    )  # fmt: skip
    return finish(State(), done.text)


def _set_aside(worker: Worker, state: State, choice: str, key: str) -> Step:
    decision, reason = ASIDE[choice]
    done = facade.inspect_stock(
        worker.ground, key=key, actor=worker.actor, site=worker.site, bin=state.get("bin"),
        item=state.get("item"), owner=state.get("owner"), lot=state.get("lot"),
        quantity=Decimal(state.get("quantity")), serials=_serials(state), decision=decision,
        reason_code=reason, status=state.get("status"),
    )  # fmt: skip
    return finish(State(), done.text)


# ---------------------------------------------------------------- what stands there


def _loose(worker: Worker, bin_: str) -> tuple[StockRow, ...]:
    rows = facade.stock(worker.ground, site=worker.site, bin=bin_, limit=ROWS_MAX).rows
    return tuple(row for row in rows if not row.lpn)


def _chosen(rows: tuple[StockRow, ...], state: State) -> tuple[StockRow, ...]:
    """Of the item, and of the lot and status as far as they are said."""
    wanted = (state.get("item"), state.get("owner"))
    lot, status = state.get("lot"), state.get("status")
    return tuple(
        row for row in rows
        if (row.item, row.owner) == wanted and lot in ("", row.lot) and status in ("", row.status)
    )  # fmt: skip


def _free(rows: tuple[StockRow, ...]) -> Decimal:
    return sum((row.available for row in rows), Decimal(0))


def _serials(state: State) -> tuple[str, ...]:
    return tuple(filter(None, state.get("serials").split("\n")))


flow = Move()
