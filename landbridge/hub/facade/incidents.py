"""Continuous reconciliation, and incidents: what a person must know of."""

from collections.abc import Mapping, Sequence

from landbridge.connect.config import ConfigField, config_fields
from landbridge.hub.facade.contracts import AuthorityRule, Mandate
from landbridge.hub.facade.views.incidents import (
    ChannelView,
    IncidentFilter,
    IncidentList,
    IncidentView,
    PairView,
)
from landbridge.hub.incidents import correcting, notices, noticing, operations, queries
from landbridge.hub.reconcile import pairs, watching
from landbridge.hub.reconcile.connectors import Connectors, connectors_for
from landbridge.hub.reconcile.watching import Watched
from landbridge.kit.ground import Ground

NO_FACILITIES: Mapping[str, object] = {}


def watch_pairs(
    ground: Ground,
    *,
    worker: str,
    facilities: Mapping[str, object] = NO_FACILITIES,
    connectors: Connectors | None = None,
) -> Watched:
    """Take every turn of reconciliation that is due; for each second, in any number of workers.

    connectors: kept open by the caller between calls (`keep_connectors`).
    """
    if connectors is not None:
        return watching.watch(ground, worker=worker, connectors=connectors)
    with connectors_for(ground, facilities) as made:
        return watching.watch(ground, worker=worker, connectors=made)


def keep_connectors(ground: Ground, *, facilities: Mapping[str, object]) -> Connectors:
    """Connectors for one thread that watches; the caller closes them."""
    return Connectors(ground, facilities)


def notice_troubles(ground: Ground) -> int:
    """Open incidents for what needs a person, close those that are over; how many are new."""
    return noticing.notice_troubles(ground).opened


def send_notices(ground: Ground) -> int:
    """Tell the channels of new incidents, each once; how many were told."""
    return notices.send_notices(ground)


def incident_list(
    ground: Ground, chosen: IncidentFilter, *, limit: int = 50, page: str = ""
) -> IncidentList:
    """Incidents newest first, with the open ones counted by cause."""
    return queries.incident_list(ground, chosen, limit=limit, page=page)


def incident_page(ground: Ground, incident_id: int) -> IncidentView:
    """One incident with its evidence. Raises NotFoundError."""
    return queries.incident_page(ground, incident_id)


def open_incident_count(ground: Ground) -> int:
    """How many are open; for the bridge page."""
    return queries.open_incident_count(ground)


def assign_incident(ground: Ground, *, incident_id: int, to: str, mandate: Mandate) -> None:
    """Give it to somebody; "" gives it to nobody. Raises NothingToDoError when it is closed."""
    operations.assign(ground, incident_id=incident_id, to=to, mandate=mandate)


def comment_incident(ground: Ground, *, incident_id: int, text: str, by: str) -> None:
    """Say something about it; kept for good. Saying the same again right away adds nothing."""
    operations.comment(ground, incident_id=incident_id, text=text, by=by)


def close_incident(ground: Ground, *, incident_id: int, mandate: Mandate) -> None:
    """Only where facts cannot: missing numbers and control totals. Raises NothingToDoError."""
    operations.close_by_hand(ground, incident_id=incident_id, mandate=mandate)


def approve_correction(ground: Ground, *, incident_id: int, mandate: Mandate) -> str:
    """Do what it proposes, once; what was done, in words. Raises NothingToDoError."""
    return correcting.approve(ground, incident_id=incident_id, mandate=mandate)


def pair_list(ground: Ground) -> tuple[PairView, ...]:
    """Endpoints that are compared all the time, how each subject stands, and who is right."""
    return queries.pair_list(ground)


def set_pair(
    ground: Ground,
    *,
    pair_id: int,
    mandate: Mandate,
    enabled: bool | None = None,
    owner: str | None = None,
    site: str | None = None,
    options: Mapping[str, float] | None = None,
    authority: Sequence[AuthorityRule] | None = None,
) -> None:
    """Change schedule, scope or authority of a pair; what is None stays.

    authority: all rules of the pair, laid over those of the product.
    Raises NotFoundError, LandbridgeError.
    """
    pairs.set_pair(
        ground, pair_id=pair_id, mandate=mandate, enabled=enabled, owner=owner, site=site,
        options=options, authority=authority,
    )  # fmt: skip


def channel_list(ground: Ground) -> tuple[ChannelView, ...]:
    """Whom incidents are told to."""
    return notices.channel_list(ground)


def channel_kinds() -> Mapping[str, tuple[ConfigField, ...]]:
    """Kinds of channels, each with the fields of its settings."""
    return {kind: config_fields(cls) for kind, cls in notices.KINDS.items()}


def set_channel(
    ground: Ground, *, name: str, kind: str, values: Mapping[str, object], mandate: Mandate
) -> None:
    """Add a channel or give it new settings. Raises SettingsRefusedError, LandbridgeError."""
    notices.set_channel(ground, name=name, kind=kind, values=values, mandate=mandate)


def remove_channel(ground: Ground, *, name: str, mandate: Mandate) -> None:
    """Tell it nothing any more. Raises NotFoundError."""
    notices.remove_channel(ground, name=name, mandate=mandate)
