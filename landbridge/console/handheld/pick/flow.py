"""Pick: go to the place, prove the place, prove the item, say how many.

What a tour wants of a place for several orders is taken once and sorted; components of kits are
taken to their station."""

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
)
from landbridge.console.handheld.parts import (
    Tracked,
    amount,
    check_is_in,
    leave,
    left_for_later,
    read_tracking,
    short,
    understand,
    understood,
    until,
)
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Meaning, PickConfirmed, PoolView, TaskView, Wrong

REASONS = {
    "missing": gettext_lazy("Not enough there"),
    "damaged": gettext_lazy("Damaged"),
    "blocked": gettext_lazy("Cannot reach it"),
    "wrong_label": gettext_lazy("Wrong label"),
}


PICK, COMPONENT = "pick", "component"


@dataclass(frozen=True, slots=True)
class Work:
    """A task, and what its bin is asked for by the other orders of the tour. ready_by: its cut-off
    of today, "" if it has none."""

    task: TaskView
    pool: PoolView | None = None
    ready_by: str = ""

    @property
    def left(self) -> Decimal:
        return self.pool.total if self.pool else self.task.quantity - self.task.done

    @property
    def amount(self) -> str:
        return short(self.left, self.task.uom)

    def facts(self) -> tuple[Fact, ...]:
        task = self.task
        facts = [
            Fact(_("Item"), task.item),
            Fact("", task.description),
            Fact(_("Take"), self.amount),
        ]
        if task.lpn:
            facts.append(Fact(_("Plate"), task.lpn))
        if task.lot:
            facts.append(Fact(_("Lot"), task.lot))
        if task.expiry_on:
            facts.append(Fact(_("Expiry"), task.expiry_on.isoformat()))
        if self.pool and len(self.pool.shares) > 1:
            numbers = ", ".join(share.order_number for share in self.pool.shares)
            title = _("For %(count)d orders") % {"count": len(self.pool.shares)}
            facts.append(Fact(title, numbers))
        elif task.kind == COMPONENT:
            facts.append(Fact(_("Kit order"), task.order_number))
            facts.append(Fact(_("Bring it to"), task.target_bin))
        elif task.totes > 1:
            words = _("%(tote)d of %(totes)d") % {"tote": task.tote, "totes": task.totes}
            # Above all else: the wrong tote is found by nobody before the customer.
            facts.insert(0, Fact(_("Into tote"), f"{words} · {task.order_number}"))
        else:
            facts.append(Fact(_("Order"), task.order_number))
        if self.ready_by:
            facts.append(Fact(_("Ready by"), self.ready_by))
        return tuple(facts)


class Pick:
    name = "pick"
    title = gettext_lazy("Pick")
    hint = gettext_lazy("Fetch goods for orders")

    def show(self, worker: Worker, state: State) -> Screen:
        if state.step == "sort":
            return _show_sort(state)
        work = _work(worker, state)
        if work is None:
            return Screen(
                title=self.title,
                big=_("Nothing to pick"),
                field="",
                choices=(Choice("again", _("Look again"), "main"),),
            )
        state = _fitting(state, work.task)
        left = _("%(count)d to go") % {"count": work.task.remaining_count}
        return _SCREENS[state.step](work, state, left)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        if (changed := _changed(worker, state)) is not None:
            return changed
        work = _work(worker, state)
        if work is None:
            return go(State())
        state = _fitting(state, work.task)
        if state.step == "place":
            return _place(worker, work.task, state, code)
        if state.step == "item":
            return _item(worker, work.task, state, code)
        if state.step == "lot":
            return _scanned_lot(worker, work.task, state, code)
        if state.step == "serials":
            return _serial(worker, work, state, code, key)
        if state.step == "found":
            return _take(worker, work, state, amount(code), key, reason=state.get("reason"))
        return _take(worker, work, state, amount(code), key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        if state.step == "sort":
            return _sorted(state, choice)
        if (changed := _changed(worker, state)) is not None:
            return changed
        work = _work(worker, state)
        if work is None:
            return go(State())
        task = work.task
        state = _fitting(state, task)
        if choice == "cannot":
            return go(state.at("reason"))
        if choice in REASONS:
            if task.serial_controlled:
                found = Decimal(len(_serials(state)))
                return _take(worker, work, state, found, key, reason=choice)
            return go(state.at("found", reason=choice))
        if choice == "later":
            return leave(worker, state, task, _("Given back. Others can pick it."))
        return go(State("place", {"task": str(task.task_id)}))


def _work(worker: Worker, state: State) -> Work | None:
    task = _task(worker, state)
    if task is None:
        return None
    pooled = task.kind == PICK and not task.serial_controlled
    pool = facade.pool(worker.ground, task_id=task.task_id) if pooled else None
    return Work(task, pool, until(task.ready_by, worker))


def _task(worker: Worker, state: State) -> TaskView | None:
    """The task of the state while it is open and the worker's, else their next."""
    if number := state.number("task"):
        task = facade.task(worker.ground, task_id=number)
        if task is not None and task.state == "open" and task.claimed_by == worker.actor:
            return task
    return facade.next_task(
        worker.ground, actor=worker.actor, site=worker.site, kinds=(PICK, COMPONENT),
        later=left_for_later(state),
    )  # fmt: skip


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


def _cannot() -> tuple[Choice, ...]:
    return (Choice("cannot", _("I cannot"), "cannot"),)


def _show_place(work: Work, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("Scan the place"), big=work.task.bin, big_title=_("Go to"),
        left=left, facts=work.facts(),
        choices=(*_cannot(), Choice("later", _("Give back"))),
    )  # fmt: skip


def _show_item(work: Work, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("Scan the item"), big=work.amount,
        big_title=work.task.item, left=left, facts=work.facts(), choices=_cannot(),
    )  # fmt: skip


def _show_lot(work: Work, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("Scan or type the lot"), big=work.task.lot, big_title=_("Lot"),
        left=left, facts=work.facts(), choices=_cannot(),
    )  # fmt: skip


def _show_serials(work: Work, state: State, left: str) -> Screen:
    taken = len(_serials(state))
    return Screen(
        title=_("Pick"), ask=_("Scan each serial number"),
        big=f"{taken} / {plain(work.left)}", big_title=work.task.item, left=left,
        facts=work.facts(), choices=_cannot(),
    )  # fmt: skip


def _show_quantity(work: Work, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("How many do you take?"), field="number",
        big=work.amount, big_title=work.task.item, preset=plain(work.left),
        left=left, facts=work.facts(), choices=_cannot(),
    )  # fmt: skip


def _show_reason(work: Work, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), field="", big=work.task.bin, big_title=_("What is wrong?"), left=left,
        choices=(
            *(Choice(name, title, "cannot") for name, title in REASONS.items()),
            Choice("back", _("Back")),
        ),
    )  # fmt: skip


def _show_found(work: Work, state: State, left: str) -> Screen:
    return Screen(
        title=_("Pick"), ask=_("How many good ones do you take?"), field="number", preset="0",
        big=work.amount, big_title=_("Wanted"), left=left,
        choices=(Choice("back", _("Back")),),
    )  # fmt: skip


def _show_sort(state: State) -> Screen:
    """Goods that were taken together, order by order."""
    shares = _shares(state)
    number, quantity = shares[0]
    return Screen(
        title=_("Pick"), field="", big=f"{quantity} → {number}", big_title=_("Into its tote"),
        facts=(Fact(_("Item"), state.get("what")),),
        left=_("%(count)d to go") % {"count": len(shares)},
        choices=(
            Choice("next", _("It is in its tote"), "main"),
            Choice("all", _("Sort at the packing place")),
        ),
    )  # fmt: skip


def _shares(state: State) -> list[tuple[str, str]]:
    lines = [line.split("\t") for line in state.get("shares").split("\n") if line]
    return [(line[0], line[1]) for line in lines] or [("", "")]


def _sorted(state: State, choice: str) -> Step:
    left = _shares(state)[1:]
    if choice == "all" or not left:
        return go(State())
    return go(state.at("sort", shares="\n".join("\t".join(share) for share in left)))


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


def _serial(worker: Worker, work: Work, state: State, code: str, key: str) -> Step:
    """Collect serials; the last one takes the goods."""
    read = read_tracking(worker, state, code, field="serial", item=work.task.item)
    if not isinstance(read, Tracked):
        return read
    serial = read.value
    taken = _serials(state)
    if serial in taken:
        return stay(state, _("%(serial)s is already scanned.") % {"serial": serial})
    task = work.task
    check_is_in(worker, owner=task.owner, item=task.item, serial=serial, bin=task.bin)
    taken = (*taken, serial)
    state = state.at("serials", serials="\n".join(taken))
    if len(taken) < work.left:
        return go(state)
    try:
        return _take(worker, work, state, work.left, key)
    except Wrong as wrong:
        # It stands here and is promised elsewhere: it goes back, the others stay scanned.
        rest = [one for one in taken if one != wrong.read]
        if wrong.code != "wrong-serial" or len(rest) == len(taken):
            raise
        return stay(state.at("serials", serials="\n".join(rest)), str(wrong))


def _take(
    worker: Worker, work: Work, state: State, quantity: Decimal, key: str, *, reason: str = ""
) -> Step:
    """The deed. A place that could not be reached or read is the task's own."""
    task = work.task
    reason = reason if quantity < work.left else ""
    item, lot = state.get("item") or task.item, state.get("lot") or task.lot
    if work.pool:
        return _take_for_all(worker, task, item, lot, quantity, key, reason)
    deed = facade.confirm_component if task.kind == COMPONENT else facade.confirm_pick
    done = deed(
        worker.ground,
        key=key,
        actor=worker.actor,
        task_id=task.task_id,
        bin=task.bin,
        item=item,
        quantity=quantity,
        uom=task.uom,
        lot=lot,
        serials=_serials(state),
        short_reason=reason,
    )
    following = (
        State("place", {"task": str(done.second_task_id)}) if done.second_task_id else State()
    )
    ended = done.order_picked if isinstance(done, PickConfirmed) else done.all_picked
    return finish(following, done.text) if ended else go(following, done.text)


def _take_for_all(
    worker: Worker, task: TaskView, item: str, lot: str, quantity: Decimal, key: str, reason: str
) -> Step:
    """Once for all orders of the tour; then they are sorted."""
    done = facade.confirm_pool(
        worker.ground, key=key, actor=worker.actor, task_id=task.task_id, bin=task.bin, item=item,
        quantity=quantity, uom=task.uom, lot=lot, short_reason=reason,
    )  # fmt: skip
    if len(done.shares) < 2:
        # One order's goods need no sorting.
        return finish(State(), done.text) if done.picked_orders else go(State(), done.text)
    shares = "\n".join(
        f"{share.order_number}\t{short(share.quantity, done.uom)}" for share in done.shares
    )
    state = State("sort", {"shares": shares, "what": f"{task.item} {task.description}"[:60]})
    return finish(state, done.text) if done.picked_orders else go(state, done.text)


flow = Pick()
