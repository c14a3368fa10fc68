"""Pick: go to the place, prove the place, prove the item, say how many."""

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
    Tracked,
    amount,
    read_tracking,
    short,
    understand,
    understood,
)
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Meaning, TaskView

REASONS = {
    "missing": gettext_lazy("Not enough there"),
    "damaged": gettext_lazy("Damaged"),
    "blocked": gettext_lazy("Cannot reach it"),
    "wrong_label": gettext_lazy("Wrong label"),
}


class Pick:
    name = "pick"
    title = gettext_lazy("Pick")
    hint = gettext_lazy("Fetch goods for orders")

    def show(self, worker: Worker, state: State) -> Screen:
        task = _task(worker, state)
        if task is None:
            return Screen(
                title=self.title,
                big=_("Nothing to pick"),
                field="",
                choices=(Choice("again", _("Look again"), "main"),),
            )
        state = _fitting(state, task)
        left = _("%(count)d to go") % {"count": task.remaining_count}
        return _SCREENS[state.step](task, state, left)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        if (changed := _changed(worker, state)) is not None:
            return changed
        task = _task(worker, state)
        if task is None:
            return go(State())
        state = _fitting(state, task)
        if state.step == "place":
            return _place(worker, task, state, code)
        if state.step == "item":
            return _item(worker, task, state, code)
        if state.step == "lot":
            return _scanned_lot(worker, task, state, code)
        if state.step == "serials":
            return _serial(worker, task, state, code, key)
        if state.step == "found":
            return _take(worker, task, state, amount(code), key, reason=state.get("reason"))
        return _take(worker, task, state, amount(code), key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        if (changed := _changed(worker, state)) is not None:
            return changed
        task = _task(worker, state)
        if task is None:
            return go(State())
        state = _fitting(state, task)
        if choice == "cannot":
            return go(state.at("reason"))
        if choice in REASONS:
            if task.serial_controlled:
                found = Decimal(len(_serials(state)))
                return _take(worker, task, state, found, key, reason=choice)
            return go(state.at("found", reason=choice))
        if choice == "later":
            facade.give_back(worker.ground, actor=worker.actor, order_id=task.order_id or 0)
            return go(State(), _("Given back. Others can pick it."))
        return go(State("place", {"task": str(task.task_id)}))


def _task(worker: Worker, state: State) -> TaskView | None:
    """The task of the state while it is open and the worker's, else their next."""
    if number := state.number("task"):
        task = facade.task(worker.ground, task_id=number)
        if task is not None and task.state == "open" and task.claimed_by == worker.actor:
            return task
    return facade.next_task(worker.ground, actor=worker.actor, site=worker.site, kinds=("pick",))


def _changed(worker: Worker, state: State) -> Step | None:
    """The office has changed its mind in the middle of the way: nothing is taken, go on."""
    number = state.number("task")
    task = facade.task(worker.ground, task_id=number) if number else None
    if task is None or task.state != "cancelled":
        return None
    words = _("Order %(order)s has changed: leave %(item)s in %(bin)s. Go on with the next.")
    return stay(State(), words % {"order": task.order_number, "item": task.item, "bin": task.bin})


def _fitting(state: State, task: TaskView) -> State:
    """The state, if it belongs to this task; else the beginning of the task."""
    if state.number("task") == task.task_id and state.step in _SCREENS:
        return state
    return State("place", {"task": str(task.task_id)})


def _left(task: TaskView) -> Decimal:
    return task.quantity - task.done


def _facts(task: TaskView) -> tuple[Fact, ...]:
    facts = [
        Fact(_("Item"), task.item),
        Fact("", task.description),
        Fact(_("Take"), short(_left(task), task.uom)),
    ]
    if task.lot:
        facts.append(Fact(_("Lot"), task.lot))
    if task.expiry_on:
        facts.append(Fact(_("Expiry"), task.expiry_on.isoformat()))
    facts.append(Fact(_("Order"), task.order_number))
    return tuple(facts)


def _cannot() -> tuple[Choice, ...]:
    return (Choice("cannot", _("I cannot"), "cannot"),)


def _show_place(task: TaskView, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("Scan the place"), big=task.bin, big_title=_("Go to"), left=left,
        facts=_facts(task),
        choices=(*_cannot(), Choice("later", _("Give back"))),
    )  # fmt: skip


def _show_item(task: TaskView, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("Scan the item"), big=short(_left(task), task.uom),
        big_title=task.item, left=left, facts=_facts(task), choices=_cannot(),
    )  # fmt: skip


def _show_lot(task: TaskView, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("Scan or type the lot"), big=task.lot, big_title=_("Lot"),
        left=left, facts=_facts(task), choices=_cannot(),
    )  # fmt: skip


def _show_serials(task: TaskView, state: State, left: str) -> Screen:
    taken = len(_serials(state))
    return Screen(
        title=_("Pick"), ask=_("Scan each serial number"),
        big=f"{taken} / {plain(_left(task))}", big_title=task.item, left=left,
        facts=_facts(task), choices=_cannot(),
    )  # fmt: skip


def _show_quantity(task: TaskView, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("How many do you take?"), field="number",
        big=short(_left(task), task.uom), big_title=task.item, preset=plain(_left(task)),
        left=left, facts=_facts(task), choices=_cannot(),
    )  # fmt: skip


def _show_reason(task: TaskView, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), field="", big=task.bin, big_title=_("What is wrong?"), left=left,
        choices=(
            *(Choice(name, title, "cannot") for name, title in REASONS.items()),
            Choice("back", _("Back")),
        ),
    )  # fmt: skip


def _show_found(task: TaskView, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("How many good ones do you take?"), field="number", preset="0",
        big=short(_left(task), task.uom), big_title=_("Wanted"), left=left,
        choices=(Choice("back", _("Back")),),
    )  # fmt: skip


_SCREENS = {
    "place": _show_place,
    "item": _show_item,
    "lot": _show_lot,
    "serials": _show_serials,
    "quantity": _show_quantity,
    "reason": _show_reason,
    "found": _show_found,
}


def _place(worker: Worker, task: TaskView, state: State, code: str) -> Step:
    place = understand(worker, code, ("bin",), _("the place %(bin)s") % {"bin": task.bin}).number
    if place != task.bin:
        return stay(
            state,
            _("This is %(read)s. Go to %(expected)s.") % {"read": place, "expected": task.bin},
        )
    return go(state.at("item"))


def _item(worker: Worker, task: TaskView, state: State, code: str) -> Step:
    meaning = understand(worker, code, ("item",), _("item %(item)s") % {"item": task.item})
    if meaning.number != task.item:
        return stay(
            state,
            _("This is item %(read)s. Take %(expected)s.")
            % {"read": meaning.number, "expected": task.item},
        )
    state = state.at("item", item=understood(worker, meaning, code))
    if task.lot_controlled:
        if not meaning.lot:
            return go(state.at("lot"))
        step = _lot(task, state, meaning.lot)
        if step.state.step == "item":
            return step
        state = step.state
    return go(_after_lot(task, state, meaning))


def _scanned_lot(worker: Worker, task: TaskView, state: State, code: str) -> Step:
    read = read_tracking(worker, state, code, field="lot", item=task.item, expected=task.lot)
    return _lot(task, state, read.value) if isinstance(read, Tracked) else read


def _lot(task: TaskView, state: State, lot: str) -> Step:
    if task.lot and lot != task.lot:
        return stay(
            state,
            _("This is lot %(read)s. Take lot %(expected)s.") % {"read": lot, "expected": task.lot},
        )
    return go(_after_lot(task, state.at("quantity", lot=lot), None))


def _after_lot(task: TaskView, state: State, meaning: Meaning | None) -> State:
    if not task.serial_controlled:
        return state.at("quantity")
    first = meaning.serial if meaning is not None else ""
    return state.at("serials", serials=first)


def _serials(state: State) -> tuple[str, ...]:
    return tuple(filter(None, state.get("serials").split("\n")))


def _serial(worker: Worker, task: TaskView, state: State, code: str, key: str) -> Step:
    """Collect serials; the last one takes the goods."""
    read = read_tracking(worker, state, code, field="serial", item=task.item)
    if not isinstance(read, Tracked):
        return read
    serial = read.value
    taken = _serials(state)
    if serial in taken:
        return stay(state, _("%(serial)s is already scanned.") % {"serial": serial})
    taken = (*taken, serial)
    if len(taken) < _left(task):
        return go(state.at("serials", serials="\n".join(taken)))
    return _take(worker, task, state.at("serials", serials="\n".join(taken)), _left(task), key)


def _take(
    worker: Worker, task: TaskView, state: State, quantity: Decimal, key: str, *, reason: str = ""
) -> Step:
    """The deed. A place that could not be reached or read is the task's own."""
    done = facade.confirm_pick(
        worker.ground,
        key=key,
        actor=worker.actor,
        task_id=task.task_id,
        bin=task.bin,
        item=state.get("item") or task.item,
        quantity=quantity,
        uom=task.uom,
        lot=state.get("lot") or task.lot,
        serials=_serials(state),
        short_reason=reason if quantity < _left(task) else "",
    )
    following = (
        State("place", {"task": str(done.second_task_id)}) if done.second_task_id else State()
    )
    return finish(following, done.text) if done.order_picked else go(following, done.text)


flow = Pick()
