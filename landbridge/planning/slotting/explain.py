"""What a slotting saves: sentences for a manager."""

from collections.abc import Sequence
from typing import NamedTuple

from landbridge.planning.base import Explanation
from landbridge.planning.slotting.problem import SlotMove, SlottingProblem


class Metres(NamedTuple):
    """Of all trips of a problem; effort_m is 0 where all bins are as easy to reach."""

    walked_m: float
    effort_m: float

    @property
    def cost_m(self) -> float:
        return self.walked_m + self.effort_m

    def __str__(self) -> str:
        return _told(self.walked_m, self.effort_m)


def explain(
    problem: SlottingProblem, laid: Metres, today: Metres | None, turnover: Metres,
    moves: Sequence[SlotMove],
) -> Explanation:  # fmt: skip
    if not problem.trips:
        return Explanation(("No trips are known, so no bin is better than another.",))
    sentences = [f"{len(problem.trips)} trips come to {laid}."]
    if today is not None and today.cost_m > laid.cost_m:
        share = 100 * (today.cost_m - laid.cost_m) / today.cost_m
        sentences.append(f"As the items lie today it is {today}: {share:.1f} % are saved.")
    if turnover.cost_m > laid.cost_m:
        share = 100 * (turnover.cost_m - laid.cost_m) / turnover.cost_m
        sentences.append(
            f"With the most picked items nearest to the start it would be {turnover}; "
            f"{share:.1f} % are saved because what is picked together lies together."
        )
    if moves:
        move = moves[0]
        saved, eased = sum(one.saved_m for one in moves), sum(one.eased_m for one in moves)
        sentences.append(
            f"{len(moves)} moves save {_told(saved, eased)}; first "
            f"{problem.items[move.item].item_code} goes to {problem.slots[move.to_slot].code}: "
            f"{move.worth_m:,.0f} m."
        )
    return Explanation(tuple(sentences))


def _told(walked_m: float, effort_m: float) -> str:
    if not round(effort_m):
        return f"{walked_m:,.0f} m"
    if min(walked_m, effort_m) < 0:
        return f"{walked_m + effort_m:,.0f} m, walking and reaching together"
    return f"{walked_m:,.0f} m of walking and as much as {effort_m:,.0f} m for reaching up and down"
