"""The hub's door: what console and composition root may use. Only frozen values cross it.

Names are fetched when they are asked for: rooms behind the door import its contracts, and must
not so import the whole door, which imports them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landbridge.hub.facade.contracts import (
        Accepted,
        Answer,
        AuthorityRule,
        EndpointUnusableError,
        Mandate,
        NotFoundError,
        NothingToDoError,
        Replayed,
        Retained,
        Retried,
        Route,
        SettingsRefusedError,
    )
    from landbridge.hub.facade.endpoints import (
        add_endpoint,
        change_endpoint,
        check_all,
        check_endpoint,
        connect_endpoints,
        disable_endpoint,
        enable_endpoint,
        subscribe,
        unsubscribe,
    )
    from landbridge.hub.facade.incidents import (
        approve_correction,
        assign_incident,
        channel_kinds,
        channel_list,
        close_incident,
        comment_incident,
        incident_list,
        incident_page,
        keep_connectors,
        notice_troubles,
        open_incident_count,
        pair_list,
        remove_channel,
        send_notices,
        set_channel,
        set_pair,
        watch_pairs,
    )
    from landbridge.hub.facade.proving import (
        export_proof,
        proof_key,
        proof_page,
        seal_history,
        verify_history,
        verify_proof,
    )
    from landbridge.hub.facade.reads import (
        bridge,
        bridge_token,
        connector_list,
        dead_letters,
        diagnose,
        document_list,
        document_page,
        download,
        endpoint_list,
        endpoint_page,
        envelope_page,
        figures,
        figures_text,
        incoming_list,
        preview_retry,
        preview_retry_all,
        route_list,
        search,
    )
    from landbridge.hub.facade.reconciling import (
        reconcile,
        reconciliation_list,
        reconciliation_page,
    )
    from landbridge.hub.facade.writes import (
        accept,
        acknowledge,
        dismiss,
        park,
        pause_endpoint,
        receive,
        replay,
        resume_endpoint,
        resume_stream,
        retain,
        retry,
    )

_MODULES = ("contracts", "endpoints", "incidents", "proving", "reads", "reconciling", "writes")

__all__ = [
    "Accepted",
    "Answer",
    "AuthorityRule",
    "EndpointUnusableError",
    "Mandate",
    "NotFoundError",
    "NothingToDoError",
    "Replayed",
    "Retained",
    "Retried",
    "Route",
    "SettingsRefusedError",
    "accept",
    "acknowledge",
    "add_endpoint",
    "approve_correction",
    "assign_incident",
    "bridge",
    "bridge_token",
    "change_endpoint",
    "channel_kinds",
    "channel_list",
    "check_all",
    "check_endpoint",
    "close_incident",
    "comment_incident",
    "connect_endpoints",
    "connector_list",
    "dead_letters",
    "diagnose",
    "disable_endpoint",
    "dismiss",
    "document_list",
    "document_page",
    "download",
    "enable_endpoint",
    "endpoint_list",
    "endpoint_page",
    "envelope_page",
    "export_proof",
    "figures",
    "figures_text",
    "incident_list",
    "incident_page",
    "incoming_list",
    "keep_connectors",
    "notice_troubles",
    "open_incident_count",
    "pair_list",
    "park",
    "pause_endpoint",
    "preview_retry",
    "preview_retry_all",
    "proof_key",
    "proof_page",
    "receive",
    "reconcile",
    "reconciliation_list",
    "reconciliation_page",
    "remove_channel",
    "replay",
    "resume_endpoint",
    "resume_stream",
    "retain",
    "retry",
    "route_list",
    "seal_history",
    "search",
    "send_notices",
    "set_channel",
    "set_pair",
    "subscribe",
    "unsubscribe",
    "verify_history",
    "verify_proof",
    "watch_pairs",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        for module in _MODULES:
            offered = vars(import_module(f"{__name__}.{module}"))
            if name in offered:
                return offered[name]
    raise AttributeError(f"the hub's facade offers no {name!r}")
