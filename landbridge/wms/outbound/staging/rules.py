"""Pure: where a packed carton is brought, and why there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from landbridge.wms.outbound.staging.contracts import CartonsAt

STAGED_KINDS = ("staging", "shipping")
Until = Callable[[str, str, date | None], datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """The carton that is brought away.

    staged_in: the staging or shipping bin it stands in, "" if it stands in neither.
    """

    order_number: str
    carrier_code: str
    service_code: str
    ship_on: date | None
    staged_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Cartons that stand in one bin and leave alike. mate_count: those of the carton's order."""

    bin: str
    carrier_code: str
    service_code: str
    ship_on: date | None
    carton_count: int
    mate_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Truck:
    """An open load at a staging or shipping bin. has_mates: cartons of the order are on it."""

    number: str
    carrier_code: str
    dock: str
    has_mates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A bin of kind staging or shipping; free: no goods stand there."""

    bin: str
    kind: str
    free: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """bin: "" if there is none.  why: a sentence."""

    bin: str
    why: str


def where_to(
    going: Going,
    *,
    lanes: Sequence[Lane],
    trucks: Sequence[Truck],
    places: Sequence[Place],
    until: Until,
    label: Callable[[str, datetime | None], str],
) -> Advice:
    """To its order, else to what leaves with it, else where nothing stands.

    until: the cut-off of carrier, service and day.  label: carrier and cut-off in words.
    places: in the order in which they are used.
    """
    return (
        _to_mates(going, lanes, trucks)
        or _to_likes(going, lanes, trucks, until, label)
        or _to_room(going, lanes, places)
    )


def _to_mates(going: Going, lanes: Sequence[Lane], trucks: Sequence[Truck]) -> Advice | None:
    for truck in trucks:
        if truck.has_mates:
            why = f"Load {truck.number} with cartons of order {going.order_number} stands there."
            return Advice(truck.dock, why)
    mates = _sums((lane.bin, lane.mate_count) for lane in lanes)
    if not mates:
        return None
    return Advice(_most(mates, going), f"Cartons of order {going.order_number} stand there.")


def _to_likes(
    going: Going,
    lanes: Sequence[Lane],
    trucks: Sequence[Truck],
    until: Until,
    label: Callable[[str, datetime | None], str],
) -> Advice | None:
    leaves = until(going.carrier_code, going.service_code, going.ship_on)
    alike = _sums(
        (lane.bin, lane.carton_count)
        for lane in lanes
        if lane.carrier_code == going.carrier_code
        and until(lane.carrier_code, lane.service_code, lane.ship_on) == leaves
    )
    name = label(going.carrier_code, leaves)
    if alike:
        why = f"{name} stands there." if name else "Cartons without a carrier stand there."
        return Advice(_most(alike, going), why)
    for truck in trucks:
        if going.carrier_code and truck.carrier_code == going.carrier_code:
            return Advice(truck.dock, f"Load {truck.number} of {truck.carrier_code} stands there.")
    return None


def _to_room(going: Going, lanes: Sequence[Lane], places: Sequence[Place]) -> Advice:
    """Staging bins before shipping bins; where none is free, where the fewest cartons stand."""
    if going.staged_in:
        return Advice(going.staged_in, "It stands there already.")
    kind = next((kind for kind in STAGED_KINDS if any(p.kind == kind for p in places)), "")
    there = [place for place in places if place.kind == kind]
    if not there:
        return Advice("", "The site has no staging bin.")
    counts = _sums((lane.bin, lane.carton_count) for lane in lanes)
    free = next((place for place in there if place.free and place.bin not in counts), None)
    if free is not None:
        return Advice(free.bin, f"{free.bin} is free.")
    fewest = min(there, key=lambda place: counts.get(place.bin, 0))
    return Advice(fewest.bin, f"No {kind} bin is free; the fewest cartons stand there.")


def _sums(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for bin_, count in counted:
        if count:
            sums[bin_] = sums.get(bin_, 0) + count
    return sums


def _most(counts: dict[str, int], going: Going) -> str:
    """Where the carton stands if it is one of them, else where most stand; then by name."""
    if going.staged_in in counts:
        return going.staged_in
    return min(counts, key=lambda bin_: (-counts[bin_], bin_))


def others_text(others: Sequence[CartonsAt]) -> str:
    """A sentence to add, "" if all stands together."""
    if not others:
        return ""
    there = ", ".join(f"{each.bin} ({each.carton_count})" for each in others)
    return f" Other cartons of the order stand in {there}."
