"""Next task: whatever is to be done next, as the warehouse says it. What goes out, comes in and is
moved follows one upon the other, near where the worker stands; each as its own flow asks it."""

from collections.abc import Mapping
from dataclasses import replace

from landbridge.console.handheld.flow import Choice, Flow, Screen, State, Step, Worker
from landbridge.console.handheld.parts import LATER, left_for_later
from landbridge.console.handheld.pick.flow import flow as pick
from landbridge.console.handheld.putaway.flow import flow as putaway
from landbridge.console.handheld.putback.flow import flow as putback
from landbridge.console.handheld.replenish.flow import flow as replenish
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.wms import facade

OF_KIND: Mapping[str, Flow] = {
    "pick": pick, "component": pick, "putaway": putaway, "putback": putback,
    "replenishment": replenish, "slotting": replenish,
}  # fmt: skip
FLOWS = {flow.name: flow for flow in OF_KIND.values()}
OF = "of"  # the flow of the task at hand


class Work:
    name = "work"
    title = gettext_lazy("Next task")
    hint = gettext_lazy("What is most urgent, near you")

    def show(self, worker: Worker, state: State) -> Screen:
        flow, state = _at_hand(worker, state)
        if flow is None:
            return Screen(
                title=self.title, big=_("Nothing to do"), field="",
                choices=(Choice("again", _("Look again"), "main"),),
            )  # fmt: skip
        return flow.show(worker, state)

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        flow, state = _at_hand(worker, state)
        return Step(State()) if flow is None else _own(flow, flow.scan(worker, state, code, key))

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        flow, state = _at_hand(worker, state)
        return Step(State()) if flow is None else _own(flow, flow.press(worker, state, choice, key))


def _at_hand(worker: Worker, state: State) -> tuple[Flow | None, State]:
    """The flow that the worker is in, else that of their next task, with its own state."""
    if (flow := FLOWS.get(state.get(OF))) is not None:
        task = facade.task(worker.ground, task_id=state.number("task"))
        # What was cancelled meanwhile is told by its flow.
        if task is None or task.state != "done" or state.step == "sort":
            return flow, state
    task = facade.next_task(
        worker.ground, actor=worker.actor, site=worker.site, kinds=tuple(OF_KIND),
        later=left_for_later(state),
    )  # fmt: skip
    if task is None:
        return None, state
    flow = OF_KIND[task.kind]
    return flow, State("start", {"task": str(task.task_id), OF: flow.name})


def _own(flow: Flow, step: Step) -> Step:
    """Goods that are sorted, and a task, keep their flow; else the next one is looked for."""
    state = step.state
    if state.step == "sort" or state.get("task"):
        return replace(step, state=state.at(state.step, **{OF: flow.name}))
    return replace(step, state=State("start", {LATER: state.get(LATER)}))


flow = Work()
