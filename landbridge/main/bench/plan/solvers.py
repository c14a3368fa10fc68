"""The planners as the runner asks them. One that is not there yet says so."""

from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from landbridge.kit.findings import LandbridgeError
from landbridge.main.bench.plan.outcome import Effort, Solved


class Solver(Protocol):
    """warm: compile what is compiled once, outside of any measurement.

    solve: plan one instance. What it returns checks the plan and adds the peers when it is called:
    that is not part of the planning time.
    """

    def warm(self) -> None: ...

    def solve(self, instance: object, effort: Effort) -> Callable[[], Solved]: ...


def solver_of(planner: str) -> Solver:
    """The solver of `solve_<planner>.py` beside this file. LandbridgeError if there is none."""
    name = f"{__package__}.solve_{planner}"
    try:
        return cast(Solver, import_module(name))
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise LandbridgeError(
            f"the planner of {planner} is not there yet; its instances can be read already",
            remedy="Choose another set.",
        ) from error
