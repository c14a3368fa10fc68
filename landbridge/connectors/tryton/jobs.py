"""Several deliveries brought to Tryton together: read at once, begun one by one, then walked
through Tryton's states hand in hand.

A button pressed for five records costs Tryton little more than for one. If it refuses them
together, each is tried alone, so that a bad one stops no other.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from landbridge.codecs.base import PayloadUnreadableError, Tree
from landbridge.connect.protocols import Delivered, Parcel, PushResult, Refused
from landbridge.connectors.tryton.push import (
    STEPS_MAX,
    Desk,
    RefusedByUs,
    read_content,
    result_of,
    sentence,
)
from landbridge.connectors.tryton.rpc import (
    Changed,
    Declined,
    Failed,
    Lost,
    RpcError,
    reading,
)
from landbridge.kit.findings import error

Record = Mapping[str, Any]


@dataclass(slots=True)
class Job:
    """One delivery on its way. record: Tryton's record for it, once found or made.

    result: set as soon as it is known; then nothing more is done for this job.
    """

    parcel: Parcel
    tree: Tree = field(default_factory=dict)
    record: dict[str, Any] | None = None
    already_there: bool = False
    result: PushResult | None = None

    @property
    def reference(self) -> str:
        return str(self.tree["reference"])

    @property
    def lines(self) -> list[dict[str, Any]]:
        lines = self.tree["lines"]
        assert isinstance(lines, list)
        return [line for line in lines if isinstance(line, dict)]

    @property
    def is_done(self) -> bool:
        return self.record is not None and self.record["state"] == "done"


class Writer(Protocol):
    """How one kind of document is written."""

    @property
    def model(self) -> str: ...

    @property
    def next_button(self) -> Mapping[str, str]:
        """What to press in which state, until `done`."""
        ...

    def read_ahead(self, jobs: Sequence[Job]) -> None:
        """Read what all of them need; set `record` of those that were begun before."""
        ...

    def begin(self, job: Job) -> None:
        """The first write; sets `record`. Raises RefusedByUs, RpcError."""
        ...

    def prepare(self, state: str, jobs: Sequence[Job]) -> bool:
        """What is written before the button of a state is pressed, and whether something was.

        Safe to repeat. Raises RefusedByUs, RpcError.
        """
        ...

    def conclude(self, jobs: Sequence[Job]) -> None:
        """What is written when they are done, such as notes. Safe to repeat."""
        ...


def push_together(desk: Desk, writer: Writer, parcels: Sequence[Parcel]) -> list[PushResult]:
    """One result for each parcel, in order. The parcels are of different orders."""
    jobs = [Job(parcel) for parcel in parcels]
    line = _Line(desk, jobs)
    line.each(_read)
    line.together(writer.read_ahead)
    for job in jobs:
        job.already_there = job.is_done
    line.each(lambda job: writer.begin(job) if job.record is None else None)
    _walk(line, writer)
    line.together(writer.conclude)
    line.each(_deliver)
    return [job.result for job in jobs if job.result is not None]


def _read(job: Job) -> None:
    try:
        job.tree = read_content(job.parcel.content)
    except PayloadUnreadableError as fault:
        raise RefusedByUs(error("", "unreadable", sentence(fault))) from fault


def _deliver(job: Job) -> None:
    assert job.record is not None
    number = str(job.record["number"])
    job.result = Delivered(
        ack=f"booked as {number}",
        target_number=number,
        numbers={"document": number},
        already_there=job.already_there,
    )


class _Line:
    """The jobs that have no result yet."""

    def __init__(self, desk: Desk, jobs: Sequence[Job]) -> None:
        self.desk = desk
        self._jobs = jobs

    @property
    def open(self) -> list[Job]:
        return [job for job in self._jobs if job.result is None]

    def each(self, work: Callable[[Job], None]) -> None:
        for job in self.open:
            self.alone(job, work)

    def together(self, work: Callable[[list[Job]], None]) -> None:
        if self.open:
            self._settle(work, self.open)

    def these(self, jobs: list[Job], work: Callable[[list[Job]], None]) -> None:
        self._settle(work, jobs)

    def alone(self, job: Job, work: Callable[[Job], None]) -> None:
        self._settle(lambda _: work(job), [job])

    def _settle(self, work: Callable[[list[Job]], None], jobs: list[Job]) -> None:
        """What goes wrong becomes the result of all of them."""
        try:
            work(jobs)
        except RefusedByUs as refusal:
            for job in jobs:
                job.result = Refused(tuple(refusal.findings), waits_for=refusal.waits_for)
        except RpcError as fault:
            for job in jobs:
                job.result = result_of(fault, self.desk.clock)


def _walk(line: _Line, writer: Writer) -> None:
    """Press button after button until every record is done."""
    pressed: dict[int, str] = {}
    for _ in range(STEPS_MAX):
        line.together(lambda jobs: _look(line.desk, writer, jobs))
        todo: dict[str, list[Job]] = defaultdict(list)
        for job in line.open:
            assert job.record is not None
            if pressed.pop(job.record["id"], "") == job.record["_timestamp"]:
                line.alone(job, _stuck)
            elif not job.is_done:
                todo[str(job.record["state"])].append(job)
        if not todo:
            return
        for state, jobs in todo.items():
            line.these(jobs, partial(_prepare, line.desk, writer, state))
            if ready := [job for job in jobs if job.result is None]:
                _step(line, writer, state, ready, pressed)
    for job in line.open:
        line.alone(job, _never)


def _look(desk: Desk, writer: Writer, jobs: Sequence[Job]) -> None:
    found = {job.record["id"]: job.record for job in jobs if job.record is not None}
    with reading():
        records = desk.rpc.model(
            writer.model, "read", sorted(found), ["state", "number", "_timestamp"]
        )
    for record in records:
        found[record["id"]].update(record)


def _prepare(desk: Desk, writer: Writer, state: str, jobs: list[Job]) -> None:
    if writer.prepare(state, jobs):
        _look(desk, writer, jobs)


def _step(
    line: _Line, writer: Writer, state: str, jobs: list[Job], pressed: dict[int, str]
) -> None:
    """One button for all of a state. pressed: their stamps before, for those that took it."""
    button = writer.next_button.get(state)
    if button is None:
        for job in jobs:
            line.alone(job, _stuck)
        return
    records = [job.record for job in jobs if job.record is not None]
    stamps = {record["id"]: record["_timestamp"] for record in records}
    if len(jobs) > 1:
        try:
            line.desk.press(writer.model, button, records)
        except Lost as fault:
            for job in jobs:
                job.result = result_of(fault, line.desk.clock)
            return
        except RpcError:
            pass  # one of them is the reason; each alone tells which
        else:
            pressed.update(stamps)
            return
    for job in jobs:
        line.alone(job, lambda job: _press_alone(line.desk, writer, button, job, pressed))


def _press_alone(
    desk: Desk, writer: Writer, button: str, job: Job, pressed: dict[int, str]
) -> None:
    assert job.record is not None
    stamp = job.record["_timestamp"]
    try:
        desk.press(writer.model, button, [job.record])
        pressed[job.record["id"]] = stamp
    except Changed:
        return  # another worker with the same delivery was faster; look again
    except Declined:
        _look(desk, writer, [job])
        if job.record["_timestamp"] == stamp:
            raise


def _stuck(job: Job) -> None:
    assert job.record is not None
    words = (
        f"Its record in Tryton ({job.record['number'] or job.record['id']}) is "
        f"{job.record['state']}; look there what happened to it."
    )
    raise RefusedByUs(error("", "wrong-state", words))


def _never(job: Job) -> None:
    raise Failed(f"Tryton never finished {job.parcel.number}.")
