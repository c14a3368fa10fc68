"""Plate: scan a licence plate, see what is on it, and move, nest, split, merge or empty it."""

from landbridge.console.handheld.flow import (
    Choice,
    Fact,
    Screen,
    State,
    Step,
    Worker,
    finish,
    go,
)
from landbridge.console.handheld.parts import amount, short, understand
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.wms import facade
from landbridge.wms.facade.contracts import PlateChanged, PlatePage, Wrong

SHOWN_MAX = 6


class Plate:
    name = "plate"
    title = gettext_lazy("Plates")
    hint = gettext_lazy("Move, split, stack or empty a pallet or box")

    def show(self, worker: Worker, state: State) -> Screen:
        page = _page(worker, state)
        if page is None:
            return Screen(
                title=self.title, ask=_("Scan the plate"),
                choices=(Choice("new", _("A new plate")),),
            ) if state.step != "new" else Screen(
                title=self.title, ask=_("Scan the place of the new plate"),
                choices=(Choice("back", _("Back")),),
            )  # fmt: skip
        asks = {
            "move": _("Scan the place to move it to"),
            "nest": _("Scan the plate to put it on"),
            "merge": _("Scan the plate that takes all goods"),
            "split": _("Scan the item to take off"),
            "count": _("How many?"),
            "onto": _("Scan the plate that takes them"),
        }
        if state.step in asks:
            onto = (Choice("fresh", _("A new plate"), "main"),) if state.step == "onto" else ()
            return Screen(
                title=self.title, ask=asks[state.step], big=page.plate.lpn[-8:],
                big_title=page.plate.bin, field="number" if state.step == "count" else "scan",
                facts=_facts(page), choices=(*onto, Choice("back", _("Back"))),
            )  # fmt: skip
        return _shown(page)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        if state.step == "new":
            place = understand(worker, code, ("bin",), _("a place")).number
            made = facade.create_plate(
                worker.ground, key=key, actor=worker.actor, site=worker.site, bin=place
            )
            return go(_of(made), made.text)
        if _page(worker, state) is None or state.step in ("start", "shown"):
            return _found(worker, code)
        lpn = state.get("lpn")
        at = {"key": key, "actor": worker.actor, "site": worker.site, "lpn": lpn}
        match state.step:
            case "move":
                place = understand(worker, code, ("bin",), _("the place to move it to")).number
                return _done(facade.move_plate(worker.ground, **at, bin=place), lpn)
            case "nest":
                return _done(facade.nest_plate(worker.ground, **at, parent_lpn=code), lpn)
            case "merge":
                done = facade.merge_plates(worker.ground, **at, target_lpn=code)
                return _done(done, done.lpn)
            case "split":
                meaning = understand(worker, code, ("item",), _("an item of the plate"))
                more = {"item": meaning.number, "lot": meaning.lot, "serial": meaning.serial}
                return go(state.at("count", **more))
            case "count":
                return go(state.at("onto", quantity=str(amount(code))))
        return _split(worker, state, code, key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        lpn = state.get("lpn")
        if choice in ("move", "nest", "merge", "split") and lpn:
            return go(State(choice, {"lpn": lpn}))
        if choice == "fresh" and state.step == "onto":
            return _split(worker, state, "", key)
        if choice in ("off", "empty") and lpn:
            at = {"key": key, "actor": worker.actor, "site": worker.site, "lpn": lpn}
            if choice == "off":
                return _done(facade.nest_plate(worker.ground, **at, parent_lpn=""), lpn)
            return _done(facade.empty_plate(worker.ground, **at), lpn)
        if choice == "new":
            return go(State("new"))
        return go(State("shown", {"lpn": lpn}) if choice == "back" and lpn else State())


def _page(worker: Worker, state: State) -> PlatePage | None:
    lpn = state.get("lpn")
    return facade.plate(worker.ground, lpn=lpn, site=worker.site) if lpn else None


def _found(worker: Worker, code: str) -> Step:
    lpn = code.strip().removeprefix("(00)")
    page = facade.plate(worker.ground, lpn=lpn, site=worker.site)
    if page is None:
        meaning = understand(worker, code, ("lpn",), _("a licence plate"))
        page = facade.plate(worker.ground, lpn=meaning.number, site=worker.site)
    if page is None:
        raise Wrong(_("%(code)s is no licence plate here.") % {"code": code}, "unknown-plate")
    return go(State("shown", {"lpn": page.plate.lpn}))


def _of(changed: PlateChanged) -> State:
    return State("shown", {"lpn": changed.lpn})


def _done(changed: PlateChanged, lpn: str) -> Step:
    return finish(State("shown", {"lpn": lpn}), changed.text)


def _split(worker: Worker, state: State, target: str, key: str) -> Step:
    serial = state.get("serial")
    done = facade.split_plate(
        worker.ground, key=key, actor=worker.actor, site=worker.site, lpn=state.get("lpn"),
        item=state.get("item"), quantity=amount(state.get("quantity")), lot=state.get("lot"),
        serials=(serial,) if serial else (), target_lpn=target,
    )  # fmt: skip
    return _done(done, state.get("lpn"))


def _shown(page: PlatePage) -> Screen:
    row = page.plate
    return Screen(
        title=_("Plates"), ask=_("Scan another plate"), big=row.lpn[-8:], big_title=row.bin,
        facts=_facts(page),
        choices=(
            Choice("move", _("Move it"), "main"),
            *((Choice("split", _("Take a part off")), Choice("merge", _("All onto another")),
               Choice("empty", _("Take all off"))) if page.contents else ()),
            Choice("off", _("Take it off")) if row.parent_lpn
            else Choice("nest", _("Put it on another")),
            Choice("clear", _("Done")),
        ),
    )  # fmt: skip


def _facts(page: PlatePage) -> tuple[Fact, ...]:
    facts = [Fact(_("Plate"), page.plate.lpn)]
    if page.plate.parent_lpn:
        facts.append(Fact(_("Stands on"), page.plate.parent_lpn))
    facts += [
        Fact(line.item, " · ".join(filter(None, (short(line.on_hand, line.uom), line.lot))))
        for line in page.contents[:SHOWN_MAX]
    ]
    facts += [Fact(_("On it"), child.lpn) for child in page.children[:SHOWN_MAX]]
    if not page.contents and not page.children:
        facts.append(Fact("", _("Empty")))
    return tuple(facts)


flow = Plate()
