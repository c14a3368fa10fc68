"""Put back: goods that no order wants any more, where they stand, and where they came from."""

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
from landbridge.console.handheld.parts import leave, short, task_in_hand, understand
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.wms import facade
from landbridge.wms.facade.contracts import TaskView


class Putback:
    name = "putback"
    title = gettext_lazy("Put back")
    hint = gettext_lazy("Return goods to their place")

    def show(self, worker: Worker, state: State) -> Screen:
        task = task_in_hand(worker, state, "putback")
        if task is None:
            return Screen(
                title=self.title, big=_("Nothing to put back"), field="",
                choices=(Choice("again", _("Look again"), "main"),),
            )  # fmt: skip
        if state.step == "place":
            return Screen(
                title=self.title, ask=_("Scan the place"), big=task.target_bin or "?",
                big_title=_("Bring it to"), facts=_facts(task),
                choices=(Choice("skip", _("Cannot now"), "cannot"),),
            )  # fmt: skip
        return Screen(
            title=self.title, ask=_("Scan the item"), big=task.lpn[-8:] or task.bin,
            big_title=_("Take it out of") if task.lpn else _("Fetch it from"), facts=_facts(task),
            choices=(Choice("skip", _("Cannot now"), "cannot"),),
        )  # fmt: skip

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        task = task_in_hand(worker, state, "putback")
        if task is None:
            return go(State())
        if state.step != "place":
            return _item(worker, task, state, code)
        place = understand(worker, code, ("bin",), _("the place to bring it to")).number
        if task.target_bin and place != task.target_bin and state.get("other") != place:
            return stay(
                state.at("place", other=place, task=str(task.task_id)),
                _("This is %(read)s, not %(expected)s. Scan it again to leave it here.")
                % {"read": place, "expected": task.target_bin},
            )
        done = facade.put_back(
            worker.ground, key=key, actor=worker.actor, task_id=task.task_id, bin=place
        )
        return finish(State(), done.text)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        task = task_in_hand(worker, state, "putback")
        if task is None or choice != "skip":
            return go(State())
        return leave(worker, state, task, _("Left for later."))


def _item(worker: Worker, task: TaskView, state: State, code: str) -> Step:
    meaning = understand(worker, code, ("item",), _("item %(item)s") % {"item": task.item})
    if meaning.number != task.item:
        return stay(
            state,
            _("This is item %(read)s. Take %(expected)s.")
            % {"read": meaning.number, "expected": task.item},
        )
    return go(state.at("place", task=str(task.task_id)))


def _facts(task: TaskView) -> tuple[Fact, ...]:
    facts = [
        Fact(_("Take"), f"{short(task.quantity - task.done, task.uom)} × {task.item}"),
        Fact("", task.description),
        Fact(_("Stands at"), task.bin),
        Fact(_("Was for"), task.order_number),
    ]
    if task.lpn:
        facts.insert(2, Fact(_("Carton"), task.lpn))
    if task.lot:
        facts.append(Fact(_("Lot"), task.lot))
    return tuple(facts)


flow = Putback()
