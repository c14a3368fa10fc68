"""Load: a truck at a dock, cartons scanned onto it, the doors shut; what is on it leaves."""

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
from landbridge.console.handheld.parts import understand
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.console.posting import number_of
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import LoadPage, LoadRow, Wrong

SHOWN_MAX = 4
LOOKED_AT = 50
BACK = Choice("back", gettext_lazy("Back"))


class Load:
    name = "load"
    title = gettext_lazy("Load")
    hint = gettext_lazy("Scan cartons onto a truck")

    def show(self, worker: Worker, state: State) -> Screen:
        if state.step == "dock":
            return Screen(
                title=self.title, ask=_("Scan the dock"), big=_("New truck"),
                choices=(Choice("no_dock", _("Without a dock")), BACK),
            )  # fmt: skip
        if state.step == "carrier":
            return Screen(
                title=self.title, field="", big=_("Which carrier?"), big_title=state.get("dock"),
                choices=(
                    *(Choice(f"carrier:{code}", code) for code in _carriers(worker)),
                    Choice("carrier:", _("Any carrier")), BACK,
                ),
            )  # fmt: skip
        if state.step == "left" and (page := _page(worker, state)) is not None:
            return _show_left(page.load)
        page = _page(worker, state)
        if page is None or page.load.closed_at is not None:
            return _show_start(worker)
        row = page.load
        if state.step == "off":
            return Screen(
                title=row.number, ask=_("Scan the carton that comes off"), big=row.number,
                choices=(BACK,),
            )  # fmt: skip
        if state.step == "seal":
            return Screen(
                title=row.number, ask=_("Scan or type the seal"), big=row.number,
                big_title=_("The doors are shut"), facts=_facts(row),
                choices=(Choice("no_seal", _("Without a seal")), BACK),
            )  # fmt: skip
        return _show_truck(page)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        if state.step == "dock":
            dock = understand(worker, code, ("bin",), _("the dock")).number
            return go(State("carrier", {"dock": dock}))
        row = _row(worker, state)
        if row is None:
            return _start(worker, code)
        load = {"key": key, "actor": worker.actor}
        if state.step == "seal":
            found = facade.resolve_scan(worker.ground, text=code, site=worker.site).meanings
            if any(meaning.kind == "carton" for meaning in found):
                words = _("That is a carton, not a seal. Go back to load it.")
                raise Wrong(words, "wrong-kind", read=code)
            return _close(worker, row, code.strip(), key)
        sscc = understand(worker, code, ("carton",), _("a closed carton")).sscc
        deed = facade.unload_carton if state.step == "off" else facade.load_carton
        done = deed(worker.ground, load_id=row.load_id, sscc=sscc, **load)
        return go(_at(row.load_id), done.text)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        if choice == "new":
            return go(State("dock"))
        if state.step == "dock" and choice == "no_dock":
            return go(State("carrier"))
        if state.step == "carrier" and choice.startswith("carrier:"):
            return _open(worker, state, choice.removeprefix("carrier:"), key)
        if choice.startswith("load:"):
            return go(_at(number_of(choice.removeprefix("load:"))))
        row = _row(worker, state)
        if row is None or choice == "other":
            return go(State())
        if choice == "no_seal" and state.step == "seal":
            return _close(worker, row, "", key)
        if choice in ("off", "seal"):
            return go(State(choice, dict(state.data)))
        return go(_at(row.load_id))


def _open(worker: Worker, state: State, carrier_code: str, key: str) -> Step:
    try:
        opened = facade.open_load(
            worker.ground, key=key, actor=worker.actor, site=worker.site, dock=state.get("dock"),
            carrier_code=carrier_code,
        )  # fmt: skip
    except Wrong as wrong:
        if wrong.code != "wrong-bin":
            raise
        return stay(State("dock"), str(wrong))
    return go(_at(opened.load_id))


def _at(load_id: int) -> State:
    return State("cartons", {"load": str(load_id)})


def _row(worker: Worker, state: State) -> LoadRow | None:
    """The truck of the state while it stands here."""
    page = _page(worker, state)
    return None if page is None or page.load.closed_at is not None else page.load


def _page(worker: Worker, state: State) -> LoadPage | None:
    page = facade.load(worker.ground, load_id=number) if (number := state.number("load")) else None
    return page if page is not None and page.load.site == worker.site else None


def _open_loads(worker: Worker) -> list[LoadRow]:
    rows = facade.loads(worker.ground, site=worker.site, limit=LOOKED_AT).rows
    return [row for row in rows if row.closed_at is None]


def _carriers(worker: Worker) -> list[str]:
    """Of orders that are packed and wait."""
    found = facade.outbound_orders(
        worker.ground, site=worker.site, state="to_ship", limit=LOOKED_AT
    )
    return sorted({row.carrier_code for row in found.rows} - {""})[:SHOWN_MAX]


def _show_start(worker: Worker) -> Screen:
    rows = _open_loads(worker)
    return Screen(
        title=Load.title, ask=_("Scan the dock"), field="scan" if rows else "",
        big="" if rows else _("No truck stands here"),
        choices=(
            *(Choice(f"load:{row.load_id}", _line(row)) for row in rows[:SHOWN_MAX]),
            Choice("new", _("New truck"), "main"),
        ),
    )  # fmt: skip


def _line(row: LoadRow) -> str:
    return f"{row.number}\n{' · '.join(filter(None, (row.carrier_code, row.dock)))}".strip()


def _show_truck(page: LoadPage) -> Screen:
    row = page.load
    on_it = row.carton_count > 0
    left = sum(each.carton_count for each in page.waiting)
    return Screen(
        title=row.number, ask=_("Scan a carton"), big=str(row.carton_count),
        big_title=_("Cartons on it"),
        left=_("%(count)s still to load") % {"count": left} if left else "",
        facts=(*_standing(page), *_facts(row)),
        choices=(
            *((Choice("seal", _("Shut the doors"), "main"),
               Choice("off", _("Take one off"))) if on_it else ()),
            Choice("other", _("Another truck")),
        ),
    )  # fmt: skip


def _standing(page: LoadPage) -> tuple[Fact, ...]:
    """Where the cartons stand that it may still take; those of its orders first."""
    return tuple(
        Fact(
            each.bin,
            _("Cartons: %(count)s, of orders on this truck: %(mates)s")
            % {"count": each.carton_count, "mates": each.mate_count}
            if each.mate_count
            else _("Cartons: %(count)s") % {"count": each.carton_count},
        )
        for each in page.waiting[:SHOWN_MAX]
    )


def _show_left(row: LoadRow) -> Screen:
    """What the driver wants to take along."""
    papers = (("bill-of-lading", _("Bill of lading")), ("manifest", _("Manifest")))
    return Screen(
        title=Load.title, field="", big=row.number, big_title=_("It may leave"),
        facts=(*_facts(row), Fact(_("Seal"), row.seal)),
        links=tuple(Link(paper_href(name, row.load_id), title) for name, title in papers),
        choices=(Choice("other", _("Another truck"), "main"),),
    )  # fmt: skip


def _facts(row: LoadRow) -> tuple[Fact, ...]:
    return (
        Fact(_("Carrier"), row.carrier_code), Fact(_("Dock"), row.dock),
        Fact(_("Orders"), str(row.order_count)),
        Fact(_("Weight"), f"{plain(row.gross_weight_g / 1000)} kg" if row.gross_weight_g else ""),
    )  # fmt: skip


def _start(worker: Worker, code: str) -> Step:
    """The truck that stands at a dock."""
    dock = understand(worker, code, ("bin",), _("the dock")).number
    for row in _open_loads(worker):
        if row.dock == dock:
            return go(_at(row.load_id))
    raise Wrong(_("No truck stands at %(dock)s.") % {"dock": dock}, "not-found", read=dock)


def _close(worker: Worker, row: LoadRow, seal: str, key: str) -> Step:
    closed = facade.close_load(
        worker.ground, key=key, actor=worker.actor, load_id=row.load_id, seal=seal
    )
    return finish(State("left", {"load": str(row.load_id)}), closed.text)


flow = Load()
