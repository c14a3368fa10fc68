"""A carton's plan as a person walks through it: one drawing, the way on and back, all steps."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CartonPlan


@dataclass(frozen=True, slots=True)
class Group:
    """Steps of one item in a row. first, last: numbers of steps from 1."""

    item: str
    first: int
    last: int
    href: str

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """svg: the carton after `step` of `count` pieces.  back, on: "" at the ends."""

    svg: SafeString
    step: int
    count: int
    back: str
    on: str
    groups: tuple[Group, ...]


def walk(plan: CartonPlan, *, step: int, href: Callable[[int], str]) -> Walk:
    """A step that the plan does not have is taken for its nearest."""
    count = len(plan.steps)
    at = min(max(step, 0), count)
    return Walk(
        # Drawn by ourselves; what it says of items is escaped there.
        svg=mark_safe(wms.draw_step(plan, step=at)),  # noqa: S308
        step=at,
        count=count,
        back=href(at - 1) if at else "",
        on=href(at + 1) if at < count else "",
        groups=tuple(_groups(plan, href)),
    )


def _groups(plan: CartonPlan, href: Callable[[int], str]) -> list[Group]:
    found, number = [], 1
    for item, steps in groupby(plan.steps, key=lambda step: step.item):
        last = number + sum(1 for _ in steps) - 1
        found.append(Group(item, number, last, href(last)))
        number = last + 1
    return found


def read_step(text: str, default: int) -> int:
    """A step in an address; what is no number is the default."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
