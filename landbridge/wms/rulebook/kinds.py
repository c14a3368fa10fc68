"""All kinds of rules there are. A new kind is a `RuleKind` of its room, named here."""

from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.inbound.putaway.kind import PUTAWAY
from landbridge.wms.outbound.allocation.kind import ALLOCATION
from landbridge.wms.outbound.waves.kind import RELEASE
from landbridge.wms.rulebook.contracts import RuleKind

KINDS: dict[str, RuleKind] = {kind.name: kind for kind in (PUTAWAY, ALLOCATION, RELEASE)}


def kind_named(name: str) -> RuleKind:
    """Wrong("unknown-kind")."""
    if name not in KINDS:
        known = ", ".join(KINDS)
        raise Wrong(f"There are no rules called {name}, only {known}.", "unknown-kind", read=name)
    return KINDS[name]
