"""Managing endpoints and routes. Each is one transaction; who and why are recorded."""

from collections.abc import Mapping

from landbridge.connect.protocols import Health
from landbridge.hub.endpoints import operations
from landbridge.hub.facade.contracts import Mandate, Route
from landbridge.kit.findings import Finding
from landbridge.kit.ground import Ground

NOTHING: Mapping[str, object] = {}


def add_endpoint(
    ground: Ground,
    *,
    name: str,
    connector: str,
    values: Mapping[str, object],
    mandate: Mandate,
    title: str = "",
    options: Mapping[str, object] = NOTHING,
) -> tuple[Finding, ...]:
    """Add an endpoint; warnings about its settings are returned.

    values: settings of the connector by name, secrets as plain text or `Secret`.
    options: settings of the bridge itself, e.g. `poll_interval_s`, `owner`, `site`, `zone`.
    Adding the same again changes nothing. Raises SettingsRefusedError, or LandbridgeError for a
    bad name, an unknown connector, or a name that is taken by an endpoint with other settings.
    """
    return operations.add_endpoint(
        ground,
        name=name,
        connector=connector,
        values=values,
        mandate=mandate,
        title=title,
        options=options,
    )


def change_endpoint(
    ground: Ground,
    *,
    endpoint: str,
    mandate: Mandate,
    values: Mapping[str, object] = NOTHING,
    title: str | None = None,
    options: Mapping[str, object] | None = None,
) -> tuple[Finding, ...]:
    """Change some settings and keep the others; workers open the endpoint anew.

    A secret left blank keeps its value; None removes a setting. An endpoint that waited for a
    login goes on. Raises SettingsRefusedError, EndpointUnusableError.
    """
    return operations.change_endpoint(
        ground, endpoint=endpoint, mandate=mandate, values=values, title=title, options=options
    )


def disable_endpoint(ground: Ground, *, endpoint: str, mandate: Mandate) -> None:
    """Use it no more: nothing is pulled, pushed or received. Its history and keys stay."""
    operations.disable_endpoint(ground, endpoint=endpoint, mandate=mandate)


def enable_endpoint(ground: Ground, *, endpoint: str, mandate: Mandate) -> None:
    """Use a disabled endpoint again, from where it was read up to."""
    operations.enable_endpoint(ground, endpoint=endpoint, mandate=mandate)


def check_endpoint(
    ground: Ground, *, endpoint: str, facilities: Mapping[str, object] = NOTHING
) -> Health:
    """Ask the endpoint how it is, and keep the answer. Only an unknown name raises."""
    return operations.check_endpoint(ground, endpoint=endpoint, facilities=facilities)


def check_all(
    ground: Ground, *, facilities: Mapping[str, object] = NOTHING
) -> tuple[tuple[str, Health], ...]:
    """Check every endpoint that is in use, one after the other: (name, health)."""
    return operations.check_all(ground, facilities=facilities)


def connect_endpoints(
    ground: Ground, *, left: str, right: str, mandate: Mandate
) -> tuple[Route, ...]:
    """Route every kind that one tells and the other takes; all these routes are returned.

    Routes that are there stay as they are. Raises LandbridgeError if they have nothing in common.
    """
    return operations.connect_endpoints(ground, left=left, right=right, mandate=mandate)


def subscribe(
    ground: Ground,
    *,
    source: str,
    kind: str,
    target: str,
    mandate: Mandate,
    condition: Mapping[str, object] = NOTHING,
) -> bool:
    """Route one kind of document, or `*` for every kind; False if it was routed already.

    condition: fields of the document and the value, or values, they must have.
    Raises LandbridgeError if the source does not tell that kind or the target does not take it.
    """
    return operations.subscribe(
        ground, source=source, kind=kind, target=target, mandate=mandate, condition=condition
    )


def unsubscribe(ground: Ground, *, source: str, kind: str, target: str, mandate: Mandate) -> bool:
    """Route that kind no more; what is already on its way goes on. False if it was not routed."""
    return operations.unsubscribe(ground, source=source, kind=kind, target=target, mandate=mandate)
