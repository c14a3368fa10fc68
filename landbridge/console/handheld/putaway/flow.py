"""Put away: the next goods at the dock, their place, and the proof that they stand there."""

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
from landbridge.console.handheld.parts import amount, leave, short, task_in_hand, understand
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy, spoken
from landbridge.wms import facade
from landbridge.wms.facade.contracts import BinKind, TaskView, Wrong

SHOWN_MAX = 4


class Putaway:
    name = "putaway"
    title = gettext_lazy("Put away")
    hint = gettext_lazy("Store received goods")

    def show(self, worker: Worker, state: State) -> Screen:
        task = task_in_hand(worker, state, "putaway")
        if task is None:
            return Screen(
                title=self.title,
                big=_("Nothing to put away"),
                field="",
                choices=(Choice("again", _("Look again"), "main"),),
            )
        if state.step == "part":
            return Screen(
                title=self.title, ask=_("How many do you store now?"), field="number",
                facts=_facts(worker, task), choices=(Choice("back", _("Back")),),
            )  # fmt: skip
        return Screen(
            title=self.title,
            ask=_("Scan the place"),
            big=task.target_bin or "?",
            big_title=_("Store at"),
            facts=(*_facts(worker, task), *_why(task)),
            choices=(
                *(() if task.lpn else (Choice("part", _("Only a part")),)),
                Choice("skip", _("Cannot now"), "cannot"),
            ),
        )

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        task = task_in_hand(worker, state, "putaway")
        if task is None:
            return go(State())
        if state.step == "part":
            return go(state.at("place", quantity=str(amount(code)), task=str(task.task_id)))
        place = understand(worker, code, ("bin",), _("the place to store at")).number
        if task.lpn:
            _check_stores(worker, place)
        if task.target_bin and place != task.target_bin and state.get("other") != place:
            return stay(
                state.at("place", other=place, task=str(task.task_id)),
                _("This is %(read)s, not %(expected)s. Scan it again to store here.")
                % {"read": place, "expected": task.target_bin},
            )
        if task.lpn:
            # A plate is stored whole, whatever is on it.
            moved = facade.move_plate(
                worker.ground, key=key, actor=worker.actor, site=worker.site, lpn=task.lpn,
                bin=place,
            )  # fmt: skip
            return finish(State(), moved.text)
        quantity = amount(state.get("quantity")) if state.get("quantity") else None
        done = facade.put_away(
            worker.ground,
            key=key,
            actor=worker.actor,
            task_id=task.task_id,
            bin=place,
            quantity=quantity,
        )
        return finish(State(), done.text)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        task = task_in_hand(worker, state, "putaway")
        if task is None or choice not in ("part", "back", "skip"):
            return go(State())
        if choice == "skip":
            return leave(worker, state, task, _("Left for later."))
        return go(state.at("part" if choice == "part" else "place", task=str(task.task_id)))


def _check_stores(worker: Worker, code: str) -> None:
    """A plate may be moved anywhere, but it is put away in storage only. Wrong."""
    found = facade.bins(worker.ground, site=worker.site, prefix=code, limit=1)
    if found and found[0].code == code and found[0].kind != BinKind.STORAGE:
        raise Wrong(
            f"{code} is a {found[0].kind} bin, a storage bin is expected.", "wrong-bin", read=code
        )


def _facts(worker: Worker, task: TaskView) -> tuple[Fact, ...]:
    if task.lpn:
        return _of_plate(worker, task)
    facts = [
        Fact(_("Take"), f"{short(task.quantity - task.done, task.uom)} × {task.item}"),
        Fact("", task.description),
        Fact(_("From"), task.bin),
    ]
    if task.lot:
        facts.append(Fact(_("Lot"), task.lot))
    return tuple(facts)


def _of_plate(worker: Worker, task: TaskView) -> tuple[Fact, ...]:
    """All that is on the plate goes, and what stands on it."""
    page = facade.plate(worker.ground, site=worker.site, lpn=task.lpn)
    lines = page.contents if page else ()
    on_it = [f"{short(line.on_hand, line.uom)} × {line.item}" for line in lines[:SHOWN_MAX]]
    more = [_("a plate upon it")] if page and page.children else []
    more += ["…"] if len(lines) > SHOWN_MAX else []
    return (
        Fact(_("Whole plate"), task.lpn),
        Fact(_("On it"), ", ".join(on_it + more)),
        Fact(_("From"), task.bin),
    )


def _why(task: TaskView) -> tuple[Fact, ...]:
    return (Fact(_("Why"), spoken(task.suggestion_text)),) if task.suggestion_text else ()


flow = Putaway()
