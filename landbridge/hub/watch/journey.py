"""A document's journey as a time line. Pure."""

from collections.abc import Sequence
from datetime import datetime

from landbridge.hub.facade.views import DeliveryView, JourneyStep, Problem, Tone
from landbridge.hub.watch import telling
from landbridge.hub.watch.bridge import Row
from landbridge.hub.watch.deliveries import ended_at

ARRIVED = frozenset({"delivered", "already_there", "found"})


def journey(
    message: Row,
    problems: Sequence[Problem],
    deliveries: Sequence[DeliveryView],
    *,
    routing: bool,
) -> tuple[JourneyStep, ...]:
    """happened, received, understood, routed; then delivered, acknowledged for each target."""
    steps = list(_arrival(message))
    steps.append(_understood(message, problems, steps[-1].at))
    if message["state"] != "fit":
        return tuple(steps)
    steps.append(_routed(deliveries, steps[-1].at, routing=routing))
    for one in deliveries:
        steps += _crossing(one)
    return tuple(steps)


def _arrival(message: Row) -> Sequence[JourneyStep]:
    received_at, happened_at = message["received_at"], message["occurred_at"]
    source = message["source_title"] or message["source"]
    received = JourneyStep(
        step="received",
        title="Received",
        endpoint="",
        at=received_at,
        duration_s=_between(happened_at, received_at),
        done=True,
        tone=Tone.QUIET,
        result=telling.received(
            message["wire_type"], message["raw_bytes"], changed=bool(message["changed"])
        ),
    )
    if happened_at is None:
        return (received,)
    happened = JourneyStep(
        step="happened",
        title=f"Happened in {source}",
        endpoint="",
        at=happened_at,
        duration_s=None,
        done=True,
        tone=Tone.QUIET,
        result="",
    )
    return happened, received


def _understood(message: Row, problems: Sequence[Problem], before: datetime | None) -> JourneyStep:
    held = message["state"] == "held"
    first = next((one.text for one in problems if one.severity == "error"), "")
    return JourneyStep(
        step="understood",
        title="Not understood" if held else "Understood",
        endpoint="",
        at=message["translated_at"],
        duration_s=_between(before, message["translated_at"]),
        done=not held,
        tone=Tone.PERSON if held else Tone.QUIET,
        result=first if held else telling.understood(message["map_name"], message["took_us"]),
    )


def _routed(
    deliveries: Sequence[DeliveryView], before: datetime | None, *, routing: bool
) -> JourneyStep:
    at = min((one.created_at for one in deliveries), default=None)
    targets = tuple(dict.fromkeys(one.target_title for one in deliveries))
    return JourneyStep(
        step="routed",
        title="Routed",
        endpoint="",
        at=at,
        duration_s=_between(before, at),
        done=not routing,
        tone=Tone.QUIET,
        result="" if routing else telling.routed(targets),
    )


def _crossing(one: DeliveryView) -> list[JourneyStep]:
    """The steps of one delivery. What it never came to is not shown as still ahead."""
    arrived = next((try_ for try_ in one.attempts if try_.outcome in ARRIVED), None)
    final = one.finished_at is not None
    at = ended_at(arrived) if arrived is not None else None
    steps: list[JourneyStep] = []
    if arrived is not None or not final:
        steps.append(
            JourneyStep(
                step="delivered",
                title=f"Delivered to {one.target_title}",
                endpoint=one.target,
                at=at,
                duration_s=_between(one.created_at, at),
                done=arrived is not None,
                tone=Tone.QUIET if arrived is not None else one.tone,
                result=(
                    telling.tried(
                        arrived.attempt,
                        arrived.outcome_title,
                        round((arrived.duration_s or 0) * 1_000_000),
                    )
                    if arrived is not None
                    else one.sentence
                ),
            )
        )
    if final or arrived is not None:
        steps.append(
            JourneyStep(
                step="acknowledged",
                title=one.state_title if final else "Acknowledged",
                endpoint=one.target,
                at=one.finished_at,
                duration_s=_between(at or one.created_at, one.finished_at),
                done=final,
                tone=one.tone,
                result=one.answer or one.target_number or ("" if arrived else one.sentence),
            )
        )
    return steps


def _between(start: datetime | None, end: datetime | None) -> float | None:
    if start is None or end is None:
        return None
    return max((end - start).total_seconds(), 0.0)
