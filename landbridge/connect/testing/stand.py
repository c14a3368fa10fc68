"""What a connector folder may ship as `fake.py` so that the contract suite can try it out.

`fake.py` has `stand(resources) -> Stand`. A stand is a labelled fake of the outside system (or the
real one, where it can be had in a test) together with what only that system's author knows: which
settings lead to it, which requests have an effect, what it holds.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from landbridge.connect.protocols import CensusQuestion, Inbound, Parcel, Payload
from landbridge.kit.clock import Clock
from landbridge.kit.quantity import Quantity


class Resources(Protocol):
    """What the suite can give. ground: a `kit.ground.Ground` on a fresh, migrated database, acting
    as `hub` or `wms`; made only if asked for.  outside: how to reach a real outside system that
    the test run has started, by its name.
    """

    @property
    def clock(self) -> Clock: ...

    def ground(self, room: str) -> object: ...

    def outside(self, name: str) -> Mapping[str, object]: ...


class Stand(Protocol):
    """All of it is asked for; a connector without a capability answers with nothing.

    upstream: address of the fake's HTTP server (`http://127.0.0.1:port`), "" if it is not HTTP:
        then the network faults are not played.
    unplayed: faults (by name) that cannot happen to this system, each with the reason.
    """

    upstream: str
    unplayed: Mapping[str, str]

    def values(self, address: str) -> Mapping[str, object]:
        """Settings of an endpoint that is reached at `address` and waits two seconds at most."""
        ...

    def facilities(self) -> Mapping[str, object]: ...

    def close(self) -> None: ...

    # source
    def write_outside(self, count: int) -> Sequence[str]:
        """Make `count` new facts the source must give; returns their names."""
        ...

    def fact_of(self, payload: Payload) -> str:
        """The name of the fact a payload tells, "" if it tells something else."""
        ...

    # receiver
    def call(self) -> Inbound | None:
        """An authentic request with one fact, as the outside system would send it now."""
        ...

    # sink
    def parcels(self, count: int) -> Sequence[Parcel]:
        """New parcels the target takes, each of another document."""
        ...

    def bad_parcel(self) -> Parcel | None:
        """A parcel the target refuses for good."""
        ...

    def is_effect(self, method: str, path: str, body: bytes) -> bool:
        """Whether this request is the one that has a parcel's effect."""
        ...

    def effect_count(self, parcel: Parcel) -> int:
        """How often the target holds the effect of this parcel: 0 or 1, if all is well."""
        ...

    # census
    def holding(self, question: CensusQuestion) -> Mapping[tuple[str, ...], Quantity]:
        """What the target really holds, by census key."""
        ...
