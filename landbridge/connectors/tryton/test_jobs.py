"""Deliveries go through Tryton's states together; a bad one stops no other, a lost answer all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from landbridge.connect.protocols import Delivered, Parcel, Refused, Unavailable, Unknown
from landbridge.connectors.tryton.jobs import Job, push_together
from landbridge.connectors.tryton.push import Desk, RefusedByUs
from landbridge.connectors.tryton.rpc import Busy, Changed, Declined, Lost, RpcError, Warned
from landbridge.kit.clock import VirtualClock
from landbridge.kit.findings import error

NEXT = {"draft": "receive", "received": "do"}
AFTER = {"receive": "received", "do": "done"}
Trouble = Callable[[str, list[int]], RpcError | None]


@dataclass
class Erp:
    """FAKE: records with a state. trouble(button, ids): what a press raises, if anything."""

    trouble: Trouble = lambda _button, _ids: None
    states: dict[int, str] = field(default_factory=dict)
    pressed: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)

    def model(self, _model: str, method: str, ids: list[int], *_: Any, context: Any = None) -> Any:
        if method == "read":
            return [
                {"id": i, "state": self.states[i], "number": f"N{i}", "_timestamp": self.stamp(i)}
                for i in ids
            ]
        fault = self.trouble(method, ids)
        known = isinstance(fault, Warned) and fault.name in self.confirmed
        if fault is not None and not known:
            raise fault
        told = (context or {}).get("_timestamp", {})
        if any(stamp != self.stamp(int(key.rpartition(",")[2])) for key, stamp in told.items()):
            raise Changed("meanwhile")
        self.pressed.append((method, tuple(ids)))
        for record_id in ids:
            if NEXT.get(self.states[record_id]) != method:
                raise Declined(f"You can not call {method} on {record_id}.")
            self.states[record_id] = AFTER[method]
        return None

    def stamp(self, record_id: int) -> str:
        return f"{self.states[record_id]} at {sum(record_id in ids for _, ids in self.pressed)}"

    def confirm_warning(self, warned: Warned) -> None:
        self.confirmed.add(warned.name)


class Writer:
    model = "m"
    next_button = NEXT

    def __init__(self, erp: Erp, refused: Sequence[str] = ()) -> None:
        self._erp = erp
        self._refused = refused
        self.prepares = ""
        self.unprepared: Sequence[str] = ()
        self.prepared: list[list[str]] = []
        self.concluded: list[str] = []

    def read_ahead(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            record_id = int(job.parcel.number)
            if record_id in self._erp.states:
                job.record = {"id": record_id, "state": self._erp.states[record_id]}

    def begin(self, job: Job) -> None:
        if job.parcel.number in self._refused:
            raise RefusedByUs(error("", "no", "Not this one."), waits_for="item/A/B")
        self._erp.states[int(job.parcel.number)] = "draft"
        job.record = {"id": int(job.parcel.number), "state": "draft", "number": None}

    def prepare(self, state: str, jobs: Sequence[Job]) -> bool:
        if state == self.prepares:
            self.prepared.append([job.parcel.number for job in jobs])
            for job in jobs:
                if job.parcel.number in self.unprepared:
                    raise RefusedByUs(error("", "no", "Not so."))
        return state == self.prepares

    def conclude(self, jobs: Sequence[Job]) -> None:
        self.concluded += [job.parcel.number for job in jobs]


def push(erp: Erp, *numbers: int, writer: Writer | None = None) -> list[object]:
    desk = Desk(
        rpc=erp, standing=None, clock=VirtualClock(datetime(2026, 11, 22, tzinfo=UTC)),  # type: ignore[arg-type]
        confirmed_warnings=("fine",),
    )  # fmt: skip
    parcels = [
        Parcel(
            delivery_id=n, idempotency_key=str(n), kind="k", number=str(n), owner="A", version=1,
            content=b"{}",
        )
        for n in numbers
    ]  # fmt: skip
    return list(push_together(desk, writer or Writer(erp), parcels))


def kinds(results: Sequence[object]) -> list[str]:
    return [type(result).__name__ for result in results]


def test_all_go_together() -> None:
    erp = Erp()
    results = push(erp, 1, 2, 3)
    assert kinds(results) == ["Delivered"] * 3
    assert [r.target_number for r in results] == ["N1", "N2", "N3"]  # type: ignore[attr-defined]
    assert erp.pressed == [("receive", (1, 2, 3)), ("do", (1, 2, 3))]


def test_what_is_done_already_is_only_told() -> None:
    erp = Erp(states={1: "done", 2: "received"})
    writer = Writer(erp)
    first, second, third = push(erp, 1, 2, 3, writer=writer)
    assert isinstance(first, Delivered) and first.already_there
    assert isinstance(second, Delivered) and not second.already_there
    assert isinstance(third, Delivered)
    assert sorted(erp.pressed) == [("do", (2,)), ("do", (3,)), ("receive", (3,))]
    assert writer.concluded == ["1", "2", "3"]


def test_a_bad_one_stops_no_other() -> None:
    def refuses_two(button: str, ids: list[int]) -> RpcError | None:
        return Declined("Lot 5 is expired.") if button == "do" and 2 in ids else None

    erp = Erp(refuses_two)
    writer = Writer(erp, refused=["4"])
    results = push(erp, 1, 2, 3, 4, writer=writer)
    assert kinds(results) == ["Delivered", "Refused", "Delivered", "Refused"]
    assert results[3].waits_for == "item/A/B"  # type: ignore[attr-defined]
    assert "expired" in results[1].findings[0].text  # type: ignore[attr-defined]
    assert writer.concluded == ["1", "3"]
    assert erp.pressed[-2:] == [("do", (1,)), ("do", (3,))]


@pytest.mark.parametrize(("fault", "kind"), [(Lost("gone"), Unknown), (Busy("down"), Unavailable)])
def test_a_tryton_that_goes_away_is_told_for_all(fault: RpcError, kind: type) -> None:
    results = push(Erp(lambda button, _ids: fault if button == "do" else None), 1, 2)
    assert [type(result) for result in results] == [kind, kind]


def test_only_warnings_of_what_has_happened_are_confirmed() -> None:
    erp = Erp(lambda button, _ids: Warned("a.fine", "Too much?") if button == "do" else None)
    assert kinds(push(erp, 1, 2)) == ["Delivered", "Delivered"]
    strange = Erp(lambda button, _ids: Warned("a.odd", "Really?") if button == "do" else None)
    (refused,) = push(strange, 1)
    assert isinstance(refused, Refused) and "Really?" in refused.findings[0].text


def test_a_button_pressed_by_another_hand_is_passed_over() -> None:
    erp = Erp()

    def other_hand(button: str, ids: list[int]) -> RpcError | None:
        if button == "receive" and erp.states[ids[0]] == "draft":
            erp.states[ids[0]] = "received"
        return None

    erp.trouble = other_hand
    assert kinds(push(erp, 1)) == ["Delivered"]


def test_a_record_that_does_not_move_or_is_elsewhere_is_told() -> None:
    erp = Erp(states={1: "cancelled"})
    (refused,) = push(erp, 1)
    assert isinstance(refused, Refused) and "cancelled" in refused.findings[0].text
    assert refused.findings[0].text.endswith(".")


def test_a_button_that_changes_nothing_is_not_pressed_for_ever() -> None:
    erp = Erp()
    real = erp.model

    def idle(model: str, method: str, ids: list[int], *rest: Any, context: Any = None) -> Any:
        return real(model, method, ids, *rest, context=context) if method == "read" else None

    erp.model = idle  # type: ignore[method-assign]
    (refused,) = push(erp, 1)
    assert isinstance(refused, Refused) and "draft" in refused.findings[0].text


def test_what_a_state_needs_is_written_before_its_button_and_a_bad_one_stops_it() -> None:
    erp = Erp(states={1: "draft", 2: "received"})
    writer = Writer(erp)
    writer.prepares = "received"
    assert kinds(push(erp, 1, 2, writer=writer)) == ["Delivered", "Delivered"]
    assert writer.prepared == [["2"], ["1"]]
    erp = Erp(states={3: "received"})
    writer = Writer(erp)
    writer.prepares, writer.unprepared = "received", ["3"]
    (refused,) = push(erp, 3, writer=writer)
    assert isinstance(refused, Refused) and erp.pressed == [] and writer.concluded == []
