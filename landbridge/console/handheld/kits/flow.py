"""Kits: at the station, put together what was fetched, or take it apart; say lot, day, serials."""

from collections.abc import Iterator
from dataclasses import dataclass
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
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import PartOut, WorkLineView, WorkOrderPage, Wrong

REASONS = {
    "damaged": gettext_lazy("Damaged"),
    "missing": gettext_lazy("Not enough there"),
    "quality": gettext_lazy("Not good enough"),
}
BACK = Choice("back", gettext_lazy("Back"))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a line: `used` serials, `lot`, `expiry`, `serials`."""

    kind: str
    line: WorkLineView


class Kits:
    name = "kits"
    title = gettext_lazy("Kits")
    hint = gettext_lazy("Put kits together or take them apart")

    def show(self, worker: Worker, state: State) -> Screen:
        page = _page(worker, state)
        if page is None:
            return Screen(
                title=self.title, big=_("Nothing to make"), ask=_("Scan the work order"),
                choices=(Choice("again", _("Look again"), "main"),),
            )  # fmt: skip
        if state.step in _SCREENS:
            return _SCREENS[state.step](page, state)
        question = _next(page, state)
        return _show_quantity(page, state) if question is None else _show(page, state, question)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        page = _page(worker, state)
        begins = state.step == "start" and not state.get("q")
        if page is None or (begins and not _is_amount(code)):
            return _choose(worker, state, code)
        state = state.at(state.step, order=str(page.order.work_order_id))
        if state.step == "day":
            return go(state.at("start", day=day(code).isoformat()))
        if state.step == "broken":
            return _broken(worker, page, state, code, key)
        if state.step == "fewer":
            return _fewer(page, state, code)
        question = _next(page, state)
        if question is None:
            return _quantity(worker, page, state, code, key)
        return _answer(worker, page, state, question, code, key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        page = _page(worker, state)
        if page is None:
            return go(State())
        order = {"order": str(page.order.work_order_id)}
        if choice == "day":
            return go(state.at("day", **order))
        if choice == "cannot":
            return go(State("which", order))
        if choice == "lost":
            return go(state.at("lost", **order))
        if choice.startswith("lost:"):
            return go(state.at("fewer", **order, lost=choice.removeprefix("lost:")[:60]))
        if choice.startswith("item:"):
            return go(State("reason", {**order, "broken": choice.removeprefix("item:")[:60]}))
        if choice in REASONS and state.get("broken"):
            return go(state.at("broken", reason=choice))
        return go(State("start", order) if state.step != "start" else State())


def _page(worker: Worker, state: State) -> WorkOrderPage | None:
    """The order of the state while it is open, else the most urgent one that can be made."""
    if number := state.number("order"):
        page = facade.work_order(worker.ground, work_order_id=number)
        if page is not None and not page.order.outcome and page.order.site == worker.site:
            return page
    return facade.next_work_order(worker.ground, site=worker.site)


def _is_amount(code: str) -> bool:
    return code.strip().replace(",", "").replace(".", "").isdigit()


def _choose(worker: Worker, state: State, code: str) -> Step:
    meaning = understand(worker, code, ("work_order",), _("a work order"))
    page = facade.work_order(worker.ground, work_order_id=meaning.target_id)
    if page is None or page.order.outcome:
        return stay(State(), _("%(order)s is closed.") % {"order": meaning.number})
    if not page.possible:
        words = _("Nothing of %(order)s can be made yet: fetch its components first.")
        return stay(State(), words % {"order": meaning.number})
    return go(State("start", {"order": str(meaning.target_id)}))


# ---------------------------------------------------------------- what is asked


def _questions(page: WorkOrderPage, state: State) -> Iterator[Question]:
    """All that must be said of this many kits, in order."""
    made = Decimal(state.get("q"))
    for line in page.lines:
        need = line.each * made
        if line.is_input and line.serial_controlled and len(line.serials) > need:
            yield Question("used", line)
    for line in page.lines:
        if line.is_input or not _need(line, state):
            continue
        if line.lot_controlled and not (page.order.kind == "kit" and page.order.lot):
            yield Question("lot", line)
        if line.expiry_controlled and state.get(f"ask.{line.line}"):
            yield Question("expiry", line)
        if line.serial_controlled:
            yield Question("serials", line)


def _next(page: WorkOrderPage, state: State) -> Question | None:
    """The first thing that is not said yet; None before the amount is said, and at the end."""
    if not state.get("q"):
        return None
    return next((one for one in _questions(page, state) if not _is_said(state, one)), None)


def _need(line: WorkLineView, state: State) -> Decimal:
    """How much of a line goes in or comes out of this many kits."""
    return line.each * Decimal(state.get("q")) - _lost(line, state)


def _lost(line: WorkLineView, state: State) -> Decimal:
    return Decimal(state.get(f"lost.{line.line}") or 0)


def _is_said(state: State, question: Question) -> bool:
    line = question.line
    need = _need(line, state)
    if question.kind == "used":
        return len(set(_texts(state, "used")) & set(line.serials)) >= need
    if question.kind == "serials":
        return len(_texts(state, f"sn.{line.line}")) >= need
    return bool(state.get(f"{question.kind}.{line.line}"))


def _texts(state: State, name: str) -> tuple[str, ...]:
    return tuple(filter(None, state.get(name).split("\n")))


def _quantity(worker: Worker, page: WorkOrderPage, state: State, code: str, key: str) -> Step:
    wanted = amount(code)
    if not 0 < wanted <= page.possible:
        words = _("%(count)s can be made now.") % {"count": plain(page.possible)}
        return stay(state, words)
    said = state.at("start", q=plain(wanted))
    for line in page.lines:
        if _need(line, said) < 0:
            most = short(line.each * wanted, line.uom)
            words = _("At most %(count)s of %(item)s can be lacking.")
            return stay(state, words % {"count": most, "item": line.item})
    return _go_on(worker, page, said, key)


def _fewer(page: WorkOrderPage, state: State, code: str) -> Step:
    """A part that does not come out: it is said before the amount, and the rest is asked for."""
    line = next((one for one in _outs(page) if one.item == state.get("lost")), None)
    if line is None:
        return go(State())
    lacking = plain(amount(code))
    said = state.at("start", **{f"lost.{line.line}": "" if lacking == "0" else lacking})
    return go(without(said, "lost"))


def _outs(page: WorkOrderPage) -> list[WorkLineView]:
    return [line for line in page.lines if not line.is_input]


def _go_on(worker: Worker, page: WorkOrderPage, state: State, key: str) -> Step:
    if _next(page, state) is not None:
        return go(state)
    return _make(worker, page, state, key)


def _answer(
    worker: Worker, page: WorkOrderPage, state: State, question: Question, code: str, key: str
) -> Step:
    line = question.line
    if question.kind == "expiry":
        said = state.at("start", **{f"expiry.{line.line}": day(code).isoformat()})
        return _go_on(worker, page, said, key)
    field = "lot" if question.kind == "lot" else "serial"
    read = read_tracking(worker, state, code, field=field, item=line.item)
    if not isinstance(read, Tracked):
        return read
    if question.kind == "lot":
        return _go_on(worker, page, state.at("start", **{f"lot.{line.line}": read.value}), key)
    name = "used" if question.kind == "used" else f"sn.{line.line}"
    taken = _texts(state, name)
    if read.value in taken:
        return stay(state, _("%(serial)s is already scanned.") % {"serial": read.value})
    if question.kind == "serials":
        check_is_new(worker, owner=line.owner, item=line.item, serial=read.value)
    if question.kind == "used" and read.value not in line.serials:
        words = _("%(serial)s does not stand here for this order.") % {"serial": read.value}
        return stay(state, words)
    said = state.at("start", **{name: "\n".join((*taken, read.value))})
    return _go_on(worker, page, said, key)


def _make(worker: Worker, page: WorkOrderPage, state: State, key: str) -> Step:
    """The deed. A day that is missing is asked for then."""
    order, made = page.order, Decimal(state.get("q"))
    used = _texts(state, "used")
    try:
        if order.kind == "kit":
            line = next(line for line in page.lines if not line.is_input)
            text = state.get(f"expiry.{line.line}") or state.get("day")
            done = facade.make_kits(
                worker.ground, key=key, actor=worker.actor, work_order_id=order.work_order_id,
                quantity=made, lot=state.get(f"lot.{line.line}"), used_serials=used,
                serials=_texts(state, f"sn.{line.line}"), expiry_on=day(text) if text else None,
            )  # fmt: skip
        else:
            done = facade.take_apart(
                worker.ground, key=key, actor=worker.actor, work_order_id=order.work_order_id,
                quantity=made, used_serials=used,
                parts=[_part(line, state) for line in page.lines if not line.is_input],
            )  # fmt: skip
    except Wrong as wrong:
        if wrong.code == "expiry-missing":
            return stay(_ask_day(page, state), str(wrong))
        raise
    following = State("start", {"order": str(order.work_order_id)}) if done.remaining else State()
    return finish(following, done.text)


def _part(line: WorkLineView, state: State) -> PartOut:
    text = state.get(f"expiry.{line.line}")
    return PartOut(
        item=line.item, quantity=_need(line, state), lot=state.get(f"lot.{line.line}"),
        serials=_texts(state, f"sn.{line.line}"), expiry_on=day(text) if text else None,
    )  # fmt: skip


def _ask_day(page: WorkOrderPage, state: State) -> State:
    """The first line whose day is not said is asked for it."""
    for line in page.lines:
        if not line.is_input and line.expiry_controlled and not state.get(f"expiry.{line.line}"):
            return state.at("start", **{f"ask.{line.line}": "1"})
    return state


def _broken(worker: Worker, page: WorkOrderPage, state: State, code: str, key: str) -> Step:
    item = state.get("broken")
    line = next((one for one in page.lines if one.is_input and one.item == item), None)
    if line is None:
        return go(State())
    serial = ""
    if line.serial_controlled:
        read = read_tracking(worker, state, code, field="serial", item=item)
        if not isinstance(read, Tracked):
            return read
        serial = read.value
    done = facade.spoil_component(
        worker.ground, key=key, actor=worker.actor, work_order_id=page.order.work_order_id,
        item=item, quantity=Decimal(1) if serial else amount(code), reason=state.get("reason"),
        serial=serial,
    )  # fmt: skip
    again = facade.release_work_order(
        worker.ground, key=f"{key}/again"[:150], actor=worker.actor,
        work_order_id=page.order.work_order_id,
    )  # fmt: skip
    words = done.text
    if again.task_count:
        words += " " + _("Another one is to be fetched: it is among the picks.")
    return finish(State(), words)


# ---------------------------------------------------------------- what is shown


def _facts(page: WorkOrderPage, state: State) -> tuple[Fact, ...]:
    order = page.order
    parts = ", ".join(
        f"{short(line.each, line.uom)} × {line.item}"
        for line in page.lines
        if line.is_input == (order.kind == "kit")
    )
    lost = ", ".join(
        f"{short(_lost(line, state), line.uom)} × {line.item}"
        for line in _outs(page) if _lost(line, state)
    )  # fmt: skip
    expires = state.get("day") or (page.expiry_on.isoformat() if page.expiry_on else "")
    return (
        Fact("", order.description),
        Fact(_("Made of"), parts),
        Fact(_("Lacking"), lost),
        Fact(_("Kit order"), order.number),
        Fact(_("Station"), order.station),
        Fact(_("Expiry"), expires if order.expiry_controlled and order.kind == "kit" else ""),
    )


def _title(page: WorkOrderPage) -> str:
    return _("Make") if page.order.kind == "kit" else _("Take apart")


def _show_quantity(page: WorkOrderPage, state: State) -> Screen:
    day_too = page.order.kind == "kit" and page.order.expiry_controlled
    ask = _("How many do you make?") if page.order.kind == "kit" else _(
        "How many do you take apart?")  # fmt: skip
    choices: tuple[Choice, ...] = (Choice("cannot", _("A part cannot go in"), "cannot"),)
    if page.order.kind == "unkit":
        choices = (
            Choice("lost", _("A part is lacking"), "cannot"),
            Choice("cannot", _("It cannot be taken apart"), "cannot"),
        )
    if day_too:
        choices = (Choice("day", _("Another expiry")), *choices)
    return Screen(
        title=Kits.title, ask=ask, field="number", big=page.order.item, big_title=_title(page),
        preset=plain(page.possible), facts=_facts(page, state),
        left=_("%(count)s to go") % {"count": plain(page.order.quantity - page.order.made)},
        choices=choices,
    )  # fmt: skip


def _show(page: WorkOrderPage, state: State, question: Question) -> Screen:
    line = question.line
    need = plain(_need(line, state))
    if question.kind == "lot":
        return Screen(
            title=Kits.title, ask=_("Scan or type the lot"), big=line.item, big_title=_title(page),
            preset=page.order.number if page.order.kind == "kit" else "",
            facts=_facts(page, state), choices=(BACK,),
        )  # fmt: skip
    if question.kind == "expiry":
        return Screen(
            title=Kits.title, ask=_("When does it expire?"), field="date", big=line.item,
            facts=_facts(page, state), choices=(BACK,),
        )  # fmt: skip
    used = question.kind == "used"
    name = "used" if used else f"sn.{line.line}"
    taken = len(set(_texts(state, name)) & set(line.serials)) if used else len(_texts(state, name))
    ask = _("Scan each part that goes in") if used else _("Scan each serial number")
    return Screen(
        title=Kits.title, ask=ask, big=f"{taken} / {need}", big_title=line.item,
        facts=_facts(page, state), choices=(BACK,),
    )  # fmt: skip


def _show_day(page: WorkOrderPage, state: State) -> Screen:
    return Screen(
        title=Kits.title, ask=_("When does it expire?"), field="date", big=page.order.item,
        facts=_facts(page, state), choices=(BACK,),
    )  # fmt: skip


def _show_which(page: WorkOrderPage, state: State) -> Screen:
    lines = [line for line in page.lines if line.is_input and line.at_station > 0]
    return Screen(
        title=Kits.title, field="", big=_("Which part?"), big_title=page.order.item,
        choices=(*(Choice(f"item:{line.item}", line.item, "cannot") for line in lines[:8]), BACK),
    )  # fmt: skip


def _show_lost(page: WorkOrderPage, state: State) -> Screen:
    return Screen(
        title=Kits.title, field="", big=_("Which part?"), big_title=page.order.item,
        choices=(
            *(Choice(f"lost:{line.item}", line.item, "cannot") for line in _outs(page)[:8]), BACK,
        ),
    )  # fmt: skip


def _show_fewer(page: WorkOrderPage, state: State) -> Screen:
    return Screen(
        title=Kits.title, ask=_("How many are lacking altogether?"), field="number", preset="1",
        big=state.get("lost"), big_title=_title(page), facts=_facts(page, state), choices=(BACK,),
    )  # fmt: skip


def _show_reason(page: WorkOrderPage, state: State) -> Screen:
    return Screen(
        title=Kits.title, field="", big=state.get("broken"), big_title=_("What is wrong?"),
        choices=(*(Choice(name, words, "cannot") for name, words in REASONS.items()), BACK),
    )  # fmt: skip


def _show_broken(page: WorkOrderPage, state: State) -> Screen:
    serial = any(
        line.serial_controlled for line in page.lines
        if line.is_input and line.item == state.get("broken")
    )  # fmt: skip
    return Screen(
        title=Kits.title, ask=_("Scan its serial number") if serial else _("How many of them?"),
        field="scan" if serial else "number", big=state.get("broken"), preset="" if serial else "1",
        choices=(BACK,),
    )  # fmt: skip


_SCREENS = {
    "day": _show_day,
    "which": _show_which,
    "reason": _show_reason,
    "broken": _show_broken,
    "lost": _show_lost,
    "fewer": _show_fewer,
}

flow = Kits()
