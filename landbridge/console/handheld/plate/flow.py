"""Plate: scan a licence plate, see what is on it, and move, nest, split, merge or empty it."""

from decimal import Decimal

from landbridge.console.addresses import plate_label_href
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
)
from landbridge.console.handheld.parts import (
    ASIDE,
    SEPARATOR,
    amount,
    how_many,
    in_pieces,
    pack_of,
    plate_label,
    short,
    status_words,
    understand,
)
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Meaning, PlateChanged, PlateContent, PlatePage, Wrong

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
            "split": _("Scan the item that is not good")
            if state.get("aside")
            else _("Scan the item to take off"),
            "count": how_many(state, _("How many?")),
            "onto": _("Scan the plate that takes them"),
        }
        if state.step == "decide":
            return _show_decide(page, state)
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
                parent = plate_label(worker, code)
                return _done(facade.nest_plate(worker.ground, **at, parent_lpn=parent), lpn)
            case "merge":
                done = facade.merge_plates(
                    worker.ground, **at, target_lpn=plate_label(worker, code)
                )
                return _done(done, done.lpn)
            case "split":
                meaning = understand(worker, code, ("item",), _("an item of the plate"))
                _check_on_it(worker, state, meaning)
                more = {"item": meaning.number, "lot": meaning.lot, "serial": meaning.serial,
                        "pack": pack_of(worker, meaning)["pack"]}  # fmt: skip
                return go(state.at("count", **more))
            case "count":
                _check_enough(worker, state, in_pieces(state, amount(code)))
                step = "decide" if state.get("aside") else "onto"
                return go(state.at(step, quantity=plain(in_pieces(state, amount(code)))))
        return _split(worker, state, plate_label(worker, code), key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        lpn = state.get("lpn")
        if choice in ("move", "nest", "merge", "split") and lpn:
            return go(State(choice, {"lpn": lpn}))
        if choice == "aside" and lpn:
            return go(State("split", {"lpn": lpn, "aside": "yes"}))
        if choice in ASIDE and state.step == "decide":
            return _set_aside(worker, state, choice, key)
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


def _check_on_it(worker: Worker, state: State, meaning: Meaning) -> None:
    """What is to be taken off is there, and it is plain which of it."""
    page = _page(worker, state)
    lots = {
        line.lot for line in (page.contents if page else ())
        if line.item == meaning.number and meaning.lot in ("", line.lot)
    }  # fmt: skip
    values = {"item": meaning.number}
    if not lots:
        raise Wrong(_("%(item)s is not on this plate.") % values, "not-on-it", read=meaning.number)
    if len(lots) > 1:
        words = _("Several lots of %(item)s are here. Scan a label with the lot.")
        raise Wrong(words % values, "lot-missing")


def _check_enough(worker: Worker, state: State, wanted: Decimal) -> None:
    page = _page(worker, state)
    there = sum(
        (line.on_hand for line in (page.contents if page else ())
         if line.item == state.get("item") and state.get("lot") in ("", line.lot)
         and line.status == "available"),
        Decimal(0),
    )  # fmt: skip
    if not 0 < wanted <= there:
        words = _("%(count)s are on this plate. Type as many or fewer.")
        raise Wrong(words % {"count": plain(there)}, "not-enough")


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


def _set_aside(worker: Worker, state: State, choice: str, key: str) -> Step:
    """Goods stay on the plate, but are not to be sold; a supervisor or `Inspect` decides."""
    decision, reason = ASIDE[choice]
    serial, lpn = state.get("serial"), state.get("lpn")
    page = _page(worker, state)
    done = facade.inspect_stock(
        worker.ground, key=key, actor=worker.actor, site=worker.site, lpn=lpn,
        bin=page.plate.bin if page else "", item=state.get("item"), lot=state.get("lot"),
        quantity=amount(state.get("quantity")), serials=(serial,) if serial else (),
        decision=decision, reason_code=reason, status="available",
    )  # fmt: skip
    return finish(State("shown", {"lpn": lpn}), done.text)


def _show_decide(page: PlatePage, state: State) -> Screen:
    return Screen(
        title=Plate.title, field="", big=f"{state.get('quantity')} × {state.get('item')}",
        big_title=page.plate.lpn[-8:], facts=_facts(page),
        choices=(Choice("damaged", _("Damaged"), "cannot"), Choice("held", _("On hold"), "cannot"),
                 Choice("back", _("Back"))),
    )  # fmt: skip


def _shown(page: PlatePage) -> Screen:
    row = page.plate
    return Screen(
        title=_("Plates"), ask=_("Scan another plate"), big=row.lpn[-8:], big_title=row.bin,
        facts=_facts(page),
        links=(Link(plate_label_href(row.site, row.lpn), _("Print its label")),),
        choices=(
            Choice("move", _("Move it"), "main"),
            *((Choice("split", _("Take a part off")), Choice("merge", _("All onto another")),
               Choice("empty", _("Take all off")), Choice("aside", _("Not good"), "cannot"))
              if page.contents else ()),
            Choice("off", _("Take it off")) if row.parent_lpn
            else Choice("nest", _("Put it on another")),
            Choice("clear", _("Done")),
        ),
    )  # fmt: skip


def _facts(page: PlatePage) -> tuple[Fact, ...]:
    facts = [Fact(_("Plate"), page.plate.lpn)]
    if page.plate.parent_lpn:
        facts.append(Fact(_("Stands on"), page.plate.parent_lpn))
    facts += [Fact(line.item, _on_it(line)) for line in page.contents[:SHOWN_MAX]]
    facts += [Fact(_("On it"), child.lpn) for child in page.children[:SHOWN_MAX]]
    if not page.contents and not page.children:
        facts.append(Fact("", _("Empty")))
    return tuple(facts)


def _on_it(line: PlateContent) -> str:
    status = "" if line.status == "available" else status_words(line.status)
    parts = (short(line.on_hand, line.uom), line.lot, line.serial, status)
    return SEPARATOR.join(filter(None, parts))


flow = Plate()
