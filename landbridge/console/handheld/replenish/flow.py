"""Replenish: fetch goods from bulk, bring them to the pick bin that runs low; move an item to the
bin where it is picked from now on."""

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
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import TaskView

KIND = "replenishment"
KINDS = (KIND, "slotting")
LEAVE = Choice("skip", gettext_lazy("Cannot now"), "cannot")


class Replenish:
    name = "replenish"
    title = gettext_lazy("Replenish")
    hint = gettext_lazy("Fill pick places from bulk")

    def show(self, worker: Worker, state: State) -> Screen:
        task = task_in_hand(worker, state, *KINDS)
        if task is None:
            return Screen(
                title=self.title, big=_("Nothing to bring"), field="",
                choices=(Choice("again", _("Look again"), "main"),),
            )  # fmt: skip
        if state.step == "less":
            return Screen(
                title=self.title, ask=_("How many are there?"), field="number", big=task.item,
                facts=_facts(task, state), choices=(Choice("back", _("Back")),),
            )  # fmt: skip
        if state.step == "place":
            return Screen(
                title=self.title, ask=_("Scan the place"), big=task.target_bin,
                big_title=_("Bring it to"), facts=_facts(task, state), choices=(LEAVE,),
            )  # fmt: skip
        less = Choice("less", _("There are fewer"), "plain")
        return Screen(
            title=self.title, ask=_("Scan the item"), big=task.bin, big_title=_("Fetch it from"),
            facts=_facts(task, state), choices=(less, LEAVE),
        )  # fmt: skip

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        task = task_in_hand(worker, state, *KINDS)
        if task is None:
            return go(State())
        if state.step == "less":
            found = amount(code)
            if found > task.quantity:
                asked = short(task.quantity, task.uom)
                return stay(state, _("Only %(asked)s are wanted.") % {"asked": asked})
            said = state.at("start", task=str(task.task_id), there=plain(found))
            # Nothing is nothing to scan, and nowhere to go.
            return go(said) if found else _bring(worker, task, said, task.target_bin, key)
        if state.step != "place":
            return _item(worker, task, state, code)
        place = understand(worker, code, ("bin",), _("the place to bring it to")).number
        return _bring(worker, task, state, place, key)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        task = task_in_hand(worker, state, *KINDS)
        if task is not None and choice == "less":
            return go(state.at("less", task=str(task.task_id)))
        if task is None or choice != "skip":
            return go(State())
        return leave(worker, state, task, _("Left for later."))


def _bring(worker: Worker, task: TaskView, state: State, place: str, key: str) -> Step:
    there = state.get("there")
    deed = facade.replenish if task.kind == KIND else facade.move_slot
    done = deed(
        worker.ground, key=key, actor=worker.actor, task_id=task.task_id, bin=place,
        quantity=amount(there) if there else None,
    )  # fmt: skip
    return finish(State(), done.text)


def _item(worker: Worker, task: TaskView, state: State, code: str) -> Step:
    meaning = understand(worker, code, ("item", "lpn"), _("item %(item)s") % {"item": task.item})
    read, expected = meaning.number, task.lpn if meaning.kind == "lpn" else task.item
    if read == expected and meaning.lot and task.lot and meaning.lot != task.lot:
        read, expected = meaning.lot, task.lot
    if read != expected:
        return stay(
            state,
            _("This is %(read)s. Take %(expected)s.")
            % {"read": read, "expected": expected or task.item},
        )
    return go(state.at("place", task=str(task.task_id)))


def _facts(task: TaskView, state: State) -> tuple[Fact, ...]:
    there = state.get("there")
    return (
        Fact(_("Take"), f"{there or short(task.quantity - task.done, task.uom)} × {task.item}"),
        Fact("", task.description),
        Fact(_("Lot"), task.lot),
        Fact(_("Plate"), task.lpn),
        Fact(_("For"), task.target_bin),
    )


flow = Replenish()
