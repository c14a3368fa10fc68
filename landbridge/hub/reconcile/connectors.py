"""Connectors kept open between looks: signing in costs more than counting a few items."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from landbridge.connect.protocols import Connector
from landbridge.hub.endpoints.queries import StoredEndpoint, make_connector
from landbridge.kit.ground import Ground

LOG = logging.getLogger("landbridge.hub")
NO_FACILITIES: Mapping[str, object] = {}


@dataclass(slots=True)
class Connectors:
    """One of each endpoint, for one thread; made anew when its settings have changed."""

    ground: Ground
    facilities: Mapping[str, object] = field(default_factory=dict)
    _open: dict[int, tuple[int, Connector]] = field(default_factory=dict)

    @contextmanager
    def using(self, side: StoredEndpoint) -> Iterator[Connector]:
        """The endpoint's connector; one that failed is not used again."""
        known = self._open.get(side.id)
        if known is not None and known[0] != side.revision:
            self._close(side.id)
            known = None
        if known is None:
            made = make_connector(self.ground, side, facilities=self.facilities)
            known = self._open[side.id] = (side.revision, made)
        try:
            yield known[1]
        except BaseException:
            self._close(side.id)
            raise

    def close(self) -> None:
        for endpoint_id in list(self._open):
            self._close(endpoint_id)

    def _close(self, endpoint_id: int) -> None:
        known = self._open.pop(endpoint_id, None)
        if known is not None:
            try:
                known[1].close()
            except Exception as fault:  # closing is a courtesy
                LOG.info("closing a connector: %s: %s", type(fault).__name__, fault)


@contextmanager
def connectors_for(
    ground: Ground, facilities: Mapping[str, object] = NO_FACILITIES
) -> Iterator[Connectors]:
    """For one comparison; closed when the block ends."""
    made = Connectors(ground, facilities)
    try:
        yield made
    finally:
        made.close()
