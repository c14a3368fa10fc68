"""Do two endpoints agree, and if not, which documents explain it?"""

from collections.abc import Mapping

from landbridge.connect.protocols import CensusQuestion
from landbridge.hub.facade.views import Reconciliation, ReconciliationRow
from landbridge.hub.reconcile import operations, queries
from landbridge.kit.ground import Ground

NO_FACILITIES: Mapping[str, object] = {}


def reconcile(
    ground: Ground,
    *,
    left: str,
    right: str,
    question: CensusQuestion,
    facilities: Mapping[str, object] = NO_FACILITIES,
    asked_by: str = "",
    settle_s: float = operations.SETTLE_S,
    rounds_max: int = operations.ROUNDS_MAX,
) -> Reconciliation:
    """Count both endpoints, explain what differs by documents on the way, and keep the result.

    Business may go on: what looks unexplained is counted again after `settle_s`, up to
    `rounds_max` times in all, so that only what stays unexplained is called so.
    An owner that the question leaves open is the one that the endpoints name.
    Raises EndpointUnusableError if one cannot count, LandbridgeError if one does not answer.
    """
    return operations.reconcile(
        ground,
        left=left,
        right=right,
        question=question,
        facilities=facilities,
        asked_by=asked_by,
        settle_s=settle_s,
        rounds_max=rounds_max,
    )


def reconciliation_list(
    ground: Ground, *, limit: int = 50, before: int = 0
) -> tuple[ReconciliationRow, ...]:
    """Comparisons newest first. before: the last id of the page before, 0 for the first page."""
    return queries.reconciliation_list(ground, limit=limit, before=before)


def reconciliation_page(ground: Ground, reconciliation_id: int) -> Reconciliation:
    """One comparison with its differences. Raises NotFoundError."""
    return queries.reconciliation_page(ground, reconciliation_id)
