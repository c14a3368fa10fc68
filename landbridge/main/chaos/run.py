"""A working day under blows: orders are entered while everything is killed, then the books are
compared on both sides, by their own word.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from landbridge.kit.findings import LandbridgeError
from landbridge.main.chaos.disk import FullDisk, fill_a_disk
from landbridge.main.chaos.play import play_for
from landbridge.main.chaos.wreck import Wrecker, counted
from landbridge.main.demo.house import ANY_FREE_PORT, HouseOptions, running_house
from landbridge.main.demo.progress import Teller
from landbridge.main.demo.summary import Summary
from landbridge.main.installation import embedded_server

JOIN_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChaosOptions:
    """minutes: how long blows fall.  seed: of their order; moments are the machine's."""

    minutes: float
    seed: int
    worker_count: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaos:
    """lost: orders that did not come to their end; doubled: booked more than once."""

    blows: dict[str, int]
    summary: Summary
    disk: FullDisk

    @property
    def is_well(self) -> bool:
        disk = not self.disk.lost and not self.disk.doubled
        return self.summary.is_whole and self.summary.stock_agrees and disk

    def as_json(self) -> dict[str, object]:
        it = self.summary
        return {
            "well": self.is_well,
            "blows": sum(self.blows.values()),
            "blows_by_kind": self.blows,
            "restarts": it.restarts,
            "orders": it.orders_entered,
            "documents": sum(it.documents.values()),
            "lost": len(it.unfinished),
            "doubled": len(it.twice),
            "held": it.held,
            "books_wrong": it.books_wrong,
            "stock_agrees": it.stock_agrees,
            "stock_lines": it.stock_lines,
            "full_disk": self.disk,
            "seconds": round(it.seconds, 1),
        }


def run(options: ChaosOptions, teller: Teller) -> Chaos:
    """Play it to the end. Raises LandbridgeError if the house cannot stand at all."""
    disk = fill_a_disk()
    teller.say(f"  full disk: {disk.skipped or f'{disk.accepted} accepted, {disk.lost} lost'}")
    house_options = HouseOptions(
        web_port=ANY_FREE_PORT, erp_port=ANY_FREE_PORT, worker_count=options.worker_count
    )
    with running_house(house_options, teller) as house:
        postgres = embedded_server(house.settings)
        postgres.start()
        wrecker = Wrecker(
            house.supervisor, postgres, random.Random(options.seed),  # noqa: S311
            lambda text: teller.say(f"  {text}"),
        )  # fmt: skip
        summary = play_for(
            house, seconds=options.minutes * 60, meanwhile=lambda: _strike(wrecker),
            say=teller.say,
        )  # fmt: skip
        return Chaos(blows=counted(wrecker.blows), summary=summary, disk=disk)


def _strike(wrecker: Wrecker) -> Callable[[], None]:
    """Start the blows; what ends them."""
    thread = threading.Thread(target=wrecker.run, name="chaos", daemon=True)
    thread.start()

    def end() -> None:
        wrecker.end()
        thread.join(JOIN_S)
        if thread.is_alive():
            raise LandbridgeError("the last blow has not ended", remedy="See its log.")

    return end
