"""What a slotting saves: sentences for a manager."""

from collections.abc import Sequence

from landbridge.planning.base import Explanation
from landbridge.planning.slotting.problem import SlotMove, SlottingProblem


def explain(
    problem: SlottingProblem, length_m: float, now_m: float | None, turnover_m: float,
    moves: Sequence[SlotMove],
) -> Explanation:  # fmt: skip
    if not problem.trips:
        return Explanation(("No trips are known, so no bin is better than another.",))
    sentences = [f"{len(problem.trips)} trips come to {length_m:,.0f} m."]
    if now_m is not None and now_m > length_m:
        share = 100 * (now_m - length_m) / now_m
        sentences.append(f"As the items lie today it is {now_m:,.0f} m: {share:.1f} % are saved.")
    if turnover_m > length_m:
        share = 100 * (turnover_m - length_m) / turnover_m
        sentences.append(
            f"With the most picked items nearest to the start it would be {turnover_m:,.0f} m; "
            f"{share:.1f} % are saved because what is picked together lies together."
        )
    if moves:
        move = moves[0]
        saved = sum(one.saved_m for one in moves)
        sentences.append(
            f"{len(moves)} moves save {saved:,.0f} m; first "
            f"{problem.items[move.item].item_code} goes to {problem.slots[move.to_slot].code}: "
            f"{move.saved_m:,.0f} m."
        )
    return Explanation(tuple(sentences))
