"""Records of Tryton that bear our reference: how a delivery finds again what it began.

One that a person cancelled in Tryton counts no more: what is sent again is booked anew.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from landbridge.connectors.tryton.push import Desk
from landbridge.connectors.tryton.rpc import Busy, Declined, reading

# What has moved nothing yet may be deleted.
_UNTOUCHED = ("request", "draft")
_TRIES = 3


def find_ours(desk: Desk, model: str, references: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The record of each of our references: of two, the one that has come further, or the oldest.

    Raises RpcError.
    """
    return {key: records[0] for key, records in _by_reference(desk, model, references).items()}


def claim_ours(desk: Desk, model: str, references: Sequence[str]) -> dict[str, dict[str, Any]]:
    """As find_ours; where several workers made one at the same time, the others are deleted.

    Raises RpcError.
    """
    for tries_left in reversed(range(_TRIES)):
        found = _by_reference(desk, model, references)
        others = [record for records in found.values() for record in records[1:]]
        surplus = [record["id"] for record in others if record["state"] in _UNTOUCHED]
        if not surplus:
            break
        try:
            desk.rpc.model(model, "delete", surplus)
            break
        except Declined:
            # The other worker deleted it before us, or has gone on with it.
            if not tries_left:
                raise
    return {key: records[0] for key, records in found.items()}


def claim_made(desk: Desk, model: str, reference: str) -> dict[str, Any]:
    """The record of our reference that was made just now.

    Raises Busy when somebody cancelled it in that moment (what is sent again is booked anew),
    and RpcError.
    """
    found = claim_ours(desk, model, [reference]).get(reference)
    if found is None:
        raise Busy(f"somebody cancelled {reference} in the moment it was made")
    return found


def _by_reference(
    desk: Desk, model: str, references: Sequence[str]
) -> Mapping[str, list[dict[str, Any]]]:
    """The one that counts first. Whoever made one later sees both, and yields to the other if that
    has come further: ids alone do not tell, for a record may be committed after one made later."""
    domain = [
        ["reference", "in", list(references)], ["company", "=", desk.standing.company_id],
        ["state", "!=", "cancelled"],
    ]  # fmt: skip
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with reading():
        for record in desk.rpc.read_all(model, domain, ["number", "state", "reference"]):
            found[record["reference"]].append(record)
    for records in found.values():
        records.sort(key=lambda record: (record["state"] in _UNTOUCHED, int(record["id"])))
    return found
